"""How fast a scenario runs: probes grow until they can be timed, and count as no runs."""

import numpy as np
import pytest

from experiments.runs import pace
from experiments.runs.pace import MOST_POINTS, PROBE_SECONDS, SURE_SECONDS, seconds_per_run
from experiments.runs.simulator import ScenarioSimulator
from sim.scenario import Scenario


class Clock:
    """A clock that only the engine moves."""

    def __init__(self):
        self.now = 0.0

    def perf_counter(self):
        return self.now


@pytest.fixture
def timed(monkeypatch):
    """A simulator whose runs take what they are said to take, and the sizes of the probes."""
    clock, sizes = Clock(), []
    monkeypatch.setattr(pace, "time", clock)
    simulator = ScenarioSimulator(Scenario.load("s_association"), "compiled")

    def made(each, held_up=()):
        """`held_up` are seconds that other work adds to the first probes."""
        waits = iter(held_up)

        def run(scenario, drawn, seeds, arms):
            assert all(len(column) == len(seeds) for column in drawn.values())
            assert np.unique(seeds).size == len(seeds)
            sizes.append(len(seeds))
            clock.now += each * len(seeds) * len(arms) + next(waits, 0.0)

        monkeypatch.setattr(simulator.engine.__class__, "run", lambda self, *given: run(*given))
        monkeypatch.setattr(simulator.engine.__class__, "prepare", lambda self, scenario: None)
        return simulator

    return made, sizes


@pytest.mark.parametrize(
    ("each", "probes"),
    [(SURE_SECONDS / 4, [1]), (PROBE_SECONDS / 4, [1, 1]), (PROBE_SECONDS / 64, [1, 4, 16, 16])],
)
def test_probes_grow_fourfold_until_they_take_long_enough_twice(timed, each, probes):
    made, sizes = timed
    assert seconds_per_run(made(each)) == pytest.approx(each)
    assert sizes == probes


@pytest.mark.parametrize("held_up", [(0.5,), (0.0, 0.5), (0.5, 0.0, 0.0, 0.5), (0.0, 0.0, 0.0, 0.9)])
def test_a_probe_held_up_by_other_work_does_not_count(timed, held_up):
    made, _ = timed
    each = PROBE_SECONDS / 64
    assert seconds_per_run(made(each, held_up)) == pytest.approx(each)


def test_a_machine_that_is_never_slow_enough_is_not_probed_for_ever(timed):
    made, sizes = timed
    assert seconds_per_run(made(0.0)) == 0.0
    assert sizes[-1] == MOST_POINTS
    assert sizes == [4**power for power in range(len(sizes))]


@pytest.mark.parametrize(
    ("ahead", "probes"), [(1, [1]), (100, [1]), (200, [1, 4]), (640, [1, 4, 16, 16]), (10**6, [1, 4, 16, 16])]
)
def test_no_further_probe_is_large_beside_what_is_ahead(timed, ahead, probes):
    made, sizes = timed
    assert seconds_per_run(made(PROBE_SECONDS / 64), ahead) == pytest.approx(PROBE_SECONDS / 64)
    assert sizes == probes


def test_probes_are_no_runs_of_the_analysis(timed):
    made, _ = timed
    simulator = made(PROBE_SECONDS)
    seconds_per_run(simulator)
    assert simulator.runs == 0
