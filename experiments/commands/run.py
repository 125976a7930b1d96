"""oneplusone run: one scenario, all arms."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from experiments.commands.options import add_scenario, add_settings, scenario_of
from experiments.commands.sampling import add_folder, add_sampling, folder, tell_failures, tell_written
from experiments.parser import Parser

RESULTS = Path("results")


def configure(parser: Parser) -> None:
    """Add the scenario, settings, sizes and output."""
    add_scenario(parser)
    add_settings(parser)
    add_sampling(parser, 1000, 200)
    add_folder(parser, str(RESULTS / "SCENARIO"))


def execute(args: Namespace) -> int:
    """Run a scenario, show its measures and 1+1, and write table, months, figure and JSON."""
    scenario = scenario_of(args)
    out = folder(args, RESULTS / scenario.name)

    from experiments.display.pages import run_page
    from experiments.outputs import write_run
    from experiments.record import json_text
    from experiments.simulated import simulate

    found = simulate(scenario, args.replications, args.draws, args.seed, args.engine, lang=args.lang)
    record, paths = write_run(found, out, args.lang)
    if args.json:
        print(json_text(record), end="")
    else:
        print("\n".join(run_page(found, args.lang, sys.stdout)))
    tell_written(paths, args.lang)
    return tell_failures(found.failures, found.asked_runs, args.lang)
