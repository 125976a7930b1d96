"""oneplusone ledger: what each dilemma takes, and what each source of synergy gives."""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from experiments.attribution.ledger import Ledger

DRAWN = (("added_value", "contract_gain"), ("one_plus_one", "delta"))
"""Of each benchmark the ratio is drawn, or its gain where the ratio is undefined."""

BOTH = "both"


def configure(parser: Parser) -> None:
    """Add the subject, the sides, the neutral settings, and sizes."""
    from experiments.attribution.ledger import SIDES

    add_subject(parser, "ledger")
    sides = (*SIDES, BOTH)
    parser.add_argument(
        "--side", choices=sides, default=BOTH, metavar="|".join(sides), help=parser.say("command_ledger.side")
    )
    parser.add_argument(
        "--setting", type=int, choices=(1, 2), metavar="1|2", help=parser.say("command_ledger.setting")
    )
    add_draws(parser, LEDGER_DRAWS)


def execute(args: Namespace) -> int:
    """Compute the ledger, show it, and write JSON and figures."""
    from experiments.attribution.analysis import ledger
    from experiments.attribution.ledger import LEDGER_OUTCOMES, SIDES
    from experiments.attribution.ledger_report import PART_LABELS, lines
    from experiments.cli.announced import Announced
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario = Stopwatch(), subject(args)
    simulator = ScenarioSimulator(scenario, args.engine)
    settings = (0, 1) if args.setting is None else (args.setting - 1,)
    draws = draws_of(args, scenario, LEDGER_DRAWS)
    ahead = Announced(args.lang, simulator)
    found = ledger(
        simulator, draws, args.seeds, args.seed, settings, progress=ahead, runs=args.runs,
        sides=SIDES if args.side == BOTH else (args.side,),
    )  # fmt: skip
    figures: dict[str, Draw] = {
        f"ledger_{outcome}": partial(found.plot, outcome=outcome) for outcome in drawn(found)
    }
    results = {"ledgers": list(found.settings), "sources": found.sources}
    shown = lines(found.sides, PART_LABELS, args.lang)
    return finish(
        args, found.metadata, results, shown, figures, watch, simulator, {"ledger": found.to_frame},
        named=[each.name for each in LEDGER_OUTCOMES],
    )  # fmt: skip


def drawn(found: Ledger) -> list[str]:
    """Return the outcomes that have a figure: of each benchmark the first that is defined somewhere."""
    defined = {one.outcome for side in found.sides for one in side.accounts if one.entries}
    firsts = (next((name for name in names if name in defined), "") for names in DRAWN)
    return [name for name in firsts if name]
