"""The one table of texts: everything a person sees, in English and in Chinese.

The table is split into rooms, one TOML file each: 'fault.out_of_range' is `out_of_range` in fault.toml.
A room is read when one of its texts is first asked for.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")
DEFAULT_LANGUAGE = "en"

_FOLDER = Path(__file__).parent


def text(key: str, lang: str, **fields: object) -> str:
    """The text of a key ('room.name') in a language, its {placeholders} filled from the fields.

    A field that is itself a function of the language is called with it. Raises KeyError for an unknown key,
    language or missing field.
    """
    template = entry(key)[lang]
    spoken = {name: value(lang) if callable(value) else value for name, value in fields.items()}
    return template.format(**spoken)


def entry(key: str) -> Mapping[str, str]:
    """Both languages' templates of a key. Raises KeyError naming the nearest key there is."""
    room_name, _, name = key.partition(".")
    table = room(room_name)
    if name not in table:
        import difflib

        near = difflib.get_close_matches(name, table, n=1)
        hint = f"; did you mean '{room_name}.{near[0]}'?" if near else ""
        raise KeyError(f"no text '{key}'{hint}")
    return table[name]


def rooms() -> tuple[str, ...]:
    """The names of all rooms, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def room(name: str) -> Mapping[str, Mapping[str, str]]:
    """All texts of a room by name within it. Raises KeyError when there is no such room."""
    path = _FOLDER / f"{name}.toml"
    if not path.is_file():
        raise KeyError(f"no room of texts '{name}'; there are: {', '.join(rooms())}")
    found: dict[str, Mapping[str, str]] = {}
    _gather(tomllib.loads(path.read_text(encoding="utf-8")), "", found)
    return found


def placeholders(template: str) -> frozenset[str]:
    """The names in braces that a template asks for."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)


def _gather(table: Mapping[str, Any], prefix: str, found: dict[str, Mapping[str, str]]) -> None:
    for name, value in table.items():
        if not isinstance(value, dict):
            raise ValueError(f"texts: '{prefix}{name}' is not a table with en and zh")
        if all(isinstance(part, str) for part in value.values()):
            found[f"{prefix}{name}"] = value
        else:
            _gather(value, f"{prefix}{name}.", found)
