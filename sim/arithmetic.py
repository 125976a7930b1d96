"""exp, log and powers in IEEE 754 arithmetic alone: the same bits on every processor and system.

Mathematical libraries differ in the last bit between processors. Here there are only + − × and comparisons of
doubles, which IEEE 754 fixes, and the bits of a double; nothing is fused or reordered. Every result is less
than one unit in the last place (ulp) from the true value, nearly always the nearest double, and exact where
the true value is a double: exp(0) = 1, log(1) = 0, power(x, 1) = x, power(x, 0) = 1, power(3, 5) = 243.

The methods are published ones:

- exp: x = n·ln 2/64 + r, with ln 2 in two parts (Cody & Waite 1980); the powers of 2^(1/64) from a table in
  two parts (Tang 1989), e^r by a polynomial;
- log: x = 2^k·z and r = z·c − 1, with c near 1/z from a table (Tang 1990) of numbers so short that r is
  exact, log(1 + r) by a polynomial; the result is kept as a sum of two doubles (Dekker 1971);
- power: e^(y·log x) from that sum, with y·log x as a sum of two doubles as well.

The polynomials agree with the true function at Chebyshev nodes, which is nearly minimax (Trefethen 2013).

Limits are those of C (ISO C, annex F), and nothing is raised: what is too large is infinite, what is too
small becomes 0 by way of the subnormal doubles, log(0) is −∞, and what has no real value is not a number.
"""

import math
from decimal import Decimal, localcontext

from sim.compiler.leaf import bits_of, float_of, inlined, leaf, quick, table

PARTS = 64
LN2_HIGH = float.fromhex("0x1.62e42fefa0000p-1")  # 36 bits, so that k·LN2_HIGH is exact
LN2_LOW = float.fromhex("0x1.cf79abc9e3b3ap-40")
PART_HIGH, PART_LOW = LN2_HIGH / PARTS, LN2_LOW / PARTS
PARTS_PER_LN2 = 92.33248261689366
ROUNDER = 6755399441055744.0  # 1.5·2⁵²: what is added to it loses all that is not whole,
ROUNDER_BITS = bits_of(ROUNDER)  # and stands in its last bits
SMALLEST_NORMAL = 2.2250738585072014e-308
TO_NORMAL = 18014398509481984.0  # 2⁵⁴
ALWAYS_NORMAL = 650.0  # up to this |x|, e^x and what it is added up from are normal doubles
NEVER_FINITE = 750.0  # beyond it e^x is infinite, or zero
HUGE_POWER = 1e20  # from this |y| on every x^y but 1^y is infinite or zero
HIGH_26, HIGH_21 = -(1 << 27), -(1 << 32)  # masks that leave so many bits of a double's significand
HALF_21 = 1 << 31  # added before the second mask, it rounds to the nearest

STEPS = 64
START = 0x3FE6_9555_5555_5556  # 0.7057…: 1 is then in the middle of a step


def _reciprocals() -> tuple[float, ...]:
    """For each step of z a number near 1/z of so few bits that z·c − 1 is a double for all z of the step."""
    found = []
    for step in range(STEPS):
        low, high = float_of(START + (step << 46)), float_of(START + (step + 1 << 46))
        places = 64 if high <= 1.0 else 128
        found.append(round(places * 2.0 / (low + high)) / places)
    return tuple(found)


def _roots() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """2^(part/64) for each part, and what each lacks, relative to it."""
    near, lacking = [], []
    with localcontext() as context:
        context.prec = 50
        for part in range(PARTS):
            exact = (Decimal(part) / PARTS * Decimal(2).ln()).exp()
            near.append(float(exact))
            lacking.append(float(exact / Decimal(near[-1]) - 1))
    return tuple(near), tuple(lacking)


