"""On which line of a TOML text each key stands, which the standard library's parser does not report.

The text has passed that parser, so the scan only has to find its way: strings, comments, headers, nesting.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}(?!")'
    r"|'''.*?'{3,5}(?!')"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}#\n]+")


def key_lines(source: str) -> list[tuple[KeyPath, int]]:
    """Every key of a text with its line (from 1), in order of appearance, repeated ones too.

    A path is the names from the top; elements of arrays count from 0: ('uncertain', 'draw', 0).
    Reads up to the first place it cannot follow.
    """
    scan = _Scan(source)
    with suppress(_Lost, RecursionError):
        scan.document()
    return scan.found


class _Lost(Exception):
    """The text goes on as no TOML does."""


class _Scan:
    """One walk through a text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.found: list[tuple[KeyPath, int]] = []
        self.starts = [0, *(match.end() for match in re.finditer("\n", source))]
        self.tables: dict[KeyPath, int] = {}

    def document(self) -> None:
        prefix: KeyPath = ()
        self.skip(_BLANK)
        while self.at < len(self.source):
            prefix = self.header() if self.peek("[") else self.pair(prefix)
            self.skip(_BLANK)

    def header(self) -> KeyPath:
        start = self.at
        of_array = self.source.startswith("[[", self.at)
        self.at += 2 if of_array else 1
        path = self.within_arrays(self.key())
        if of_array:
            self.tables[path] = self.tables.get(path, -1) + 1
            path = (*path, self.tables[path])
        self.note(path, start)
        self.expect("]]" if of_array else "]")
        return path

    def within_arrays(self, names: list[str]) -> KeyPath:
        path: KeyPath = ()
        for index, name in enumerate(names):
            path = (*path, name)
            if path in self.tables and index < len(names) - 1:
                path = (*path, self.tables[path])
        return path

    def pair(self, prefix: KeyPath) -> KeyPath:
        start = self.at
        path = (*prefix, *self.key())
        self.note(path, start)
        self.expect("=")
        self.skip(_SPACE)
        self.value(path)
        return prefix

    def key(self) -> list[str]:
        names: list[str] = []
        while True:
            self.skip(_SPACE)
            quoted = _STRING.match(self.source, self.at)
            match = quoted or _BARE.match(self.source, self.at)
            if match is None:
                raise _Lost
            self.at = match.end()
            names.append(_unquoted(match[0]) if quoted else match[0])
            self.skip(_SPACE)
            if not self.peek("."):
                return names
            self.at += 1

    def value(self, path: KeyPath) -> None:
        if self.peek("["):
            self.inside("]", lambda index: self.element(path, index))
        elif self.peek("{"):
            self.inside("}", lambda _: self.pair(path))
        else:
            match = _STRING.match(self.source, self.at) or _SCALAR.match(self.source, self.at)
            if match is None:
                raise _Lost
            self.at = match.end()

    def element(self, path: KeyPath, index: int) -> None:
        self.note((*path, index), self.at)
        self.value((*path, index))

    def inside(self, close: str, item: Callable[[int], object]) -> None:
        self.at += 1
        index = 0
        while True:
            self.skip(_BLANK)
            if self.peek(close):
                self.at += 1
                return
            item(index)
            index += 1
            self.skip(_BLANK)
            if self.peek(","):
                self.at += 1
            elif not self.peek(close):
                raise _Lost

    def note(self, path: KeyPath, at: int) -> None:
        self.found.append((path, bisect_right(self.starts, at)))

    def skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.source, self.at)
        if match is not None:
            self.at = match.end()

    def peek(self, sign: str) -> bool:
        return self.source.startswith(sign, self.at)

    def expect(self, sign: str) -> None:
        self.skip(_SPACE)
        if not self.peek(sign):
            raise _Lost
        self.at += len(sign)


def _unquoted(token: str) -> str:
    try:
        return str(tomllib.loads(f"k = {token}")["k"])
    except tomllib.TOMLDecodeError:
        raise _Lost from None
