import json
import math

import numpy as np
import pytest

import sim.arms
from experiments.synergy.synergy import decomposition, effect, ratio, synergy, synergy_by_component
from sim.arms import G_S, GMINUS_S, GMINUS_SPLUS, GPLUS, GS, NONE, G, S


def world(**arms: float) -> np.ndarray:
    """Return one replication's eight values from the arms named as in sim.arms; the others are zero."""
    values = np.zeros(8)
    for name, value in arms.items():
        values[getattr(sim.arms, name)] = value
    return values


def random_worlds(seed: int, draws: int = 60, seeds: int = 6) -> np.ndarray:
    rng = np.random.default_rng(seed)
    level = rng.uniform(50, 150, (draws, 1, 1))
    common = rng.normal(0, 5, (draws, seeds, 1))
    own = rng.normal(0, 1, (draws, seeds, 8))
    return 20 + level * world(G=1, S=1, G_S=1.9, GMINUS_S=1.1, GMINUS_SPLUS=2, GS=2.3, GPLUS=2) + common + own


def test_known_world_in_closed_form() -> None:
    run = 10 + world(G=100, S=50, G_S=144, GMINUS_S=60, GMINUS_SPLUS=150, GS=186)
    found = synergy(np.broadcast_to(run, (40, 3, 8)))
    assert found.one_plus_one.estimate.value == 2 * 186 / 150
    assert found.delta.estimate.value == 36
    assert found.governance.estimate.value == 36
    assert found.transfer.estimate.value == 6
    assert found.scale.estimate.value == -6
    assert found.multiplier.estimate.value == (186 - 60) / (144 - 60) == 1.5
    assert found.organization_share.estimate.value == pytest.approx(1 / 3)
    assert found.beyond_better.value == 86
    assert found.arms["GS"].value == 186
    assert found.arms["none"].value == 0
    assert found.share_above_two.value == 1
    assert found.verdict == "more"
    assert (found.draws, found.seeds) == (40, 3)


def test_one_plus_one_is_a_ratio_of_means_not_a_mean_of_ratios() -> None:
    values = np.stack([world(G=1, S=1, GS=10), world(G=49, S=49, GS=98)] * 20)[:, None, :]
    found = synergy(values)
    assert found.one_plus_one.estimate.value == pytest.approx(2 * 108 / 100)
    assert found.one_plus_one.draw_range.raw_high == pytest.approx(10)


def test_the_additive_world_is_two() -> None:
    rng = np.random.default_rng(1)
    g, s = rng.uniform(1, 9, (2, 50, 4))
    values = np.zeros((50, 4, 8))
    values += 0.3
    values[..., G] += g
    values[..., S] += s
    values[..., [G_S, GMINUS_SPLUS, GS, GPLUS]] += (g + s)[..., None]
    values[..., GMINUS_S] += s
    found = synergy(values)
    assert found.verdict == "two"
    assert found.one_plus_one.estimate.value == pytest.approx(2, abs=1e-12)
    assert found.share_above_two.zero == 1
    assert found.share_above_two.value == 0


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
def test_parts_add_up_to_the_last_bit(scale: float) -> None:
    values = random_worlds(2) * scale
    found = synergy(values)
    parts = (found.governance, found.transfer, found.scale)
    governance, transfer, rest = (part.estimate.value for part in parts)
    assert (governance + transfer) + rest == found.delta.estimate.value
    means = values.mean(axis=(0, 1))
    direct = (means[GS] - means[NONE]) - (means[G] - means[NONE]) - (means[S] - means[NONE])
    assert found.delta.estimate.value == pytest.approx(direct, rel=1e-12)
    assert found.delta.estimate.low < found.delta.estimate.value < found.delta.estimate.high


def test_parts_add_up_in_every_run() -> None:
    values = random_worlds(3)
    direct = values[..., GS] - values[..., G] - values[..., S] + values[..., NONE]
    assert decomposition(values).sum(axis=2) == pytest.approx(direct, rel=1e-12)


def test_each_part_answers_to_its_own_arms() -> None:
    base = random_worlds(4)
    for arm, expected in {GMINUS_SPLUS: (-1, 1, 0), G_S: (0, -1, 1), GS: (1, 0, 0), GPLUS: (0, 0, 0)}.items():
        moved = base.copy()
        moved[..., arm] += 1
        change = decomposition(moved) - decomposition(base)
        assert change.mean(axis=(0, 1)) == pytest.approx(expected, abs=1e-9)


def test_a_shift_of_all_arms_changes_nothing() -> None:
    base, shifted = synergy(random_worlds(5)), synergy(random_worlds(5) + 1000)
    assert shifted.one_plus_one.estimate.value == pytest.approx(base.one_plus_one.estimate.value)
    assert shifted.delta.estimate.low == pytest.approx(base.delta.estimate.low)