def _logarithms(numbers: tuple[float, ...]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """−log of each in two parts, the first of them a multiple of 2⁻⁴² like LN2_HIGH."""
    high, low = [], []
    with localcontext() as context:
        context.prec = 50
        for number in numbers:
            exact = -Decimal(number).ln()
            high.append(round(exact * 2**42) / 2.0**42)
            low.append(float(exact - Decimal(high[-1])))
    return tuple(high), tuple(low)


RECIPROCALS = _reciprocals()
LOGARITHMS_HIGH, LOGARITHMS_LOW = _logarithms(RECIPROCALS)
ROOTS, LACKING = _roots()
_root, _lacking = table(ROOTS), table(LACKING)
_reciprocal, _log_high, _log_low = table(RECIPROCALS), table(LOGARITHMS_HIGH), table(LOGARITHMS_LOW)


@quick
@inlined
def exp(x: float) -> float:
    """e^x: 1 at 0, infinite from about 709.78, zero below about −745.13."""
    return _exp_of_sum(x, 0.0)


@inlined
def exp_of_moderate(x: float) -> float:
    """e^x for |x| < ALWAYS_NORMAL, without a branch; beyond that, some double."""
    return _exp_of_moderate_sum(x, 0.0)


@leaf
def log(x: float) -> float:
    """The natural logarithm: 0 at 1, −∞ at 0; not a number below 0."""
    if SMALLEST_NORMAL <= x < math.inf:
        return log_of_normal(x)
    if x > 0.0:
        if x == math.inf:
            return x
        return _log_as_sum(x * TO_NORMAL, -54)[0]
    return -math.inf if x == 0.0 else math.nan


@inlined
def log_of_normal(x: float) -> float:
    """The logarithm of a normal double above 0, without a branch."""
    return _log_as_sum(x, 0)[0]


@quick
@leaf
def power(x: float, y: float) -> float:
    """x^y: 1 at y = 0 or x = 1, x at y = 1; not a number for x below 0 unless y is whole."""
    if y == 0.0 or x == 1.0:
        return 1.0
    if y == 1.0:
        return x
    if SMALLEST_NORMAL <= x < math.inf and -HUGE_POWER < y < HUGE_POWER:
        return _power_of_normal(x, 0, y)
    return _power_at_limits(x, y)


@inlined
def _exp_of_sum(x: float, more: float) -> float:
    """e^(x + more), where |more| is at most |x|·2⁻²⁵."""
    if math.fabs(x) < ALWAYS_NORMAL:
        return _exp_of_moderate_sum(x, more)
    return _exp_at_limits(x, more)


@inlined
def _exp_of_moderate_sum(x: float, more: float) -> float:
    """e^(x + more) where it and what it is added up from are normal doubles."""
    root, above_1, k = _exp_in_parts(x, more)
    scale = root * float_of((k + 1023) << 52)
    return scale + scale * above_1


@inlined
def _exp_in_parts(x: float, more: float) -> tuple[float, float, int]:
    """e^(x + more) as a·(1 + b)·2^k, with 1 ≤ a < 2 and |b| < 0.006."""
    rounded = x * PARTS_PER_LN2 + ROUNDER
    number = bits_of(rounded) - ROUNDER_BITS
    parts = rounded - ROUNDER
    r = (x - parts * PART_HIGH) + (more - parts * PART_LOW)  # the first difference is exact
    part = number & PARTS - 1
    r2 = r * r
    line = 0.4999999999998506 + r * 0.16666666666664534
    rest = 0.041666707403338075 + r * 0.008333339152857227
    return _root(part), (_lacking(part) + r) + r2 * line + r2 * r2 * rest, number >> 6


@leaf
def _exp_at_limits(x: float, more: float) -> float:
    """e^(x + more) where it may be infinite, subnormal, zero or no number."""
    if not math.fabs(x) < NEVER_FINITE:
        if x > 0.0:
            return math.inf
        return 0.0 if x < 0.0 else math.nan
    root, above_1, k = _exp_in_parts(x, more)
    half = k >> 1
    return (root + root * above_1) * float_of((half + 1023) << 52) * float_of((k - half + 1023) << 52)


@leaf
def _log_as_sum(x: float, exponent: int) -> tuple[float, float]:
    """log(x·2^exponent) and what it lacks, together within 2⁻⁶⁴ of it, for a normal x above 0."""
    bits = bits_of(x)
    offset = bits - START
    k = float((offset >> 52) + exponent)
    step = (offset >> 46) & 63
    bits -= offset >> 52 << 52
    z = float_of(bits)
    z_high = float_of(bits + HALF_21 & HIGH_21)
    c = _reciprocal(step)
    r_high = z_high * c - 1.0  # exact, and so is all but the last line that follows
    r_low = (z - z_high) * c
    r = r_high + r_low
    whole = k * LN2_HIGH + _log_high(step)
    line = whole + r
    square = -0.5 * r_high * r_high
    high = line + square
    lost = ((whole - line) + r) + ((line - high) + square)
    r2 = r * r
    first = 0.3333333333333333 - r * 0.25 + r2 * (0.20000000000013762 - r * 0.1666666666667928)
    second = 0.142857139081656 - r * 0.12499999653912458 + r2 * (0.1111442545023225 - r * 0.10003038152561711)
    low = k * LN2_LOW + _log_low(step) - 0.5 * r_low * (r + r_high)
    low = (lost + low) + r * r2 * (first + r2 * r2 * second)
    near = high + low
    return near, (high - near) + low


@leaf
def _power_of_normal(x: float, exponent: int, y: float) -> float:
    """(x·2^exponent)^y for a normal x above 0 and |y| below HUGE_POWER."""
    high, low = _log_as_sum(x, exponent)
    y_high = float_of(bits_of(y) & HIGH_26)
    log_high = float_of(bits_of(high) & HIGH_26)
    log_low = (high - log_high) + low
    return _exp_of_sum(y_high * log_high, (y - y_high) * log_high + y * log_low)


@leaf
def _power_at_limits(x: float, y: float) -> float:
    """x^y where x is zero, subnormal, negative, infinite or no number, or y is huge or no number."""
    if math.isnan(x) or math.isnan(y):
        return math.nan
    sign = 1.0
    if bits_of(x) < 0:
        if 0.0 > x > -math.inf and math.fabs(y) < math.inf and y != _floor(y):
            return math.nan
        if y != 2.0 * _floor(0.5 * y) and y == _floor(y):
            sign = -1.0
        x = -x
    grows = y > 0.0
    if x == 0.0 or x == math.inf:
        return sign * (math.inf if grows == (x > 0.0) else 0.0)
    if x == 1.0:
        return sign
    if math.fabs(y) >= HUGE_POWER:
        return sign * (math.inf if grows == (x > 1.0) else 0.0)
    exponent = 0
    if x < SMALLEST_NORMAL:
        x, exponent = x * TO_NORMAL, -54
    return sign * _power_of_normal(x, exponent, y)


@leaf
def _floor(y: float) -> float:
    """The largest whole number up to y, as a float; beyond 2⁵³ every float is whole."""
    if not -9007199254740992.0 < y < 9007199254740992.0:
        return y
    return float(math.floor(y))
