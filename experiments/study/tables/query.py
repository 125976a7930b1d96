"""SQL over the tables of a study, by DuckDB: it reads the Parquet files in place, whatever their size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.study.storage.encoding import rows_in
from experiments.study.storage.plan import Plan
from experiments.study.storage.store import CHECK_SECONDS, Store
from experiments.study.tables.answer import Answer, answered
from experiments.study.tables.frames import values

if TYPE_CHECKING:
    import pandas as pd

    from experiments.reporting.codebook import Codebook

_NAMES_MEANT = ("Candidate bindings", "Did you mean")
_PATTERN = frozenset("*?[")
"""What DuckDB reads as a pattern in the name of a file; nothing takes that meaning away from it for sure."""

_Found = TypeVar("_Found")


def query(store: Store, plan: Plan, sql: str) -> pd.DataFrame:
    """Return the answer to an SQL query over the tables runs, series, points and draws.

    Raises InvalidInput when DuckDB is not installed, nothing is finished yet, or the query is wrong or fails
    while it computes; EnvironmentFailure when a finished shard is seen to be damaged (of a study too large to
    be read in some seconds, by its size).
    """
    return _answered(store, plan, sql, lambda relation: relation.df())


def ask(store: Store, plan: Plan, sql: str, words: Callable[[str], Codebook | None]) -> Answer:
    """Return the answer to an SQL query with every digit; see `query`. `words` are those of the tables."""
    return _answered(store, plan, sql, partial(answered, words=words, options=plan.options))


def _answered(store: Store, plan: Plan, sql: str, take: Callable[[Any], _Found]) -> _Found:
    with _database(store, plan) as database:
        import duckdb

        try:
            relation = database.sql(sql)
            # DuckDB computes when rows are taken: what fails then is as much the query's as a wrong name
            found = None if relation is None else take(relation)
        except (duckdb.Error, OverflowError, ValueError) as error:
            raise InvalidInput("study.bad_query", reason=_reason(error)) from None
    if found is None:
        raise InvalidInput("study.no_answer")
    return found


@contextmanager
def _database(store: Store, plan: Plan) -> Iterator[Any]:
    """Give a database that has the tables of a study."""
    try:
        import duckdb
    except ImportError:
        raise InvalidInput("study.no_duckdb") from None
    finished = store.readable(plan.shards(), CHECK_SECONDS)
    if not finished:
        raise InvalidInput("study.nothing_finished", folder=store.folder)
    with duckdb.connect() as database:
        for table in ("runs", "series") if plan.series else ("runs",):
            files = store.shard_files(finished, table)
            _view(database, table, files)
            known = sum(claim.rows for claim in finished.values()) if table == "runs" else rows_in(files)
            ((found,),) = database.sql(f"select count(*) from {table}").fetchall()
            if found != known:
                raise EnvironmentFailure(
                    "study.other_rows", table=table, found=f"{found:,}", known=f"{known:,}"
                )
        for table in ("points", "draws"):
            database.register(table, values(store, plan, table).reset_index())
        yield database


def _view(database: Any, table: str, files: Sequence[Path]) -> None:
    """Name these files, and no others that a pattern would find, as a table."""
    paths = [str(path.absolute()) for path in files]
    if not any(_PATTERN.intersection(path) for path in paths):
        database.from_parquet(paths).create_view(table)
        return
    from pyarrow.dataset import dataset
    from pyarrow.fs import LocalFileSystem

    database.register(table, dataset(paths, format="parquet", filesystem=LocalFileSystem()))


def _reason(error: Exception) -> str:
    """Return in one line what DuckDB says is wrong, with the names it takes to be meant."""
    first, *more = str(error).split("\n")
    return "; ".join([first, *(line for line in more if line.startswith(_NAMES_MEANT))])
