"""oneplusone optimise: which settings of the levers, under what nobody knows."""

from __future__ import annotations

from argparse import Namespace

from experiments.cli.analysis_command import Stopwatch, add_count, add_subject, finish, subject
from experiments.cli.parser import Parser
from experiments.defaults import SEARCH, SEEDS


def configure(parser: Parser) -> None:
    """Add the subject, the levers, and sizes."""
    add_subject(parser, "optimise")
    parser.add_argument(
        "--lever", action="append", default=[], metavar="NAME", help=parser.say("command_optimise.lever")
    )
    for name, size in SEARCH.items():
        add_count(parser, f"--{name.replace('_', '-')}", size, f"command_optimise.{name}")
    add_count(parser, "--replications", SEEDS, "analysis.help.replications")
    most = {name: f"{size.thorough:,}" for name, size in SEARCH.items()}
    parser.add_argument(
        "--thorough", action="store_true", help=parser.say("command_optimise.thorough", **most)
    )


def execute(args: Namespace) -> int:
    """Search the front, test it on held-out draws, show it, and write JSON and figures."""
    from experiments.optimisation.analysis import optimise
    from experiments.optimisation.figures import front_figure
    from experiments.optimisation.report import lines
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario = Stopwatch(), subject(args)
    simulation = ScenarioSimulator(scenario, args.engine)
    sizes = {name: getattr(args, name) or size.chosen(args.thorough) for name, size in SEARCH.items()}
    front, single = optimise(
        simulation, args.lever, sizes["draws"], sizes["held_out"], args.seeds, sizes["population"],
        sizes["generations"], args.seed, lang=args.lang,
    )  # fmt: skip
    parameters = scenario.parameters
    figures = {"optimise": lambda lang: front_figure(front, single, lang)}
    results = {"front": front, "single_changes": single}
    return finish(
        args,
        "optimise",
        scenario,
        results,
        lines(front, single, parameters, args.lang),
        figures,
        watch,
        simulation,
    )
