"""Streams a design through a simulation and keeps what an analysis needs: means over runs, and their noise.

A simulation is any callable `evaluate(points, keys, arms)` that returns an array (n, arms, measures) for n
points {name: (n,)} with one key each. Only the outcome means and within-point variances of the design's
points are kept, so memory does not depend on the number of runs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array, Seeds
from experiments.defaults import CHUNK
from experiments.errors import InvalidInput
from experiments.runs.outcomes import Outcome, arms_needed, per_run
from experiments.runs.paired import MOST_BYTES
from experiments.runs.keys import COMMON, INDEPENDENT, design_seeds


class Evaluate(Protocol):
    """Runs point i with key i in every arm; returns (n, arms, measures), NaN where a run failed."""

    def __call__(self, points: dict[str, Array], run_seeds: Seeds, arms: Sequence[int]) -> Array:
        """Run each point with its key."""


class Rows(Protocol):
    """Gives the points of rows start…stop of a design."""

    def __call__(self, start: int, stop: int) -> dict[str, Array]:
        """Return {name: values}, each (stop − start,)."""


@dataclass(frozen=True)
class DesignRuns:
    """Outcomes of every point of a design, averaged over its replications.

    `means` and `noise` are (points, outcomes): the outcome, and the variance of one run within the point (so
    the mean's noise variance is noise/replications). `key_means` is (replications, outcomes), the averages
    over all points for each of the fixed keys; None for fresh keys, where a key belongs to one point only.
    `failed` lists the points with a failed or undefined outcome, `broken` those of them at which a run
    failed: at the others a quotient divides by what is not positive.
    """

    outcomes: tuple[Outcome, ...]
    means: Array
    noise: Array
    seed_means: Array | None
    seeds: int
    random_numbers: str
    seed: int
    failed: tuple[int, ...]
    broken: tuple[int, ...]

    @property
    def points(self) -> int:
        """How many points the design has."""
        return len(self.means)

    def column(self, name: str) -> int:
        """Return the column of an outcome; raises InvalidInput for an unknown name."""
        names = [outcome.name for outcome in self.outcomes]
        if name not in names:
            raise InvalidInput("analysis.unknown_outcome", name=name, names=", ".join(names))
        return names.index(name)


def check_memory(shape: Sequence[int]) -> None:
    """Refuse an array of floats that would take more memory than results may."""
    size = 8.0 * float(np.prod([float(side) for side in shape]))
    if size > MOST_BYTES:
        raise InvalidInput("report.too_large", size=f"{size / 1e9:,.1f}", most=f"{MOST_BYTES / 1e9:,.0f}")


def run_design(
    evaluate: Evaluate,
    rows: Rows,
    points: int,
    outcomes: Sequence[Outcome],
    seeds: int,
    seed: int = 0,
    random_numbers: str = INDEPENDENT,
    chunk: int = CHUNK,
    progress: Callable[[int], object] = lambda done: None,
) -> DesignRuns:
    """Run every point `replications` times in the arms its outcomes need, a chunk of points at a time.

    `progress` is told the number of points just finished. Raises InvalidInput when fewer than two
    replications are asked for, since noise could then not be told from parameters.
    """
    if seeds < 2:
        raise InvalidInput("analysis.too_few_replications", given=seeds)
    check_memory((2, points, len(outcomes)))
    arms = arms_needed(outcomes)
    means = np.empty((points, len(outcomes)))
    noise = np.empty_like(means)
    seed_sums = np.zeros((seeds, len(outcomes)))
    broken = np.zeros(points, dtype=bool)
    for start in range(0, points, chunk):
        stop = min(start + chunk, points)
        run_seeds = design_seeds(seed, random_numbers, seeds, start, stop)
        # One replication after the other: all points that share a key stand together.
        block = {name: np.tile(column, seeds) for name, column in rows(start, stop).items()}
        values = evaluate(block, run_seeds.ravel(), arms)
        values = values.reshape(seeds, stop - start, len(arms), -1)
        broken[start:stop] = broken_points(outcomes, values)
        for column, outcome in enumerate(outcomes):
            means[start:stop, column], runs = per_run(outcome, values, arms)
            noise[start:stop, column] = runs.var(axis=0, ddof=1)
            seed_sums[:, column] += runs.sum(axis=1)
        progress(stop - start)
    failed = np.flatnonzero(~np.isfinite(means).all(axis=1))
    return DesignRuns(
        outcomes=tuple(outcomes),
        means=means,
        noise=noise,
        seed_means=seed_sums / points if random_numbers == COMMON else None,
        seeds=seeds,
        random_numbers=random_numbers,
        seed=seed,
        failed=tuple(failed.tolist()),
        broken=tuple(np.flatnonzero(broken).tolist()),
    )


def broken_points(outcomes: Sequence[Outcome], values: Array) -> NDArray[np.bool_]:
    """Return at which points (replications, points, arms, measures) a run of what is looked at failed."""
    looked_at = sorted({outcome.measure for outcome in outcomes})
    return np.asarray(~np.isfinite(values[..., looked_at]).all(axis=(0, 2, 3)))
