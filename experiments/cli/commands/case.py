"""oneplusone case: the case of the paper, end to end."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.cli.options import (
    add_folder,
    add_sampling,
    add_settings,
    folder,
    report_failures,
    report_written,
    retitled,
    scenario_of,
)
from experiments.cli.parser import Parser
from experiments.defaults import CASE, LEDGER_DRAWS, PATHS_DRAWS, SEEDS, SLOW
from experiments.texts import text

if TYPE_CHECKING:
    from experiments.case.why import Why
    from experiments.simulation.simulate import SimulationResult

SCENARIO = "s_association"
FOLDER = Path("results/case")


def configure(parser: Parser) -> None:
    """Add settings, sizes and output."""
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
        ),
    )
    add_folder(parser, str(FOLDER))


def execute(args: Namespace) -> int:
    """Run the case with the ledger and the reform paths, show it all, and write figures and JSON."""
    scenario = retitled(scenario_of(args, SCENARIO), args)
    out = folder(args, FOLDER)

    from experiments.case.outputs import why_record, write_case
    from experiments.case.report import lines
    from experiments.reporting.bars import Bars
    from experiments.results import json_text
    from experiments.runs.engines import engine_named
    from experiments.simulation.simulate import simulate

    usual = SLOW if engine_named(args.engine).name == "mesa" else CASE.chosen(args.thorough)
    found = simulate(
        scenario, draws=args.draws, seeds=args.seeds, runs=args.runs, seed=args.seed, engine=args.engine,
        reruns=True, replications=usual, kind="case", progress=Bars(args.lang),
    )  # fmt: skip
    why = _why(found, args)
    paths = write_case(found, why, out, args.lang)
    if args.json:
        print(json_text({**found.to_dict(), **why_record(why)}), end="")
    else:
        print("\n".join(lines(found, why, args.lang, sys.stdout)))
    report_written(paths, args.lang)
    return report_failures(found.metadata, args.lang)


def _why(found: SimulationResult, args: Namespace) -> Why | str:
    """Return the ledger and the reform paths, on draws of the headline; or why they are not computed."""
    from experiments.case.why import why
    from experiments.errors import InvalidInput
    from experiments.reporting.bars import Bars

    if found.runs.engine == "mesa":
        return text("command_case.why_not_mesa", args.lang)
    # No more draws than the headline has: who asks for a quick look gets one.
    ledger, paths = (
        min(each.chosen(args.thorough), found.runs.draws) for each in (LEDGER_DRAWS, PATHS_DRAWS)
    )
    settings = (0, 1) if args.thorough else (0,)
    try:
        return why(
            found.scenario, ledger, paths, found.runs.seeds, args.seed, settings, progress=Bars(args.lang)
        )
    except InvalidInput as refusal:  # a run failed in a setting that the headline does not have
        return text("command_case.why_not", args.lang, reason=refusal.line(args.lang))
