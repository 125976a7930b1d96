"""Writing the tables of a study for other programs: CSV, Parquet, Stata, Excel.

A table is written in the order of run ids to a staging file, which replaces the old one only when whole. Text
that a spreadsheet would take for a formula is escaped; numbers are unchanged.
"""

from __future__ import annotations

import csv
import io
import itertools
import math
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from experiments.errors import InvalidInput
from experiments.files import as_user_error, disarmed, settle
from experiments.study.storage.encoding import RUN_COLUMNS, writer
from experiments.study.storage.plan import Plan
from experiments.study.storage.store import Store
from experiments.study.tables.frames import tables, values

if TYPE_CHECKING:
    import pandas as pd

Write = Callable[[Iterator[pa.Table], Path], None]
_EXCEL_ROWS = 1_048_575
_STATA_NAME = 32


def export(store: Store, plan: Plan, path: Path, table: str = "runs") -> Path:
    """Write the table runs, series, points or draws; the ending of `path` chooses the format.

    Raises InvalidInput for an unknown ending or table, or more rows than the format holds; EnvironmentFailure
    when the disk is full or the folder cannot be written. Then a file that was there before is unchanged.
    """
    write, pieces = _writer(path), _pieces(store, plan, table)
    first = next(pieces, None)
    if first is None:
        raise InvalidInput("study.nothing_finished", folder=store.folder)
    return _whole(path, write, itertools.chain([first], pieces))


def export_frame(rows: pd.DataFrame, path: Path) -> Path:
    """Write a frame, such as the answer to a query, in the format that the ending of `path` chooses."""
    piece = pa.Table.from_pandas(rows, preserve_index=False).replace_schema_metadata(None)
    return _whole(path, _writer(path), iter([piece]))


def _writer(path: Path) -> Write:
    if path.suffix.lower() not in _WRITERS:
        raise InvalidInput("study.unknown_form", ending=path.suffix, known=", ".join(_WRITERS))
    return _WRITERS[path.suffix.lower()]


def _whole(path: Path, write: Write, pieces: Iterator[pa.Table]) -> Path:
    staging = path.with_name(f".{path.name}.{os.getpid()}.staging")
    try:
        write(pieces, staging)
        with staging.open("rb+") as file:
            os.fsync(file.fileno())
        settle(staging, path)
    except OSError as error:
        raise as_user_error(error, path.parent) from error
    finally:
        staging.unlink(missing_ok=True)
    return path


def _pieces(store: Store, plan: Plan, table: str) -> Iterator[pa.Table]:
    if table == "runs":
        points = values(store, plan, "points")
        for piece in tables(store, plan, table):
            yield _with_points(piece, points)
    elif table == "series":
        yield from tables(store, plan, table)
    elif table in ("points", "draws"):
        yield pa.Table.from_pandas(values(store, plan, table).reset_index()).replace_schema_metadata(None)
    else:
        raise InvalidInput("study.unknown_table", name=table)


def _with_points(piece: pa.Table, points: pd.DataFrame) -> pa.Table:
    """Put the parameter values of each row's point before its measures."""
    chosen = pa.Table.from_pandas(points, preserve_index=False).take(piece.column("point_id"))
    for place, name in enumerate(chosen.column_names, start=len(RUN_COLUMNS)):
        piece = piece.add_column(place, name, chosen.column(name))
    return piece


def _cells(piece: pa.Table) -> Iterator[tuple[Any, ...]]:
    columns = [column.to_pylist() for column in piece.columns]
    return zip(*columns, strict=True)


def _csv(pieces: Iterator[pa.Table], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        for number, piece in enumerate(pieces):
            if number == 0:
                out.writerow([disarmed(name) for name in piece.column_names])
            for row in _cells(piece):
                out.writerow([disarmed(cell) if isinstance(cell, str) else cell for cell in row])


def _parquet(pieces: Iterator[pa.Table], path: Path) -> None:
    first = next(pieces)
    with writer(path, first.schema, {}) as out:
        for piece in itertools.chain([first], pieces):
            out.write_table(piece)


def _excel(pieces: Iterator[pa.Table], path: Path) -> None:
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise InvalidInput("study.no_openpyxl") from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("study")

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return None if isinstance(value, float) and not math.isfinite(value) else value
        shown = WriteOnlyCell(sheet, value=value)
        shown.data_type = "s"  # a text stays a text, whatever it begins with
        return shown

    rows = 0
    for number, piece in enumerate(pieces):
        rows += piece.num_rows
        if rows > _EXCEL_ROWS:
            raise InvalidInput("study.too_many_rows", form="Excel", most=f"{_EXCEL_ROWS:,}")
        if number == 0:
            sheet.append([cell(name) for name in piece.column_names])
        for row in _cells(piece):
            sheet.append([cell(value) for value in row])
    whole = io.BytesIO()  # a zip file that meets a full disk is not closed cleanly
    book.save(whole)
    path.write_bytes(whole.getbuffer())


def _stata(pieces: Iterator[pa.Table], path: Path) -> None:
    rows = pa.concat_tables(pieces).to_pandas()
    names = stata_names(list(rows.columns))
    for name in rows.columns:
        if rows[name].dtype == "int64":  # Stata has no such integers; doubles hold ids and seeds exactly
            rows[name] = rows[name].astype("float64")
        elif rows[name].dtype == object or str(rows[name].dtype) in ("str", "string"):
            rows[name] = rows[name].fillna("").astype(str)
    labels = {new: old[:80] for old, new in names.items()}
    rows = rows.rename(columns=names)
    rows.to_stata(path, write_index=False, version=118, variable_labels=labels)


def stata_names(columns: list[str]) -> dict[str, str]:
    """Return a name for each column that Stata allows: letters, digits and _, at most 32, all different."""
    names: dict[str, str] = {}
    for column in columns:
        plain = "".join(
            sign if sign.isascii() and (sign.isalnum() or sign == "_") else "_" for sign in column
        )
        plain = plain if plain[:1].isalpha() or plain[:1] == "_" else f"v{plain}"
        name, number = plain[:_STATA_NAME], itertools.count(2)
        while name in names.values():
            ending = f"_{next(number)}"
            name = plain[: _STATA_NAME - len(ending)] + ending
        names[column] = name
    return names


_WRITERS: dict[str, Write] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".dta": _stata,
    ".xlsx": _excel,
}
