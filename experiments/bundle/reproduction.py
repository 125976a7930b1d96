"""The study of a bundle run anew, and every number of it compared with those of the bundle."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from experiments.arrays import Points
from experiments.bundle.readiness import other_surroundings
from experiments.progress import SILENT, Progress
from experiments.results import Result, json_text
from experiments.study.execution.supply import replication_draws
from experiments.study.storage.encoding import read
from experiments.study.storage.plan import Plan
from experiments.study.storage.values import value_parts
from experiments.study.study import Study
from experiments.sweep.study_report import StudyReport

TOLERANCE = 1e-12
"""How far statistics over runs may differ between machines, relative to their size; runs may not at all."""

_ROWS = 1 << 18


@dataclass(frozen=True)
class OtherValues(Result):
    """Values of one column that are not the same.

    Attributes:
        file: the file of the study, or "" for one of the answer.
        column: its column, or the path of an entry of the answer.
        count: how many values differ.
        row: the first row that does, from 0.
        before: its value in the bundle.
        now: its value now.
    """

    file: str
    column: str
    count: int
    row: int
    before: str
    now: str


@dataclass(frozen=True)
class Reproduction(Result):
    """What came of running a study anew.

    Attributes:
        of_model: what of the model is another than in the bundle, as 'name: before → now'.
        around: the same of Python, libraries and the machine.
        runs: how many runs were made anew.
        numbers: how many values of draws, runs and monthly series were compared, bit for bit.
        differences: those that are not the same.
        answers: how many numbers of the answer were compared.
        inexact: how many of them are not the same to the last bit.
        largest: the largest relative difference among them.
        answer: those that differ by more than TOLERANCE.
    """

    of_model: tuple[str, ...]
    around: tuple[str, ...]
    runs: int
    numbers: int
    differences: tuple[OtherValues, ...]
    answers: int
    inexact: int
    largest: float
    answer: tuple[OtherValues, ...]

    @property
    def same(self) -> bool:
        """Whether every number came out the same."""
        return not self.differences and not self.answer


def reproduced(
    study: Study, folder: Path, answer: Mapping[str, Any], progress: Progress = SILENT
) -> tuple[Reproduction, StudyReport]:
    """Run a study anew under the code that is here, and compare.

    Args:
        study: the study of a bundle.
        folder: where the new runs are kept: a new or empty folder.
        answer: the record of its answer in the bundle.
        progress: what watches the runs.

    Returns:
        What differs, and the answer of the new runs.

    Raises:
        InvalidInput: `folder` holds something else, or the scenario means nothing to this version.
        EnvironmentFailure: a file is damaged, or the new runs cannot be written.
        KeyboardInterrupt: the new runs were stopped.
    """
    of_model, around = other_surroundings(study.plan)
    anew = study.fork(folder)
    numbers, found = _compared_draws(study)
    tally = anew.run(progress=progress)
    for shard in study.plan.shards():
        for kind in ("runs", "series") if study.plan.series else ("runs",):
            name = f"{kind}/{shard.name}.parquet"
            count, wrong = compared(read(study.folder / name), read(anew.folder / name), name)
            numbers, found = numbers + count, [*found, *wrong]
    report = anew.report(progress)
    entries = list(_entries(answer["report"], json.loads(json_text(report.to_dict()))))
    apart = [(entry, _relative(*entry[1:])) for entry in entries if entry[1] != entry[2]]
    beyond = tuple(
        OtherValues("", path, 1, 0, str(before), str(now))
        for (path, before, now), size in apart
        if size > TOLERANCE
    )
    largest = max((size for _, size in apart), default=0.0)
    made = Reproduction(
        tuple(of_model), tuple(around), tally.finished, numbers, tuple(found), len(entries), len(apart),
        largest, beyond,
    )  # fmt: skip
    return made, report


def _compared_draws(study: Study) -> tuple[int, list[OtherValues]]:
    """Draw the uncertain parameters anew from the master seed, and compare."""
    plan: Plan = study.plan
    if not plan.draws:
        return 0, []
    stored, count = value_parts(study.folder, plan.draws), 0
    found: list[OtherValues] = []
    for low in range(0, plan.replication_count, _ROWS):
        high = min(low + _ROWS, plan.replication_count)
        now = replication_draws(study.evaluator, plan.seed, plan.seeds_per_draw, low, high)
        sizes, wrong = compared(_table(stored.read(low, high)), _table(now), plan.draws[0].file)
        count, found = count + sizes, [*found, *wrong]
    return count, found


def _table(values: Points) -> pa.Table:
    return pa.table({name: pa.array(np.asarray(column)) for name, column in values.items()})


def compared(before: pa.Table, now: pa.Table, file: str) -> tuple[int, list[OtherValues]]:
    """Compare two tables, numbers by their bits.

    Args:
        before: the table of the bundle.
        now: the table made anew.
        file: what the differences call it.

    Returns:
        How many values were compared, and the columns in which some differ. A column or rows that one of
        them lacks count as a difference of the whole.

    Example:
        >>> old, new = pa.table({"x": [0.0, 1.0]}), pa.table({"x": [-0.0, 1.0]})
        >>> compared(old, new, "runs")[1][0].now
        '-0.0'
    """
    if before.column_names != now.column_names or before.num_rows != now.num_rows:
        shapes = [f"{table.num_rows} × {', '.join(table.column_names)}" for table in (before, now)]
        return 0, [OtherValues(file, "", max(before.num_rows, now.num_rows), 0, *shapes)]
    found = []
    for name in before.column_names:
        one, other = before.column(name), now.column(name)
        unlike = np.flatnonzero(_bits(one) != _bits(other))
        if len(unlike):
            row = int(unlike[0])
            ends = str(one[row].as_py()), str(other[row].as_py())
            found.append(OtherValues(file, name, len(unlike), row, *ends))
    return before.num_rows * before.num_columns, found


def _bits(column: pa.ChunkedArray) -> NDArray[Any]:
    """Return what decides whether two values are the same: the bits of a double, else the value itself."""
    if pa.types.is_floating(column.type):
        return np.asarray(column.to_numpy(), dtype=np.float64).view(np.int64)
    if pa.types.is_integer(column.type) and not column.null_count:
        return np.asarray(column.to_numpy())
    return np.array(column.to_pylist(), dtype=object)


def _entries(before: Any, now: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield every plain value of two nested records with its path; what only one has stands against None."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key in {**before, **now}:
            yield from _entries(before.get(key), now.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for place, pair in enumerate(zip(before, now, strict=True)):
            yield from _entries(*pair, f"{path}[{place}]")
    elif (isinstance(before, float | int) and isinstance(now, float | int)) or before != now:
        yield path, before, now


def _relative(before: Any, now: Any) -> float:
    """Return how far two values are apart, relative to the larger; infinity for other things than numbers."""
    if isinstance(before, float | int) and isinstance(now, float | int):
        return abs(before - now) / max(abs(before), abs(now), math.ulp(0.0))
    return math.inf
