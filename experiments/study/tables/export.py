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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import pyarrow as pa

from experiments.errors import InvalidInput
from experiments.files import as_user_error, disarmed, settle, staging_beside
from experiments.study.storage.encoding import RUN_COLUMNS, writer
from experiments.study.storage.plan import Plan
from experiments.study.storage.store import Store
from experiments.study.tables.frames import tables, values

if TYPE_CHECKING:
    import pandas as pd

    from experiments.reporting.codebook import Codebook

Write = Callable[[Iterator[pa.Table], Path, "Codebook | None"], None]
_EXCEL_ROWS = 1_048_575
_STATA_NAME = 32
_STATA_TEXT = 2045
_STATA_INTEGER = 2_147_483_620
_STATA_LABEL = 80
_EXCEL_WIDTHS = (9, 60)


def export(
    store: Store,
    plan: Plan,
    path: Path,
    table: str = "runs",
    book: Codebook | None = None,
    excel_csv: bool = False,
) -> Path:
    """Write the table runs, series, points or draws; the ending of `path` chooses the format.

    Args:
        store: the study's files.
        plan: what it computes.
        path: the file.
        table: which table.
        book: labels, units and names of choices, in a language; without it names stand as they are.
        excel_csv: write CSV so that Excel takes it for UTF-8.

    Raises InvalidInput for an unknown ending or table, or more rows than the format holds; EnvironmentFailure
    when the disk is full or the folder cannot be written. Then a file that was there before is unchanged.
    """
    write, pieces = _writer(path, excel_csv), _pieces(store, plan, table, book)
    first = next(pieces, None)
    if first is None:
        raise InvalidInput("study.nothing_finished", folder=store.folder)
    return _whole(path, write, itertools.chain([first], pieces), book)


def write_pieces(
    pieces: Iterator[pa.Table], path: Path, book: Codebook | None = None, excel_csv: bool = False
) -> Path:
    """Write tables of the same columns, one after the other, in the format that the ending of `path` chooses.

    `book` and `excel_csv` are those of `export`. Raises what it raises.
    """
    return _whole(path, _writer(path, excel_csv), pieces, book)


def _writer(path: Path, excel_csv: bool) -> Write:
    if path.suffix.lower() not in _WRITERS:
        raise InvalidInput("study.unknown_form", ending=path.suffix, known=", ".join(_WRITERS))
    write = _WRITERS[path.suffix.lower()]
    if excel_csv and write is not _csv:
        raise InvalidInput("study.excel_csv_only", file=path.name)
    return _csv_for_excel if excel_csv else write


def _whole(path: Path, write: Write, pieces: Iterator[pa.Table], book: Codebook | None = None) -> Path:
    # absolute: pyarrow and pandas read a folder `~` as the home
    staging = staging_beside(path.absolute())
    try:
        write(pieces, staging, book)
        with staging.open("rb+") as file:
            os.fsync(file.fileno())
        settle(staging, path)
    except OSError as error:
        raise as_user_error(error, path.parent) from error
    finally:
        staging.unlink(missing_ok=True)
    return path


def _pieces(store: Store, plan: Plan, table: str, book: Codebook | None = None) -> Iterator[pa.Table]:
    if table == "runs":
        points = _named(values(store, plan, "points"), plan, book)
        for piece in tables(store, plan, table):
            yield _with_points(piece, points)
    elif table == "series":
        yield from tables(store, plan, table)
    elif table in ("points", "draws"):
        rows = _named(values(store, plan, table), plan, book).reset_index()
        yield pa.Table.from_pandas(rows).replace_schema_metadata(None)
    else:
        raise InvalidInput("study.unknown_table", name=table)


def _named(rows: pd.DataFrame, plan: Plan, book: Codebook | None) -> pd.DataFrame:
    """Give choices the names that they have in the language of the codebook."""
    for name, declared in plan.options.items():
        if book is not None and name in rows:
            rows[name] = rows[name].cat.rename_categories(book.options(name, declared))
    return rows


def _with_points(piece: pa.Table, points: pd.DataFrame) -> pa.Table:
    """Put the parameter values of each row's point before its measures."""
    chosen = pa.Table.from_pandas(points, preserve_index=False).take(piece.column("point_id"))
    for place, name in enumerate(chosen.column_names, start=len(RUN_COLUMNS)):
        piece = piece.add_column(place, name, chosen.column(name))
    return piece


