"""The entry points run what they are asked for, report what they run, and say what made the result."""

import pytest

from experiments.designs.factors import factor
from experiments.sensitivity.analysis import points_per_row, screen, sobol
from sim.scenario import Scenario
from tests.support.watching import Watch

VARY = ("contract.term", "incentives.power")
FACTORS = tuple(factor(name) for name in VARY)


@pytest.fixture(scope="module")
def case():
    return Scenario.load("s_association").with_values({"run.horizon": 12})


def test_indices_with_their_metadata_and_progress(case):
    watch = Watch()
    found = sobol(case, vary=VARY, base_size=64, seeds=2, seed=3, progress=watch)
    metadata = found.metadata
    assert watch.stages == [("sensitivity", metadata.runs, metadata.runs)]
    assert (metadata.kind, metadata.engine, metadata.seed, metadata.seeds) == (
        "sensitivity",
        "compiled",
        3,
        2,
    )
    assert metadata.runs == 256 * 2 * 3
    assert metadata.arms == ("none", "G+S", "GS")
    assert found.to_frame().iloc[0, 1] == case.parameters["contract.term"].label("en")


@pytest.mark.parametrize(("method", "size"), [("morris", 4), ("pawn", 60)])
def test_a_screening_with_its_metadata_and_progress(case, method, size):
    watch = Watch()
    found = screen(case, method, vary=VARY, size=size, seeds=2, progress=watch)
    points = size * points_per_row(method, FACTORS)
    assert watch.stages == [("sensitivity", points * 2 * 3, points * 2 * 3)]
    assert (found.method, found.size, found.metadata.runs) == (method, size, points * 2 * 3)
    assert found.random_numbers == ("common" if method == "morris" else "independent")


def test_by_default_the_seed_is_a_factor_and_a_point_one_run(case):
    watch = Watch()
    found = sobol(case, vary=VARY, base_size=64, progress=watch)
    screened = screen(case, vary=VARY, size=4, progress=watch)
    assert watch.stages == [("sensitivity", 960, 960), ("sensitivity", 48, 48)]
    assert (found.random_numbers, found.seeds, found.metadata.runs) == ("factor", 1, 320 * 3)
    assert (screened.random_numbers, screened.seeds, screened.metadata.runs) == ("factor", 1, 16 * 3)
    assert found.factors == VARY
    assert set(found.frame()["parameter"]) == {*VARY, "seed"}
    assert [one.parameter for one in screened.found[:3]] == [*VARY, "seed"]


def test_a_base_row_has_as_many_points_as_the_design_says():
    assert [points_per_row("sobol", FACTORS, second_order) for second_order in (False, True)] == [4, 6]
    assert [points_per_row("sobol", FACTORS, pairs, True) for pairs in (False, True)] == [5, 8]
    assert [points_per_row("morris", FACTORS, varies_seed=varies) for varies in (False, True)] == [3, 4]


def test_an_unknown_method_is_refused(case):
    with pytest.raises(ValueError, match="there is no method fast"):
        screen(case, "fast")
