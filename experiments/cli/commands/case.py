"""oneplusone case: one case on one page, end to end; that of the paper unless another is named."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING

from experiments.cli.figure_options import check_panel, style_of
from experiments.cli.folders import PAPER, RESULTS, result_folder
from experiments.cli.options import (
    add_folder,
    add_full,
    add_sampling,
    add_scenario,
    add_settings,
    report_failures,
    report_written,
    retitled,
    scenario_of,
)
from experiments.cli.parser import Parser
from experiments.defaults import CASE, CONVENTION_DRAWS, LEDGER_DRAWS, PATHS_DRAWS, SEEDS, SLOW
from experiments.texts import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from experiments.case.why import Why
    from experiments.reporting.bars import Bars, Plan
    from experiments.simulation.simulate import SimulationResult

FIGURES = 50_000
"""Runs that take about as long as drawing the figures."""


def configure(parser: Parser) -> None:
    """Add the scenario, settings, sizes and output."""
    add_scenario(parser, PAPER)
    add_settings(parser)
    add_sampling(parser, CASE.usual)
    parser.add_argument(
        "--thorough",
        action="store_true",
        help=parser.say(
            "command_case.thorough",
            draws=f"{CASE.thorough // SEEDS:,}",
            ledger=LEDGER_DRAWS.thorough,
            paths=f"{PATHS_DRAWS.thorough:,}",
            table=f"{CONVENTION_DRAWS.thorough:,}",
        ),
    )
    add_full(parser)
    add_folder(parser, f"{RESULTS / 'case'}[_NAME]")


def execute(args: Namespace) -> int:
    """Run the case with the ledger and the reform paths, show it all, and write figures and JSON."""
    scenario = retitled(scenario_of(args), args)
    check_panel(args, [row.name for row in scenario.rows["kinds"]])
    # Each case has a folder of its own, so that none is written over another.
    out = result_folder(args, "case", [scenario])

    from experiments.case.outputs import write_case
    from experiments.case.report import first_lines, rest_lines
    from experiments.reporting.bars import Bars
    from experiments.runs.engines import engine_named
    from experiments.runs.paired import sample_sizes
    from experiments.simulation.simulate import simulate, with_reruns

    mesa = engine_named(args.engine).name == "mesa"
    usual = SLOW if mesa else CASE.chosen(args.thorough)
    size = sample_sizes(scenario, args.draws, args.seeds, args.runs, usual)
    with Bars(args.lang, _plan(*size, args, mesa)) as bars:
        found = simulate(
            scenario, draws=args.draws, seeds=args.seeds, runs=args.runs, seed=args.seed, engine=args.engine,
            replications=usual, kind="case", progress=bars,
        )  # fmt: skip
        answered = [*first_lines(found, args.lang, sys.stdout, args.full), ""]
        _show(args, bars, lambda: answered)
        found = with_reruns(found, bars)
        why = _why(found, args, bars)
        # What is said on the same screen, of a folder or of compiling, takes lines from the page.
        said = getattr(sys.stderr, "lines", 0)
        _show(args, bars, lambda: rest_lines(found, why, args.lang, sys.stdout, args.full, said))
        with bars.stage("figures"):
            paths = write_case(found, why, out, args.lang, style_of(args), args.excel_csv)
    if args.json:
        print(paths[0].read_text(encoding="utf-8"), end="")
    report_written(paths, args.lang)
    return report_failures(found.metadata, args.lang)


def _show(args: Namespace, bars: Bars, lines: Callable[[], list[str]]) -> None:
    """Print a part of the page as soon as it is known."""
    if not args.json:
        with bars.cleared():
            print("\n".join(lines()), flush=True)


def _why_sizes(draws: int, args: Namespace) -> tuple[int, int, int]:
    """Draws of ledger, paths and conventions, no more than the headline has: who asks for a quick look gets
    one.
    """
    ledger, paths, table = (
        min(each.chosen(args.thorough), draws) for each in (LEDGER_DRAWS, PATHS_DRAWS, CONVENTION_DRAWS)
    )
    return ledger, paths, table


def _plan(draws: int, seeds: int, args: Namespace, mesa: bool) -> Plan:
    """Return the steps of the case with their runs, for one bar with the whole time left."""
    from experiments.attribution.analysis import LEDGER_ARMS, PATHS_ARMS
    from experiments.conventions.robustness import table_runs
    from experiments.runs.paired import ALL_ARMS
    from sim.dilemmas import DILEMMAS
    from sim.reforms import REFORMS

    each = draws * seeds * len(ALL_ARMS)
    plan = {"headline": {"runs": each}, "reruns": {"additive": each, "gross": each}}
    if not mesa:
        ledger, paths, table = _why_sizes(draws, args)
        plan["dilemmas"] = {"ledger": 2 * 2 ** len(DILEMMAS) * ledger * seeds * LEDGER_ARMS}
        plan["paths"] = {"paths": 2 ** len(REFORMS) * paths * seeds * PATHS_ARMS}
        plan["conventions"] = {"conventions": table_runs(table)}
    return plan | {"figures": {"figures": FIGURES}}


def _why(found: SimulationResult, args: Namespace, bars: Bars) -> Why | str:
    """Return ledger, reform paths and conventions, on draws of the headline; or why they are not computed."""
    from experiments.case.why import why
    from experiments.errors import InvalidInput

    if found.runs.engine == "mesa":
        return text("command_case.why_not_mesa", args.lang)
    ledger, paths, table = _why_sizes(found.runs.draws, args)
    try:
        return why(
            found.scenario, ledger, paths, found.runs.seeds, args.seed, progress=bars, convention_draws=table
        )
    except InvalidInput as refusal:  # a run failed in a setting that the headline does not have
        return text("command_case.why_not", args.lang, reason=refusal.line(args.lang))
