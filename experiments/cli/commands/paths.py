"""oneplusone paths: what each reform path gives back."""

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
    """Run the reform paths, show what they give back, and write JSON and figures."""
    from experiments.attribution.analysis import reform_paths
    from experiments.attribution.paths_report import PATH_LABELS, lines
    from experiments.attribution.reform_paths import PATH_OUTCOMES
    from experiments.cli.announced import Announced
    from experiments.runs.outcomes import arms_needed
    from experiments.runs.simulator import ScenarioSimulator
    from sim.reforms import REFORMS

    watch, scenario = Stopwatch(), subject(args)
    simulator = ScenarioSimulator(scenario, args.engine)
    draws = draws_of(
        args, scenario, PATHS_DRAWS, 2 ** len(REFORMS) * args.seeds * len(arms_needed(PATH_OUTCOMES))
    )
    ahead = Announced(args.lang, simulator, len(arms_needed(PATH_OUTCOMES)))
    found = reform_paths(simulator, draws, args.seeds, args.seed, progress=ahead)
    results = {"paths": found}
    shown = lines(found, PATH_LABELS, args.lang)
    return finish(args, found.metadata, results, shown, {"paths": found.plot}, watch, simulator)
