"""oneplusone compare: scenario B beside scenario A, with common random numbers."""

from __future__ import annotations

import sys
from argparse import SUPPRESS, Namespace
from collections.abc import Set

from experiments.cli.figure_options import style_of
from experiments.cli.folders import RESULTS, result_folder
from experiments.cli.options import (
    add_folder,
    add_full,
    add_sampling,
    add_settings,
    report_failures,
    report_written,
    scenario_of,
    settings,
    titled,
)
from experiments.cli.parser import Parser
from experiments.defaults import COMPARISON, SLOW
from experiments.errors import InvalidInput
from experiments.texts import text
from sim.scenario.scenario import Scenario


def configure(parser: Parser) -> None:
    """Add the two scenarios, settings for both or one, sizes and output."""
    for name in ("a", "b"):
        parser.add_argument(
            name, metavar=name.upper(), help=parser.say("command_compare.help.compared", name=name.upper())
        )
    add_settings(parser)
    for name in ("a", "b"):
        parser.add_argument(
            f"--set-{name}", action="append", default=[], metavar="GROUP.NAME=VALUE",
            help=parser.say(f"command_compare.help.set_{name}"),
        )  # fmt: skip
    add_sampling(parser, COMPARISON)
    parser.add_argument("others", nargs="*", default=[], help=SUPPRESS)
    add_full(parser)
    add_folder(parser, f"{RESULTS / 'compare'}_A-B")


def execute(args: Namespace) -> int:
    """Compare two scenarios, show every measure and 1+1, and write figure and JSON."""
    _refuse_others(args)
    a, b = _scenario(args, "a"), _scenario(args, "b")
    out = result_folder(args, "compare", [a, b])

    from experiments.comparison.comparison import compare
    from experiments.comparison.outputs import write_comparison
    from experiments.comparison.page import short_lines
    from experiments.comparison.report import lines
    from experiments.reporting.bars import Bars
    from experiments.runs.engines import engine_named
    from experiments.runs.paired import ALL_ARMS, sample_sizes

    usual = SLOW if engine_named(args.engine).name == "mesa" else COMPARISON
    size = sample_sizes(a if a.priors else b, args.draws, args.seeds, args.runs, usual)
    runs = size[0] * size[1] * len(ALL_ARMS)
    shared, own = _shared(a, b, args)
    with Bars(args.lang, {stage: {stage: runs} for stage in ("first", "second")}) as bars:
        found = compare(
            a, b, draws=args.draws, seeds=args.seeds, runs=args.runs, seed=args.seed, engine=args.engine,
            names=(_name(a, args, args.set_a), _name(b, args, args.set_b)), shared=shared, own=own,
            progress=bars,
        )  # fmt: skip
    paths = write_comparison(found, out, args.lang, style_of(args), args.excel_csv)
    if args.json:
        print(paths[0].read_text(encoding="utf-8"), end="")
    else:
        # What is said on the same screen, of a folder or of compiling, takes lines from the page.
        above = getattr(sys.stderr, "lines", 0)
        page = (
            lines(found, args.lang, sys.stdout)
            if args.full
            else short_lines(found, args.lang, sys.stdout, above)
        )
        print("\n".join(page))
    report_written(paths, args.lang)
    return report_failures(found.metadata, args.lang)


def _refuse_others(args: Namespace) -> None:
    """Refuse a third scenario, naming those that are A and B; an overlay belongs to one of them."""
    for given in args.others:
        if given.startswith("+"):
            raise InvalidInput("command.error.overlay_apart", given=given)
        raise InvalidInput("command_compare.third", a=args.a, b=args.b, third=given)


def _scenario(args: Namespace, name: str) -> Scenario:
    """The scenario A or B: what was set for both, then what was set for it alone."""
    option, own = f"--set-{name}", getattr(args, f"set_{name}")
    return scenario_of(args, getattr(args, name)).with_values(settings(own, option), option)


def _name(scenario: Scenario, args: Namespace, own: list[str]) -> str:
    """The title of a scenario, with what was set for both, unless it has its own, and for it alone."""
    alone = settings(own)
    both = [each for each in args.set if not settings([each]).keys() & alone.keys()]
    return titled(scenario.title(args.lang), [*both, *own], args.lang)


def _shared(a: Scenario, b: Scenario, args: Namespace) -> tuple[str, tuple[str, str]]:
    """Return the title that two have in common, with what was set for both and for neither alone, and what
    each has beside that; nothing where their titles are different.
    """
    if a.title(args.lang) != b.title(args.lang):
        return "", ("", "")
    alone = settings(args.set_a).keys() | settings(args.set_b).keys()
    both = [each for each in args.set if not settings([each]).keys() & alone]
    own = [
        text("report.list", args.lang).join([*_for_both(args, each, alone), *each])
        for each in (args.set_a, args.set_b)
    ]
    return titled(a.title(args.lang), both, args.lang), (own[0], own[1])


def _for_both(args: Namespace, own: list[str], alone: Set[str]) -> list[str]:
    """Return what was set for both and holds for this one, of what was set for one of them alone."""
    has = settings(own).keys()
    return [each for each in args.set if settings([each]).keys() & (alone - has)]
