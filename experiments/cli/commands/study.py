"""oneplusone study: plan, run, resume, extend, verify, report, export and query parameter sweeps."""

from __future__ import annotations

import contextlib
import dataclasses
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.cli.parser import Parser
from experiments.cli.study.options import add_options
from experiments.cli.study.tables import export, query, report
from experiments.cli.study.words import (
    ROOM,
    duration,
    notify,
    opened,
    print_json,
    reported,
    say,
    show,
    size,
    standing,
)
from experiments.errors import Exit, InvalidInput, UserError
from experiments.files import refuse_unwritable
from experiments.files import standing as existing
from experiments.reporting.bars import Bars
from experiments.reporting.terminal import columns, tell
from experiments.study.execution.connection import refuse_unready

if TYPE_CHECKING:
    from experiments.study.study import Study

_ARRAY_WAIT = 60.0  # seconds that a job of an array waits for the one that makes the folder
_COMPUTING = ("run", "resume", "extend", "retry")


def configure(parser: Parser) -> None:
    """Add the actions of a study, each with its options."""
    several = parser.add_subparsers(
        dest="act", metavar="ACTION", required=True, parser_class=Parser, title=parser.say(f"{ROOM}.actions")
    )
    for name in _ACTS:
        summary = parser.say(f"{ROOM}.{name}")
        act = several.add_parser(
            name, prog=f"oneplusone study {name}", lang=parser.lang, help=summary, description=summary,
            epilog=parser.say(f"{ROOM}.examples_{name}"),
        )  # fmt: skip
        act.set_defaults(parser=act)
        add_options(act, name)


def execute(args: Namespace) -> int:
    """Run the action and return the exit status."""
    args.unbegun = False
    try:
        return _ACTS[args.act](args)
    except KeyboardInterrupt:
        if args.act in _COMPUTING:
            tell(f"\n{say(args, 'begin_again' if args.unbegun else 'same_command')}")
        raise


def _interrupted(args: Namespace, study: Study) -> None:
    """Say how far a study is that was stopped at once, as `reported` does of one that came to its end."""
    with contextlib.suppress(UserError):  # a folder that is gone has been said, or will be
        tell(f"\n{standing(args, study, study.status())}")


def _plan(args: Namespace) -> int:
    from experiments.study.study import Study

    ahead = Study.forecast(args.study, engine=args.engine, draws=args.draws, seeds=args.seeds, runs=args.runs)
    if args.json:
        print_json(dataclasses.asdict(ahead))
        return Exit.DONE
    rows = [
        ("points", f"{ahead.points:,}"),
        ("draws", f"{ahead.draws:,}"),
        ("seeds", f"{ahead.seeds:,}"),
        ("arms", f"{ahead.arms:,}"),
        ("runs", f"{ahead.runs:,}"),
        ("files", f"{ahead.shards:,}"),
        ("time", say(args, "time_value", seconds=duration(ahead.seconds, args.lang), cores=ahead.cores)),
        ("each", say(args, "each_value", milliseconds=f"{1000 * ahead.seconds_per_run:.3g}")),
        ("disk", size(ahead.bytes)),
    ]
    if ahead.failed_share:
        rows.append(("failing", f"{100 * ahead.failed_share:.3g}%"))
    print("\n".join(columns([(say(args, f"label.{label}"), value) for label, value in rows])))
    return Exit.DONE


def _run(args: Namespace) -> int:
    from experiments.study.study import Study

    _refuse_unready(args)
    out = args.out or Path("studies")
    if not existing(out).is_file():  # that it is no folder is said of the study
        refuse_unwritable(out)
    args.unbegun = True  # until its folder is there nothing is finished that could be safe
    study = Study.create(
        args.study, args.out, engine=args.engine, draws=args.draws, seeds=args.seeds, runs=args.runs,
        notify=notify(args.lang),
    )  # fmt: skip
    args.unbegun = False
    return _computed(args, study)


def _resume(args: Namespace) -> int:
    _refuse_unready(args)
    study = opened(args)
    if args.fork:
        study = study.fork(args.fork)
    return _computed(args, study)


def _extend(args: Namespace) -> int:
    study = opened(args)
    if not (args.draws or args.seeds or args.runs or args.size or args.file):
        tell(say(args, "extend_by_what"))
        return Exit.INVALID_INPUT
    _refuse_unready(args)
    study.extend(
        draws=args.draws, seeds=args.seeds, size=args.size, file=args.file, runs=args.runs,
        take_over=args.take_over,
    )  # fmt: skip
    return _computed(args, study)


def _retry(args: Namespace) -> int:
    from experiments.study import StudyInterrupted

    study = opened(args)
    try:
        tally = study.retry(isolate=args.isolate, take_over=args.take_over, progress=Bars(args.lang))
    except StudyInterrupted as stopped:
        reported(args, study, stopped.tally)
        return Exit.INTERRUPTED
    except KeyboardInterrupt:
        _interrupted(args, study)
        raise
    return reported(args, study, tally)


def _refuse_unready(args: Namespace) -> None:
    """Raise InvalidInput, before anything is written, when this machine cannot connect to the cluster."""
    if args.cluster:
        refuse_unready(args.cluster)
    elif args.patience:
        raise InvalidInput("study.patience_of_cluster")


def _computed(args: Namespace, study: Study) -> int:
    from experiments.study import StudyInterrupted

    part = getattr(args, "part", None)
    try:
        tally = study.run(
            part=part, cluster=args.cluster, patience=args.patience, isolate=args.isolate,
            take_over=args.take_over, wait=_ARRAY_WAIT if part else 0.0, progress=Bars(args.lang),
        )  # fmt: skip
    except StudyInterrupted as stopped:
        return reported(args, study, stopped.tally)
    except KeyboardInterrupt:
        _interrupted(args, study)
        raise
    return reported(args, study, tally)


def _status(args: Namespace) -> int:
    study = opened(args)
    tally = study.status()
    if args.json:
        print_json(dataclasses.asdict(tally) | {"folder": str(study.folder)})
    else:
        show(standing(args, study, tally))
        for holder in study.writers():
            show(say(args, "writer", pid=holder.pid, host=holder.host, shard=holder.shard or "–"))
    return Exit.DONE


def _verify(args: Namespace) -> int:
    study = opened(args)
    problems = study.verify()
    if args.json:
        print_json({"runs": study.plan.runs, "problems": [note.line(args.lang) for note in problems]})
        return Exit.ENVIRONMENT if problems else Exit.DONE
    for note in problems:
        show(note.line(args.lang))
    if not problems:
        show(say(args, "whole", runs=f"{study.plan.runs:,}"))
    return Exit.ENVIRONMENT if problems else Exit.DONE


_ACTS: dict[str, Callable[[Namespace], int]] = {
    "plan": _plan,
    "run": _run,
    "status": _status,
    "resume": _resume,
    "extend": _extend,
    "retry": _retry,
    "verify": _verify,
    "report": report,
    "export": export,
    "query": query,
}
