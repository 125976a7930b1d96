"""A scenario file to start from: every section, with what each line means; and a copy of a scenario."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from experiments.reporting.wording import prior_words
from experiments.texts import LANGUAGES, text
from sim.parameters.declaration import Parameter, Value
from sim.parameters.instruments import INSTRUMENT_TABLE
from sim.parameters.registry import GROUPS
from sim.parameters.service_kinds import KINDS
from sim.parameters.tables import Row
from sim.scenario.reader import NAME, SCHEMA
from sim.scenario.scenario import Scenario
from sim.scenario.toml_writer import entry, toml_value

SIZES: Mapping[str, Value] = MappingProxyType({"offices": 1, "organizations": 3, "communities": 60})
MONEY: Mapping[str, Value] = MappingProxyType({"sum": 2_000_000, "term": 12})
MEALS: Mapping[str, Value] = MappingProxyType({"target": 500, "hours": 10, "verifiability": 0.9, "need": 20})
VISITS: Mapping[str, Value] = MappingProxyType({"target": 300, "hours": 20, "verifiability": 0.3, "need": 15})


def name_of(path: Path) -> str:
    """The name of the scenario in a file: the file's own, as far as a name may be so."""
    name = re.sub(r"[^a-z0-9]+", "_", path.stem.lower()).strip("_")
    return name if NAME.match(name) else "mine"


def copied(scenario: Scenario, name: str, lang: str) -> str:
    """A scenario as a file of one's own, commented; the observations stay with the case they were made in."""
    own = replace(scenario, name=name, reference=MappingProxyType({}))
    head = text("command_new.head_copy", lang, source=scenario.name)
    return "\n".join(_comment(head)) + "\n\n" + own.to_toml(lang)


def template(name: str, lang: str) -> str:
    """An example of a case with every section; what is commented out shows its value, or how it is drawn."""
    return "\n".join(_lines(name, lang)) + "\n"


def _lines(name: str, lang: str) -> Iterator[str]:
    yield from _comment(text("command_new.head", lang))
    yield f"\nschema = {SCHEMA}"
    yield f"name = {toml_value(name)}"
    for key in ("title", "description", "question"):
        for each in LANGUAGES:
            yield f"{key}.{each} = {toml_value(text(f'command_new.case_{key}', each))}"
    given = {"population": SIZES, "contract": MONEY}
    for group in GROUPS:
        if group.name in given:
            yield from _section(group.name, text(f"command_new.{group.name}", lang))
            for parameter in group.parameters:
                yield from _explained(parameter, given[group.name], lang)
    yield from _kind("meals", MEALS, text("command_new.kinds", lang), lang)
    yield from _kind("visits", VISITS, text("command_new.kinds_more", lang), lang)
    yield from _section("uncertain", text("command_new.uncertain", lang))
    yield 'draw = "all uncertainties"'
    yield from _comment(text("command_new.priors", lang))
    yield from _comment("[uncertain.priors]\nresources.wage = { triangular = [4500, 5500, 7000] }")
    yield "\n" + "\n".join(_comment(text("command_new.reference", lang)))
    example = 'value = 450\nmonth = 12\nlow = 400\nhigh = 480\nuse = "condition"'
    yield from _comment(f"[reference.at_term_meals]\n{example}")
    yield "\n" + "\n".join(_comment(text("command_new.others", lang)))
    for group in GROUPS:
        if group.name not in given:
            yield f"\n[{group.name}]  # {group.labels[lang]}"
            yield from (_unset(each, each.default, lang) for each in group.parameters)
    yield "\n" + "\n".join(_comment(text("command_new.instruments", lang)))
    first = INSTRUMENT_TABLE.rows[1]
    yield f"# [{INSTRUMENT_TABLE.name}.{first.name}]"
    for column in INSTRUMENT_TABLE.columns:
        cell = INSTRUMENT_TABLE.cell(first, column)
        yield _unset(cell, cell.default, lang)


def _kind(name: str, given: Mapping[str, Value], said: str, lang: str) -> Iterator[str]:
    labels = {each: text(f"command_new.kind_{name}", each) for each in LANGUAGES}
    yield from _section(f"{KINDS.name}.{name}", said)
    for each in LANGUAGES:
        yield f"label.{each} = {toml_value(labels[each])}"
    for column in KINDS.columns:
        yield from _explained(KINDS.cell(Row(name, labels), column), given, lang)


def _section(name: str, said: str) -> Iterator[str]:
    yield "\n" + "\n".join(_comment(said))
    yield f"[{name}]"


def _explained(parameter: Parameter, given: Mapping[str, Value], lang: str) -> Iterator[str]:
    """A line that sets what is given, with its help; any other parameter commented out at its default."""
    field = parameter.name.rpartition(".")[2]
    if field in given:
        yield from _comment(parameter.help(lang))
        yield entry(parameter, given[field], lang)
    elif not parameter.rows_of:
        yield _unset(parameter, parameter.default, lang)
    else:
        yield _unset(parameter, 2, lang)


def _unset(parameter: Parameter, value: Value, lang: str) -> str:
    """A line commented out: the value that holds without it, and the prior of what is drawn without it."""
    line = f"# {entry(parameter, value, lang)}"
    if parameter.prior is None:
        return line
    prior = prior_words(parameter.prior, parameter, lang)
    return text("command_new.drawn", lang, line=line, prior=prior)


def _comment(said: str) -> Iterator[str]:
    yield from (f"# {line}".rstrip() for line in said.strip("\n").split("\n"))
