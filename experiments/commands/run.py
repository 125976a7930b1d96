"""oneplusone run: one scenario, all arms."""

from __future__ import annotations

import sys
from argparse import Namespace

from experiments.commands.options import add_scenario, add_settings, scenario_of, told
from experiments.commands.sampling import add_folder, add_sampling, folder, tell_failures, tell_written
from experiments.parser import Parser
from experiments.sizes import RUN
from sim.texts import text


def configure(parser: Parser) -> None:
    """Add the scenario, settings, sizes and output."""
    add_scenario(parser)
    add_settings(parser)
    add_sampling(parser, RUN)
    add_folder(parser)


def execute(args: Namespace) -> int:
    """Run a scenario, show its measures and 1+1, and, where asked, write months, figure and JSON."""
    scenario = told(scenario_of(args), args)
    out = None if args.out is None else folder(args, args.out)

    from experiments.display.pages import run_page
    from experiments.outputs import result_record, write_run
    from experiments.record import json_text
    from experiments.simulated import simulate

    found = simulate(scenario, args.replications, args.draws, args.seed, args.engine, lang=args.lang)
    if args.json:
        print(json_text(result_record(found, "run")), end="")
    else:
        print("\n".join(run_page(found, args.lang, sys.stdout)))
    if out is not None:
        tell_written(write_run(found, out, args.lang)[1], args.lang)
    elif not args.json:
        print(text("command_run.unwritten", args.lang), file=sys.stderr)
    return tell_failures(found.failures, found.asked_runs, args.lang)
