"""The worlds that the page shows one by one: draws and replications that agree with all facts of a scenario.

A world is two whole numbers, the draw and the replication; the page runs it anew from them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.calibration.observations import (
    check_observations,
    comparable_observations,
    simulated_observations,
)
from experiments.calibration.stated import agreeing
from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress
from experiments.runs.engines import scenario_measures
from experiments.runs.paired import PairedRuns, run_paired
from sim.arms import GS
from sim.engine import run_series
from sim.scenario import Scenario

LEAST = 5
"""With fewer worlds no page is made: one of them would be taken for the case."""

SHOWN = 24
"""Worlds that a page has."""

LOOKED_AT = ((500, 2), (2_000, 2), (8_000, 2))
"""Draws and seeds that are looked at, more where fewer have too few worlds; the first stay as they were."""

REPLICATED = ((1, 1_000), (1, 16_000))
"""The same where nothing is uncertain."""

SEEN = (
    "approval_months",
    "organization_leaders",
    "office_leaders",
    "quits",
    "matured",
    "opened_by_contract",
    "value",
)
"""Measures of what happens in a street, by which the most ordinary world comes first."""

STORY_MONTHS = 14
"""How long the street is watched closely: what a story has happens by then."""

STORY = ("approval_months", "withheld_rate", "extended", "office_leaders", "organization_leaders")
"""What makes a story: a wait for approval, a tranche withheld, more time granted, a new leader of either."""


@dataclass(frozen=True)
class Worlds:
    """Worlds of the contract arm: of the more ordinary half those with most of a story first.

    Attributes:
        found: draw and replication of each.
        agreeing: how many of the runs that were looked at agree with all facts.
        runs: how many were looked at.
        facts: the names of the facts; empty where the scenario has none that a run can be compared with, and
            the worlds are the first draws as they come.
        seeds: seeds of each draw of the runs that were looked at.
    """

    found: tuple[tuple[int, int], ...]
    agreeing: int
    runs: int
    facts: tuple[str, ...]
    seeds: int = 1

    @property
    def draws(self) -> int:
        """Parameter draws that were looked at."""
        return self.runs // self.seeds


def worlds(scenario: Scenario, seed: int = 0, shown: int = SHOWN, progress: Progress = SILENT) -> Worlds:
    """Return worlds that agree with every fact that the scenario states, be it to condition on or to check.

    Raises:
        InvalidInput: fewer than five of sixteen thousand runs agree.
        ScenarioError: a fact that no measure answers.
    """
    check_observations(scenario)
    facts = tuple(comparable_observations(scenario))
    if not facts:
        return Worlds(tuple((draw, 0) for draw in range(shown)), 0, 0, ())
    found: list[tuple[int, int]] = []
    runs = seeds = 0
    for draws, seeds in LOOKED_AT if scenario.priors else REPLICATED:
        with progress.stage("runs", draws * seeds) as advance:
            looked_at = run_paired(scenario, draws, seeds, (GS,), seed, progress=advance)
        places = np.argwhere(_agreeing(scenario, looked_at))
        ordered = places[_eventful_first(scenario, looked_at, places)]
        found = [(int(looked_at.numbers[draw]), int(place)) for draw, place in ordered]
        runs = draws * seeds
        if len(found) >= shown:
            break
    if len(found) < LEAST:
        raise InvalidInput(
            "error.too_few_worlds", found=len(found), runs=runs, least=LEAST, scenario=scenario.name
        )
    return Worlds(tuple(found[:shown]), len(found), runs, facts, seeds)


def _agreeing(scenario: Scenario, runs: PairedRuns) -> NDArray[np.bool_]:
    """Whether each run agrees with all facts, (draws, seeds)."""
    return np.isfinite(runs.arm(GS, "value")) & agreeing(scenario, simulated_observations(scenario, runs))


def _eventful_first(scenario: Scenario, runs: PairedRuns, places: NDArray[np.intp]) -> NDArray[np.intp]:
    """The order of worlds: of the half nearer to the middle those to which most happens first, then the rest.

    Nearer is what differs less from the middle rank, added up over the measures of `SEEN`; how much happens
    is how many of `STORY` have happened by the month `STORY_MONTHS`. Of worlds alike in both the first comes
    first.
    """
    if len(places) == 0:
        return np.zeros(0, dtype=np.intp)
    distance = np.zeros(len(places))
    for name in SEEN:
        values = runs.arm(GS, name)[places[:, 0], places[:, 1]]
        below = (values[:, None] > values).sum(axis=1) + 0.5 * (values[:, None] == values).sum(axis=1)
        distance += np.abs(below - len(values) / 2)
    outer = distance > np.median(distance)
    return np.lexsort((distance, -_happenings(scenario, runs, places), outer))


def _happenings(scenario: Scenario, runs: PairedRuns, places: NDArray[np.intp]) -> NDArray[np.int_]:
    """How many of the things that make a story have happened in each world by the month `STORY_MONTHS`."""
    names = [one.name for one in scenario_measures(scenario)]
    columns = [names.index(name) for name in STORY]
    found = []
    for draw, place in places:
        values = {name: [float(column[draw])] for name, column in runs.parameter_draws.items()}
        series = run_series(scenario, values, [int(runs.run_seeds[draw, place])], [GS]).values[0, 0]
        month = min(STORY_MONTHS, len(series)) - 1
        found.append(int((series[month, columns] > 0).sum()))
    return np.array(found)
