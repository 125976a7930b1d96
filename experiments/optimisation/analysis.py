"""What to do? The Pareto front of the levers, and the cheapest single change with which 1+1 exceeds two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.defaults import CHANGE_STEPS, FRONT_SHOWN, SEARCH, SEEDS
from experiments.designs.factors import Factor
from experiments.errors import InvalidInput
from experiments.optimisation.front import Front, search_front
from experiments.optimisation.optimisation import Optimisation
from experiments.optimisation.prices import PRICED, STARTING_STATE, yearly_price
from experiments.optimisation.single_changes import (
    HELD_OUT_SETTINGS,
    SingleChanges,
    evaluate_single_changes,
)
from experiments.progress import SILENT, Advance, Progress, counted_in_runs
from experiments.provenance import RunMetadata, design_metadata
from experiments.runs.design import size_of
from experiments.runs.keys import next_master_seed
from experiments.runs.outcomes import SIDE_BY_SIDE, VALUE_GS, Benchmark, arms_needed, benchmark_named
from experiments.runs.paired import check_memory
from experiments.runs.simulator import ScenarioSimulator, Subject, simulated, varied


def arms_of(benchmark: Benchmark) -> int:
    """Return how many arms a setting is run in."""
    return len(arms_needed([*benchmark.brief, VALUE_GS]))


LEAST_DRAWS = 2
"""Draws that have a variance."""


def pareto_front(
    subject: Subject,
    levers: Sequence[str] = (),
    draws: int | None = None,
    held_out: int | None = None,
    seeds: int = SEEDS,
    population: int = SEARCH["population"].usual,
    generations: int = SEARCH["generations"].usual,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
    benchmark: str = SIDE_BY_SIDE.name,
) -> Front:
    """Search the Pareto front of P(1+1 > 2), regret and public money, and validate it on held-out draws.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        levers: names of the levers to decide on; by default all with a range, except those that describe how
            an office starts.
        draws: parameter draws of the search; 64 by default.
        held_out: parameter draws of the validation; 200 by default.
        seeds: seeds per draw.
        population: settings in a generation.
        generations: generations of the search.
        seed: master seed of the search; the validation takes the next one.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "search".
        runs: runs of all arms together at most, instead of draws and held-out draws.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".

    Returns:
        The front: P(1+1 > 2), regret (service-months) and price (yuan a year) of its settings.

    Raises:
        InvalidInput: no lever, an unknown one, sizes beside `runs`, too few runs, or the extra "optimise" is
            not installed.
        RunsFailed: a run failed.

    Source: Deb et al. 2002, IEEE Transactions on Evolutionary Computation 6(2).

    Example:
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> found = pareto_front(case, ["contract.term"], draws=4, held_out=4, population=4, generations=1)
        >>> found.levers
        ('contract.term',)
    """
    decision = _Decision.of(subject, levers, engine, benchmark)
    proposed, judged = population * generations, 1 + FRONT_SHOWN
    draws, held_out = decision.sizes(draws, held_out, seeds, proposed, judged, runs)
    total = decision.at_most(draws, held_out, proposed, judged)
    with counted_in_runs(progress, "search", total * seeds, decision.arms) as advance:
        return decision.front(draws, held_out, seeds, population, generations, seed, advance)


def single_changes(
    subject: Subject,
    levers: Sequence[str] = (),
    draws: int | None = None,
    seeds: int = SEEDS,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
    benchmark: str = SIDE_BY_SIDE.name,
) -> SingleChanges:
    """Move each lever alone over its range and find the cheapest change with which 1+1 exceeds two.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        levers: names of the levers to move; by default all with a range, except those that describe how an
            office starts.
        draws: parameter draws, and as many held-out ones; 200 by default.
        seeds: seeds per draw.
        seed: master seed; the held-out draws take the next one.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "search".
        runs: runs of all arms together at most, instead of draws.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".

    Returns:
        The best change of each lever with its cost (yuan a year) and gain (service-months), and the cheapest
        of all.

    Raises:
        InvalidInput: no lever, an unknown one, draws beside `runs`, or too few runs.
        RunsFailed: a run failed.

    Example:
        >>> from sim.scenario import Scenario
        >>> found = single_changes(Scenario.load("s_association"), ["contract.term"], draws=4)
        >>> found.evaluated
        7
    """
    decision = _Decision.of(subject, levers, engine, benchmark)
    settings = decision.changed()
    draws = decision.held_out(draws, seeds, settings, runs)
    with counted_in_runs(progress, "search", settings * draws * seeds, decision.arms) as advance:
        return decision.single_changes(draws, seeds, seed, advance)


def optimise(
    subject: Subject,
    levers: Sequence[str] = (),
    draws: int | None = None,
    held_out: int | None = None,
    seeds: int = SEEDS,
    population: int = SEARCH["population"].usual,
    generations: int = SEARCH["generations"].usual,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
    benchmark: str = SIDE_BY_SIDE.name,
) -> Optimisation:
    """Search the Pareto front and the cheapest single change, with one progress.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        levers: see `pareto_front`.
        draws: parameter draws of the search; 64 by default.
        held_out: parameter draws of the validation, and of the single changes; 200 by default.
        seeds: seeds per draw.
        population: settings in a generation.
        generations: generations of the search.
        seed: master seed of the search; the validation takes the next one, the single changes the two after
            it.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "search".
        runs: runs of all arms together at most, instead of draws and held-out draws.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".

    Returns:
        The results of `pareto_front` and `single_changes` together.

    Raises:
        InvalidInput: no lever, an unknown one, sizes beside `runs`, too few runs, or the extra "optimise" is
            not installed.
        RunsFailed: a run failed.

    Example:
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> found = optimise(case, ["contract.term"], draws=4, held_out=4, population=4, generations=1)
        >>> len(found.single_changes.changes)
        1
    """
    decision = _Decision.of(subject, levers, engine, benchmark)
    proposed, judged = population * generations, 1 + FRONT_SHOWN + decision.changed()
    draws, held_out = decision.sizes(draws, held_out, seeds, proposed, judged, runs)
    total = decision.at_most(draws, held_out, proposed, judged)
    with counted_in_runs(progress, "search", total * seeds, decision.arms) as advance:
        front = decision.front(draws, held_out, seeds, population, generations, seed, advance)
        single = decision.single_changes(held_out, seeds, next_master_seed(seed, 2), advance)
    metadata = decision.metadata("optimise", seed, seeds, draws)
    return Optimisation(front, single, metadata)


def runs_at_most(
    subject: Subject,
    levers: Sequence[str] = (),
    draws: int = SEARCH["draws"].usual,
    held_out: int = SEARCH["held_out"].usual,
    seeds: int = SEEDS,
    population: int = SEARCH["population"].usual,
    generations: int = SEARCH["generations"].usual,
    engine: str = "auto",
    benchmark: str = SIDE_BY_SIDE.name,
) -> int:
    """Return how many runs of all arms together `optimise` takes at most.

    Args:
        subject: a scenario, or the simulator of one.
        levers: see `pareto_front`.
        draws: parameter draws of the search.
        held_out: parameter draws of the validation, and of the single changes.
        seeds: seeds per draw.
        population: settings in a generation.
        generations: generations of the search.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".

    Returns:
        The upper bound: how far the front is simplified, and how much is tested, is not known before.

    Raises:
        InvalidInput: an unknown lever.

    Example:
        >>> from sim.scenario import Scenario
        >>> runs_at_most(Scenario.load("s_association"), ["contract.term"], 4, 4, 2, 4, 1)
        1176
    """
    decision = _Decision.of(subject, levers, engine, benchmark)
    judged = 1 + FRONT_SHOWN + decision.changed()
    return decision.at_most(draws, held_out, population * generations, judged) * seeds * decision.arms


@dataclass(frozen=True)
class _Decision:
    """A scenario, the levers to decide on, and how many runs the simulator had made before."""

    simulator: ScenarioSimulator
    levers: tuple[Factor, ...]
    before: int
    benchmark: Benchmark

    @classmethod
    def of(cls, subject: Subject, levers: Sequence[str], engine: str, benchmark: str) -> _Decision:
        compared = benchmark_named(benchmark)
        simulator = simulated(subject, engine)
        chosen = varied(simulator, levers) if levers else tuple(
            one for one in simulator.levers() if one.name not in STARTING_STATE
        )  # fmt: skip
        return cls(simulator, chosen, simulator.runs, compared)

    @property
    def arms(self) -> int:
        """Arms that a setting is run in."""
        return arms_of(self.benchmark)

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

    def at_most(self, draws: int, held_out: int, proposed: int, judged: int) -> int:
        """Return how many points the search and the settings judged on held-out draws are at most."""
        return self.searched(draws, proposed) + judged * held_out

    def sizes(
        self,
        draws: int | None,
        held_out: int | None,
        seeds: int,
        proposed: int,
        judged: int,
        runs: int | None,
    ) -> tuple[int, int]:
        """Return the draws of the search and the held-out ones: those asked for, or what the runs allow.

        A total of runs is divided so that there are about as many held-out draws for each draw as usual.
        """
        if runs is None:
            draws = size_of(draws, SEARCH["draws"].usual, None, 1)
            held_out = size_of(held_out, SEARCH["held_out"].usual, None, 1)
        elif draws is not None or held_out is not None:
            raise InvalidInput("error.too_many_sizes")
        else:
            points, each = runs // (seeds * self.arms), self.searched(1, proposed)
            beside = SEARCH["held_out"].usual / SEARCH["draws"].usual
            draws = max(LEAST_DRAWS, int(points / (each + judged * beside)))
            held_out = (points - each * draws) // judged
            least = self.at_most(LEAST_DRAWS, LEAST_DRAWS, proposed, judged) * seeds * self.arms
            _refuse_few(runs, held_out, least)
        check_memory(
            (draws, seeds, self.searched(1, proposed), self.arms), (held_out, seeds, judged, self.arms)
        )
        return draws, held_out

    def held_out(self, draws: int | None, seeds: int, settings: int, runs: int | None) -> int:
        """Return the draws on which single changes are judged: those asked for, or what the runs allow."""
        if runs is None:
            draws = size_of(draws, SEARCH["held_out"].usual, None, 1)
        elif draws is not None:
            raise InvalidInput("error.too_many_sizes")
        else:
            draws = runs // (settings * seeds * self.arms)
            _refuse_few(runs, draws, LEAST_DRAWS * settings * seeds * self.arms)
        check_memory((draws, seeds, settings, self.arms))
        return draws

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
            population, generations, seed, advance, self.benchmark,
        )  # fmt: skip
        return replace(found, metadata=self.metadata("front", seed, seeds, draws))

    def single_changes(self, draws: int, seeds: int, seed: int, advance: Advance) -> SingleChanges:
        before = self.simulator.runs
        found = evaluate_single_changes(
            self.simulator, self.levers, self.baseline, self.draw, self.price, draws, seeds, seed=seed,
            progress=advance, benchmark=self.benchmark,
        )  # fmt: skip
        metadata = replace(self, before=before).metadata("single changes", seed, seeds, draws)
        return replace(found, metadata=metadata)

    def metadata(self, kind: str, seed: int, seeds: int, draws: int) -> RunMetadata:
        return design_metadata(
            kind, self.simulator, self.before, [*self.benchmark.brief, VALUE_GS], seed, seeds, draws
        )


def _refuse_few(runs: int, draws: int, least: int) -> None:
    """Refuse a total of runs that leaves too few draws; `least` are those of the smallest search."""
    if draws < LEAST_DRAWS:
        raise InvalidInput("optimise.too_few_runs", runs=f"{runs:,}", least=f"{least:,}")
