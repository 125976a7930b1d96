"""SQL over the tables of a study, by DuckDB: it reads the Parquet files in place, whatever their size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from experiments.errors import InvalidInput
from experiments.study.storage.plan import Plan
from experiments.study.storage.store import CHECK_SECONDS, Store
from experiments.study.tables.frames import values

if TYPE_CHECKING:
    import pandas as pd

_NAMES_MEANT = ("Candidate bindings", "Did you mean")


def query(store: Store, plan: Plan, sql: str) -> pd.DataFrame:
    """Return the answer to an SQL query over the tables runs, series, points and draws.

    Raises InvalidInput when DuckDB is not installed, nothing is finished yet, or the query is wrong;
    EnvironmentFailure when a finished shard is seen to be damaged (of a study too large to be read in some
    seconds, by its size).
    """
    try:
        import duckdb
    except ImportError:
        raise InvalidInput("study.no_duckdb") from None
    finished = store.readable(plan.shards(), CHECK_SECONDS)
    if not finished:
        raise InvalidInput("study.nothing_finished", folder=store.folder)
    with duckdb.connect() as database:
        for table in ("runs", "series") if plan.series else ("runs",):
            files = [str(path) for path in store.shard_files(finished, table)]
            database.from_parquet(files).create_view(table)  # the files of the manifest, never a wildcard
        for table in ("points", "draws"):
            _register(database, table, values(store, plan, table).reset_index())
        try:
            answer = database.sql(sql)
        except duckdb.Error as error:
            raise InvalidInput("study.bad_query", reason=_reason(error)) from None
        if answer is None:
            raise InvalidInput("study.no_answer")
        return answer.df()


def _reason(error: Exception) -> str:
    """Return in one line what DuckDB says is wrong, with the names it takes to be meant."""
    first, *more = str(error).split("\n")
    return "; ".join([first, *(line for line in more if line.startswith(_NAMES_MEANT))])


def _register(database: Any, table: str, rows: pd.DataFrame) -> None:
    database.register(table, rows)
