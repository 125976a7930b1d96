"""How many draws each part of a document has, and how many runs that takes."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.attribution.analysis import LEDGER_ARMS, PATHS_ARMS
from experiments.conventions.robustness import table_runs
from experiments.defaults import CONVENTION_DRAWS, LEDGER_DRAWS, NEAREST, PATHS_DRAWS
from experiments.errors import InvalidInput
from experiments.nearest.analysis import ARMS as NEAREST_ARMS
from experiments.nearest.sizes import fewest_draws, moving_axes, points_at_most
from experiments.results import Result
from experiments.runs.paired import ALL_ARMS
from experiments.runs.simulator import ScenarioSimulator
from sim.dilemmas import DILEMMAS
from sim.reforms import REFORMS
from sim.sources import SOURCES


@dataclass(frozen=True)
class Sizes(Result):
    """Draws of each part, seeds of each draw, and the runs that each stage takes at most.

    Attributes:
        draws: of the answer.
        seeds: of each draw, in all parts but the conventions, which have one.
        ledger: draws of the ledger of both sides.
        paths: draws of the reform paths.
        conventions: draws of the table of conventions.
        nearest: draws of the design around the case.
        held_out: draws of the lines to two.
        runs: runs of all arms at most, by stage.
    """

    draws: int
    seeds: int
    ledger: int
    paths: int
    conventions: int
    nearest: int
    held_out: int
    runs: dict[str, int]


def sizes_of(simulator: ScenarioSimulator, draws: int, seeds: int, thorough: bool = False) -> Sizes:
    """Return the sizes of a document: no part has more draws than the answer, unless it needs them.

    Args:
        simulator: what runs the scenario.
        draws: parameter draws of the answer.
        seeds: seeds of each draw.
        thorough: whether the parts are as large as with --thorough.

    Returns:
        The sizes; those of ledger, paths and conventions are those of the command `case`.
    """
    ledger, paths, table = (
        min(each.chosen(thorough), draws) for each in (LEDGER_DRAWS, PATHS_DRAWS, CONVENTION_DRAWS)
    )
    nearest, held_out = (min(each.chosen(thorough), draws) for each in NEAREST.values())
    points = 0
    try:
        axes = moving_axes(simulator)
    except InvalidInput:  # nothing can be moved, which the part itself says
        pass
    else:
        nearest, held_out = max(nearest, fewest_draws(axes)), max(held_out, 2)
        points = points_at_most(axes, nearest, held_out)
    worlds = 2 * 2 ** len(DILEMMAS) + 2 ** len(SOURCES)
    runs = {
        "runs": draws * seeds * len(ALL_ARMS),
        "conventions": table_runs(table),
        "ledger": worlds * ledger * seeds * LEDGER_ARMS,
        "paths": 2 ** len(REFORMS) * paths * seeds * PATHS_ARMS,
        "nearest": points * seeds * len(NEAREST_ARMS),
    }
    return Sizes(draws, seeds, ledger, paths, table, nearest, held_out, runs)
