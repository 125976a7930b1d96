import math

import numpy as np
import pytest
from scipy import stats

from experiments.statistics.epistemic import (
    OWN_VARIANCE,
    draw_range,
    noise_variance,
    resolved_signs,
    share_positive,
    without_noise,
)


def noisy(rng: np.random.Generator, draws: int, seeds: int, centre: float, noise: float) -> np.ndarray:
    """Return runs whose draws have expectations N(centre, 1) and noise N(0, noise²)."""
    return rng.normal(centre, 1, (draws, 1)) + rng.normal(0, noise, (draws, seeds))


def test_noise_of_a_draw_is_its_squared_standard_error() -> None:
    samples = np.random.default_rng(1).normal(0, [[1.0], [5.0]], (2, OWN_VARIANCE))
    assert noise_variance(samples) == pytest.approx(stats.sem(samples, axis=1) ** 2)


def test_few_seeds_share_one_variance() -> None:
    samples = np.array([[0.0, 2.0], [5.0, 5.0]])
    # Variances 2 and 0, pooled 1, over 2 seeds.
    assert noise_variance(samples) == pytest.approx([0.5, 0.5])


def test_one_seed_per_draw_leaves_noise_unknown() -> None:
    assert np.isnan(noise_variance([[1.0], [2.0]])).all()


def test_what_common_seeds_share_is_no_variance_between_draws() -> None:
    common = np.random.default_rng(2).normal(0, 3, (1, 8))
    samples = np.arange(5.0)[:, None] + common
    assert noise_variance(samples, crossed=True) == pytest.approx(np.zeros(5), abs=1e-20)
    assert noise_variance(samples).min() > 0.1


def test_range_without_noise_is_that_of_the_expectations() -> None:
    samples = noisy(np.random.default_rng(3), 4000, 4, centre=0, noise=2)
    found = draw_range(samples.mean(axis=1), noise_variance(samples))
    # The 95% point of a standard normal is 1.645; its estimate from 4,000 draws has a standard error of 0.033
    # and the noise's removal adds a little: 0.13 is more than three of them.
    assert (found.low, found.median, found.high) == pytest.approx((-1.645, 0, 1.645), abs=0.13)
    assert (found.raw_low, found.raw_high) == pytest.approx((-1.645 * 2**0.5, 1.645 * 2**0.5), abs=0.18)
    assert found.noise_share == pytest.approx(0.5, abs=0.05)


def test_more_seeds_do_not_narrow_the_range_over_draws() -> None:
    rng = np.random.default_rng(4)
    few, many = (noisy(rng, 2000, size, 0, 2) for size in (5, 80))
    widths = [
        (found.high - found.low, found.raw_high - found.raw_low)
        for found in (draw_range(runs.mean(axis=1), noise_variance(runs)) for runs in (few, many))
    ]
    assert widths[0][0] == pytest.approx(widths[1][0], rel=0.08)
    assert widths[0][1] > 1.2 * widths[1][1]


def test_spread_that_is_all_noise_collapses() -> None:
    samples = np.random.default_rng(5).normal(1, 1, (50, 6))
    means = samples.mean(axis=1)
    clean, share = without_noise(means, np.full(50, 2 * means.var(ddof=1)))
    assert share == 1
    assert clean == pytest.approx(np.full(50, means.mean()))


def test_spread_without_noise_keeps_every_bit() -> None:
    means = np.array([0.1, 0.7, 0.3])
    clean, share = without_noise(means, np.zeros(3))
    assert share == 0
    assert (clean == means).all()


@pytest.mark.parametrize("count", [0, 1])
def test_no_range_from_fewer_than_two_draws(count: int) -> None:
    found = draw_range(np.ones(count), np.zeros(count), draws=4)
    assert math.isnan(found.low)
    assert (found.used, found.draws) == (count, 4)


def test_noise_of_unknown_size_stays_in_the_range() -> None:
    found = draw_range([1.0, 2.0, 3.0], [math.nan] * 3)
    assert (found.low, found.high) == (found.raw_low, found.raw_high) == pytest.approx((1.1, 2.9))
    assert math.isnan(found.noise_share)


def test_signs_of_draws_raise_false_alarms_at_the_stated_rate() -> None:
    rng = np.random.default_rng(6)
    for seeds in (2, 20):
        signs = resolved_signs(rng.normal(0, 1, (4000, seeds)))
        # 5% of 4,000, three standard errors of 0.0034; pooled draws are tested with a common variance.
        assert 0.04 <= np.abs(signs).mean() <= 0.061


def test_share_of_resolved_signs() -> None:
    found = share_positive(np.array([[1.0, 1.1], [2.0, 2.1], [-3.0, -3.1], [0.0, 0.0]]))
    assert (found.value, found.raw, found.zero) == (0.5, 0.5, 0.25)
    assert (found.resolved_positive, found.resolved_negative) == (0.5, 0.25)
    assert found.resolved == 0.75


def test_thirty_five_agreeing_draws_are_the_least_that_decide() -> None:
    assert share_positive(np.ones((35, 2))).low >= 0.9
    assert share_positive(np.ones((34, 2))).low < 0.9


def test_share_covers_where_noise_biases_the_plain_count() -> None:
    # Truth: 90% of expectations are positive; half of the raw variance is noise; the plain count sees 82%.
    # The removal of noise is exact for normal draws; Wilson and bootstrap together err on the wide side.
    rng = np.random.default_rng(7)
    centre = stats.norm.ppf(0.9)
    hits = plain = 0.0
    rounds = 150
    for _ in range(rounds):
        found = share_positive(noisy(rng, 150, 4, centre, 2))
        hits += found.low <= 0.9 <= found.high
        plain += found.raw / rounds
    assert plain == pytest.approx(stats.norm.cdf(centre / 2**0.5), abs=0.02)
    # At a coverage of 0.95 fewer than 135 of 150 come up once in 500 seeds.
    assert hits / rounds >= 0.90


def test_a_crossed_share_allows_for_what_common_seeds_do_to_every_draw() -> None:
    common = np.random.default_rng(8).normal(0, 10, (1, 6))
    samples = np.random.default_rng(9).normal(0.5, 0.01, (100, 1)) + common - common.mean()
    assert share_positive(samples).low > 0.9
    assert share_positive(samples, crossed=True).low < 0.1


def test_draws_that_agree_but_drown_in_noise_do_not_pass_for_disagreement() -> None:
    # All expectations are 0.05 and the noise is 60 times larger. An interval strictly between the thresholds
    # would say that the draws disagree: 15 false alarms of 150 are allowed (about 2% come up).
    rng = np.random.default_rng(10)
    found = [share_positive(rng.normal(0.05, 3, (60, 4))) for _ in range(150)]
    assert sum(share.low > 0.1 and share.high < 0.9 for share in found) <= 15
    assert sum(share.low >= 0.9 or share.high <= 0.1 for share in found) <= 15


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([1.0, 1.2, 1.1], (1, 1, 1)),
        ([-1.0, -1.2, -1.1], (0, 0, 0)),
        ([0.0, 0.0, 0.0], (0, 0, 0)),
        ([-1.0, 1.2, 0.5], (1, 0, 1)),
        ([1.0], (1, 0, 1)),
    ],
)
def test_one_draw_is_zero_or_one(runs: list[float], expected: tuple[float, float, float]) -> None:
    found = share_positive([runs])
    assert (found.value, found.low, found.high) == expected


def test_same_seed_same_interval() -> None:
    samples = noisy(np.random.default_rng(11), 40, 3, 0.5, 1)
    assert share_positive(samples, seed=0) == share_positive(samples, seed=0)
