import json
import math

import numpy as np
import pytest
from scipy import stats

from experiments.comparison.differences import Pairs, differences, pairs_of
from experiments.statistics.common_random_numbers import pairing_gain
from experiments.statistics.intervals import wilson
from experiments.statistics.sample_size import variance_components


def twins(seed: int, shift: float, noise: float = 1.0, draws: int = 40) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    a = rng.normal(100, 20, (draws, 1)) + rng.normal(0, 10, (draws, 5))
    return a, a + shift + rng.normal(0, noise, (draws, 5))


def test_difference_is_the_paired_t_test_over_draws() -> None:
    a, b = twins(1, 0.3)
    found = differences(a, b, ["value"])["value"]
    test = stats.ttest_1samp((b - a).mean(axis=1), 0)
    assert found.difference.value == pytest.approx((b - a).mean())
    assert found.p_value == pytest.approx(test.pvalue)
    interval = test.confidence_interval()
    assert (found.difference.low, found.difference.high) == pytest.approx((interval.low, interval.high))
    assert found.label == "higher"


def test_label_follows_the_sign() -> None:
    a, b = twins(2, 2.0)
    assert differences(b, a, ["value"])["value"].label == "lower"


def test_small_differences_in_noise_are_unresolved() -> None:
    found = differences(*twins(3, 0.0, noise=5), ["value"])["value"]
    assert found.label == "unresolved"
    assert found.difference.low < 0 < found.difference.high


def test_improvement_counts_pairs_with_ties_half() -> None:
    a = np.zeros((10, 1))
    b = np.array([1.0] * 6 + [0.0] * 2 + [-1.0] * 2)[:, None]
    found = differences(a, b, ["value"])["value"]
    assert found.improvement.value == 0.7
    assert found.ties == 0.2
    assert differences(a, b, ["gap"], lower_is_better=["gap"])["gap"].improvement.value == pytest.approx(0.3)


def test_pairs_are_counted_by_the_sign_of_the_difference_and_rounding_is_none() -> None:
    a = np.full((10, 2), 1000.0)
    b = a.copy()
    b[:3, 0] += 1
    b[3:5, 1] -= 1
    b[9, 0] += 1e-10
    found = differences(a, b, ["load"], lower_is_better=["load"])["load"]
    assert found.pairs == pairs_of(a, b) == Pairs(rises=3, falls=2, same=15, of=20)
    assert found.ties == found.pairs.same / found.pairs.of
    assert found.improvement.value == pytest.approx((2 + 15 / 2) / 20)


def test_improvement_has_an_interval_even_when_all_pairs_agree() -> None:
    found = differences(*twins(4, 50.0), ["value"])["value"].improvement
    assert found.value == 1
    assert found.low == pytest.approx(wilson(1.0, 40)[0])


def test_worlds_that_never_differ_are_the_same_and_not_unresolved() -> None:
    a, _ = twins(5, 0)
    found = differences(a, a * (1 + 1e-15), ["value"])["value"]
    assert (found.label, found.ties, found.p_value) == ("same", 1.0, 1.0)


def test_a_constant_difference_is_certain() -> None:
    a, _ = twins(6, 0)
    found = differences(a, a + 1, ["value"])["value"]
    assert found.label == "higher"
    assert found.adjusted < 1e-100


def test_holm_corrects_over_measures() -> None:
    rng = np.random.default_rng(7)
    a = np.zeros((30, 2, 4))
    b = rng.normal([0.0, 0.15, 0.3, 1.0], 0.5, (30, 2, 4))
    found = differences(a, b, ["w", "x", "y", "z"])
    raw = np.array([difference.p_value for difference in found.differences])
    order = np.argsort(raw)
    expected = np.empty(4)
    expected[order] = np.minimum(1, np.maximum.accumulate(raw[order] * [4, 3, 2, 1]))
    assert [difference.adjusted for difference in found.differences] == pytest.approx(expected)
    assert found.tests == 4


def test_false_alarms_over_many_measures_stay_at_five_percent_in_all() -> None:
    rng = np.random.default_rng(8)
    names = [str(index) for index in range(20)]
    alarms = plain = 0
    rounds = 150
    for _ in range(rounds):
        b = rng.normal(0, 1, (20, 2, 20))
        found = differences(np.zeros_like(b), b, names).differences
        alarms += any(difference.label in ("higher", "lower") for difference in found)
        plain += any(difference.p_value <= 0.05 for difference in found)
    # 5% of 150 is 7.5; more than 17 come up less than once in 1,000 seeds. Uncorrected: 1 − 0.95²⁰ = 64%.
    assert alarms <= 17
    assert plain > 75


