"""The sample size needed is planned from the result's own runs; where none can be planned, none is given."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.statistics.intervals import wilson
from experiments.statistics.jackknife import leave_one_out
from experiments.statistics.power import (
    NOT_PLANNABLE,
    RESOLVED,
    clusters,
    clusters_of,
    confidence_of,
    futures_to_resolve,
    futures_to_settle,
    largest,
    level,
    misclassified_share,
    seeds_to_halve_misclassified,
    size_to_narrow,
    size_to_resolve,
)


def pilot_of(mean, deviation=1.0, draws=50):
    """A pilot (draws, 1) with exactly this mean and standard deviation."""
    raw = np.random.default_rng(1).normal(size=draws)
    return (mean + deviation * (raw - raw.mean()) / raw.std(ddof=1))[:, None]


def test_the_planned_draws_have_power_08_and_half_of_them_have_less():
    needed = clusters(pilot_of(0.25))
    power = []
    for size in (needed, needed // 2):
        samples = np.random.default_rng(2).normal(0.25, 1.0, (4000, size))
        power.append((stats.ttest_1samp(samples, 0.0, axis=1).pvalue < 0.05).mean())
    assert power[0] == pytest.approx(0.8, abs=0.03)
    assert power[1] < 0.6


def test_more_tests_together_need_more_draws():
    alone, among = clusters(pilot_of(0.25)), clusters(pilot_of(0.25), tests=100)
    # The normal quantiles of 0.05 and 0.0005 with a power of 0.8 say how many times as many.
    z = stats.norm.ppf
    expected = ((z(1 - 0.0005 / 2) + z(0.8)) / (z(1 - 0.05 / 2) + z(0.8))) ** 2
    assert among / alone == pytest.approx(expected, rel=0.05)


def test_a_single_draw_is_planned_in_seeds_and_several_in_draws():
    column = pilot_of(0.4, draws=30)
    assert clusters(column.T) == clusters(column)
    noisy = np.hstack([column, column + 2.0, column - 2.0])  # noise within draws counts a third
    assert clusters(noisy) > clusters(column)


@pytest.mark.parametrize(
    "pilot",
    [np.zeros((9, 2)), pilot_of(1e-9), np.ones((1, 1)), np.array([[1.0], [np.nan]])],
    ids=["zero", "out of reach", "a single run", "failed"],
)
def test_where_no_number_can_be_planned_none_is_given(pilot):
    assert clusters(pilot) == NOT_PLANNABLE


def test_resolved_statistics_need_nothing_and_the_others_what_a_pilot_gives():
    runs = np.stack([pilot_of(3.0), pilot_of(0.25), np.zeros((50, 1))], axis=2)
    found = clusters_of(leave_one_out(runs), np.array([True, False, False]))
    assert found == [RESOLVED, clusters(pilot_of(0.25), tests=3), NOT_PLANNABLE]


def test_the_confidence_of_a_critical_value_is_that_of_its_test():
    assert confidence_of(stats.t.ppf(0.975, 9), 9) == pytest.approx(0.95)
    assert level(10) == pytest.approx(0.995)
    assert level(0) == pytest.approx(0.95)


def test_a_design_is_doubled_until_the_effect_would_be_resolved():
    size = size_to_resolve(effect=0.02, error=0.01, degrees=15, size=256)
    edge = stats.t.ppf(0.975, 15)
    power = [1 - stats.nct.cdf(edge, 15, 2 * math.sqrt(n / 256)) for n in (size // 2, size)]
    assert power[0] < 0.8 <= power[1]
    assert size & (size - 1) == 0
    assert size_to_resolve(0.02, 0.01, 15, 256, tests=100) > size
    for effect, error in ((0.0, 0.01), (-0.02, 0.01), (1e-9, 1.0), (0.02, math.nan)):
        assert size_to_resolve(effect, error, 15, 256) == NOT_PLANNABLE


def test_a_design_is_doubled_until_the_interval_is_narrow_enough():
    assert size_to_narrow(0.1, 0.1, 256) == 256
    assert size_to_narrow(0.2, 0.1, 256) == 1024
    assert size_to_narrow(0.21, 0.1, 256) == 2048
    assert size_to_narrow(math.nan, 0.1, 256) == NOT_PLANNABLE


def test_the_planned_futures_resolve_a_density_from_the_base_rate():
    needed = futures_to_resolve(density=0.4, base=0.3, inside=50, futures=500)
    inside = needed * 50 / 500
    assert wilson(0.4, inside)[0] >= 0.3
    assert wilson(0.4, 0.9 * inside)[0] < 0.3
    assert futures_to_resolve(0.3, 0.3, 50, 500) == NOT_PLANNABLE
    assert futures_to_resolve(0.2, 0.3, 50, 500) == NOT_PLANNABLE
    assert futures_to_resolve(math.nan, 0.3, 0, 500) == NOT_PLANNABLE


def test_the_planned_seeds_halve_the_doubt_and_one_fewer_does_not():
    gaps, errors = np.linspace(-2, 2, 40), np.full(40, 1.0)
    run_seeds = seeds_to_halve_misclassified(gaps, errors, 4)
    misclassified = [
        misclassified_share(gaps, errors * math.sqrt(4 / n)) for n in (4, run_seeds - 1, run_seeds)
    ]
    assert misclassified[2] <= misclassified[0] / 2 < misclassified[1]
    assert seeds_to_halve_misclassified(gaps, np.zeros(40), 4) == RESOLVED
    assert seeds_to_halve_misclassified(np.zeros(40), errors, 4) == NOT_PLANNABLE


def test_the_largest_number_that_is_planned():
    assert largest([RESOLVED, 64, NOT_PLANNABLE, 32]) == 64
    assert largest([RESOLVED, NOT_PLANNABLE]) == NOT_PLANNABLE
    assert largest([RESOLVED]) == RESOLVED


def test_the_planned_futures_resolve_a_density_on_either_side_of_a_limit():
    assert futures_to_settle(0.9, 0.8, inside=400, futures=1000) == RESOLVED
    assert futures_to_settle(0.6, 0.8, inside=400, futures=1000) == RESOLVED
    for density in (0.85, 0.75):
        needed = futures_to_settle(density, 0.8, inside=40, futures=1000)
        low, high = wilson(density, needed * 40 / 1000)
        assert low >= 0.8 or high < 0.8
        low, high = wilson(density, 0.9 * needed * 40 / 1000)
        assert low < 0.8 <= high
    assert futures_to_settle(0.8, 0.8, 40, 1000) == NOT_PLANNABLE
    assert futures_to_settle(math.nan, 0.8, 0, 1000) == NOT_PLANNABLE
