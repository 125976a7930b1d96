"""Why is 1+1 what it is? The ledger of the dilemmas and the table of the reform paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from experiments.attribution.changes import neutral_changes, path_changes, switch, touched
from experiments.attribution.ledger import LEDGER_OUTCOMES, Ledger, run_ledger
from experiments.attribution.reform_paths import PATH_OUTCOMES, PathTable, path_table
from experiments.defaults import LEDGER_DRAWS, PATHS_DRAWS, SEEDS
from experiments.progress import SILENT, Progress
from experiments.provenance import design_metadata
from experiments.runs.design import size_of
from experiments.runs.outcomes import Outcome, arms_needed
from experiments.runs.paired import check_memory
from experiments.runs.simulator import Subject, simulated
from sim.dilemmas import DILEMMAS
from sim.reforms import REFORMS

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
) -> Ledger:
    """Divide what the eight dilemmas together take from 1+1 among them, by Shapley values over all 2⁸ worlds.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        draws: number of parameter draws; 50 by default.
        seeds: seeds per draw.
        seed: master seed.
        settings: the declared neutral settings, 0 or 1, one ledger each.
        outcomes: what is divided; 1+1, Δ and the values of the arms by default.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "ledger".
        runs: runs of all arms together instead of draws, rounded up to whole draws.

    Returns:
        The ledger, values in service-months (1+1 is a ratio).

    Raises:
        InvalidInput: draws and runs, or more than memory holds.
        RunsFailed: a run failed.

    Source: Shapley 1953, Contributions to the Theory of Games II.

    Example:
        >>> from sim.scenario import Scenario
        >>> found = ledger(Scenario.load("s_association"), draws=2, settings=(0,))
        >>> len(found.settings[0].of("delta").entries)
        8
    """
    simulator = simulated(subject, engine)
    scenario, before = simulator.scenario, simulator.runs
    found, worlds, arms = [], 2 ** len(DILEMMAS), len(arms_needed(outcomes))
    draws = size_of(draws, LEDGER_DRAWS.usual, runs, len(settings) * worlds * seeds * arms)
    check_memory((draws, seeds, worlds, arms))
    with progress.stage("ledger", len(settings) * worlds * draws * seeds) as advance:
        for setting in settings:
            neutral = {one.name: one.settings_of(scenario, setting) for one in DILEMMAS}
            base = simulator.base(seed, draws, touched(neutral.values()))
            switches = [switch(name, scenario, each, base) for name, each in neutral.items()]
            one = run_ledger(
                simulator, switches, base, draws, seeds, seed, str(setting + 1), outcomes, advance
            )
            found.append(replace(one, changes=neutral_changes(scenario, setting)))
    return Ledger(tuple(found), design_metadata("ledger", simulator, before, outcomes, seed, seeds, draws))


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
        The table: paired changes of 1+1, Δ and v(GS) (service-months), P(1+1 > 2), money spent (yuan).

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
    with progress.stage("paths", 2 ** len(switches) * draws * seeds) as advance:
        found = path_table(simulator, switches, base, draws, spent, seeds, seed, progress=advance)
    metadata = design_metadata("paths", simulator, before, PATH_OUTCOMES, seed, seeds, draws)
    return replace(found, changes=path_changes(scenario), metadata=metadata)
