"""Sample size needed, planned from a small pilot: how many parameter draws, and how many seeds for each.

A mean over D draws with R seeds each has the variance σ_b²/D + σ_w²/(D·R): σ_b² between parameter draws, σ_w²
between the seeds of one draw. More seeds reduce the second term only, and neither number narrows the draw
range.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from experiments.arrays import Array
from experiments.defaults import SEEDS
from experiments.results import Result
from experiments.statistics.epistemic import noise_variance
from experiments.statistics.intervals import CONFIDENCE, checked, t_quantile, wilson

SEPARATED = 0.1
"""Noise share of the variance between draws' means up to which the noise of seeds counts as separated."""

CAUTION = 0.8
"""Confidence that a cautious plan, made from a pilot's uncertain variance, is large enough."""

POWER = 0.8
"""Power of planned tests."""

MOST = 10_000_000
"""The largest sample size that is planned."""


@dataclass(frozen=True)
class Components(Result):
    """Variance components of a pilot, between draws and within draws, in squared units.

    `within` is NaN when the pilot had one seed per draw (then `between` holds both), `between` when it had
    one draw.
    """

    between: float
    within: float
    mean: float
    draws: int
    seeds: int


@dataclass(frozen=True)
class SampleSize(Result):
    """A number of draws and of seeds per draw, with the precision and power expected of it.

    `half_width` is that of the 95% interval of the mean, in its unit; `power` that of the test of `effect`
    against zero (both NaN where no effect was given); `cautious_draws` (or `cautious_seeds` for a single
    draw) the number that suffices with 80% confidence although the pilot's variances are uncertain.
    `separating_seeds` is the number of seeds per draw at which noise makes up a tenth of the variance between
    draws' means (−1: no number does, or the pilot does not show it). `raw_range_widening` is the width of the
    raw range over draws relative to that without noise, at best 1: seeds never narrow the range of the draws
    themselves. The 5% end of the draw range lies between the quantiles `low_rank` and `high_rank` with 95%
    confidence.
    """

    draws: int
    seeds: int
    runs: int
    half_width: float
    effect: float
    power: float
    cautious_draws: int
    cautious_seeds: int
    separating_seeds: int
    raw_range_widening: float
    low_rank: float
    high_rank: float
    components: Components


def variance_components(pilot: ArrayLike) -> Components:
    """Return the variances between and within draws of a pilot.

    σ_w² is the pooled variance within draws; σ_b² = max(0, variance of the draws' means − σ_w²/R), the
    estimator of the one-way analysis of variance. Source: Searle, Casella & McCulloch 1992, ch. 3.

    Args:
        pilot: (draws, seeds R), in any unit.

    Returns:
        The components, in squared units.

    Raises:
        ValueError: a pilot of a single run.
    """
    array = checked(pilot, 2, "pilot")
    draws, seeds = array.shape
    if array.size < 2:
        raise ValueError("pilot: a single run shows no variance; at least 2 runs are needed")
    within = float(noise_variance(array).mean()) * seeds
    between = float(array.mean(axis=1).var(ddof=1)) if draws > 1 else math.nan
    if draws > 1 and seeds > 1:
        between = max(0.0, between - within / seeds)
    return Components(between, within, float(array.mean()), draws, seeds)


def ratio_influence(numerator: ArrayLike, denominator: ArrayLike) -> Array:
    """Return each run's influence on a ratio of means, r + (a − r·b)/mean(b): a pilot for planning 1+1.

    Args:
        numerator: (draws, seeds), in any unit.
        denominator: the same shape.

    Returns:
        (draws, seeds): its mean is the ratio, the variance of its mean that of the ratio (delta method).

    Raises:
        ValueError: the denominator's mean is zero.
    """
    a, b = checked(numerator, 2, "numerator"), checked(denominator, 2, "denominator")
    if b.mean() == 0:
        raise ValueError("denominator: its mean is 0, so there is no ratio to plan for")
    r = a.mean() / b.mean()
    return np.asarray(r + (a - r * b) / b.mean())


