"""What a module of the engine offers: founding, a month and whole runs, each called with one address.

`run_points` is the engine's own kernel; `found` is that kernel stopped at the founding, and `month` one step
of it. So a street can be followed month by month, and is the one that `run_points` counts.
"""

# mypy: allow-untyped-calls, disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.agenda import month
from sim.chance.random_numbers import RECORD
from sim.compiler.called import compiled_when_called
from sim.compiler.numba_types import pointer_to
from sim.compiler.parameter_record import parameter_dtype
from sim.compiler.pipeline import LINKED
from sim.compiler.records import record_dtype
from sim.engine.addresses import ArrayAt, arguments_at, record_of, words_of
from sim.engine.kernel import NOT_FINITE, RAISED, float_words, run_points, world_is_finite
from sim.measures import measures_of, take_measures
from sim.parameters.layout import Valued
from sim.world import AXES, STATES, World, parameter_layout, sizes

COUNTED = tuple(dict.fromkeys(counted for axes in AXES.values() for counted, _ in axes))
"""The parameters that say how many there are of each agent."""

WORLD_CALL = record_of(
    (*AXES, *COUNTED, "random_numbers", "seeds", "points", "out", "faults",
     "n_seeds", "n_arms", "n_rows", "until", "rows_wanted", "now")
)  # fmt: skip
"""What a call of `run_points`, `found` or `month` is given.

Addresses of the world's members, of the random numbers, seeds, points, measures and faults; how many there
are of each agent, of seeds (each with a point), of arms and of rows of measures for each; and what
`run_points` takes, or the month. `found` and `month` take one seed and one arm, and write one row.
"""


def world_entries(scenario: Valued) -> dict[str, Callable[[Any], None]]:
    """The functions of a module that need a world: name → function of the address of a `WORLD_CALL`.

    Args:
        scenario: gives the numbers of kinds and instruments; nothing else of it matters.
    """
    small = sizes(scenario)
    records = {name: record_dtype(cls, small) for name, cls in STATES.items()}
    agents = [ArrayAt(name, dtype, AXES[name]) for name, dtype in records.items()]
    members = [one if one.axes else one._replace(axes=(1,)) for one in agents]
    floats = tuple(map(float_words, records.values()))
    n_measures = len(measures_of(tuple(row.name for row in scenario.rows["kinds"])))
    point = parameter_dtype(parameter_layout(scenario))
    agents_at, world_at = arguments_at(WORLD_CALL, agents), arguments_at(WORLD_CALL, members)
    words_at = arguments_at(WORLD_CALL, [words_of(member) for member in members])
    rest_at = arguments_at(
        WORLD_CALL,
        [
            ArrayAt("random_numbers", RECORD, (1,)),
            ArrayAt("seeds", np.dtype(np.uint64), ("n_seeds",)),
            ArrayAt("points", point, ("n_seeds", "n_arms")),
            "until", "rows_wanted",
            ArrayAt("out", np.dtype(np.float64), ("n_seeds", "n_arms", "n_rows", n_measures)),
            ArrayAt("faults", np.dtype(np.int64), ("n_seeds", "n_arms", 2)),
            "now",
        ],
    )  # fmt: skip

    def run_points_at(call: Any) -> None:
        numbers, seeds, points, until, rows_wanted, out, faults, _ = rest_at(call)
        run_points(
            world_at(call), words_at(call), floats, numbers, seeds, points, until, rows_wanted, out, faults
        )

    def found_at(call: Any) -> None:
        numbers, seeds, points, _, _, out, faults, _ = rest_at(call)
        run_points(world_at(call), words_at(call), floats, numbers, seeds, points, 0, 0, out, faults)

    def month_at(call: Any) -> None:
        numbers, _, points, _, _, out, faults, now = rest_at(call)
        world = pointer_to(World(*agents_at(call), numbers[0]))  # type: ignore[call-arg]
        words = pointer_to(World(*words_at(call), numbers[0]))  # type: ignore[call-arg]
        run_month(world, words, floats, points[0, 0], now, out[0, 0, 0], faults[0, 0])

    return {"run_points": run_points_at, "found": found_at, "month": month_at}


def run_month(world: Any, words: Any, floats: Any, p: Any, now: int, out: Any, fault: Any) -> None:
    """Step the world as it stands by one month and write its measures, or how the month failed.

    The world must be one that `run_points` or this left, with the random numbers and the point of then.

    Args:
        world: the world, as rules see it.
        words: its memory as uint64.
        floats: how many words of each member are floats.
        p: the point.
        now: the month.
        out: measures.
        fault: kind of failure, and the months that are over or in which it failed.
    """
    months = now
    try:
        month(world, p, now)
        if world_is_finite(words, floats, world.tally.lots):
            months += 1
            take_measures(world.tally, p, out)
        else:
            fault[0] = NOT_FINITE
    except Exception:  # numba knows no narrower one
        fault[0] = RAISED
    fault[1] = months


compiled_when_called(**LINKED)(run_month)
