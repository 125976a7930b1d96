"""Runs a design and keeps what an analysis needs: the mean outcome of every point, and its noise variance.

A simulator is any callable `evaluate(points, run_seeds, arms)` that returns an array (n, arms, measures)
for n points {name: (n,)} with one seed each. Only the outcome means and within-point variances of the
design's points are kept, so memory does not depend on the number of runs.
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
from experiments.runs.keys import COMMON, FACTOR, INDEPENDENT, design_seeds, stream
from experiments.runs.outcomes import Outcome, arms_needed, per_run
from experiments.runs.paired import check_memory


class Evaluate(Protocol):
    """Runs point i with seed i in every arm; returns (n, arms, measures), NaN where a run failed."""

    def __call__(self, points: dict[str, Array], run_seeds: Seeds, arms: Sequence[int]) -> Array:
        """Run each point with its seed."""


class Rows(Protocol):
    """Gives the points of rows start…stop of a design."""

    def __call__(self, start: int, stop: int) -> dict[str, Array]:
        """Return {name: values}, each (stop − start,)."""


class Realisations(Protocol):
    """Gives the seed's value at rows start…stop of a design in which the seed is a factor."""

    def __call__(self, start: int, stop: int) -> NDArray[np.int64]:
        """Return a place in the master seed's stream for each row, (stop − start,)."""


@dataclass(frozen=True)
class DesignRuns:
    """Outcomes of every point of a design, averaged over its seeds.

    `means` and `noise` are (points, outcomes): the outcome, and the variance of one run within the point
    (so that the mean's noise variance is noise/seeds). `seed_means` is (seeds, outcomes), the averages over
    all points for each common seed; None where every point has seeds of its own. Where the seed is a factor
    every point is one run, whose noise is not measured within the point but by that factor: zero here.
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
            raise InvalidInput("error.unknown_outcome", name=name, names=", ".join(names))
        return names.index(name)


def size_of(given: int | None, usual: int, runs: int | None, runs_each: float) -> int:
    """Return how many draws, points, rows or futures are asked for: themselves, by a total of runs, or not.

    Args:
        given: how many are asked for.
        usual: how many there are where nothing is asked for.
        runs: runs of all arms together instead, rounded up to whole draws, points, rows or futures.
        runs_each: what one of them takes, all its seeds, settings and arms together.

    Raises:
        InvalidInput: both are asked for.

    Example:
        >>> size_of(None, 50, 1000, 96), size_of(None, 50, None, 96)
        (11, 50)
    """
    if runs is None:
        return usual if given is None else given
    if given is not None:
        raise InvalidInput("error.too_many_sizes")
    return max(1, int(-(-runs // runs_each)))


def check_seeds(seeds: int) -> None:
    """Raise InvalidInput for fewer than two seeds: an analysis asks before it announces its runs."""
    if seeds < 2:
        raise InvalidInput("error.too_few_seeds", given=seeds)


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
    realisations: Realisations | None = None,
) -> DesignRuns:
    """Run every point with `seeds` seeds in the arms that its outcomes need, a chunk of points at a time.

    `progress` is called with the number of points just finished. `realisations` are needed where random
    numbers are FACTOR: each point then is one run. Raises InvalidInput for fewer than two seeds otherwise,
    which cannot separate noise within a point from variance between points.
    """
    if random_numbers == FACTOR:
        seeds = 1
    else:
        check_seeds(seeds)
    check_memory((2, points, len(outcomes)))
    arms = arms_needed(outcomes)
    means = np.empty((points, len(outcomes)))
    noise = np.empty_like(means)
    seed_sums = np.zeros((seeds, len(outcomes)))
    broken = np.zeros(points, dtype=bool)
    for start in range(0, points, chunk):
        stop = min(start + chunk, points)
        if random_numbers == FACTOR:
            assert realisations is not None
            run_seeds = seeds_at(seed, realisations(start, stop))[None, :]
        else:
            run_seeds = design_seeds(seed, random_numbers, seeds, start, stop)
        # Seed by seed: all points that share one stand together.
        block = {name: np.tile(column, seeds) for name, column in rows(start, stop).items()}
        values = evaluate(block, run_seeds.ravel(), arms)
        values = values.reshape(seeds, stop - start, len(arms), -1)
        broken[start:stop] = broken_points(outcomes, values)
        for column, outcome in enumerate(outcomes):
            means[start:stop, column], runs = per_run(outcome, values, arms)
            noise[start:stop, column] = 0.0 if seeds == 1 else runs.var(axis=0, ddof=1)
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


def seeds_at(seed: int, places: NDArray[np.int64]) -> Seeds:
    """Return the elements of a master seed's stream at some places, in their order."""
    low, high = int(places.min()), int(places.max()) + 1
    return stream(seed, low, high)[places - low]


def broken_points(outcomes: Sequence[Outcome], values: Array) -> NDArray[np.bool_]:
    """Return at which points a run of an outcome's measure failed; `values` is (seeds, points, arms,
    measures).
    """
    looked_at = sorted({outcome.measure for outcome in outcomes})
    return np.asarray(~np.isfinite(values[..., looked_at]).all(axis=(0, 2, 3)))
