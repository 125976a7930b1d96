"""oneplusone study: plan, run, resume, extend, verify, export and query parameter sweeps."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.cli.parser import Parser, whole
from experiments.defaults import ENGINES, STUDY_POINTS, STUDY_REPLICATIONS
from experiments.errors import Exit, InvalidInput
from experiments.reporting.bars import Bars
from experiments.reporting.terminal import columns
from experiments.study.execution.connection import is_cluster, refuse_unready
from experiments.texts import LANGUAGES, text

if TYPE_CHECKING:
    from experiments.study.storage.note import Note
    from experiments.study.study import Study, StudyTally

_ARRAY_WAIT = 60.0  # seconds that a job of an array waits for the one that makes the folder
_LONGEST_WAIT = 366 * 86_400  # seconds
_SHOWN_ROWS = 60
_ROOM = "command_study"


def configure(parser: Parser) -> None:
    """Add the actions of a study, each with its options."""
    several = parser.add_subparsers(
        dest="act", metavar="ACTION", required=True, parser_class=Parser, title=parser.say(f"{_ROOM}.actions")
    )
    for name in _ACTS:
        summary = parser.say(f"{_ROOM}.{name}")
        act = several.add_parser(
            name, prog=f"oneplusone study {name}", lang=parser.lang, help=summary, description=summary
        )
        act.set_defaults(parser=act)
        act.add_argument("--lang", choices=LANGUAGES, metavar="en|zh", help=parser.say("command.help.lang"))
        takes_file = name in ("plan", "run")
        act.add_argument(
            "study", type=Path, metavar="FILE" if takes_file else "FOLDER",
            help=parser.say(f"{_ROOM}.{'file' if takes_file else 'folder'}"),
        )  # fmt: skip
        act.add_argument("--json", action="store_true", help=parser.say("command.help.json"))
        if takes_file:
            act.add_argument(
                "--engine", choices=ENGINES, default="auto", metavar="|".join(ENGINES),
                help=parser.say(f"{_ROOM}.engine"),
            )  # fmt: skip
        if name in ("plan", "extend"):
            _add_counts(act, ("draws", "seeds"), STUDY_REPLICATIONS)
        if name in ("run", "resume", "extend"):
            _add_running(act, name)
    exporting, asking = several.choices["export"], several.choices["query"]
    exporting.add_argument("out", type=Path, metavar="FILE", help=parser.say(f"{_ROOM}.out"))
    exporting.add_argument(
        "--table", choices=("runs", "series", "points", "draws"), default="runs",
        metavar="runs|series|points|draws", help=parser.say(f"{_ROOM}.table"),
    )  # fmt: skip
    asking.add_argument("sql", metavar="SQL", help=parser.say(f"{_ROOM}.sql"))
    asking.add_argument("--out", type=Path, metavar="FILE", help=parser.say(f"{_ROOM}.out"))


def _add_counts(act: Parser, options: Sequence[str], most: int) -> None:
    for option in options:
        number = whole(act.lang, 1, most)
        act.add_argument(f"--{option}", type=number, metavar="N", help=act.say(f"{_ROOM}.{option}"))


def _add_running(act: Parser, name: str) -> None:
    if name == "run":
        act.add_argument("--out", type=Path, metavar="FOLDER", help=act.say(f"{_ROOM}.into"))
    if name == "extend":
        _add_counts(act, ("size",), STUDY_POINTS)
        act.add_argument("--file", type=Path, metavar="FILE", help=act.say(f"{_ROOM}.longer"))
    if name == "resume":
        act.add_argument("--fork", type=Path, metavar="FOLDER", help=act.say(f"{_ROOM}.fork"))
    address = _address(act.lang)
    act.add_argument("--cluster", type=address, metavar="ADDRESS", help=act.say(f"{_ROOM}.cluster"))
    act.add_argument(
        "--patience", type=whole(act.lang, 1, _LONGEST_WAIT), metavar="SECONDS",
        help=act.say(f"{_ROOM}.patience"),
    )  # fmt: skip
    act.add_argument("--isolate", action="store_true", help=act.say(f"{_ROOM}.isolate"))
    act.add_argument("--take-over", action="store_true", help=act.say(f"{_ROOM}.take_over"))
    if name != "extend":
        act.add_argument("--part", type=_part(act.lang), metavar="i/n", help=act.say(f"{_ROOM}.part"))


def execute(args: Namespace) -> int:
    """Run the action and return the exit status."""
    return _ACTS[args.act](args)


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


def _plan(args: Namespace) -> int:
    from experiments.study.study import Study

    ahead = Study.forecast(args.study, engine=args.engine, draws=args.draws, seeds=args.seeds)
    if args.json:
        _print_json(dataclasses.asdict(ahead))
        return Exit.DONE
    rows = [
        ("points", f"{ahead.points:,}"),
        ("draws", f"{ahead.draws:,}"),
        ("seeds", f"{ahead.seeds:,}"),
        ("arms", f"{ahead.arms:,}"),
        ("runs", f"{ahead.runs:,}"),
        ("files", f"{ahead.shards:,}"),
        ("time", _say(args, "time_value", seconds=duration(ahead.seconds, args.lang), cores=ahead.cores)),
        ("each", _say(args, "each_value", milliseconds=f"{1000 * ahead.seconds_per_run:.3g}")),
        ("disk", size(ahead.bytes)),
    ]
    if ahead.failed_share:
        rows.append(("failing", f"{100 * ahead.failed_share:.3g}%"))
    print("\n".join(columns([(_say(args, f"label.{label}"), value) for label, value in rows])))
    return Exit.DONE


def _run(args: Namespace) -> int:
    from experiments.study.study import Study

    _refuse_unready(args)
    return _computed(args, Study.create(args.study, args.out, engine=args.engine, notify=_notify(args.lang)))


def _resume(args: Namespace) -> int:
    _refuse_unready(args)
    study = _open(args)
    if args.fork:
        study = study.fork(args.fork)
    return _computed(args, study)


def _extend(args: Namespace) -> int:
    study = _open(args)
    if not (args.draws or args.seeds or args.size or args.file):
        print(_say(args, "extend_by_what"), file=sys.stderr)
        return Exit.INVALID_INPUT
    _refuse_unready(args)
    study.extend(draws=args.draws, seeds=args.seeds, size=args.size, file=args.file, take_over=args.take_over)
    return _computed(args, study)


def _refuse_unready(args: Namespace) -> None:
    """Raise InvalidInput, before anything is written, when this machine cannot connect to the cluster."""
    if args.cluster:
        refuse_unready(args.cluster)
    elif args.patience:
        raise InvalidInput("study.patience_of_cluster")


def _computed(args: Namespace, study: Study) -> int:
    part = getattr(args, "part", None)
    tally = study.run(
        part=part, cluster=args.cluster, patience=args.patience, isolate=args.isolate,
        take_over=args.take_over, wait=_ARRAY_WAIT if part else 0.0, progress=Bars(args.lang),
    )  # fmt: skip
    if args.json:
        _print_json(dataclasses.asdict(tally) | {"folder": str(study.folder)})
        return tally.status
    print(_standing(args, study, tally))
    if tally.finished < tally.runs:
        print(_say(args, "go_on", folder=study.folder))
    return tally.status


def _status(args: Namespace) -> int:
    study = _open(args)
    tally = study.status()
    if args.json:
        _print_json(dataclasses.asdict(tally) | {"folder": str(study.folder)})
    else:
        print(_standing(args, study, tally))
        for holder in study.writers():
            print(_say(args, "writer", pid=holder.pid, host=holder.host, shard=holder.shard or "–"))
    return Exit.DONE


def _standing(args: Namespace, study: Study, tally: StudyTally) -> str:
    share = 100 * tally.finished / tally.runs if tally.runs else 100.0
    return _say(
        args, "standing", name=study.plan.name, finished=f"{tally.finished:,}", runs=f"{tally.runs:,}",
        share=f"{share:.1f}", failed=f"{tally.failed:,}", folder=study.folder,
    )  # fmt: skip


def _verify(args: Namespace) -> int:
    study = _open(args)
    problems = study.verify()
    if args.json:
        _print_json({"runs": study.plan.runs, "problems": [note.line(args.lang) for note in problems]})
        return Exit.ENVIRONMENT if problems else Exit.DONE
    for note in problems:
        print(note.line(args.lang))
    if not problems:
        print(_say(args, "whole", runs=f"{study.plan.runs:,}"))
    return Exit.ENVIRONMENT if problems else Exit.DONE


def _export(args: Namespace) -> int:
    study = _open(args)
    path = study.export(args.out, args.table)
    _warn_if_partial(args, study)
    _print_written(args, path)
    return Exit.DONE


def _query(args: Namespace) -> int:
    study = _open(args)
    rows = study.query(args.sql)
    _warn_if_partial(args, study)
    if args.out:
        from experiments.study.tables.export import export_frame

        _print_written(args, export_frame(rows, args.out))
    elif args.json:
        known = rows.astype(object).where(rows.notna(), None)
        _print_json(known.to_dict("records"))
    else:
        print(rows.to_string(index=False, max_rows=_SHOWN_ROWS))
    return Exit.DONE


def _print_written(args: Namespace, path: Path) -> None:
    count = path.stat().st_size
    if args.json:
        _print_json({"file": str(path), "bytes": count})
    else:
        print(_say(args, "written", file=path, size=size(count)))


def _print_json(found: object) -> None:
    """Print as JSON; dates and what else JSON has no form for as text."""
    print(json.dumps(found, indent=2, ensure_ascii=False, default=str))


def _warn_if_partial(args: Namespace, study: Study) -> None:
    """Print to stderr that a study is unfinished, so that its table is not taken for the complete one."""
    tally = study.status()
    if tally.finished < tally.runs:
        print(_say(args, "partial", finished=f"{tally.finished:,}", runs=f"{tally.runs:,}"), file=sys.stderr)


def _open(args: Namespace) -> Study:
    from experiments.study.study import Study

    return Study(args.study, notify=_notify(args.lang))


def _notify(lang: str) -> Callable[[Note], None]:
    """Return what prints notes to stderr, above the progress bar."""
    from tqdm.auto import tqdm

    return lambda note: tqdm.write(note.line(lang), file=sys.stderr)


def _say(args: Namespace, key: str, **fields: object) -> str:
    return text(f"{_ROOM}.{key}", args.lang, **fields)


def duration(seconds: float, lang: str) -> str:
    """Return a length of time in its two largest units: '2 h 5 min'; seconds below a minute."""
    if seconds < 60:
        return text(f"{_ROOM}.seconds", lang, seconds=f"{seconds:.2g}" if seconds < 10 else f"{seconds:.0f}")
    minutes = round(seconds / 60)
    hours, days = minutes // 60, minutes // 1440
    if hours == 0:
        return text(f"{_ROOM}.minutes", lang, minutes=minutes)
    if days == 0:
        return text(f"{_ROOM}.hours", lang, hours=hours, minutes=minutes % 60)
    return text(f"{_ROOM}.days", lang, days=days, hours=hours % 24)


def size(count: int) -> str:
    """Return a number of bytes in the largest unit that leaves it above 1: '12.3 MB'."""
    value, units = float(count), ["B", "kB", "MB", "GB", "TB", "PB"]
    while value >= 1000 and len(units) > 1:
        value, units = value / 1000, units[1:]
    return f"{value:.3g} {units[0]}"


_ACTS: dict[str, Callable[[Namespace], int]] = {
    "plan": _plan,
    "run": _run,
    "status": _status,
    "resume": _resume,
    "extend": _extend,
    "verify": _verify,
    "export": _export,
    "query": _query,
}
