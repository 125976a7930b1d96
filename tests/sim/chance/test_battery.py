"""Are keyed random numbers as good as independent ones, along every direction in which the model draws?

Seeds are fixed, so the outcome is the same every time; the false-alarm rate is that of choosing them. Each
p-value is two-sided and refused below FALSE_ALARMS divided by the number of p-values of its suite: a perfect
generator would fail the small suite with a chance of at most 1 in 1,000, the long one (make chance) likewise.
"""

from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from sim.chance.hash import GOLDEN, keyed_bits, mix64, open_unit
from sim.chance.transforms import binomial, normal_quantile, poisson

FALSE_ALARMS = 1e-3
SMALL, LARGE, REPEATS = 1 << 16, 1 << 22, 48
BASE = 20_260_000
BASE_4 = np.array([64, 16, 4, 1])


def keys(seeds):
    return mix64(seeds.astype(np.uint64) + np.uint64(GOLDEN))


def words(event, month, a, b):
    parts = [np.atleast_1d(np.asarray(part, np.uint64)) for part in (event, month, a, b)]
    return parts[0] << np.uint64(48) | parts[1] << np.uint64(32) | parts[2] << np.uint64(16) | parts[3]


def split(i, *sizes):
    """Digits of i in mixed base, the last one running fastest."""
    digits = []
    for size in reversed(sizes):
        digits.append(i % size)
        i = i // size
    return [i, *reversed(digits)]


def one_key(seed):
    return keys(np.array([seed]))


def a_city(seed, i):
    replication, month, community, kind = split(i, 48, 41, 3)
    return keyed_bits(keys(seed + replication), words(1, month, community, kind))


