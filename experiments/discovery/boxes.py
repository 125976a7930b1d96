"""Boxes: rules such as "this parameter at least so much and that one at most so much", and how good they are.

Density: among the futures inside, the share in which it happens. Coverage: among the futures in which it
happens, the share that lies inside. A rule is as good as it is on futures that played no part in finding it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.reporting.wording import option_name
from experiments.results import Result
from experiments.statistics.intervals import Estimate, wilson
from experiments.texts import text
from sim.parameters.declaration import Parameter, number_text

Hits = NDArray[np.bool_]


@dataclass(frozen=True)
class Limit(Result):
    """What a rule asks of one parameter: at least `low`, at most `high` (None: no limit), or an option."""

    name: str
    low: float | None = None
    high: float | None = None
    options: tuple[int, ...] = ()

    def holds(self, column: pd.Series) -> Hits:
        """Return which values meet the limit, both ends included."""
        values = column.to_numpy(dtype=np.float64)
        inside = np.ones(len(values), dtype=bool)
        if self.low is not None:
            inside &= values >= self.low
        if self.high is not None:
            inside &= values <= self.high
        if self.options:
            inside &= np.isin(values, self.options)
        return inside

    def words(self, lang: str, parameters: Mapping[str, Parameter]) -> str:
        """Return the limit as a clause: "Contract term is at least 12 months"."""
        parameter = parameters.get(self.name)
        name = parameter.label(lang) if parameter else self.name
        unit = text(f"units.{parameter.unit}", lang) if parameter else ""
        unit = "" if unit.startswith(("(", "（")) else unit
        if self.options:
            names = [option_name(parameter, i, lang) if parameter else str(i) for i in self.options]
            return text("discovery.one_of", lang, name=name, options=text("discovery.or", lang).join(names))
        kind = "between" if self.low is not None and self.high is not None else (
            "at_least" if self.high is None else "at_most"
        )  # fmt: skip
        low, high = (number_text(value) if value is not None else "" for value in (self.low, self.high))
        return text(f"discovery.{kind}", lang, name=name, low=low, high=high, unit=unit).rstrip()


@dataclass(frozen=True)
class Fit(Result):
    """How a rule does on a set of futures: density and coverage with Wilson intervals, and the counts."""

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
        """Return in which futures (rows) every limit holds."""
        inside = np.ones(len(futures), dtype=bool)
        for limit in self.limits:
            inside &= limit.holds(futures[limit.name])
        return inside

    def fit(self, futures: pd.DataFrame, hits: Hits) -> Fit:
        """Return density and coverage on a set of futures."""
        return fit_of(self.holds(futures), hits)

    def words(self, lang: str, parameters: Mapping[str, Parameter]) -> str:
        """Return the rule as one phrase: its clauses joined by "and"."""
        if not self.limits:
            return text("discovery.everywhere", lang)
        joint = text("discovery.and", lang)
        return joint.join(limit.words(lang, parameters) for limit in self.limits)


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
    """Return a limit with numbers a person can keep in mind, so that the rule told is the rule tested.

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
