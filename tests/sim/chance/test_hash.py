"""The keyed hash: numbers that may never change, and the same bits from Python, numba and NumPy."""

import numpy as np
import pytest
from numba import njit
from numba.core.errors import TypingError

from sim.chance.hash import GOLDEN, MASK, keyed_bits, keyed_uniform, mix64, open_unit, replication_key

REFERENCE = {
    (0, 1, 0, 0, 0): "0x1.ba6fd9351a77ep-2",
    (0, 7, 8, 16, 2): "0x1.c25e4d7723022p-2",
    (1, 7, 8, 16, 2): "0x1.cc4bb892cb265p-1",
    (20260000, 1, 36, 40, 2): "0x1.50491b4c97931p-1",
    (2**63, 2, 1, 0, 65535): "0x1.d13585869647cp-3",
    (2**64 - 1, 255, 65535, 65535, 65535): "0x1.1882bbcb2ca2fp-1",
    (42, 42, 12, 9, 39): "0x1.f5c1b285aeaeap-2",
    (42, 42, 12, 39, 9): "0x1.3982837b6fb1fp-1",
}


@njit
def compiled_uniform(key, event, month, a, b):
    return keyed_uniform(key, event, month, a, b)


@njit
def compiled_key(seed):
    return replication_key(seed)


def draws(n):
    random = np.random.default_rng(17)
    seeds = [0, 1, 2**63 - 1, 2**63, 2**64 - 1, *random.integers(0, 2**64, n, np.uint64).tolist()]
    edges = [
        (0, 0, 0, 0),
        (65535, 65535, 65535, 65535),
        (1, 0, 65535, 0),
        (1, 65535, 0, 65535),
        (255, 1, 2, 3),
    ]
    rest = random.integers(0, 65536, (n, 4)).tolist()
    return [(seed, *where) for seed, where in zip(seeds, [*edges, *rest], strict=True)]


@pytest.mark.parametrize(("draw", "u"), REFERENCE.items())
def test_numbers_never_change(draw, u):
    seed, *where = draw
    assert keyed_uniform(replication_key(seed), *where).hex() == u
    assert compiled_uniform(compiled_key(np.uint64(seed)), *where).hex() == u


def test_mix_is_splitmix64():
    """The first two numbers of SplitMix64 from state 0, as its authors' program prints them."""
    assert replication_key(0) & MASK == 0xE220A8397B1DCDAF
    assert replication_key(GOLDEN) & MASK == 0x6E789E6AA1B965F4


def test_python_numba_and_numpy_give_the_same_bits():
    with np.errstate(over="ignore"):
        for seed, event, month, a, b in draws(500):
            key = replication_key(seed)
            word = np.array([event << 48 | month << 32 | a << 16 | b], np.uint64)
            array = open_unit(keyed_bits(mix64(np.array([seed], np.uint64) + np.uint64(GOLDEN)), word))
            plain = keyed_uniform(key, event, month, a, b)
            assert compiled_key(np.uint64(seed)) == key
            assert compiled_uniform(key, event, month, a, b) == plain == array[0]


@pytest.mark.parametrize("integer", [np.uint8, np.int8, np.uint16, np.int32, np.uint64, np.int64])
def test_the_type_of_an_integer_does_not_matter(integer):
    expected = keyed_uniform(replication_key(3), 7, 99, 100, 101)
    assert compiled_uniform(replication_key(3), 7, integer(99), integer(100), integer(101)) == expected
    assert keyed_uniform(np.int64(replication_key(3)), 7, integer(99), integer(100), integer(101)) == expected


def test_numbers_lie_strictly_between_0_and_1():
    lowest, highest = open_unit(np.array([0, MASK], np.uint64))
    assert lowest == 2.0**-53
    assert highest == 1.0 - 2.0**-53


def test_every_argument_matters():
    key = replication_key(9)
    numbers = {
        keyed_uniform(k, e, m, a, b)
        for k in (key, key + 1)
        for e in (1, 2)
        for m in (1, 2)
        for a in (1, 2)
        for b in (1, 2)
    }
    assert len(numbers) == 32


@pytest.mark.parametrize("position", range(1, 5))
@pytest.mark.parametrize("wrong", [-1, 65536, -(2**40)])
def test_ids_out_of_range_are_refused_plain_and_compiled(position, wrong):
    arguments = [replication_key(1), 1, 1, 1, 1]
    arguments[position] = wrong
    for draw in (keyed_uniform, compiled_uniform):
        with pytest.raises(ValueError, match="from 0 to 65535"):
            draw(*arguments)


def test_ids_that_are_not_integers_are_refused_plain_and_compiled():
    with pytest.raises(TypeError):
        keyed_uniform(1, 1, 1, 1.0, 1)
    with pytest.raises((TypingError, TypeError)):
        compiled_uniform(1, 1, 1, 1.0, 1)


@pytest.mark.parametrize("seed", [-1, 2**64, -(2**63)])
def test_seeds_outside_64_bits_are_refused(seed):
    with pytest.raises(ValueError, match="2\\*\\*64 - 1"):
        replication_key(seed)


def test_negative_seeds_are_refused_by_compiled_code():
    with pytest.raises(ValueError, match="2\\*\\*64 - 1"):
        compiled_key(-1)


def test_seed_and_word_enter_alike():
    """A limit of the recipe: a seed from 2⁴⁸ on may be the word of a draw; none below is (no event is 0)."""
    seed, word = (3 << 48) + 5, (1 << 48) + 2
    assert keyed_uniform(replication_key(seed), 1, 0, 0, 2) == keyed_uniform(
        replication_key(word), 3, 0, 0, 5
    )
