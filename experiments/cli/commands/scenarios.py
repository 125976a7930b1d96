"""oneplusone scenarios: what there is to run, and all about one."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from experiments.cli.options import add_scenario, add_settings, scenario_of
from experiments.cli.parser import Parser


def configure(parser: Parser) -> None:
    """Add the scenario to tell about, settings on top of it, and the forms of output."""
    add_scenario(parser, default="")
    add_settings(parser)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=parser.say("command.help.json"))
    form.add_argument("--toml", action="store_true", help=parser.say("command_scenarios.toml"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=parser.say("command.help.out"))


def execute(args: Namespace) -> int:
    """List the scenarios, or tell about one; --toml writes it as one file that stands alone."""
    from experiments.reference.catalogue import print_scenario, print_scenarios

    if not args.scenario and not args.toml and not args.set:
        print_scenarios(args.lang, args.json, args.out)
    else:
        args.scenario = args.scenario or "s_association"
        print_scenario(scenario_of(args), args.lang, args.json, args.toml, args.out)
    return 0