def test_own_resources_dilute_one_plus_one_but_not_the_multiplier() -> None:
    found = []
    for own in (0, 10_000):
        run = world(G=100, S=50, G_S=150, GMINUS_S=60, GMINUS_SPLUS=150, GS=195)
        run += own * world(S=1, G_S=1, GMINUS_S=1, GMINUS_SPLUS=1, GS=1)
        found.append(synergy(np.broadcast_to(run, (3, 2, 8))))
    assert found[0].one_plus_one.estimate.value == 2.6
    assert found[1].one_plus_one.estimate.value == pytest.approx(2, abs=0.01)
    assert found[0].multiplier.estimate.value == found[1].multiplier.estimate.value == 1.5


def test_the_ratio_is_undefined_when_the_sum_may_be_zero() -> None:
    rng = np.random.default_rng(6)
    values = rng.normal(0, 1, (30, 4, 8))
    found = synergy(values)
    assert found.one_plus_one.undefined == "not_positive"
    assert math.isnan(found.one_plus_one.estimate.value)
    assert found.organization_share.undefined == "not_positive"
    assert found.multiplier.undefined == "near_zero"
    assert found.delta.undefined == ""
    assert math.isfinite(found.delta.estimate.value)


def test_the_ratio_is_undefined_exactly_when_the_interval_contains_zero() -> None:
    base = np.random.default_rng(7).normal(0, 1, (20, 3))
    edge = effect(base).estimate
    for shift, reason in ((-edge.low + 1e-6, ""), (-edge.low - 1e-6, "not_positive")):
        assert ratio(np.ones_like(base), base + shift).undefined == reason


def test_a_significantly_negative_sum_is_no_denominator_for_one_plus_one() -> None:
    run = world(G=-100, S=-50, G_S=-150, GMINUS_S=-60, GS=-120)
    found = synergy(np.broadcast_to(run, (40, 2, 8)))
    assert found.one_plus_one.undefined == "not_positive"
    assert found.multiplier.undefined == ""
    assert found.multiplier.estimate.value == pytest.approx(60 / 90)


def test_draws_without_a_resolved_sum_are_left_out_of_the_range_and_counted() -> None:
    values = np.broadcast_to(world(G=100, S=50, GS=180), (40, 5, 8)).copy()
    values[:4, :, [G, S]] = np.array([-1, 1, -1, 1, 0])[:, None] * 100.0
    found = synergy(values).one_plus_one.draw_range
    assert (found.used, found.draws) == (36, 40)
    assert found.raw_high == pytest.approx(2.4)


def test_noise_of_the_ratio_is_separated_from_its_range() -> None:
    rng = np.random.default_rng(8)
    parameter = rng.uniform(0.8, 1.2, (1500, 1))
    values = np.zeros((1500, 6, 8))
    values[..., G] = 100 + rng.normal(0, 10, (1500, 6))
    values[..., S] = 100
    values[..., GS] = 200 * parameter + rng.normal(0, 40, (1500, 6))
    found = synergy(values).one_plus_one.draw_range
    # Uniform on [1.6, 2.4]: 5% and 95% points 1.64 and 2.36; the shape of the noise is not quite the draws'.
    assert (found.low, found.high) == pytest.approx((1.64, 2.36), abs=0.05)
    assert found.raw_high - found.raw_low > 0.8
    noise = (0.4**2 + 0.1**2) / 6
    assert found.noise_share == pytest.approx(noise / (noise + 0.8**2 / 12), abs=0.05)


def test_the_better_single_arm_decides_between_less_and_inertia() -> None:
    less = synergy(np.broadcast_to(world(G=100, S=80, GS=150), (40, 2, 8)))
    inertia = synergy(np.broadcast_to(world(G=80, S=100, GS=90), (40, 2, 8)))
    assert (less.verdict, less.beyond_better.value) == ("less", 50)
    assert (inertia.verdict, inertia.beyond_better.value) == ("inertia", -10)


def test_draws_that_disagree_are_undecided_however_many_seeds() -> None:
    rng = np.random.default_rng(9)
    values = np.zeros((200, 30, 8))
    values[..., [G, S]] = 50
    values[..., GS] = rng.uniform(60, 140, (200, 1))
    assert synergy(values).verdict == "undecided"
    assert synergy(values[:10]).verdict == "unresolved"


def test_verdict_more_raises_few_false_alarms() -> None:
    # Where 80% of the draws gain, "more" or "less" must hardly ever come out: the share's interval would
    # have to miss by a tenth. Of 100 studies fewer than 1 is expected to.
    rng = np.random.default_rng(10)
    words = []
    for _ in range(100):
        values = np.zeros((100, 3, 8))
        values[..., [G, S]] = 50 + rng.normal(0, 3, (100, 3, 1))
        values[..., GS] = 100 + rng.normal(0.8416 * 10, 10, (100, 1)) + rng.normal(0, 8, (100, 3))
        words.append(synergy(values).verdict)
    assert words.count("more") + words.count("less") + words.count("two") <= 2
    assert words.count("undecided") >= 40


