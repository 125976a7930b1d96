"""Files that are either whole or not there, whatever happens while they are written.

A file is written under a staging name, flushed to the disk, renamed, and its folder flushed; a line is
appended with its own checksum and flushed, and cut off again when the disk fills up under it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from experiments.files import BINARY, as_user_error, checked_json, flush_folder, read_checked


class Line(NamedTuple):
    """A line of a journal; `record` is None when it is damaged."""

    number: int
    record: dict[str, Any] | None


class Journal:
    """A file of one JSON record a line, only ever appended to."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def lines(self) -> Iterator[Line]:
        """Read all whole lines; a torn last line is left out."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return
        for number, text in enumerate(data.split(b"\n")[:-1], start=1):
            yield Line(number, read_checked(text))

    def torn_bytes(self) -> int:
        """Return how many bytes follow the last whole line."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return 0
        return len(data) - (data.rfind(b"\n") + 1)

    def mend(self) -> int:
        """Cut a torn last line off and return its length in bytes; the caller must be the only writer."""
        torn = self.torn_bytes()
        if torn:
            with self.path.open("r+b") as file:
                file.truncate(self.path.stat().st_size - torn)
                os.fsync(file.fileno())
        return torn

    def append(self, record: dict[str, Any]) -> None:
        """Add a line, for good.

        Raises DiskFull or EnvironmentFailure and then leaves no part of the line behind.
        """
        line = checked_json(record)
        new = not self.path.exists()
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | BINARY, 0o666)
            try:
                self._append(descriptor, line)
            finally:
                os.close(descriptor)
            if new:
                flush_folder(self.path.parent)
        except OSError as error:
            raise as_user_error(error, self.path.parent, len(line)) from error

    @staticmethod
    def _append(descriptor: int, line: bytes) -> None:
        before = os.fstat(descriptor).st_size
        try:
            written = 0
            while written < len(line):
                written += os.write(descriptor, line[written:])
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, before)
            raise
