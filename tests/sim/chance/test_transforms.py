"""Normal, Poisson and binomial numbers from one uniform number: exact where exactness is promised."""

import importlib.util
import math
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from scipy import stats

from sim.arithmetic import log
from sim.chance.transforms import binomial, normal_quantile, poisson

LAST = 1.0 - 2.0**-53
UNIT = st.floats(0.0, 1.0)


@njit
def compiled_normals(us):
    return np.array([normal_quantile(u) for u in us])


@njit
def compiled_poisson(u, mean):
    return poisson(u, mean)


@njit
def compiled_binomial(u, trials, probability):
    return binomial(u, trials, probability)


@pytest.fixture
def quantile_of_the_standard_library(monkeypatch):
    """`statistics` in pure Python with the logarithm of the model: C's may differ between processors."""
    monkeypatch.setitem(sys.modules, "_statistics", None)
    spec = importlib.util.find_spec("statistics")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "statistics", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "log", log)
    return module.NormalDist().inv_cdf


def test_normal_numbers_equal_the_standard_library_but_for_its_logarithm(
    quantile_of_the_standard_library,
):
    random = np.random.default_rng(3)
    tails = 2.0 ** -random.uniform(1.0, 53.0, 4000)
    edges = [
        0.5,
        2.0**-53,
        LAST,
        0.075,
        0.925,
        math.nextafter(0.075, 0.0),
        math.nextafter(0.925, 1.0),
        math.exp(-25.0),
    ]
    us = np.concatenate([random.uniform(2.0**-53, LAST, 20_000), tails, 1.0 - tails[tails > 2.0**-53], edges])
    expected = [quantile_of_the_standard_library(u) for u in us.tolist()]
    assert [normal_quantile(u) for u in us.tolist()] == expected
    assert compiled_normals(us).tolist() == expected


@given(st.floats(2.0**-53, LAST), st.floats(2.0**-53, LAST))
def test_a_larger_u_never_gives_a_smaller_normal_number(u, v):
    low, high = sorted((u, v))
    assert normal_quantile(low) <= normal_quantile(high) + 1e-14 * abs(normal_quantile(high))


@pytest.mark.parametrize("u", [0.0, 1.0, -0.1, 1.1, math.nan])
def test_normal_numbers_need_a_u_inside(u):
    with pytest.raises(ValueError, match="0 < u < 1"):
        normal_quantile(u)
    with pytest.raises(ValueError, match="0 < u < 1"):
        compiled_normals(np.array([u]))


@pytest.mark.parametrize("mean", [1e-12, 0.02, 1.0 / 6.0, 1.0, 7.5, 60.0, 700.0])
def test_poisson_numbers_equal_scipys(mean):
    us = np.random.default_rng(4).uniform(size=500)
    expected = stats.poisson.ppf(us, mean)
    assert [poisson(u, mean) for u in us.tolist()] == expected.tolist()
    assert [compiled_poisson(u, mean) for u in us.tolist()] == expected.tolist()


@pytest.mark.parametrize("mean", [1e-300, 1e-12, 0.1, 1.0, 30.0, 700.0])
@pytest.mark.parametrize("u", [LAST, 1.0])
def test_poisson_numbers_end_when_u_is_nearly_1(u, mean):
    count = poisson(u, mean)
    assert count == compiled_poisson(u, mean)
    assert count <= mean + 20.0 + 12.0 * math.sqrt(mean)
    assert count >= stats.poisson.ppf(1.0 - 1e-14, mean)


@given(UNIT)
def test_neutral_arguments_give_certain_counts(u):
    assert poisson(u, 0.0) == 0
    assert binomial(u, 0, 0.3) == 0
    assert binomial(u, 9, 0.0) == 0
    assert binomial(u, 9, 1.0) == 9


@given(UNIT, UNIT, st.floats(0.0, 50.0), st.integers(0, 60), UNIT)
def test_a_larger_u_never_gives_a_smaller_count(u, v, mean, trials, probability):
    low, high = sorted((u, v))
    assert poisson(low, mean) <= poisson(high, mean)
    assert 0 <= binomial(low, trials, probability) <= binomial(high, trials, probability) <= trials


@settings(deadline=None)
@given(st.floats(2.0**-53, LAST), st.floats(0.0, 50.0), st.integers(0, 60), UNIT)
def test_counts_are_the_same_compiled(u, mean, trials, probability):
    assert poisson(u, mean) == compiled_poisson(u, mean)
    assert binomial(u, trials, probability) == compiled_binomial(u, trials, probability)


@pytest.mark.parametrize("trials", [1, 2, 5, 40, 900])
@pytest.mark.parametrize("probability", [1e-9, 0.0184, 0.3, 0.5, 0.7, 0.99, 1.0 - 1e-9])
def test_binomial_numbers_equal_scipys(trials, probability):
    us = np.random.default_rng(5).uniform(size=300)
    expected = stats.binom.ppf(us, trials, probability)
    assert [binomial(u, trials, probability) for u in us.tolist()] == expected.tolist()


@pytest.mark.parametrize("probability", [0.0184, 0.3, 0.5])
def test_binomial_numbers_end_in_their_tail_when_u_is_nearly_1(probability):
    count = binomial(LAST, 900, probability)
    assert stats.binom.ppf(1.0 - 1e-14, 900, probability) <= count <= 900 * probability + 10 * 15 + 20
    assert abs(900 - binomial(2.0**-53, 900, 1.0 - probability) - count) <= 5


@pytest.mark.parametrize("mean", [-1e-9, 700.1, math.inf, math.nan])
def test_means_out_of_range_are_refused_plain_and_compiled(mean):
    for draw in (poisson, compiled_poisson):
        with pytest.raises(ValueError, match="0 <= mean <= 700"):
            draw(0.5, mean)


@pytest.mark.parametrize(
    ("trials", "probability"), [(-1, 0.5), (3, -0.1), (3, 1.1), (3, math.nan), (2000, 0.5)]
)
def test_trials_out_of_range_are_refused_plain_and_compiled(trials, probability):
    for draw in (binomial, compiled_binomial):
        with pytest.raises(ValueError, match="binomial"):
            draw(0.5, trials, probability)


@pytest.mark.parametrize("u", [-0.1, 1.1, math.nan])
def test_counts_need_a_u_of_the_unit_interval(u):
    with pytest.raises(ValueError, match="0 <= u <= 1"):
        poisson(u, 1.0)
    with pytest.raises(ValueError, match="0 <= u <= 1"):
        binomial(u, 3, 0.5)
