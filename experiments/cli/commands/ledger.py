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
    """Keep the ledger, show it, and write JSON and figures."""
    from experiments.attribution.analysis import ledger, neutral_settings
    from experiments.attribution.figures import ledger_figure
    from experiments.attribution.ledger_report import DILEMMA_LABELS, lines
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario = Stopwatch(), subject(args)
    simulation = ScenarioSimulator(scenario, args.engine)
    settings = (0, 1) if args.setting is None else (args.setting - 1,)
    draws = draws_of(args, scenario, LEDGER_DRAWS)
    found = ledger(simulation, draws, args.seeds, args.seed, settings, lang=args.lang)
    figures: dict[str, Draw] = {}
    for account in (one for one in found[0].accounts if one.outcome in DRAWN):
        if any(one.of(account.outcome).entries for one in found):
            figures[f"ledger_{account.outcome}"] = partial(
                ledger_figure, found, account.outcome, DILEMMA_LABELS
            )
    results = {"neutral_settings": neutral_settings(settings), "ledgers": list(found)}
    return finish(
        args, "ledger", scenario, results, lines(found, DILEMMA_LABELS, args.lang), figures, watch, simulation
    )
