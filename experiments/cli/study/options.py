"""The options of each action of `oneplusone study`."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable, Sequence
from pathlib import Path

from experiments.cli.analysis_command import add_benchmark
from experiments.cli.figure_options import add_figure_options
from experiments.cli.parser import Parser, whole
from experiments.cli.study.words import ROOM
from experiments.defaults import ENGINES, STUDY_POINTS, STUDY_REPLICATIONS, STUDY_RUNS
from experiments.study.execution.connection import is_cluster
from experiments.texts import LANGUAGES, text

_LONGEST_WAIT = 366 * 86_400  # seconds


def add_options(act: Parser, name: str) -> None:
    """Add the options that the action of this name takes."""
    act.add_argument("--lang", choices=LANGUAGES, metavar="en|zh", help=act.say("command.help.lang"))
    takes_file = name in ("plan", "run")
    act.add_argument(
        "study", type=Path, metavar="FILE" if takes_file else "FOLDER",
        help=act.say(f"{ROOM}.{'file' if takes_file else 'folder'}"),
    )  # fmt: skip
    act.add_argument("--json", action="store_true", help=act.say("command.help.json"))
    if takes_file:
        act.add_argument(
            "--engine", choices=ENGINES, default="auto", metavar="|".join(ENGINES),
            help=act.say(f"{ROOM}.engine"),
        )  # fmt: skip
    if name in ("plan", "run", "extend"):
        _add_counts(act, ("draws", "seeds"), STUDY_REPLICATIONS)
        _add_counts(act, ("runs",), STUDY_RUNS)
    if name in ("run", "resume", "extend"):
        _add_running(act, name)
    elif name == "retry":
        _add_holding(act)
    elif name in ("report", "export", "query"):
        _add_tables(act, name)


def _add_tables(act: Parser, name: str) -> None:
    if name == "report":
        act.add_argument("--out", type=Path, metavar="FOLDER", help=act.say(f"{ROOM}.report_out"))
        add_figure_options(act)
        add_benchmark(act, leading=False, key=f"{ROOM}.report_benchmark")
        act.set_defaults(usual=act.get_default)  # what an option is when it is not given
        act.add_argument("--csv", type=Path, metavar="FILE", help=act.say(f"{ROOM}.report_csv"))
    elif name == "export":
        act.add_argument("out", type=Path, metavar="FILE", help=act.say(f"{ROOM}.out"))
        act.add_argument(
            "--table", choices=("runs", "series", "points", "draws"), default="runs",
            metavar="runs|series|points|draws", help=act.say(f"{ROOM}.table"),
        )  # fmt: skip
    else:
        act.add_argument("sql", metavar="SQL", help=act.say(f"{ROOM}.sql"))
        act.add_argument("--out", type=Path, metavar="FILE", help=act.say(f"{ROOM}.out"))
        act.add_argument("--csv", action="store_true", help=act.say(f"{ROOM}.csv"))
    act.add_argument("--excel-csv", action="store_true", help=act.say(f"{ROOM}.excel_csv"))


def _add_counts(act: Parser, options: Sequence[str], most: int) -> None:
    for option in options:
        number = whole(act.lang, 1, most)
        act.add_argument(f"--{option}", type=number, metavar="N", help=act.say(f"{ROOM}.{option}"))


def _add_holding(act: Parser) -> None:
    act.add_argument("--isolate", action="store_true", help=act.say(f"{ROOM}.isolate"))
    act.add_argument("--take-over", action="store_true", help=act.say(f"{ROOM}.take_over"))


def _add_running(act: Parser, name: str) -> None:
    if name == "run":
        act.add_argument("--out", type=Path, metavar="FOLDER", help=act.say(f"{ROOM}.into"))
    if name == "extend":
        _add_counts(act, ("size",), STUDY_POINTS)
        act.add_argument("--file", type=Path, metavar="FILE", help=act.say(f"{ROOM}.longer"))
    if name == "resume":
        act.add_argument("--fork", type=Path, metavar="FOLDER", help=act.say(f"{ROOM}.fork"))
    address = _address(act.lang)
    act.add_argument("--cluster", type=address, metavar="ADDRESS", help=act.say(f"{ROOM}.cluster"))
    act.add_argument(
        "--patience", type=whole(act.lang, 1, _LONGEST_WAIT), metavar="SECONDS",
        help=act.say(f"{ROOM}.patience"),
    )  # fmt: skip
    _add_holding(act)
    if name != "extend":
        act.add_argument("--part", type=_part(act.lang), metavar="i/n", help=act.say(f"{ROOM}.part"))


def _part(lang: str) -> Callable[[str], tuple[int, int]]:
    def convert(given: str) -> tuple[int, int]:
        match = re.fullmatch(r"([0-9]{1,9})/([0-9]{1,9})", given)
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise ArgumentTypeError(text("study.part_form", lang, given=given))
        return int(match[1]), int(match[2])

    return convert


def _address(lang: str) -> Callable[[str], str]:
    """Converts the address of a scheduler or the name of its file; refuses what is neither."""

    def convert(given: str) -> str:
        if is_cluster(given):
            return given
        raise ArgumentTypeError(text("study.cluster_form", lang, given=given))

    return convert
