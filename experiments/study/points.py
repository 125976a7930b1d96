"""Points given by the user: a list in the study file, or the rows of a CSV or Parquet table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    Raises InvalidInput or ScenarioError naming file, row, column, value and what is allowed.
    """
    import pandas as pd

    try:
        if path.suffix.lower() == ".csv":
            table = pd.read_csv(path, keep_default_na=False)
        elif path.suffix.lower() == ".parquet":
            table = pd.read_parquet(path)
        else:
            raise invalid_at(shown, "", "table_form")
    except (OSError, ValueError) as problem:
        if isinstance(problem, InvalidInput):
            raise
        raise invalid_at(shown, "", "unreadable_table", reason=" ".join(str(problem).split())) from None
    if table.empty:
        raise invalid_at(shown, "", "empty_table")
    first = 2 if path.suffix.lower() == ".csv" else 1  # the line of a CSV file, below its header
    places = _Places(shown, first)
    return {
        name: _checked(known(parameters, name, shown), table[name].tolist(), places) for name in table.columns
    }


class _Places:
    """The line of row i of a table."""

    def __init__(self, shown: str, first: int) -> None:
        self._shown, self._first = shown, first

    def __getitem__(self, row: int) -> str:
        return f"{self._shown}:{row + self._first}"


def _checked(parameter: Parameter, given: Sequence[object], places: Any) -> NDArray[Any]:
    values = []
    for row, each in enumerate(given):
        whole = parameter.kind == "int" and isinstance(each, float) and each.is_integer()
        try:
            values.append(parameter.stored(int(each) if whole else each))  # type: ignore[call-overload]
        except NotAllowed as reason:
            raise not_allowed(places[row], parameter, each, reason) from None
    return np.array(values, dtype=np.float64 if parameter.kind == "float" else np.int64)
