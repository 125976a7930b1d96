"""What is known of a number without running the model: which values it may have, and what it may follow from.

A number stands for a set of values that contains every one that a run can meet: a few values, or all between
two ends. What it may follow from is a set of varied parameters, one bit each. Ends are computed as runs
compute, so that rounding, which never changes an order, leaves them ends.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from itertools import product
from typing import Any, NamedTuple

FEW = 8
"""Values that a number lists; one that may have more has ends alone."""

ENDS = (0, 1)
"""Where the ends of a number that grows and grows are tried before they are infinite."""

_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "Eq": operator.eq, "NotEq": operator.ne, "Lt": operator.lt, "LtE": operator.le, "Gt": operator.gt,
    "GtE": operator.ge,
}  # fmt: skip
_SUMS: dict[str, Callable[[Any, Any], Any]] = {
    "Add": operator.add, "Sub": operator.sub, "Mult": operator.mul, "Div": operator.truediv,
    "FloorDiv": operator.floordiv, "Mod": operator.mod, "min": min, "max": max,
}  # fmt: skip


class Number(NamedTuple):
    """A set of values: ends, the values where they are few, and whether it may be no number at all.

    `whole` says that it is a whole number; `of` are the parameters that it may follow from.
    """

    low: float
    high: float
    values: frozenset[Any] | None
    broken: bool
    whole: bool
    of: int

    def following(self, of: int) -> Number:
        """Return the same number, which may follow from further parameters too."""
        return self if of | self.of == self.of else self._replace(of=self.of | of)


def exactly(value: Any, of: int = 0) -> Number:
    """Return the number that is this value in every run."""
    return Number(value, value, frozenset((value,)), False, not isinstance(value, float), of)


def between(low: Any, high: Any, whole: bool, of: int = 0, broken: bool = False) -> Number:
    """Return a number from `low` to `high`."""
    if whole and 0 <= high - low < FEW:
        return among(range(int(low), int(high) + 1), of)
    return Number(low, high, None, broken, whole, of)


def among(values: Any, of: int = 0) -> Number:
    """Return a number that has one of these values."""
    found = frozenset(values)
    whole = not any(isinstance(value, float) for value in found)
    few = found if len(found) <= FEW else None
    return Number(min(found), max(found), few, False, whole, of)


def unknown(of: int = 0, whole: bool = False) -> Number:
    """Return a number of which nothing is known."""
    return Number(-math.inf, math.inf, None, not whole, whole, of)


def joined(one: Number, other: Number) -> Number:
    """Return the number that may be either."""
    if one == other:
        return one
    values = None
    if one.values is not None and other.values is not None and len(one.values | other.values) <= FEW:
        values = one.values | other.values
    return Number(
        min(one.low, other.low), max(one.high, other.high), values, one.broken or other.broken,
        one.whole and other.whole, one.of | other.of,
    )  # fmt: skip


def widened(before: Number, after: Number) -> Number:
    """Return a number that contains both and can grow only a few times more."""
    low, high = after.low, after.high
    if low < before.low:
        low = max((end for end in ENDS if end <= low), default=-math.inf)
    if high > before.high:
        high = min((end for end in ENDS if end >= high), default=math.inf)
    same = (low, high) == (after.low, after.high)
    return after._replace(low=low, high=high, values=after.values if same else None)


def truth(number: Number) -> bool | None:
    """Return whether a condition holds in every run (True) or in none (False)."""
    if number.values is not None and not number.broken:
        found = {bool(value) for value in number.values}
        return found.pop() if len(found) == 1 else None
    if (number.low > 0 or number.high < 0) and not number.broken:
        return True
    return None


def condition(held: bool | None, of: int) -> Number:
    """Return a condition that holds always, never, or in some runs."""
    return among((True, False), of) if held is None else exactly(held, of)


def compared(order: str, one: Number, other: Number) -> Number:
    """Return a comparison of two numbers."""
    of = one.of | other.of
    if one.broken or other.broken:
        return condition(None, of)
    if one.values is not None and other.values is not None:
        found = {_ORDER[order](a, b) for a, b in product(one.values, other.values)}
        return condition(found.pop() if len(found) == 1 else None, of)
    apart = one.high < other.low or other.high < one.low
    if order in ("Eq", "NotEq"):
        return condition((order == "NotEq") if apart else None, of)
    if order in ("Gt", "GtE"):
        one, other, order = other, one, {"Gt": "Lt", "GtE": "LtE"}[order]
    below = _ORDER[order]
    if below(one.high, other.low):
        return condition(True, of)
    return condition(None if below(one.low, other.high) else False, of)


def computed(sign: str, one: Number, other: Number) -> Number:
    """Return a sum, difference, product, quotient, remainder, or the smaller or larger of two numbers."""
    of, whole = one.of | other.of, one.whole and other.whole and sign != "Div"
    broken = one.broken or other.broken
    if one.values is not None and other.values is not None and not broken:
        found = _each(sign, one.values, other.values)
        if 0 < len(found) <= FEW and all(value == value for value in found):
            return among(found, of)
    if sign in ("min", "max"):
        pick = _SUMS[sign]
        return between(pick(one.low, other.low), pick(one.high, other.high), whole, of, broken)
    if sign == "Sub":
        sign, other = "Add", negative(other)
    if sign == "Mod":
        positive = whole and other.low > 0
        return between(0, other.high - 1, True, of) if positive else unknown(of, whole)
    if sign in ("Div", "FloorDiv") and not (other.low > 0 or other.high < 0):
        return unknown(of, whole)
    corners = [_corner(sign, a, b) for a in (one.low, one.high) for b in (other.low, other.high)]
    broken = broken or (not whole and _may_break(sign, one, other))
    return between(min(corners), max(corners), whole, of, broken)


def _may_break(sign: str, one: Number, other: Number) -> bool:
    """Whether ∞ − ∞, 0·∞ or ∞/∞ may come up."""
    if sign == "Add":
        return (one.high == math.inf and other.low == -math.inf) or (
            one.low == -math.inf and other.high == math.inf
        )
    endless, others = (math.isinf(each.low) or math.isinf(each.high) for each in (one, other))
    if sign == "Mult":
        return (endless and other.low <= 0 <= other.high) or (others and one.low <= 0 <= one.high)
    return endless and others


def _each(sign: str, ones: frozenset[Any], others: frozenset[Any]) -> set[Any]:
    found = set()
    for one, other in product(ones, others):
        try:
            found.add(_SUMS[sign](one, other))
        except (ZeroDivisionError, OverflowError):
            continue  # such a run fails
    return found


def _corner(sign: str, one: Any, other: Any) -> Any:
    if sign == "Mult" and (one == 0 or other == 0):
        return 0  # the limit, where the other end is infinite
    try:
        found = _SUMS[sign](one, other)
    except OverflowError:
        return math.inf if (one > 0) == (other > 0) else -math.inf
    if found != found:  # infinite ends against each other: one of them is the end of nothing
        return 0 if sign in ("Div", "FloorDiv") else math.inf
    return found


def negative(number: Number) -> Number:
    """Return −x."""
    values = None if number.values is None else frozenset(-value for value in number.values)
    return number._replace(low=-number.high, high=-number.low, values=values)


def mapped(number: Number, function: Callable[[Any], Any], whole: bool, falling: bool = False) -> Number:
    """Return a rising (or falling) function of a number; an infinite end remains one."""
    if number.values is not None and not number.broken:
        return among((function(value) for value in number.values), number.of)
    low, high = (end if math.isinf(end) else function(end) for end in (number.low, number.high))
    return (
        between(high, low, whole, number.of)
        if falling
        else between(low, high, whole, number.of, number.broken)
    )
