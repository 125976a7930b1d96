"""Parameter values of points and draws as a study stores them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from experiments.errors import EnvironmentFailure
from experiments.files import sha256
from experiments.study.storage.encoding import ValueTable
from experiments.study.storage.plan import Part


def changed(folder: Path, part: Part) -> bool:
    """Return whether a file of points or draws is missing or not as it was written."""
    path = folder / part.file
    return not path.is_file() or sha256(path) != part.sha256


def value_parts(folder: Path, parts: Sequence[Part]) -> ValueTable:
    """Return points or draws. Raises EnvironmentFailure when one of their files is not as it was written.

    A changed bit would change what is computed, and Parquet itself has no check for it.
    """
    for part in parts:
        if changed(folder, part):
            raise EnvironmentFailure("study.values_damaged", file=part.file, folder=folder)
    return ValueTable([folder / part.file for part in parts])
