import json
import math

import numpy as np
import pytest

from experiments.synergy.break_even import horizon_break_even, weight_break_evens
from experiments.synergy.headline import Beside
from experiments.synergy.report import break_even_sentences
from sim.arms import GS, G, S
from sim.scenario import Scenario

NAMES = ["studio", "group"]


def world(deltas: np.ndarray) -> np.ndarray:
    """Return (draws, seeds, 8 arms, columns) whose Δ is `deltas` (draws, seeds, columns)."""
    values = np.full((*deltas.shape[:2], 8, deltas.shape[2]), 7.0)
    values[:, :, [G, S]] += 10
    values[:, :, GS] += 20 + deltas
    return values


def noisy(means: list[float], noise: float = 1.0, draws: int = 50, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(means, noise, (draws, 3, len(means)))


def test_weight_at_which_delta_vanishes_in_closed_form() -> None:
    found = weight_break_evens(world(np.broadcast_to([4.0, -3.0], (5, 2, 2))), [1.0, 1.0], NAMES)
    assert [(one.component, one.status) for one in found] == [("studio", "found"), ("group", "found")]
    assert found[0].weight.value == pytest.approx(3 / 4)
    assert found[1].weight.value == pytest.approx(4 / 3)
    assert found[1].relative == pytest.approx(4 / 3)
    assert found[1].delta.value == pytest.approx(-3)


def test_delta_is_zero_at_the_weight_found() -> None:
    deltas = noisy([2.0, -1.0, 0.5])
    for index, one in enumerate(weight_break_evens(world(deltas), [0.9, 0.9, 1.2], ["a", "b", "c"])):
        weights = np.array([0.9, 0.9, 1.2])
        weights[index] = one.weight.value
        assert (deltas @ weights).mean() == pytest.approx(0, abs=1e-12)


def test_components_of_one_sign_have_no_break_even() -> None:
    found = weight_break_evens(world(noisy([4.0, 3.0])), [1.0, 1.0], NAMES)
    assert [one.status for one in found] == ["none", "none"]
    assert found[0].weight.high < 0


def test_a_component_of_unresolved_sign_is_unresolved_and_an_inert_one_is_not() -> None:
    noisy_sign = weight_break_evens(world(noisy([4.0, 0.0])), [1.0, 1.0], NAMES)[1]
    assert noisy_sign.status == "unresolved"
    assert not noisy_sign.weight.known
    inert = weight_break_evens(world(noisy([4.0, 0.0], noise=0.0)), [1.0, 1.0], NAMES)[1]
    assert inert.status == "none"


def test_interval_of_the_weight_covers() -> None:
    hits = sum(
        one.weight.low <= 1.5 <= one.weight.high
        for seed in range(400)
        for one in weight_break_evens(world(noisy([3.0, -2.0], 2.0, 40, seed)), [1.0, 1.0], NAMES)[1:]
    )
    # 95% of 400, three standard errors of 0.011.
    assert 0.917 <= hits / 400 <= 0.983


def test_weight_at_which_the_verdict_of_the_draws_changes() -> None:
    # Δ_d = 10 − w·d for d = 1 … 100: positive where d < 10/w. At w = 1 the share is 9%: "less". It comes to
    # more than 10% when d = 10 and then 11 turn positive (w = 10/11), and nothing changes above.
    deltas = np.stack([np.full(100, 10.0), -np.arange(1.0, 101.0)], axis=1)[:, None, :]
    found = weight_break_evens(world(deltas), [1.0, 1.0], NAMES)[1]
    assert found.lower_verdict == pytest.approx(10 / 11)
    assert math.isnan(found.upper_verdict)


def test_verdict_weights_agree_with_a_search() -> None:
    deltas = np.random.default_rng(3).normal([2.0, -0.6], 1.0, (150, 1, 2))
    found = weight_break_evens(world(deltas), [1.0, 1.0], NAMES)[1]

    def group(weight: float) -> int:
        share = (deltas[:, 0] @ [1.0, weight] > 0).mean()
        return int(share >= 0.9) - int(share <= 0.1)

    changed = [weight for weight in np.linspace(0, 1, 5001) if group(weight) != group(1.0)]
    assert found.lower_verdict == pytest.approx(changed[-1], abs=4e-4)


@pytest.mark.parametrize(
    ("lang", "of_mean", "of_share", "verdict"),
    [("en", "on average", "share", "verdict"), ("zh", "均值", "比例", "判断")],
)
def test_what_the_mean_says_of_weights_is_distinguished_from_what_the_verdict_says(
    lang, of_mean, of_share, verdict
) -> None:
    """The mean keeps its sign for all weights, and the share of draws above zero passes its threshold."""
    draws = np.random.default_rng(3).normal([4.0, 0.6], [1.0, 2.0], (400, 1, 2))
    weights = weight_break_evens(world(draws), [1.0, 1.0], ["services", "capital"])
    assert {one.status for one in weights} == {"none"}
    assert not all(math.isnan(one.upper_verdict) and math.isnan(one.lower_verdict) for one in weights)
    found = Beside("alone", None, weights, None, runs_needed=None)  # type: ignore[arg-type]
    _, none, why, *changes = break_even_sentences(found, Scenario.load("s_association"), lang)
    assert of_mean in none
    assert of_share in why
    assert changes
    assert all(verdict in each for each in (why, *changes))


@pytest.mark.parametrize(
    ("weights", "names", "message"),
    [
        ([1.0], NAMES, "2 components, weights of shape"),
        ([1.0, 1.0], ["a"], "1 names"),
        ([1.0, -1.0], NAMES, "allowed: numbers of at least 0"),
        ([1.0, math.nan], NAMES, "allowed"),
    ],
)
def test_unfit_weights_are_refused(weights: list[float], names: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        weight_break_evens(world(noisy([1.0, 1.0])), weights, names)


def over_time(path: np.ndarray, noise: float) -> np.ndarray:
    noise_of_runs = np.random.default_rng(4).normal(0, noise, (40, 3, 1))
    return world(path + noise_of_runs)


def test_break_even_month() -> None:
    path = np.arange(1.0, 25.0) - 12.5
    found = horizon_break_even(over_time(path, 5.0))
    assert (found.status, found.sign, found.sign_changes) == ("found", 1, 1)
    assert abs(found.month - 13) <= 2
    assert found.low <= found.month <= found.high
    assert found.low > 1
    assert not found.low_open
    exact = horizon_break_even(over_time(path, 0.0))
    assert (exact.month, exact.low, exact.high) == (13, 13, 13)


def test_one_sign_throughout_has_no_break_even() -> None:
    found = horizon_break_even(over_time(-np.arange(1.0, 13.0), 0.5))
    assert (found.status, found.sign, found.sign_changes, found.month) == ("none", -1, 0, 0)


def test_zero_at_the_end_is_unresolved() -> None:
    found = horizon_break_even(over_time(5 - np.arange(1.0, 6.0), 1.0))
    assert (found.status, found.sign) == ("unresolved", 0)


def test_the_last_of_several_sign_changes_counts() -> None:
    found = horizon_break_even(over_time(np.array([-1.0, 1.0, -1.0, -1.0, 1.0, 1.0]), 0.01))
    assert (found.month, found.sign_changes) == (5, 3)


def test_months_before_anything_happens_have_no_sign() -> None:
    found = horizon_break_even(over_time(np.array([0.0, 1e-15, -1.0, 1.0]), 0.0))
    assert (found.month, found.low, found.high, found.sign_changes) == (4, 4, 4, 1)


def test_a_break_even_whose_first_sign_is_never_resolved_is_open() -> None:
    noise = np.tile([0.4, -0.4], 20)[:, None, None]
    found = horizon_break_even(world(np.array([-0.01, 5.0, 9.0]) + noise))
    assert (found.status, found.month, found.low_open, found.high) == ("found", 2, True, 2)


def test_results_are_plain_data() -> None:
    found = weight_break_evens(world(noisy([4.0, 0.0])), [1.0, 0.0], NAMES)
    json.dumps([one.to_dict() for one in found], allow_nan=False)
    json.dumps(horizon_break_even(over_time(np.ones(3), 0.1)).to_dict(), allow_nan=False)
    assert math.isnan(found[1].relative)
