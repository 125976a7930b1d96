"""Options of the commands that run scenarios themselves: how many worlds, how fast, where to."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from experiments.commands.options import MOST_MONTHS
from experiments.limits import MOST_REPLICATIONS, MOST_SEED
from experiments.parser import Parser, whole
from experiments.refusal import FAILED_RUNS, FINISHED, Halted, Refused
from experiments.runs import RunFailure
from experiments.sizes import SLOW
from experiments.speeds import ENGINES
from experiments.study.durable import standing
from sim.texts import text


def add_sampling(parser: Parser, replications: int) -> None:
    """Add --replications with its default, --draws, --seed, --months and --engine."""
    say, lang = parser.say, parser.lang
    parser.add_argument(
        "--replications", "-n", type=whole(lang, 1, MOST_REPLICATIONS), metavar="N",
        help=say("report.help.replications", default=f"{replications:,}", slow=min(SLOW, replications)),
    )  # fmt: skip
    parser.add_argument(
        "--draws", type=whole(lang, 1, MOST_REPLICATIONS), metavar="N", help=say("report.help.draws")
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

    Raises Refused for a file, Halted when the folder can not be written.
    """
    out: Path = args.out if args.out is not None else default
    there = standing(out)
    if not there.is_dir():
        raise Refused("report.out_is_file", given=there)
    if not os.access(there, os.W_OK):
        raise Halted("study.folder_lost", folder=there, reason=os.strerror(13))
    return out


def tell_failures(failures: Sequence[RunFailure], runs: int, lang: str) -> int:
    """Say on stderr how many runs failed and how to repeat the first; return the exit status."""
    if not failures:
        return FINISHED
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