STREAMS = {
    "seeds": lambda seed, i: keyed_bits(keys(seed + i), words(1, 1, 0, 0)),
    "events": lambda seed, i: keyed_bits(one_key(seed), words(i % 256, i // 256, 0, 0)),
    "months": lambda seed, i: keyed_bits(one_key(seed), words(2, i % 65536, i // 65536, 0)),
    "first ids": lambda seed, i: keyed_bits(one_key(seed), words(3, 1, i % 65536, i // 65536)),
    "second ids": lambda seed, i: keyed_bits(one_key(seed), words(4, 1, i // 65536, i % 65536)),
    "a city": a_city,
}


def two_sided(upper):
    return 2.0 * min(upper, 1.0 - upper)


def even(counts):
    """Chance of so large a chi-square when all cells are equally likely."""
    expected = counts.sum() / counts.size
    return stats.chi2.sf(((counts - expected) ** 2 / expected).sum(), counts.size - 1)


def cells(bits):
    return even(np.bincount((bits >> np.uint64(52)).astype(int), minlength=4096))


def kolmogorov(bits):
    return stats.kstest(open_unit(bits), "uniform", method="asymp").pvalue


def correlations(bits):
    u = (open_unit(bits) - 0.5) * np.sqrt(12.0)
    return stats.chi2.sf(sum(np.dot(u[lag:], u[:-lag]) ** 2 / (u.size - lag) for lag in range(1, 17)), 16)


def blocks(bits, shift, dimensions):
    digits = (bits >> np.uint64(shift)).astype(int)
    digits = digits[: digits.size // dimensions * dimensions].reshape(-1, dimensions)
    side = 1 << (64 - shift)
    return even(np.bincount(digits @ side ** np.arange(dimensions), minlength=side**dimensions))


def pairs(bits):
    return blocks(bits, 59, 2)


def triples(bits):
    return blocks(bits, 61, 3)


def orders(bits):
    """Chi-square of the 24 orders of four numbers in a row."""
    order = np.argsort(bits[: bits.size // 4 * 4].reshape(-1, 4), axis=1)
    return even(np.bincount(order @ BASE_4, minlength=256)[np.array(list(permutations(range(4)))) @ BASE_4])


def runs(bits):
    """Wald-Wolfowitz: the number of runs above and below one half."""
    high = bits >> np.uint64(63) == 1
    above, below = high.sum(), (~high).sum()
    mean = 2.0 * above * below / high.size + 1.0
    deviation = np.sqrt((mean - 1.0) * (mean - 2.0) / (high.size - 1.0))
    return stats.norm.sf((1 + (high[1:] != high[:-1]).sum() - mean) / deviation)


def ones(bits):
    """Each of the 52 bits that make u is set half the time."""
    share = np.array([(bits >> np.uint64(bit) & np.uint64(1)).mean() for bit in range(12, 64)])
    return stats.chi2.sf((4.0 * bits.size * (share - 0.5) ** 2).sum(), 52)


def changes(bits):
    """Each of the 52 bits differs from the same bit of the number before half the time."""
    return ones((bits[1:] ^ bits[:-1])[::2])


def birthdays(bits, shift=32):
    """Marsaglia's birthday spacings: 4,096 birthdays in 2³² days, repeated spacings Poisson with mean 4."""
    days = (bits >> np.uint64(shift) & np.uint64(0xFFFFFFFF)).astype(np.int64)
    spacings = np.sort(
        np.diff(np.sort(days[: days.size // 4096 * 4096].reshape(-1, 4096), axis=1), axis=1), axis=1
    )
    repeated, expected = (spacings[:, 1:] == spacings[:, :-1]).sum(), 4.0 * spacings.shape[0]
    return (stats.poisson.sf(repeated, expected) + stats.poisson.sf(repeated - 1, expected)) / 2.0


def low_birthdays(bits):
    return birthdays(bits, 12)


TESTS = (
    cells,
    kolmogorov,
    correlations,
    pairs,
    triples,
    orders,
    runs,
    ones,
    changes,
    birthdays,
    low_birthdays,
)

_low = np.uint64(1)
NEIGHBOURS = {
    "next seed": lambda seed, w: (seed + 1, w),
    "next event": lambda seed, w: (seed, w ^ _low << np.uint64(48)),
    "next month": lambda seed, w: (seed, w ^ _low << np.uint64(32)),
    "next first id": lambda seed, w: (seed, w ^ _low << np.uint64(16)),
    "next second id": lambda seed, w: (seed, w ^ _low),
    "ids exchanged": lambda seed, w: (
        seed,
        w & ~np.uint64(0xFFFFFFFF)
        | (w & np.uint64(0xFFFF)) << np.uint64(16)
        | w >> np.uint64(16) & np.uint64(0xFFFF),
    ),
    "next seed, previous word": lambda seed, w: (seed + 1, w - _low),
}

MEANS = (0.02, 1.0 / 6.0, 1.0, 4.5, 60.0)
TRIALS = ((1, 0.3), (2, 0.0184), (5, 0.5), (12, 0.9), (200, 0.0184))
SUITE = len(STREAMS) * len(TESTS) + len(NEIGHBOURS) + 128 + 3 + len(MEANS) + len(TRIALS)


def accept(p, suite=SUITE):
    assert p > FALSE_ALARMS / suite, f"p = {p:.2g} among {suite} p-values"


def each_stream_and_test():
    return pytest.mark.parametrize(
        ("stream", "test"),
        [pytest.param(s, t, id=f"{s}-{t.__name__}") for s in STREAMS for t in TESTS],
    )


@each_stream_and_test()
def test_streams_look_independent_and_uniform(stream, test):
    accept(two_sided(test(STREAMS[stream](BASE, np.arange(SMALL)))))


def neighbours_p(neighbour, n):
    random = np.random.default_rng(BASE)
    seed = random.integers(0, 1 << 40, n)
    word = words(*(random.integers(1, 4096, n) for _ in range(4)))
    other_seed, other_word = NEIGHBOURS[neighbour](seed, word)
    both = np.stack([keyed_bits(keys(seed), word), keyed_bits(keys(other_seed), other_word)], axis=1)
    return two_sided(pairs(both.reshape(-1)))


@pytest.mark.parametrize("neighbour", NEIGHBOURS)
def test_neighbours_are_independent(neighbour):
    accept(neighbours_p(neighbour, SMALL))


def avalanche_p(n):
    """For every input bit of seed and word: does inverting it invert each output bit half the time?"""
    random = np.random.default_rng(BASE + 1)
    seed, word = (random.integers(0, 1 << 64, n, np.uint64, endpoint=False) for _ in range(2))
    before = keyed_bits(keys(seed), word)
    for bit in range(64):
        mask = np.uint64(1) << np.uint64(bit)
        yield two_sided(ones(before ^ keyed_bits(keys(seed ^ mask), word)))
        yield two_sided(ones(before ^ keyed_bits(keys(seed), word ^ mask)))


def test_every_input_bit_moves_every_output_bit_half_the_time():
    found = list(avalanche_p(SMALL // 16))
    assert len(found) == 128
    accept(min(found))


def anderson_darling(u):
    """Chance of so large an Anderson-Darling statistic of uniform numbers (Marsaglia & Marsaglia 2004)."""
    u, n = np.sort(u), u.size
    z = -n - ((2 * np.arange(1, n + 1) - 1) * (np.log(u) + np.log1p(-u[::-1]))).sum() / n
    if z < 2.0:
        series = (
            2.00012 + (0.247105 - (0.0649821 - (0.0347962 - (0.0116720 - 0.00168691 * z) * z) * z) * z) * z
        )
        return 1.0 - np.exp(-1.2337141 / z) / np.sqrt(z) * series
    tail = 1.0776 - (2.30695 - (0.43424 - (0.082433 - (0.008056 - 0.0003146 * z) * z) * z) * z) * z
    return -np.expm1(-np.exp(tail))


def normals_p(n):
    z = np.array([normal_quantile(u) for u in open_unit(STREAMS["a city"](BASE + 2, np.arange(n))).tolist()])
    yield two_sided(stats.kstest(z, "norm", method="asymp").pvalue)
    yield two_sided(anderson_darling(stats.norm.cdf(z)))
    yield stats.binomtest(int((np.abs(z) > 3.0).sum()), n, 2.0 * stats.norm.sf(3.0)).pvalue


def test_normal_numbers_are_normal():
    for p in normals_p(SMALL):
        accept(p)


def counts_p(draw, law, n, seed):
    """Chi-square of counts against their law, cells of few pooled with the rest."""
    drawn = np.array([draw(u) for u in open_unit(STREAMS["a city"](seed, np.arange(n))).tolist()])
    expected = n * law.pmf(np.arange(drawn.max() + 1))
    seen = np.bincount(drawn)
    common = expected >= 10.0
    expected = np.append(expected[common], n - expected[common].sum())
    seen = np.append(seen[common], seen[~common].sum())
    if expected[-1] < 1.0:
        expected, seen = expected[:-1], seen[:-1]
    return two_sided(stats.chi2.sf(((seen - expected) ** 2 / expected).sum(), expected.size - 1))


@pytest.mark.parametrize("mean", MEANS)
def test_poisson_numbers_follow_their_law(mean):
    accept(counts_p(lambda u: poisson(u, mean), stats.poisson(mean), SMALL // 4, BASE + 3))


@pytest.mark.parametrize(("trials", "chance"), TRIALS)
def test_binomial_numbers_follow_their_law(trials, chance):
    accept(counts_p(lambda u: binomial(u, trials, chance), stats.binom(trials, chance), SMALL // 4, BASE + 4))


@pytest.mark.parametrize("test", TESTS, ids=lambda test: test.__name__)
def test_each_test_finds_its_fault(test):
    bits = STREAMS["a city"](BASE + 5, np.arange(SMALL))
    if test in (cells, kolmogorov, ones):
        bits = bits & ~(bits << np.uint64(7))  # bits that are set a quarter of the time
    else:
        bits[1::16] = bits[::16]  # every sixteenth number comes twice
        bits[2::16] = bits[::16]
    assert two_sided(test(bits)) < 1e-9


def test_neighbours_would_not_be_independent_with_one_round():
    """mix(seed + word) alone: the next seed with the previous word is the same draw."""
    random = np.random.default_rng(BASE)
    seed, word = random.integers(1, 1 << 40, SMALL), random.integers(1, 1 << 40, SMALL)
    both = np.stack(
        [mix64((seed + word).astype(np.uint64)), mix64((seed + 1 + word - 1).astype(np.uint64))], axis=1
    )
    assert pairs(both.reshape(-1)) < 1e-9


@pytest.mark.chance_full
@each_stream_and_test()
def test_long_streams(stream, test):
    """Once over four million numbers, and the p-values of 48 stretches against the uniform law."""
    suite = 2 * SUITE
    accept(two_sided(test(STREAMS[stream](BASE + 6, np.arange(LARGE)))), suite)
    stretches = [test(STREAMS[stream](BASE + 7 + (i << 32), np.arange(SMALL))) for i in range(REPEATS)]
    accept(stats.kstest(stretches, "uniform").pvalue, suite)


@pytest.mark.chance_full
@pytest.mark.parametrize("neighbour", NEIGHBOURS)
def test_long_neighbours(neighbour):
    accept(neighbours_p(neighbour, LARGE), 2 * SUITE)


@pytest.mark.chance_full
def test_long_avalanche():
    accept(min(avalanche_p(SMALL * 2)), 2 * SUITE)


@pytest.mark.chance_full
def test_long_transforms():
    found = list(normals_p(LARGE // 4))
    found += [counts_p(lambda u, m=m: poisson(u, m), stats.poisson(m), LARGE // 16, BASE + 8) for m in MEANS]
    found += [
        counts_p(lambda u, t=t: binomial(u, *t), stats.binom(*t), LARGE // 16, BASE + 9) for t in TRIALS
    ]
    accept(min(found), 2 * SUITE)
