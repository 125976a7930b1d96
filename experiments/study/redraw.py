"""Damaged files of points and draws are drawn again where the design and the seed give them.

What is drawn is written only when its bytes have the SHA-256 that the plan recorded, so that a point is what
it was or stays refused.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Points
from experiments.errors import UserError
from experiments.files import write_whole
from experiments.study.design import Design
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.supply import replication_draws
from experiments.study.file import read_file
from experiments.study.identity import rows_of
from experiments.study.storage.note import Note
from experiments.study.storage.plan import Part, Plan
from experiments.study.storage.store import Store
from experiments.study.storage.values import changed, value_file, value_parts
from sim.scenario.errors import ScenarioError

_Spans = list[tuple[Part, int, int]]  # a file, its first row, the row after its last


def redraw(store: Store, plan: Plan, evaluator: RunEvaluator) -> Iterator[Note]:
    """Draw damaged files of points and draws again, and yield a note for each one that is whole again.

    The caller holds the right to write.
    """
    drawers = (("points", plan.points, _points), ("draws", plan.draws, _draws))
    for folder, parts, draw in drawers:
        damaged = [span for span in _spans(parts) if changed(store.folder, span[0])]
        if not damaged:
            continue
        # a design that cannot be rebuilt, such as one of a table, leaves its files as they are
        with suppress(UserError, ScenarioError, ValueError, KeyError, TypeError):
            for (part, low, high), values in draw(store, plan, evaluator, damaged):
                data = value_file(folder, low, values, high - low)
                if hashlib.sha256(data).hexdigest() == part.sha256:
                    write_whole(store.folder / part.file, data, store.staging(part.file))
                    yield Note("study.drawn_again", file=part.file)


def _spans(parts: Sequence[Part]) -> _Spans:
    ends = np.cumsum([part.rows for part in parts], dtype=np.int64).tolist()
    return [(part, end - part.rows, end) for part, end in zip(parts, ends, strict=True)]


def _points(
    store: Store, plan: Plan, evaluator: RunEvaluator, damaged: _Spans
) -> Iterator[tuple[tuple[Part, int, int], Points]]:
    """Yield the points of each damaged file."""
    design = _design(store, plan, evaluator)
    points = design.points()
    if design.kind == "grid":  # an extended grid is in the order in which it grew
        whole = [part for part in plan.points if part not in [span[0] for span in damaged]]
        points = _absent(points, value_parts(store.folder, whole).read_all() if whole else {})
    first = 0
    for part, low, high in damaged:
        start = first if design.kind == "grid" else low
        yield (part, low, high), {name: column[start : start + part.rows] for name, column in points.items()}
        first += part.rows


def _design(store: Store, plan: Plan, evaluator: RunEvaluator) -> Design:
    match plan.design["kind"]:
        case "grid":
            return Design.read_grid(plan.design, evaluator.parameters)
        case "list" | "table":  # the points of a list stand in the study file
            return read_file(store.folder / "study.toml").design
    return Design.read(plan.design, evaluator.parameters)


def _absent(points: Points, there: Points) -> dict[str, NDArray[Any]]:
    """Return the points that are not there, in their order."""
    known = set(rows_of(there)) if there else set()
    fresh = [place for place, row in enumerate(rows_of(points)) if row not in known]
    return {name: np.asarray(column)[fresh] for name, column in points.items()}


def _draws(
    store: Store, plan: Plan, evaluator: RunEvaluator, damaged: _Spans
) -> Iterator[tuple[tuple[Part, int, int], Points]]:
    """Yield the drawn parameters of each damaged file."""
    for part, low, high in damaged:
        yield (part, low, high), replication_draws(evaluator, plan.seed, plan.seeds_per_draw, low, high)
