"""oneplusone optimise: which settings of the levers, under what nobody knows."""

from __future__ import annotations

from argparse import Namespace

from experiments.commands.analysed import Stopwatch, add_count, add_subject, finish, subject
from experiments.parser import Parser

SIZES = {"draws": 64, "held_out": 200, "population": 32, "generations": 12}
THOROUGH = {"draws": 200, "held_out": 1000, "population": 64, "generations": 40}


def configure(parser: Parser) -> None:
    """Add the subject, the levers, and sizes."""
    add_subject(parser, "optimise")
    parser.add_argument(
        "--lever", action="append", default=[], metavar="NAME", help=parser.say("command_optimise.lever")
    )
    for name in SIZES:
        add_count(parser, f"--{name.replace('_', '-')}", None, f"command_optimise.{name}")
    add_count(parser, "--replications", 2, "analysis.help.replications")
    parser.add_argument("--thorough", action="store_true", help=parser.say("command_optimise.thorough"))


def execute(args: Namespace) -> int:
    """Search the front, test it on held-out draws, show it, and write JSON and figures."""
    from experiments import analyses
    from experiments.display.optimise import lines
    from experiments.figures.front import front_figure
    from experiments.simulation import Simulation

    watch, scenario = Stopwatch(), subject(args)
    simulation = Simulation(scenario, args.engine)
    sizes = dict(THOROUGH if args.thorough else SIZES)
    sizes |= {name: getattr(args, name) for name in SIZES if getattr(args, name) is not None}
    front, single = analyses.choices_of(
        simulation, args.lever, sizes["draws"], sizes["held_out"], args.replications, sizes["population"],
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
