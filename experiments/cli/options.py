"""Options that several commands share."""

from __future__ import annotations

import os
import sys
import tomllib
from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from experiments.cli.parser import Parser, whole
from experiments.defaults import ENGINES, MOST_SEED, MOST_SEEDS, SLOW
from experiments.errors import DONE, FAILED_RUNS, EnvironmentFailure, InvalidInput
from experiments.files import standing
from experiments.texts import text
from sim.parameters.registry import PARAMETERS
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.reader import is_file
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from experiments.runs.paired import RunFailure

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


def retitled(scenario: Scenario, args: Namespace) -> Scenario:
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


def add_sampling(parser: Parser, seeds: int) -> None:
    """Add --replications with its default, --draws, --seed, --months and --engine."""
    say, lang = parser.say, parser.lang
    parser.add_argument(
        "--replications", "-n", type=whole(lang, 1, MOST_SEEDS), metavar="N",
        help=say("report.help.replications", default=f"{seeds:,}", slow=min(SLOW, seeds)),
    )  # fmt: skip
    parser.add_argument(
        "--draws", type=whole(lang, 1, MOST_SEEDS), metavar="N", help=say("report.help.draws")
    )
    parser.add_argument(
        "--seed",
        type=whole(lang, 0, MOST_SEED),
        default=0,
        metavar="N",
        help=say("command.help.seed", default=0),
    )
    parser.add_argument(
        "--months", type=whole(lang, 0, MOST_MONTHS), metavar="N", help=say("command.help.months")
    )
    parser.add_argument(
        "--engine", choices=ENGINES, default="auto", metavar="|".join(ENGINES), help=say("report.help.engine")
    )


def add_folder(parser: Parser, default: str = "") -> None:
    """Add --json and --out FOLDER; without a default nothing is written unless it is asked for."""
    parser.add_argument("--json", action="store_true", help=parser.say("report.help.json"))
    said = parser.say("report.help.out", default=default) if default else parser.say("report.help.out_asked")
    parser.add_argument("--out", type=Path, default=None, metavar="FOLDER", help=said)


def folder(args: Namespace, default: Path) -> Path:
    """The folder to write to, `default` where none was asked for, seen to be one before anything is run.

    Raises InvalidInput for a file, EnvironmentFailure when the folder can not be written.
    """
    out: Path = args.out if args.out is not None else default
    there = standing(out)
    if not there.is_dir():
        raise InvalidInput("report.out_is_file", given=there)
    if not os.access(there, os.W_OK):
        raise EnvironmentFailure("study.folder_lost", folder=there, reason=os.strerror(13))
    return out


def tell_failures(failures: Sequence[RunFailure], runs: int, lang: str) -> int:
    """Say on stderr how many runs failed and how to repeat the first; return the exit status."""
    if not failures:
        return DONE
    first = failures[0]
    said = text(
        "report.failed_some",
        lang,
        count=len(failures),
        total=f"{runs:,}",
        draws=len({failure.draw for failure in failures}),
        draw=first.draw,
        replication=first.replication,
        arm=first.arm,
        run_key=first.key,
        message=first.message,
    )
    print(f"oneplusone: {said}", file=sys.stderr)
    return FAILED_RUNS


def tell_written(paths: Sequence[Path], lang: str) -> None:
    """Say on stderr which files were written."""
    print(text("report.written", lang, files=" ".join(str(path) for path in paths)), file=sys.stderr)
