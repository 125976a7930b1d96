"""Two scenarios with common random numbers: differences that are paired, and 1+1 in both."""

import json
from dataclasses import replace

import numpy as np
import pytest

from experiments.comparison.comparison import compare, ratio_difference, whole_in_both
from experiments.runs.engines import Compiled
from experiments.runs.keys import draw_seeds
from experiments.runs.paired import ALL_ARMS, run_paired
from sim.arms import GS, NONE, G, S
from sim.failure import RunFailure
from sim.scenario.scenario import Scenario
from tests.support.watching import Watch

CASE = Scenario.load("s_association", changes={"run.horizon": 24})
LONGER = CASE.with_values({"contract.term": 12})


@pytest.fixture(scope="module")
def both():
    return compare(CASE, LONGER, draws=40, seeds=2, seed=1)


def test_what_is_created_together_is_net_of_nobody_acting_and_paired(both):
    created = both.created
    nets = [runs.arm(GS, "value") - runs.arm(NONE, "value") for runs in (both.runs_a, both.runs_b)]
    for net, found in zip(
        (*nets, nets[1] - nets[0]), (created.a, created.b, created.difference), strict=True
    ):
        assert found.value == pytest.approx(net.mean(), rel=1e-12)
        assert found.low < found.value < found.high
    assert created.difference.standard_error < created.b.standard_error  # of pairs
    assert both.to_dict()["created"]["difference"]["value"] == created.difference.value


def test_a_scenario_beside_itself_differs_in_nothing():
    found = compare(CASE, CASE, draws=10, seeds=2)
    assert {difference.label for difference in found.comparison.differences} == {"same"}
    assert found.difference.estimate.value == 0
    assert found.difference.estimate.high == 0
    assert found.difference.higher.value == 0


def test_the_difference_of_one_plus_one_is_that_of_the_two(both):
    for name, quantity in (("alone", "one_plus_one"), ("side_by_side", "added_value")):
        first, second = (getattr(each, quantity).estimate.value for each in (both.synergy_a, both.synergy_b))
        difference = both.difference_by(name)
        assert difference.estimate.value == pytest.approx(second - first, abs=1e-9)
        assert difference.draw_range.raw_low < difference.estimate.value < difference.draw_range.raw_high


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
    assert compare(CASE, nothing, draws=4, seeds=2).difference is None


def test_the_ratio_of_each_draw_is_that_of_its_means(both):
    runs = both.runs_a
    none = runs.arm(NONE, "value").mean(axis=1)
    apart = runs.arm(G, "value").mean(axis=1) + runs.arm(S, "value").mean(axis=1) - 2 * none
    own = 2 * (runs.arm(GS, "value").mean(axis=1) - none) / apart
    zero = compare(CASE, CASE, draws=40, seeds=2, seed=1).runs_b
    assert ratio_difference(zero, runs).draw_range.high == pytest.approx(0, abs=1e-12)
    assert 0.5 < np.median(own) < 3


OWN = """schema = 1
[run]
horizon = 12
[contract]
sum = 200_000
term = 8
[population]
offices = 1
organizations = 1
communities = 20
"""
KIND = "[kinds.{}]\nlabel = 'x'\ntarget = 1\nhours = 1\nverifiability = 0.5\nneed = 1\n"
KINDS = ("meals", "visits", "library")
"""Two and three: the engine is compiled for these sizes in any case."""


def test_scenarios_with_other_kinds_of_service_are_compared_in_what_both_have():
    two, more = (Scenario.parse(OWN + "".join(map(KIND.format, names))) for names in (KINDS[:2], KINDS))
    found = compare(two, more, seeds=2)
    names = [measure.name for measure in found.measures]
    assert "value" in names
    assert "office_trust" in names
    assert not any("library" in name for name in names)
    assert any("library" in measure.name for measure in found.not_common)
    assert [one.measure for one in found.comparison.differences] == names


def test_value_stands_beside_value_for_money_and_by_community():
    found = compare(CASE, LONGER, draws=4, seeds=2)
    value, spent = found.runs_a.arm(GS, "value"), found.runs_a.arm(GS, "spent")
    by_money, by_size = (found.both(name)[0] for name in ("value_per_10000_yuan", "value_per_community"))
    assert np.allclose(by_money, value / spent * 10_000)
    assert np.allclose(by_size, value / CASE.values["population.communities"])
    names = [measure.name for measure in found.measures]
    assert names[:3] == ["value", "value_per_10000_yuan", "value_per_community"]


def test_a_scenario_without_uncertain_parameters_takes_the_draws_of_the_other():
    known = Scenario.load("without_dilemmas", changes={"run.horizon": 24})
    found = compare(known, CASE, draws=6)
    assert (found.runs_a.draws, found.runs_a.seeds) == (6, 2)
    assert np.array_equal(found.runs_a.run_seeds, found.runs_b.run_seeds)


def test_a_draw_that_failed_in_one_is_left_out_of_both():
    a, b = run_paired(CASE, 4, 1), run_paired(LONGER, 4, 1)
    b.values[2, 0, 3] = np.nan
    first, second = whole_in_both(a, b)
    assert first.numbers.tolist() == second.numbers.tolist() == [0, 1, 3]
    assert first.arms == ALL_ARMS


def test_what_made_it_is_known_and_watched():
    watch = Watch()
    found = compare(CASE, LONGER, runs=90, seed=3, progress=watch)
    # 90 runs of 8 arms are 12 replications: 6 draws of 2 seeds in each scenario
    assert watch.stages == [("first", 96, 96), ("second", 96, 96)]
    metadata = found.metadata
    assert (metadata.kind, metadata.seed, metadata.draws, metadata.seeds) == ("compare", 3, 6, 2)
    assert (metadata.engine, metadata.runs, metadata.failed) == ("compiled", 2 * 96, ())
    assert metadata.scenario is CASE
    assert found.names == (CASE.name, LONGER.name)
    assert len(repr(found)) < 300
    record = json.loads(found.to_json())
    assert record["a"]["fingerprint"] == CASE.fingerprint()
    assert record["b"]["fingerprint"] == LONGER.fingerprint()


def test_failed_runs_of_both_are_in_the_metadata_and_their_draws_left_out(monkeypatch):
    run = Compiled.run

    def failing(self, scenario, points, seeds, *more):
        batch = run(self, scenario, points, seeds, *more)
        if len(seeds) == 1:  # compiling
            return batch
        pair = 2 if scenario is LONGER else 1
        batch.values[pair, 0] = np.nan
        return replace(batch, failures=(RunFailure(pair, NONE, "month 3: lost"),))

    monkeypatch.setattr(Compiled, "run", lambda self, *given, monthly=(), **more: failing(self, *given))
    found = compare(CASE, LONGER, draws=4, seeds=1)
    assert found.runs_a.numbers.tolist() == found.runs_b.numbers.tolist() == [0, 3]
    assert found.metadata.draws_left_out == (1, 2)
    assert [failure["draw"] for failure in found.metadata.failed] == [1, 2]
    assert found.metadata.failed[0] == {
        "draw": 1,
        "replication": 0,
        "arm": "none",
        "seed": int(draw_seeds(0, 1, 1)[0]),
        "message": "month 3: lost",
    }
