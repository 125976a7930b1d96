"""One protocol for what runs a scenario: the compiled engine, and Mesa. Both give the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from experiments.arrays import Array, Points, Seeds
from experiments.defaults import ENGINES
from experiments.errors import MACHINE_ERRORS, InvalidInput
from sim.failure import RunFailure
from sim.measures import NEEDS_A_KIND, Measure, measures_of, take_measures
from sim.parameters import NotAllowed
from sim.parameters.service_kinds import KINDS
from sim.scenario import Scenario
from sim.scenario.errors import nearest


@dataclass(frozen=True)
class EngineRuns:
    """What came of a batch of n pairs of parameter point and seed.

    `values` are the measures at the horizon, (n, arms, measures), NaN where a run failed; `monthly` the
    measures asked for as they stand after each month, (n, arms, months, measures asked for), NaN after a
    point's own horizon; `failures` the runs that failed, in the order of pairs.
    """

    values: Array
    failures: tuple[RunFailure, ...]
    monthly: Array


class Engine(Protocol):
    """Runs a scenario at many parameter points, each with a seed, in some arms."""

    @property
    def name(self) -> str:
        """The name of the engine in `defaults.ENGINES`."""
        ...

    def prepare(self, scenario: Scenario) -> None:
        """Do once what is slow the first time, such as compiling."""
        ...

    def run(
        self,
        scenario: Scenario,
        points: Points,
        seeds: Seeds,
        arms: Sequence[int],
        months: int | None = None,
        monthly: Sequence[str] = (),
    ) -> EngineRuns:
        """Run point i with seed i in every arm.

        Args:
            scenario: gives every parameter that `points` does not.
            points: dotted parameter name → its values, (n,).
            seeds: the seeds, (n,); equal seeds meet the same random numbers.
            arms: indices into `sim.arms.ARMS`.
            months: the horizon instead of the scenario's.
            monthly: names of the measures to keep for every month.

        Raises:
            ValueError: a value that its parameter does not allow, or a measure that does not exist.
        """
        ...


def scenario_measures(scenario: Scenario) -> tuple[Measure, ...]:
    """Return the measures of a scenario in the order of the last axis of a batch's values."""
    scenario.require_case()
    rows = scenario.rows[KINDS.name]
    return measures_of(tuple(row.name for row in rows), {row.name: row.labels for row in rows})


def shown_measures(scenario: Scenario) -> tuple[Measure, ...]:
    """Return the measures without those of kinds of service that the scenario does not have."""
    able = {
        name.rpartition(".")[2]
        for name, value in scenario.values.items()
        if name.startswith(f"{KINDS.name}.") and (value > 0 or name in scenario.priors)
    }
    return tuple(
        one
        for one in scenario_measures(scenario)
        if one.name not in NEEDS_A_KIND or NEEDS_A_KIND[one.name] in able
    )


def measure_places(scenario: Scenario, names: Sequence[str]) -> list[int]:
    """Return the places of measures on that axis. Raises ValueError for a measure that does not exist."""
    known = [measure.name for measure in scenario_measures(scenario)]
    for name in names:
        if name not in known:
            raise ValueError(f"no measure {name!r}; there are {', '.join(known)}")
    return [known.index(name) for name in names]


@dataclass(frozen=True)
class Compiled:
    """The compiled engine, on all cores or on `threads` of them."""

    threads: int | None = None
    name: str = "compiled"

    def prepare(self, scenario: Scenario) -> None:
        """Compile, unless compiled code is cached."""
        self.run(scenario, {}, np.zeros(1, np.uint64), (0,), months=1)

    def run(
        self,
        scenario: Scenario,
        points: Points,
        seeds: Seeds,
        arms: Sequence[int],
        months: int | None = None,
        monthly: Sequence[str] = (),
    ) -> EngineRuns:
        """Run point i with seed i in every arm; see `Engine.run`."""
        from sim.engine import run_batch, run_series

        places = measure_places(scenario, monthly)
        asked = (dict(points) or None, seeds, tuple(arms), months, self.threads)
        horizons = _horizons(scenario, points, len(seeds), months)
        if not places or not horizons.max(initial=0):
            batch = run_batch(scenario, *asked)
            nothing = np.full((len(seeds), len(arms), horizons.max(initial=0), len(places)), np.nan)
            return EngineRuns(batch.values, tuple(batch.failures), nothing)
        series = run_series(scenario, *asked)
        # copies, so that the months of all measures are not kept
        last = series.values[np.arange(len(seeds)), :, horizons - 1].copy()
        unrun = horizons == 0  # without a month a point has the measures of the founding
        if unrun.any():
            here = {name: np.asarray(column)[unrun] for name, column in points.items()}
            last[unrun] = run_batch(scenario, here, seeds[unrun], *asked[2:]).values
        return EngineRuns(last, tuple(series.failures), series.values[..., places].copy())


