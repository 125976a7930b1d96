"""The page's numbers are the command line's: draws, seeds and runs in every bit, and the same statistics."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from experiments.comparison.comparison import ratio_difference
from experiments.runs.outcomes import BENCHMARKS, VALUE_GS, contrast
from experiments.runs.paired import PairedRuns, run_paired
from experiments.statistics.intervals import Estimate, mean_interval
from experiments.synergy.synergy import synergy
from sim.arms import ARMS, GS
from sim.engine import run_series, run_states
from sim.scenario import Scenario
from tests.support.page_driver import Driver

CASE = Scenario.load("s_association")
CITY = Scenario.load("city")
SHORT = {"contract.term": 12, "control.indicators": 3.0}


def same(found: Any, wanted: Any) -> None:
    wanted = np.asarray(wanted, np.float64)
    assert found.size == wanted.size
    assert found.tobytes() == wanted.tobytes(), np.flatnonzero(found != wanted.ravel())[:5]


def test_draws_are_those_of_the_scenario_in_every_bit() -> None:
    driver = Driver(CASE, seed=7)
    driver.ask(draw={"first": 30, "count": 50})
    drawn = CASE.draw(7, 50, 30)
    same(driver.numbers("draw"), np.stack(list(drawn.values()), axis=1))


@pytest.mark.parametrize("scenario", [CASE, CITY], ids=["case", "city"])
def test_runs_are_those_of_the_command_line_in_every_bit(scenario: Scenario) -> None:
    draws = 4 if scenario is CASE else 1
    driver = Driver(scenario, seed=3)
    worlds = [[draw, replication] for draw in range(draws) for replication in range(2)]
    driver.ask(run={"worlds": worlds, "arms": list(range(len(ARMS)))})
    same(driver.numbers("run"), run_paired(scenario, draws, 2, seed=3).values)


def test_changes_lie_over_draws_and_months_are_those_of_a_series() -> None:
    driver = Driver(CASE)
    worlds = [[draw, 0] for draw in (5, 2)]
    driver.ask(run={"worlds": worlds, "arms": [GS, 0], "changes": SHORT, "months": 48, "measures": [0, 4]})
    drawn = CASE.draw(0, 6)
    points = {name: column[[5, 2]] for name, column in drawn.items()}
    points |= {name: np.full(2, value) for name, value in SHORT.items()}
    seeds = run_paired(CASE, 6, 1, arms=(0,)).run_seeds[[5, 2], 0]
    same(driver.numbers("run"), run_series(CASE, points, seeds, [GS, 0]).values[..., [0, 4]])


def test_a_failed_run_has_no_numbers() -> None:
    driver = Driver(CASE)
    for need, failed in ((4.0, False), (1e308, True)):
        asked = {"worlds": [[0, 0]], "arms": [GS], "changes": {"kinds.studio.need": need}}
        driver.ask(run=asked)
        assert np.isnan(driver.numbers("run")).all() == failed


def test_months_followed_one_by_one_are_the_run_s_own_states() -> None:
    of_communities = [["communities", field] for field in ("level", "open", "opened_by")]
    states = [*of_communities, ["contracts", "state"], ["relations", "office_trust"], ["tally", "score"]]
    driver = Driver(CASE)
    driver.ask(follow={"world": [2, 1], "arm": GS, "months": 48, "states": states})
    seed = int(run_paired(CASE, 3, 2, arms=(0,)).run_seeds[2, 1])
    values = {name: float(column[2]) for name, column in CASE.draw(0, 3).items()}
    found = run_states(CASE, values, seed, GS, range(49))
    wanted = [np.asarray(state[member][field]).ravel() for state in found for member, field in states]
    same(driver.numbers("states"), np.concatenate(wanted))
    points = {name: [value] for name, value in values.items()}
    series = run_series(CASE, points, [seed], [GS]).values[0, 0]
    measures = driver.numbers("measures").reshape(49, -1)
    # founded worlds have measured nothing yet
    same(measures[1:].copy(), series)


@pytest.fixture(scope="module")
def two_settings() -> tuple[PairedRuns, PairedRuns]:
    changed = CASE.with_values(SHORT)
    return run_paired(CASE, 60, 1, seed=1), run_paired(changed, 60, 1, seed=1)


def test_statistics_are_the_command_line_s(two_settings: tuple[PairedRuns, PairedRuns]) -> None:
    before, after = two_settings
    driver = Driver(CASE)
    driver.ask(statistics={"before": _by_arm(before), "after": _by_arm(after)})
    found = driver.json("statistics")
    answers = {answer.benchmark: answer for answer in synergy(before.of("value")).answers()}
    for benchmark in BENCHMARKS:
        _agree(found[benchmark.name], answers[benchmark.name].ratio.estimate)
        _agree(found[f"{benchmark.name}_gain"], answers[benchmark.name].gain.estimate)
        change = ratio_difference(before, after, benchmark=benchmark)
        assert change is not None
        _agree(found[f"{benchmark.name}_change"], change.estimate)
    own = [contrast(VALUE_GS.numerator, runs.of("value"), runs.arms) for runs in two_settings]
    _agree(found["together"], mean_interval(own[0]))
    _agree(found["together_change"], mean_interval(own[1] - own[0]))


def _by_arm(runs: PairedRuns) -> Mapping[str, list[float]]:
    return {ARMS[arm].name: runs.arm(arm, "value")[:, 0].tolist() for arm in runs.arms}


def _agree(found: Mapping[str, float], wanted: Estimate) -> None:
    for name, value in (("value", wanted.value), ("low", wanted.low), ("high", wanted.high),
                        ("error", wanted.standard_error)):  # fmt: skip
        assert math.isclose(found[name], value, rel_tol=1e-10, abs_tol=1e-9), name
    assert found["clusters"] == wanted.clusters