def sample_size(
    pilot: ArrayLike,
    half_width: float | None = None,
    effect: float | None = None,
    power: float = POWER,
    seeds: int | None = None,
    confidence: float = CONFIDENCE,
) -> SampleSize:
    """Return the smallest number of draws that reaches a half-width of the mean's interval, or a power.

    Args:
        pilot: (draws, seeds) of the quantity itself, in its unit; for a ratio pass `ratio_influence`. A pilot
            with one draw plans the seeds of that draw.
        half_width: half-width of the interval of the mean, in the quantity's unit.
        effect: effect that a two-sided t test (noncentral t) is to find with `power`, in the quantity's unit.
            Give exactly one of `half_width` and `effect`.
        power: power of that test.
        seeds: seeds per draw; by default the minimum needed to separate noise within draws from variance
            between them, because for the mean a further draw is always worth at least a further seed.
        confidence: of the interval and of the test; of m tests made together, 1 − 0.05/m.

    Raises:
        ValueError: a target that is not positive, or that ten million would not reach.

    Example:
        >>> sample_size([[1.0, 2.0], [3.0, 5.0], [2.0, 2.0]], half_width=0.5).draws
        30
    """
    if (half_width is None) == (effect is None):
        raise ValueError("give exactly one of half_width and effect")
    target = half_width if half_width is not None else abs(effect or 0.0)
    if not target > 0:
        raise ValueError(f"half_width or effect is {target}; a positive number is needed")
    if not 0 < power < 1:
        raise ValueError(f"power is {power}; allowed: between 0 and 1")
    parts = variance_components(pilot)
    single = parts.draws == 1
    run_seeds = max(1, seeds or SEEDS)
    unit_variance = _variance_of_one_more(parts, run_seeds, single)
    degrees = (parts.seeds if single else parts.draws) - 1
    inflated = unit_variance * degrees / float(special.chdtri(degrees, CAUTION))

    def clusters(variance: float) -> int:
        if effect is None:
            return smallest(lambda n: _half_width(variance, n, confidence) <= target)
        return smallest(lambda n: _power(variance, n, target, confidence) >= power)

    size, cautious = clusters(unit_variance), clusters(inflated)
    draws, run_seeds = (1, size) if single else (size, run_seeds)
    low_rank, high_rank = (math.nan, math.nan) if single else wilson(0.05, size)
    return SampleSize(
        draws=draws,
        seeds=run_seeds,
        runs=draws * run_seeds,
        half_width=_half_width(unit_variance, size, confidence),
        effect=math.nan if effect is None else target,
        power=math.nan if effect is None else _power(unit_variance, size, target, confidence),
        cautious_draws=1 if single else cautious,
        cautious_seeds=cautious if single else run_seeds,
        separating_seeds=_separating(parts),
        raw_range_widening=_widening(parts, run_seeds),
        low_rank=low_rank,
        high_rank=high_rank,
        components=parts,
    )


def t_test_power(shift: float, degrees: int, confidence: float = CONFIDENCE) -> float:
    """Return the power of a two-sided t test of an effect of `shift` standard errors."""
    edge = t_quantile(degrees, confidence)
    if shift > 30:  # the noncentral distribution overflows; what varies is then the estimated error alone
        return float(special.chdtr(degrees, degrees * (shift / edge) ** 2))
    beyond = float(special.nctdtr(degrees, shift, -edge))
    # The function fails where the probability of the wrong sign is zero to its last digit.
    return float(1 - special.nctdtr(degrees, shift, edge)) + (0.0 if math.isnan(beyond) else beyond)


def draws_for_verdict(share: float, threshold: float = 0.9) -> int | None:
    """Return the number of draws at which a share would be resolved from a threshold; None when it equals it.

    A share of 1 needs 35 draws to be above 0.9. Raises ValueError for a share outside [0, 1].
    """
    wilson(share, 1)
    if share == threshold:
        return None

    def resolved(size: int) -> bool:
        low, high = wilson(share, size)
        return low >= threshold if share > threshold else high < threshold

    return smallest(resolved)


def _variance_of_one_more(parts: Components, run_seeds: int, single: bool) -> float:
    if single:
        return parts.within
    return parts.between + (0.0 if math.isnan(parts.within) else parts.within / run_seeds)


def _half_width(variance: float, size: int, confidence: float) -> float:
    return t_quantile(size - 1, confidence) * math.sqrt(variance / size)


def _power(variance: float, size: int, effect: float, confidence: float) -> float:
    if variance == 0:
        return 1.0
    return t_test_power(effect / math.sqrt(variance / size), size - 1, confidence)


def _separating(parts: Components) -> int:
    """R with σ_w²/R = 0.1 of the variance of the draws' means; −1 where there is none or it is unknown."""
    if math.isnan(parts.within) or math.isnan(parts.between):
        return -1
    if parts.within == 0:
        return 2
    if parts.between == 0:
        return -1
    needed = (1 - SEPARATED) / SEPARATED * parts.within / parts.between
    return max(2, math.ceil(needed)) if needed < MOST else -1


def _widening(parts: Components, run_seeds: int) -> float:
    if math.isnan(parts.within) or math.isnan(parts.between) or parts.between == 0:
        return math.nan
    return math.sqrt(1 + parts.within / run_seeds / parts.between)


def smallest(enough: Callable[[int], bool]) -> int:
    """Return the smallest number from 2 on for which `enough` (false, then true) holds; at most `MOST`."""
    low, high = 1, 2
    while not enough(high):
        low, high = high, high * 2
        if low > MOST:
            raise ValueError(f"more than {MOST:,} would be needed; choose a wider target")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
