"""What comes of functions that are no rules: Python's own, exp, log and power, and random numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from sim import arithmetic
from sim.chance.random_numbers import noise, normal, uniform
from sim.influence.numbers import Number, between, compared, exactly, mapped, truth, unknown
from sim.influence.things import Agent, Agents, Cells, TableColumn, Unresolved

SIGMAS = 64.0
"""No normal number of 53 random bits is as far from zero."""


def number(value: Any) -> Number:
    """Return a value as the number that it must be."""
    if not isinstance(value, Number):
        raise Unresolved(f"{value} is no number")
    return value


def following(value: Any, of: int) -> Any:
    """Return a value that may follow from further parameters too."""
    if isinstance(value, Number):
        return value.following(of)
    if isinstance(value, Agent | Agents):
        return value._replace(of=value.of | of)
    return value


def length(value: Any) -> int:
    """Return how long a list is."""
    match value:
        case Agents():
            return value.lengths[0]
        case Cells():
            return value.length
        case TableColumn():
            return len(value.rows)
    raise Unresolved(f"len of {value}")


def of_math(name: str, number: Number) -> Number:
    """Return a function of the module math."""
    if name == "floor":
        return mapped(number, math.floor, True) if not number.broken else unknown(number.of, True)
    if name == "fabs":
        return builtin("abs", number)
    if name == "sqrt":
        high = math.inf if number.high == math.inf else math.sqrt(max(0.0, number.high))
        return between(0.0, high, False, number.of, number.broken)
    raise Unresolved(f"math.{name}")


def builtin(name: str, number: Number) -> Number:
    """Return abs, int, round or float of a number."""
    if name == "abs":
        least = 0 if number.low <= 0 <= number.high else min(abs(number.low), abs(number.high))
        return between(least, max(abs(number.low), abs(number.high)), number.whole, number.of, number.broken)
    if number.broken:
        return unknown(number.of, name in ("int", "round"))
    if name in ("int", "round"):
        return mapped(number, int if name == "int" else round, True)
    if name == "float":
        return mapped(number, float, False)
    raise Unresolved(name)


def _exp(number: Number) -> Number:
    return between(0.0, 1.001 * arithmetic.exp(number.high), False, number.of, number.broken)


def _log(number: Number) -> Number:
    return unknown(number.of)


def _power(base: Number, exponent: Number) -> Number:
    of = base.of | exponent.of
    if base.broken or exponent.broken or base.low < 0:
        return unknown(of)
    return between(0.0, math.inf, False, of)


def _uniform(_: Any, *keys: Number) -> Number:
    return between(0.0, 1.0, False, _any_of(keys))


def _normal(_: Any, *keys: Number) -> Number:
    return between(-SIGMAS, SIGMAS, False, _any_of(keys))


def _noise(_: Any, *keys: Number) -> Number:
    spread = keys[-1]
    if truth(compared("LtE", spread, exactly(0.0))):
        return exactly(1.0)
    widest = 1.001 * arithmetic.exp(SIGMAS * spread.high)
    return between(0.0, max(1.0, widest), False, _any_of(keys), spread.broken)


def _any_of(numbers: Sequence[Number]) -> int:
    of = 0
    for number in numbers:
        of |= number.of
    return of


LEAVES: dict[Any, Callable[..., Number]] = {
    arithmetic.exp: _exp, arithmetic.log: _log, arithmetic.power: _power, uniform: _uniform, normal: _normal,
    noise: _noise,
}  # fmt: skip
