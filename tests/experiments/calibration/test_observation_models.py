"""Observation models against closed forms and SciPy; weights of every one of them in one way."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.calibration.conditioning import NoRunAgrees, condition_on, ratio_shift, updated_priors
from experiments.calibration.observation_models import (
    NEAR,
    BetaBinomialShare,
    BinomialShare,
    NormalError,
    PoissonCount,
    Tolerance,
    model_for,
)

RUNS = np.array([[0.0, 5.0, 12.0], [20.0, 25.0, 40.0]])


def test_which_model_an_observation_has():
    for observation, model in (
        ({"value": 20, "of": 25}, BinomialShare(20, 25)),
        ({"value": 20, "of": 25, "low": 15, "high": 23}, Tolerance(15, 23)),
        ({"value": 20, "of": 25, "overdispersion": 0.1}, BetaBinomialShare(20, 25, 0.1)),
        ({"value": 20, "error": 3}, NormalError(20, 3)),
        ({"value": 20, "model": "poisson"}, PoissonCount(20)),
        ({"value": 20}, Tolerance(20, 20)),
        ({"value": True}, Tolerance(0.5, math.inf)),
        ({"value": False}, Tolerance(-math.inf, 0.5)),
    ):
        assert model_for(observation) == model


def test_a_normal_error_is_that_of_the_closed_form():
    model = NormalError(12.0, 4.0)
    assert model.relative(RUNS) == pytest.approx(-((RUNS - 12) ** 2) / 32)
    assert model.band == pytest.approx((12 - 1.96 * 4, 12 + 1.96 * 4), abs=1e-3)
    assert pytest.approx(stats.chi2.ppf(0.95, 1) / 2, abs=1e-4) == NEAR


@pytest.mark.parametrize("rho", [None, 0.001, 0.2])
def test_a_share_is_that_of_scipy_and_largest_at_what_was_observed(rho):
    model = BinomialShare(20, 25) if rho is None else BetaBinomialShare(20, 25, rho)
    share = (np.minimum(RUNS, 25) + 0.5) / 26
    if rho is None:
        expected = stats.binom.logpmf(20, 25, share)
    else:
        size = (1 - rho) / rho
        expected = stats.betabinom.logpmf(20, 25, share * size, (1 - share) * size)
    found = model.relative(RUNS)
    assert found - found[1, 0] == pytest.approx(expected - expected[1, 0], abs=1e-8)
    fine = model.relative(np.linspace(0, 25, 5001))
    assert fine.max() == pytest.approx(0, abs=1e-5)
    assert fine.max() <= 0
    assert np.linspace(0, 25, 5001)[fine.argmax()] == pytest.approx(20, abs=2 if rho == 0.2 else 0.6)


def test_little_overdispersion_is_none_and_much_forgives_more():
    """ρ → 0 is the binomial; the variance of the beta-binomial is n·p·(1 − p)·(1 + (n − 1)·ρ)."""
    plain = BinomialShare(20, 25)
    assert BetaBinomialShare(20, 25, 1e-6).relative(RUNS) == pytest.approx(plain.relative(RUNS), abs=1e-2)
    wide = BetaBinomialShare(20, 25, 0.2)
    assert wide.relative(RUNS)[0, 1] > plain.relative(RUNS)[0, 1] + 5
    drawn = wide.predicted(np.full(200_000, 12.0), np.random.default_rng(1))
    share = 12.5 / 26
    assert drawn.mean() == pytest.approx(25 * share, abs=0.05)
    assert drawn.var() == pytest.approx(25 * share * (1 - share) * (1 + 24 * 0.2), rel=0.02)


def test_a_count_is_that_of_scipy():
    model = PoissonCount(12)
    expected = stats.poisson.logpmf(12, RUNS + 0.5) - stats.poisson.logpmf(12, 12)
    assert model.relative(RUNS) == pytest.approx(expected)
    drawn = model.predicted(np.full(200_000, 12.0), np.random.default_rng(1))
    assert (drawn.mean(), drawn.var()) == (pytest.approx(12.5, abs=0.05), pytest.approx(12.5, rel=0.02))


@pytest.mark.parametrize(
    "model", [BinomialShare(20, 25), BinomialShare(0, 5), BinomialShare(5, 5), BetaBinomialShare(3, 9, 0.3),
              PoissonCount(0), PoissonCount(12), NormalError(3, 2), BinomialShare(5e6, 1e7)],
)  # fmt: skip
def test_the_band_is_what_is_within_95_percent_of_the_likeliest(model):
    low, high = model.band
    ends = model.relative(np.array([low, high]))
    assert (ends >= -NEAR - 1e-9).all()
    assert low <= model.value <= high
    beyond = model.relative(np.array([low - 1, high + 1]))
    assert beyond[1] < -NEAR or high == getattr(model, "of", None)
    assert beyond[0] < -NEAR or low == 0


def test_nobody_and_everybody_in_a_run_do_not_rule_out_the_rest():
    for run, value in ((0.0, 1), (5.0, 4)):
        assert np.isfinite(BinomialShare(value, 5).relative(np.array([run])))
    assert np.isfinite(PoissonCount(2).relative(np.array([0.0])))


def test_a_normal_prior_and_a_normal_error_give_the_posterior_of_the_closed_form():
    rng = np.random.default_rng(3)
    x = rng.normal(0, 2, 100_000)
    found = condition_on({"x": (x[:, None], NormalError(1.5, 1.0))})
    own = found.weights.sum(axis=1)
    mean = 1.5 * 4 / 5
    assert own @ x == pytest.approx(mean, abs=0.02)
    assert own @ (x - mean) ** 2 == pytest.approx(4 / 5, rel=0.02)
    # Accepted by rejection sampling: E[exp(−(1.5 − x)²/2)] = √(1/5)·exp(−1.5²/10).
    assert found.accepted.value == pytest.approx(math.sqrt(1 / 5) * math.exp(-0.225), rel=0.02)
    (one,) = updated_priors({"x": x}, found.weights)
    assert one.resolved
    assert (one.after, one.deviation_after) == (
        pytest.approx(own @ x),
        pytest.approx(math.sqrt(4 / 5), rel=0.02),
    )


def test_a_beta_prior_and_a_binomial_give_the_conjugate_posterior():
    rng = np.random.default_rng(4)
    share = rng.uniform(0, 1, 200_000)
    n = 10_000  # runs of so many that ½ does not matter
    found = condition_on({"k": ((share * n)[:, None], BinomialShare(7000, n))})
    own = found.weights.sum(axis=1)
    expected = stats.beta(7001, 3001)
    assert own @ share == pytest.approx(expected.mean(), abs=3e-4)
    assert math.sqrt(own @ (share - own @ share) ** 2) == pytest.approx(expected.std(), rel=0.05)


def test_monte_carlo_errors_are_those_of_repetition():
    means, errors, spreads, spread_errors = [], [], [], []
    for seed in range(200):
        x = np.random.default_rng(seed).normal(0, 1, 400)
        weights = condition_on({"x": (x[:, None], NormalError(1.0, 1.0))}).weights
        (one,) = updated_priors({"x": x}, weights)
        means.append(one.after)
        errors.append(one.after_error)
        spreads.append(one.deviation_after)
        spread_errors.append(one.deviation_error)
    assert np.mean(errors) == pytest.approx(np.std(means), rel=0.2)
    assert np.mean(spread_errors) == pytest.approx(np.std(spreads), rel=0.25)


def test_many_observations_do_not_make_all_weights_vanish():
    runs = np.array([[0.0], [1.0]])
    found = condition_on({f"x{n}": (runs, NormalError(4.0, 1.0)) for n in range(200)})
    assert np.isfinite(found.weights).all()
    assert found.weights.ravel() == pytest.approx([0.0, 1.0])


def test_a_fact_out_of_reach_is_no_conclusion_from_the_nearest_run():
    """Relative likelihoods always have a largest: ten errors away the nearest run must not get all weight."""
    runs = np.array([[0.0], [1.0]])
    with pytest.raises(NoRunAgrees) as caught:
        condition_on({"x": (runs, NormalError(11.0, 1.0)), "y": (runs, Tolerance(0, 1))})
    assert caught.value.agreeing == {"x": 0, "y": 2}


def test_facts_that_exclude_one_another_agree_with_no_run():
    runs = np.array([[0.0], [1.0]])
    with pytest.raises(NoRunAgrees) as caught:
        condition_on({"x": (runs, Tolerance(0, 0)), "y": (runs, Tolerance(1, 1))})
    assert caught.value.agreeing == {"x": 1, "y": 1}


def test_the_shift_of_a_ratio_is_resolved_when_weights_follow_it_and_not_otherwise():
    rng = np.random.default_rng(5)
    ratios = rng.normal(1.5, 0.2, 300)
    above, below = np.repeat(ratios[:, None], 2, axis=1), np.ones((300, 2))
    follow = np.repeat((ratios > 1.5).astype(float)[:, None], 2, axis=1)
    found = ratio_shift(above, below, follow / follow.sum())
    assert found.resolved
    assert found.after == pytest.approx(ratios[ratios > 1.5].mean())
    assert found.before == pytest.approx(ratios.mean())
    alarms = 0
    for trial in range(60):
        weights = np.repeat((rng.uniform(0, 1, 300) < 0.3).astype(float)[:, None], 2, axis=1)
        alarms += ratio_shift(above, below, weights / weights.sum(), seed=trial).resolved
    assert alarms <= 9
    assert ratio_shift(above, -below, follow) is None
