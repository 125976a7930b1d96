"""State classes and the structured arrays that hold the same state: dtypes, packing, differences.

A state class is a plain class whose annotations are its whole state: `x: int`, `x: float`,
`x: Annotated[list[float], "kinds"]`. In plain Python its objects carry Python numbers and lists; in compiled
code a row of an array of `record_dtype(cls, sizes)` is the same thing.
"""

from __future__ import annotations

import inspect
import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from sim.compiler.rule import is_rule
from sim.compiler.state import CODES, LARGEST, RESERVED_NAMES, Sizes, State, fields, no_field

CLASSES: dict[tuple[str, ...], type] = {}
"""The state class of each sequence of field names: how compiled code knows whose rules a record obeys."""


def record_dtype(cls: type, sizes: Sizes) -> np.dtype[Any]:
    """The aligned dtype of a state class: int64, float64, and small arrays of them; all floats stand first.

    Raises:
        TypeError: no fields, a field that is not a number, or the same fields as another state class.
        KeyError: a size that `sizes` does not name.
    """
    # floats in one block, so that a look for numbers that are none goes through them without a gap
    declared = dict(sorted(fields(cls).items(), key=lambda item: item[1].kind is int))
    names = tuple(declared)
    if not names:
        raise TypeError(f"{cls.__name__} declares no state")
    declaring = _declaring(cls)
    other = CLASSES.setdefault(names, declaring)
    if (other.__module__, other.__qualname__) != (declaring.__module__, declaring.__qualname__):
        raise TypeError(
            f"{declaring.__name__} and {other.__name__} declare the same fields: {', '.join(names)}"
        )
    CLASSES[names] = declaring
    description: list[Any] = []
    for name, field in declared.items():
        length = field.length(sizes)
        code = CODES[field.kind]
        description.append((name, code) if length is None else (name, code, (length,)))
    return np.dtype(description, align=True)


def _declaring(cls: type) -> type:
    """The class itself, or the nearest base that declares fields or rules when it only mixes others."""
    for base in cls.__mro__:
        rules = any(is_rule(value) for value in vars(base).values())
        if issubclass(base, State) and (inspect.get_annotations(base) or rules):
            return base
    raise TypeError(f"{cls.__name__} declares no state")


def _pairs(objects: Any, array: Any, at: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Any, Any]]:
    """Each object with its place and its record; lists of lists go with arrays of two dimensions."""
    if isinstance(objects, State):
        yield at, objects, array
        return
    if len(objects) != len(array):
        raise ValueError(f"{len(objects)} objects for {len(array)} records")
    for index, inner in enumerate(objects):
        yield from _pairs(inner, array[index], (*at, index))


def pack(objects: Any, array: Any) -> None:
    """Write the state of objects (a list, or a list of lists) into an array's records, checking every type.

    Raises:
        TypeError: a value is not of its field's kind (a bool is no int), or an attribute is no field; the
            message names class, place, field and value.
        OverflowError: an integer does not fit 64 bits.
        ValueError: another number of objects, or of numbers in a list field, than there is room for.
    """
    for at, source, record in _pairs(objects, array):
        declared = fields(type(source))
        for name in vars(source):
            if name not in declared and name not in RESERVED_NAMES and not name.startswith("_"):
                raise TypeError(f"{_place(source, at)}: {no_field(type(source), name)}")
        for name, field in declared.items():
            value = getattr(source, name)
            where = f"{_place(source, at)}: {name}"
            if field.size is None:
                record[name] = checked(where, field.kind, value)
                continue
            if type(value) is not list or len(value) != len(record[name]):
                raise ValueError(f"{where} is {value!r}, not a list of {len(record[name])}")
            record[name] = [checked(f"{where}[{k}]", field.kind, one) for k, one in enumerate(value)]


def _place(source: Any, at: tuple[int, ...]) -> str:
    return " ".join([type(source).__name__, *map(str, at)])


def checked(where: str, kind: type, value: Any) -> Any:
    """The value, if it is exactly of the kind and fits 64 bits; `where` names it in the message."""
    if type(value) is not kind:
        raise TypeError(f"{where} is {value!r} ({type(value).__name__}); it must be {kind.__name__}")
    if isinstance(value, int) and not -LARGEST <= value < LARGEST:
        raise OverflowError(f"{where} is {value}: more than 64 bits")
    return value


class FieldDifference(NamedTuple):
    """One number that an object and its record do not share, and where it stands."""

    cls: str
    place: tuple[int, ...]
    field: str
    plain: Any
    compiled: Any


def differences(objects: Any, array: Any) -> list[FieldDifference]:
    """Every number in which objects and records differ in type or in any bit.

    nan equals nan; 0.0 is not −0.0.
    """
    found = []
    for at, source, record in _pairs(objects, array):
        for name, field in fields(type(source)).items():
            value, stored = getattr(source, name), record[name].tolist()
            both = [("", value, stored)]
            if field.size is not None:
                both = [
                    (f"[{k}]", one, other) for k, (one, other) in enumerate(zip(value, stored, strict=True))
                ]
            for suffix, one, other in both:
                if not same(one, other):
                    found.append(FieldDifference(type(source).__name__, at, name + suffix, one, other))
    return found


def same(one: Any, other: Any) -> bool:
    """Whether two numbers have the same type and the same bits; any nan equals any nan."""
    if type(one) is not type(other):
        return False
    if type(one) is float:
        return struct.pack("d", one) == struct.pack("d", other) or (one != one and other != other)
    return bool(one == other)
