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
    retitled,
    scenario_of,
    tell_failures,
    tell_written,
)
from experiments.cli.parser import Parser
from experiments.defaults import CASE, LEDGER_DRAWS, PATHS_DRAWS, SLOW
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
            seeds=f"{CASE.thorough:,}",
            ledger=LEDGER_DRAWS.thorough,
            paths=f"{PATHS_DRAWS.thorough:,}",
        ),
    )
    add_folder(parser, str(FOLDER))


def execute(args: Namespace) -> int:
    """Run the case, price the dilemmas and weigh the paths, show it all, and write figures and JSON."""
    scenario = retitled(scenario_of(args, SCENARIO), args)
    out = folder(args, FOLDER)

    from experiments.case.outputs import write_case
    from experiments.case.report import case_page
    from experiments.results import json_text
    from experiments.runs.engines import engine_named
    from experiments.simulation.simulate import simulate

    usual = SLOW if engine_named(args.engine).name == "mesa" else CASE.chosen(args.thorough)
    seeds = args.seeds or usual
    found = simulate(scenario, seeds, args.draws, args.seed, args.engine, reruns=True, lang=args.lang)
    why = _why(found, args)
    record, paths = write_case(found, why, out, args.lang)
    if args.json:
        print(json_text(record), end="")
    else:
        print("\n".join(case_page(found, why, args.lang, sys.stdout)))
    tell_written(paths, args.lang)
    return tell_failures(found.failures, found.asked_runs, args.lang)


def _why(found: SimulationResult, args: Namespace) -> Why | str:
    """Return the ledger and the path table, on draws of the headline; or what keeps them from being made."""
    from experiments.case.why import why
    from experiments.errors import InvalidInput

    if found.runs.engine == "mesa":
        return text("report.why_not_mesa", args.lang)
    # No more draws than the headline has: who asks for a quick look gets one.
    ledger, paths = (
        min(each.chosen(args.thorough), found.runs.draws) for each in (LEDGER_DRAWS, PATHS_DRAWS)
    )
    settings = (0, 1) if args.thorough else (0,)
    try:
        return why(found.scenario, ledger, paths, found.runs.seeds, args.seed, settings, lang=args.lang)
    except InvalidInput as refusal:  # a run failed that the headline did without
        return text("report.why_not", args.lang, reason=refusal.line(args.lang))
