"""Delete-one-cluster jackknife: intervals of any statistic from its values without each cluster in turn.

A *resampled* array has the statistic of the whole sample in its first row and, below, the statistic without
each cluster: (1 + clusters, statistics). Clusters are independent of one another: scrambled nets of a design,
or parameter draws. Source: Efron & Stein 1981, Annals of Statistics 9(3).
"""

from __future__ import annotations

import numpy as np

from experiments.arrays import Array
from experiments.statistics.intervals import CONFIDENCE, Estimate, t_quantile


def standard_error(resampled: Array) -> Array:
    """Return √((n−1)/n·Σ(s₋ᵢ − mean s₋)²) of each statistic s; NaN with fewer than two clusters."""
    without = resampled[1:]
    clusters = len(without)
    if clusters < 2:
        return np.full(resampled.shape[1:], np.nan)
    centred = without - without.mean(axis=0)
    # Statistics that no cluster changes have no error; a mean rounded in the last bit must not create one.
    centred[:, (without == without[0]).all(axis=0)] = 0.0
    return np.sqrt((clusters - 1) / clusters * (centred * centred).sum(axis=0))


def half_width(resampled: Array, confidence: float = CONFIDENCE) -> Array:
    """Return the half-width of Student's interval with clusters − 1 degrees of freedom."""
    clusters = len(resampled) - 1
    factor = t_quantile(clusters - 1, confidence) if clusters > 1 else np.nan
    return np.asarray(factor * standard_error(resampled))


def estimates(resampled: Array, confidence: float = CONFIDENCE) -> list[Estimate]:
    """Return each statistic of a resampled array with its interval."""
    errors, width = standard_error(resampled), half_width(resampled, confidence)
    return [
        Estimate(float(v), float(v - w), float(v + w), float(e), len(resampled) - 1)
        for v, w, e in zip(resampled[0], width, errors, strict=True)
    ]


def leave_one_out(runs: Array) -> Array:
    """Return the mean over runs and the means without each cluster: (1 + clusters, columns).

    `runs` is (draws, seeds, columns). Draws are the clusters; with a single draw, its seeds are.
    """
    clusters = runs.mean(axis=1) if runs.shape[0] > 1 else runs[0]
    total, size = clusters.sum(axis=0), len(clusters)
    if size < 2:
        return np.vstack([total / size, np.full((1, runs.shape[2]), np.nan)])
    return np.vstack([total / size, (total - clusters) / (size - 1)])
