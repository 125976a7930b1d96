"""oneplusone optimise: which settings of the levers, under parameter uncertainty."""

from __future__ import annotations

from argparse import Namespace

from experiments.cli.analysis_command import (
    Stopwatch,
    add_benchmark,
    add_count,
    add_runs,
    add_subject,
    count_of,
    finish,
    set_and_varied,
    subject,
)
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
    add_count(parser, "--seeds", SEEDS, "command.help.analysis_seeds")
    add_benchmark(parser)
    add_runs(parser, "command_optimise.runs")
    most = {name: f"{size.thorough:,}" for name, size in SEARCH.items()}
    parser.add_argument(
        "--thorough", action="store_true", help=parser.say("command_optimise.thorough", **most)
    )


def execute(args: Namespace) -> int:
    """Search the front, test it on held-out draws, show it, and write JSON and figures."""
    from experiments.cli.announced import Announced
    from experiments.optimisation.analysis import optimise
    from experiments.optimisation.report import lines
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario = Stopwatch(), subject(args)
    simulator = ScenarioSimulator(scenario, args.engine)
    sizes = {name: getattr(args, name) or size.chosen(args.thorough) for name, size in SEARCH.items()}
    draws, held_out = (count_of(args, getattr(args, name), sizes[name]) for name in ("draws", "held_out"))
    ahead = Announced(args.lang, simulator)
    found = optimise(
        simulator, args.lever, draws, held_out, args.seeds, sizes["population"], sizes["generations"],
        args.seed, progress=ahead, runs=args.runs, benchmark=args.benchmark,
    )  # fmt: skip
    results = {"front": found.front, "single_changes": found.single_changes}
    shown = lines(found.front, found.single_changes, scenario.parameters, args.lang)
    return finish(
        args, found.metadata, results, shown, {"optimise": found.plot}, watch, simulator,
        {"optimise": found.front.to_frame, "single_changes": found.single_changes.to_frame},
        set_before=set_and_varied(scenario, found.front.levers, args.lever),
    )  # fmt: skip
