"""How many more runs would settle what a result leaves open, told by the planner from the result's own runs.

The effect to be told is the one estimated, and "told" means with power 0.8 at the level that the result uses,
corrected for everything tested beside it. An estimate of exactly zero can not be told from zero by any number
of runs, nor can anything be planned without an error: there is no number then, and that is said.
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
    chance_to_tell,
    draws_for_verdict,
    sample_size,
    smallest,
)

RESOLVED, NOT_PLANNABLE = 0, -1
"""What stands for a number where nothing is open, and where no number can be named."""


def level(tests: int, confidence: float = CONFIDENCE) -> float:
    """Return the confidence of each of `tests` that are made together (Bonferroni, Holm's first step)."""
    return 1 - (1 - confidence) / max(1, tests)


def clusters(pilot: Array, tests: int = 1, confidence: float | None = None) -> int:
    """Return how many draws tell a pilot's mean from zero; of a pilot with one draw, how many run keys.

    `pilot` is (draws, replications), and the plan keeps its number of keys to a draw. `confidence` is that of
    the one test, `tests` the number made together where it is not given.
    """
    array = np.asarray(pilot, dtype=np.float64)
    mean = float(array.mean())
    if array.size < 2 or mean == 0 or not np.isfinite(array).all():
        return NOT_PLANNABLE
    of_one = level(tests) if confidence is None else confidence
    try:
        planned = sample_size(array, effect=abs(mean), seeds=array.shape[1], confidence=of_one)
    except ValueError:  # more than ten million
        return NOT_PLANNABLE
    return planned.seeds if len(array) == 1 else planned.draws


def clusters_of(resampled: Array, told: NDArray[np.bool_], tests: int | None = None) -> list[int]:
    """Return for each statistic how many clusters would tell it from zero; nothing for those told already.

    `resampled` is (1 + clusters, statistics) as in `statistics.jackknife`; the pilot of a statistic are its
    pseudo-values n·θ − (n − 1)·θ₋ᵢ. All statistics count as tested together unless `tests` says otherwise.
    """
    size, columns = len(resampled) - 1, resampled.shape[1]
    pseudo = size * resampled[0] - (size - 1) * resampled[1:]
    asked = columns if tests is None else tests
    found = []
    for at, sure in enumerate(told):
        # A statistic of exactly nought has pseudo-values that are rounding.
        open_ = NOT_PLANNABLE if resampled[0, at] == 0 else clusters(pseudo[:, at : at + 1], asked)
        found.append(RESOLVED if sure else open_)
    return found


def size_to_resolve(effect: float, error: float, degrees: int, size: int, tests: int = 1) -> int:
    """Return the design's size, a doubling of `size`, that tells an effect from zero with power 0.8.

    For designs whose number of independent parts stays (`degrees` of freedom + 1 of them): the error falls at
    least as 1/√size. No number for an effect that is not positive, nor where more than ten million would be.
    """
    if not effect > 0 or not error > 0 or not math.isfinite(effect * error):
        return NOT_PLANNABLE
    larger = size
    while chance_to_tell(effect / (error * math.sqrt(size / larger)), degrees, level(tests)) < POWER:
        larger *= 2
        if larger > MOST:
            return NOT_PLANNABLE
    return larger


def size_to_narrow(half_width: float, target: float, size: int) -> int:
    """Return the design's size, a doubling of `size`, at which a half-width has come down to `target`."""
    if not math.isfinite(half_width):
        return NOT_PLANNABLE
    larger = size
    while half_width * math.sqrt(size / larger) > target:
        larger *= 2
        if larger > MOST:
            return NOT_PLANNABLE
    return larger


def futures_to_resolve(density: float, base: float, inside: int, futures: int) -> int:
    """Return in how many futures a rule's density would be told to lie above the share without any rule.

    `inside` of the `futures` looked at lay within the rule. No number where the density is not the higher.
    """
    return futures_to_settle(density, base, inside, futures) if density > base else NOT_PLANNABLE


def futures_to_settle(density: float, limit: float, inside: int, futures: int) -> int:
    """Return in how many futures a rule's density would be told from a limit, whichever side it lies on.

    Nothing where the futures inside tell it already; no number where it is the limit itself.
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


def seeds_to_halve_doubt(gaps: Array, errors: Array, seeds: int) -> int:
    """Return the run keys of each point with which half as many are expected on the wrong side of zero.

    `gaps` (n,) are the points' means less the threshold, `errors` the standard errors they have with
    `replications` keys.
    """
    doubt = doubt_of(gaps, errors)
    if not doubt > 0:
        return RESOLVED
    try:
        return smallest(lambda run_seeds: doubt_of(gaps, errors * math.sqrt(seeds / run_seeds)) <= doubt / 2)
    except ValueError:  # more than ten million: some lie on the threshold itself
        return NOT_PLANNABLE


def doubt_of(gaps: Array, errors: Array) -> float:
    """Return the expected share of points on the wrong side of zero: the mean of Φ(−|gap|/error)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        wrong = np.where(errors > 0, special.ndtr(-np.abs(gaps) / errors), 0.0)
    return float(wrong.mean())


def confidence_of(critical: float, degrees: int) -> float:
    """Return the confidence of a two-sided t test whose critical value is `critical`."""
    return 2 * float(special.stdtr(degrees, critical)) - 1


def largest(numbers: list[int]) -> int:
    """Return the largest of the numbers that can be named; nothing open: 0, none can be named: −1."""
    open_ = [number for number in numbers if number != RESOLVED]
    return max(open_, default=RESOLVED)
