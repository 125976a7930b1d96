"""The two speeds at which the model runs, behind one face: the compiled engine, and Mesa.

Both give the same numbers for the same parameters and keys; the engine gives them sooner.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

import numpy as np

from experiments.arrays import Array, Keys, Points
from experiments.defaults import ENGINES
from experiments.errors import InvalidInput
from sim.measures import Measure, measures_of, take_measures
from sim.parameters.declaration import NotAllowed
from sim.scenario.scenario import Scenario


class Failed(NamedTuple):
    """A run that gave no result: the place of its pair of point and key in the batch, its arm, and why."""

    pair: int
    arm: int
    message: str


class Engine(Protocol):
    """Runs a scenario at many points, each with a key, in some arms."""

    name: str

    def prepare(self, scenario: Scenario) -> None:
        """Do what is slow the first time, such as compiling; a bar that follows then knows its pace."""
        ...

    def measures(
        self, scenario: Scenario, points: Points, keys: Keys, arms: Sequence[int]
    ) -> tuple[Array, list[Failed]]:
        """Return the measures at the horizon, (pairs, arms, measures), NaN where a run failed."""
        ...

    def monthly(
        self, scenario: Scenario, points: Points, keys: Keys, arms: Sequence[int]
    ) -> tuple[Array, list[Failed]]:
        """Return the measures as they stand after each month, (pairs, arms, months, measures)."""
        ...


def scenario_measures(scenario: Scenario) -> tuple[Measure, ...]:
    """Return the measures of a scenario in the order of the last axis."""
    return measures_of(tuple(row.name for row in scenario.rows["kinds"]))


class Mesa:
    """One Mesa model after the other."""

    name = "mesa"

    def prepare(self, scenario: Scenario) -> None:
        """Import Mesa."""
        import sim.model  # noqa: F401

    def measures(
        self, scenario: Scenario, points: Points, keys: Keys, arms: Sequence[int]
    ) -> tuple[Array, list[Failed]]:
        """Return the measures at the horizon, (pairs, arms, measures), NaN where a run failed."""
        found, failed = self._run(scenario, points, keys, arms, False)
        return found[:, :, 0], failed

    def monthly(
        self, scenario: Scenario, points: Points, keys: Keys, arms: Sequence[int]
    ) -> tuple[Array, list[Failed]]:
        """Return the measures as they stand after each month, (pairs, arms, months, measures)."""
        return self._run(scenario, points, keys, arms, True)

    def _run(
        self, scenario: Scenario, points: Points, keys: Keys, arms: Sequence[int], every_month: bool
    ) -> tuple[Array, list[Failed]]:
        # Mesa forces the spawn start method when it is imported: only where it is used.
        from sim.diagnosis import diagnosed
        from sim.model import ContractingModel

        months = int(scenario.values["run.horizon"])
        width = len(scenario_measures(scenario))
        found = np.full((len(keys), len(arms), months if every_month else 1, width), np.nan)
        failed = []
        for pair, key in enumerate(keys):
            here = _at(scenario, {name: column[pair].item() for name, column in points.items()})
            for place, arm in enumerate(arms):
                model = None
                try:
                    model = ContractingModel(here, arm, int(key), collect=False)
                    rows = []
                    while model.running:
                        model.step()
                        if every_month:
                            rows.append(_taken(model, width))
                    result = np.array(rows if every_month else [_taken(model, width)]).reshape(-1, width)
                    found[pair, place] = result
                except FloatingPointError as error:  # it says itself where and when
                    failed.append(Failed(pair, arm, str(error)))
                except Exception as error:
                    failed.append(Failed(pair, arm, diagnosed(error, model.months if model else 0)))
        return found, failed


def _at(scenario: Scenario, point: Mapping[str, Any]) -> Scenario:
    """The scenario at a point as the engine takes it: each value allowed, whether or not they fit."""
    values = dict(scenario.values)
    for name, value in point.items():
        try:
            values[name] = scenario.parameters[name].stored(value)
        except NotAllowed as problem:
            raise ValueError(f"{name}: {value} {problem}") from None
    return replace(scenario, values=values)


def _taken(model: Any, width: int) -> list[float]:
    out = [0.0] * width
    take_measures(model.world.tally, model.p, out)
    return out


class Compiled:
    """The compiled engine, all cores."""

    name = "engine"

    def prepare(self, scenario: Scenario) -> None:
        """Compile, where that has not been done before."""
        from sim.engine import run_batch

        run_batch(scenario, None, np.zeros(1, np.uint64), (0,), months=1)

    def measures(
        self, scenario: Scenario, points: Points, keys: Keys, arms: Sequence[int]
    ) -> tuple[Array, list[Failed]]:
        """Return the measures at the horizon, (pairs, arms, measures), NaN where a run failed."""
        from sim.engine import run_batch

        batch = run_batch(scenario, dict(points), keys, tuple(arms))
        return batch.values, [Failed(each.index, each.arm, each.message) for each in batch.failures]

    def monthly(
        self, scenario: Scenario, points: Points, keys: Keys, arms: Sequence[int]
    ) -> tuple[Array, list[Failed]]:
        """Return the measures as they stand after each month, (pairs, arms, months, measures)."""
        from sim.engine import run_series

        batch = run_series(scenario, dict(points), keys, tuple(arms))
        return batch.values, [Failed(each.index, each.arm, each.message) for each in batch.failures]


def engine_named(engine: str = "auto") -> Engine:
    """Return the speed of a name in `ENGINES`. Raises InvalidInput for another name."""
    if engine not in ENGINES:
        raise InvalidInput("report.unknown_engine", given=engine, names=", ".join(ENGINES))
    if engine == "mesa":
        return Mesa()
    if engine == "auto" and importlib.util.find_spec("sim.engine") is None:
        return Mesa()
    return Compiled()
