"""The table of texts: everything a person sees, in English and in Chinese.

A catalogue is a folder of TOML files: 'fault.out_of_range' is `out_of_range` in fault.toml. What the model
says stands here; `experiments.texts` adds what is said about it. A file is read when one of its texts is
first asked for.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")
DEFAULT_LANGUAGE = "en"


class UnknownLanguage(ValueError):
    """A language in which there are no texts."""


def known_language(lang: str) -> str:
    """Return a language in which there are texts. Raises UnknownLanguage for any other."""
    if lang not in LANGUAGES:
        raise UnknownLanguage(f"no language {lang!r}; there are: {', '.join(LANGUAGES)}")
    return lang


_spoken: tuple[str, ...] = LANGUAGES


def spoken() -> tuple[str, ...]:
    """Return the languages of what the model says by itself: both, unless somebody said which."""
    return _spoken


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Let the model speak one language within the context. Raises UnknownLanguage."""
    global _spoken
    before, _spoken = _spoken, (known_language(lang),)
    try:
        yield
    finally:
        _spoken = before


class _Formatter(string.Formatter):
    """Fills placeholders; {draws:draw|draws} is '1 draw' and '2 draws'."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, either, many = format_spec.partition("|")
        return f"{value} {one if str(value) == '1' else many}" if either else format(value, format_spec)


_FORMATTER = _Formatter()


class Catalogue:
    """The texts of one folder, and of the catalogue that it builds on."""

    def __init__(self, folder: Path, parent: Catalogue | None = None) -> None:
        self._folder = folder
        self._parent = parent
        self._rooms: dict[str, Mapping[str, Mapping[str, str]]] = {}

    def text(self, key: str, lang: str, **fields: object) -> str:
        """Return the text of a key ('room.name') in a language, its {placeholders} filled from the fields.

        A field that is itself a function of the language is called with it. A placeholder may give the words
        for one and for any other number, as in {draws:draw|draws}. Raises KeyError for an unknown
        key or a missing field, UnknownLanguage.
        """
        both = self.entry(key)
        template = both[known_language(lang)]
        spoken = {name: value(lang) if callable(value) else value for name, value in fields.items()}
        return _FORMATTER.vformat(template, (), spoken)

    def entry(self, key: str) -> Mapping[str, str]:
        """Return both languages' templates of a key. Raises KeyError naming the nearest key there is."""
        room_name, _, name = key.partition(".")
        table = self.room(room_name)
        if name not in table:
            import difflib

            near = difflib.get_close_matches(name, table, n=1)
            hint = f"; did you mean '{room_name}.{near[0]}'?" if near else ""
            raise KeyError(f"no text '{key}'{hint}")
        return table[name]

    def rooms(self) -> tuple[str, ...]:
        """Return the names of all rooms, its parent's too, in alphabetical order."""
        inherited = self._parent.rooms() if self._parent else ()
        return tuple(sorted({path.stem for path in self._folder.glob("*.toml")} | set(inherited)))

    def room(self, name: str) -> Mapping[str, Mapping[str, str]]:
        """Return all texts of a room by name within it. Raises KeyError when there is no such room."""
        if name not in self._rooms:
            path = self._folder / f"{name}.toml"
            if path.is_file():
                found: dict[str, Mapping[str, str]] = {}
                _gather(tomllib.loads(path.read_text(encoding="utf-8")), "", found)
                self._rooms[name] = found
            elif self._parent and name in self._parent.rooms():
                self._rooms[name] = self._parent.room(name)
            else:
                raise KeyError(f"no room of texts '{name}'; there are: {', '.join(self.rooms())}")
        return self._rooms[name]


def placeholders(template: str) -> frozenset[str]:
    """Return the names in braces that a template asks for."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def _gather(table: Mapping[str, Any], prefix: str, found: dict[str, Mapping[str, str]]) -> None:
    for name, value in table.items():
        if not isinstance(value, dict):
            raise ValueError(f"texts: '{prefix}{name}' is not a table with en and zh")
        if all(isinstance(part, str) for part in value.values()):
            found[f"{prefix}{name}"] = value
        else:
            _gather(value, f"{prefix}{name}.", found)


CATALOGUE = Catalogue(Path(__file__).parent)
text, entry, room, rooms = CATALOGUE.text, CATALOGUE.entry, CATALOGUE.room, CATALOGUE.rooms
