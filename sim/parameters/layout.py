"""The parameters as the nested record that rules read: p.contract.term, p.kinds.hours[k]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from sim.parameters.declaration import Parameter, Value
from sim.parameters.registry import TABLES
from sim.parameters.tables import Row

Number = type[int] | type[float]
Field = tuple[Number, int | None]

_TABLE_NAMES = frozenset(table.name for table in TABLES)


class Valued(Protocol):
    """What has declared parameters, their values, and the rows of the tables: a scenario."""

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """Every declared parameter by name."""

    @property
    def values(self) -> Mapping[str, Value]:
        """The value of each parameter by name."""

    @property
    def rows(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of each table."""


def layout(scenario: Valued) -> dict[str, dict[str, Field]]:
    """The record's shape: {group: {field: (int or float, size)}}; size None for one number, else the rows.

    Choices are ints. Columns of tables stand in the order of declaration, rows in that of the scenario.
    """
    shape: dict[str, dict[str, Field]] = {}
    for name, parameter in scenario.parameters.items():
        group, field, row = split(name)
        kind: Number = float if parameter.kind == "float" else int
        size = None if row is None else len(scenario.rows[group])
        shape.setdefault(group, {})[field] = (kind, size)
    return shape


def nested(scenario: Valued) -> dict[str, dict[str, Value | list[Value]]]:
    """The values in the record's shape: numbers, and a list over the rows for each column of a table."""
    record: dict[str, dict[str, Value | list[Value]]] = {}
    for name, value in scenario.values.items():
        group, field, row = split(name)
        fields = record.setdefault(group, {})
        if row is None:
            fields[field] = value
        else:
            column = fields.setdefault(field, [])
            assert isinstance(column, list)
            column.append(value)
    return record


def place(scenario: Valued, name: str) -> tuple[str, str, int | Literal[-1]]:
    """Where a parameter stands in the record: (group, field, row), row −1 for one number. Raises KeyError."""
    if name not in scenario.parameters:
        raise KeyError(name)
    group, field, row = split(name)
    if row is None:
        return group, field, -1
    return group, field, [each.name for each in scenario.rows[group]].index(row)


def split(name: str) -> tuple[str, str, str | None]:
    """A dotted name as (group, field, row or None): 'kinds.meals.hours' is ('kinds', 'hours', 'meals')."""
    group, _, rest = name.partition(".")
    if group in _TABLE_NAMES:
        row, _, field = rest.partition(".")
        return group, field, row
    return group, rest, None
