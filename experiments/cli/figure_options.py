"""Options of every command that draws: size, resolution, title, one panel, grey."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from experiments.cli.parser import Parser, whole
from experiments.errors import InvalidInput
from experiments.texts import text

if TYPE_CHECKING:
    from experiments.plotting import Style

UNITS = {"": 1 / 2.54, "cm": 1 / 2.54, "in": 1.0}
"""Inches of each unit of length; without a unit centimetres are meant."""

SIDES = (1.0, 40.0)
"""The shortest and the longest side of a figure, in inches."""

DESIGNS = ("sensitivity",)
"""Commands whose --size is that of a design: the figure's is --figure-size, as it may be everywhere."""

DOTS = (30, 1200)
USUAL_DOTS = 160


def add_figure_options(parser: Parser) -> None:
    """Add --size, --dpi, --no-title, --panel and --grey."""
    group = parser.add_argument_group(parser.say("figure.help.group"))
    taken = parser.prog.rpartition(" ")[2] in DESIGNS
    names = ["--figure-size"] if taken else ["--size", "--figure-size"]
    group.add_argument(
        *names, type=_size(parser.lang), dest="figure_size", metavar="WIDTHxHEIGHT",
        help=parser.say("figure.help.size"),
    )  # fmt: skip
    group.add_argument(
        "--dpi", type=whole(parser.lang, *DOTS), default=USUAL_DOTS, metavar="N",
        help=parser.say("figure.help.dpi", default=USUAL_DOTS),
    )  # fmt: skip
    group.add_argument("--no-title", action="store_true", help=parser.say("figure.help.no_title"))
    group.add_argument("--panel", metavar="NAME|N", help=parser.say("figure.help.panel"))
    group.add_argument("--grey", action="store_true", help=parser.say("figure.help.grey"))


PANELS = {
    "map": ("ratio", "share"),
    "optimise": ("front",),
    "discover": ("curve", "rule"),
    "ledger": ("setting_1", "setting_2"),
    "paths": ("change", "share"),
    "sensitivity": ("indices", "variance", "convergence", "screening"),
    "compare": ("difference", "share"),
}
"""The panels that the figures of a command have; those of a simulation are its kinds, and `ANSWER`."""

ANSWER = ("life", "ratio", "parts", "observation")


def check_panel(args: Namespace, kinds: Iterable[str] = ()) -> None:
    """Refuse a panel that no figure of a command has, before anything is run.

    Args:
        args: the command line.
        kinds: the kinds of service of the scenario, for a command that draws a simulation.
    """
    known = PANELS.get(args.command) or ((*kinds, *ANSWER) if kinds else ())
    asked = getattr(args, "panel", None)
    if asked is None or not known:
        return
    if asked not in known and asked not in [str(number + 1) for number in range(len(known))]:
        raise InvalidInput("figure.no_panel", given=asked, panels=", ".join(known))


def style_of(args: Namespace) -> Style:
    """Return the style that a command line asks for."""
    from experiments.plotting import Style

    return Style(args.figure_size, args.dpi, not args.no_title, args.panel, args.grey)


def _size(lang: str) -> Any:
    """Converts 16x10, 16x10cm or 6.3x4in to inches; refuses others in words."""

    def convert(given: str) -> tuple[float, float]:
        found = re.fullmatch(r"(\d+(?:\.\d+)?)[x×*](\d+(?:\.\d+)?)(cm|in|)", given.strip().lower())
        if found:
            width, height = (float(found[side]) * UNITS[found[3]] for side in (1, 2))
            if all(SIDES[0] <= side <= SIDES[1] for side in (width, height)):
                return width, height
        raise ArgumentTypeError(text("figure.not_a_size", lang, given=given))

    return convert
