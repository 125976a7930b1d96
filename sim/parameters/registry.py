"""All declarations together: every parameter by name, groups and tables in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sim.parameters.capability import CAPABILITY, SOCIETY, VALUE
from sim.parameters.contract import CONTRACT, POPULATION, RUN
from sim.parameters.control import CONTROL, NEEDS
from sim.parameters.declaration import Group, Parameter, Value
from sim.parameters.evaluation import EVALUATION, STAFFING
from sim.parameters.forms import FORM
from sim.parameters.incentives import INCENTIVES
from sim.parameters.instruments import INSTRUMENT_TABLE
from sim.parameters.policy import POLICY, TENDER
from sim.parameters.production import GESTATION, PRODUCTION
from sim.parameters.relations import RELATIONS, TURNOVER
from sim.parameters.resources import COSTS, RESOURCES
from sim.parameters.service_kinds import KINDS
from sim.parameters.tables import EVERY, Row, Table

GROUPS: tuple[Group, ...] = (
    POPULATION, CONTRACT, RESOURCES, PRODUCTION, GESTATION, INCENTIVES, CONTROL, EVALUATION, STAFFING,
    RELATIONS, TURNOVER, CAPABILITY, TENDER, POLICY, NEEDS, SOCIETY, VALUE, COSTS, FORM, RUN,
)  # fmt: skip
TABLES: tuple[Table, ...] = (KINDS, INSTRUMENT_TABLE)

Rows = Mapping[str, tuple[Row, ...]]

ANY = Row(EVERY, {"en": "Any", "zh": "任一行"})
SHIPPED_ROWS: Rows = MappingProxyType({table.name: table.rows or (ANY,) for table in TABLES})
"""The rows that come with the model; where each case brings its own, a row that stands for any."""

MOST_ROWS = MappingProxyType({table.name: table.most_rows for table in TABLES})

NO_CASE: Rows = MappingProxyType({table.name: table.rows for table in TABLES})
"""The rows before any case: instruments, but no kinds of service."""


def declared(rows: Rows = SHIPPED_ROWS) -> Mapping[str, Parameter]:
    """Every parameter by name, in order; with more rows in a table, their cells too.

    Choices among the rows of a table get the given rows as their options, counts of rows their number.
    """
    found: dict[str, Parameter] = {}
    for each in GROUPS:
        for parameter in each.parameters:
            if parameter.options_from:
                options = tuple(row.name for row in rows[parameter.options_from])
                last = len(options) - 1
                parameter = replace(parameter, options=options, high=last, most=last)
            if parameter.rows_of:
                there = rows[parameter.rows_of]
                number = MOST_ROWS[parameter.rows_of] if there == (ANY,) else max(1, len(there))
                parameter = replace(parameter, default=number, high=number)
            found[parameter.name] = parameter
    for table in TABLES:
        for parameter in table.parameters(rows[table.name]):
            found[parameter.name] = parameter
    return MappingProxyType(found)


PARAMETERS: Mapping[str, Parameter] = declared()
GROUP_LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {each.name: each.labels for each in GROUPS} | {each.name: each.labels for each in TABLES}
)


def declaration(name: str, parameters: Mapping[str, Parameter] = PARAMETERS) -> Parameter:
    """The declaration of a parameter; of "kinds.*.need" that which holds for any row. Raises KeyError."""
    table, _, column = name.partition(f".{EVERY}.")
    if column:
        return next(each.cell(ANY, each.column(column)) for each in TABLES if each.name == table)
    return parameters[name]


def defaults() -> dict[str, Value]:
    """The default of every declared parameter by name, choices as indices; what a case states is a filler."""
    return {name: parameter.default for name, parameter in PARAMETERS.items()}


def uncertainties(parameters: Mapping[str, Parameter] = PARAMETERS) -> tuple[str, ...]:
    """The names of all parameters whose role is uncertainty, in order."""
    return tuple(name for name, parameter in parameters.items() if parameter.role == "uncertainty")
