"""oneplusone nearest: how far two is from a scenario."""

from __future__ import annotations

from argparse import Namespace

from experiments.cli.analysis_command import (
    Stopwatch,
    add_count,
    add_runs,
    add_subject,
    count_of,
    finish,
    set_and_varied,
    subject,
)
from experiments.cli.parser import Parser
from experiments.defaults import NEAREST, NEAREST_LEAST, SEEDS


def configure(parser: Parser) -> None:
    """Add the subject, what may move, and sizes."""
    add_subject(parser, "nearest")
    parser.add_argument(
        "--vary", action="append", default=[], metavar="NAME", help=parser.say("command_nearest.vary")
    )
    for name, size in NEAREST.items():
        add_count(
            parser, f"--{name.replace('_', '-')}", size, f"command_nearest.{name}", least=NEAREST_LEAST[name]
        )
    add_count(parser, "--seeds", SEEDS, "command.help.analysis_seeds")
    add_runs(parser, "command_nearest.runs")
    most = {name: f"{size.thorough:,}" for name, size in NEAREST.items()}
    parser.add_argument(
        "--thorough", action="store_true", help=parser.say("command_nearest.thorough", **most)
    )


def execute(args: Namespace) -> int:
    """Find the nearest ways to two, show them, and write JSON and figures."""
    from experiments.cli.announced import Announced
    from experiments.nearest.analysis import nearest
    from experiments.nearest.report import lines
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario = Stopwatch(), subject(args)
    simulator = ScenarioSimulator(scenario, args.engine)
    draws, held_out = (
        count_of(args, getattr(args, name), size.chosen(args.thorough)) for name, size in NEAREST.items()
    )
    ahead = Announced(args.lang, simulator)
    found = nearest(
        simulator, args.vary, draws, held_out, args.seeds, args.seed, progress=ahead, runs=args.runs
    )
    return finish(
        args, found.metadata, {"nearest": found}, lines(found, args.lang), {"nearest": found.plot}, watch,
        simulator, {"nearest": found.to_frame},
        set_before=set_and_varied(scenario, found.levers, args.vary),
        named=("distance", "start", "gap", "verified", "price", "created"),
    )  # fmt: skip
