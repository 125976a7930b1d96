"""Which two parameters should a map show? Those that move 1+1 across two most often, levers first.

Rows of a Latin hypercube over the uncertain parameters, with the levers as the scenario has them, as on the
map; in each row one parameter after the other is moved alone to a random value of its own range, with the
row's own random numbers. Reported is the share of rows in which the side of two changes: the total effect of
the move on the indicator of 1+1 > 2, whatever the uncertain parameters are. What does nothing gets exactly
zero. Source, for moving one parameter at a time from rows at random:
Jansen 1999, Computer Physics Communications 117.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Array
from experiments.designs.factors import Factor, values
from experiments.designs.latin_hypercube import latin_points
from experiments.errors import InvalidInput
from experiments.progress import Advance
from experiments.results import Result
from experiments.runs.design import Evaluate
from experiments.runs.keys import INDEPENDENT, design_seeds, next_master_seed
from experiments.runs.outcomes import Benchmark, arms_needed, contrast
from experiments.runs.settings import runs_failed
from experiments.statistics.intervals import Estimate, rounding_of, t_quantile, wilson

ROWS = 128
"""Rows of the screening: a share of rows is then known to ± 9 points at worst."""

SCREENING_SEEDS = 2
"""Seeds of every point of the screening."""

RUNNERS_UP = 3
"""Parameters that are reported beside the two chosen."""


@dataclass(frozen=True)
class Moving(Result):
    """How much one parameter moves 1+1 across two.

    Attributes:
        name: its dotted name.
        lever: whether it is a lever; else it is uncertain.
        across: the share of rows in which moving it alone changes the side of two, with a Wilson interval.
        upwards: the share of rows in which that brings 1+1 above two, less that in which it brings it below.
        gain: root mean square of the change of the gain, in service-months.
    """

    name: str
    lever: bool
    across: Estimate
    upwards: float
    gain: float


@dataclass(frozen=True)
class AxesChosen(Result):
    """Why a map has the axes that it has.

    Attributes:
        chosen: the parameters that were chosen, those that move most first.
        next: the levers that come after them.
        separated: whether the last of those chosen moves 1+1 across two more often than the next lever, at
            5%.
        by_gain: whether none moves it across two in any row, so that they are chosen by the gain alone.
        above_two: the share of rows with 1+1 > 2.
        screened: how many parameters were moved.
        rows: rows of the screening.
        seeds: seeds of each point.
    """

    chosen: tuple[Moving, ...]
    next: tuple[Moving, ...]
    separated: bool
    by_gain: bool
    above_two: float
    screened: int
    rows: int
    seeds: int


def screening_points(levers: int) -> int:
    """Return how many replications the screening of so many levers takes."""
    return ROWS * (levers + 1) * SCREENING_SEEDS


def choose_axes(
    evaluate: Evaluate,
    levers: Sequence[Factor],
    uncertain: Sequence[Factor],
    benchmark: Benchmark,
    count: int = 2,
    seed: int = 0,
    progress: Advance = lambda finished: None,
) -> AxesChosen:
    """Screen the levers, and the uncertain parameters where fewer than `count` levers move anything.

    Args:
        evaluate: the simulator.
        levers: the levers that may be axes.
        uncertain: the parameters that vary besides.
        benchmark: what 1+1 is compared with.
        count: how many axes are wanted.
        seed: master seed; the screening takes the one after it, so that the map does not rest on the same
            runs.
        progress: called with the replications just finished.

    Returns:
        The axes, and why.

    Raises:
        InvalidInput: fewer than `count` parameters vary.
        RunsFailed: a run failed.
    """
    every = [*levers, *uncertain]
    if len(every) < count:
        raise InvalidInput("design.nothing_varies")
    screening = _Screening(evaluate, uncertain, benchmark, next_master_seed(seed))
    progress(ROWS * SCREENING_SEEDS)
    moved = []
    for lever in levers:
        moved.append(screening.moving(lever, lever=True))
        progress(ROWS * SCREENING_SEEDS)
    useful = [one for one in moved if one.gain > 0]
    if len(useful) < count:
        moved += [screening.moving(one, lever=False) for one in uncertain]
    order = sorted(moved, key=lambda one: (not (one.lever and one.gain > 0), -one.across.value, -one.gain))
    chosen, rest = order[:count], [one for one in order[count:] if one.gain > 0 and one.lever]
    return AxesChosen(
        chosen=tuple(chosen),
        next=tuple(rest[:RUNNERS_UP]),
        separated=bool(rest) and screening.more_often(chosen[-1].name, rest[0].name),
        by_gain=not any(one.across.value for one in chosen),
        above_two=screening.share,
        screened=len(moved),
        rows=ROWS,
        seeds=SCREENING_SEEDS,
    )


class _Screening:
    """The rows of the screening as they are, and with one parameter moved at a time."""

    def __init__(
        self, evaluate: Evaluate, uncertain: Sequence[Factor], benchmark: Benchmark, seed: int
    ) -> None:
        self.evaluate, self.gain, self.rng = evaluate, benchmark.gain, np.random.default_rng(seed)
        self.arms = arms_needed([benchmark.gain])
        self.rows: dict[str, Array] = {}
        if uncertain:
            self.rows = dict(values(uncertain, latin_points(uncertain, ROWS, seed)))
        self.seeds = design_seeds(seed, INDEPENDENT, SCREENING_SEEDS, 0, ROWS)
        self.base = self.gains(self.rows)
        self.share = float((self.base > 0).mean())
        self.crossed: dict[str, Array] = {}

    def gains(self, points: Mapping[str, Array]) -> Array:
        """Return the gain of every row, the mean over its seeds, (rows,)."""
        repeated = {name: np.tile(np.asarray(column), SCREENING_SEEDS) for name, column in points.items()}
        found = self.evaluate(repeated, self.seeds.ravel(), self.arms)[..., 0]
        if not np.isfinite(found).all():
            raise runs_failed(self.evaluate, np.flatnonzero(~np.isfinite(found).all(axis=1)), len(found))
        games = found.reshape(SCREENING_SEEDS, ROWS, len(self.arms))
        gains = np.asarray(contrast(self.gain.numerator, games, self.arms).mean(axis=0))
        return np.where(np.abs(gains) <= rounding_of(games), 0.0, gains)

    def moving(self, factor: Factor, lever: bool) -> Moving:
        """Move one parameter in every row."""
        moved = self.gains({**self.rows, factor.name: factor.values(self.rng.random(ROWS))})
        crossed = (moved > 0) != (self.base > 0)
        self.crossed[factor.name] = crossed.astype(np.float64)
        share = float(crossed.mean())
        error = float(np.sqrt(share * (1 - share) / ROWS))
        return Moving(
            name=factor.name,
            lever=lever,
            across=Estimate(share, *wilson(share, ROWS), error, ROWS),
            upwards=float((moved > 0).mean()) - self.share,
            gain=float(np.sqrt(((moved - self.base) ** 2).mean())),
        )

    def more_often(self, first: str, second: str) -> bool:
        """Return whether one parameter crosses two in more rows than another, paired, at 5%."""
        gap = self.crossed[first] - self.crossed[second]
        error = float(gap.std(ddof=1)) / np.sqrt(ROWS)
        return bool(gap.mean() > t_quantile(ROWS - 1) * error)
