"""A scenario as the simulator that every analysis takes: points, seeds and arms in, measures out."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array, Seeds
from experiments.designs.factors import Factor, factor
from experiments.errors import InvalidInput, nearest_ones, renamed
from experiments.runs.engines import engine_named, scenario_measures, shown_measures
from experiments.runs.outcomes import Outcome, measured
from sim.arms import ARMS, arm_index
from sim.failure import RunFailure
from sim.measures import NEEDS_A_KIND
from sim.scenario.errors import nearest
from sim.scenario.scenario import Scenario

NOT_VARIED = ("run.horizon",)
"""Levers that do not vary unless asked for: the horizon changes what is measured, not what is done."""


class ScenarioSimulator:
    """Runs a scenario; what varies is whatever the points name, everything else is the scenario's.

    A run that fails is NaN in the values; `failures` keeps the first of them. `runs` and `seconds` count
    what was run so far, and how long that took; `spared` the runs that others stood for.
    """

    def __init__(self, scenario: Scenario, engine: str = "auto") -> None:
        self.scenario = scenario
        self.engine = engine_named(engine)
        self.runs = 0
        self.spared = 0
        self.seconds = 0.0
        self.failures: list[RunFailure] = []

    def __call__(
        self, points: Mapping[str, Array], run_seeds: NDArray[np.uint64], arms: Sequence[int]
    ) -> Array:
        """Run point i with seed i in every arm: (n, arms, measures)."""
        return self._run(self.stored(points), run_seeds, arms)

    def run(self, stored: Mapping[str, NDArray[Any]], seeds: Seeds, arm: int, at: NDArray[np.intp]) -> Array:
        """Run in one arm, for pairs of point and seed of which those here stand for all.

        Args:
            stored: values as the parameters store them, (runs,), of the runs to be made.
            seeds: the seeds of all pairs.
            arm: index into `sim.arms.ARMS`.
            at: which of the pairs the runs are, (runs,).

        Returns:
            (runs, measures), NaN where a run failed.
        """
        self.spared += len(seeds) - len(at)
        before = len(self.failures)
        values = self._run(stored, seeds[at], (arm,))
        kept = [failure._replace(pair=int(at[failure.pair])) for failure in self.failures[before:]]
        self.failures[before:] = kept
        return values[:, 0]

    def _run(self, stored: Mapping[str, NDArray[Any]], run_seeds: Seeds, arms: Sequence[int]) -> Array:
        begun = time.perf_counter()
        batch = self.engine.run(self.scenario, stored, run_seeds, arms)
        self.seconds += time.perf_counter() - begun
        self.runs += len(run_seeds) * len(arms)
        self.failures += batch.failures[: max(0, 10 - len(self.failures))]
        return batch.values

    def stored(self, points: Mapping[str, Array]) -> dict[str, NDArray[Any]]:
        """Return the values of points as their parameters store them."""
        return {name: self._stored(name, column) for name, column in points.items()}

    def _stored(self, name: str, column: Array) -> NDArray[Any]:
        whole = self.scenario.parameters[name].kind != "float"
        return np.rint(column).astype(np.int64) if whole else np.asarray(column, dtype=np.float64)

    def measure(self, name: str) -> int:
        """Return the place of a measure; raises InvalidInput naming the nearest for an unknown one."""
        names = self.measures
        if name not in names:
            near = ", ".join(nearest_ones(name, names)) or "–"
            raise InvalidInput("error.unknown_measure", name=name, near=near)
        return names.index(name)

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the measures in the order of the values' last axis."""
        return tuple(measure.name for measure in scenario_measures(self.scenario))

    def uncertain(self) -> tuple[Factor, ...]:
        """Return the uncertain parameters of this scenario, each with its prior."""
        return tuple(Factor(name, prior) for name, prior in self.scenario.priors.items())

    def levers(self, choices: bool = False) -> tuple[Factor, ...]:
        """Return the levers without a prior, each uniform over its range; with choices if asked.

        Those that an overlay or a single setting sets hold: only by their names are they varied. One whose
        range is a point, as the bundle of a case with one kind of service, moves nothing and is left out.
        """
        return tuple(
            factor(name, parameters=self.scenario.parameters)
            for name, parameter in self.scenario.parameters.items()
            if parameter.role == "lever"
            and name not in self.scenario.priors
            and name not in NOT_VARIED
            and name not in self.scenario.held
            and not parameter.structural
            and (parameter.kind == "choice" or parameter.low < parameter.high)
            and (choices or parameter.kind != "choice")
        )

    def factor(self, name: str) -> Factor:
        """Return one parameter as a factor, with the scenario's prior if it has one, else the declared one.

        Raises InvalidInput for an unknown name, and for a size of the world, which is the same at all points.
        """
        declared = self.scenario.parameters.get(name)
        if declared is not None and declared.structural and name not in NOT_VARIED:
            raise InvalidInput("error.structural", name=name)
        return factor(name, self.scenario.priors.get(name), self.scenario.parameters)

    def base(self, seed: int, draws: int, touched: Sequence[str] = ()) -> dict[str, float | Array]:
        """Return draws of all uncertain parameters (draws,) and the scenario's values of further
        parameters.
        """
        drawn: dict[str, float | Array] = {
            name: np.asarray(column, dtype=np.float64)
            for name, column in self.scenario.draw(seed, draws).items()
        }
        for name in touched:
            if name not in self.scenario.values:
                near = nearest(name, self.scenario.values) or "–"
                raise InvalidInput("error.unknown_parameter", name=name, near=near)
            drawn.setdefault(name, float(self.scenario.values[name]))
        return drawn


