"""Two scenarios that met the same draws and the same luck: what differs, and how much the pairing bought."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from experiments.intervals import (
    CONFIDENCE,
    Array,
    Estimate,
    Result,
    checked,
    fieller,
    mean_covariance,
    mean_interval,
    share_interval,
)
from experiments.needed import NO_NUMBER, TOLD, clusters
from experiments.ranking import holm, two_sided_p
from experiments.spread import Spread, noise_variance, spread
from experiments.synergy import ROUNDING


@dataclass(frozen=True)
class Difference(Result):
    """B minus A in one measure, in its unit.

    `difference` has the Monte Carlo interval (not corrected for the number of measures), `spread` the range
    over draws. `improvement` is the share of pairs in which B is better, ties counting one half. `adjusted`
    is the p value after Holm's correction, and decides the `label`: "higher" or "lower" (B against A), "same"
    (no pair differs at all) or "unresolved"; `draws_to_resolve` is then with how many draws (of a single one:
    run keys) it would be told, see `experiments.needed`.
    """

    measure: str
    label: Literal["higher", "lower", "same", "unresolved"]
    difference: Estimate
    spread: Spread
    improvement: Estimate
    ties: float
    p_value: float
    adjusted: float
    draws_to_resolve: int


@dataclass(frozen=True)
class Comparison(Result):
    """Scenario B against scenario A, measure by measure; `tests` is the number corrected for."""

    differences: tuple[Difference, ...]
    tests: int
    draws: int
    replications: int

    def __getitem__(self, measure: str) -> Difference:
        for difference in self.differences:
            if difference.measure == measure:
                return difference
        known = ", ".join(difference.measure for difference in self.differences)
        raise KeyError(f"no measure {measure!r} was compared; there are: {known}")


def compare(
    a: ArrayLike,
    b: ArrayLike,
    measures: Sequence[str],
    lower_is_better: Collection[str] = (),
    crossed: bool = False,
) -> Comparison:
    """Return the differences B − A of two scenarios run with the same draws and keys.

    `a` and `b` are (draws, replications, measures), or (draws, replications) for one measure; run (d, r) of
    one is the twin of run (d, r) of the other. Differences are taken within pairs; their intervals and t
    tests are clustered by draw. With m measures each p value is adjusted by Holm's step-down rule, so that
    the chance of any false "higher" or "lower" is at most 5% in all. Differences no larger than rounding
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
    gaps = second - first
    rounding = ROUNDING * np.maximum(np.abs(first), np.abs(second)).max(axis=(0, 1))
    gaps = np.where(np.abs(gaps) <= rounding, 0.0, gaps)
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
    # With crossed keys the luck that all draws share stays, however many draws there are.
    open_ = NO_NUMBER if crossed else clusters(gaps, tests)
    return Difference(
        measure=name,
        label=label,
        difference=mean,
        spread=spread(gaps.mean(axis=1), noise_variance(gaps, crossed)),
        improvement=share_interval(scores, crossed),
        ties=float((gaps == 0).mean()),
        p_value=p_values[0],
        adjusted=p_values[1],
        draws_to_resolve=open_ if label == "unresolved" else TOLD,
    )


def pairing_gain(runs: ArrayLike, weights: ArrayLike = (1.0, -1.0)) -> Estimate:
    """Return how many times more runs unpaired seeds would need for the same precision.

    The ratio of the variance of Σ w_k·x_k with independent seeds, Σ w_k²·Var(x_k), to that with common ones,
    Var(Σ w_k·x_k), both within draws. `runs` is (draws, replications, k): k arms or scenarios that shared
    each key; the default weights take the second from the first, (1, −1, −1, 1) gives Δ of GS, G, S and the
    empty arm. Above 1 the pairing helps; infinite when luck cancels altogether; NaN when there is no luck.
    The interval is Fieller's. Raises ValueError with fewer than two replications.
    """
    array = checked(runs, 3, "runs")
    w = np.asarray(weights, dtype=np.float64)
    if array.ndim != 3 or w.shape != array.shape[2:]:
        raise ValueError(f"runs of shape {array.shape} and {w.size} weights: one weight for each arm")
    if array.shape[1] < 2:
        raise ValueError("one replication shows no luck within a draw; at least 2 are needed")
    luck = array - array.mean(axis=1, keepdims=True)
    luck[np.broadcast_to((array == array[:, :1]).all(axis=1, keepdims=True), luck.shape)] = 0.0
    apart = ((luck * w) ** 2).sum(axis=2)
    together = (luck @ w) ** 2
    # What is left of luck that cancels exactly is rounding.
    if together.sum() <= (ROUNDING**2) * apart.sum():
        value = math.inf if apart.any() else math.nan
        return Estimate(value, value, value, math.nan, len(array))
    return fieller(*mean_covariance(np.stack([apart, together], axis=2)))
