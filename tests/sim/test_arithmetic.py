"""exp, log and power: within one ulp of the true value, exact where that is due, the same bits everywhere."""

import functools
import hashlib
import inspect
import math
import os
import random
import re
import struct
import subprocess
import sys
from decimal import Context, Decimal, localcontext

import numba
import pytest

from sim.arithmetic import (
    LACKING,
    LOGARITHMS_HIGH,
    LOGARITHMS_LOW,
    RECIPROCALS,
    ROOTS,
    START,
    exp,
    log,
    power,
)
from sim.compiler.leaf import bits_of, float_of

POINTS = 20_000
DIGEST = "c7b58c66e53437ee4bc86ce25d4baec95951d7d7abdcad10113a8115ec25746d"
LN2 = 0.6931471805599453  # arguments owe nothing to the system's own logarithm, nor does the digest
INFINITE, NO_NUMBER = math.inf, math.nan
TINIEST, SMALLEST_NORMAL, LARGEST = 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308

EXACTLY = Context(prec=45, Emin=-9999, Emax=9999)


def neighbours(x, steps=3):
    """A number and the doubles next to it."""
    return [float_of(bits_of(x) + step) for step in range(-steps, steps + 1)]


def exponents():
    """Arguments of exp: everywhere, dense near 0, near the limits and half-way between two parts."""
    numbers = random.Random("exp")
    points = [numbers.uniform(-745.2, 709.8) for _ in range(POINTS // 4)]
    points += [numbers.uniform(-3.0, 3.0) for _ in range(POINTS // 4)]
    points += [math.ldexp(numbers.uniform(-1.0, 1.0), -numbers.randrange(70)) for _ in range(POINTS // 4)]
    points += [numbers.uniform(-745.2, -707.0) for _ in range(POINTS // 8)]
    points += [numbers.uniform(707.0, 709.79) for _ in range(POINTS // 8)]
    half_way = [(part + 0.5) * LN2 / 64.0 for part in range(-400, 400)]
    edges = [-745.1332191019411, -708.3964185322641, 709.782712893384, 708.0, -708.0, 1.0, -1.0]
    return points + [x for point in half_way + edges for x in neighbours(point, 1)]


def positives():
    """Arguments of log: of all sizes, dense near 1, at the edges of the table's steps, subnormal."""
    numbers = random.Random("log")
    points = [float_of(numbers.randrange(1, bits_of(INFINITE))) for _ in range(POINTS // 4)]
    points += [numbers.uniform(0.0, 4.0) + 1e-9 for _ in range(POINTS // 4)]
    points += [
        1.0 + math.ldexp(numbers.uniform(-0.5, 1.0), -numbers.randrange(52)) for _ in range(POINTS // 2)
    ]
    points += [float_of(numbers.randrange(1, 1 << 52)) for _ in range(500)]
    edges = [float_of(START + (step << 46)) for step in range(65)] + [1.0, SMALLEST_NORMAL, 2.0, 0.5]
    return points + [x for edge in edges for x in neighbours(edge)] + [TINIEST, LARGEST]


def pairs():
    """Arguments of power: as the rules have them, with results of all sizes, with a base close to 1."""
    numbers = random.Random("power")
    points = [(numbers.uniform(0.0, 200.0), numbers.uniform(-4.0, 4.0)) for _ in range(POINTS // 4)]
    for _ in range(POINTS // 4):
        x = float_of(numbers.randrange(1, bits_of(INFINITE)))
        points.append((x, numbers.uniform(-745.0, 709.7) / log(x)))
    for _ in range(POINTS // 4):
        x = 1.0 + math.ldexp(numbers.uniform(-0.5, 1.0), -numbers.randrange(50))
        points.append((x, numbers.uniform(-744.0, 709.0) / log(x) if x != 1.0 else 3.0))
    points += [(numbers.uniform(0.5, 2.0), numbers.uniform(-600.0, 600.0)) for _ in range(POINTS // 4)]
    edges = [x for step in range(65) for x in neighbours(float_of(START + (step << 46)), 1)]
    points += [(x, y / log(x)) for x in edges if x != 1.0 for y in (709.0, -744.0)]
    return [(x, y) for x, y in points if x > 0.0]


def ulps(found, exact):
    """How far a number is from the exact one, in units of the last place of the double nearest to that."""
    nearest = float(exact)
    if math.isinf(nearest):
        return 0.0 if found == nearest else INFINITE
    return float(abs(Decimal(found) - exact) / Decimal(math.ulp(nearest)))


def test_exp_is_within_one_ulp():
    points = exponents()
    assert len(points) >= POINTS
    with localcontext(EXACTLY):
        off = [ulps(exp(x), Decimal(x).exp()) for x in points]
        normal = [one for one, x in zip(off, points, strict=True) if abs(x) < 650.0]
    assert max(normal) < 0.56
    assert max(off) < 0.8


def test_log_is_within_one_ulp():
    points = positives()
    assert len(points) >= POINTS
    with localcontext(EXACTLY):
        off = [ulps(log(x), Decimal(x).ln()) for x in points]
    assert max(off) < 0.51


def test_powers_are_within_one_ulp():
    points = pairs()
    assert len(points) >= POINTS
    with localcontext(EXACTLY):
        exact = [(Decimal(y) * Decimal(x).ln()).exp() for x, y in points]
        off = [ulps(power(x, y), value) for (x, y), value in zip(points, exact, strict=True)]
        normal = [one for one, value in zip(off, exact, strict=True) if value > Decimal(SMALLEST_NORMAL)]
    assert max(normal) < 0.55
    assert max(off) < 0.85


def test_what_is_due_exactly_is_exact():
    assert exp(0.0) == exp(-0.0) == exp(TINIEST) == exp(-TINIEST) == 1.0
    assert log(1.0) == 0.0
    assert math.copysign(1.0, log(1.0)) == 1.0
    for x in [*positives()[::50], 0.0, INFINITE, -3.0]:
        assert power(x, 1.0) == x
        assert power(x, 0.0) == power(x, -0.0) == power(1.0, x) == 1.0
    for k in range(-1074, 1024):
        assert power(2.0, float(k)) == math.ldexp(1.0, k)
    for x in range(2, 60):
        for y in range(1, 40):
            if x**y < 1 << 53:
                assert power(float(x), float(y)) == x**y
                assert power(float(x**y), 1.0 / y) == pytest.approx(x, rel=1e-14)
        assert power(float(x * x), 0.5) == x
        assert power(1.0 / 64.0, x / 6.0) == pytest.approx(2.0**-x, rel=1e-14)


def test_limits_are_those_of_c():
    assert exp(709.782712893384) < INFINITE == exp(709.7827128933841) == exp(1e300) == exp(INFINITE)
    assert exp(-745.1332191019411) == TINIEST
    assert exp(-745.1332191019412) == exp(-1e300) == exp(-INFINITE) == 0.0
    assert log(0.0) == log(-0.0) == -INFINITE
    assert log(INFINITE) == INFINITE
    for nothing in (exp(NO_NUMBER), log(NO_NUMBER), log(-TINIEST), log(-INFINITE), power(-2.0, 0.5)):
        assert math.isnan(nothing)


SPECIAL = (
    0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 1e20, 1e300, 2.0**52 + 1.0, 2.0**53 - 1.0, 2.0**53, INFINITE, TINIEST,
    1e-310, math.nextafter(1.0, 0.0), math.nextafter(1.0, 2.0), 1e-30, LARGEST, NO_NUMBER,
)  # fmt: skip


def of_c(x, y):
    """C's power; Python raises where it is infinite or no number."""
    try:
        return math.pow(x, y)
    except OverflowError:
        return -INFINITE if x < 0.0 and abs(math.fmod(y, 2.0)) == 1.0 else INFINITE
    except ValueError:
        if x != 0.0:
            return NO_NUMBER
        return math.copysign(INFINITE, x) if abs(math.fmod(y, 2.0)) == 1.0 else INFINITE


def test_powers_of_zero_of_the_infinite_and_of_negative_numbers_are_those_of_c():
    for x in (*SPECIAL, *(-x for x in SPECIAL)):
        for y in (*SPECIAL, *(-y for y in SPECIAL)):
            found, expected = power(x, y), of_c(x, y)
            if math.isnan(expected):
                assert math.isnan(found), (x, y)
            elif expected == 0.0 or math.isinf(expected):
                assert (found, math.copysign(1.0, found)) == (expected, math.copysign(1.0, expected)), (x, y)
            else:
                assert abs(found - expected) <= math.ulp(expected), (x, y)


def test_a_larger_argument_never_gives_a_smaller_number():
    for function, points in ((exp, exponents()), (log, positives())):
        values = [function(x) for x in sorted(points)]
        assert values == sorted(values)
    for edge in [(part + 0.5) * LN2 / 64.0 for part in range(-100, 100)]:
        values = [exp(x) for x in neighbours(edge, 20)]
        assert values == (sorted(values) if edge > 0.0 else sorted(values, reverse=True))
    for edge in [float_of(START + (step << 46)) for step in range(65)]:
        values = [log(x) for x in neighbours(edge, 20)]
        assert values == sorted(values)


def test_the_tables_are_what_they_are_said_to_be():
    with localcontext(EXACTLY):
        for part, (near, lacking) in enumerate(zip(ROOTS, LACKING, strict=True)):
            exact = (Decimal(part) / 64 * Decimal(2).ln()).exp()
            assert abs(Decimal(near) * (1 + Decimal(lacking)) - exact) < Decimal(2) ** -100
        for step, c in enumerate(RECIPROCALS):
            low, high = float_of(START + (step << 46)), float_of(START + (step + 1 << 46))
            places = (
                64 if high <= 1.0 else 128
            )  # of z·c − 1, which is a double: 2^(−53 or −52)/places at least
            assert (c * places).is_integer()
            assert max(abs(low * c - 1.0), abs(high * c - 1.0)) <= (0.0112 if step != 37 else 0.0053)
            assert (1.0 if high <= 1.0 else 2.0) / places >= 0.0112
            assert (LOGARITHMS_HIGH[step] * 2**42).is_integer()
            exact = Decimal(LOGARITHMS_HIGH[step]) + Decimal(LOGARITHMS_LOW[step])
            assert abs(exact + Decimal(c).ln()) < Decimal(2) ** -96


def packed(values):
    """Bits of many numbers; what is no number has many bit patterns and is given one."""
    return b"".join(struct.pack("<d", value if value == value else NO_NUMBER) for value in values)


def all_arguments():
    """The fixed arguments of the digest."""
    special = [sign * x for x in SPECIAL for sign in (1.0, -1.0)]
    both = pairs() + [(x, y) for x in special for y in special]
    return exponents() + special, positives() + special, both


def digest(of_exp, of_log, of_power):
    """A hash of the bits of three functions at the fixed arguments."""
    first, second, both = all_arguments()
    found = hashlib.sha256(packed(map(of_exp, first)) + packed(map(of_log, second)))
    found.update(packed(of_power(x, y) for x, y in both))
    return found.hexdigest()


@functools.cache
def compiled():
    return numba.njit(lambda x: exp(x)), numba.njit(lambda x: log(x)), numba.njit(lambda x, y: power(x, y))


def test_plain_and_compiled_give_the_same_bits():
    first, second, both = all_arguments()
    of_exp, of_log, of_power = compiled()
    plain_exp, plain_power = inspect.unwrap(exp), inspect.unwrap(power)
    assert packed(map(plain_exp, first)) == packed(map(exp, first)) == packed(map(of_exp, first))
    assert packed(map(log, second)) == packed(map(of_log, second))
    plain = packed(plain_power(x, y) for x, y in both)
    assert plain == packed(power(x, y) for x, y in both) == packed(of_power(x, y) for x, y in both)


def test_plain_python_may_give_whole_numbers():
    assert power(3, 5) == 243.0
    assert (exp(0), power(2, 0.5)) == (1.0, power(2.0, 0.5))
    assert {type(number) for number in (exp(0), power(3, 5))} == {float}


def test_the_bits_are_those_committed():
    assert digest(*compiled()) == DIGEST


WITHOUT = {
    "no compiler": {"NUMBA_DISABLE_JIT": "1"},
    "another processor": {"NUMBA_CPU_NAME": "generic"},
    "no fused operations in glibc": {
        "GLIBC_TUNABLES": "glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable,-FMA_Usable"
    },
}


@pytest.mark.parametrize("surroundings", WITHOUT)
def test_the_bits_are_those_committed_also_with(surroundings):
    program = (
        "import importlib.util as util\n"
        f"spec = util.spec_from_file_location('here', {__file__!r})\n"
        "here = util.module_from_spec(spec)\n"
        "spec.loader.exec_module(here)\n"
        "print(here.digest(*here.compiled()))\n"
    )
    settings = {**os.environ, **WITHOUT[surroundings], "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=settings, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == DIGEST


def test_compiled_code_fuses_nothing_and_calls_no_mathematical_library():
    for function in compiled():
        (assembly,) = function.inspect_asm().values()
        assert "vfma" not in assembly
        assert "vfms" not in assembly
        assert "vfnm" not in assembly
        (code,) = function.inspect_llvm().values()
        assert not re.search(r"@(llvm\.)?(exp|log|pow|fma|fmuladd)\b", code)
        assert not re.search(r"= f(add|sub|mul|div) (fast|contract|reassoc)", code)
