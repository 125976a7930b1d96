"""oneplusone case: the case of the paper, end to end."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from experiments.commands.options import add_settings, scenario_of
from experiments.commands.sampling import add_folder, add_sampling, folder, tell_failures, tell_written
from experiments.parser import Parser

SCENARIO = "s_association"
FOLDER = Path("results/case")
REPLICATIONS = {"engine": 2000, "mesa": 200}


def configure(parser: Parser) -> None:
    """Add settings, sizes and output."""
    add_settings(parser)
    add_sampling(parser, REPLICATIONS["engine"], REPLICATIONS["mesa"])
    add_folder(parser, str(FOLDER))


def execute(args: Namespace) -> int:
    """Run the case, show it, and write figure and JSON."""
    scenario = scenario_of(args, SCENARIO)
    out = folder(args, FOLDER)

    from experiments.display.pages import case_page
    from experiments.outputs import write_case
    from experiments.record import json_text
    from experiments.simulated import simulate
    from experiments.speeds import speed

    replications = args.replications or REPLICATIONS[speed(args.engine).name]
    found = simulate(scenario, replications, args.draws, args.seed, args.engine, reruns=True, lang=args.lang)
    record, paths = write_case(found, out, args.lang)
    if args.json:
        print(json_text(record), end="")
    else:
        print("\n".join(case_page(found, args.lang, sys.stdout)))
    tell_written(paths, args.lang)
    return tell_failures(found.failures, found.asked_runs, args.lang)
