"""The actions that read a study: its report, a table as a file, a query."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from experiments.cli.options import replacing
from experiments.cli.study.words import opened, print_json, print_written, say, warn_if_partial
from experiments.errors import Exit, InvalidInput
from experiments.reporting.bars import Bars
from experiments.reporting.terminal import columns, wrapped

if TYPE_CHECKING:
    from experiments.cli.analysis_command import Table
    from experiments.study.tables.answer import Answer

_SHOWN_ROWS = 60
_LONGEST_CELL = 60


def report(args: Namespace) -> int:
    """Show 1+1 and P(1+1 > 2) by point and benchmark, and write JSON, table and figures in both languages."""
    from experiments.cli.analysis_command import Stopwatch, finish, held
    from experiments.cli.folders import result_folder, usual_folder
    from experiments.cli.options import folder
    from experiments.files import refuse_unwritable, save
    from experiments.reporting.tabulated import csv_bytes
    from experiments.runs.simulator import ScenarioSimulator
    from experiments.sweep.report import lines

    watch, study = Stopwatch(), opened(args)
    # What the analyses call the subject and the command: results/report_NAME, report.json, report.png …
    args.scenario, args.study, args.command, args.seed = str(args.study), study, "report", study.plan.seed
    args.out = folder(args, usual_folder(args, args.command, []))  # refused before anything is computed
    if args.csv:
        refuse_unwritable(args.csv.parent)
    found = study.report(Bars(args.lang), args.benchmark)
    assert found.metadata is not None, "whatever a study has run says what made it"
    if args.csv:
        with replacing([args.csv], args.lang):
            save(args.csv, csv_bytes(found.to_frame(args.lang), args.lang, args.excel_csv))
    scenario = found.metadata.scenario
    result_folder(args, args.command, [scenario])
    shown = lines(found, args.lang, held(args, scenario, found.names))
    frames: dict[str, Table] = {"report": found.to_frame}
    simulator = ScenarioSimulator(scenario, study.plan.engine)
    return finish(
        args, found.metadata, {"report": found}, shown, {"report": found.plot}, watch, simulator, frames
    )


def export(args: Namespace) -> int:
    """Write a table of the study."""
    study = opened(args)
    with replacing([args.out], args.lang):
        path = study.export(args.out, args.table, args.lang, args.excel_csv)
    warn_if_partial(args, study)
    print_written(args, path)
    return Exit.DONE


def query(args: Namespace) -> int:
    """Print or write the answer to a query."""
    if args.excel_csv and not args.out and (args.json or not args.csv):
        raise InvalidInput("study.excel_csv_of_what")
    study = opened(args)
    answer = study.ask(args.sql)
    warn_if_partial(args, study)
    if args.out:
        with replacing([args.out], args.lang):
            path = answer.export(args.out, args.lang, args.excel_csv)
        print_written(args, path)
    elif args.json:
        print_json(answer.records())
    elif args.csv:
        answer.print_csv(sys.stdout, args.lang, args.excel_csv)
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
        lines += wrapped(say(args, "left_out", shown=len(shown), rows=f"{count:,}"))
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