@dataclass(frozen=True)
class Mesa:
    """One Mesa model after the other."""

    name: str = "mesa"

    def prepare(self, scenario: Scenario) -> None:
        """Import Mesa."""
        import sim.model  # noqa: F401

    def run(
        self,
        scenario: Scenario,
        points: Points,
        seeds: Seeds,
        arms: Sequence[int],
        months: int | None = None,
        monthly: Sequence[str] = (),
    ) -> EngineRuns:
        """Run point i with seed i in every arm; see `Engine.run`."""
        # Mesa forces the spawn start method when it is imported: only where it is used.
        from sim.diagnosis import diagnosed
        from sim.model import ContractingModel

        width, places = len(scenario_measures(scenario)), measure_places(scenario, monthly)
        if months is not None:
            points = {**points, "run.horizon": np.full(len(seeds), months)}
        _check_values(scenario, points)
        longest = int(_horizons(scenario, points, len(seeds), months).max(initial=0))
        values = np.full((len(seeds), len(arms), width), np.nan)
        levels = np.full((len(seeds), len(arms), longest, len(places)), np.nan)
        failures = []
        for pair, seed in enumerate(seeds):
            here = _at(scenario, {name: column[pair].item() for name, column in points.items()})
            for place, arm in enumerate(arms):
                model = None
                try:
                    model = ContractingModel(here, arm, int(seed), collect=False)
                    while model.running:
                        model.step()
                        if places:
                            levels[pair, place, model.months - 1] = _taken(model, width)[places]
                    values[pair, place] = _taken(model, width)
                except FloatingPointError as error:  # it says itself where and when
                    failures.append(RunFailure(pair, arm, str(error)))
                except MACHINE_ERRORS:
                    raise
                except Exception as error:
                    failures.append(RunFailure(pair, arm, diagnosed(error, model.months if model else 0)))
        for failure in failures:
            levels[failure.pair, list(arms).index(failure.arm)] = np.nan
        return EngineRuns(values, tuple(failures), levels)


def engine_named(name: str = "auto", threads: int | None = None) -> Engine:
    """Return the engine of a name in `ENGINES`; auto is the compiled one. Raises InvalidInput for another."""
    if name not in ENGINES:
        raise InvalidInput("error.unknown_engine", given=name, names=", ".join(ENGINES))
    return Mesa() if name == "mesa" else Compiled(threads)


def _horizons(scenario: Scenario, points: Points, n: int, months: int | None) -> Any:
    """The last month of every pair, (n,)."""
    if months is None and "run.horizon" in points:
        return np.asarray(points["run.horizon"], dtype=np.int64)
    return np.full(n, scenario.values["run.horizon"] if months is None else months, dtype=np.int64)


def _check_values(scenario: Scenario, points: Points) -> None:
    """Refuse what the compiled engine refuses: unknown names, sizes of the world, values not allowed."""
    for name, column in points.items():
        if name not in scenario.parameters:
            near = nearest(name, scenario.parameters)
            raise ValueError(f"no parameter {name!r}" + (f"; did you mean {near}?" if near else ""))
        parameter = scenario.parameters[name]
        if parameter.structural and name != "run.horizon":
            raise ValueError(f"{name} shapes the world: it has one value for all points")
        for value in np.unique(np.asarray(column)):
            try:
                parameter.stored(value.item())
            except NotAllowed as problem:
                raise ValueError(f"{name}: {value} {problem}") from None


def _at(scenario: Scenario, point: Mapping[str, Any]) -> Scenario:
    """The scenario at a point, whether or not its values fit together, as the compiled engine takes it."""
    stored = {name: scenario.parameters[name].stored(value) for name, value in point.items()}
    return replace(scenario, values={**scenario.values, **stored})


def _taken(model: Any, width: int) -> Array:
    out = [0.0] * width
    take_measures(model.world.tally, model.p, out)
    return np.array(out)
