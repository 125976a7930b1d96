"""What to do? The Pareto front of the levers, and the cheapest single change with which 1+1 exceeds two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.defaults import CHANGE_STEPS, FRONT_SHOWN, SEARCH, SEEDS
from experiments.designs.factors import Factor
from experiments.optimisation.front import Front, search_front
from experiments.optimisation.optimisation import Optimisation
from experiments.optimisation.prices import PRICED, STARTING_STATE, yearly_price
from experiments.optimisation.single_changes import (
    HELD_OUT_SETTINGS,
    SingleChanges,
    evaluate_single_changes,
)
from experiments.progress import SILENT, Advance, Progress
from experiments.provenance import RunMetadata, design_metadata
from experiments.runs.keys import next_master_seed
from experiments.runs.outcomes import ONE_PLUS_ONE
from experiments.runs.simulator import ScenarioSimulator, Subject, simulated, varied


def pareto_front(
    subject: Subject,
    levers: Sequence[str] = (),
    draws: int = SEARCH["draws"].usual,
    held_out: int = SEARCH["held_out"].usual,
    seeds: int = SEEDS,
    population: int = SEARCH["population"].usual,
    generations: int = SEARCH["generations"].usual,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
) -> Front:
    """Search the Pareto front of P(1+1 > 2), regret and public money, and validate it on held-out draws.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        levers: names of the levers to decide on; by default all with a range, except those that describe how
            an office starts.
        draws: parameter draws of the search.
        held_out: parameter draws of the validation.
        seeds: seeds per draw.
        population: settings in a generation.
        generations: generations of the search.
        seed: master seed of the search; the validation takes the next one.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "search".

    Returns:
        The front: P(1+1 > 2), regret (service-months) and price (yuan a year) of its settings.

    Raises:
        InvalidInput: no lever, an unknown one, or the extra "optimise" is not installed.
        RunsFailed: a run failed.

    Source: Deb et al. 2002, IEEE Transactions on Evolutionary Computation 6(2).

    Example:
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> found = pareto_front(case, ["contract.term"], draws=4, held_out=4, population=4, generations=1)
        >>> found.levers
        ('contract.term',)
    """
    decision = _Decision.of(subject, levers, engine)
    total = decision.searched(draws, population * generations) + (1 + FRONT_SHOWN) * held_out
    with progress.stage("search", total * seeds) as advance:
        return decision.front(draws, held_out, seeds, population, generations, seed, advance)


def single_changes(
    subject: Subject,
    levers: Sequence[str] = (),
    draws: int = SEARCH["held_out"].usual,
    seeds: int = SEEDS,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
) -> SingleChanges:
    """Move each lever alone over its range and find the cheapest change with which 1+1 exceeds two.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        levers: names of the levers to move; by default all with a range, except those that describe how an
            office starts.
        draws: parameter draws, and as many held-out ones.
        seeds: seeds per draw.
        seed: master seed; the held-out draws take the next one.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "search".

    Returns:
        The best change of each lever with its cost (yuan a year) and Δ (service-months), and the cheapest of
        all.

    Raises:
        InvalidInput: no lever, or an unknown one.
        RunsFailed: a run failed.

    Example:
        >>> from sim.scenario import Scenario
        >>> found = single_changes(Scenario.load("s_association"), ["contract.term"], draws=4)
        >>> found.evaluated
        7
    """
    decision = _Decision.of(subject, levers, engine)
    with progress.stage("search", decision.changed() * draws * seeds) as advance:
        return decision.single_changes(draws, seeds, seed, advance)


def optimise(
    subject: Subject,
    levers: Sequence[str] = (),
    draws: int = SEARCH["draws"].usual,
    held_out: int = SEARCH["held_out"].usual,
    seeds: int = SEEDS,
    population: int = SEARCH["population"].usual,
    generations: int = SEARCH["generations"].usual,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
) -> Optimisation:
    """Search the Pareto front and the cheapest single change, with one progress.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        levers: see `pareto_front`.
        draws: parameter draws of the search.
        held_out: parameter draws of the validation, and of the single changes.
        seeds: seeds per draw.
        population: settings in a generation.
        generations: generations of the search.
        seed: master seed of the search; the validation takes the next one, the single changes the two after
            it.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "search".

    Returns:
        The results of `pareto_front` and `single_changes` together.

    Raises:
        InvalidInput: no lever, an unknown one, or the extra "optimise" is not installed.
        RunsFailed: a run failed.

    Example:
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> found = optimise(case, ["contract.term"], draws=4, held_out=4, population=4, generations=1)
        >>> len(found.single_changes.changes)
        1
    """
    decision = _Decision.of(subject, levers, engine)
    judged = (1 + FRONT_SHOWN + decision.changed()) * held_out
    total = decision.searched(draws, population * generations) + judged
    with progress.stage("search", total * seeds) as advance:
        front = decision.front(draws, held_out, seeds, population, generations, seed, advance)
        single = decision.single_changes(held_out, seeds, next_master_seed(seed, 2), advance)
    metadata = decision.metadata("optimise", seed, seeds, draws)
    return Optimisation(front, single, metadata)


@dataclass(frozen=True)
class _Decision:
    """A scenario, the levers to decide on, and how many runs the simulator had made before."""

    simulator: ScenarioSimulator
    levers: tuple[Factor, ...]
    before: int

    @classmethod
    def of(cls, subject: Subject, levers: Sequence[str], engine: str) -> _Decision:
        simulator = simulated(subject, engine)
        chosen = varied(simulator, levers) if levers else tuple(
            one for one in simulator.levers() if one.name not in STARTING_STATE
        )  # fmt: skip
        return cls(simulator, chosen, simulator.runs)

    @property
    def baseline(self) -> dict[str, float]:
        """The scenario's value of every lever."""
        return {one.name: float(self.simulator.scenario.values[one.name]) for one in self.levers}

    def price(self, setting: Mapping[str, Any]) -> float:
        """Return what a setting costs, in yuan a year."""
        values = self.simulator.scenario.values
        fixed = {name: values[name] for name in (*PRICED, *PRICED.values())}
        return float(yearly_price({**fixed, **setting}))

    def draw(self, seed: int, draws: int) -> dict[str, float | Array]:
        """Return draws of the uncertain parameters that are not decided on."""
        names = {one.name for one in self.levers}
        drawn = self.simulator.base(seed, draws)
        return {name: column for name, column in drawn.items() if name not in names}

    def searched(self, draws: int, proposed: int) -> int:
        """Return how many points the search runs at most, given how many settings NSGA-II proposes.

        How many changes of the front are reset is not known before: at most each of every setting's.
        """
        return (1 + proposed + FRONT_SHOWN * (len(self.levers) + 2)) * draws

    def changed(self) -> int:
        """Return how many settings the single changes evaluate at most, held-out ones included."""
        steps = np.linspace(0, 1, CHANGE_STEPS)
        return 1 + sum(len(np.unique(one.values(steps))) for one in self.levers) + HELD_OUT_SETTINGS

    def front(
        self,
        draws: int,
        held_out: int,
        seeds: int,
        population: int,
        generations: int,
        seed: int,
        advance: Advance,
    ) -> Front:
        found = search_front(
            self.simulator, self.levers, self.baseline, self.draw, self.price, draws, held_out, seeds,
            population, generations, seed, advance,
        )  # fmt: skip
        return replace(found, metadata=self.metadata("front", seed, seeds, draws))

    def single_changes(self, draws: int, seeds: int, seed: int, advance: Advance) -> SingleChanges:
        before = self.simulator.runs
        found = evaluate_single_changes(
            self.simulator, self.levers, self.baseline, self.draw, self.price, draws, seeds, seed=seed,
            progress=advance,
        )  # fmt: skip
        metadata = replace(self, before=before).metadata("single changes", seed, seeds, draws)
        return replace(found, metadata=metadata)

    def metadata(self, kind: str, seed: int, seeds: int, draws: int) -> RunMetadata:
        return design_metadata(kind, self.simulator, self.before, [ONE_PLUS_ONE], seed, seeds, draws)
