"""Random numbers, plain and compiled: the same bits in any order, with a table, without, beyond its edges."""

import os
import subprocess
import sys
from typing import NamedTuple

import numpy as np
import pytest
from numba import config, njit
from numba.core.errors import TypingError

from sim.chance import EVENTS
from sim.chance.at_once import transform_near as transform_near_rule
from sim.chance.random_numbers import (
    TABLE_CELLS,
    RandomNumbers,
    noise,
    normal,
    random_numbers_record,
    reseed,
    uniform,
)
from sim.chance.transforms import noise_of, normal_quantile

SIZES = {
    "bureau": 1,
    "office": 2,
    "organization": 3,
    "evaluator": 4,
    "community": 5,
    "kind": 3,
    "lot": 2,
    "instrument": 7,
}
MONTHS = 6
SEEDS = (0, 1, 2**63 - 1, 2**63, 2**64 - 1)
NORMALS = [number for number, it in EVENTS.items() if it.transform == "normal"]
MONTHLY = next(number for number in NORMALS if not EVENTS[number].month_0_only)
compiled_only = pytest.mark.skipif(bool(config.DISABLE_JIT), reason="needs the compiler")


@njit
def compiled_normal(numbers, event, month, a, b):
    return normal(numbers, event, month, a, b)


@njit
def transform_near(far, count):
    transform_near_rule(far, count)


@njit
def compiled_noise(numbers, event, month, a, b, spread):
    return noise(numbers, event, month, a, b, spread)


@njit
def compiled_uniform(numbers, event, month, a, b):
    return uniform(numbers, event, month, a, b)


@njit
def compiled_reseed(numbers, seed):
    reseed(numbers, seed)


def draws(n=200):
    """Draws within the table, at its edges and far beyond."""
    random = np.random.default_rng(6)
    for event in random.choice(list(EVENTS), n).tolist():
        for reach in (3, 8, 65536):
            yield (event, *random.integers(0, reach, 3).tolist())


