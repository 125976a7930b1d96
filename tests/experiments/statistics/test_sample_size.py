import json
import math

import numpy as np
import pytest
from scipy import stats

from experiments.statistics.epistemic import draw_range, noise_variance
from experiments.statistics.intervals import mean_interval, wilson
from experiments.statistics.sample_size import (
    draws_for_verdict,
    ratio_influence,
    sample_size,
    t_test_power,
    variance_components,
)


def runs(
    rng: np.random.Generator, draws: int, run_seeds: int, between: float, within: float, mean: float = 0.0
):
    return mean + rng.normal(0, between, (draws, 1)) + rng.normal(0, within, (draws, run_seeds))


def test_components_are_those_of_the_analysis_of_variance() -> None:
    pilot = runs(np.random.default_rng(1), 8, 5, 2, 3)
    found = variance_components(pilot)
    within = pilot.var(axis=1, ddof=1).mean()
    assert found.within == pytest.approx(within)
    assert found.between == pytest.approx(pilot.mean(axis=1).var(ddof=1) - within / 5)


def test_components_of_known_size_are_found() -> None:
    found = variance_components(runs(np.random.default_rng(2), 5000, 3, 2, 3))
    assert (found.between, found.within) == pytest.approx((4, 9), rel=0.07)


def test_components_of_degenerate_pilots() -> None:
    one_draw = variance_components([[1.0, 3.0]])
    assert one_draw.within == 2
    assert math.isnan(one_draw.between)
    one_seed = variance_components([[1.0], [3.0]])
    assert one_seed.between == 2
    assert math.isnan(one_seed.within)
    assert variance_components([[1.0, 9.0], [9.0, 1.0]]).between == 0
    with pytest.raises(ValueError, match="single run"):
        variance_components([[1.0]])


def test_planned_half_width_is_met_and_one_draw_fewer_misses_it() -> None:
    pilot = runs(np.random.default_rng(3), 30, 4, 2, 3)
    found = sample_size(pilot, half_width=0.5, seeds=4)
    parts = found.components
    width = [
        stats.t.ppf(0.975, n - 1) * math.sqrt((parts.between + parts.within / 4) / n)
        for n in (found.draws - 1, found.draws)
    ]
    assert width[1] <= 0.5 < width[0]
    assert found.half_width == pytest.approx(width[1])
    assert found.runs == found.draws * 4


def test_the_planned_half_width_is_reached_in_new_runs() -> None:
    rng = np.random.default_rng(4)
    found = sample_size(runs(rng, 400, 4, 2, 3), half_width=0.5, seeds=4)
    widths = []
    for _ in range(200):
        estimate = mean_interval(runs(rng, found.draws, 4, 2, 3))
        widths.append((estimate.high - estimate.low) / 2)
    assert np.mean(widths) == pytest.approx(0.5, rel=0.06)


def test_planned_power_is_reached_in_new_runs() -> None:
    rng = np.random.default_rng(5)
    found = sample_size(runs(rng, 400, 3, 2, 3), effect=1.0, power=0.8, seeds=3)
    resolved = [mean_interval(runs(rng, found.draws, 3, 2, 3, mean=1.0)).sign == 1 for _ in range(600)]
    # Three standard errors of 0.016, and 4% for the pilot's own error.
    assert np.mean(resolved) == pytest.approx(0.8, abs=0.07)
    assert found.power >= 0.8


def test_power_agrees_with_the_noncentral_t() -> None:
    pilot = runs(np.random.default_rng(6), 20, 3, 1, 1)
    found = sample_size(pilot, effect=0.7, power=0.9, seeds=3)
    variance = found.components.between + found.components.within / 3
    n = found.draws
    shift, edge = 0.7 / math.sqrt(variance / n), stats.t.ppf(0.975, n - 1)
    exact = stats.nct.sf(edge, n - 1, shift) + stats.nct.cdf(-edge, n - 1, shift)
    assert found.power == pytest.approx(exact)


def test_more_seeds_hardly_help_where_the_draws_differ() -> None:
    pilot = runs(np.random.default_rng(7), 200, 10, 3, 1)
    few, many = (sample_size(pilot, half_width=0.3, seeds=run_seeds) for run_seeds in (2, 50))
    assert many.draws > 0.9 * few.draws
    assert many.runs > 20 * few.runs
    assert 1 <= many.raw_range_widening < few.raw_range_widening < 1.05


def test_widening_of_the_raw_range_is_what_noise_adds() -> None:
    rng = np.random.default_rng(8)
    sample = runs(rng, 4000, 6, 2, 3)
    found = draw_range(sample.mean(axis=1), noise_variance(sample))
    measured = (found.raw_high - found.raw_low) / (found.high - found.low)
    assert sample_size(sample, half_width=1, seeds=6).raw_range_widening == pytest.approx(measured, rel=0.01)


