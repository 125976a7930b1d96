"""The search for a scenario's levers: one result with what is needed to repeat it, alone or together."""

import json

import pytest

from experiments.errors import InvalidInput
from experiments.optimisation.analysis import optimise, pareto_front, runs_at_most, single_changes
from sim.scenario import Scenario
from tests.support.watching import Watch

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
    assert whole.arms == ("none", "G+S", "GS")
    assert list(json.loads(together.to_json())) == [*whole.to_dict(), "front", "single_changes"]


def test_progress_has_one_stage_that_never_exceeds_its_total(short):
    watch = Watch()
    found = optimise(short, LEVERS, **SIZES, progress=watch)
    ((name, total, finished),) = watch.stages
    assert name == "search"
    assert finished == found.metadata.runs <= total


@pytest.mark.parametrize("runs", [2000, 3000, 20_000])
def test_a_total_of_runs_holds_for_the_upper_bound_and_little_of_it_is_left(short, runs):
    search = {"population": 4, "generations": 1}
    found = optimise(short, LEVERS[:1], **search, runs=runs)
    sizes = found.front.draws, found.front.held_out_draws
    assert found.metadata.runs <= runs_at_most(short, LEVERS[:1], *sizes, **search) <= runs
    assert runs_at_most(short, LEVERS[:1], sizes[0], sizes[1] + 1, **search) > runs
    assert found.single_changes.draws == sizes[1]


@pytest.mark.parametrize("search", [optimise, pareto_front, single_changes])
def test_a_total_of_runs_that_is_too_small_or_beside_another_size_is_refused(search, short):
    with pytest.raises(InvalidInput, match="are too few for the search; it takes"):
        search(short, LEVERS, runs=10)
    with pytest.raises(InvalidInput, match="leave one of them out"):
        search(short, LEVERS, draws=4, runs=10**6)


def test_each_search_alone_keeps_to_its_total(short):
    assert 0 < single_changes(short, LEVERS[:1], runs=500).metadata.runs <= 500
    found = pareto_front(short, LEVERS[:1], population=4, generations=1, runs=2000)
    assert 0 < found.metadata.runs <= 2000
