"""A scenario as TOML text that stands alone: changes to the defaults, priors and observations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from sim.parameters.layout import Valued, split
from sim.parameters.priors import Prior
from sim.parameters.registry import TABLES
from sim.scenario.layers import Texts
from sim.scenario.reader import SCHEMA
from sim.scenario.uncertain import SECTIONS


class Writable(Valued, Protocol):
    """What a scenario file says: besides values and rows its name and texts, priors and observations."""

    @property
    def name(self) -> str:
        """The scenario's name, with those of overlays behind a +."""

    @property
    def purpose(self) -> str:
        """One of `layers.PURPOSES`."""

    @property
    def titles(self) -> Texts:
        """The title in each language."""

    @property
    def descriptions(self) -> Texts:
        """The description in each language."""

    @property
    def questions(self) -> Texts:
        """The question in each language."""

    @property
    def priors(self) -> Mapping[str, Prior]:
        """The prior of each uncertain parameter by name."""

    @property
    def reference(self) -> Mapping[str, Mapping[str, Any]]:
        """The observations by name."""


def toml_text(scenario: Writable) -> str:
    """The scenario as a file that loads to the same fingerprint."""
    return "\n".join(_lines(scenario)) + "\n"


def _lines(scenario: Writable) -> Iterator[str]:
    yield f"schema = {SCHEMA}"
    name = scenario.name.partition("+")[0]
    yield f"name = {toml_value(name)}"
    yield f"purpose = {toml_value(scenario.purpose)}"
    for key, texts in (
        ("title", scenario.titles),
        ("description", scenario.descriptions),
        ("question", scenario.questions),
    ):
        for lang, said in texts.items():
            yield f"{key}.{lang} = {toml_value(said)}"
    section = ""
    for name in _written(scenario):
        group, field, row = split(name)
        heading = group if row is None else f"{group}.{row}"
        if heading != section:
            section = heading
            yield f"\n[{heading}]"
            yield from _row_label(scenario, group, row)
        parameter, value = scenario.parameters[name], scenario.values[name]
        yield f"{field} = {toml_value(parameter.shown(value) if parameter.kind == 'choice' else value)}"
    section = SECTIONS[0]
    yield f"\n[{section}]"
    yield f"draw = {toml_value(list(scenario.priors))}"
    own = [name for name in scenario.priors if scenario.priors[name] != scenario.parameters[name].prior]
    if own:
        yield f"\n[{section}.priors]"
        for name in own:
            yield f"{name} = {toml_value(scenario.priors[name].written())}"
    for name, content in scenario.reference.items():
        yield f"\n[reference.{toml_key(name)}]"
        for key, value in content.items():
            yield f"{key} = {toml_value(value)}"


def _written(scenario: Writable) -> Iterator[str]:
    new = {f"{table.name}.{row.name}." for table in TABLES for row in scenario.rows[table.name]}
    new -= {f"{table.name}.{row.name}." for table in TABLES for row in table.rows}
    for name, value in scenario.values.items():
        if value != scenario.parameters[name].default or any(name.startswith(prefix) for prefix in new):
            yield name


def _row_label(scenario: Writable, table: str, row: str | None) -> Iterator[str]:
    shipped = {each.name for known in TABLES if known.name == table for each in known.rows}
    for each in scenario.rows.get(table, ()):
        if each.name == row and row not in shipped:
            yield f"label = {toml_value(dict(each.labels))}"


def toml_key(key: str) -> str:
    """A key, quoted where it has to be."""
    bare = key.isascii() and key.replace("_", "").replace("-", "").isalnum()
    return key if bare else toml_value(key)


def toml_value(value: Any) -> str:
    """A value as TOML writes it; tables inline."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{toml_key(key)} = {toml_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(each) for each in value) + "]"
    return repr(value)
