"""oneplusone study: plan, run, resume, extend, verify, report, export and query parameter sweeps."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.cli.figure_options import add_figure_options
from experiments.cli.parser import Parser, whole
from experiments.defaults import ENGINES, STUDY_POINTS, STUDY_REPLICATIONS
from experiments.errors import Exit, InvalidInput
from experiments.reporting.bars import Bars
from experiments.reporting.terminal import columns, wrapped
from experiments.study.execution.connection import is_cluster, refuse_unready
from experiments.texts import LANGUAGES, text

if TYPE_CHECKING:
    from experiments.study.storage.note import Note
    from experiments.study.study import Study, StudyTally
    from experiments.study.tables.answer import Answer

_ARRAY_WAIT = 60.0  # seconds that a job of an array waits for the one that makes the folder
_LONGEST_WAIT = 366 * 86_400  # seconds
_SHOWN_ROWS = 60
_LONGEST_CELL = 60
_ROOM = "command_study"
_COMPUTING = ("run", "resume", "extend", "retry")


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
        if name == "retry":
            _add_holding(act)
    reporting = several.choices["report"]
    reporting.add_argument("--out", type=Path, metavar="FOLDER", help=parser.say(f"{_ROOM}.report_out"))
    add_figure_options(reporting)
    reporting.add_argument("--csv", type=Path, metavar="FILE", help=parser.say(f"{_ROOM}.report_csv"))
    exporting, asking = several.choices["export"], several.choices["query"]
    exporting.add_argument("out", type=Path, metavar="FILE", help=parser.say(f"{_ROOM}.out"))
    exporting.add_argument(
        "--table", choices=("runs", "series", "points", "draws"), default="runs",
        metavar="runs|series|points|draws", help=parser.say(f"{_ROOM}.table"),
    )  # fmt: skip
    for act in (exporting, reporting):
        act.add_argument("--excel-csv", action="store_true", help=parser.say(f"{_ROOM}.excel_csv"))
    asking.add_argument("sql", metavar="SQL", help=parser.say(f"{_ROOM}.sql"))
    asking.add_argument("--out", type=Path, metavar="FILE", help=parser.say(f"{_ROOM}.out"))
    asking.add_argument("--csv", action="store_true", help=parser.say(f"{_ROOM}.csv"))


def _add_counts(act: Parser, options: Sequence[str], most: int) -> None:
    for option in options:
        number = whole(act.lang, 1, most)
        act.add_argument(f"--{option}", type=number, metavar="N", help=act.say(f"{_ROOM}.{option}"))


def _add_holding(act: Parser) -> None:
    act.add_argument("--isolate", action="store_true", help=act.say(f"{_ROOM}.isolate"))
    act.add_argument("--take-over", action="store_true", help=act.say(f"{_ROOM}.take_over"))


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
    _add_holding(act)
    if name != "extend":
        act.add_argument("--part", type=_part(act.lang), metavar="i/n", help=act.say(f"{_ROOM}.part"))


def execute(args: Namespace) -> int:
    """Run the action and return the exit status."""
    try:
        return _ACTS[args.act](args)
    except KeyboardInterrupt:
        if args.act in _COMPUTING:
            print(f"\n{_say(args, 'same_command')}", file=sys.stderr)
        raise


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


def _retry(args: Namespace) -> int:
    study = _open(args)
    tally = study.retry(isolate=args.isolate, take_over=args.take_over, progress=Bars(args.lang))
    return _reported(args, study, tally)


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
    return _reported(args, study, tally)


def _reported(args: Namespace, study: Study, tally: StudyTally) -> int:
    """Print how far a study is and how to go on; return the exit status."""
    if args.json:
        _print_json(dataclasses.asdict(tally) | {"folder": str(study.folder)})
        return tally.status
    print(_standing(args, study, tally))
    if tally.finished < tally.runs:
        print(_say(args, "go_on", folder=study.folder))
    elif tally.failed and args.act != "retry":
        print(_say(args, "try_again", folder=study.folder))
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


def _report(args: Namespace) -> int:
    """Show 1+1, Δ and P(1+1 > 2) by point, and write JSON, the table and figures in both languages."""
    from experiments.cli.analysis_command import Stopwatch, finish, held
    from experiments.files import save
    from experiments.runs.simulator import ScenarioSimulator
    from experiments.sweep.report import lines

    watch, study = Stopwatch(), _open(args)
    # What the analyses call the subject and the command: results/report, report.json, report.png …
    args.scenario, args.study, args.command, args.seed = str(args.study), study, "report", study.plan.seed
    found = study.report(progress=Bars(args.lang))
    assert found.metadata is not None, "whatever a study has run says what made it"
    if args.csv:
        marked = "utf-8-sig" if args.excel_csv else "utf-8"
        save(args.csv, found.to_frame(args.lang).to_csv(index=False).encode(marked))
    scenario = found.metadata.scenario
    shown = lines(found, args.lang, held(args, scenario, found.names))
    frames = {"report": found.to_frame("en"), "report_zh": found.to_frame("zh")}
    simulator = ScenarioSimulator(scenario, study.plan.engine)
    return finish(
        args, found.metadata, {"report": found}, shown, {"report": found.plot}, watch, simulator, frames
    )


def _export(args: Namespace) -> int:
    study = _open(args)
    path = study.export(args.out, args.table, args.lang, args.excel_csv)
    _warn_if_partial(args, study)
    _print_written(args, path)
    return Exit.DONE


def _query(args: Namespace) -> int:
    study = _open(args)
    answer = study.ask(args.sql)
    _warn_if_partial(args, study)
    if args.out:
        _print_written(args, answer.export(args.out))
    elif args.json:
        _print_json(answer.records())
    elif args.csv:
        answer.print_csv(sys.stdout)
    else:
        print("\n".join(_shown(args, answer)))
    return Exit.DONE


def _shown(args: Namespace, answer: Answer) -> list[str]:
    """Return an answer as lines that fit the terminal: its first and last rows, long texts cut short."""
    half, count = _SHOWN_ROWS // 2, answer.table.num_rows
    shown = answer.rows() if count <= _SHOWN_ROWS else answer.rows(0, half) + answer.rows(count - half)
    rows = [[_cell(value) for value in row] for row in shown]
    numbers = frozenset(place for place, numeric in enumerate(answer.numeric) if numeric)
    if len(rows) < count:
        rows.insert(half, ["…"] * len(answer.names))
    lines = columns([[_cell(name) for name in answer.names], *rows], right=numbers, indent=0)
    if len(shown) < count:
        lines += wrapped(_say(args, "left_out", shown=len(shown), rows=f"{count:,}"))
    return lines


def _cell(value: object) -> str:
    """Return a value as a cell of a table in the terminal; --json and --csv have every digit."""
    if value is None:
        return "–"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.6g}"
    said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(said.split())
    return line if len(line) <= _LONGEST_CELL else line[: _LONGEST_CELL - 1] + "…"


def _print_written(args: Namespace, path: Path) -> None:
    count = path.stat().st_size
    if args.json:
        _print_json({"file": str(path), "bytes": count})
    else:
        print(_say(args, "written", file=path, size=size(count)))


def _print_json(found: object) -> None:
    """Print as strict JSON."""
    print(json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False))


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
    "retry": _retry,
    "verify": _verify,
    "report": _report,
    "export": _export,
    "query": _query,
}
