"""Reading what a study has computed, in the order of run ids, a piece at a time."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from experiments.study.storage.encoding import read
from experiments.study.storage.plan import Plan
from experiments.study.storage.shards import Segment, Shard

_BATCH_ROWS = 1 << 17

_Piece = tuple[int, int, pa.Table]  # first replication, first point, rows


def ordered(
    folder: Path, plan: Plan, finished: Collection[str], columns: Sequence[str] | None = None
) -> Iterator[pa.Table]:
    """Yield the rows of finished shards by rising run id, in tables of about 131,000 rows.

    `folder` is the study's folder "runs" or "series". The order does not depend on when or where a shard was
    computed, so the same study always yields the same rows in the same batches. At most one shard for each
    segment is in memory.
    """
    names = set(finished)
    streams = [_stream(folder, plan, segment, names, columns) for segment in plan.segments]
    waiting: list[pa.Table] = []
    rows = 0
    for *_, table in heapq.merge(*streams, key=lambda piece: piece[:2]):
        waiting.append(table)
        rows += table.num_rows
        while rows >= _BATCH_ROWS:
            whole = pa.concat_tables(waiting)
            yield whole.slice(0, _BATCH_ROWS).combine_chunks()
            waiting = [whole.slice(_BATCH_ROWS)]
            rows -= _BATCH_ROWS
    if rows:
        yield pa.concat_tables(waiting).combine_chunks()


def _stream(
    folder: Path, plan: Plan, segment: Segment, names: set[str], columns: Sequence[str] | None
) -> Iterator[_Piece]:
    alone = not any(
        other.replications[0] < segment.replications[1] and segment.replications[0] < other.replications[1]
        for other in plan.segments
        if other.number != segment.number
    )
    for shard in segment:
        if shard.name in names:
            table = read(folder / f"{shard.name}.parquet", columns)
            yield from [(shard.replications[0], shard.points[0], table)] if alone else _slices(shard, table)


def _slices(shard: Shard, table: pa.Table) -> Iterator[_Piece]:
    """Cut a shard's rows by replication, so that another segment's rows can come between."""
    low, high = shard.replications
    rows = table.num_rows // (high - low)
    for place, replication in enumerate(range(low, high)):
        yield replication, shard.points[0], table.slice(place * rows, rows)
