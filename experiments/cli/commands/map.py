"""oneplusone map: where 1+1 > 2 over two levers."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from functools import partial
from typing import Any

from experiments.cli.analysis_command import (
    Stopwatch,
    add_benchmark,
    add_count,
    add_draws,
    add_subject,
    draws_of,
    finish,
    held,
    read_only,
    set_and_varied,
    study_of,
    subject,
)
from experiments.cli.parser import Parser
from experiments.defaults import MAP_DRAWS, MAP_POINTS, SEEDS
from experiments.texts import text


def configure(parser: Parser) -> None:
    """Add the subject, the two levers with their ranges, and sizes."""
    add_subject(parser, "map")
    say = parser.say
    for axis in ("x", "y"):
        parser.add_argument(f"--{axis}", metavar="LEVER", help=say("command_map.axis", axis=axis))
        parser.add_argument(
            f"--{axis}-range", type=_ends(parser.lang), metavar="LOW:HIGH", help=say("command_map.range")
        )
    add_count(parser, "--points", MAP_POINTS, "command_map.points", most=200)
    add_draws(parser, MAP_DRAWS)
    add_benchmark(parser)


def execute(args: Namespace) -> int:
    """Make the map, show it, and write JSON and figures."""
    from experiments.cli.announced import Announced
    from experiments.maps.analysis import lever_map
    from experiments.maps.report import lines
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario, study = Stopwatch(), subject(args), study_of(args)
    simulator = ScenarioSimulator(scenario, args.engine)
    if study is not None:
        from experiments.maps.from_study import from_study

        read_only(
            args, study, x=None, y=None, x_range=None, y_range=None, points=MAP_POINTS, draws=None,
            seeds=SEEDS, runs=None, precision=None, thorough=False,
        )  # fmt: skip
        found = from_study(study, args.benchmark)
    else:
        draws = draws_of(args, scenario, MAP_DRAWS)
        found = lever_map(
            simulator, args.x, args.y, args.points, draws, args.seeds, args.seed, args.x_range, args.y_range,
            progress=Announced(args.lang, simulator), runs=args.runs,
            benchmark=args.benchmark,
        )  # fmt: skip
    # From a scenario every map draws the uncertain parameters.
    stays = study is not None and held(args, scenario, (found.x_name, found.y_name))
    shown = lines(found, scenario.parameters, args.lang, stays)
    axes = (found.x_name, found.y_name)
    return finish(
        args, found.metadata, {"map": found}, shown, {"map": found.plot}, watch, simulator,
        {"map": partial(found.to_frame, table="points")}, set_before=set_and_varied(scenario, axes, axes),
    )  # fmt: skip


def _ends(lang: str) -> Any:
    def convert(given: str) -> tuple[float, float]:
        low, _, high = given.partition(":")
        try:
            return float(low), float(high)
        except ValueError:
            raise ArgumentTypeError(text("command_map.range_form", lang, given=given)) from None

    return convert
