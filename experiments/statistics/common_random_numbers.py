"""Variance reduction by common random numbers: the variance of a difference, paired and unpaired."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from experiments.statistics.intervals import ROUNDING, Estimate, checked, fieller, mean_covariance


def pairing_gain(runs: ArrayLike, weights: ArrayLike = (1.0, -1.0)) -> Estimate:
    """Return how many times as many runs independent seeds would need for the same precision.

    The ratio of the variance of Σ w_k·x_k with independent seeds, Σ w_k²·Var(x_k), to that with common random
    numbers, Var(Σ w_k·x_k), both within draws.

    Args:
        runs: (draws, seeds, k), k arms or scenarios that shared every seed; in any unit.
        weights: the weights w_k. The default is the first less the second; (1, −1, −1, 1) gives Δ of GS, G, S
            and the empty arm.

    Returns:
        The ratio with Fieller's interval: above 1 common random numbers help; infinite where the noise
        cancels altogether; NaN where there is none.

    Raises:
        ValueError: fewer than two seeds per draw, or not one weight for each arm.

    Example:
        >>> pairing_gain([[[1.0, 2.0], [2.0, 3.0], [4.0, 5.0]]]).value
        inf
    """
    array = checked(runs, 3, "runs")
    w = np.asarray(weights, dtype=np.float64)
    if array.ndim != 3 or w.shape != array.shape[2:]:
        raise ValueError(f"runs of shape {array.shape} and {w.size} weights: one weight for each arm")
    if array.shape[1] < 2:
        raise ValueError("one seed per draw shows no variance within a draw; at least 2 are needed")
    noise = array - array.mean(axis=1, keepdims=True)
    noise[np.broadcast_to((array == array[:, :1]).all(axis=1, keepdims=True), noise.shape)] = 0.0
    unpaired = ((noise * w) ** 2).sum(axis=2)
    paired = (noise @ w) ** 2
    # What remains of noise that cancels exactly is rounding.
    if paired.sum() <= (ROUNDING**2) * unpaired.sum():
        value = math.inf if unpaired.any() else math.nan
        return Estimate(value, value, value, math.nan, len(array))
    return fieller(*mean_covariance(np.stack([unpaired, paired], axis=2)))
