"""Draws of uncertain parameters for compiled code: priors as a table, and the formulas of their quantiles.

A prior is a few rows of a table: a form and its numbers, or a choice among rows that follow, each with its
stretch of the unit interval. `draw_values` finds the row for a uniform number and applies the form's formula,
those of `sim.parameters.quantiles`, so that the values are those of `Scenario.draw` in every bit.
"""

# mypy: allow-untyped-calls, allow-untyped-decorators, disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numba.extending import overload
from numpy.typing import NDArray

from sim.compiler.called import compiled_when_called
from sim.compiler.pipeline import LINKED
from sim.engine.addresses import ArrayAt, arguments_at, record_of
from sim.parameters.declaration import Parameter
from sim.parameters.draws import hashed
from sim.parameters.priors import Discrete, Integers, Mixture, Prior, Triangular, Uniform
from sim.parameters.quantiles import (
    integer_at,
    stream_of,
    stretch_of,
    triangular_at,
    uniform_at,
    uniform_of,
    where,
    whole,
    within,
)

VALUE, UNIFORM, TRIANGULAR, INTEGERS, CHOICE = range(5)
FORMS = ("value", "uniform", "triangular", "integers", "choice")
"""The forms by code; a choice is among `count` rows from `first` on."""

PART = np.dtype(
    [
        ("low", np.float64), ("mode", np.float64), ("high", np.float64), ("weight", np.float64),
        ("form", np.int64), ("first", np.int64), ("count", np.int64),
    ]
)  # fmt: skip
NAME = np.dtype([("hash", np.uint64), ("part", np.int64), ("whole", np.int64)])
"""An uncertain parameter: the hash of its name, the row of its prior, and whether it takes whole numbers."""

DRAW_CALL = record_of(
    ("seed", "first", "n_draws", "names", "n_names", "parts", "ends", "n_parts", "out")
)  # fmt: skip
"""What a call of `draw` is given.

The seed, the number of the first draw and how many; addresses and lengths of the tables; and where to write
the values (draws, names), as floats.
"""


def prior_tables(
    priors: Mapping[str, Prior], parameters: Mapping[str, Parameter]
) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.float64]]:
    """The uncertain parameters, the parts of their priors and where the stretches of choices end.

    Returns:
        (names,) of `NAME` in the order of `priors`, (parts,) of `PART`, and (parts,) ends: of a part that is
        chosen among others, the upper end of its stretch of the unit interval.

    Raises:
        TypeError: a prior of no known form.
    """
    rows: list[list[Any]] = []
    names = np.zeros(len(priors), NAME)
    for place, (name, prior) in enumerate(priors.items()):
        names[place] = (hashed(name), len(rows), parameters[name].kind != "float")
        rows.append([])
        _fill(rows, len(rows) - 1, prior, 1.0, 1.0)
    parts = np.array([tuple(row[:-1]) for row in rows], PART)
    return names, parts, np.array([row[-1] for row in rows], np.float64)


def _fill(rows: list[list[Any]], place: int, prior: Prior, weight: float, end: float) -> None:
    form, low, mode, high, chosen = _form_of(prior)
    first = len(rows) if chosen else 0
    rows[place] = [low, mode, high, weight, form, first, len(chosen), end]
    rows += [[] for _ in chosen]
    ends = np.cumsum([share for share, _ in chosen])
    for number, (share, part) in enumerate(chosen):
        _fill(rows, first + number, part, share, float(ends[number]))


def _form_of(prior: Prior) -> tuple[int, float, float, float, Sequence[tuple[float, Prior]]]:
    """The code of a prior's form, its low, mode and high, and what is chosen among, with weights."""
    match prior:
        case Uniform(low, high):
            return UNIFORM, low, 0.0, high, ()
        case Triangular(low, mode, high):
            return TRIANGULAR, low, mode, high, ()
        case Integers(low, high):
            return INTEGERS, low, 0.0, high, ()
        case Discrete((value,), _):
            return VALUE, value, 0.0, value, ()
        case Discrete(values, weights):
            alone = [Discrete((value,), (1.0,)) for value in values]
            return CHOICE, 0.0, 0.0, 0.0, tuple(zip(weights, alone, strict=True))
        case Mixture(parts):
            return CHOICE, 0.0, 0.0, 0.0, parts
    raise TypeError(f"{prior!r}: the module knows no prior of this form")


def value_at(u: Any, part: Any, parts: Any, ends: Any) -> Any:
    """The value below which a share u of a prior lies; `part` is the prior's row."""
    while parts[part].form == CHOICE:
        first, count = parts[part].first, parts[part].count
        chosen = stretch_of(u, ends[first : first + count])
        start = ends[first + chosen - 1] if chosen > 0 else 0.0
        part = first + chosen
        u = within(u, start, parts[part].weight)
    one = parts[part]
    if one.form == UNIFORM:
        return uniform_at(u, one.low, one.high)
    if one.form == TRIANGULAR:
        return triangular_at(u, one.low, one.mode, one.high)
    if one.form == INTEGERS:
        return integer_at(u, one.low, one.high)
    return one.low


def draw_values(seed: Any, first: Any, names: Any, parts: Any, ends: Any, out: Any) -> None:
    """Write the draws from number `first` on: one row of `out` for each, one column for each name."""
    for column in range(len(names)):
        stream = stream_of(seed, names[column].hash)
        for row in range(out.shape[0]):
            value = value_at(uniform_of(stream, np.uint64(first + row)), names[column].part, parts, ends)
            out[row, column] = whole(value) if names[column].whole == 1 else value


def draw_entry() -> Callable[[Any], None]:
    """The module's `draw`: a function of the address of a `DRAW_CALL`."""
    floats = np.dtype(np.float64)
    arguments = arguments_at(
        DRAW_CALL,
        [
            "seed", "first", ArrayAt("names", NAME, ("n_names",)), ArrayAt("parts", PART, ("n_parts",)),
            ArrayAt("ends", floats, ("n_parts",)), ArrayAt("out", floats, ("n_draws", "n_names")),
        ],
    )  # fmt: skip

    def draw_at(call: Any) -> None:
        seed, first, names, parts, ends, out = arguments(call)
        draw_values(np.uint64(seed), first, names, parts, ends, out)

    return draw_at


def _chosen(condition: Any, one: Any, other: Any) -> Callable[..., Any]:
    def implementation(condition: Any, one: Any, other: Any) -> Any:
        return one if condition else other

    return implementation


overload(where, jit_options=LINKED)(_chosen)
for _formula in (
    integer_at, stream_of, stretch_of, triangular_at, uniform_at, uniform_of, whole, within,
    value_at, draw_values,
):  # fmt: skip
    compiled_when_called(**LINKED)(_formula)
