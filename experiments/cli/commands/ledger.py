"""oneplusone ledger: what each dilemma takes."""

from __future__ import annotations

from argparse import Namespace
from functools import partial

from experiments.cli.analysis_command import (
    Draw,
    Stopwatch,
    add_draws,
    add_subject,
    draws_of,
    finish,
    subject,
)
from experiments.cli.parser import Parser
from experiments.defaults import LEDGER_DRAWS

DRAWN = ("one_plus_one", "delta")


def configure(parser: Parser) -> None:
    """Add the subject, the neutral settings, and sizes."""
    add_subject(parser, "ledger")
    parser.add_argument(
        "--setting", type=int, choices=(1, 2), metavar="1|2", help=parser.say("command_ledger.setting")
    )
    add_draws(parser, LEDGER_DRAWS)


def execute(args: Namespace) -> int:
    """Compute the ledger, show it, and write JSON and figures."""
    from experiments.attribution.analysis import ledger
    from experiments.attribution.ledger import LEDGER_OUTCOMES
    from experiments.attribution.ledger_report import DILEMMA_LABELS, lines
    from experiments.cli.announced import Announced
    from experiments.runs.outcomes import arms_needed
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario = Stopwatch(), subject(args)
    simulator = ScenarioSimulator(scenario, args.engine)
    settings = (0, 1) if args.setting is None else (args.setting - 1,)
    draws = draws_of(args, scenario, LEDGER_DRAWS)
    ahead = Announced(args.lang, simulator, len(arms_needed(LEDGER_OUTCOMES)))
    found = ledger(simulator, draws, args.seeds, args.seed, settings, progress=ahead, runs=args.runs)
    figures: dict[str, Draw] = {
        f"ledger_{outcome}": partial(found.plot, outcome=outcome)
        for outcome in DRAWN
        if any(one.of(outcome).entries for one in found.settings)
    }
    results = {"ledgers": list(found.settings)}
    shown = lines(found.settings, DILEMMA_LABELS, args.lang)
    return finish(args, found.metadata, results, shown, figures, watch, simulator, {"ledger": found.to_frame})
