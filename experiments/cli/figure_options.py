"""Options of every command that draws: size, resolution, title, one panel, grey; what `draw` may choose."""

from __future__ import annotations

import re
import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli.parser import Parser, whole
from experiments.errors import InvalidInput
from experiments.texts import text

if TYPE_CHECKING:
    from experiments.plotting import Style
    from experiments.plotting.forms import Form

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


FORM_OF = {
    "run": "simulation", "case": "simulation", "compare": "comparison", "ledger": "ledger", "paths": "paths",
    "map": "map", "discover": "discovery", "optimise": "front",
    "nearest": "nearest", "forms": "forms",
}  # fmt: skip
"""The kind of figure that a command draws; that of a sensitivity depends on its method."""


def add_choices(parser: Parser) -> None:
    """Add what figures let one choose: --measures, --arms, --top and so on."""
    from experiments.plotting.forms import OPTIONS, SINGLE, TOP

    group = parser.add_argument_group(parser.say("figure.help.choices"))
    for option in OPTIONS:
        what: dict[str, Any] = {"type": _several, "metavar": "NAME,…"}
        if option in SINGLE:
            what = {"metavar": "N" if option == "rule" else "NAME"}
        elif option == TOP:
            what = {"type": whole(parser.lang, 1, 10_000), "metavar": "N"}
        group.add_argument(f"--{option}", help=parser.say(f"figure.help.{option}"), **what)


def choices_asked(args: Namespace) -> dict[str, Any]:
    """Return what of the options of `add_choices` was given."""
    from experiments.plotting.forms import OPTIONS

    return {name: getattr(args, name) for name in OPTIONS if getattr(args, name) is not None}


def _several(given: str) -> tuple[str, ...]:
    return tuple(name for each in given.split(",") if (name := each.strip()))


def check_panel(args: Namespace, kinds: Iterable[str] = ()) -> None:
    """Refuse a panel that no figure of a command has, and a size too small for any, before anything is run.

    Args:
        args: the command line.
        kinds: the kinds of service of the scenario, for a command that draws a simulation.
    """
    from experiments.plotting import forms

    asked, size = getattr(args, "panel", None), getattr(args, "figure_size", None)
    if asked is None and size is None:
        return
    form = _form(args)
    if form is None:
        return
    if form is not forms.FORMS["simulation"]:
        forms.check_panel(asked, form.panels)
    elif names := list(kinds):
        forms.check_panel(asked, (*names, *form.panels))
    forms.check_size(size, form, asked)


def _form(args: Namespace) -> Form | None:
    """Return the kind of figure that a command line draws, where it is known before anything is run."""
    from experiments.plotting.forms import FORMS

    if args.command == "sensitivity":
        # Of a study's folder the design decides.
        usual = None if (Path(args.scenario) / "plan.json").is_file() else "sobol"
        method = args.method or usual
        return None if method is None else FORMS["sensitivity" if method == "sobol" else "screening"]
    kind = FORM_OF.get(args.command)
    return None if kind is None else FORMS[kind]


def style_of(args: Namespace, strict: bool = False) -> Style:
    """Return the style that a command line asks for.

    Unless `strict`, a panel or size that what was found turns out not to allow is reported on stderr, and the
    figure is drawn whole or larger: what was run is not lost for it.
    """
    from experiments.plotting import Style

    def instead(refusal: InvalidInput) -> None:
        said = text("figure.drawn_instead", args.lang, reason=refusal.line(args.lang))
        print(f"oneplusone: {said}", file=sys.stderr)

    return Style(
        args.figure_size, args.dpi, not args.no_title, args.panel, args.grey, None if strict else instead
    )


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
