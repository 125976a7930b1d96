"""oneplusone calibrate: what observed facts teach."""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from pathlib import Path

from experiments.cli.analysis_command import (
    Stopwatch,
    Table,
    add_draws,
    add_subject,
    draws_of,
    finish,
    subject,
)
from experiments.cli.parser import Parser
from experiments.defaults import CALIBRATION
from experiments.errors import InvalidInput


def configure(parser: Parser) -> None:
    """Add the subject, the facts and sizes."""
    add_subject(parser, "calibrate")
    parser.add_argument(
        "--facts", type=Path, metavar="FILE.csv", help=parser.say("command_calibrate.help.facts")
    )
    add_draws(parser, CALIBRATION)


def execute(args: Namespace) -> int:
    """Weight draws by the facts, show what that teaches, and write JSON, tables, figures and a scenario."""
    from experiments.calibration.analysis import answers_of, calibrate
    from experiments.calibration.facts import with_facts
    from experiments.calibration.posterior_report import TABLES, lines, written_words
    from experiments.cli.announced import Announced
    from experiments.reporting.terminal import wrapped
    from experiments.runs.simulator import ScenarioSimulator
    from experiments.synergy.headline import Posterior

    facts = None if args.facts is None else partial(with_facts, given=args.facts)
    watch, scenario = Stopwatch(), subject(args, facts)
    simulator = ScenarioSimulator(scenario, args.engine)
    ahead = Announced(args.lang, simulator)
    draws = draws_of(args, scenario, CALIBRATION)
    found = calibrate(
        simulator, draws=draws, seeds=args.seeds, seed=args.seed, progress=ahead, runs=args.runs
    )
    given, check = None, dict[str, Posterior | None]()
    try:
        given = found.to_scenario()
    except InvalidInput as refusal:
        said = refusal.line(args.lang)
    else:
        with ahead.stage("conditioned"):
            check = answers_of(given, found.draws, found.seeds, args.seed, args.engine)
        said = written_words(found, f"{given.name}.toml", check, args.lang)
    toml, scenarios = None, {}
    if given is not None:
        toml = "".join(f"# {line}\n" for line in wrapped(said, to=100)) + given.to_toml(args.lang)
        scenarios = {f"{given.name}.toml": toml.encode()}
    answers = {"one_plus_one": check.get("alone"), "one_plus_one_side_by_side": check.get("side_by_side")}
    results = {"calibration": found, "given_facts": {"toml": toml, **answers, "said": said}}
    shown = [*lines(found, args.lang), "", *wrapped(said)]
    tables: dict[str, Table] = {f"calibrate_{name}": partial(found.to_frame, table=name) for name in TABLES}
    return finish(
        args, found.metadata, results, shown, {"calibrate": found.plot}, watch, simulator, tables,
        others=scenarios, named=("shift", "above_two", "one_plus_one"),
    )  # fmt: skip
