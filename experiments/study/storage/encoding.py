"""The tables of a study: runs, monthly series, points and draws, and the bytes in which they are kept.

The same rows always give the same bytes, so that a shard computed again, here or on a cluster, has the same
SHA-256. Random doubles are stored with their bytes split into streams and zstd; dictionaries serve the
columns before the measures only, where values repeat.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from experiments.arrays import Seeds

RUN_COLUMNS = ("run_id", "point_id", "replication", "arm", "seed", "status", "error")
"""Columns of the table of runs before the measures."""
SERIES_COLUMNS = ("run_id", "point_id", "replication", "arm", "month")
"""Columns of the table of monthly series before the series."""
OK, FAILED = "ok", "failed"
STATUSES = (OK, FAILED)

_RISING = ("run_id",)
_ROW_GROUP = 1 << 16
_LEVEL = 1  # zstd: higher levels cost time and save nothing on random doubles


def run_table(
    ids: NDArray[np.int64],
    seeds: Seeds,
    arm_names: Sequence[str],
    measures: Sequence[str],
    values: NDArray[np.float64],
    errors: Mapping[int, str],
) -> pa.Table:
    """Return the table of runs: one row each, ordered as `ids`.

    `seeds` has shape (runs,), `values` (runs, measures); `arm_names` names all arms by number; `errors` gives
    the message of each failed row. A NaN becomes an empty cell, so that SQL leaves it out of its means.
    """
    failed = np.zeros(ids.size, dtype=np.int8)
    failed[list(errors)] = 1
    messages: list[str | None] = [None] * ids.size
    for row, message in errors.items():
        messages[row] = message
    columns: dict[str, Any] = _id_columns(ids, arm_names)
    columns["seed"] = pa.array(seeds.astype(np.int64))
    columns["status"] = pa.DictionaryArray.from_arrays(pa.array(failed), pa.array(STATUSES))
    columns["error"] = pa.array(messages, pa.string())
    for number, name in enumerate(measures):
        columns[name] = pa.array(values[:, number], pa.float64(), from_pandas=True)
    return pa.table(columns)


def series_table(
    ids: NDArray[np.int64], arm_names: Sequence[str], names: Sequence[str], values: NDArray[np.float64]
) -> pa.Table:
    """Return the table of monthly series: one row for each run and month, `values` (runs, months, series)."""
    months = values.shape[1]
    columns: dict[str, Any] = _id_columns(np.repeat(ids, months), arm_names)
    columns["month"] = pa.array(np.tile(np.arange(1, months + 1, dtype=np.int32), ids.size))
    flat = values.reshape(-1, values.shape[2])
    for number, name in enumerate(names):
        columns[name] = pa.array(flat[:, number], pa.float64(), from_pandas=True)
    return pa.table(columns)


def _id_columns(ids: NDArray[np.int64], arm_names: Sequence[str]) -> dict[str, Any]:
    pairs, arms = np.divmod(ids, 10)
    replications, points = np.divmod(pairs, 10**9)
    return {
        "run_id": pa.array(ids),
        "point_id": pa.array(points.astype(np.int32)),
        "replication": pa.array(replications.astype(np.int32)),
        "arm": pa.DictionaryArray.from_arrays(pa.array(arms.astype(np.int8)), pa.array(list(arm_names))),
    }


def value_table(index: str, first: int, values: Mapping[str, NDArray[Any]], rows: int) -> pa.Table:
    """Return a table of parameter values whose rows are numbered from `first` in the column `index`."""
    columns: dict[str, Any] = {index: pa.array(np.arange(first, first + rows, dtype=np.int64))}
    return pa.table(columns | {name: pa.array(column) for name, column in values.items()})


def encode(table: pa.Table, metadata: Mapping[str, str]) -> bytes:
    """Return a table as a Parquet file; `metadata` goes into its footer."""
    sink = io.BytesIO()
    with writer(sink, table.schema, metadata) as out:
        out.write_table(table, row_group_size=_ROW_GROUP)
    return sink.getvalue()


def writer(sink: Any, schema: pa.Schema, metadata: Mapping[str, str]) -> pq.ParquetWriter:
    """Return a Parquet writer with the encodings of this module, for a path or an open file."""
    doubles = [field.name for field in schema if pa.types.is_float64(field.type)]
    encodings = dict.fromkeys(doubles, "BYTE_STREAM_SPLIT")
    encodings |= {name: "DELTA_BINARY_PACKED" for name in _RISING if name in schema.names}
    return pq.ParquetWriter(
        sink,
        schema.with_metadata({f"oneplusone.{name}": value for name, value in metadata.items()}),
        compression="zstd",
        compression_level=_LEVEL,
        use_dictionary=[field.name for field in schema if field.name not in encodings],
        column_encoding=encodings or None,
    )


class ValueTable:
    """Parameter values by row number, read from Parquet files piece by piece.

    `parts` are the files in order; together they number their rows from 0. Only the row groups asked for are
    in memory.
    """

    def __init__(self, parts: Sequence[Path]) -> None:
        self._groups: list[tuple[int, int, Path, int]] = []
        self._last: tuple[tuple[Path, int] | None, pa.Table | None] = (None, None)
        rows = 0
        for path in parts:
            metadata = pq.read_metadata(_literal(path))
            for group in range(metadata.num_row_groups):
                count = metadata.row_group(group).num_rows
                self._groups.append((rows, rows + count, path, group))
                rows += count
        self.rows = rows

    def read(self, low: int, high: int) -> dict[str, NDArray[Any]]:
        """Return the values of rows `low` to `high` − 1, without the numbering column."""
        pieces = [
            self._group(path, group).slice(max(low - start, 0), min(high, end) - max(low, start))
            for start, end, path, group in self._groups
            if start < high and end > low
        ]
        table = pa.concat_tables(pieces)
        return {name: table.column(name).to_numpy() for name in table.column_names[1:]}

    def read_all(self) -> dict[str, NDArray[Any]]:
        """Return the values of all rows."""
        return self.read(0, self.rows)

    def _group(self, path: Path, group: int) -> pa.Table:
        if self._last[0] != (path, group):
            self._last = (path, group), pq.ParquetFile(_literal(path)).read_row_group(group)
        return self._last[1]


def read(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a Parquet file, all columns or some, without the metadata of its footer."""
    table = pq.ParquetFile(_literal(path)).read(columns=None if columns is None else list(columns))
    return table.replace_schema_metadata(None)


def rows_in(paths: Sequence[Path]) -> int:
    """Return how many rows Parquet files have, by their footers."""
    return sum(pq.read_metadata(_literal(path)).num_rows for path in paths)


def _literal(path: Path) -> Path:
    """Return a path that pyarrow takes as it is: it reads a folder `~` as the home, `a:b` as an address."""
    return path.absolute()
