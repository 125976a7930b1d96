"""A rule is the same function, plain in Python and compiled inside compiled code."""

import math
import random
import re
import subprocess
import sys

import numba
import numpy as np
import pytest

from sim.compiler.rule import RULES, is_rule, rule, small_rule


@rule
def halved(x, times=1):
    """x / 2 as often as asked."""
    for _ in range(times):
        x = x / 2.0
    return x


@rule
def quarter_and_double(x):
    return halved(x, times=2), x * 2.0


class Counter:
    @rule
    def count(self, step):
        self.n += step
        return self.n


def test_a_rule_stays_the_function_it_was():
    assert type(halved) is type(test_a_rule_stays_the_function_it_was)
    assert halved.__doc__ == "x / 2 as often as asked."
    assert halved(3.0) == 1.5
    counter = Counter()
    counter.n = 1
    assert counter.count(2) == 3


def test_rules_call_rules_with_defaults_and_keywords_plain_and_compiled():
    compiled = numba.njit(lambda x: quarter_and_double(x))
    assert compiled(6.0) == quarter_and_double(6.0) == (1.5, 12.0)


@small_rule
def tripled(x):
    return x * 3.0


@rule
def second_of(numbers, place):
    return numbers[place + 1]


def test_a_small_rule_is_a_rule_and_is_put_in_place_of_its_calls():
    assert is_rule(tripled)
    assert tripled(2.0) == 6.0
    compiled = numba.njit("f8(f8)")(lambda x: tripled(x) + tripled(x + 1.0))
    assert compiled(2.0) == 15.0
    assert not re.search(r"tripled.*@function", compiled.inspect_asm(compiled.signatures[0]))


def test_rules_take_indices_as_they_are_and_other_compiled_code_counts_negative_ones_from_the_end():
    numbers = np.array([1.0, 2.0, 3.0])
    assert numba.njit(lambda x: second_of(x, 1))(numbers) == 3.0
    assert numba.njit(lambda x, place: x[place])(numbers, -1) == 3.0
    inside = np.array([1.0, 2.0, 3.0, 4.0])[1:]
    assert numba.njit(lambda x: second_of(x, -2))(inside) == 1.0  # what stands before it in memory


def test_every_rule_is_registered_under_its_module_and_name():
    assert RULES[__name__, "halved"].function is halved
    assert RULES[__name__, "Counter.count"].function is Counter.count
    assert is_rule(halved)
    assert is_rule(Counter.count)
    assert not is_rule(math.sqrt)
    assert not is_rule(test_a_rule_stays_the_function_it_was)


def test_importing_the_model_compiles_nothing():
    program = (
        "import numba.core.event as event\n"
        "with event.install_recorder('numba:compile') as recorder:\n"
        "    import sim.engine, sim.founding, sim.agenda, sim.measures\n"
        "print(len(recorder.buffer))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "0"


FUNCTIONS = {
    "sqrt": (lambda x: math.sqrt(x), 0.0, 1e300),
    "fabs": (lambda x: math.fabs(x), -1e300, 1e300),
    "floor": (lambda x: float(math.floor(x)), -1e15, 1e15),
    "int": (lambda x: float(int(x)), -1e15, 1e15),
    "round": (lambda x: float(round(x)), -1e3, 1e3),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_rules_may_call_has_the_same_bits_plain_and_compiled(name):
    function, low, high = FUNCTIONS[name]
    compiled = numba.njit(function)
    numbers = random.Random(name)
    points = [numbers.uniform(low, high) for _ in range(20_000)] + [low, high]
    points += [0.5, 1.5, 2.5, 1.0, 2.0] if low <= 0.5 else []
    assert [x for x in points if function(x) != compiled(x)] == []


def test_divisions_have_the_same_result_plain_and_compiled_also_by_zero():
    def divisions(a, b):
        return a // b, a % b, a / b

    compiled = numba.njit(divisions)
    for a in range(-7, 8):
        for b in (-3, -2, -1, 1, 2, 3):
            assert divisions(a, b) == compiled(a, b)
    for function in (divisions, compiled):
        with pytest.raises(ZeroDivisionError):
            function(1, 0)
        with pytest.raises(ZeroDivisionError):
            function(1.0, 0.0)


def test_the_smaller_and_the_larger_keep_nan_and_signed_zero_alike():
    def both(x, y):
        return max(x, y), min(x, y)

    compiled = numba.njit(both)
    for x in (0.0, -0.0, 1.0, math.nan, math.inf):
        for y in (0.0, -0.0, 1.0, math.nan, -math.inf):
            assert repr(both(x, y)) == repr(compiled(x, y))
