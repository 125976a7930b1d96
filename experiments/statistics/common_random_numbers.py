"""What common random numbers buy: the variance of a difference, paired and unpaired."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from experiments.statistics.intervals import ROUNDING, Estimate, checked, fieller, mean_covariance


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
    random_numbers = array - array.mean(axis=1, keepdims=True)
    random_numbers[
        np.broadcast_to((array == array[:, :1]).all(axis=1, keepdims=True), random_numbers.shape)
    ] = 0.0
    apart = ((random_numbers * w) ** 2).sum(axis=2)
    together = (random_numbers @ w) ** 2
    # What is left of luck that cancels exactly is rounding.
    if together.sum() <= (ROUNDING**2) * apart.sum():
        value = math.inf if apart.any() else math.nan
        return Estimate(value, value, value, math.nan, len(array))
    return fieller(*mean_covariance(np.stack([apart, together], axis=2)))