def test_separating_seeds_leave_a_tenth_of_noise() -> None:
    found = sample_size(runs(np.random.default_rng(9), 3000, 4, 2, 3), half_width=1)
    parts = found.components
    noise = parts.within / found.separating_seeds
    assert noise / (noise + parts.between) <= 0.1
    fewer = parts.within / (found.separating_seeds - 1)
    assert fewer / (fewer + parts.between) > 0.1


def test_cautious_plan_suffices_in_four_of_five_pilots() -> None:
    rng = np.random.default_rng(10)
    needed = sample_size(runs(rng, 20_000, 2, 1, 1), half_width=0.2).draws
    enough = [
        sample_size(runs(rng, 15, 2, 1, 1), half_width=0.2).cautious_draws >= needed for _ in range(400)
    ]
    assert np.mean(enough) == pytest.approx(0.8, abs=0.07)


def test_one_draw_plans_the_seeds_of_that_draw() -> None:
    pilot = np.random.default_rng(11).normal(5, 2, (1, 50))
    found = sample_size(pilot, half_width=0.2)
    assert found.draws == 1
    assert found.seeds == pytest.approx((1.96 * pilot.std(ddof=1) / 0.2) ** 2, abs=4)
    assert found.cautious_seeds > found.seeds
    assert found.separating_seeds == -1


def test_no_variance_needs_no_more_than_two() -> None:
    found = sample_size(np.ones((5, 3)), effect=0.1)
    assert (found.draws, found.power, found.half_width) == (2, 1.0, 0.0)
    assert found.separating_seeds == 2


def test_influence_of_runs_plans_the_ratio() -> None:
    rng = np.random.default_rng(12)
    b = 10 + rng.normal(0, 1, (300, 2))
    a = 1.2 * b + rng.normal(0, 1, (300, 2))
    influence = ratio_influence(2 * a, b)
    assert influence.mean() == pytest.approx(2 * a.mean() / b.mean())
    # Var(a − r·b)/b² = 1/100, times 4.
    assert influence.var() == pytest.approx(0.04, rel=0.15)
    assert sample_size(influence, half_width=0.05).draws < sample_size(2 * a / 10, half_width=0.05).draws
    with pytest.raises(ValueError, match="mean is 0"):
        ratio_influence([[1.0]], [[0.0]])


def test_draws_for_a_verdict() -> None:
    assert draws_for_verdict(1.0) == 35
    assert draws_for_verdict(0.9) is None
    size = draws_for_verdict(0.8)
    assert size is not None
    assert wilson(0.8, size)[1] < 0.9 <= wilson(0.8, size - 1)[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "exactly one"),
        ({"half_width": 1.0, "effect": 1.0}, "exactly one"),
        ({"half_width": 0.0}, "positive"),
        ({"effect": math.nan}, "positive"),
        ({"effect": 1.0, "power": 1.0}, "power"),
        ({"half_width": 1e-9}, "10,000,000"),
    ],
)
def test_impossible_plans_are_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sample_size([[1.0, 2.0], [3.0, 5.0]], **arguments)


def test_plan_is_plain_data() -> None:
    text = json.dumps(sample_size([[1.0, 2.0], [3.0, 5.0]], half_width=1.0).to_dict(), allow_nan=False)
    assert json.loads(text)["power"] is None


def test_a_stricter_test_needs_more_draws_and_has_its_own_level() -> None:
    pilot = runs(np.random.default_rng(4), 40, 2, 2, 3, mean=1)
    usual, strict = (sample_size(pilot, effect=1.0, confidence=confidence) for confidence in (0.95, 0.9995))
    variance = strict.components.between + strict.components.within / strict.seeds
    shift, degrees = math.sqrt(strict.draws / variance), strict.draws - 1
    edge = stats.t.ppf(1 - 0.0005 / 2, degrees)
    assert strict.power == pytest.approx(1 - stats.nct.cdf(edge, degrees, shift), abs=1e-6)
    assert strict.power >= 0.8
    assert strict.draws > 2 * usual.draws


def test_power_far_beyond_the_noncentral_distribution_depends_on_the_error_alone() -> None:
    """One degree of freedom, edge 12.7: a shift of 40 is resolved unless the error has |z| above 40/12.7."""
    assert t_test_power(40.0, 1) == pytest.approx(2 * stats.norm.cdf(40 / stats.t.ppf(0.975, 1)) - 1)
    assert t_test_power(29.9, 1) == pytest.approx(t_test_power(30.1, 1), abs=0.005)
    assert t_test_power(40.0, 100) == 1.0


def test_power_is_a_number_that_rises_with_the_effect_for_every_size_and_level() -> None:
    for degrees in (1, 5, 15, 383, 10_000):
        for confidence in (0.95, 0.9995, 0.99999):
            power = [t_test_power(shift, degrees, confidence) for shift in np.linspace(0.0, 40.0, 161)]
            assert np.isfinite(power).all()
            assert (np.diff(power) > -0.006).all()  # where the function ends
            assert power[0] == pytest.approx(1 - confidence, rel=1e-6)
