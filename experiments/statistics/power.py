"""Sample size needed to resolve an inconclusive result, with the result's own runs as the pilot.

The effect planned for is the one estimated, and resolved means with power 0.8 at the level that the result
uses, corrected for everything tested with it. No sample size resolves an estimate of exactly zero, and
nothing can be planned without a standard error: the answer is then NOT_PLANNABLE.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from experiments.arrays import Array
from experiments.statistics.intervals import CONFIDENCE, wilson
from experiments.statistics.sample_size import (
    MOST,
    POWER,
    draws_for_verdict,
    sample_size,
    smallest,
    t_test_power,
)

RESOLVED, NOT_PLANNABLE = 0, -1
"""Sentinels instead of a sample size: already resolved; no finite sample size exists or can be planned."""


def level(tests: int, confidence: float = CONFIDENCE) -> float:
    """Return the confidence of each of `tests` made together (Bonferroni, the first step of Holm)."""
    return 1 - (1 - confidence) / max(1, tests)


def clusters(pilot: Array, tests: int = 1, confidence: float | None = None) -> int:
    """Return the number of clusters at which a pilot's mean would differ significantly from zero (power 0.8).

    Args:
        pilot: (draws, seeds), in any unit. The plan keeps its number of seeds per draw.
        tests: how many tests are made together, where `confidence` is not given.
        confidence: of this one test.

    Returns:
        Draws, or seeds where the pilot has one draw; NOT_PLANNABLE for a mean of exactly zero, a pilot of a
        single run, values that are not finite, and more than ten million.
    """
    array = np.asarray(pilot, dtype=np.float64)
    mean = float(array.mean())
    if array.size < 2 or mean == 0 or not np.isfinite(array).all():
        return NOT_PLANNABLE
    single = level(tests) if confidence is None else confidence
    try:
        planned = sample_size(array, effect=abs(mean), seeds=array.shape[1], confidence=single)
    except ValueError:  # more than ten million
        return NOT_PLANNABLE
    return planned.seeds if len(array) == 1 else planned.draws


def clusters_of(resampled: Array, resolved: NDArray[np.bool_], tests: int | None = None) -> list[int]:
    """Return for each statistic at how many clusters it would differ significantly from zero (power 0.8).

    Args:
        resampled: (1 + clusters, statistics) as in `statistics.jackknife`; the pilot of a statistic s are its
            pseudo-values n·s − (n − 1)·s₋ᵢ.
        resolved: which statistics are resolved already, (statistics,).
        tests: how many tests are made together; by default one per statistic.

    Returns:
        One number per statistic: RESOLVED where it is resolved, NOT_PLANNABLE where no number can be planned.
    """
    size, columns = len(resampled) - 1, resampled.shape[1]
    pseudo = size * resampled[0] - (size - 1) * resampled[1:]
    together = columns if tests is None else tests
    found = []
    for at, done in enumerate(resolved):
        # A statistic of exactly zero has pseudo-values that are rounding.
        needed = NOT_PLANNABLE if resampled[0, at] == 0 else clusters(pseudo[:, at : at + 1], together)
        found.append(RESOLVED if done else needed)
    return found


def size_to_resolve(effect: float, error: float, degrees: int, size: int, tests: int = 1) -> int:
    """Return the size of a design at which an effect would differ significantly from zero (power 0.8).

    For designs whose number of independent parts stays the same: the error falls at least as 1/√size.

    Args:
        effect: the effect.
        error: its standard error at the present size, in the same unit.
        degrees: degrees of freedom of the error, the number of independent parts less one.
        size: the present size.
        tests: how many tests are made together.

    Returns:
        `size` doubled until the power is reached; NOT_PLANNABLE for an effect that is not positive, an error
        that is unknown, and more than ten million.
    """
    if not effect > 0 or not error > 0 or not math.isfinite(effect * error):
        return NOT_PLANNABLE
    larger = size
    while t_test_power(effect / (error * math.sqrt(size / larger)), degrees, level(tests)) < POWER:
        larger *= 2
        if larger > MOST:
            return NOT_PLANNABLE
    return larger


def size_to_narrow(half_width: float, target: float, size: int) -> int:
    """Return the size of a design, a doubling of `size`, at which a half-width falls to `target`."""
    if not math.isfinite(half_width):
        return NOT_PLANNABLE
    larger = size
    while half_width * math.sqrt(size / larger) > target:
        larger *= 2
        if larger > MOST:
            return NOT_PLANNABLE
    return larger


def futures_to_resolve(density: float, base: float, inside: int, futures: int) -> int:
    """Return the number of futures at which a rule's density would be significantly above the base rate.

    `inside` of the present `futures` lie within the rule. NOT_PLANNABLE where the density is not above the
    base.
    """
    return futures_to_settle(density, base, inside, futures) if density > base else NOT_PLANNABLE


def futures_to_settle(density: float, limit: float, inside: int, futures: int) -> int:
    """Return the number of futures at which a rule's density would be resolved from a limit, on either side.

    RESOLVED where the present futures suffice; NOT_PLANNABLE where the density equals the limit.
    """
    if not inside:
        return NOT_PLANNABLE
    low, high = wilson(density, inside)
    if low >= limit or high < limit:
        return RESOLVED
    try:
        within = draws_for_verdict(density, limit)
    except ValueError:  # more than ten million
        return NOT_PLANNABLE
    return NOT_PLANNABLE if within is None else math.ceil(within * futures / inside)


def seeds_to_halve_misclassified(gaps: Array, errors: Array, seeds: int) -> int:
    """Return the seeds per point at which half as many points are expected on the wrong side of zero.

    `gaps` (n,) are the points' means less the threshold, `errors` (n,) their standard errors with `seeds`
    seeds.
    """
    misclassified = misclassified_share(gaps, errors)
    if not misclassified > 0:
        return RESOLVED
    try:
        return smallest(
            lambda more: misclassified_share(gaps, errors * math.sqrt(seeds / more)) <= misclassified / 2
        )
    except ValueError:  # more than ten million: some points are at the threshold itself
        return NOT_PLANNABLE


def misclassified_share(gaps: Array, errors: Array) -> float:
    """Return the expected share of points on the wrong side of zero: the mean of Φ(−|gap|/error)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        wrong = np.where(errors > 0, special.ndtr(-np.abs(gaps) / errors), 0.0)
    return float(wrong.mean())


def confidence_of(critical: float, degrees: int) -> float:
    """Return the confidence of a two-sided t test whose critical value is `critical`."""
    return 2 * float(special.stdtr(degrees, critical)) - 1


def largest(numbers: list[int]) -> int:
    """Return the largest number planned; RESOLVED where all are resolved, NOT_PLANNABLE where none is."""
    unresolved = [number for number in numbers if number != RESOLVED]
    return max(unresolved, default=RESOLVED)
