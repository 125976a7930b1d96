"""oneplusone run: one scenario, all arms."""

from __future__ import annotations

import sys
from argparse import Namespace

from experiments.cli.options import (
    add_folder,
    add_sampling,
    add_scenario,
    add_settings,
    folder,
    retitled,
    scenario_of,
    tell_failures,
    tell_written,
)
from experiments.cli.parser import Parser
from experiments.defaults import RUN
from experiments.texts import text


def configure(parser: Parser) -> None:
    """Add the scenario, settings, sizes and output."""
    add_scenario(parser)
    add_settings(parser)
    add_sampling(parser, RUN)
    add_folder(parser)


def execute(args: Namespace) -> int:
    """Run a scenario, show its measures and 1+1, and, where asked, write months, figure and JSON."""
    scenario = retitled(scenario_of(args), args)
    out = None if args.out is None else folder(args, args.out)

    from experiments.results import json_text
    from experiments.simulation.outputs import result_record, write_run
    from experiments.simulation.report import run_page
    from experiments.simulation.simulate import simulate

    found = simulate(scenario, args.seeds, args.draws, args.seed, args.engine, lang=args.lang)
    if args.json:
        print(json_text(result_record(found, "run")), end="")
    else:
        print("\n".join(run_page(found, args.lang, sys.stdout)))
    if out is not None:
        tell_written(write_run(found, out, args.lang)[1], args.lang)
    elif not args.json:
        print(text("command_run.unwritten", args.lang), file=sys.stderr)
    return tell_failures(found.failures, found.asked_runs, args.lang)
