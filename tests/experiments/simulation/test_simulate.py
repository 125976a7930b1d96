"""A scenario run and summed up, in three lines of Python."""

import subprocess
import sys

import numpy as np
import pytest

from experiments.errors import InvalidInput
from experiments.runs.paired import sampled
from experiments.simulation.simulate import simulate
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 10})
KNOWN = Scenario.parse("schema = 1\n[run]\nhorizon = 10\n")


@pytest.mark.parametrize(
    ("replications", "draws", "size"),
    [(2000, None, (1000, 2)), (7, None, (7, 1)), (2, None, (2, 1)), (1, None, (1, 1)), (12, 3, (3, 4))],
)
def test_replications_are_shared_by_draws(seeds, draws, size):
    assert sampled(CASE, seeds, draws) == size


def test_without_unknowns_all_replications_belong_to_one_draw():
    assert sampled(KNOWN, 12) == sampled(KNOWN, 12, 1) == (1, 12)
    with pytest.raises(InvalidInput, match="nothing is unknown"):
        sampled(KNOWN, 12, 3)


@pytest.mark.parametrize(("replications", "draws", "near"), [(10, 4, "8 or 12"), (3, 5, "nearest: 5 rep")])
def test_uneven_shares_are_refused_with_the_nearest_even_ones(seeds, draws, near):
    with pytest.raises(InvalidInput, match=near):
        sampled(CASE, seeds, draws)


@pytest.mark.parametrize(
    "sizes", [{"replications": 0}, {"replications": 2.5}, {"replications": 4, "draws": 0}]
)
def test_a_size_that_can_not_be_had_is_refused_and_none_is_taken_for_the_default(sizes):
    with pytest.raises(InvalidInput, match="is not allowed"):
        simulate(CASE, show=False, **sizes)


def test_a_simulation_tells_shows_and_tabulates():
    found = simulate(CASE, 40, seed=3, show=False)
    assert found.one_plus_one == found.headline.synergy.one_plus_one.estimate.value
    assert found.reading("en").endswith(".")
    assert "1+1" in found.reading("zh")
    table = found.measures()
    assert table.loc["value", "GS"] == pytest.approx(found.runs.arm(6, "value").mean())
    assert list(table.columns) == ["none", "G", "S", "G+S", "G-+S", "G-+S+", "GS", "G++"]
    assert found.plot("zh").get_size_inches()[0] > 5
    assert found.asked_runs == 20 * 2 * 8
    assert found.failures == ()


def test_reruns_meet_the_same_draws_and_luck():
    found = simulate(CASE, 8, reruns=True, show=False)
    assert found.headline.additive is not None
    assert found.headline.gross is not None
    assert found.asked_runs == 3 * 4 * 2 * 8


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    first, again, other = (simulate(CASE, 40, seed=seed, show=False) for seed in (0, 0, 1))
    assert np.array_equal(first.runs.values, again.runs.values)
    assert first.one_plus_one == again.one_plus_one != other.one_plus_one


def test_importing_the_package_loads_neither_the_engine_nor_drawing():
    heavy = "('numba', 'matplotlib', 'mesa', 'scipy')"
    code = f"import sys, experiments; print([name for name in {heavy} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_what_the_package_does_not_have_is_an_attribute_error():
    import experiments

    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = experiments.simulat
