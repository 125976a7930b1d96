"""A scenario file as read: its data, the line of each key, and the checks that any part of it needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.scenario.errors import Refusals, ScenarioError, nearest, shown
from sim.scenario.toml_lines import KeyPath


@dataclass(frozen=True)
class Document:
    """The data of a file, where it comes from, and the line of each key; data may already be migrated.

    `fault` is what is wrong with its schema; all else is read as of the current one, to be refused with it.
    """

    shown: str
    data: Mapping[str, Any]
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    folder: Path | None = None
    fault: ScenarioError | None = None

    def sound(self) -> Document:
        """The document itself, when its schema is a known one. Raises ScenarioError."""
        if self.fault is not None:
            raise self.fault
        return self

    def place(self, *path: str | int) -> str:
        """'file:line' of a key, or of the nearest thing around it."""
        for end in range(len(path), 0, -1):
            line = self.lines.get(path[:end])
            if line is not None:
                return f"{self.shown}:{line}"
        return self.shown

    def table(self, *path: str) -> Mapping[str, Any]:
        """The table at a path, empty when there is none. Raises ScenarioError when it is something else."""
        content: Any = self.data
        for name in path:
            content = content.get(name, {})
            if not isinstance(content, dict):
                raise ScenarioError(self.place(*path), dotted(path), "table_expected", given=shown(content))
        return content

    def only(self, path: tuple[str, ...], allowed: Iterable[str]) -> None:
        """Raise ScenarioError when the table at a path has keys that are not among the allowed ones."""
        allowed, faults = tuple(allowed), Refusals()
        for key in self.table(*path):
            if key not in allowed:
                near, listed = nearest(key, allowed), ", ".join(allowed)
                place, name = self.place(*path, key), dotted((*path, key))
                with faults.kept():
                    raise ScenarioError(place, name, "unknown_key", near=near, allowed=listed)
        faults.settle()

    def both_languages(self, path: tuple[str, ...], default: str = "") -> dict[str, str]:
        """The text at a path in both languages: a table of en and zh, or one string that serves both."""
        given: Any = self.data
        for name in path:
            given = given.get(name, default)
        if isinstance(given, str):
            return {"en": given, "zh": given}
        texts = given if isinstance(given, dict) else {}
        if set(texts) == {"en", "zh"} and all(isinstance(each, str) for each in texts.values()):
            return dict(texts)
        raise ScenarioError(self.place(*path), dotted(path), "text_expected", given=shown(given))


def dotted(path: Iterable[str]) -> str:
    """A path as a key is written: 'uncertain.draw'; what is no bare key is shown escaped."""
    return ".".join(shown(part)[1:-1] for part in path)
