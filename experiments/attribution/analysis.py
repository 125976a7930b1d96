"""Why is 1+1 what it is? The ledger of dilemmas and sources, and the table of the reform paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from experiments.attribution.changes import neutral_changes, path_changes, source_changes, switch, touched
from experiments.attribution.ledger import (
    DILEMMAS_SIDE,
    LEDGER_OUTCOMES,
    SIDES,
    SOURCES_SIDE,
    Ledger,
    SettingLedger,
    run_ledger,
)
from experiments.attribution.reform_paths import PATH_OUTCOMES, PathTable, path_table
from experiments.defaults import LEDGER_DRAWS, PATHS_DRAWS, SEEDS
from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress, counted_in_runs
from experiments.provenance import design_metadata
from experiments.runs.design import size_of
from experiments.runs.outcomes import Outcome, arms_needed
from experiments.runs.paired import check_memory
from experiments.runs.simulator import Subject, simulated
from sim.dilemmas import DILEMMAS
from sim.parameters.change import Setting
from sim.reforms import REFORMS
from sim.sources import SOURCES

LEDGER_ARMS, PATHS_ARMS = len(arms_needed(LEDGER_OUTCOMES)), len(arms_needed(PATH_OUTCOMES))
"""Arms that a ledger and the table of the paths run by default."""


def ledger(
    subject: Subject,
    draws: int | None = None,
    seeds: int = SEEDS,
    seed: int = 0,
    settings: Sequence[int] = (0, 1),
    outcomes: Sequence[Outcome] = LEDGER_OUTCOMES,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
    sides: Sequence[str] = SIDES,
) -> Ledger:
    """Divide what the eight dilemmas take from 1+1, and what the eight sources give, by Shapley values.

    Each side has all its 2⁸ worlds, with the other side as the scenario has it.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        draws: number of parameter draws; 50 by default.
        seeds: seeds per draw.
        seed: master seed.
        settings: the declared neutral settings of the dilemmas, 0 or 1, one ledger each.
        outcomes: what is divided; 1+1 against both benchmarks, the gain of each, the multiplier and the
            values of the arms by default.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "ledger".
        runs: runs of all arms together instead of draws, rounded up to whole draws.
        sides: "dilemmas", "sources" or both.

    Returns:
        The ledger, values in service-months (1+1 and the multiplier are ratios).

    Raises:
        InvalidInput: draws and runs, a side that there is not, or more than memory holds.
        RunsFailed: a run failed.

    Source: Shapley 1953, Contributions to the Theory of Games II.

    Example:
        >>> from sim.scenario import Scenario
        >>> found = ledger(Scenario.load("s_association"), draws=2, settings=(0,), sides=["dilemmas"])
        >>> len(found.settings[0].of("delta").entries)
        8
    """
    simulator = simulated(subject, engine)
    scenario, before = simulator.scenario, simulator.runs
    for side in sides:
        if side not in SIDES:
            raise InvalidInput("error.unknown_side", name=side, names=", ".join(SIDES))
    chosen = tuple(settings) if DILEMMAS_SIDE in sides else ()
    games = len(chosen) + (SOURCES_SIDE in sides)
    worlds, arms = 2 ** len(DILEMMAS), len(arms_needed(outcomes))
    draws = size_of(draws, LEDGER_DRAWS.usual, runs, games * worlds * seeds * arms)
    check_memory((draws, seeds, worlds, arms))
    with counted_in_runs(progress, "ledger", games * worlds * draws * seeds, arms) as advance:

        def divided(neutral: Mapping[str, Mapping[str, Setting]], name: str, side: str) -> SettingLedger:
            base = simulator.base(seed, draws, touched(neutral.values()))
            switches = [switch(one, scenario, each, base) for one, each in neutral.items()]
            return run_ledger(
                simulator, switches, base, draws, seeds, seed, name, outcomes, advance, side
            )  # fmt: skip

        found = []
        for setting in chosen:
            neutral = {one.name: one.settings_of(scenario, setting) for one in DILEMMAS}
            one = divided(neutral, str(setting + 1), DILEMMAS_SIDE)
            found.append(replace(one, changes=neutral_changes(scenario, setting)))
        sources = None
        if SOURCES_SIDE in sides:
            one = divided({each.name: each.settings_of(scenario) for each in SOURCES}, "", SOURCES_SIDE)
            sources = replace(one, changes=source_changes(scenario))
    metadata = design_metadata("ledger", simulator, before, outcomes, seed, seeds, draws)
    return Ledger(tuple(found), sources, metadata)


def reform_paths(
    subject: Subject,
    draws: int | None = None,
    seeds: int = SEEDS,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
) -> PathTable:
    """Compute what the three reform paths give back alone, in pairs and together.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        draws: number of parameter draws; 300 by default.
        seeds: seeds per draw.
        seed: master seed.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "paths".
        runs: runs of all arms together instead of draws, rounded up to whole draws.

    Returns:
        The table: paired changes of 1+1 against both benchmarks, their gains and v(GS) (service-months),
        P(1+1 > 2), money spent (yuan).

    Raises:
        InvalidInput: draws and runs, or more than memory holds.
        RunsFailed: a run failed.

    Example:
        >>> from sim.scenario import Scenario
        >>> found = reform_paths(Scenario.load("s_association"), draws=2)
        >>> len(found.rows)
        8
    """
    simulator = simulated(subject, engine)
    scenario, before = simulator.scenario, simulator.runs
    worlds = 2 ** len(REFORMS)
    draws = size_of(draws, PATHS_DRAWS.usual, runs, worlds * seeds * PATHS_ARMS)
    check_memory((draws, seeds, worlds, PATHS_ARMS, 2))  # value and money spent
    taken = {path.overlay: path.settings_of(scenario) for path in REFORMS}
    base = simulator.base(seed, draws, touched(taken.values()))
    switches = [switch(name, scenario, each, base) for name, each in taken.items()]
    spent = simulator.measure("spent")
    with counted_in_runs(progress, "paths", worlds * draws * seeds, PATHS_ARMS) as advance:
        found = path_table(simulator, switches, base, draws, spent, seeds, seed, progress=advance)
    metadata = design_metadata("paths", simulator, before, PATH_OUTCOMES, seed, seeds, draws)
    return replace(found, changes=path_changes(scenario), metadata=metadata)
