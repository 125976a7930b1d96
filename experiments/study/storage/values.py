"""Parameter values of points and draws as a study stores them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from experiments.arrays import Points
from experiments.errors import EnvironmentFailure
from experiments.files import sha256
from experiments.study.storage.encoding import ValueTable, encode, value_table
from experiments.study.storage.plan import Part


def changed(folder: Path, part: Part) -> bool:
    """Return whether a file of points or draws is missing or not as it was written."""
    path = folder / part.file
    return not path.is_file() or sha256(path) != part.sha256


def value_file(folder: str, first: int, values: Points, rows: int) -> bytes:
    """Return the bytes of a file of `folder` (points or draws) whose rows are numbered from `first`."""
    index = "point_id" if folder == "points" else "replication"
    return encode(value_table(index, first, values, rows), {"first": str(first)})


def value_parts(folder: Path, parts: Sequence[Part], computing: bool = False) -> ValueTable:
    """Return points or draws. Raises EnvironmentFailure when one of their files is not as it was written.

    A changed bit would change what is computed, and Parquet itself has no check for it. `computing` says that
    they could not be drawn again.
    """
    for part in parts:
        if changed(folder, part):
            key = "study.values_lost" if computing else "study.values_damaged"
            raise EnvironmentFailure(key, file=part.file, folder=folder)
    return ValueTable([folder / part.file for part in parts])
