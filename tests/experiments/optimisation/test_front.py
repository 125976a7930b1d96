"""The front of a planted trade-off is found, and held-out draws show the selection bias of the search."""

import functools

import numpy as np
import pytest

from experiments.designs.factors import Factor
from experiments.optimisation.front import (
    foremost,
    gains_on_the_first,
    nondominated,
    search_front,
    spread_over,
)
from experiments.optimisation.prices import PRICED, yearly_price
from experiments.optimisation.pruning import pruned
from experiments.optimisation.single_changes import evaluate_single_changes
from experiments.optimisation.trials import evaluate_settings, judged, regrets
from sim.arms import GS, NONE, G, S
from sim.model import ContractingModel
from sim.parameters.priors import Integers, Uniform
from sim.scenario import Scenario
from tests.support import toy_models

LEVERS = (
    Factor("train", Uniform(0.0, 1.0)),
    Factor("idle", Uniform(0.0, 1.0)),
    Factor("term", Integers(4, 12)),
)
BASELINE = {"train": 0.0, "idle": 0.5, "term": 8.0}


def draw(seed, draws):
    return {"q": np.random.default_rng(seed).random(draws)}


def price(setting):
    """Only training costs: 10,000 yuan a year at full level."""
    return 10_000.0 * setting["train"]


def world(noise=0.2):
    """Δ = 4·train − 2 + 2(q − ½) − (term − 10)²/4 + noise; the idle lever has no effect."""

    def joint(p, z):
        return 18.0 + 4 * p["train"] + 2 * (p["q"] - 0.5) - (p["term"] - 10) ** 2 / 4 + noise * z

    return toy_models.worlds(
        {NONE: lambda p, z: 0 * z, G: lambda p, z: 10 + 0 * z, S: lambda p, z: 10 + 0 * z, GS: joint}
    )


@pytest.fixture(scope="module")
def front():
    return search_front(
        world(), LEVERS, BASELINE, draw, price, draws=40, held_out_draws=200, generations=12, seed=3
    )


def test_of_settings_that_cost_the_same_the_more_probable_one_leads():
    aims = np.array([[0.0, 5.0, 4800.0], [-0.3, 5.0, 4800.0], [-0.3, 4.0, 4800.0], [-0.9, 9.0, 9000.0]])
    assert [foremost(aims, column) for column in range(3)] == [3, 2, 2]
    assert foremost(aims[:1].repeat(2, axis=0), 2) == 0


def test_the_front_trades_money_for_the_probability_of_more_than_two(front):
    money = [setting.found.price for setting in front.settings]
    share = [setting.found.above_two.raw for setting in front.settings]
    assert share == sorted(share, reverse=True)
    assert share[0] > 0.95
    assert min(money) < 500
    best = max(front.settings, key=lambda s: s.found.above_two.raw)
    assert best.found.setting["term"] == 10.0


def test_the_ends_of_the_front_lead_in_their_aims(front):
    every = (front.baseline, *front.settings)
    assert {aim for setting in every for aim in setting.best_in} == {"above_two", "regret", "price"}
    for aim, of in (("regret", lambda s: s.found.regret), ("price", lambda s: s.found.price)):
        leader = next(setting for setting in every if aim in setting.best_in)
        assert of(leader) == min(of(setting) for setting in every)


def test_held_out_draws_judge_every_setting_and_the_baseline(front):
    for setting in (*front.settings, front.baseline):
        found, held = setting.found.above_two, setting.held_out.above_two
        assert abs(found.raw - held.raw) < 0.3
        assert held.draws == 200
    assert front.baseline.found.setting == BASELINE
    assert front.baseline.held_out.gain.high < 0
    assert 200 < front.evaluated <= 32 * 12 + 1 + 8 * 5


def test_changes_without_effect_are_reset():
    """The idle lever is never part of a setting pruned, and one that is needed always stays."""
    found = [{"train": 1.0, "idle": 0.9, "term": 10.0}, {"train": 0.5, "idle": 0.0, "term": 8.0}]
    run = functools.partial(evaluate_settings, world(), base=draw(0, 40), price=price, draws=40)
    assert pruned(found, BASELINE, run, price) == [
        {"train": 1.0, "idle": 0.5, "term": 10.0},
        {"train": 0.5, "idle": 0.5, "term": 8.0},
    ]


def test_the_same_seed_gives_the_same_front():
    options = {"draws": 10, "held_out_draws": 10, "population": 8, "generations": 3, "seed": 5}
    fronts = [search_front(world(), LEVERS, BASELINE, draw, price, **options) for _ in range(2)]
    assert fronts[0] == fronts[1]


def shuffling(noise):
    """A lever that only shuffles random numbers: Δ is independent noise for every setting and draw."""

    def joint(p, z):
        mixed = (p["a"] * 1e9).astype(np.uint64) * np.uint64(31) + (p["q"] * 1e9).astype(np.uint64)
        return 20 + noise * toy_models.normal_of(mixed)

    return toy_models.worlds(
        {NONE: lambda p, z: 0 * z, G: lambda p, z: 10 + 0 * z, S: lambda p, z: 10 + 0 * z, GS: joint}
    )


def test_noise_is_no_advice():
    """The best of many settings only seems better; its change is reset, or lost on held-out draws."""
    levers = (Factor("a", Uniform(0.0, 1.0)),)
    found = search_front(
        shuffling(1.0), levers, {"a": 0.5}, draw, lambda s: 0.0, draws=12, held_out_draws=400, generations=8
    )
    searched = max(share for share, _, _ in found.points)
    assert searched > 0.7
    for setting in found.settings:
        assert setting.held_out.above_two.raw == pytest.approx(0.5, abs=0.09)


