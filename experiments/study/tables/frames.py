"""The tables of a study as pandas frames."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd
import pyarrow as pa

from experiments.errors import InvalidInput, did_you_mean
from experiments.study.storage.encoding import RUN_COLUMNS, SERIES_COLUMNS
from experiments.study.storage.plan import Plan
from experiments.study.storage.store import Store
from experiments.study.storage.values import value_parts
from experiments.study.tables.reader import ordered

TABLES = ("runs", "series", "points", "draws")


def frame(
    store: Store, plan: Plan, table: str, columns: str | Sequence[str] | None = None, points: bool = False
) -> pd.DataFrame:
    """Return runs or series by rising run id; with `points`, the parameter values of each row's point."""
    columns = [columns] if isinstance(columns, str) else columns
    parts = list(tables(store, plan, table, columns))
    rows: pd.DataFrame = pa.concat_tables(parts).to_pandas() if parts else pd.DataFrame()
    if points and parts and plan.points and columns is None:
        rows = rows.join(values(store, plan, "points"), on="point_id")
    return rows


def tables(store: Store, plan: Plan, table: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Yield runs or series by rising run id, piece by piece.

    Raises InvalidInput for an unknown column, EnvironmentFailure when a finished shard is damaged.
    """
    known = (*RUN_COLUMNS, *plan.measures) if table == "runs" else (*SERIES_COLUMNS, *plan.series)
    if table == "series" and not plan.series:
        raise InvalidInput("study.no_series")
    for name in columns or ():
        if name not in known:
            raise InvalidInput(
                "study.unknown_column", name=name, near=did_you_mean(name, known), known=", ".join(known)
            )
    return ordered(store.folder / table, plan, store.readable(plan.shards(), math.inf), columns)


def values(store: Store, plan: Plan, table: str) -> pd.DataFrame:
    """Return points or draws, indexed by point id or replication; choices by their names."""
    parts = plan.points if table == "points" else plan.draws
    index = "point_id" if table == "points" else "replication"
    source = value_parts(store.folder, parts)
    rows = pd.DataFrame(source.read(0, source.rows) if source.rows else {}, index=range(source.rows))
    for name, options in plan.options.items():
        if name in rows:
            rows[name] = pd.Categorical.from_codes(rows[name], options)
    return rows.rename_axis(index)
