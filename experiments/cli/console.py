"""Standard output and standard error as the commands see them: nothing that becomes of them ends a command.

A reader that leaves early (`| head`), a full disk behind `>`, a closed stream: what is computed is kept, and
files are written, whatever becomes of the display.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from experiments.cli.signs import ERRORS


class Display:
    """A stream that takes everything and never fails.

    Attributes:
        fault: what became of the stream behind it.
        lines: how many lines a person who watches has been shown.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.fault: Exception | None = None
        self.lines = 0
        if stream is not None and hasattr(stream, "reconfigure"):
            self._before = (stream.encoding, stream.errors)
            stream.reconfigure(errors=ERRORS)

    def write(self, said: str) -> int:
        """Write, unless the stream is lost."""
        if self._stream is not None and self.fault is None:
            if "\n" in said and self.isatty():
                self.lines += said.count("\n")
            try:
                self._stream.write(said)
            except (OSError, ValueError) as fault:  # ValueError: it is closed
                self._lose(fault)
        return len(said)

    def flush(self) -> None:
        """Flush, unless the stream is lost."""
        if self._stream is not None and self.fault is None:
            try:
                self._stream.flush()
            except (OSError, ValueError) as fault:
                self._lose(fault)

    def writelines(self, lines: Any) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def isatty(self) -> bool:
        """Return whether a person watches."""
        try:
            return self._stream is not None and self.fault is None and self._stream.isatty()
        except ValueError:
            return False

    @property
    def encoding(self) -> str:
        """The encoding of the stream behind it."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    def speak_utf8(self) -> None:
        """Write UTF-8 from now on, whatever the terminal's encoding: JSON and TOML are nothing else."""
        if self._stream is not None and hasattr(self._stream, "reconfigure"):
            self._stream.reconfigure(encoding="utf-8", errors="backslashreplace")

    @property
    def left(self) -> bool:
        """Return whether the reader has gone of its own will, as in `| head`: no fault of anything."""
        # Windows calls a broken pipe an invalid argument.
        gone = {errno.EPIPE, errno.EBADF} | ({errno.EINVAL} if os.name == "nt" else set())
        return isinstance(self.fault, ValueError) or getattr(self.fault, "errno", None) in gone

    def restore(self) -> None:
        """Give the stream back as it was found."""
        self.flush()
        if hasattr(self, "_before"):
            encoding, errors = self._before
            with suppress(OSError, ValueError):
                cast(Any, self._stream).reconfigure(encoding=encoding, errors=errors)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._stream, name)

    def _lose(self, fault: Exception) -> None:
        self.fault = fault
        # What waits in the stream is dropped; otherwise Python complains of it when it ends.
        with suppress(OSError, ValueError, AttributeError):
            descriptor = cast(TextIO, self._stream).fileno()
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, descriptor)
            os.close(nowhere)


@contextmanager
def console() -> Iterator[tuple[Display, Display]]:
    """Put displays in the place of standard output and error, and give both back at the end."""
    before = sys.stdout, sys.stderr
    if None in before:
        _fill_the_first_descriptors()
    shown = Display(sys.stdout), Display(sys.stderr)
    sys.stdout, sys.stderr = cast(TextIO, shown[0]), cast(TextIO, shown[1])
    try:
        yield shown
    finally:
        sys.stdout, sys.stderr = before
        for display in shown:
            display.restore()


def _fill_the_first_descriptors() -> None:
    """Keep files from taking the numbers of closed streams: compiled code writes to those by number."""
    descriptor = os.open(os.devnull, os.O_RDWR)
    while descriptor <= 2:
        descriptor = os.open(os.devnull, os.O_RDWR)
    os.close(descriptor)
