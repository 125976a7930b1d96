"""Outcomes: contrasts run by run, quotients as ratios of means with the noise of a ratio of means."""

import numpy as np
import pytest

from experiments.runs.outcomes import (
    DELTA,
    HEADLINE,
    ONE_PLUS_ONE,
    above_ratio,
    arms_needed,
    measured,
    per_run,
    resample,
)
from sim.arms import G_S, GMINUS_SPLUS, GS, NONE, G, S


def test_a_quotients_noise_is_that_of_the_ratio_of_means():
    """The linearisation's variance over R agrees with the spread of the ratio over many samples of R runs."""
    rng = np.random.default_rng(1)
    arms = arms_needed([ONE_PLUS_ONE])
    means = np.array([{NONE: 1.0, G: 5.0, S: 4.0, GS: 9.0}[arm] for arm in arms])
    values = (means + rng.normal(size=(20, 4000, 1)) + 0.5 * rng.normal(size=(20, 4000, 4)))[..., None]
    ratio, runs = per_run(ONE_PLUS_ONE, values, arms)
    assert ratio.mean() == pytest.approx(2 * 8 / 7, abs=0.01)
    assert np.allclose(runs.mean(axis=0), ratio)
    assert (runs.var(axis=0, ddof=1) / 20).mean() == pytest.approx(ratio.var(), rel=0.1)


def test_a_contrast_is_formed_run_by_run():
    rng = np.random.default_rng(2)
    arms = arms_needed([DELTA])
    values = rng.normal(size=(5, 3, len(arms), 2))
    outcome, runs = per_run(DELTA, values, arms)
    none, g, s, gs = (values[:, :, arms.index(arm), 0] for arm in (NONE, G, S, GS))
    np.testing.assert_allclose(runs, gs - g - s + none)
    np.testing.assert_allclose(outcome, runs.mean(axis=0))
    coverage, _ = per_run(measured("coverage", 1, S), values, arms)
    np.testing.assert_allclose(coverage, values[:, :, arms.index(S), 1].mean(axis=0))


def test_a_quotient_whose_denominator_is_not_positive_is_undefined():
    arms = arms_needed([ONE_PLUS_ONE])
    values = np.ones((2, 3, len(arms), 1))
    values[:, 0, arms.index(NONE)] = 0.0
    values[:, 2, arms.index(G)] = -1.0
    ratio, runs = per_run(ONE_PLUS_ONE, values, arms)
    assert ratio[0] == 1.0
    assert np.isnan(ratio[1:]).all()
    assert np.isnan(runs[:, 1:]).all()


def test_the_contrast_of_a_threshold_is_positive_exactly_where_the_ratio_exceeds_it():
    rng = np.random.default_rng(3)
    arms = arms_needed([ONE_PLUS_ONE])
    values = rng.uniform(1, 4, size=(1, 500, len(arms), 1))
    values[:, :, arms.index(NONE)] = 0.5
    ratio, _ = per_run(ONE_PLUS_ONE, values, arms)
    for threshold in (1.0, 2.0, 2.5):
        above, _ = per_run(above_ratio(threshold), values, arms)
        assert ((above > 0) == (ratio > threshold)).all()
    delta, _ = per_run(DELTA, values, arms)
    np.testing.assert_allclose(per_run(above_ratio(2.0), values, arms)[0], delta)


def test_delta_is_the_sum_of_its_parts():
    rng = np.random.default_rng(4)
    arms = arms_needed(HEADLINE)
    assert arms == tuple(sorted((NONE, G, S, G_S, GMINUS_SPLUS, GS)))
    values = rng.normal(size=(4, 2, len(arms), 1))
    found = {outcome.name: per_run(outcome, values, arms)[0] for outcome in HEADLINE}
    np.testing.assert_allclose(found["delta"], found["governance"] + found["transfer"] + found["scale"])


def test_cells_whose_denominator_is_not_clearly_positive_are_counted():
    arms = arms_needed([ONE_PLUS_ONE])
    games = np.random.default_rng(5).normal(10.0, 0.1, size=(6, 2, 3, len(arms)))
    games[..., arms.index(NONE)] = 0.0
    found, undefined = resample(ONE_PLUS_ONE, games, arms)
    assert undefined == 0
    assert found[0] == pytest.approx([1.0] * 3, abs=0.05)
    games[:, :, 1, arms.index(G)] = -30.0
    assert resample(ONE_PLUS_ONE, games, arms) == (None, 1)
    assert resample(DELTA, games, arms)[1] == 0
