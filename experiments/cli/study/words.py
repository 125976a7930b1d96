"""What the actions of `oneplusone study` print: how far a study is, JSON, lengths of time, sizes of files."""

from __future__ import annotations

import dataclasses
import json
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.reporting.terminal import for_stream, tell
from experiments.texts import text

if TYPE_CHECKING:
    from experiments.study.storage.note import Note
    from experiments.study.study import Study, StudyTally

ROOM = "command_study"


def say(args: Namespace, key: str, **fields: object) -> str:
    """Return a text of the command in the language asked for."""
    return text(f"{ROOM}.{key}", args.lang, **fields)


def opened(args: Namespace) -> Study:
    """Return the study of the folder named, whose notes are printed."""
    from experiments.study.study import Study

    return Study(args.study, notify=notify(args.lang))


def notify(lang: str) -> Callable[[Note], None]:
    """Return what prints notes to stderr, above the progress bar."""
    from tqdm.auto import tqdm

    return lambda note: tqdm.write(for_stream(note.line(lang), sys.stderr), file=sys.stderr)


def show(said: str) -> None:
    """Print a line, broken to the width of a terminal."""
    print(for_stream(said, sys.stdout))


def print_json(found: object) -> None:
    """Print as strict JSON."""
    print(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))


def print_written(args: Namespace, path: Path) -> None:
    """Print which file was written, and how large it is."""
    count = path.stat().st_size
    if args.json:
        print_json({"file": str(path), "bytes": count})
    else:
        show(say(args, "written", file=path, size=size(count)))


def reported(args: Namespace, study: Study, tally: StudyTally) -> int:
    """Print how far a study is and how to go on; return the exit status."""
    if args.json:
        print_json(dataclasses.asdict(tally) | {"folder": str(study.folder)})
        return tally.status
    show(standing(args, study, tally))
    if tally.finished < tally.runs:
        show(say(args, "go_on", folder=study.folder))
    elif tally.failed and args.act != "retry":
        show(say(args, "try_again", folder=study.folder))
    return tally.status


def standing(args: Namespace, study: Study, tally: StudyTally) -> str:
    """Return in one line how far a study is."""
    share = 100 * tally.finished / tally.runs if tally.runs else 100.0
    return say(
        args, "standing", name=study.plan.name, finished=f"{tally.finished:,}", runs=f"{tally.runs:,}",
        share=f"{share:.1f}", failed=f"{tally.failed:,}", folder=study.folder,
    )  # fmt: skip


def warn_if_partial(args: Namespace, study: Study) -> None:
    """Print to stderr that a study is unfinished, so that its table is not taken for the complete one."""
    tally = study.status()
    if tally.finished < tally.runs:
        tell(say(args, "partial", finished=f"{tally.finished:,}", runs=f"{tally.runs:,}"))


def duration(seconds: float, lang: str) -> str:
    """Return a length of time in its two largest units: '2 h 5 min'; seconds below a minute."""
    if seconds < 60:
        return text(f"{ROOM}.seconds", lang, seconds=f"{seconds:.2g}" if seconds < 10 else f"{seconds:.0f}")
    minutes = round(seconds / 60)
    hours, days = minutes // 60, minutes // 1440
    if hours == 0:
        return text(f"{ROOM}.minutes", lang, minutes=minutes)
    if days == 0:
        return text(f"{ROOM}.hours", lang, hours=hours, minutes=minutes % 60)
    return text(f"{ROOM}.days", lang, days=days, hours=hours % 24)


def size(count: int) -> str:
    """Return a number of bytes in the largest unit that leaves it above 1: '12.3 MB'."""
    value, units = float(count), ["B", "kB", "MB", "GB", "TB", "PB"]
    while value >= 1000 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.3g} {units[0]}"