def _cells(piece: pa.Table) -> Iterator[tuple[Any, ...]]:
    columns = [column.to_pylist() for column in piece.columns]
    return zip(*columns, strict=True)


def _csv(
    pieces: Iterator[pa.Table], path: Path, book: Codebook | None = None, encoding: str = "utf-8"
) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        write_csv(pieces, file)


def _csv_for_excel(pieces: Iterator[pa.Table], path: Path, book: Codebook | None = None) -> None:
    """Write CSV with the mark by which Excel, the Chinese one too, knows that it is UTF-8."""
    _csv(pieces, path, book, "utf-8-sig")


def write_csv(pieces: Iterator[pa.Table], file: TextIO) -> None:
    """Write tables of the same columns as CSV, the names of the columns first."""
    out = csv.writer(file, lineterminator="\n")
    for number, piece in enumerate(pieces):
        if number == 0:
            out.writerow([disarmed(name) for name in piece.column_names])
        for row in _cells(piece):
            out.writerow([disarmed(cell) if isinstance(cell, str) else cell for cell in row])


def _parquet(pieces: Iterator[pa.Table], path: Path, book: Codebook | None = None) -> None:
    first = next(pieces)
    with writer(path, first.schema, {}) as out:
        for piece in itertools.chain([first], pieces):
            out.write_table(piece)


def _excel(pieces: Iterator[pa.Table], path: Path, words: Codebook | None = None) -> None:
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError:
        raise InvalidInput("study.no_openpyxl") from None
    book = Workbook(write_only=True)
    sheet = book.create_sheet("study")
    sheet.freeze_panes = "A2"

    def cell(value: Any, sheet: Any = sheet) -> Any:
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
            names = piece.column_names
            _set_widths(sheet, [names, *itertools.islice(_cells(piece), 50)])
            sheet.append([cell(name) for name in names])
        for row in _cells(piece):
            sheet.append([cell(value) for value in row])
    if words is not None:
        second = book.create_sheet(words.sheet)
        second.freeze_panes = "A2"
        explained = words.rows(names)
        _set_widths(second, explained)
        for line in explained:
            second.append([cell(said, second) for said in line])
    whole = io.BytesIO()  # a zip file that meets a full disk is not closed cleanly
    book.save(whole)
    path.write_bytes(whole.getbuffer())


def _set_widths(sheet: Any, rows: Sequence[Sequence[Any]]) -> None:
    """Make each column as wide as what it holds, within limits; a Chinese character takes two places."""
    from openpyxl.utils import get_column_letter

    least, most = _EXCEL_WIDTHS
    for place in range(len(rows[0])):
        widest = max(sum(1 + (ord(sign) > 0x2E7F) for sign in str(row[place])) for row in rows)
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(most, max(least, widest + 2))


def _stata(pieces: Iterator[pa.Table], path: Path, book: Codebook | None = None) -> None:
    rows = pa.concat_tables(pieces).to_pandas()
    names = stata_names(list(rows.columns))
    for name in rows.columns:
        # Stata has no integers of 64 bits and takes the largest of 32 for missing; doubles hold them exactly.
        kind = rows[name].dtype
        if kind == "int64" or (kind in ("int32", "uint32") and rows[name].max() > _STATA_INTEGER):
            rows[name] = rows[name].astype("float64")
        elif str(kind) in ("object", "str", "string"):
            rows[name] = rows[name].fillna("").astype(str)
    labels = {new: _stata_label(old, book) for old, new in names.items()}
    rows = rows.rename(columns=names)
    rows.to_stata(path, write_index=False, version=118, variable_labels=labels, convert_strl=_long(rows))


def _stata_label(name: str, book: Codebook | None) -> str:
    """Return a column's label with its unit, and its full name where there is room; at most 80 signs."""
    label = name if book is None else book.label(name)
    full = label if label == name else f"{label} [{name}]"
    return full if len(full) <= _STATA_LABEL else label[:_STATA_LABEL]


def _long(rows: pd.DataFrame) -> list[str]:
    """Return the columns whose texts are longer than Stata's ordinary ones."""
    texts = [name for name in rows.columns if rows[name].dtype == object or str(rows[name].dtype) == "str"]
    return [name for name in texts if rows[name].str.len().max() > _STATA_TEXT]


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
