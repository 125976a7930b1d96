"""1+1 with the statistics that accompany it."""

import numpy as np
import pytest

from experiments.runs.paired import PairedRuns, run_paired, run_paired_by_month
from experiments.simulation.simulate import gross, without_complementarity
from experiments.synergy.headline import IDLE, PRODUCTIVITY, headline, idle_hours, saturation
from experiments.synergy.headline_report import idle, short_answer
from sim.arms import ARMS, G, S
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 12})


@pytest.fixture(scope="module")
def runs() -> PairedRuns:
    return run_paired(CASE, 30, 2, seed=4)


@pytest.fixture(scope="module")
def result(runs):
    _, monthly = run_paired_by_month(CASE, 10, 2, 10, seed=4)
    return headline(CASE, runs, monthly)


def test_the_components_of_value_add_up(runs):
    parts = sum(runs.of(name) for name in ("services", "groups", "capital"))
    assert np.allclose(parts, runs.of("value"))


def test_the_decomposition_adds_up(result):
    found = result.synergy
    parts = found.governance.estimate.value + found.transfer.estimate.value + found.scale.estimate.value
    assert parts == pytest.approx(found.delta.estimate.value, rel=1e-12)


def test_what_was_not_run_is_none(result, runs):
    assert result.additive is None
    assert result.gross is None
    assert headline(CASE, runs).horizon is None


def test_weights_are_named_by_their_parameter_and_current_value(result):
    named = {one.component: one.current for one in result.weights}
    assert named == {
        "kinds.studio.weight": CASE.values["kinds.studio.weight"],
        "kinds.firm.weight": CASE.values["kinds.firm.weight"],
        "kinds.group.weight": CASE.values["kinds.group.weight"],
        "value.capital_weight": CASE.values["value.capital_weight"],
    }


def test_weighted_components_add_up_to_the_headline(runs, result):
    """At the present weights the components' Δ, weighted and added, is Δ."""
    total = sum(one.current * one.delta.value for one in result.weights)
    assert total == pytest.approx(result.synergy.delta.estimate.value)


def test_drawn_weights_have_no_break_even(runs):
    drawn = Scenario.parse(
        "schema = 1\nincludes = ['s_association']\n[uncertain]\n"
        'draw = ["kinds.studio.weight"]\n'
        "[uncertain.priors]\nkinds.studio.weight = { uniform = [0.5, 2] }\n"
    ).with_values({"run.horizon": 10})
    assert headline(drawn, run_paired(drawn, 3, 2)).weights == ()


def test_productivity_has_a_break_even_only_where_it_is_drawn(result, runs):
    assert result.productivity is not None
    fixed = CASE.with_values({PRODUCTIVITY: 1.0})
    assert headline(fixed, run_paired(fixed, 12, 1)).productivity is None
    few = runs.subset(np.arange(30) < 9)
    assert headline(CASE, few).productivity is None


def test_half_the_interval_takes_about_four_times_the_draws(result):
    planned = result.runs_needed.sample_size
    present = result.synergy.one_plus_one.estimate
    assert planned.half_width <= (present.high - present.low) / 4
    assert 3 < planned.draws / 30 < 5.5
    assert planned.seeds == 2


def test_one_run_has_nothing_to_plan():
    found = headline(CASE, run_paired(CASE, 1, 1))
    assert found.runs_needed.sample_size is None
    assert found.runs_needed.verdict_draws is None


def test_saturation_is_reported_as_a_share_of_what_was_made(runs):
    for place, (one, arm) in enumerate(zip(saturation(runs), ARMS, strict=True)):
        assert one.arm == arm.name
        assert one.units.value == pytest.approx(runs.of("saturated")[:, :, place].mean())
        assert one.of_made == pytest.approx(runs.of("wasted")[:, :, place].mean())
        assert one.material == (one.of_made >= 0.02)


def test_saturation_is_material_where_nobody_needs_much():
    small = CASE.with_values({f"kinds.{kind}.need": 0.2 for kind in ("studio", "firm", "group")})
    assert any(one.material for one in saturation(run_paired(small, 3, 1)))


def test_the_additive_world_is_two_to_the_last_digits():
    null = Scenario.load("s_association", ["additive_null"])
    found = headline(null, run_paired(null, 4, 2)).synergy
    assert found.verdict == "two"
    assert found.one_plus_one.estimate.value == pytest.approx(2, abs=1e-9)


def test_the_null_world_adds_up_hours_and_opens_no_doors():
    null = without_complementarity(CASE)
    assert null.values["production.substitution"] == 1
    assert null.values["production.access"] == 0
    assert set(CASE.priors) - set(null.priors) == {"production.substitution", "production.access"}


def test_gross_sets_what_the_shipped_overlay_sets_and_nothing_else():
    by_name = Scenario.load("s_association", ["gross"], changes={"run.horizon": 12})
    assert gross(CASE).values == by_name.values
    assert set(gross(CASE).priors) == set(by_name.priors)


def test_both_benchmarks_have_their_break_evens_and_sample_sizes(runs, result):
    added = result.added_value
    assert (added.benchmark, result.beside("alone").horizon) == ("side_by_side", result.horizon)
    assert result.beside("side_by_side") is added
    total = sum(one.current * one.delta.value for one in added.weights)
    assert total == pytest.approx(result.synergy.contract_gain.value)
    present = result.synergy.added_value.estimate
    assert added.runs_needed.sample_size.half_width <= (present.high - present.low) / 4


def test_idle_hours_alone_are_those_of_the_runs(runs):
    for one, arm in zip(idle_hours(runs), (G, S), strict=True):
        shares = runs.arm(arm, "idle")
        assert one.share.value == pytest.approx(shares.mean())
        assert one.draws_above == pytest.approx((shares.mean(axis=1) > IDLE).mean())
        assert one.material == (one.share.value > IDLE)


def test_low_mission_leaves_hours_idle_and_the_report_warns_of_activation():
    low = CASE.with_values({"incentives.mission": 0.1})
    found = headline(low, run_paired(low, 6, 1))
    assert any(one.material for one in found.idle)
    for lang, word in (("en", "Activation"), ("zh", "激活")):
        assert word in "".join(idle(found, lang))
        assert any(word[:2] in line or "Idle" in line for line in short_answer(found, lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_too_few_draws_are_said_to_be_too_few_with_how_many_to_ask_for(lang):
    from experiments.synergy.report import answer_in_short, summary
    from experiments.synergy.synergy import synergy

    values = np.zeros((3, 2, 8))
    values[..., 1:] += 40_000 + 60_000 * np.array([-1.0, 0.0, 1.4])[:, None, None]
    few = synergy(values)
    assert few.added_value.undefined
    one = few.answers()[0]
    assert "--draws 100" in answer_in_short(few, one, lang)
    said = summary(few, lang)  # read in Python too, where there is no flag
    assert {"en": "(100 draws would do)", "zh": "（100 次即可）"}[lang] in said
    assert "--" not in said
    values[..., 1:] = np.array([-1.0, -1.0, 1.0])[:, None, None]
    nothing = synergy(values)
    assert "--draws" not in answer_in_short(nothing, nothing.answers()[0], lang)
