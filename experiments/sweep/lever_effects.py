"""Which parameter of a design moves a quantity most: its means level by level, the others averaged.

A quantity y is known at every point with each cluster's influence on it (draws; with a single draw, seeds).
Points share their draws and random numbers, so a difference between two levels is taken within each cluster.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.results import Result, values_of
from experiments.statistics.intervals import CONFIDENCE, Estimate, t_quantile

MOST_LEVELS = 6
"""Values up to which each is a level of its own where points are a sample; more are grouped."""

GROUPS = 4
"""Groups of equal numbers of points into which the values of a sample are put."""


@dataclass(frozen=True)
class LeverEffect(Result):
    """How a quantity depends on one parameter, the other parameters averaged over the points.

    Attributes:
        name: the parameter.
        levels: lowest and highest value of each level, ascending; of a choice the places of its options.
        means: the mean of the quantity at each level.
        highest: the place of the level with the highest mean.
        lowest: the place of the level with the lowest mean.
        difference: highest minus lowest; its interval holds for all pairs of levels of all parameters
            together.
    """

    name: str
    levels: tuple[tuple[float, float], ...] = field(metadata=values_of("name"))
    means: tuple[float, ...]
    highest: int
    lowest: int
    difference: Estimate

    @property
    def resolved(self) -> bool:
        """Whether the difference is resolved at 5%, corrected for all pairs."""
        return self.difference.sign > 0

    @property
    def direction(self) -> int:
        """+1 where the means rise from level to level, −1 where they fall, 0 where they do both."""
        steps = np.diff(self.means)
        return int((steps >= 0).all()) - int((steps <= 0).all()) if steps.any() else 0


def lever_effects(
    points: Mapping[str, Array], values: Array, influence: Array, sampled: bool
) -> tuple[LeverEffect, ...]:
    """Return the effect of every parameter that varies, the largest difference first.

    The means are those of an additive model of the levels of all parameters, by least squares: in a full
    grid the plain means by level, elsewhere adjusted for what the other parameters do.

    Args:
        points: the values of each parameter, (points,).
        values: the quantity at each point, (points,).
        influence: each cluster's influence on it, (clusters, points), with the quantity as its mean.
        sampled: whether the points are a sample of all there might be, so that what the model leaves
            unexplained is an error too.

    Returns:
        The effects; none where levels of different parameters always go together, or where there are not
        more points than levels.
    """
    levels = {name: _levels(column, sampled) for name, column in points.items()}
    levels = {name: found for name, found in levels.items() if len(found[0]) > 1}
    if not levels:
        return ()
    size = len(values)
    above_first = [place == level for _, place in levels.values() for level in range(1, int(place.max()) + 1)]
    design = np.column_stack([np.ones(size), *above_first]).astype(np.float64)
    if len(levels) == 1 and size == design.shape[1]:
        sampled = False  # every point is a level: nothing is left unexplained
    if np.linalg.matrix_rank(design) < design.shape[1] or (sampled and size == design.shape[1]):
        return ()
    solve = np.asarray(np.linalg.pinv(design), dtype=np.float64)
    spread = _unexplained(design, solve, values) if sampled else 0.0
    degrees = min(len(influence) - 1, size - design.shape[1] if sampled else len(influence))
    pairs = sum(math.comb(len(found[0]), 2) for found in levels.values())
    width = t_quantile(degrees, 1 - (1 - CONFIDENCE) / pairs) if degrees > 0 else math.nan
    found, first = [], 1
    for name, (ends, place) in levels.items():
        weights = np.zeros((len(ends), size))
        weights[1:] = solve[first : first + len(ends) - 1]
        first += len(ends) - 1
        # Shifted so that the levels, as often as they occur, average to the mean of all points.
        weights += 1 / size - np.bincount(place) @ weights / size
        means = weights @ values
        high, low = int(np.argmax(means)), int(np.argmin(means))
        contrast = weights[high] - weights[low]
        error = math.sqrt(_variance(influence @ contrast) + spread * float(contrast @ contrast))
        value = float(means[high] - means[low])
        difference = Estimate(value, value - width * error, value + width * error, error, len(influence))
        found.append(LeverEffect(name, ends, tuple(means.tolist()), high, low, difference))
    return tuple(sorted(found, key=lambda effect: -effect.difference.value))


def _levels(column: Array, sampled: bool) -> tuple[tuple[tuple[float, float], ...], NDArray[np.intp]]:
    """Return the ends of each level, and the level of every point."""
    different, place = np.unique(column, return_inverse=True)
    if sampled and len(different) > MOST_LEVELS:
        edges = np.unique(np.quantile(column, np.arange(1, GROUPS) / GROUPS))
        place = np.unique(np.searchsorted(edges, column, side="right"), return_inverse=True)[1]
    ends = tuple(
        (float(column[place == level].min()), float(column[place == level].max()))
        for level in range(place.max() + 1)
    )
    return ends, place


def _unexplained(design: Array, solve: Array, values: Array) -> float:
    """Return the variance of a point around the additive model."""
    left = values - design @ (solve @ values)
    return float(left @ left) / (len(values) - design.shape[1])


def _variance(clusters: Array) -> float:
    """Return the variance of the mean of clusters; NaN where there is one."""
    if len(clusters) < 2:
        return math.nan
    return float(clusters.var(ddof=1)) / len(clusters)
