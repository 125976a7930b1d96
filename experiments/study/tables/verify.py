"""Problems of a stored study: files that changed, shards that do not hold exactly their runs."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from experiments.study.storage.encoding import FAILED, read
from experiments.study.storage.note import Note
from experiments.study.storage.plan import Plan
from experiments.study.storage.shards import Shard, run_ids
from experiments.study.storage.store import Store, Survey, reason_text
from experiments.study.storage.values import changed


def problems(store: Store, plan: Plan, survey: Survey) -> Iterator[Note]:
    """Yield every problem of a study whose survey read all contents."""
    yield from survey.notes
    for name in store.damaged_plans():
        yield Note("study.damaged_part", file=name)
    for _, name, reason in survey.damaged:
        yield Note("study.damaged", file=name, reason=reason_text(reason))
    for part in plan.points + plan.draws:
        if changed(store.folder, part):
            yield Note("study.damaged_part", file=part.file)
    for shard in plan.shards():
        if shard.name in survey.finished:
            yield from _content(store, plan, survey, shard)
    damaged = {shard.name for shard, *_ in survey.damaged}
    missing = [shard for shard in survey.pending if shard.name not in damaged]
    if missing:
        runs = sum(plan.rows(shard) for shard in missing)
        yield Note("study.missing", runs=f"{runs:,}", shards=len(missing))


def _content(store: Store, plan: Plan, survey: Survey, shard: Shard) -> Iterator[Note]:
    claim = survey.finished[shard.name]
    name = f"runs/{shard.name}.parquet"
    table = read(store.folder / name, ["run_id", "status"])
    replications, points = shard.grid()
    expected = run_ids(replications[:, None], points[:, None], np.array(plan.arms)[None, :]).ravel()
    if not np.array_equal(table.column("run_id").to_numpy(), expected):
        yield Note("study.wrong_runs", file=name)
    failed = table.column("status").to_pylist().count(FAILED)
    if (claim.rows, claim.failed) != (expected.size, failed):
        yield Note("study.wrong_counts", file=name, rows=expected.size, failed=failed)
