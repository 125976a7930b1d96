"""Options that several commands share."""

from __future__ import annotations

import sys
import tomllib
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from experiments.cli.figure_options import add_figure_options, check_panel
from experiments.cli.parser import Parser, whole
from experiments.defaults import ENGINES, MOST_COUNT, MOST_SEED, SEEDS, SLOW
from experiments.errors import Exit, InvalidInput
from experiments.files import refuse_unwritable, standing
from experiments.reporting.terminal import tell, wrapped
from experiments.texts import text
from sim.parameters.registry import PARAMETERS
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.reader import is_file
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from experiments.provenance import RunMetadata

MOST_MONTHS = int(PARAMETERS["run.horizon"].most)


def add_settings(parser: Parser) -> None:
    """Add --set group.name=value, which may be repeated."""
    parser.add_argument(
        "--set", action="append", default=[], metavar="GROUP.NAME=VALUE", help=parser.say("command.help.set")
    )


def add_output(parser: Parser, key: str = "command.help.out") -> None:
    """Add --json and --out FILE; `key` names the help text of the file."""
    parser.add_argument("--json", action="store_true", help=parser.say("command.help.json"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=parser.say(key))


def add_scenario(
    parser: Parser, default: str | None = None, key: str = "command.help.scenario", metavar: str = "SCENARIO"
) -> None:
    """Add SCENARIO [+OVERLAY …] as positional arguments; without a default the scenario is needed.

    `key` names the help text, `metavar` what the subject is called.
    """
    nargs = None if default is None else "?"
    parser.add_argument("scenario", nargs=nargs, default=default, metavar=metavar, help=parser.say(key))
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
    scenario = Scenario.load(name, overlays, changes=changes, origin="--set")
    return scenario if months is None else scenario.with_values({"run.horizon": months}, origin="--months")


def retitled(scenario: Scenario, args: Namespace) -> Scenario:
    """Return the scenario with what was set in its title, so that no figure passes for the original."""
    changed = getattr(args, "set", ())
    if not changed:
        return scenario
    titles = {lang: titled(title, changed, lang) for lang, title in scenario.titles.items()}
    return replace(scenario, titles=MappingProxyType(titles))


def titled(title: str, given: Sequence[str], lang: str) -> str:
    """Return a title with what was set, as it was given."""
    return (
        text("command.titled", lang, title=title, settings=text("report.list", lang).join(given))
        if given
        else title
    )


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


def add_sampling(parser: Parser, replications: int) -> None:
    """Add --draws, --seeds and --runs with the default number of replications, --seed, --months and
    --engine.
    """
    say, lang = parser.say, parser.lang
    for name in ("draws", "seeds", "runs"):
        parser.add_argument(
            f"--{name}", type=whole(lang, 1, MOST_COUNT), metavar="N",
            help=say(
                f"command.help.{name}", seeds=SEEDS, draws=f"{replications // SEEDS:,}",
                slow=f"{min(SLOW, replications) // SEEDS:,}",
            ),
        )  # fmt: skip
    add_run_options(parser)


def add_run_options(parser: Parser) -> None:
    """Add --seed, --months and --engine."""
    say, lang = parser.say, parser.lang
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
        "--engine",
        choices=ENGINES,
        default="auto",
        metavar="|".join(ENGINES),
        help=say("command.help.engine"),
    )


def add_full(parser: Parser) -> None:
    """Add --full: everything instead of the one page."""
    parser.add_argument("--full", action="store_true", help=parser.say("page.full_help"))


def add_folder(parser: Parser, default: str = "") -> None:
    """Add --json, --out FOLDER and the options of figures.

    Without a default files are written only where --out is given.
    """
    parser.add_argument("--json", action="store_true", help=parser.say("command.help.json_result"))
    said = (
        parser.say("command.help.out_folder", default=default)
        if default
        else parser.say("command.help.out_asked")
    )
    parser.add_argument("--out", type=Path, default=None, metavar="FOLDER", help=said)
    parser.set_defaults(usual=parser.get_default)  # what an option is when it is not given
    parser.add_argument("--excel-csv", action="store_true", help=parser.say("command.help.excel_csv"))
    add_figure_options(parser)


def folder(args: Namespace, default: Path) -> Path:
    """Return the output folder (`default` if --out is absent); fail early if it is not writable.

    Raises InvalidInput for a file or a panel that is not drawn, EnvironmentFailure when the folder cannot be
    written.
    """
    check_panel(args)
    out: Path = args.out if args.out is not None else default
    there = standing(out)
    if not there.is_dir():
        raise InvalidInput("command.out_is_file", given=there)
    refuse_unwritable(out)
    return out


def report_failures(metadata: RunMetadata, lang: str) -> Exit:
    """Report on stderr how many runs failed and how to repeat the first; return the exit status."""
    if not metadata.failed:
        return Exit.DONE
    first = metadata.failed[0]
    said = text(
        "command.failed_some",
        lang,
        count=len(metadata.failed),
        draws=len({failure["draw"] for failure in metadata.failed}),
        **{name: first[name] for name in ("draw", "replication", "arm", "seed", "message")},
    )
    tell(f"oneplusone: {said}")
    return Exit.RUNS_FAILED


def report_written(paths: Sequence[Path], lang: str) -> None:
    """Report on stderr which files were written: the folder, and the names of those with the same endings."""
    folders = {path.parent for path in paths}
    if len(paths) < 2 or len(folders) > 1:
        said = text("command.written", lang, files=" ".join(str(path) for path in paths))
    else:
        folder = folders.pop()
        said = text("command.written_in", lang, folder=folder, files=in_short(paths, lang))
        if sys.stderr.isatty() and len(wrapped(said)) > 1:  # a page and its files are to fit one screen
            others = dict.fromkeys(path.suffix for path in paths[1:])
            fields = {"first": paths[0].name, "more": len(paths) - 1, "count": len(paths)}
            said = text("command.written_short", lang, folder=folder, endings=" ".join(others), **fields)
            if len(wrapped(said)) > 1:
                said = text("command.written_count", lang, folder=folder, **fields)
    tell(said)


def in_short(paths: Sequence[Path], lang: str) -> str:
    """Return the names of files, those with the same endings together: "map, map_zh (.png .svg)"."""
    endings: dict[str, list[str]] = {}
    for path in paths:
        endings.setdefault(path.stem, []).append(path.suffix)
    stems: dict[tuple[str, ...], list[str]] = {}
    for stem, own in endings.items():
        others = [ending for ending in own if ending != ".json"]
        if ".json" in own:
            stems.setdefault((".json",), []).append(stem)
        if others:
            stems.setdefault(tuple(others), []).append(stem)
    each = (
        text("command.files_with", lang, names=text("report.list", lang).join(names), endings=" ".join(own))
        for own, names in stems.items()
    )
    return text("report.list_long", lang).join(each)


@contextmanager
def replacing(paths: Sequence[Path], lang: str) -> Iterator[None]:
    """Report on stderr, once files are written, which of them had been there before."""
    there: dict[Path, list[Path]] = {}
    for path in paths:
        if path.exists():
            there.setdefault(path.parent, []).append(path)
    yield
    for folder, files in there.items():
        tell(text("command.replaced", lang, folder=folder, files=in_short(files, lang)))
