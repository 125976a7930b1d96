"""Runs that an arm does not distinguish are made once; all get the same numbers, and failures their place."""

import numpy as np
import pytest

from experiments.designs.factors import factor
from experiments.designs.saltelli import SaltelliDesign
from experiments.runs import sharing
from experiments.runs.design import seeds_at
from experiments.runs.sharing import SharedRuns
from experiments.runs.simulator import ScenarioSimulator
from experiments.sensitivity.analysis import screen, sobol
from sim.arms import GS, NONE, G
from sim.failure import RunFailure
from sim.influence import influential
from sim.scenario import Scenario

VARY = ("contract.term", "control.control", "evaluation.noise", "resources.relative_productivity")


@pytest.fixture(scope="module")
def case():
    return Scenario.load("s_association").with_values({"run.horizon": 8})


@pytest.mark.parametrize("engine", ["compiled", "mesa"])
def test_shared_runs_are_the_runs_themselves_bit_for_bit(case, engine):
    design = SaltelliDesign(tuple(factor(name) for name in VARY), 4, True, 1, varies_seed=True)
    count = design.points if engine == "compiled" else design.step
    points, seeds = design.rows(0, count), seeds_at(3, design.realisations(0, count))
    each = ScenarioSimulator(case, engine)
    once = ScenarioSimulator(case, engine)
    arms = (NONE, G, GS)
    shared = SharedRuns(once, {arm: influential(case, arm, VARY) for arm in arms})
    assert shared(points, seeds, arms).tobytes() == each(points, seeds, arms).tobytes()
    assert once.runs + once.spared == each.runs
    assert once.spared > each.runs // 4


def test_a_base_row_takes_two_runs_in_an_arm_that_reads_nothing_but_the_seed(case):
    design = SaltelliDesign((factor("control.control"),), 4, True, 1, varies_seed=True)
    simulator = ScenarioSimulator(case)
    shared = SharedRuns(simulator, {NONE: influential(case, NONE, design.layout.parameters)})
    shared(design.rows(0, design.points), seeds_at(0, design.realisations(0, design.points)), (NONE,))
    assert (simulator.runs, simulator.spared) == (8, design.points - 8)


def test_points_that_are_stored_alike_share_their_runs_though_they_read_the_parameter(case):
    """A whole number is rounded before it is run: 8.1 and 7.9 months are eight."""
    simulator = ScenarioSimulator(case)
    term = np.array([8.1, 7.9, 9.0])
    found = SharedRuns(simulator, {GS: frozenset(["contract.term"])})(
        {"contract.term": term}, np.full(3, 5, np.uint64), (GS,)
    )
    assert (simulator.runs, simulator.spared) == (2, 1)
    assert found[0].tobytes() == found[1].tobytes() != found[2].tobytes()


def test_a_failed_run_is_failed_for_all_that_share_it_and_named_by_the_first(case):
    class Failing:
        name = "compiled"

        def run(self, scenario, points, seeds, arms):
            out = np.ones((len(seeds), len(arms), 2))
            bad = np.flatnonzero(points["contract.term"] == 9)
            out[bad] = np.nan

            class Found:
                values = out
                failures = tuple(RunFailure(int(pair), arms[0], "why") for pair in bad)

            return Found

    simulator = ScenarioSimulator(case)
    simulator.engine = Failing()
    points = {"contract.term": np.array([8.0, 8.0, 9.0, 9.0])}
    found = SharedRuns(simulator, {GS: frozenset(points)})(points, np.zeros(4, np.uint64), (GS,))
    assert np.isnan(found[:, 0, 0]).tolist() == [False, False, True, True]
    assert [failure.pair for failure in simulator.failures] == [2]


@pytest.mark.parametrize("analysis", ["sobol", "morris"])
def test_an_analysis_says_the_same_whether_runs_are_shared_or_not(case, analysis, monkeypatch):
    def found():
        simulator = ScenarioSimulator(case)
        ran = (
            sobol(simulator, vary=VARY, base_size=64, second_order=True)
            if analysis == "sobol"
            else screen(simulator, vary=VARY, size=6)
        )
        return ran.to_dict(), simulator

    alone, every = found()
    monkeypatch.setattr(sharing, "WORTH_READING", 0)
    shared, fewer = found()
    for result in (alone, shared):
        for name in ("runs", "spared"):
            result.pop(name, None)
            result.get("metadata", {}).pop(name, None)
    assert str(shared) == str(alone)
    assert fewer.spared > 0
    assert fewer.runs + fewer.spared == every.runs
