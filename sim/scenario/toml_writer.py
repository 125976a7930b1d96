"""A scenario as TOML text that stands alone: all its values, its priors and its observations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from sim.parameters.change import RelativeChange, Setting
from sim.parameters.declaration import Parameter, Value
from sim.parameters.layout import Valued, split
from sim.parameters.priors import Prior
from sim.parameters.registry import GROUP_LABELS, TABLES, declaration
from sim.parameters.tables import EVERY
from sim.scenario.draft import DEFAULT, DEFAULTS
from sim.scenario.layers import OVERLAY, Texts
from sim.scenario.reader import SCHEMA
from sim.scenario.uncertain import SECTIONS
from sim.texts import text


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
    def sources(self) -> Mapping[str, str]:
        """Where each value comes from by name; "default" where nobody states it."""

    @property
    def stated(self) -> Mapping[str, Setting]:
        """What files and settings say by name, changes as changes."""

    @property
    def reference(self) -> Mapping[str, Mapping[str, Any]]:
        """The observations by name."""


def toml_text(scenario: Writable, lang: str = "", defaults: bool = True) -> str:
    """The scenario as a file that loads to the same fingerprint, with comments in a language if asked.

    Every value is written and every prior: the file says all of the case, whatever the defaults become. Which
    of the values nobody states, and the model only assumes, stands in a table of its own, unless the text is
    kept beside the sources of its values.
    """
    return "\n".join(_lines(scenario, lang, defaults)) + "\n"


def entry(parameter: Parameter, value: Value, lang: str = "") -> str:
    """One parameter's line, without its group: 'term = 8  # Term, months'."""
    whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
    said = parameter.shown(value) if parameter.kind == "choice" else int(value) if whole else value
    line = f"{parameter.name.rpartition('.')[2]} = {toml_value(said)}"
    if not lang:
        return line
    label = parameter.label(lang).rpartition(": " if lang == "en" else "：")[2]
    return f"{line}  # {text('scenario.comment', lang, label=label, allowed=parameter.allowed(lang))}"


def _lines(scenario: Writable, lang: str, defaults: bool) -> Iterator[str]:
    yield f"schema = {SCHEMA}"
    name = scenario.name.partition("+")[0]
    yield f"name = {toml_value(name)}"
    yield f"purpose = {toml_value(scenario.purpose)}"
    for key, texts in (
        ("title", scenario.titles),
        ("description", scenario.descriptions),
        ("question", scenario.questions),
    ):
        for language, said in texts.items():
            yield f"{key}.{language} = {toml_value(said)}"
    if scenario.purpose == OVERLAY:
        yield from _stated(scenario)
    else:
        yield from _valued(scenario, lang)
        if defaults:
            yield from _defaults(scenario, lang)
    section = SECTIONS[0]
    if not scenario.priors and scenario.purpose != OVERLAY:
        yield f"\n[{section}]\ndraw = []"
    if scenario.priors:
        yield f"\n[{section}]\n\n[{section}.priors]"
    for name, prior in scenario.priors.items():
        yield f"{name} = {toml_value(prior.written())}"
    for name, content in scenario.reference.items():
        yield f"\n[reference.{toml_key(name)}]"
        for key, value in content.items():
            yield f"{key} = {toml_value(value)}"


def _stated(scenario: Writable) -> Iterator[str]:
    """What an overlay sets, and nothing else: the rest is that of the case it is laid over."""
    sections: dict[str, list[str]] = {}
    for name, setting in scenario.stated.items():
        group, column, row = split(name)
        parameter = declaration(name, scenario.parameters)
        heading = group if row is None else f"{group}.{toml_key(row)}"
        lines = sections.setdefault(heading, [])
        if row not in (None, EVERY) and not lines and not _known(scenario, group, row or ""):
            lines.append(f"label = {toml_value(dict(_heading(scenario, group, row)))}")
        if isinstance(setting, RelativeChange) and setting.before is None:
            lines.append(f"{column} = {toml_value(setting.written())}")
        elif isinstance(setting, RelativeChange):  # changes upon changes: what has become of the defaults
            lines.append(entry(parameter, setting.of(parameter.default, parameter)))
        else:
            lines.append(entry(parameter, setting))
    for heading, lines in sections.items():
        yield f"\n[{heading}]"
        yield from lines


def _valued(scenario: Writable, lang: str) -> Iterator[str]:
    section = ""
    for name, parameter in scenario.parameters.items():
        group, _, row = split(name)
        heading = group if row is None else f"{group}.{row}"
        if heading != section:
            section = heading
            yield f"\n[{heading}]" + (f"  # {_heading(scenario, group, row)[lang]}" if lang else "")
            if row is not None and not _known(scenario, group, row):
                yield f"label = {toml_value(dict(_heading(scenario, group, row)))}"
        yield entry(parameter, scenario.values[name], lang)


def _defaults(scenario: Writable, lang: str) -> Iterator[str]:
    """The table of the values that nobody states, by group and row."""
    groups: dict[str, list[str]] = {}
    for name in scenario.parameters:
        if scenario.sources.get(name) == DEFAULT:
            group, column, row = split(name)
            groups.setdefault(group if row is None else f"{group}.{row}", []).append(column)
    if groups:
        yield f"\n[{DEFAULTS}]" + (f"  # {text('scenario.defaults', lang)}" if lang else "")
        yield from (f"{toml_key(group)} = {toml_value(names)}" for group, names in groups.items())


def _heading(scenario: Writable, group: str, row: str | None) -> Mapping[str, str]:
    found = {each.name: each.labels for each in scenario.rows.get(group, ())}
    return GROUP_LABELS[group] if row is None else found[row]


def _known(scenario: Writable, group: str, row: str) -> bool:
    """Whether a row needs no label: it is called by its name, or is one that comes with the model."""
    declared = [each for table in TABLES if table.name == group for each in table.rows]
    (found,) = (each for each in scenario.rows[group] if each.name == row)
    return found in declared or set(found.labels.values()) == {row}


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
