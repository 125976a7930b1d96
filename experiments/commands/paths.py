"""oneplusone paths: what each path gives back."""

from __future__ import annotations

from argparse import Namespace

from experiments.commands.analysed import Stopwatch, add_draws, add_subject, draws_of, finish, subject
from experiments.parser import Parser

DRAWS, THOROUGH = 300, 3000


def configure(parser: Parser) -> None:
    """Add the subject and sizes."""
    add_subject(parser, "paths")
    add_draws(parser, DRAWS, THOROUGH)


def execute(args: Namespace) -> int:
    """Weigh the paths, show them, and write JSON and figures."""
    from experiments import analyses
    from experiments.display.paths import lines
    from experiments.figures.ledger import paths_figure
    from experiments.simulation import Simulation
    from sim.paths import PATHS

    watch, scenario = Stopwatch(), subject(args)
    simulation = Simulation(scenario, args.engine)
    draws = draws_of(args, scenario, DRAWS, THOROUGH)
    found = analyses.paths_of(simulation, draws, args.replications, args.seed, lang=args.lang)
    labels = {path.overlay: path.label for path in PATHS}
    figures = {"paths": lambda lang: paths_figure(found, labels, lang)}
    results = {"changes": {path.overlay: path.changes() for path in PATHS}, "paths": found}
    return finish(
        args, "paths", scenario, results, lines(found, labels, args.lang), figures, watch, simulation
    )
