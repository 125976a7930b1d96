"""oneplusone discover: the conditions under which 1+1 > 2."""

from __future__ import annotations

from argparse import Namespace

from experiments.cli.analysis_command import (
    Stopwatch,
    add_count,
    add_subject,
    decimal,
    finish,
    held,
    read_only,
    study_of,
    subject,
)
from experiments.cli.parser import Parser
from experiments.defaults import DENSITY, FUTURE_SEEDS, FUTURES, THRESHOLD


def configure(parser: Parser) -> None:
    """Add the subject, what varies, the density asked for, and sizes."""
    add_subject(parser, "discover")
    say = parser.say
    parser.add_argument("--vary", action="append", default=[], metavar="NAME", help=say("analysis.help.vary"))
    parser.add_argument(
        "--density", type=decimal(parser.lang, 0.0, 1.0), default=DENSITY, metavar="SHARE",
        help=say("command_discover.density", default=DENSITY),
    )  # fmt: skip
    parser.add_argument(
        "--threshold", type=decimal(parser.lang, 0.0), default=THRESHOLD, metavar="RATIO",
        help=say("command_discover.threshold", default=f"{THRESHOLD:g}"),
    )  # fmt: skip
    add_count(parser, "--futures", FUTURES, "command_discover.futures")
    add_count(parser, "--replications", FUTURE_SEEDS, "analysis.help.replications")
    parser.add_argument(
        "--thorough",
        action="store_true",
        help=say("command_discover.thorough", thorough=f"{FUTURES.thorough:,}"),
    )


def execute(args: Namespace) -> int:
    """Find the rules, show them in plain words, and write JSON and figures."""
    from experiments.discovery.analysis import discover
    from experiments.discovery.figures import discovery_figure
    from experiments.discovery.report import lines
    from experiments.discovery.rules import find_rules
    from experiments.progress import stages
    from experiments.runs.outcomes import above_ratio
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario, study = Stopwatch(), subject(args), study_of(args)
    parameters, simulation = scenario.parameters, ScenarioSimulator(scenario, args.engine)
    if study is not None:
        from experiments.discovery.from_study import study_futures

        read_only(args, study, vary=[], futures=None, seeds=FUTURE_SEEDS, thorough=False)
        halves = study_futures(study, above_ratio(args.threshold))
        with stages(args.lang, True) as stage:
            found = find_rules(
                *halves, args.density, threshold=args.threshold, parameters=parameters, stage=stage
            )
    else:
        futures = args.futures or FUTURES.chosen(args.thorough)
        found = discover(
            simulation,
            args.vary,
            futures,
            args.density,
            args.threshold,
            args.seeds,
            args.seed,
            lang=args.lang,
        )
    figures = {"discover": lambda lang: discovery_figure(found, parameters, lang)}
    told = [{lang: rule.box.words(lang, parameters) for lang in ("en", "zh")} for rule in found.rules]
    shown = lines(found, parameters, args.lang, held(args, scenario, found.ranges))
    results = {"discovery": found, "rules_in_words": told}
    return finish(args, "discover", scenario, results, shown, figures, watch, simulation)