def test_a_single_run_has_values_but_no_verdict() -> None:
    found = synergy(world(G=100, S=50, GS=180, G_S=150, GMINUS_S=50)[None, None, :])
    assert found.one_plus_one.estimate.value == 2.4
    assert not found.one_plus_one.estimate.known
    assert found.one_plus_one.undefined == ""
    assert found.verdict == "unresolved"
    assert math.isnan(found.one_plus_one.draw_range.low)


def test_one_draw_with_many_seeds_is_a_statement_about_that_point() -> None:
    found = synergy(random_worlds(11, draws=1, seeds=200))
    assert found.verdict == "more"
    assert found.one_plus_one.estimate.clusters == 200
    assert math.isnan(found.delta.draw_range.low)


def test_one_seed_per_draw_leaves_the_noise_in_and_reports_it() -> None:
    found = synergy(random_worlds(12, seeds=1))
    assert math.isnan(found.one_plus_one.draw_range.noise_share)
    assert math.isnan(found.share_above_two.resolved)
    assert found.one_plus_one.estimate.known
    assert found.verdict == "more"


def test_one_seed_common_to_all_draws_gives_no_verdict() -> None:
    assert synergy(random_worlds(12, seeds=1), crossed=True).verdict == "unresolved"


def test_common_seeds_widen_the_interval_not_the_range() -> None:
    values = random_worlds(13)
    values[..., GS] += np.random.default_rng(14).normal(0, 20, (1, 6))
    nested, crossed = synergy(values), synergy(values, crossed=True)
    assert crossed.delta.estimate.high - crossed.delta.estimate.low > 2 * (
        nested.delta.estimate.high - nested.delta.estimate.low
    )
    assert crossed.delta.draw_range.noise_share < nested.delta.draw_range.noise_share


def test_an_empty_world_is_unresolved_and_undefined() -> None:
    found = synergy(np.zeros((40, 3, 8)))
    assert found.one_plus_one.undefined == "not_positive"
    assert found.verdict == "unresolved"


def test_components_are_judged_one_by_one() -> None:
    components = np.zeros((40, 2, 8, 2))
    components[..., G, :], components[..., S, :] = 10, 10
    components[..., GS, :] = (30, 15)
    found = synergy_by_component(components, ["studio", "group"])
    assert {name: item.verdict for name, item in found.items()} == {"studio": "more", "group": "less"}
    assert found["studio"].delta.estimate.value == 10
    with pytest.raises(ValueError, match="1 names for 2 components"):
        synergy_by_component(components, ["studio"])


def test_failed_runs_and_missing_arms_are_refused() -> None:
    values = random_worlds(15)
    values[3, 1] = np.nan
    with pytest.raises(ValueError, match=r"1 of 360 runs .*\(3, 1\)"):
        synergy(values)
    with pytest.raises(ValueError, match="8 arms"):
        synergy(np.zeros((4, 2, 7)))
    with pytest.raises(ValueError, match="8 arms"):
        synergy(np.zeros((4, 2, 8, 3)))


def test_result_is_plain_data() -> None:
    text = json.dumps(synergy(random_worlds(16, seeds=1)).to_dict(), allow_nan=False)
    plain = json.loads(text)
    assert plain["verdict"] == "more"
    assert plain["one_plus_one"]["draw_range"]["noise_share"] is None
    assert plain["one_plus_one"]["estimate"]["low"] > 2


@pytest.mark.parametrize(
    ("draws", "seeds", "said", "unsaid"),
    [
        (40, 3, ("95% Monte Carlo interval", "5–95% of draws"), "single run"),
        (1, 3, ("95% Monte Carlo interval",), "5–95%"),
        (1, 1, ("a single run shows no interval",), "5–95%"),
    ],
)
def test_a_quantity_says_no_interval_that_it_does_not_have(draws, seeds, said, unsaid) -> None:
    shown = repr(synergy(random_worlds(3)[:draws, :seeds]).one_plus_one)
    assert "nan" not in shown
    assert [each for each in said if each not in shown] == []
    assert unsaid not in shown


def test_added_value_compares_with_the_two_side_by_side():
    values = random_worlds(30)
    found = synergy(values)
    net = values.mean(axis=(0, 1)) - values[:, :, NONE].mean()
    assert found.added_value.value == pytest.approx(2 * net[GS] / net[G_S])
    assert found.contract_gain.value == pytest.approx(net[GS] - net[G_S])
    parts = found.governance.value + found.transfer.value
    assert found.contract_gain.value == pytest.approx(parts)
    assert [one.ratio for one in found.answers()] == [found.added_value, found.one_plus_one]
    assert [one.verdict for one in found.answers()] == [found.added_verdict, found.verdict]


def test_added_value_is_above_two_exactly_where_the_multiplier_is_above_one():
    for together in (90.0, 110.0):
        values = np.zeros((10, 2, 8))
        values[..., [G, S]], values[..., G_S], values[..., GS] = 50, 100, together
        found = synergy(values)
        assert (found.added_value.value > 2) == (found.multiplier.value > 1)
