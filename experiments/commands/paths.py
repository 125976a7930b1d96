"""oneplusone paths: what each path gives back."""

from __future__ import annotations

from argparse import Namespace

from experiments.commands.analysed import Stopwatch, add_draws, add_subject, draws_of, finish, subject
from experiments.parser import Parser
from experiments.sizes import PATHS_DRAWS


def configure(parser: Parser) -> None:
    """Add the subject and sizes."""
    add_subject(parser, "paths")
    add_draws(parser, PATHS_DRAWS)


def execute(args: Namespace) -> int:
    """Weigh the paths, show them, and write JSON and figures."""
    from experiments import analyses
    from experiments.display.paths import PATH_LABELS, lines
    from experiments.figures.ledger import paths_figure
    from experiments.simulation import Simulation

    watch, scenario = Stopwatch(), subject(args)
    simulation = Simulation(scenario, args.engine)
    draws = draws_of(args, scenario, PATHS_DRAWS)
    found = analyses.paths_of(simulation, draws, args.replications, args.seed, lang=args.lang)
    figures = {"paths": lambda lang: paths_figure(found, PATH_LABELS, lang)}
    results = {"changes": analyses.path_changes(), "paths": found}
    return finish(
        args, "paths", scenario, results, lines(found, PATH_LABELS, args.lang), figures, watch, simulation
    )
