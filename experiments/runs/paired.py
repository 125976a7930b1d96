"""Paired runs of a scenario: draws of what nobody knows, and for each draw run keys of its own.

Every arm of a run meets the same draw and the same key, and so the same luck; so do two scenarios that are
run with the same seed. Draw d is the d-th of the scenario's unknowns for this seed; its keys are elements
d·2²⁰ + r of the seed's stream. More draws or replications leave those that were there unchanged.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array, Seeds
from experiments.defaults import CHUNK
from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.runs.engines import engine_named, scenario_measures
from experiments.runs.keys import MAX_SEEDS, draw_seeds
from experiments.texts import text
from sim.arms import ARMS
from sim.scenario.scenario import Scenario

ALL_ARMS = tuple(range(len(ARMS)))
MOST_BYTES = 2 * 10**9
"""More than this is not held in memory: it is a study's work, which writes to disk."""

_CHUNK_SECONDS = 0.5
_LARGEST_MONTHLY_CHUNK = 128

Progress = Callable[[int], object]


@dataclass(frozen=True)
class RunFailure:
    """A run that gave no result, and the key with which it can be repeated."""

    draw: int
    replication: int
    arm: str
    key: int
    message: str


@dataclass(frozen=True)
class PairedRuns:
    """Measures of every run, (draws, replications, arms, measures), and what was run.

    Those of `series` stand after each month: (draws, replications, arms, months, measures). `thetas` are the
    values of the unknowns by name, (draws,); `keys` is (draws, replications). `numbers` are the numbers of
    the draws that are kept, `asked` how many were asked for.
    """

    values: Array
    parameter_draws: Mapping[str, NDArray[Any]]
    run_seeds: Seeds
    arms: tuple[int, ...]
    measures: tuple[str, ...]
    failures: tuple[RunFailure, ...]
    seed: int
    engine: str
    seconds: float
    numbers: NDArray[np.int64]
    asked: int

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return self.values.shape[0]

    @property
    def seeds(self) -> int:
        """How many run keys each draw has."""
        return self.values.shape[1]

    def of(self, measure: str) -> Array:
        """Return one measure of every run and arm. Raises ValueError for a measure there is not."""
        if measure not in self.measures:
            raise ValueError(f"no measure {measure!r}; there are {', '.join(self.measures)}")
        return self.values[..., self.measures.index(measure)]

    def arm(self, arm: int, measure: str) -> Array:
        """Return one measure of every run in one arm. Raises ValueError for what was not run."""
        return self.of(measure)[:, :, self.arms.index(arm)]

    def whole(self) -> PairedRuns:
        """Return these runs without the draws of which a run failed.

        Raises EnvironmentFailure when none is left.
        """
        kept = np.asarray(np.isfinite(self.values).all(axis=tuple(range(1, self.values.ndim))))
        if kept.all():
            return self
        if not kept.any():
            raise EnvironmentFailure(
                "report.all_failed", count=len(self.failures), message=self.failures[0].message
            )
        return self.subset(kept)

    def subset(self, kept: NDArray[np.bool_]) -> PairedRuns:
        """Return the runs of some draws."""
        return replace(
            self,
            values=self.values[kept],
            parameter_draws={name: column[kept] for name, column in self.parameter_draws.items()},
            run_seeds=self.run_seeds[kept],
            numbers=self.numbers[kept],
        )


def run_paired(
    scenario: Scenario,
    draws: int,
    seeds: int,
    arms: Sequence[int] = ALL_ARMS,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = lambda runs: None,
) -> PairedRuns:
    """Run every arm at `draws` draws of the scenario's unknowns with `replications` keys each.

    `progress` is told the number of runs just finished. A run that fails is NaN and is listed. Raises
    InvalidInput for fewer than one draw or replication, for a seed outside 64 bits, or for more than fits
    into memory.
    """
    return _run(scenario, draws, seeds, arms, seed, engine, progress)[0]


def run_paired_series(
    scenario: Scenario,
    draws: int,
    seeds: int,
    arms: Sequence[int] = ALL_ARMS,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = lambda runs: None,
    measures: Sequence[str] = ("value",),
) -> PairedRuns:
    """Run as `replicate` does, and keep some measures as they stand after each month.

    Values are (draws, replications, arms, months, measures). Raises ValueError for a measure there is not.
    """
    return _run(scenario, draws, seeds, arms, seed, engine, progress, measures, draws)[1]


def run_paired_by_month(
    scenario: Scenario,
    draws: int,
    seeds: int,
    monthly_draws: int,
    arms: Sequence[int] = ALL_ARMS,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = lambda runs: None,
    measures: Sequence[str] = ("value",),
) -> tuple[PairedRuns, PairedRuns]:
    """Return what `replicate` does, and from the same runs what `series` does for the first `monthly_draws`.

    Raises as they do.
    """
    return _run(scenario, draws, seeds, arms, seed, engine, progress, measures, monthly_draws)


