"""The parameters of one run as a nested record, `p.group.name`, or a plain object with the same paths."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.compiler.records import checked
from sim.compiler.state import CODES, nearest

Layout = Mapping[str, Mapping[str, tuple[type, int | None]]]
Values = Mapping[str, Mapping[str, Any]]


def parameter_dtype(layout: Layout) -> np.dtype[Any]:
    """The nested dtype of parameters {group: {name: (int or float, size)}}, read as `p.group.name`.

    Size None is one number; columns of a table are arrays over its rows: `p.kinds.hours[kind]`.
    """
    nested: list[Any] = []
    for group, names in layout.items():
        inner: list[Any] = []
        for name, (kind, size) in names.items():
            inner.append((name, CODES[kind]) if size is None else (name, CODES[kind], (size,)))
        nested.append((group, np.dtype(inner, align=True)))
    return np.dtype(nested, align=True)


def offset_in(dtype: np.dtype[Any], group: str, name: str, row: int = -1) -> int:
    """Where a parameter stands in its record, in bytes; `row` is its place in a column, −1 for one number."""
    assert dtype.fields is not None
    inner, start = dtype.fields[group][:2]
    assert inner.fields is not None
    field, at = inner.fields[name][:2]
    return int(start + at + max(0, row) * field.base.itemsize)


def plain_parameters(record: Any) -> Any:
    """A record of parameters as a plain object with the same paths: Python numbers, and lists for arrays."""
    if getattr(record.dtype, "names", None):
        return SimpleNamespace(**{name: plain_parameters(record[name]) for name in record.dtype.names})
    return record.tolist()


def fill_parameters(record: Any, values: Values) -> None:
    """Write nested values {group: {name: number or list}} into one record of parameters, checking every type.

    Raises:
        KeyError: a group or name that is unknown or missing, with the nearest right one.
        TypeError, OverflowError, ValueError: as for `pack`.
    """
    _names("", record.dtype.names, values)
    for group, names in values.items():
        inner = record[group]
        _names(f"{group}.", inner.dtype.names, names)
        for name, value in names.items():
            kind = int if inner.dtype[name].base == np.int64 else float
            where, shape = f"{group}.{name}", inner.dtype[name].shape
            if not shape:
                inner[name] = checked(where, kind, value)
                continue
            if len(value) != shape[0]:
                raise ValueError(f"{where} holds {len(value)} numbers, not {shape[0]}")
            inner[name] = [checked(f"{where}[{k}]", kind, one) for k, one in enumerate(value)]


def _names(group: str, known: tuple[str, ...], given: Mapping[str, Any]) -> None:
    for name in given:
        if name not in known:
            raise KeyError(f"no parameter {group}{name}{nearest(name, list(known))}")
    for name in known:
        if name not in given:
            raise KeyError(f"parameter {group}{name} is missing")
