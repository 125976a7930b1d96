"""oneplusone paths: what each path gives back."""

from __future__ import annotations

from argparse import Namespace

from experiments.cli.analysis_command import Stopwatch, add_draws, add_subject, draws_of, finish, subject
from experiments.cli.parser import Parser
from experiments.defaults import PATHS_DRAWS


def configure(parser: Parser) -> None:
    """Add the subject and sizes."""
    add_subject(parser, "paths")
    add_draws(parser, PATHS_DRAWS)


def execute(args: Namespace) -> int:
    """Weigh the paths, show them, and write JSON and figures."""
    from experiments.attribution.analysis import path_changes, reform_paths
    from experiments.attribution.figures import paths_figure
    from experiments.attribution.paths_report import PATH_LABELS, lines
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario = Stopwatch(), subject(args)
    simulation = ScenarioSimulator(scenario, args.engine)
    draws = draws_of(args, scenario, PATHS_DRAWS)
    found = reform_paths(simulation, draws, args.seeds, args.seed, lang=args.lang)
    figures = {"paths": lambda lang: paths_figure(found, PATH_LABELS, lang)}
    results = {"changes": path_changes(), "paths": found}
    return finish(
        args, "paths", scenario, results, lines(found, PATH_LABELS, args.lang), figures, watch, simulation
    )
