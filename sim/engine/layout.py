"""What whoever runs the module must know of its memory and of the model: one table, from the declarations.

It is data that JSON can hold. Places are in bytes from the start of a record; every number is 64 bits wide, a
float or a signed whole number, the lowest byte first. `docs/module.md` explains it part by part.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from sim.arms import ARM_LAYOUT, ARMS
from sim.chance import EVENTS
from sim.chance.random_numbers import RECORD, random_numbers_record
from sim.compiler.parameter_record import offset_in, parameter_dtype
from sim.compiler.records import record_dtype
from sim.engine.draws import DRAW_CALL, FORMS, NAME, PART, prior_tables
from sim.engine.entries import WORLD_CALL
from sim.engine.kernel import NOT_FINITE, RAISED, WENT_WELL
from sim.measures import measures_of
from sim.parameters.declaration import Parameter
from sim.parameters.layout import Valued, place
from sim.parameters.priors import Prior
from sim.world import AXES, STATES, domains, parameter_layout, sizes

FORMAT = 1
"""Changes when what is said here is said in another way."""

STACK = 1 << 20
"""Where the stack begins, growing down towards the module's constants at 0; above is the caller's."""


class Case(Valued, Protocol):
    """A scenario, with the priors of its uncertain parameters and what it is called."""

    @property
    def priors(self) -> Mapping[str, Prior]:
        """The prior of each uncertain parameter by name."""

    @property
    def titles(self) -> Mapping[str, str]:
        """The title in each language."""


class OtherRows(ValueError):
    """Scenarios whose kinds or instruments differ: they have no layout in common."""


def layout_of(scenarios: Mapping[str, Case], stamp: str) -> dict[str, Any]:
    """The layout for the module of these scenarios.

    Args:
        scenarios: name → scenario; all with the same kinds and instruments.
        stamp: that of the module, `sim.engine.module.stamp_of`.

    Raises:
        OtherRows: a scenario has other kinds or instruments than the first.
    """
    first = next(iter(scenarios.values()))
    for name, other in scenarios.items():
        if _rows(other) != _rows(first):
            raise OtherRows(name)
    point = parameter_dtype(parameter_layout(first))
    small = sizes(first)
    return {
        "format": FORMAT,
        "stamp": stamp,
        "stack": STACK,
        "sizes": small,
        "call": _record(WORLD_CALL),
        "draw_call": _record(DRAW_CALL),
        "faults": {"went_well": WENT_WELL, "raised": RAISED, "not_finite": NOT_FINITE},
        "members": {
            name: {
                "axes": [[counted, rows] for counted, rows in AXES[name]],
                **_record(record_dtype(cls, small)),
            }
            for name, cls in STATES.items()
        },
        "random_numbers": _record(RECORD),
        "events": {
            event.name: {"number": event.number, "transform": event.transform, "of": event.domains}
            for event in EVENTS.values()
        },
        "point": {"size": point.itemsize, "parameters": _parameters(first, point)},
        "arms": [_arm(arm, point) for arm in ARMS],
        "measures": [
            {"name": one.name, "unit": one.unit, "labels": {"en": one.label_en, "zh": one.label_zh},
             "better": one.better}
            for one in measures_of(
                tuple(row.name for row in first.rows["kinds"]),
                {row.name: row.labels for row in first.rows["kinds"]},
            )
        ],
        "priors": {"name": _record(NAME), "part": _record(PART), "forms": FORMS},
        "rows": {
            table: [{"name": row.name, "labels": dict(row.labels)} for row in rows]
            for table, rows in first.rows.items()
        },
        "scenarios": {name: _scenario(scenario) for name, scenario in scenarios.items()},
    }  # fmt: skip


def _rows(scenario: Valued) -> dict[str, list[str]]:
    return {table: [row.name for row in rows] for table, rows in scenario.rows.items()}


def _record(dtype: np.dtype[Any]) -> dict[str, Any]:
    """The size of a record and its fields: place, kind, and how many numbers where it is a list."""
    fields: Mapping[str, Any] = dtype.fields or {}
    found = {}
    for name in fields:
        field, at = dtype[name], fields[name][1]
        found[name] = {"at": at, "kind": _kind(field)} | (
            {"count": int(np.prod(field.shape))} if field.shape else {}
        )
    return {"size": dtype.itemsize, "fields": found}


def _kind(field: np.dtype[Any]) -> str:
    return "float" if field.base == np.float64 else "int"


def _parameters(scenario: Valued, point: np.dtype[Any]) -> dict[str, Any]:
    return {
        name: {"at": offset_in(point, *place(scenario, name)), **_declared(parameter)}
        for name, parameter in scenario.parameters.items()
    }


def _declared(parameter: Parameter) -> dict[str, Any]:
    """What a parameter's declaration says that a lever or a slider needs."""
    said: dict[str, Any] = {
        "kind": "float" if parameter.kind == "float" else "int",
        "unit": parameter.unit,
        "role": parameter.role,
        "low": parameter.low,
        "high": parameter.high,
        "least": parameter.least,
        "most": parameter.most,
        "labels": dict(parameter.labels),
    }
    if parameter.options:
        said["options"] = list(parameter.options)
    if parameter.structural:
        said["structural"] = True
    return said


def _arm(arm: Any, point: np.dtype[Any]) -> dict[str, Any]:
    return {
        "name": arm.name,
        "labels": {"en": arm.label_en, "zh": arm.label_zh},
        "set": [{"at": offset_in(point, "arm", name), "value": getattr(arm, name)} for name in ARM_LAYOUT],
    }


def _scenario(scenario: Case) -> dict[str, Any]:
    """A scenario's values, its priors as tables, and room for its normal numbers."""
    names, parts, ends = prior_tables(scenario.priors, scenario.parameters)
    record = random_numbers_record(0, domains(scenario), int(scenario.values["run.horizon"]))
    return {
        "titles": dict(scenario.titles),
        "values": dict(scenario.values),
        "priors": {
            "names": list(scenario.priors),
            "name": _numbers(names),
            "part": _numbers(parts),
            "ends": ends.tolist(),
        },
        "random_numbers": {
            "used": int(record.used),
            "spans": {
                str(number): record.spans[number].tolist()
                for number in range(len(record.spans))
                if record.spans[number].any()
            },
        },
    }


def _numbers(table: Any) -> list[list[Any]]:
    """The rows of a table; whole numbers that a float would not hold as text."""
    return [
        [str(value) if isinstance(value, int) and abs(value) >= 2**53 else value for value in row]
        for row in table.tolist()
    ]
