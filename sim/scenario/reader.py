"""Reading a scenario file: TOML of bounded size and depth; anything else is refused in one line."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.scenario.document import Document, dotted
from sim.scenario.errors import ScenarioError, nearest, shown
from sim.scenario.toml_lines import KeyPath, key_lines

SCHEMA = 1
MOST_BYTES = 1 << 20
MOST_DEPTH = 10
SHIPPED = Path(__file__).parent.parent / "scenarios"
NAME = re.compile(r"(?!(?:con|prn|aux|nul|com\d|lpt\d)\Z)[a-z][a-z0-9_]{0,63}\Z")

MIGRATIONS: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""Schema n → what makes the data of a file of schema n into that of n + 1. There has been only schema 1."""


def shipped_names() -> tuple[str, ...]:
    """The names of the scenarios and overlays that come with the model, in alphabetical order."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def find(asked: str | Path) -> Document:
    """The document of a shipped scenario's name, or of a path to a .toml file. Raises ScenarioError."""
    if isinstance(asked, str) and NAME.match(asked):
        if asked in shipped_names():
            return read(SHIPPED / f"{asked}.toml", f"scenarios/{asked}.toml")
        raise unknown_scenario("", asked)
    path = Path(asked)
    if path.suffix.lower() != ".toml":
        raise unknown_scenario("", str(asked))
    return read(path, str(asked))


def parts(asked: str | Path) -> list[str | Path]:
    """A scenario and the overlays behind it, as in 's_association+gross'; a + in a file's name stays."""
    if isinstance(asked, Path) or "+" not in asked or is_file(Path(asked)):
        return [asked]
    return [part for part in asked.split("+") if part]


def included(asked: object, by: Document) -> Document:
    """A document that another includes: a shipped name, or a path that stays in the other's own folder."""
    place = by.place("includes")
    if not isinstance(asked, str):
        raise ScenarioError(place, "includes", "names_expected", given=shown(asked))
    if NAME.match(asked):
        if asked in shipped_names():
            return find(asked)
        raise unknown_scenario(place, asked, by.folder)
    if not asked.lower().endswith(".toml") or "\x00" in asked:
        raise unknown_scenario(place, asked, by.folder)
    if by.folder is None:
        raise ScenarioError(place, "includes", "leaves_folder", given=shown(asked))
    path = by.folder / asked
    if not path.resolve().is_relative_to(by.folder.resolve()):
        raise ScenarioError(place, "includes", "leaves_folder", given=shown(asked))
    return read(path, str(Path(by.shown).parent / asked))


def unknown_scenario(place: str, asked: str, folder: Path | None = None) -> ScenarioError:
    """The refusal of what is no scenario: a name with the nearest one, or what there is of that name.

    A path is one in `folder`, or else where the program runs.
    """
    names, folder = shipped_names(), folder or Path()
    near = nearest(asked, names) if NAME.match(asked) else ""
    if not near and is_file(folder / f"{asked}.toml"):
        near = f"{asked}.toml"
    there = "" if near or not asked else _there(folder / asked)
    if there:
        return ScenarioError(place, shown(asked)[1:-1], there)
    near = near or nearest(asked, names)
    return ScenarioError(place, shown(asked)[1:-1], "unknown_scenario", near=near, names=", ".join(names))


def _there(path: Path) -> str:
    """Why what is at a path is no file of a scenario, as the key of a text; "" where there is nothing."""
    try:
        kind = path.stat().st_mode
    except PermissionError:
        return "not_permitted"
    except (OSError, ValueError):
        return ""
    if stat.S_ISDIR(kind):
        return "is_study_folder" if is_file(path / "plan.json") else "is_folder"
    return "no_scenario_file" if stat.S_ISREG(kind) else "no_regular_file"


