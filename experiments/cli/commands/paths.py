"""oneplusone paths: what each reform path gives back."""

from __future__ import annotations

from argparse import Namespace

from experiments.cli.analysis_command import (
    Stopwatch,
    Table,
    add_draws,
    add_subject,
    draws_of,
    finish,
    subject,
)
from experiments.cli.parser import Parser
from experiments.defaults import PATHS_DRAWS


def configure(parser: Parser) -> None:
    """Add the subject and sizes."""
    add_subject(parser, "paths")
    add_draws(parser, PATHS_DRAWS)


def execute(args: Namespace) -> int:
    """Run the reform paths, show what they give back, and write JSON and figures."""
    from experiments.attribution.analysis import reform_paths
    from experiments.attribution.paths_report import PATH_LABELS, lines
    from experiments.attribution.reform_paths import PATH_OUTCOMES
    from experiments.cli.announced import Announced
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario = Stopwatch(), subject(args)
    simulator = ScenarioSimulator(scenario, args.engine)
    draws = draws_of(args, scenario, PATHS_DRAWS)
    ahead = Announced(args.lang, simulator)
    found = reform_paths(simulator, draws, args.seeds, args.seed, progress=ahead, runs=args.runs)
    results = {"paths": found}
    shown = lines(found, PATH_LABELS, args.lang)
    tables: dict[str, Table] = {"paths": found.to_frame}
    named = (*(each.name for each in PATH_OUTCOMES), "money", "above_two", "above_two_side_by_side")
    return finish(
        args, found.metadata, results, shown, {"paths": found.plot}, watch, simulator, tables, named=named
    )
