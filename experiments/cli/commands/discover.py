"""oneplusone discover: the conditions under which 1+1 > 2."""

from __future__ import annotations

from argparse import Namespace

from experiments.cli.analysis_command import (
    Stopwatch,
    add_benchmark,
    add_count,
    add_runs,
    add_subject,
    count_of,
    decimal,
    finish,
    held,
    read_only,
    set_and_varied,
    study_of,
    subject,
)
from experiments.cli.parser import Parser
from experiments.defaults import DENSITY, FUTURE_SEEDS, FUTURES, THRESHOLD
from experiments.texts import LANGUAGES


def configure(parser: Parser) -> None:
    """Add the subject, what varies, the density asked for, and sizes."""
    add_subject(parser, "discover")
    say = parser.say
    parser.add_argument("--vary", action="append", default=[], metavar="NAME", help=say("command.help.vary"))
    parser.add_argument(
        "--density", type=decimal(parser.lang, 0.0, 1.0), default=DENSITY, metavar="SHARE",
        help=say("command_discover.density", default=DENSITY),
    )  # fmt: skip
    parser.add_argument(
        "--threshold", type=decimal(parser.lang, 0.0), default=THRESHOLD, metavar="RATIO",
        help=say("command_discover.threshold", default=f"{THRESHOLD:g}"),
    )  # fmt: skip
    add_benchmark(parser)
    # Each future is a draw of all that varies.
    add_count(parser, "--futures", FUTURES, "command_discover.futures", also="--draws")
    add_count(parser, "--seeds", FUTURE_SEEDS, "command.help.analysis_seeds")
    add_runs(parser)
    parser.add_argument(
        "--thorough",
        action="store_true",
        help=say("command_discover.thorough", thorough=f"{FUTURES.thorough:,}"),
    )


def execute(args: Namespace) -> int:
    """Find the rules, show them in plain words, and write JSON and figures."""
    from experiments.cli.announced import Announced
    from experiments.discovery.analysis import discover
    from experiments.discovery.report import lines, rule_text
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario, study = Stopwatch(), subject(args), study_of(args)
    simulator = ScenarioSimulator(scenario, args.engine)
    bars = Announced(args.lang, simulator)
    if study is not None:
        from experiments.discovery.from_study import from_study

        read_only(args, study, vary=[], futures=None, seeds=FUTURE_SEEDS, runs=None, thorough=False)
        found = from_study(study, args.density, args.threshold, bars, args.benchmark)
    else:
        futures = count_of(args, args.futures, FUTURES.chosen(args.thorough))
        found = discover(
            simulator, args.vary, futures, args.density, args.threshold, args.seeds, args.seed,
            progress=bars, runs=args.runs, benchmark=args.benchmark,
        )  # fmt: skip
    words = [
        {lang: rule_text(rule.box, scenario.parameters, lang) for lang in LANGUAGES} for rule in found.rules
    ]
    shown = lines(found, scenario.parameters, args.lang, held(args, scenario, found.ranges))
    results = {"discovery": found, "rules_in_words": words}
    return finish(
        args, found.metadata, results, shown, {"discover": found.plot}, watch, simulator,
        {"discover": found.to_frame}, set_before=set_and_varied(scenario, found.ranges, args.vary),
    )  # fmt: skip