def _run(
    scenario: Scenario,
    draws: int,
    seeds: int,
    arms: Sequence[int],
    seed: int,
    engine: str,
    progress: Progress,
    monthly: Sequence[str] = (),
    monthly_draws: int = 0,
) -> tuple[PairedRuns, PairedRuns]:
    """Return the runs at the horizon, and some measures by month of those of the first `monthly_draws`."""
    known = [measure.name for measure in scenario_measures(scenario)]
    for name in monthly:
        if name not in known:
            raise ValueError(f"no measure {name!r}; there are {', '.join(known)}")
    kept = [known.index(name) for name in monthly]
    months = int(scenario.values["run.horizon"])
    shape = (draws, seeds, len(arms), len(known))
    by_month = (monthly_draws, seeds, len(arms), months, len(kept))
    _check(draws, seeds, seed, shape, by_month)
    runner = engine_named(engine)
    parameter_draws = scenario.draw(seed, draws)
    run_seeds = np.stack([draw_seeds(seed, draw, seeds) for draw in range(draws)])
    values = np.empty((draws * seeds, *shape[2:]))
    levels = np.empty((monthly_draws * seeds, *by_month[2:]))
    failures: list[RunFailure] = []
    started = time.perf_counter()
    start, chunk = 0, 1 if runner.name == "mesa" else 64
    while start < len(values):
        begun = time.perf_counter()
        # without months there is nothing to be told by month
        with_months = months > 0 and start < len(levels)
        stop = min(start + chunk, len(levels) if with_months else len(values))
        place = np.arange(start, stop)
        points = {name: column[place // seeds] for name, column in parameter_draws.items()}
        run = runner.monthly if with_months else runner.measures
        found, failed = run(scenario, points, run_seeds.ravel()[start:stop], arms)
        if with_months:
            levels[start:stop] = found[..., kept]
            found = found[..., -1, :]
        values[start:stop] = found
        for failure in failed:
            draw, replication = divmod(start + failure.pair, seeds)
            key, arm = int(run_seeds[draw, replication]), ARMS[failure.arm].name
            failures.append(RunFailure(draw, replication, arm, key, failure.message))
        progress((stop - start) * len(arms))
        wanted = (stop - start) * _CHUNK_SECONDS / max(time.perf_counter() - begun, 1e-6)
        largest = _LARGEST_MONTHLY_CHUNK if with_months else CHUNK
        start, chunk = stop, max(1, min(int(wanted), 4 * chunk, largest))
    runs = PairedRuns(
        values=values.reshape(shape),
        parameter_draws=parameter_draws,
        run_seeds=run_seeds,
        arms=tuple(arms),
        measures=tuple(known),
        failures=tuple(failures),
        seed=seed,
        engine=runner.name,
        seconds=time.perf_counter() - started,
        numbers=np.arange(draws),
        asked=draws,
    )
    return runs, replace(
        runs,
        values=levels.reshape(by_month),
        parameter_draws={name: column[:monthly_draws] for name, column in parameter_draws.items()},
        run_seeds=run_seeds[:monthly_draws],
        measures=tuple(monthly),
        failures=tuple(failure for failure in failures if failure.draw < monthly_draws),
        numbers=np.arange(monthly_draws),
        asked=monthly_draws,
    )


def _check(draws: int, seeds: int, seed: int, *shapes: tuple[int, ...]) -> None:
    for name, given, most in (("draws", draws, 10**9), ("replications", seeds, MAX_SEEDS)):
        if not 1 <= given <= most:
            raise InvalidInput("report.bad_count", name=name, given=given, most=f"{most:,}")
    if not 0 <= seed < 2**64:
        raise InvalidInput("report.bad_seed", given=seed)
    size = 8 * sum(int(np.prod([float(side) for side in shape])) for shape in shapes)
    if size > MOST_BYTES:
        raise InvalidInput("report.too_large", size=f"{size / 1e9:,.1f}", most=f"{MOST_BYTES / 1e9:,.0f}")


DEFAULT_SEEDS = 2
"""The fewest that let luck be told from ignorance: for the mean a new draw is worth at least a new key."""


def sampled(scenario: Scenario, seeds: int, draws: int | None = None) -> tuple[int, int]:
    """Return draws and keys per draw for a number of paired replications.

    Without unknowns one draw has all keys. Raises InvalidInput when draws do not share the replications
    evenly, or are asked for where nothing is unknown, or when a number is not a whole one of at least one.
    """
    for name, given in (("replications", seeds), ("draws", 1 if draws is None else draws)):
        if given != int(given) or given < 1:
            raise InvalidInput("report.bad_count", name=name, given=given, most=f"{10**9:,}")
    if not scenario.priors:
        if draws not in (None, 1):
            raise InvalidInput("report.nothing_unknown", draws=draws, scenario=scenario.name)
        return 1, seeds
    if draws is None:
        run_seeds = DEFAULT_SEEDS if seeds >= 4 and seeds % DEFAULT_SEEDS == 0 else 1
        return seeds // run_seeds, run_seeds
    if seeds % draws:
        below = seeds // draws * draws
        nearest = partial(text, "report.either", below=below, above=below + draws) if below else draws
        raise InvalidInput("report.not_whole", seeds=seeds, draws=draws, nearest=nearest)
    return draws, seeds // draws
