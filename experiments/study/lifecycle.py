"""Create the folder of a study, extend it, and fork it under changed code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Points
from experiments.errors import InvalidInput
from experiments.files import free_bytes, standing, write_whole
from experiments.runs.design import size_of
from experiments.study.design import Design
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.supply import replication_draws
from experiments.study.forecast import Forecast, forecast, probe
from experiments.study.identity import check_draws, numbers, outline, rows_of, same, short
from experiments.study.spec import StudySpec
from experiments.study.storage.lock import MAKING
from experiments.study.storage.note import Note, Notify, log
from experiments.study.storage.plan import Part, Plan
from experiments.study.storage.shards import rows_per_shard
from experiments.study.storage.store import Store
from experiments.study.storage.values import value_file, value_parts

MAKING_SECONDS = 60.0
"""How long a job of an array waits for another one that is making the folder."""
_PART_ROWS = 1 << 20


def planned(
    spec: StudySpec, evaluator: RunEvaluator, shard_rows: int | None = None
) -> tuple[Plan, Points, Forecast]:
    """Return plan, points and forecast of a specification; nothing is written.

    Raises InvalidInput when a size is out of range or every run of the probe fails.
    """
    plan = outline(spec, evaluator)
    points = spec.design.points()
    count = spec.design.count
    plan.grown(count, spec.draw_count, spec.seeds)  # refuses sizes before anything is run
    measured = probe(evaluator, plan, points, spec.seeds, spec.replications)
    rows = count * spec.replications * len(plan.arms)
    if shard_rows is None:
        shard_rows = rows_per_shard(rows, measured.seconds_per_run, measured.values_per_run)
    plan = replace(plan, rows_per_shard=shard_rows)
    plan = plan.grown(count, spec.draw_count, spec.seeds)
    return plan, points, forecast(plan, measured)


def sized(
    spec: StudySpec, evaluator: RunEvaluator, draws: int | None, seeds: int | None, runs: int | None
) -> StudySpec:
    """Return a specification with other counts than its own, where any are asked for.

    Args:
        spec: the specification.
        evaluator: knows the arms, and whether parameters are drawn.
        draws: parameter draws.
        seeds: seeds per draw.
        runs: runs of all points and arms together instead of draws, or of seeds where nothing is drawn;
            rounded up.

    Raises:
        InvalidInput: runs beside what they stand for.
    """
    each = spec.design.count * len(numbers("arm", spec.arms, evaluator.arm_names))
    if runs is None:
        return replace(spec, draws=draws or spec.draws, seeds=seeds or spec.seeds)
    if evaluator.drawn_names:
        seeds = seeds or spec.seeds
        return replace(spec, draws=size_of(draws, 1, runs, each * seeds), seeds=seeds)
    return replace(spec, draws=1, seeds=size_of(draws or seeds, 1, runs, each))


def make(
    spec: StudySpec,
    folder: Path,
    evaluator: RunEvaluator,
    shard_rows: int | None = None,
    notify: Notify = log,
) -> None:
    """Make the folder of a study, unless the folder holds that study already.

    `notify` is called with a note of points that stand twice in a list or table.

    Raises InvalidInput when the folder holds another study or something else, or the disk is too small;
    EnvironmentFailure when it cannot be written.
    """
    store = Store(folder)
    if store.exists():
        same(store, spec, evaluator)
        return
    store.refuse_foreign()
    plan, points, ahead = planned(spec, evaluator, shard_rows)
    refuse_small_disk(folder, ahead.bytes)
    store.make_folders()
    with store.writing(MAKING, wait=MAKING_SECONDS):
        if store.exists():  # another part of an array job was faster
            same(store, spec, evaluator)
            return
        plan = replace(
            plan,
            points=tuple(_write(store, "points", points, 0, spec.design.count)),
            draws=tuple(_write_draws(store, evaluator, plan, 0, spec.replications)),
        )
        write_whole(folder / "study.toml", spec.text.encode(), store.staging("study.toml"))
        store.write_plan(plan)
    if spec.design.table is not None and (note := repeated(points)):
        notify(note)


def repeated(points: Points) -> Note | None:
    """Return a note of the points that are equal to an earlier one, or None where there are none.

    They are no mistake for sure: a table from another program may repeat points, as whole numbers do in a
    sample. But they have the same runs, and count twice in whatever averages over points.
    """
    first: dict[bytes, int] = {}
    rows = enumerate(rows_of(points) if points else ())
    twins = [(place, first[row]) for place, row in rows if first.setdefault(row, place) < place]
    if not twins:
        return None
    point, earlier = twins[0]
    return Note("study.equal_points", count=len(twins), point=point, earlier=earlier)


def refuse_small_disk(folder: Path, needed: int) -> None:
    """Raise InvalidInput when the disk has less room than a study is expected to need."""
    if needed > (free := free_bytes(standing(folder))):
        raise InvalidInput("study.disk_too_small", needed=f"{needed:,}", free=f"{free:,}", folder=folder)


def grow(
    store: Store, plan: Plan, evaluator: RunEvaluator, design: Design | None, draws: int, seeds: int
) -> Plan:
    """Add points and replications to a study; the caller holds the right to write.

    Args:
        store: the folder, held for writing.
        plan: the present plan.
        evaluator: draws the parameters of new draws.
        design: the larger design; None keeps the points.
        draws: parameter draws in all.
        seeds: seeds per draw.

    Raises:
        InvalidInput: the extension would move or drop an old point, shrink the study, or change the seeds per
            draw of a study with drawn parameters.
    """
    check_draws(draws, evaluator)
    new: Points = {}
    rows = plan.point_count
    if design is not None:
        old = value_parts(store.folder, plan.points)
        new = added(old.read(0, old.rows), design)
        rows += len(next(iter(new.values()))) if new else 0
    plan.grown(rows, draws, seeds)  # refuses before anything is written
    parts, record = list(plan.points), plan.design
    if design is not None:
        parts += _write(store, "points", new, plan.point_count, rows)
        record = design.written() | {"points": rows}
    tables = list(plan.draws)
    if tables:
        tables += _write_draws(store, evaluator, plan, plan.replication_count, draws * seeds)
    grown = replace(plan, design=record, points=tuple(parts), draws=tuple(tables)).grown(rows, draws, seeds)
    store.write_plan(grown)
    return grown


def added(old: Points, design: Design) -> dict[str, NDArray[Any]]:
    """Return the points of a larger design that are not among the old ones, in its order.

    Raises InvalidInput unless every old point is there: for a grid anywhere, otherwise at the same index.
    """
    new = design.points()
    if set(new) != set(old):
        before, now = ", ".join(sorted(old)), ", ".join(sorted(new))
        raise InvalidInput("study.other_study", what="vary", before=before, now=now)
    old_rows, new_rows = rows_of(old), rows_of(new)
    if design.kind == "grid":
        there, wanted = set(old_rows), set(new_rows)
        missing = [place for place, row in enumerate(old_rows) if row not in wanted]
        fresh = np.array([place for place, row in enumerate(new_rows) if row not in there], dtype=np.int64)
    else:
        missing = [place for place, row in enumerate(old_rows) if new_rows[place : place + 1] != [row]]
        fresh = np.arange(len(old_rows), len(new_rows))
    if missing:
        values = {name: column[missing[0]].item() for name, column in old.items()}
        raise InvalidInput("study.point_moved", point=missing[0], values=short(values))
    return {name: column[fresh] for name, column in new.items()}


def fork(store: Store, plan: Plan, folder: Path, fingerprint: dict[str, str]) -> None:
    """Start the same study in a new folder under the present code, without the old results."""
    other = Store(folder)
    if other.exists():
        raise InvalidInput("study.foreign_folder", folder=folder)
    other.refuse_foreign()
    other.make_folders()
    with other.writing(MAKING):
        for name in ["study.toml", *(part.file for part in plan.points + plan.draws)]:
            write_whole(folder / name, (store.folder / name).read_bytes(), other.staging(name))
        other.write_plan(replace(plan, fingerprint=fingerprint, forked_from=plan.study_id))


def _write_draws(store: Store, evaluator: RunEvaluator, plan: Plan, low: int, high: int) -> Iterator[Part]:
    """Write the drawn parameters of replications `low` to `high` − 1, one row for each replication."""
    for start in range(low, high, _PART_ROWS):
        end = min(start + _PART_ROWS, high)
        if values := replication_draws(evaluator, plan.seed, plan.seeds_per_draw, start, end):
            yield from _write(store, "draws", values, start, end)


def _write(store: Store, folder: str, values: Points, low: int, high: int) -> Iterator[Part]:
    for start in range(low, high, _PART_ROWS):
        end = min(start + _PART_ROWS, high)
        some = {name: column[start - low : end - low] for name, column in values.items()}
        data = value_file(folder, start, some, end - start)
        name = f"{folder}/{start:09d}.parquet"
        write_whole(store.folder / name, data, store.staging(name))
        yield Part(name, end - start, hashlib.sha256(data).hexdigest())