def test_regret_is_what_the_best_setting_would_have_given_more():
    settings = [{"train": t, "idle": 0.0, "term": 10.0} for t in (0.0, 0.5, 1.0)]
    evaluated = evaluate_settings(world(), settings, draw(0, 30), price, 30)
    np.testing.assert_allclose(regrets(evaluated), np.tile([4.0, 2.0, 0.0], (30, 1)), atol=1e-12)
    trials = judged(evaluated)
    assert [trial.regret for trial in trials] == pytest.approx([4.0, 2.0, 0.0], abs=1e-12)
    assert [trial.price for trial in trials] == [0.0, 5_000.0, 10_000.0]
    assert trials[2].one_plus_one.value == pytest.approx(2.2, abs=0.05)


def test_the_cheapest_change_that_exceeds_two():
    """From Δ = −3: only training above 0.75 exceeds two; the least of it is the cheapest."""
    found = evaluate_single_changes(world(), LEVERS, BASELINE, draw, price, draws=60, seed=1)
    assert not found.already
    assert found.cheapest.lever == "train"
    assert found.cheapest.after == pytest.approx(5 / 6)
    assert found.cheapest.extra == pytest.approx(10_000 * 5 / 6)
    assert found.cheapest.held_out.gain.low > 0
    assert [change.lever for change in found.changes if change.exceeds_two] == ["train"]


def test_a_free_change_comes_before_a_costly_one():
    baseline = {"train": 0.62, "idle": 0.5, "term": 8.0}
    found = evaluate_single_changes(world(), LEVERS, baseline, draw, price, draws=60, seed=2)
    assert found.cheapest.lever == "term"
    assert found.cheapest.extra == 0.0
    assert found.cheapest.after in (9.0, 10.0, 11.0)


def test_where_no_change_exceeds_two_the_nearest_is_named():
    found = evaluate_single_changes(world(), LEVERS[1:], BASELINE, draw, price, draws=60)
    assert found.cheapest is None
    assert found.nearest.lever == "term"
    assert found.nearest.held_out.gain.value < 0


def test_noise_exceeds_nothing():
    """Twenty inert changes of a scenario at Δ = 0: none is resolved above two (2.5% in all, corrected)."""
    flat = toy_models.worlds(
        {
            NONE: lambda p, z: 0 * z,
            G: lambda p, z: 10 + 0 * z,
            S: lambda p, z: 10 + 0 * z,
            GS: lambda p, z: 20 + p["q"] - 0.5 + z,
        }
    )
    for seed in range(5):
        found = evaluate_single_changes(flat, LEVERS, BASELINE, draw, price, draws=40, seed=10 * seed)
        assert found.cheapest is None
        assert not found.already


def test_no_lever_is_refused():
    with pytest.raises(ValueError, match="nothing varies"):
        search_front(world(), (), BASELINE, draw, price)
    still = Factor("term", Integers(8, 8))
    with pytest.raises(ValueError, match="nothing varies"):
        evaluate_single_changes(world(), (still,), BASELINE, draw, price, draws=4)


def test_only_nondominated_settings_are_on_the_front():
    aims = np.array([[1.0, 5, 0], [2, 4, 0], [2, 5, 0], [1, 5, 0], [0, 9, 9]])
    assert nondominated(aims).tolist() == [0, 1, 4]


def test_settings_shown_are_spread_with_the_ends_first():
    aims = np.column_stack([np.arange(11.0), 10 - np.arange(11.0), np.ones(11)])
    assert spread_over(aims, 3) == [0, 10, 5]


@pytest.mark.parametrize("lever", PRICED)
def test_prices_are_those_that_the_model_takes(lever):
    scenario = Scenario.load("s_association", changes={name: 0.5 * (name == lever) for name in PRICED})
    model = ContractingModel(scenario, GS, 7, collect=False)
    office = model.world.offices[0]
    office.receive_grant(model.p, 0)
    assert office.spent == 100 * float(yearly_price(scenario.values)) > 0


def test_settings_are_compared_with_the_scenario_on_the_same_held_out_draws(front):
    base = front.baseline
    assert (base.improvement.value, base.resolved, base.draws_to_resolve) == (0.0, False, 0)
    for setting in front.settings:
        gap = setting.held_out.gain.value - base.held_out.gain.value
        assert setting.improvement.value == pytest.approx(gap, abs=1e-12)
        assert setting.resolved == (setting.draws_to_resolve == 0)
    assert front.settings[0].resolved


def test_a_setting_that_only_shuffles_random_numbers_is_not_resolved():
    settings = [{"a": 0.5}, {"a": 0.3}, {"a": 0.5}]
    first, other, twin = gains_on_the_first(
        evaluate_settings(shuffling(1.0), settings, draw(3, 100), lambda s: 0.0, 100)
    )
    assert (first[0].value, first[1:]) == (0.0, (False, 0))
    assert not other[1]
    assert other[2] > 100
    assert (twin[0].value, twin[1:]) == (0.0, (False, -1))  # the same setting: no number of draws resolves it


def test_unresolved_single_changes_name_the_draws_needed():
    """Training moves Δ from far below two to far above: what lies between is unresolved, and only that."""
    found = evaluate_single_changes(world(4.0), LEVERS, BASELINE, draw, price, draws=20, seed=1)
    for change in (*found.changes, found.nearest):
        resolved = change.exceeds_two or change.found.gain.high < 0
        assert (change.draws_to_resolve == 0) or not change.exceeds_two
        if change.draws_to_resolve == 0:
            assert resolved
    assert any(change.draws_to_resolve > 20 for change in found.changes)
    assert (found.nearest.held_out_to_resolve == 0) == (found.nearest.held_out.gain.sign != 0)
