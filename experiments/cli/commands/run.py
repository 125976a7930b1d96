"""oneplusone run: one scenario, all arms."""

from __future__ import annotations

import sys
from argparse import Namespace

from experiments.cli.figure_options import check_panel, style_of
from experiments.cli.folders import result_folder
from experiments.cli.options import (
    add_folder,
    add_full,
    add_sampling,
    add_scenario,
    add_settings,
    named,
    report_failures,
    report_written,
    retitled,
    scenario_of,
)
from experiments.cli.parser import Parser
from experiments.defaults import RUN
from experiments.errors import Exit
from experiments.reporting.terminal import tell, wrapped
from experiments.texts import text
from sim.scenario.scenario import Scenario


def configure(parser: Parser) -> None:
    """Add the scenario, settings, sizes and output."""
    add_scenario(parser)
    add_settings(parser)
    add_sampling(parser, RUN)
    parser.add_argument(
        "--reach", action="append", default=[], metavar="NAME=NUMBER", help=parser.say("command_run.reach")
    )
    add_full(parser)
    add_folder(parser)


def execute(args: Namespace) -> int:
    """Run a scenario, show its measures and 1+1, and, with --out, write months, figure and JSON."""
    scenario = retitled(scenario_of(args), args)
    check_panel(args, [row.name for row in scenario.rows["kinds"]])
    out = None if args.out is None else result_folder(args, "run", [scenario])

    from experiments.results import json_text
    from experiments.simulation.reached import LIST, asked, reached

    if LIST in args.reach:
        from experiments.simulation.report import countable, countable_lines

        lines_of = [json_text(countable(scenario)).rstrip()] if args.json else None
        print("\n".join(lines_of or countable_lines(scenario, args.lang)))
        return Exit.DONE
    counted = asked(args.reach, scenario)
    from experiments.reporting.bars import Bars
    from experiments.runs.paired import ALL_ARMS, sample_sizes
    from experiments.simulation.outputs import record_of, write_run
    from experiments.simulation.report import lines, reached_lines, short_lines
    from experiments.simulation.simulate import simulate

    size = sample_sizes(scenario, args.draws, args.seeds, args.runs, RUN)
    runs = size[0] * size[1] * len(ALL_ARMS)
    with Bars(args.lang, {"headline": {"runs": runs}}) as bars:
        found = simulate(
            scenario, draws=args.draws, seeds=args.seeds, runs=args.runs, seed=args.seed, engine=args.engine,
            progress=bars,
        )  # fmt: skip
    counts = [reached(found.runs, one) for one in counted]
    more = {"reached": [one.to_dict() for one in counts]} if counts else {}
    if not args.json:
        changes = _laid_over(args, scenario)
        if args.full:
            ending = ["", *wrapped(changes[0])] if changes[0] else []
            page = [*lines(found, args.lang, sys.stdout), *ending]
        else:
            # What is said on the same screen, of a folder or of compiling, takes lines from the page.
            said = getattr(sys.stderr, "lines", 0)
            page = short_lines(found, args.lang, sys.stdout, changes, said)
        said_of = [line for each in reached_lines(counts, scenario, args.lang) for line in wrapped(each)]
        print("\n".join([*page, "", *said_of] if said_of else page))
    paths = () if out is None else write_run(found, out, args.lang, style_of(args), args.excel_csv, more)
    if args.json:
        print(paths[0].read_text(encoding="utf-8") if paths else json_text(record_of(found) | more), end="")
    if paths:
        report_written(paths, args.lang)
    elif not args.json:
        tell(text("command_run.unwritten", args.lang))
    return report_failures(found.metadata, args.lang)


def _laid_over(args: Namespace, scenario: Scenario) -> list[str]:
    """Return what the overlays change in this case, from what to what; for the one page ever less of it."""
    from experiments.comparison.changes_report import changes
    from experiments.comparison.page import SHORT_DIFFERENCES
    from experiments.reporting.numbers import listed

    name, overlays = named([args.scenario, *args.overlays])
    if not overlays:
        return [""]
    changed = changes(scenario_of(args, name), scenario, args.lang)
    said, over = [], "+".join(["", *overlays])
    for most in [len(changed)] if args.full else range(SHORT_DIFFERENCES, 0, -1):
        shown = changed[:most]
        if len(changed) > len(shown):
            shown.append(text("report.compare.more", args.lang, count=len(changed) - len(shown)))
        key = "command_run.changes" if changed else "command_run.changes_nothing"
        said.append(text(key, args.lang, overlays=over, names=listed(shown, args.lang, long=True)))
    return said if args.full else [*said, ""]