Subject = Scenario | ScenarioSimulator
"""A scenario, or a simulator of one, which counts its runs."""


def simulated(subject: Subject, engine: str) -> ScenarioSimulator:
    """Return the simulator of a scenario; one that is given stays as it is."""
    return subject if isinstance(subject, ScenarioSimulator) else ScenarioSimulator(subject, engine)


def outcomes_named(
    simulation: ScenarioSimulator, measures: Sequence[str], arm: str = "GS"
) -> tuple[Outcome, ...]:
    """Return measures of the scenario in one arm as outcomes, each once.

    Raises InvalidInput for unknown names.
    """
    names = [one.name for one in ARMS]
    if arm not in names:
        raise InvalidInput("error.unknown_arm", name=arm, names=", ".join(names))
    place = arm_index(arm)
    each = dict.fromkeys(measures)
    return tuple(measured(f"{name}@{arm}", simulation.measure(name), place) for name in each)


def refuse_absent(scenarios: Sequence[Scenario], measures: Sequence[str], vary: Sequence[str] = ()) -> None:
    """Refuse measures of kinds of service that none of the scenarios has, by one that `vary` names neither.

    Raises InvalidInput.
    """
    shown = {measure.name for scenario in scenarios for measure in shown_measures(scenario)}
    for name in measures:
        column = NEEDS_A_KIND.get(name)
        varies = any(each.endswith(f".{column}") for each in vary)
        if column and scenarios and name not in shown and not varies:
            raise InvalidInput("error.absent_measure", name=name, scenario=scenarios[0].name)


def varied(simulation: ScenarioSimulator, names: Sequence[str] = ()) -> tuple[Factor, ...]:
    """Return what varies: all uncertain parameters and levers, or "uncertain", "levers" and single names."""
    if not names:
        return (*simulation.uncertain(), *simulation.levers())
    found: list[Factor] = []
    for name in names:
        if name == "uncertain":
            found += simulation.uncertain()
        elif name == "levers":
            found += simulation.levers()
        elif now := renamed(name):
            raise InvalidInput("error.at_place", place="vary", problem=now)
        else:
            found.append(simulation.factor(name))
    return tuple(found)
