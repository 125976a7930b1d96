"""Paired differences between two scenarios that were run with common random numbers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from experiments.arrays import Array
from experiments.results import Result
from experiments.statistics.epistemic import DrawRange, draw_range, noise_variance
from experiments.statistics.intervals import (
    CONFIDENCE,
    ROUNDING,
    Estimate,
    checked,
    mean_interval,
    share_interval,
)
from experiments.statistics.multiple_testing import holm, two_sided_p
from experiments.statistics.power import NOT_PLANNABLE, RESOLVED, clusters


@dataclass(frozen=True)
class Pairs(Result):
    """In how many pairs of runs B has more than A, less, and the same; rounding is no difference.

    Attributes:
        rises: more in B.
        falls: less in B.
        same: the same in both.
        of: all pairs.
    """

    rises: int
    falls: int
    same: int
    of: int


def pairs_of(first: Array, second: Array) -> Pairs:
    """Return in how many pairs the second is more than the first, less, and the same.

    Args:
        first: a quantity of every run of A.
        second: that of B, of the same shape: runs in one place are a pair.

    Returns:
        The counts.

    Example:
        >>> pairs_of(np.array([[1.0, 2.0]]), np.array([[1.0, 5.0]])).to_dict()
        {'rises': 1, 'falls': 0, 'same': 1, 'of': 2}
    """
    return _counted(_gaps(first, second))


def _gaps(first: Array, second: Array) -> Array:
    """Return second − first, (draws, seeds, …), with exactly zero where it is rounding."""
    rounding = ROUNDING * np.maximum(np.abs(first), np.abs(second)).max(axis=(0, 1))
    return np.where(np.abs(second - first) <= rounding, 0.0, second - first)


def _counted(gaps: Array) -> Pairs:
    rises, falls = int((gaps > 0).sum()), int((gaps < 0).sum())
    return Pairs(rises, falls, gaps.size - rises - falls, gaps.size)


@dataclass(frozen=True)
class Difference(Result):
    """B minus A in one measure, in its unit.

    `difference` has the Monte Carlo interval (not corrected for the number of measures), `draw_range` the
    range over draws. `pairs` counts in how many pairs B has more, less and the same; `improvement` is the
    share of pairs in which B is better, ties counting one half.
    `adjusted` is the p value after Holm's correction, and decides the `label`: "higher" or "lower" (B
    against A), "same" (no pair differs at all) or "unresolved"; `draws_to_resolve` is then how many draws
    (with a single draw: seeds) would resolve it, see `statistics.power`.
    """

    measure: str
    label: Literal["higher", "lower", "same", "unresolved"]
    difference: Estimate
    draw_range: DrawRange
    pairs: Pairs
    improvement: Estimate
    ties: float
    p_value: float
    adjusted: float
    draws_to_resolve: int

    @property
    def resolved(self) -> bool:
        """Whether it is known on which side of zero the difference lies."""
        return self.label in ("higher", "lower")


@dataclass(frozen=True)
class Comparison(Result):
    """Scenario B against scenario A, measure by measure; `tests` is the number corrected for."""

    differences: tuple[Difference, ...]
    tests: int
    draws: int
    seeds: int

    def __getitem__(self, measure: str) -> Difference:
        for difference in self.differences:
            if difference.measure == measure:
                return difference
        known = ", ".join(difference.measure for difference in self.differences)
        raise KeyError(f"no measure {measure!r} was compared; there are: {known}")


def differences(
    a: ArrayLike,
    b: ArrayLike,
    measures: Sequence[str],
    lower_is_better: Collection[str] = (),
    crossed: bool = False,
) -> Comparison:
    """Return the differences B − A of two scenarios run with the same draws and seeds.

    `a` and `b` are (draws, seeds, measures), or (draws, seeds) for one measure; run (d, r) of
    one is paired with run (d, r) of the other. Differences are taken within pairs; their intervals and t
    tests are clustered by draw. With m measures each p value is adjusted by Holm's step-down rule, so that
    the probability of any false "higher" or "lower" is at most 5% in all. Differences no larger than rounding
    count as ties. Raises ValueError for arrays that do not match and for names that are missing.
    """
    first, second = _columns(a, "a"), _columns(b, "b")
    if first.shape != second.shape:
        raise ValueError(f"a has shape {first.shape} and b {second.shape}: they must be run in pairs")
    if len(measures) != first.shape[2] or len(set(measures)) != len(measures):
        raise ValueError(f"{first.shape[2]} measures need as many different names; given: {list(measures)}")
    unknown = sorted(set(lower_is_better) - set(measures))
    if unknown:
        raise ValueError(f"lower_is_better names {unknown}, which are not among {list(measures)}")
    gaps = _gaps(first, second)
    means = [mean_interval(gaps[:, :, column], crossed) for column in range(len(measures))]
    errors = np.array([mean.standard_error for mean in means])
    degrees = means[0].clusters - 1
    p_values = np.ones(len(means))
    if degrees > 0:
        p_values = two_sided_p(np.array([mean.value for mean in means]), errors, degrees)
    adjusted = holm(p_values)
    differences = tuple(
        _difference(
            name,
            gaps[:, :, column],
            means[column],
            name in lower_is_better,
            (float(p_values[column]), float(adjusted[column])),
            crossed,
            len(measures),
        )
        for column, name in enumerate(measures)
    )
    return Comparison(differences, len(measures), *first.shape[:2])


def _columns(values: ArrayLike, name: str) -> Array:
    array = checked(values, 2, name)
    return array[:, :, None] if array.ndim == 2 else array


def _difference(
    name: str,
    gaps: Array,
    mean: Estimate,
    lower: bool,
    p_values: tuple[float, float],
    crossed: bool,
    tests: int,
) -> Difference:
    better = -gaps if lower else gaps
    scores = (better > 0) + 0.5 * (better == 0)
    label: Literal["higher", "lower", "same", "unresolved"] = "unresolved"
    if not gaps.any():
        label = "same"
    elif p_values[1] <= 1 - CONFIDENCE:
        label = "higher" if mean.value > 0 else "lower"
    # With crossed seeds the noise that all draws share stays, however many draws there are.
    open_ = NOT_PLANNABLE if crossed else clusters(gaps, tests)
    return Difference(
        measure=name,
        label=label,
        difference=mean,
        draw_range=draw_range(gaps.mean(axis=1), noise_variance(gaps, crossed)),
        pairs=_counted(gaps),
        improvement=share_interval(scores, crossed),
        ties=float((gaps == 0).mean()),
        p_value=p_values[0],
        adjusted=p_values[1],
        draws_to_resolve=open_ if label == "unresolved" else RESOLVED,
    )
