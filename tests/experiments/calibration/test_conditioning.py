import json
import math

import numpy as np
import pytest
from scipy import stats

from experiments.calibration.conditioning import agreement, commonest, condition_on
from experiments.statistics.intervals import wilson

BAND = (15.0, 23.0)


def test_quantiles_and_share_of_known_runs() -> None:
    simulated = np.arange(1.0, 101.0)[:, None]
    found = agreement(simulated, BAND, observed=20)
    assert (found.low, found.median, found.high) == pytest.approx((5.95, 50.5, 95.05))
    assert found.in_band.value == pytest.approx(0.09)
    assert (found.in_band.low, found.in_band.high) == pytest.approx(wilson(0.09, 99))
    assert found.observed_rank == pytest.approx(0.195)
    assert found.effective == 100


def test_the_band_includes_its_ends() -> None:
    assert agreement([[14.0], [15.0], [23.0], [24.0]], BAND).in_band.value == 0.5


def test_seeds_of_a_draw_are_not_independent_evidence() -> None:
    inside = np.repeat(np.array([20.0] * 10 + [5.0] * 10)[:, None], 30, axis=1)
    assert agreement(inside, BAND).in_band.low == pytest.approx(wilson(0.5, 19)[0])


def test_a_band_with_exchanged_ends_is_refused() -> None:
    with pytest.raises(ValueError, match="first end"):
        agreement([[1.0]], (23.0, 15.0))


def test_without_observation_there_is_no_rank() -> None:
    assert math.isnan(agreement([[1.0], [2.0]], BAND).observed_rank)


def test_commonest_count_and_its_lead() -> None:
    counts = np.array([0.0] * 60 + [1.0] * 25 + [2.0] * 15)[:, None]
    found = commonest(counts)
    assert (found.value, found.share, found.resolved) == (0.0, pytest.approx(0.6), True)
    assert found.margin == pytest.approx(0.35)


def test_a_narrow_lead_is_not_resolved() -> None:
    found = commonest(np.array([0.0] * 21 + [1.0] * 19)[:, None])
    assert (found.value, found.resolved) == (0.0, False)


def test_many_seeds_of_few_draws_do_not_resolve_a_lead() -> None:
    counts = np.repeat(np.array([0.0, 0.0, 1.0])[:, None], 200, axis=1)
    assert not commonest(counts).resolved
    assert not commonest([[0.0]]).resolved
    assert commonest(np.zeros((10, 1))).resolved


def test_conditioning_on_an_interval_gives_the_truncated_distribution() -> None:
    # y = x + noise, both standard normal: for y in [1, 1.2] x has a mean near 0.55 and a variance of 0.5.
    rng = np.random.default_rng(1)
    parameter = rng.normal(0, 1, 40_000)
    y = parameter[:, None] + rng.normal(0, 1, (40_000, 2))
    found = condition_on({"y": (y, (1.0, 1.2))})
    kept = found.weights.sum(axis=1)
    probability = np.diff(stats.norm.cdf([1.0, 1.2], scale=2**0.5))[0]
    assert found.accepted.value == pytest.approx(probability, abs=0.004)
    assert kept @ parameter == pytest.approx(0.55, abs=0.04)
    assert 1 - kept @ (parameter - kept @ parameter) ** 2 / parameter.var() == pytest.approx(0.5, abs=0.04)
    other = rng.normal(0, 1, 40_000)  # of which the observation is uninformative
    assert kept @ (other - kept @ other) ** 2 == pytest.approx(other.var(), abs=0.06)


def test_effective_sizes_count_runs_and_draws_apart() -> None:
    values = np.full((10, 4), 20.0)
    values[2:] = 0
    values[1, 1:] = 0
    found = condition_on({"coverage": (values, BAND)})
    assert found.effective_runs == pytest.approx(5)
    # Draw weights 4/5 and 1/5: 1/(16/25 + 1/25).
    assert found.effective_draws == pytest.approx(25 / 17)
    assert found.weights.sum() == pytest.approx(1)
    assert found.accepted.value == pytest.approx(5 / 40)


def test_all_facts_must_be_met() -> None:
    coverage, groups = np.array([[20.0], [20.0], [3.0]]), np.array([[0.0], [2.0], [0.0]])
    found = condition_on({"coverage": (coverage, BAND), "groups": (groups, (0, 0))})
    assert found.weights.ravel().tolist() == [1, 0, 0]


def test_no_agreement_names_what_was_met() -> None:
    coverage, groups = np.array([[20.0], [3.0]]), np.array([[1.0], [0.0]])
    with pytest.raises(ValueError, match=r"none of 2 runs .* coverage: 1, groups: 1"):
        condition_on({"coverage": (coverage, BAND), "groups": (groups, (0, 0))})
    with pytest.raises(ValueError, match="do not match"):
        condition_on({"coverage": (coverage, BAND), "groups": (groups[:1], (0, 0))})
    with pytest.raises(ValueError, match="no observation"):
        condition_on({})


def test_posterior_prediction_uses_the_weights() -> None:
    rng = np.random.default_rng(2)
    parameter = rng.normal(0, 1, (5000, 1))
    found = condition_on({"parameter": (parameter, (1.0, math.inf))})
    after = agreement(parameter, (1.0, 1.5), observed=1.0, weights=found.weights)
    expected = stats.truncnorm(1, math.inf).ppf([0.05, 0.5, 0.95])
    assert (after.low, after.median, after.high) == pytest.approx(expected, abs=0.12)
    assert after.observed_rank == 0
    assert after.effective == pytest.approx((parameter >= 1).sum())
    assert after.in_band.low < 1 - stats.norm.sf(1.5) / stats.norm.sf(1) < after.in_band.high
    zero = commonest((parameter > 0).astype(float), found.weights)
    assert (zero.value, zero.share) == (1.0, pytest.approx(1.0))


def test_weights_that_do_not_fit_are_refused() -> None:
    for weights in ([[1.0]], [[0.0], [0.0]], [[-1.0], [2.0]], [[math.nan], [1.0]]):
        with pytest.raises(ValueError, match="weights of shape"):
            agreement([[1.0], [2.0]], BAND, weights=weights)


def test_results_are_plain_data() -> None:
    values = np.array([[20.0], [1.0]])
    found = condition_on({"coverage": (values, BAND)})
    after = agreement(values, BAND, weights=found.weights)
    json.dumps([found.to_dict(), after.to_dict(), commonest(values).to_dict()], allow_nan=False)