def test_range_over_draws_stands_beside_the_interval() -> None:
    rng = np.random.default_rng(9)
    gap = rng.normal(1, 3, (2000, 1)) + rng.normal(0, 1, (2000, 5))
    found = differences(np.zeros_like(gap), gap, ["value"])["value"]
    assert (found.draw_range.low, found.draw_range.high) == pytest.approx((1 - 4.93, 1 + 4.93), abs=0.5)
    assert found.difference.high - found.difference.low < 0.4


def test_a_single_pair_is_unresolved() -> None:
    found = differences([[1.0]], [[5.0]], ["value"])["value"]
    assert (found.label, found.difference.value, found.p_value) == ("unresolved", 4.0, 1.0)


@pytest.mark.parametrize(
    ("a", "b", "names", "lower", "message"),
    [
        (np.zeros((3, 2)), np.zeros((3, 3)), ["v"], [], "in pairs"),
        (np.zeros((3, 2, 2)), np.zeros((3, 2, 2)), ["v"], [], "2 measures"),
        (np.zeros((3, 2, 2)), np.zeros((3, 2, 2)), ["v", "v"], [], "different names"),
        (np.zeros((3, 2)), np.full((3, 2), np.nan), ["v"], [], "b: 6 of 6 runs"),
        (np.zeros((3, 2)), np.zeros((3, 2)), ["v"], ["w"], "lower_is_better"),
    ],
)
def test_unfit_input_is_refused(
    a: np.ndarray, b: np.ndarray, names: list[str], lower: list[str], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        differences(a, b, names, lower)


def test_unknown_measure_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="there are: value"):
        differences(*twins(10, 1), ["value"])["valeu"]


def test_result_is_plain_data() -> None:
    json.dumps(differences([[1.0]], [[5.0]], ["value"]).to_dict(), allow_nan=False)


def test_pairing_gain_in_closed_form() -> None:
    # Common random numbers of variance 9 and own ones of variance 1 in each: (10 + 10)/(1 + 1) = 10.
    rng = np.random.default_rng(11)
    common = rng.normal(0, 3, (500, 8, 1))
    runs = rng.normal(0, 50, (500, 1, 1)) + common + rng.normal(0, 1, (500, 8, 2))
    found = pairing_gain(runs)
    assert found.value == pytest.approx(10, rel=0.07)
    assert found.low < 10 < found.high


def test_pairing_gain_is_what_independent_seeds_would_cost() -> None:
    rng = np.random.default_rng(12)
    common = rng.normal(0, 3, (400, 20, 1))
    runs = common * [2.0, 1.0, 0.5, 0.0] + rng.normal(0, 1, (400, 20, 4))
    weights = np.array([1.0, -1.0, -1.0, 1.0])
    # Shifting each arm by another number of seeds breaks the pairing and keeps everything else.
    broken = np.stack([np.roll(runs[:, :, arm], 5 * arm, axis=1) for arm in range(4)], axis=2)
    ratio = variance_components(broken @ weights).within / variance_components(runs @ weights).within
    assert pairing_gain(runs, weights).value == pytest.approx(ratio, rel=0.1)


def test_pairing_of_unrelated_runs_gains_nothing() -> None:
    found = pairing_gain(np.random.default_rng(13).normal(0, 1, (300, 6, 2)))
    assert found.low < 1 < found.high


def test_pairing_gain_at_its_ends() -> None:
    random_numbers = np.random.default_rng(14).normal(0, 1, (5, 4, 1))
    assert pairing_gain(np.concatenate([random_numbers, random_numbers + 3.0], axis=2)).value == math.inf
    assert math.isnan(pairing_gain(np.ones((5, 4, 2)) * [1.0, 2.0]).value)
    with pytest.raises(ValueError, match="at least 2"):
        pairing_gain(np.ones((5, 1, 2)))
    with pytest.raises(ValueError, match="one weight for each arm"):
        pairing_gain(np.ones((5, 3, 3)))


def test_what_is_unresolved_names_the_draws_that_would_resolve_it() -> None:
    rng = np.random.default_rng(8)
    a = rng.normal(0, 1, (50, 2, 10))
    b = a.copy()
    b[..., 0] += 0.3 + rng.normal(0, 2, (50, 1)) + rng.normal(0, 0.5, (50, 2))
    b[..., 1] += 5.0
    found = differences(a, b, [f"m{i}" for i in range(10)])
    open_, resolved, same = (found[f"m{i}"] for i in range(3))
    assert (open_.label, resolved.label, same.label) == ("unresolved", "higher", "same")
    assert (resolved.draws_to_resolve, same.draws_to_resolve) == (0, 0)
    # Ten measures together, power 0.8: normal quantiles say how many standard errors are needed.
    z = stats.norm.ppf(1 - 0.005 / 2) + stats.norm.ppf(0.8)
    expected = 50 * (z * open_.difference.standard_error / open_.difference.value) ** 2
    assert open_.draws_to_resolve == pytest.approx(expected, rel=0.05)
    assert differences(a, b, [f"m{i}" for i in range(10)], crossed=True)["m0"].draws_to_resolve == -1
