"""State classes: their fields, sizes and initial values."""

from __future__ import annotations

import difflib
import inspect
import math
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin

from sim.compiler.rule import is_rule

Sizes = Mapping[str, int]

RESERVED_NAMES = frozenset(
    ("model", "unique_id", "pos", "random", "rng", "scenario", "steps", "step", "advance", "remove", "dtype")
)
"""Attribute names reserved by Mesa agents or NumPy records."""

CODES: dict[type, str] = {int: "i8", float: "f8"}
LARGEST = 2**63


class State:
    """Base of all state classes; adds no state and no constructor, so that it mixes with any other base."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__} has no attribute {name!r}")
        raise AttributeError(no_field(type(self), name))


Stateful = TypeVar("Stateful", bound=State)


class Field(NamedTuple):
    """One annotated field: its kind (int or float) and its size, None for a single number."""

    kind: type
    size: str | int | None

    def length(self, sizes: Sizes) -> int | None:
        """How many numbers the field holds: a product such as "instruments*kinds" of named sizes."""
        if self.size is None:
            return None
        factors = [factor.strip() for factor in str(self.size).split("*")]
        return math.prod(int(factor) if factor.isdigit() else sizes[factor] for factor in factors)


def fields(cls: type) -> Mapping[str, Field]:
    """The fields of a state class in order, those of its bases first.

    Raises:
        TypeError: an annotation that is none of int, float and Annotated[list[...], size], or a taken name.
    """
    return _fields(cls)


@cache  # asked for every agent that is founded, packed or compared
def _fields(cls: type) -> Mapping[str, Field]:
    found: dict[str, Field] = {}
    for base in reversed(cls.__mro__):
        if issubclass(base, State):
            for name, hint in inspect.get_annotations(base, eval_str=True).items():
                if name in RESERVED_NAMES or name.startswith("_") or name in vars(base):
                    raise TypeError(f"{base.__name__}.{name}: the name is taken; a field needs another")
                found[name] = _field(f"{base.__name__}.{name}", hint)
    return MappingProxyType(found)


def _field(where: str, hint: Any) -> Field:
    if hint in CODES:
        return Field(hint, None)
    if get_origin(hint) is Annotated:
        inner, size = get_args(hint)
        if get_origin(inner) is list and get_args(inner)[0] in CODES and type(size) in (str, int):
            return Field(get_args(inner)[0], size)
    said = "bool (write int, 0 or 1)" if hint is bool else repr(hint)
    raise TypeError(f'{where}: a field is int, float or Annotated[list[int or float], "size"], not {said}')


def no_field(cls: type, name: str) -> str:
    """The message for a name that a state class does not have, with the nearest right one."""
    rules = [own for own in dir(cls) if is_rule(inspect.getattr_static(cls, own))]
    return f"{cls.__name__} has no field {name!r}" + nearest(name, [*fields(cls), *rules])


def nearest(name: str, known: list[str]) -> str:
    """A hint at the nearest right name, empty when none is near."""
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def zero(target: Stateful, sizes: Sizes) -> Stateful:
    """Give an object the all-zero state of its class and return it."""
    for name, field in fields(type(target)).items():
        length = field.length(sizes)
        setattr(target, name, field.kind(0) if length is None else [field.kind(0)] * length)
    return target


def blank(cls: type[Stateful], sizes: Sizes) -> Stateful:
    """A new object of a state class with all-zero state."""
    return zero(cls(), sizes)
