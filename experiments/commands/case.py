"""oneplusone case: the case of the paper, end to end."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.commands.options import add_settings, scenario_of, told
from experiments.commands.sampling import add_folder, add_sampling, folder, tell_failures, tell_written
from experiments.parser import Parser
from experiments.sizes import CASE, LEDGER_DRAWS, PATHS_DRAWS, SLOW
from sim.texts import text

if TYPE_CHECKING:
    from experiments.analyses import Why
    from experiments.simulated import Simulated

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
            replications=f"{CASE.thorough:,}",
            ledger=LEDGER_DRAWS.thorough,
            paths=f"{PATHS_DRAWS.thorough:,}",
        ),
    )
    add_folder(parser, str(FOLDER))


def execute(args: Namespace) -> int:
    """Run the case, price the dilemmas and weigh the paths, show it all, and write figures and JSON."""
    scenario = told(scenario_of(args, SCENARIO), args)
    out = folder(args, FOLDER)

    from experiments.display.pages import case_page
    from experiments.outputs import write_case
    from experiments.record import json_text
    from experiments.simulated import simulate
    from experiments.speeds import speed

    usual = SLOW if speed(args.engine).name == "mesa" else CASE.chosen(args.thorough)
    replications = args.replications or usual
    found = simulate(scenario, replications, args.draws, args.seed, args.engine, reruns=True, lang=args.lang)
    why = _why(found, args)
    record, paths = write_case(found, why, out, args.lang)
    if args.json:
        print(json_text(record), end="")
    else:
        print("\n".join(case_page(found, why, args.lang, sys.stdout)))
    tell_written(paths, args.lang)
    return tell_failures(found.failures, found.asked_runs, args.lang)


def _why(found: Simulated, args: Namespace) -> Why | str:
    """Return the ledger and the path table, on draws of the headline; or what keeps them from being made."""
    from experiments import analyses
    from experiments.refusal import Refused

    if found.runs.engine == "mesa":
        return text("report.why_not_mesa", args.lang)
    # No more draws than the headline has: who asks for a quick look gets one.
    ledger, paths = (
        min(each.chosen(args.thorough), found.runs.draws) for each in (LEDGER_DRAWS, PATHS_DRAWS)
    )
    settings = (0, 1) if args.thorough else (0,)
    try:
        return analyses.why(
            found.scenario, ledger, paths, found.runs.replications, args.seed, settings, lang=args.lang
        )
    except Refused as refusal:  # a run failed that the headline did without
        return text("report.why_not", args.lang, reason=refusal.line(args.lang))
