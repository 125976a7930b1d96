"""1+1 under every convention: in the case, with all reform paths, and without the dilemmas."""

from __future__ import annotations

from collections.abc import Mapping

from experiments.attribution.changes import switch, touched
from experiments.conventions.conventions import (
    TABLE_ARMS,
    ConventionCell,
    ConventionTable,
    convention_cells,
    settings_of_table,
    usual_conventions,
)
from experiments.defaults import CONVENTION_DRAWS
from experiments.progress import SILENT, Progress
from experiments.runs.settings import run_settings
from experiments.runs.simulator import Subject, simulated
from sim.dilemmas import DILEMMAS
from sim.parameters.change import Setting
from sim.reforms import REFORMS
from sim.scenario.scenario import Scenario

WORLDS = ("case", "all_paths", "without_dilemmas")
"""The worlds of the table: the case as it is, with all reform paths, and with every dilemma at its first
neutral setting.
"""

CONVENTION_SEEDS = 1
"""Seeds of each draw of the table."""


def conventions(
    subject: Subject,
    draws: int = CONVENTION_DRAWS.usual,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
) -> ConventionTable:
    """Return 1+1 by both benchmarks under every convention, on the first draws of a master seed.

    Args:
        subject: a scenario, or the simulator of one.
        draws: parameter draws, one seed each; the same draws and random numbers in every cell.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the runs; the stage is "conventions".

    Returns:
        The table; its sample is small, so that its shares of draws are less precise than the headline's.

    Raises:
        RunsFailed: a run failed.

    Example:
        >>> found = conventions(Scenario.load("s_association", changes={"run.horizon": 6}), draws=2)
        >>> found.worlds
        ('case', 'all_paths', 'without_dilemmas')
    """
    simulator = simulated(subject, engine)
    scenario, pairs = simulator.scenario, settings_of_table()
    each = [{**volunteers.settings, **schedule.settings} for volunteers, schedule in pairs]
    worlds = world_settings(scenario)
    base = simulator.base(seed, draws, touched([*worlds.values(), *each]))
    cells: list[ConventionCell] = []
    with progress.stage("conventions", table_runs(draws)) as advance:
        for world, settings in worlds.items():
            set_here = switch(world, scenario, settings, base).settings
            values = run_settings(
                simulator, [{**set_here, **one} for one in each], base, TABLE_ARMS, draws,
                CONVENTION_SEEDS, seed, progress=lambda done: advance(done * len(TABLE_ARMS)),
            )  # fmt: skip
            cells += convention_cells(world, values[..., 0])
    return ConventionTable(tuple(cells), usual_conventions(scenario.values), draws, CONVENTION_SEEDS, seed)


def table_runs(draws: int) -> int:
    """Return how many runs the table takes."""
    return len(WORLDS) * len(settings_of_table()) * len(TABLE_ARMS) * draws * CONVENTION_SEEDS


def world_settings(scenario: Scenario) -> dict[str, Mapping[str, Setting]]:
    """Return what each of `WORLDS` sets in a scenario."""
    paths = {name: value for path in REFORMS for name, value in path.settings_of(scenario).items()}
    neutral = {name: value for one in DILEMMAS for name, value in one.settings_of(scenario, 0).items()}
    return dict(zip(WORLDS, ({}, paths, neutral), strict=True))
