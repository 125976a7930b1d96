"""Paired runs of a scenario: parameter draws, and for each draw some seeds; all arms share draw and seed.

So do two scenarios that are run with the same master seed: common random numbers. Draw d is the d-th draw
of the scenario's uncertain parameters for this master seed; `runs.keys` gives its seeds. More draws or
seeds leave the runs that were there unchanged.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array, Seeds
from experiments.defaults import CHUNK, MOST_BYTES, SEEDS
from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.runs.engines import engine_named, measure_places, scenario_measures
from experiments.runs.keys import MAX_SEEDS, draw_seeds
from sim.arms import ARMS
from sim.failure import RunFailure
from sim.scenario import Scenario

ALL_ARMS = tuple(range(len(ARMS)))

_CHUNK_SECONDS = 0.5
_LARGEST_MONTHLY_CHUNK = 128


@dataclass(frozen=True)
class PairedRuns:
    """Measures of every run, (draws, seeds, arms, measures), and what was run.

    Attributes:
        values: the measures at the horizon; of a monthly series (draws, seeds, arms, months, measures).
        parameter_draws: the values of the uncertain parameters by name, (draws,).
        run_seeds: the seeds, (draws, seeds).
        arms: indices into `sim.arms.ARMS`.
        measures: names of the measures.
        failures: runs that failed; a failure's pair is its draw · seeds + place of its seed, of all that
            were asked for.
        seed: the master seed.
        engine: name of the engine.
        seconds: how long the runs took.
        numbers: numbers of the draws that are kept, (draws,).
        asked: how many draws were asked for.
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
        """How many seeds each draw has."""
        return self.values.shape[1]

    def of(self, measure: str) -> Array:
        """Return one measure of every run and arm.

        Args:
            measure: its name.

        Returns:
            An array (draws, seeds, arms), in its unit; of a monthly series with the months as a fourth axis.

        Raises:
            ValueError: an unknown measure.

        Example:
            >>> run_paired(Scenario.load("s_association"), draws=2, seeds=1).of("value").shape
            (2, 1, 8)
        """
        if measure not in self.measures:
            raise ValueError(f"no measure {measure!r}; there are {', '.join(self.measures)}")
        return self.values[..., self.measures.index(measure)]

    def arm(self, arm: int, measure: str) -> Array:
        """Return one measure of every run in one arm.

        Args:
            arm: an index into `sim.arms.ARMS`.
            measure: the measure's name.

        Returns:
            An array (draws, seeds), in its unit; of a monthly series with the months as a third axis.

        Raises:
            ValueError: an arm that was not run, or an unknown measure.

        Example:
            >>> from sim.arms import GS
            >>> run_paired(Scenario.load("s_association"), draws=2, seeds=1).arm(GS, "value").shape
            (2, 1)
        """
        return self.of(measure)[:, :, self.arms.index(arm)]

    def failed(self) -> list[dict[str, Any]]:
        """Return the failed runs.

        Returns:
            For each its draw, the replication within it, the arm, the seed that repeats it alone, and why.

        Example:
            >>> run_paired(Scenario.load("s_association"), draws=2, seeds=1).failed()
            []
        """
        return [
            {
                "draw": failure.pair // self.seeds,
                "replication": failure.pair % self.seeds,
                "arm": ARMS[failure.arm].name,
                "seed": int(
                    draw_seeds(self.seed, failure.pair // self.seeds, self.seeds)[failure.pair % self.seeds]
                ),
                "message": failure.message,
            }
            for failure in self.failures
        ]

    def whole(self) -> PairedRuns:
        """Return these runs without the draws of which a run failed.

        Returns:
            Runs of which every value is finite; `numbers` names the draws that are kept.

        Raises:
            EnvironmentFailure: none is left.

        Example:
            >>> run_paired(Scenario.load("s_association"), draws=2, seeds=1).whole().draws
            2
        """
        kept = np.asarray(np.isfinite(self.values).all(axis=tuple(range(1, self.values.ndim))))
        if kept.all():
            return self
        if not kept.any():
            raise EnvironmentFailure(
                "error.all_failed", count=len(self.failures), message=self.failures[0].message
            )
        return self.subset(kept)

    def subset(self, kept: NDArray[np.bool_]) -> PairedRuns:
        """Return the runs of some draws.

        Args:
            kept: whether each draw is kept, (draws,).

        Returns:
            Their runs, with `numbers` of the draws as they were.

        Example:
            >>> runs = run_paired(Scenario.load("s_association"), draws=2, seeds=1)
            >>> runs.subset(np.array([False, True])).numbers.tolist()
            [1]
        """
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
    progress: Callable[[int], object] = lambda runs: None,
) -> PairedRuns:
    """Run every arm at `draws` parameter draws with `seeds` seeds each.

    A run that fails is NaN and is listed.

    Args:
        scenario: what is run.
        draws: parameter draws, from 1.
        seeds: seeds of each draw, from 1.
        arms: indices into `sim.arms.ARMS`.
        seed: the master seed.
        engine: a name in `defaults.ENGINES`.
        progress: called with the number of runs just finished.

    Raises:
        InvalidInput: a count or seed that is not allowed, or more results than fit into memory.
    """
    return run_paired_by_month(scenario, draws, seeds, 0, arms, seed, engine, progress, ())[0]


