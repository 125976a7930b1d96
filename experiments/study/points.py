"""Points given by the user: a list in the study file, or the rows of a CSV or Parquet table."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.errors import InvalidInput, invalid_at
from sim.parameters.declaration import NotAllowed, Parameter
from sim.scenario.uncertain import known, not_allowed


def listed_points(
    rows: Sequence[Mapping[str, object]], places: Sequence[str], parameters: Mapping[str, Parameter]
) -> dict[str, NDArray[Any]]:
    """Return points given one by one; `places` are their lines in the file.

    Raises ScenarioError or InvalidInput.
    """
    names = list(rows[0]) if rows else []
    for row, place in zip(rows, places, strict=True):
        if set(row) != set(names):
            odd = ", ".join(sorted(set(row) ^ set(names)))
            raise invalid_at(place, odd, "uneven_points")
    return {
        name: _checked(known(parameters, name, places[0]), [row[name] for row in rows], places)
        for name in names
    }


def table_points(path: Path, shown: str, parameters: Mapping[str, Parameter]) -> dict[str, NDArray[Any]]:
    """Return the points in a CSV or Parquet table: a column for each parameter, a row for each point.

    A column `point_id`, which exported points have, is passed over.

    Raises InvalidInput or ScenarioError naming file, line or row, column, value and what is allowed.
    """
    match path.suffix.lower():
        case ".csv":
            columns, places = _csv_columns(path, shown)
        case ".parquet":
            columns, places = _parquet_columns(path, shown)
        case _:
            raise invalid_at(shown, "", "table_form")
    if not places:
        raise invalid_at(shown, "", "empty_table")
    columns.pop("point_id", None)
    return {
        name: _checked(known(parameters, name, shown), column, places) for name, column in columns.items()
    }


def _csv_columns(path: Path, shown: str) -> tuple[dict[str, list[object]], list[str]]:
    """Return the cells of each column, every one read by itself, and the line of each row."""
    rows: list[list[str]] = []
    places: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader, before = csv.reader(file, strict=True), 0
            for row in reader:
                if len(row) > 1 or any(cell.strip() for cell in row):
                    rows.append(row)
                    places.append(f"{shown}:{before + 1}")
                before = reader.line_num
    except (OSError, ValueError, csv.Error) as problem:
        raise _unreadable(shown, problem) from None
    if not rows:
        return {}, []
    names = [name.strip() for name in rows.pop(0)]
    line = places.pop(0)
    for at, name in enumerate(names):
        if name in names[:at]:
            raise invalid_at(line, name, "twice_in_table")
    for row, place in zip(rows, places, strict=True):
        if len(row) != len(names):
            raise invalid_at(place, "", "uneven_row", cells=len(row), columns=len(names))
    return {name: [_cell(row[at]) for row in rows] for at, name in enumerate(names)}, places


def _cell(text: str) -> int | float | str:
    """Return the number that a cell of a CSV file holds, or its text where it holds none."""
    plain = text.strip()
    if plain.isascii() and "_" not in plain:  # Python alone reads 1_000 as a number
        for kind in (int, float):
            with suppress(ValueError):
                return kind(plain)
    return text


def _parquet_columns(path: Path, shown: str) -> tuple[dict[str, list[object]], list[str]]:
    import pyarrow.parquet as pq

    try:
        # absolute, since pyarrow reads a folder `~` as the home
        table = pq.ParquetFile(path.absolute()).read().to_pandas()
    except (OSError, ValueError) as problem:
        raise _unreadable(shown, problem) from None
    columns = {str(name): table[name].tolist() for name in table.columns}
    return columns, [f"{shown}:{row}" for row in range(1, len(table) + 1)]


def _unreadable(shown: str, problem: Exception) -> InvalidInput:
    return invalid_at(shown, "", "unreadable_table", reason=" ".join(str(problem).split()))


def _checked(parameter: Parameter, given: Sequence[object], places: Sequence[str]) -> NDArray[Any]:
    values = []
    for row, each in enumerate(given):
        whole = parameter.kind == "int" and isinstance(each, float) and each.is_integer()
        try:
            values.append(parameter.stored(int(each) if whole else each))  # type: ignore[call-overload]
        except NotAllowed as reason:
            raise not_allowed(places[row], parameter, each, reason) from None
    return np.array(values, dtype=np.float64 if parameter.kind == "float" else np.int64)
