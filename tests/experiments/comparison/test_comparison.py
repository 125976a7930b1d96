"""Two scenarios with the same luck: differences that are paired, and 1+1 in both."""

import numpy as np
import pytest

from experiments.comparison.comparison import compare, ratio_difference, whole_in_both
from experiments.errors import InvalidInput
from experiments.runs import paired as running
from experiments.runs.paired import run_paired
from sim.arms import GS, NONE, G, S
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 24})
LONGER = CASE.with_values({"contract.term": 12})


@pytest.fixture(scope="module")
def both():
    return compare(CASE, LONGER, 80, seed=1, show=False)


def test_a_scenario_beside_itself_differs_in_nothing():
    found = compare(CASE, CASE, 20, show=False)
    assert {difference.label for difference in found.comparison.differences} == {"same"}
    assert found.difference.estimate.value == 0
    assert found.difference.estimate.high == 0
    assert found.difference.higher.value == 0


def test_the_difference_of_one_plus_one_is_that_of_the_two(both):
    ratios = [each.one_plus_one.estimate.value for each in (both.synergy_b, both.synergy_a)]
    assert both.difference.estimate.value == pytest.approx(ratios[0] - ratios[1], abs=1e-9)
    assert both.difference.draw_range.low < both.difference.estimate.value < both.difference.draw_range.high


def test_pairing_narrows_the_interval(both):
    apart = [each.one_plus_one.estimate.standard_error for each in (both.synergy_a, both.synergy_b)]
    assert both.difference.estimate.standard_error < 0.8 * np.hypot(*apart)


def test_exchanging_the_two_turns_the_sign(both):
    turned = ratio_difference(both.runs_b, both.runs_a)
    assert turned.estimate.value == pytest.approx(-both.difference.estimate.value)
    assert turned.draw_range.low == pytest.approx(-both.difference.draw_range.high)


def test_differences_are_taken_run_by_run(both):
    gap = both.runs_b.arm(GS, "value") - both.runs_a.arm(GS, "value")
    assert both.comparison["value"].difference.value == pytest.approx(gap.mean())
    load = both.comparison["load"]
    fewer = both.runs_b.arm(GS, "load") < both.runs_a.arm(GS, "load")
    assert load.improvement.value == pytest.approx(fewer.mean(), abs=0.02)


def test_a_world_where_nothing_is_created_apart_has_no_ratio():
    nothing = CASE.with_values({f"kinds.{kind}.weight": 0.0 for kind in ("studio", "firm", "group")})
    nothing = nothing.with_values({"value.capital_weight": 0.0})
    assert compare(CASE, nothing, 8, show=False).difference is None


def test_the_ratio_of_each_draw_is_that_of_its_means(both):
    runs = both.runs_a
    none = runs.arm(NONE, "value").mean(axis=1)
    apart = runs.arm(G, "value").mean(axis=1) + runs.arm(S, "value").mean(axis=1) - 2 * none
    own = 2 * (runs.arm(GS, "value").mean(axis=1) - none) / apart
    zero = compare(CASE, CASE, 80, seed=1, show=False).runs_b
    assert ratio_difference(zero, runs).draw_range.high == pytest.approx(0, abs=1e-12)
    assert 0.5 < np.median(own) < 3


def test_other_kinds_of_service_are_refused():
    more = Scenario.parse(
        "schema = 1\n[kinds.library]\nlabel = 'x'\ntarget = 1\nhours = 1\nverifiability = 0.5\nneed = 1\n"
    )
    with pytest.raises(InvalidInput, match=r"A has the kinds studio firm group, B has .*library"):
        compare(CASE, more, 4, show=False)


def test_a_scenario_without_unknowns_takes_the_draws_of_the_other():
    known = Scenario.parse("schema = 1\n[run]\nhorizon = 24\n")
    found = compare(known, CASE, 12, show=False)
    assert (found.runs_a.draws, found.runs_a.seeds) == (6, 2)
    assert np.array_equal(found.runs_a.run_seeds, found.runs_b.run_seeds)


def test_a_draw_that_failed_in_one_is_left_out_of_both():
    a, b = run_paired(CASE, 4, 1), run_paired(LONGER, 4, 1)
    b.values[2, 0, 3] = np.nan
    first, second = whole_in_both(a, b)
    assert first.numbers.tolist() == second.numbers.tolist() == [0, 1, 3]
    assert first.arms == running.ALL_ARMS
