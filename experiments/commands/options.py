"""Options that several commands share: which scenario, which settings, how many runs, where to write."""

from __future__ import annotations

import tomllib
from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from experiments.parser import Parser
from sim.parameters import PARAMETERS
from sim.scenario import Scenario, ScenarioError
from sim.scenario.faults import shown
from sim.scenario.files import is_file

MOST_MONTHS = int(PARAMETERS["run.horizon"].most)


def add_settings(parser: Parser) -> None:
    """Add --set group.name=value, which may be repeated."""
    parser.add_argument(
        "--set", action="append", default=[], metavar="GROUP.NAME=VALUE", help=parser.say("command.help.set")
    )


def add_output(parser: Parser) -> None:
    """Add --json and --out."""
    parser.add_argument("--json", action="store_true", help=parser.say("command.help.json"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=parser.say("command.help.out"))


def add_scenario(parser: Parser, default: str | None = None) -> None:
    """Add SCENARIO [+OVERLAY …] as positional arguments; without a default the scenario is needed."""
    nargs = None if default is None else "?"
    parser.add_argument(
        "scenario", nargs=nargs, default=default, metavar="SCENARIO", help=parser.say("command.help.scenario")
    )
    parser.add_argument(
        "overlays", nargs="*", default=[], metavar="+OVERLAY", help=parser.say("command.help.overlays")
    )


def scenario_of(args: Namespace, asked: str | None = None) -> Scenario:
    """The scenario a command line asks for: name or path, overlays, --set, --months. Raises ScenarioError.

    `asked` stands for the positional arguments, as in 's_association+gross'; for commands that take several.
    """
    name, overlays = named([args.scenario, *args.overlays] if asked is None else [asked])
    changes, months = settings(getattr(args, "set", ())), getattr(args, "months", None)
    if months is not None and "run.horizon" in changes:
        raise ScenarioError("--months", "run.horizon", "set_twice")
    scenario = Scenario.load(name, overlays, changes=changes)
    return scenario if months is None else scenario.with_values({"run.horizon": months}, origin="--months")


def told(scenario: Scenario, args: Namespace) -> Scenario:
    """The scenario with what was set behind its title, so that no figure passes for the original."""
    changed = ", ".join(getattr(args, "set", ()))
    if not changed:
        return scenario
    titles = {lang: f"{title} ({changed})" for lang, title in scenario.titles.items()}
    return replace(scenario, titles=MappingProxyType(titles))


def named(tokens: Iterable[str]) -> tuple[str, list[str]]:
    """The scenario and the overlays in SCENARIO [+OVERLAY …], written apart or together.

    Raises ScenarioError for a further scenario without a +, for which there is no place.
    """
    parts: list[str] = []
    for token in tokens:
        # A file whose own name has a + in it is taken as it stands.
        pieces = [token] if is_file(Path(token)) else token.split("+")
        if not parts:
            parts.append(pieces[0])
        elif pieces[0]:
            raise ScenarioError("", token, "overlay_without_plus", token=token)
        if not all(pieces[1:]):
            raise ScenarioError("", token, "overlay_unnamed")
        parts += pieces[1:]
    return parts[0], parts[1:]


def settings(given: Iterable[str], option: str = "--set") -> Mapping[str, object]:
    """The changes in group.name=value texts; a value is read as TOML, a bare word as a text.

    Raises ScenarioError, naming the option, when one is not of this form or a name is set twice.
    """
    changes: dict[str, object] = {}
    for each in given:
        name, sign, raw = each.partition("=")
        name, raw = name.strip(), raw.strip()
        if not sign or not name or not raw:
            raise ScenarioError(option, "", "set_form", given=shown(each))
        if name in changes:
            raise ScenarioError(option, name, "set_twice")
        changes[name] = _value(raw)
    return changes


def _value(raw: str) -> object:
    try:
        return tomllib.loads(f"value = {raw}")["value"] if "\n" not in raw else raw
    except (ValueError, RecursionError):
        return raw