def records(seed):
    """With a table, without one, and with tables for nobody and for no month."""
    nobody = dict.fromkeys(SIZES, 0)
    return (
        random_numbers_record(seed, SIZES, MONTHS),
        random_numbers_record(seed),
        random_numbers_record(seed, nobody, 5),
        random_numbers_record(seed, SIZES),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_plain_and_compiled_draws_have_the_same_bits(seed):
    numbers = RandomNumbers(seed)
    for record in records(seed):
        for where in draws():
            assert compiled_uniform(record, *where) == uniform(numbers, *where)
            assert compiled_normal(record, *where) == normal(numbers, *where)
            assert compiled_normal(record, *where) == normal_quantile(uniform(numbers, *where))


@pytest.mark.parametrize("spread", [0.0, 1e-9, 0.02, 0.3, 5.0, 400.0, 1e200])
def test_plain_and_compiled_noise_have_the_same_bits(spread):
    """Made at once where all are drawn at once, alone otherwise; beyond what e^x can hold as well."""
    numbers = RandomNumbers(11)
    for record in records(11):
        for event, month, a, b in draws(60):
            if EVENTS[event].transform == "normal":
                drawn = compiled_noise(record, event, month, a, b, spread)
                assert drawn == noise(numbers, event, month, a, b, spread)
                assert drawn == noise_of(spread, normal(numbers, event, month, a, b))


@compiled_only
def test_noise_is_made_anew_for_another_spread_and_another_seed():
    record = random_numbers_record(4, SIZES, MONTHS)
    for seed, spread in ((4, 0.1), (4, 0.2), (5, 0.2), (5, 0.1), (4, 0.1)):
        reseed(record, seed)
        for a in range(2):
            drawn = compiled_noise(record, MONTHLY, 2, a, 1, spread)
            assert drawn == noise(RandomNumbers(seed), MONTHLY, 2, a, 1, spread) != 1.0
            assert compiled_normal(record, MONTHLY, 2, a, 1) == normal(RandomNumbers(seed), MONTHLY, 2, a, 1)


@compiled_only
def test_the_furthest_of_many_numbers_have_their_own_formula():
    """So far out is one in 36 thousand million: such a number is put among those that are set aside."""
    furthest = np.array([1e-13, 0.02, 1.0 - 2.0**-52, 0.97, 1e-11, 2e-11])
    found = furthest.copy()
    transform_near(found, np.uint64(len(found)))
    left = (found > 0.0) & (found < 1.0)
    assert left.tolist() == [True, False, True, False, True, False]
    assert (found[left] == furthest[left]).all()
    assert found[~left].tolist() == [normal_quantile(u) for u in furthest[~left].tolist()]


def test_order_does_not_matter():
    forwards, backwards = random_numbers_record(3, SIZES, MONTHS), random_numbers_record(3, SIZES, MONTHS)
    one = {where: compiled_normal(forwards, *where) for where in draws()}
    assert {where: compiled_normal(backwards, *where) for where in reversed(list(draws()))} == one


@compiled_only
def test_every_cell_of_the_table_belongs_to_one_draw():
    record = random_numbers_record(4, SIZES, MONTHS)
    assert np.isnan(record.table[: record.used]).all()
    drawn = set()
    for event in NORMALS:
        first, second = (1 if domain is None else SIZES[domain] for domain in EVENTS[event].domains)
        for month in range(1 if EVENTS[event].month_0_only else MONTHS + 1):
            for a in range(first):
                for b in range(second):
                    drawn.add(compiled_normal(record, event, month, a, b))
    assert len(drawn) == record.used
    assert drawn == set(record.table[: record.used].tolist())


@compiled_only
def test_what_befalls_everybody_for_each_kind_is_drawn_at_once_and_nothing_else_is():
    """A thousand communities, so that many numbers lie far out; every bit as when drawn alone."""
    many = SIZES | {"community": 1000}
    for event in NORMALS:
        record = random_numbers_record(6, many, 2)
        month = 0 if EVENTS[event].month_0_only else 1
        compiled_normal(record, event, month, 0, 0)
        drawn = record.table[: record.used][~np.isnan(record.table[: record.used])]
        first, second = (1 if domain is None else many[domain] for domain in EVENTS[event].domains)
        if EVENTS[event].domains[1] != "kind":
            first, second = 1, 1
        alone = [normal(RandomNumbers(6), event, month, a, b) for b in range(second) for a in range(first)]
        assert drawn.tolist() == alone


@compiled_only
def test_a_number_of_the_table_is_not_computed_again():
    record = random_numbers_record(4, SIZES, MONTHS)
    first = compiled_normal(record, MONTHLY, 2, 1, 0)
    record.table[record.table == first] = 99.0
    assert compiled_normal(record, MONTHLY, 2, 1, 0) == 99.0


def test_uniform_numbers_never_come_from_the_table():
    record = random_numbers_record(4, SIZES, MONTHS)
    compiled_normal(record, MONTHLY, 2, 1, 0)
    assert compiled_uniform(record, MONTHLY, 2, 1, 0) == uniform(RandomNumbers(4), MONTHLY, 2, 1, 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_another_seed_forgets_the_last_one(seed):
    numbers, record, compiled = (
        RandomNumbers(77),
        random_numbers_record(77, SIZES, MONTHS),
        random_numbers_record(77, SIZES, MONTHS),
    )
    before = [compiled_normal(record, *where) for where in draws(20)]
    reseed(numbers, seed)
    reseed(record, seed)
    compiled_reseed(compiled, np.uint64(seed))
    after = [normal(RandomNumbers(seed), *where) for where in draws(20)]
    assert before != after
    for changed in (numbers, record, compiled):
        draw = normal if changed is numbers else compiled_normal
        assert [draw(changed, *where) for where in draws(20)] == after


def test_a_table_that_is_too_large_leaves_out_the_largest_events():
    huge = SIZES | {"community": 65536}
    record = random_numbers_record(5, huge, 48)
    small = random_numbers_record(5, SIZES, 48)
    assert 0 < record.used < small.used < TABLE_CELLS
    where = (MONTHLY, 48, 65535, 2)
    assert compiled_normal(record, *where) == normal(RandomNumbers(5), *where)


def test_what_befalls_everybody_has_the_first_claim_to_the_table():
    city = {"community": 400, "organization": 40, "office": 10, "evaluator": 20} | {"kind": 3, "lot": 160}
    record = random_numbers_record(5, city, 60)
    left_out = {number for number in EVENTS if record.spans[number, 0] == 0}
    normal_ones = {number for number, event in EVENTS.items() if event.transform == "normal"}
    assert left_out & normal_ones
    assert all(EVENTS[number].domains[1] != "kind" for number in left_out & normal_ones)


def test_a_domain_without_size_is_refused():
    with pytest.raises(ValueError, match="how many ids has the domain 'kind'"):
        random_numbers_record(1, {name: size for name, size in SIZES.items() if name != "kind"}, MONTHS)


@pytest.mark.parametrize("wrong", [-1, 65536])
@pytest.mark.parametrize("position", [1, 2, 3])
def test_nobody_has_no_random_numbers_plain_or_compiled(position, wrong):
    where = [NORMALS[0], 1, 1, 1]
    where[position] = wrong
    for numbers, draws_of in (
        (RandomNumbers(1), (uniform, normal)),
        (random_numbers_record(1, SIZES), (compiled_uniform, compiled_normal)),
    ):
        for draw in draws_of:
            with pytest.raises(ValueError, match="from 0 to 65535"):
                draw(numbers, *where)


@compiled_only
def test_compiled_draws_refuse_floats_and_other_records():
    with pytest.raises(TypingError, match="a of a draw must be an integer, not float64"):
        compiled_uniform(random_numbers_record(1), 1, 1, 1.0, 1)
    with pytest.raises(TypingError, match=r"need a sim\.chance\.random_numbers_record"):
        compiled_normal(np.zeros(3), 1, 1, 1, 1)


class World(NamedTuple):
    random_numbers: np.record
    levels: np.ndarray


def test_random_numbers_may_be_part_of_a_larger_world():
    @njit
    def total(world):
        for i in range(world.levels.size):
            world.levels[i] = normal(world.random_numbers, 1, 0, i, 0)
        return world.levels.sum()

    world = World(random_numbers_record(8, SIZES, MONTHS), np.zeros(4))
    total(world)
    assert world.levels.tolist() == [normal(RandomNumbers(8), 1, 0, i, 0) for i in range(4)]


def python(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | environment, capture_output=True, text=True, check=True
    ).stdout


def test_without_the_compiler_the_bits_are_the_same():
    code = (
        "from sim.chance import RandomNumbers, random_numbers_record, normal, uniform\n"
        "for numbers in (RandomNumbers(2**64 - 1), random_numbers_record(2**64 - 1)):\n"
        "    print(*[draw(numbers, 7, m, m, 3).hex() for m in range(300) for draw in (uniform, normal)])"
    )
    expected = " ".join(
        draw(RandomNumbers(2**64 - 1), 7, m, m, 3).hex() for m in range(300) for draw in (uniform, normal)
    )
    assert python(code, NUMBA_DISABLE_JIT="1").splitlines() == [expected] * 2


@compiled_only
def test_importing_compiles_nothing_and_imports_no_heavy_package():
    code = (
        "import sys, sim.chance, sim.chance.random_numbers as numbers\n"
        "print(numbers._fast_uniform.signatures, numbers._fast_normal.signatures,\n"
        "      [name for name in ('mesa', 'pandas', 'scipy.stats') if name in sys.modules])"
    )
    assert python(code).split() == ["[]", "[]", "[]"]
