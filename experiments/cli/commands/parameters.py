"""oneplusone parameters: what can be set, with ranges, roles and sources."""

from __future__ import annotations

from argparse import Namespace

from experiments.cli.options import add_output, add_scenario, add_settings, replacing, scenario_of
from experiments.cli.parser import Parser
from experiments.errors import InvalidInput
from sim.parameters.declaration import ROLES
from sim.parameters.registry import GROUP_LABELS


def configure(parser: Parser) -> None:
    """Add the scenario whose values to show, filters, and where to write."""
    add_scenario(parser, default="")
    groups = ", ".join(GROUP_LABELS)
    parser.add_argument(
        "--group", action="append", default=[], metavar="GROUP",
        help=parser.say("command_parameters.group", groups=groups),
    )  # fmt: skip
    parser.add_argument(
        "--role", action="append", default=[], choices=ROLES, metavar="|".join(ROLES),
        help=parser.say("command_parameters.role"),
    )  # fmt: skip
    parser.add_argument("--find", default="", metavar="TEXT", help=parser.say("command_parameters.find"))
    add_settings(parser)
    add_output(parser)
    parser.add_argument("--excel-csv", action="store_true", help=parser.say("command.help.excel_csv"))


def execute(args: Namespace) -> int:
    """Show or write the parameters; with a scenario or --set, its values and where each comes from."""
    from experiments.reference.catalogue import print_parameters

    if args.excel_csv and (args.out is None or args.out.suffix.lower() != ".csv"):
        raise InvalidInput("catalogue.excel_csv")
    if args.set and not args.scenario:
        args.scenario = "s_association"
    scenario = scenario_of(args) if args.scenario else None
    with replacing([] if args.out is None else [args.out], args.lang):
        print_parameters(
            args.lang, args.json, args.out, args.group, args.role, args.find, scenario, excel=args.excel_csv
        )
    return 0
