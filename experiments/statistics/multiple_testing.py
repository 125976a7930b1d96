"""Which of many estimates and differences are resolved at 5%, corrected for testing them together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from experiments.arrays import Array
from experiments.statistics.intervals import CONFIDENCE
from experiments.statistics.jackknife import standard_error


def holm(p_values: Array) -> Array:
    """Return p values adjusted for their number: the step-down rule of Holm 1979 (family-wise error).

    The sorted i-th smallest of m is multiplied by m − i + 1; adjusted values never fall and stay at most 1.
    """
    flat = np.asarray(p_values, dtype=np.float64).ravel()
    order = np.argsort(flat, kind="stable")
    stepped = np.maximum.accumulate(flat[order] * np.arange(len(flat), 0, -1))
    adjusted = np.empty_like(flat)
    adjusted[order] = np.minimum(1.0, stepped)
    return adjusted.reshape(np.shape(p_values))


def two_sided_p(estimates: Array, errors: Array, degrees: int) -> Array:
    """Return two-sided Student p values of "it is zero"; 1 where there is neither estimate nor error."""
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.where(errors > 0, np.abs(estimates) / errors, np.where(estimates == 0, 0.0, np.inf))
    return np.asarray(2.0 * special.stdtr(degrees, -statistic))


def beyond_zero(resampled: Array, confidence: float = CONFIDENCE) -> NDArray[np.bool_]:
    """Return which statistics differ significantly from zero, corrected for their number (Holm).

    `resampled` is (1 + clusters, statistics), as in `experiments.statistics.jackknife`; the result is
    (statistics,).
    """
    p = two_sided_p(resampled[0], standard_error(resampled), len(resampled) - 2)
    return holm(p) < 1 - confidence


def rank_intervals(
    resampled: Array, confidence: float = CONFIDENCE
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return simultaneous confidence intervals of the ranks, the best and worst of each (1 = largest).

    Every pair is compared by a jackknife t test, corrected over all pairs (Holm); the best rank is one more
    than the number of statistics that are significantly larger, the worst is the number of all less those
    that are significantly smaller. With probability `confidence` all intervals hold at once. A rank is
    resolved where both ends agree. Source: Mogstad, Romano, Shaikh & Wilhelm 2024, Review of Economic Studies
    91(1).

    Args:
        resampled: (1 + clusters, statistics), as in `experiments.statistics.jackknife`.
        confidence: of all intervals together.

    Returns:
        Best ranks and worst ranks, (statistics,) each.
    """
    size = resampled.shape[1]
    upper, lower = np.triu_indices(size, 1)
    difference = resampled[:, upper] - resampled[:, lower]
    p = two_sided_p(difference[0], standard_error(difference), len(resampled) - 2)
    resolved = holm(p) < 1 - confidence
    larger = np.zeros((size, size), dtype=bool)
    larger[upper, lower] = resolved & (difference[0] > 0)
    larger[lower, upper] = resolved & (difference[0] < 0)
    return 1 + larger.sum(axis=0), size - larger.sum(axis=1)