def run_paired_by_month(
    scenario: Scenario,
    draws: int,
    seeds: int,
    monthly_draws: int,
    arms: Sequence[int] = ALL_ARMS,
    seed: int = 0,
    engine: str = "auto",
    progress: Callable[[int], object] = lambda runs: None,
    measures: Sequence[str] = ("value",),
) -> tuple[PairedRuns, PairedRuns]:
    """Run as `run_paired` does; keep some measures after each month for the first `monthly_draws` draws.

    Returns: The runs at the horizon, and the monthly series, values (monthly_draws, seeds, arms, months,
        measures).

    Raises:
        InvalidInput: as `run_paired`.
        ValueError: a measure that does not exist.
    """
    kept = measure_places(scenario, measures)
    known = [measure.name for measure in scenario_measures(scenario)]
    months = int(scenario.values["run.horizon"])
    shape = (draws, seeds, len(arms), len(known))
    by_month = (monthly_draws, seeds, len(arms), months, len(kept))
    _check(draws, seeds, seed)
    check_memory(shape, by_month)
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
        with_months = months > 0 and start < len(levels)
        stop = min(start + chunk, len(levels) if with_months else len(values))
        place = np.arange(start, stop)
        points = {name: column[place // seeds] for name, column in parameter_draws.items()}
        batch = runner.run(
            scenario, points, run_seeds.ravel()[start:stop], arms, monthly=measures if with_months else ()
        )
        values[start:stop] = batch.values
        if with_months:
            levels[start:stop] = batch.monthly
        failures += [failure._replace(pair=start + failure.pair) for failure in batch.failures]
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
        measures=tuple(measures),
        failures=tuple(failure for failure in failures if failure.pair < monthly_draws * seeds),
        numbers=np.arange(monthly_draws),
        asked=monthly_draws,
    )


def sample_sizes(
    scenario: Scenario,
    draws: int | None = None,
    seeds: int | None = None,
    runs: int | None = None,
    replications: int = 1,
    arms: int = len(ALL_ARMS),
) -> tuple[int, int]:
    """Return the parameter draws and the seeds of each draw that a caller asks for.

    Without uncertain parameters there is one draw, and all replications are its seeds.

    Args:
        scenario: what is to be run.
        draws: parameter draws asked for.
        seeds: seeds of each draw asked for; 2 where there are several draws, the fewest that separate noise
            within a draw from variance between draws.
        runs: runs in all arms together instead of draws, or of seeds where nothing is drawn; rounded up.
        replications: draws × seeds where nothing is asked for.
        arms: arms that are run.

    Raises:
        InvalidInput: a number that is not a whole one from 1 on, draws where no parameter is uncertain,
            runs together with what they stand for, or more results than fit into memory.
    """
    for name, given in (("draws", draws), ("seeds", seeds), ("runs", runs)):
        if given is not None and (isinstance(given, bool) or given != int(given) or given < 1):
            raise InvalidInput("error.bad_count", name=name, given=given, most=f"{10**9:,}")
    if runs is not None and (draws is not None or (seeds is not None and not scenario.priors)):
        raise InvalidInput("error.too_many_sizes")
    if runs is not None:
        replications = -(-int(runs) // arms)  # rounded up, without the noise of a float
    if not scenario.priors:
        if draws not in (None, 1):
            raise InvalidInput("error.nothing_uncertain", draws=draws, scenario=scenario.name)
        draws, seeds = 1, int(seeds or replications)
    elif seeds is None:
        seeds = SEEDS if draws is not None or replications >= 2 * SEEDS else 1
    size = int(draws or -(-replications // int(seeds))), int(seeds)
    # Here, where nothing is run or shown as running yet.
    _check(*size, 0)
    check_memory((*size, arms, len(scenario_measures(scenario))))
    return size


def _check(draws: int, seeds: int, seed: int) -> None:
    for name, given, most in (("draws", draws, 10**9), ("seeds", seeds, MAX_SEEDS)):
        if not 1 <= given <= most:
            raise InvalidInput("error.bad_count", name=name, given=given, most=f"{most:,}")
    if not 0 <= seed < 2**64:
        raise InvalidInput("error.bad_seed", given=seed)


def check_memory(*shapes: Sequence[int]) -> None:
    """Refuse arrays of floats that together would take more memory than results may."""
    size = 8 * sum(math.prod(int(side) for side in shape) for shape in shapes)
    if size > MOST_BYTES:
        said = f"{size / 1e9:,.1f}" if size < 10**12 else f"{size // 10**9:,}"
        raise InvalidInput("error.too_large", size=said, most=f"{MOST_BYTES / 1e9:,.0f}")
