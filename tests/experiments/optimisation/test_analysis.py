"""The search for a scenario's levers: one result with what is needed to repeat it, alone or together."""

import contextlib
import json

import pytest

from experiments.optimisation.analysis import optimise, pareto_front, single_changes
from sim.scenario import Scenario

LEVERS = ("contract.term", "capability.training")
SIZES = {"draws": 4, "held_out": 6, "population": 4, "generations": 2}


@pytest.fixture(scope="module")
def short():
    return Scenario.load("s_association", changes={"run.horizon": 9})


@pytest.fixture(scope="module")
def together(short):
    return optimise(short, LEVERS, **SIZES, seed=7)


def test_both_together_are_what_each_is_alone(short, together):
    assert pareto_front(short, LEVERS, **SIZES, seed=7) == together.front
    assert single_changes(short, LEVERS, draws=6, seed=9) == together.single_changes


def test_a_result_carries_what_made_it(together):
    whole, front, single = (one.metadata for one in (together, together.front, together.single_changes))
    assert whole.runs == front.runs + single.runs
    assert (whole.seed, front.seed, single.seed) == (7, 7, 9)
    assert (front.draws, single.draws, whole.seeds) == (4, 6, 2)
    assert whole.arms == ("none", "G", "S", "GS")
    assert list(json.loads(together.to_json())) == [*whole.to_dict(), "front", "single_changes"]


def test_progress_has_one_stage_that_never_exceeds_its_total(short):
    stages = []

    class Counting:
        @contextlib.contextmanager
        def stage(self, name, total=None):
            finished = []
            yield finished.append
            stages.append((name, total, sum(finished)))

    optimise(short, LEVERS, **SIZES, progress=Counting())
    ((name, total, finished),) = stages
    assert name == "search"
    assert 0 < finished <= total
