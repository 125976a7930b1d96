"""Boxes: rules such as "this parameter at least so much and that one at most so much", and their fit.

A future is a hit where 1+1 exceeds the threshold. Density: the share of hits among the futures inside.
Coverage: the share inside among the hits. A rule is judged on held-out futures, not used in finding it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.results import Result, values_of
from experiments.statistics.intervals import Estimate, wilson

Hits = NDArray[np.bool_]


@dataclass(frozen=True)
class Limit(Result):
    """What a rule requires of one parameter: at least `low`, at most `high` (None: no limit), or options."""

    name: str
    low: float | None = field(default=None, metadata=values_of("name"))
    high: float | None = field(default=None, metadata=values_of("name"))
    options: tuple[int, ...] = field(default=(), metadata=values_of("name"))

    def holds(self, column: pd.Series) -> Hits:
        """Return which values meet the limit, both ends included.

        Args:
            column: values of the parameter, in its unit; choices as the places of their options.

        Returns:
            Whether each does, (futures,).

        Example:
            >>> import pandas as pd
            >>> Limit("contract.term", low=8.0).holds(pd.Series([4.0, 8.0, 12.0])).tolist()
            [False, True, True]
        """
        values = column.to_numpy(dtype=np.float64)
        inside = np.ones(len(values), dtype=bool)
        if self.low is not None:
            inside &= values >= self.low
        if self.high is not None:
            inside &= values <= self.high
        if self.options:
            inside &= np.isin(values, self.options)
        return inside


@dataclass(frozen=True)
class Fit(Result):
    """The fit of a rule on a set of futures: density and coverage with Wilson intervals, and the counts."""

    density: Estimate
    coverage: Estimate
    inside: int
    hits_inside: int
    futures: int
    hits: int


@dataclass(frozen=True)
class Box(Result):
    """A rule: all its limits must hold. Without limits it holds everywhere."""

    limits: tuple[Limit, ...]

    def holds(self, futures: pd.DataFrame) -> Hits:
        """Return in which futures every limit holds.

        Args:
            futures: one row per future, one column per parameter.

        Returns:
            Whether it does, (futures,).

        Example:
            >>> import pandas as pd
            >>> futures = pd.DataFrame({"contract.term": [4.0, 8.0, 12.0]})
            >>> Box((Limit("contract.term", low=8.0),)).holds(futures).tolist()
            [False, True, True]
        """
        inside = np.ones(len(futures), dtype=bool)
        for limit in self.limits:
            inside &= limit.holds(futures[limit.name])
        return inside

    def fit(self, futures: pd.DataFrame, hits: Hits) -> Fit:
        """Return density and coverage on a set of futures.

        Args:
            futures: one row per future, one column per parameter.
            hits: in which futures 1+1 exceeds the threshold, (futures,).

        Returns:
            Both shares with 95% intervals, and the counts.

        Example:
            >>> import pandas as pd
            >>> futures = pd.DataFrame({"contract.term": [4.0, 8.0, 12.0]})
            >>> box = Box((Limit("contract.term", low=8.0),))
            >>> box.fit(futures, np.array([False, False, True])).density.value
            0.5
        """
        return fit_of(self.holds(futures), hits)


def fit_of(inside: Hits, hits: Hits) -> Fit:
    """Return density and coverage of any set of futures, given as a mask."""
    both, within, wanted = int((inside & hits).sum()), int(inside.sum()), int(hits.sum())
    return Fit(_share(both, within), _share(both, wanted), within, both, len(hits), wanted)


def _share(part: int, whole: int) -> Estimate:
    if not whole:
        return Estimate(math.nan, math.nan, math.nan, math.nan, 0)
    share = part / whole
    low, high = wilson(share, whole)
    return Estimate(share, low, high, math.sqrt(share * (1 - share) / whole), whole)


def readable(name: str, low: float | None, high: float | None, spread: float, whole: bool) -> Limit:
    """Return a limit with round numbers, so that the rule reported is the rule tested.

    Whole numbers are rounded inwards; others to a twentieth of the power of ten below `spread`, the width of
    the parameter's range (0.05 for a range of 1).
    """
    if whole:
        return Limit(
            name,
            None if low is None else math.ceil(low - 1e-9),
            None if high is None else math.floor(high + 1e-9),
        )
    step = 10 ** math.floor(math.log10(spread)) / 20 if spread > 0 else 1.0
    digits = max(0, 2 - math.floor(math.log10(step)))

    def near(value: float | None) -> float | None:
        return None if value is None else round(round(value / step) * step, digits)

    return Limit(name, near(low), near(high))