def is_file(path: Path) -> bool:
    """Whether there is a file at a path; a path that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def read(path: Path, shown_as: str) -> Document:
    """The document in a file. Raises ScenarioError when it cannot be read or is no scenario."""
    try:
        if not is_file(path):
            raise ScenarioError(shown_as, "", _there(path) or "no_such_file")
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as problem:
        if isinstance(problem, ScenarioError):
            raise
        reason = getattr(problem, "strerror", None) or str(problem)
        raise ScenarioError(shown_as, "", "unreadable", reason=reason) from None
    return parse(raw, shown_as, path.parent)


def parse(raw: bytes, shown_as: str, folder: Path | None = None) -> Document:
    """The document in some bytes, with its fault when it is not of a known schema. Raises ScenarioError."""
    if len(raw) > MOST_BYTES:
        raise ScenarioError(shown_as, "", "too_large", most=MOST_BYTES)
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise ScenarioError(f"{shown_as}:1", "", "byte_order_mark")
    if b"\x00" in raw:
        raise ScenarioError(f"{shown_as}:{raw[: raw.index(0)].count(10) + 1}", "", "nul")
    try:
        source = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = raw[: problem.start].count(10) + 1
        raise ScenarioError(f"{shown_as}:{line}", "", "not_utf8") from None
    try:
        data = tomllib.loads(source)
    except RecursionError:
        raise ScenarioError(shown_as, "", "too_deep", most=MOST_DEPTH) from None
    except ValueError as problem:
        raise _not_toml(shown_as, source, str(problem)) from None
    if not data:
        raise ScenarioError(shown_as, "", "empty")
    _bounded(shown_as, data)
    lines: dict[KeyPath, int] = {}
    for path, line in key_lines(source):
        for end in range(1, len(path) + 1):
            lines.setdefault(path[:end], line)
    document = Document(shown_as, data, lines, folder)
    try:
        return replace(document, data=_current(document))
    except ScenarioError as fault:
        return replace(document, fault=fault)


def _not_toml(shown_as: str, source: str, problem: str) -> ScenarioError:
    match = re.search(r"\(at line (\d+), column \d+\)", problem)
    last = int(match[1]) if match else source.count("\n") + 1
    reason = problem.partition(" (at ")[0]
    if re.match(r"Cannot (overwrite|declare|mutate)|Duplicate", reason):
        path, line = _second(key_lines(source), last)
        return ScenarioError(f"{shown_as}:{line}", dotted(str(part) for part in path), "duplicate")
    if problem.startswith("Exceeds the limit"):  # Python's own bound on the digits of a number
        longest = max(re.finditer(r"[0-9_]+", source), key=lambda found: len(found[0]))
        last = source.count("\n", 0, longest.start()) + 1
        return ScenarioError(f"{shown_as}:{last}", "", "too_long", given=len(longest[0]))
    return ScenarioError(f"{shown_as}:{last}", "", "not_toml", reason=reason)


def _second(found: list[tuple[KeyPath, int]], last: int) -> tuple[KeyPath, int]:
    """The latest key up to a line that was there before, or else the latest one."""
    found = [(path, line) for path, line in found if line <= last]
    before = [path for path, _ in found]
    for at in range(len(found) - 1, 0, -1):
        if found[at][0] in before[:at]:
            return found[at]
    return found[-1] if found else ((), last)


def _bounded(shown_as: str, data: object) -> None:
    level: list[object] = [data]
    depth = 0
    while level:
        depth += 1
        if depth > MOST_DEPTH:
            raise ScenarioError(shown_as, "", "too_deep", most=MOST_DEPTH)
        below: list[object] = []
        for each in level:
            inside = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
            below.extend(value for value in inside if isinstance(value, dict | list))
        level = below


def _current(document: Document) -> Mapping[str, Any]:
    """The data in the current schema; an older file is migrated in a copy, a newer one refused."""
    schema = document.data.get("schema")
    if schema is None:
        raise ScenarioError(f"{document.shown}:1", "schema", "schema_missing", schema=SCHEMA)
    place = document.place("schema")
    if isinstance(schema, bool) or not isinstance(schema, int) or schema < 1:
        raise ScenarioError(place, "schema", "schema_unknown", given=shown(schema), schema=SCHEMA)
    if schema > SCHEMA:
        raise ScenarioError(place, "schema", "schema_newer", given=schema, schema=SCHEMA)
    data = dict(document.data) if schema == SCHEMA else deepcopy(dict(document.data))
    for version in range(schema, SCHEMA):
        data = MIGRATIONS[version](data)
    return data
