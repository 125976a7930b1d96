"""oneplusone forms: which conclusions change under which form of the mechanisms."""

from __future__ import annotations

from argparse import Namespace

from experiments.cli.analysis_command import Stopwatch, add_draws, add_subject, draws_of, finish, subject
from experiments.cli.parser import Parser
from experiments.defaults import FORMS_DRAWS


def configure(parser: Parser) -> None:
    """Add the subject, the forms, sizes, and the table of the docs."""
    add_subject(parser, "forms")
    parser.add_argument(
        "--vary", action="append", default=[], metavar="NAME", help=parser.say("command_forms.vary")
    )
    add_draws(parser, FORMS_DRAWS)
    parser.add_argument("--markdown", action="store_true", help=parser.say("command_forms.markdown"))


def execute(args: Namespace) -> int:
    """Run the forms, show what changes, and write JSON and figures."""
    from experiments.cli.announced import Announced
    from experiments.forms.analysis import forms
    from experiments.forms.report import lines, markdown
    from experiments.runs.simulator import ScenarioSimulator

    watch, scenario = Stopwatch(), subject(args)
    simulator = ScenarioSimulator(scenario, args.engine)
    draws = draws_of(args, scenario, FORMS_DRAWS)
    ahead = Announced(args.lang, simulator)
    found = forms(simulator, args.vary, draws, args.seeds, args.seed, progress=ahead, runs=args.runs)
    said = markdown(found, args.lang) if args.markdown else lines(found, args.lang)
    return finish(
        args, found.metadata, {"forms": found}, said, {"forms": found.plot}, watch, simulator,
        {"forms": found.to_frame},
    )  # fmt: skip
