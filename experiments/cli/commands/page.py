"""oneplusone page: the model in one file of HTML, which opens without a network and without Python."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from experiments.cli.folders import PAPER, RESULTS
from experiments.cli.options import add_settings, replacing, report_written, scenario_of
from experiments.cli.parser import Parser
from experiments.errors import EnvironmentFailure, Exit
from experiments.page.lesson import lesson as find_lesson
from experiments.page.lesson import lesson_names
from experiments.texts import text

FILE = RESULTS / "page.html"


def configure(parser: Parser) -> None:
    """Add the scenario, the file, and whether it is opened."""
    say = parser.say
    parser.add_argument(
        "scenario", nargs="?", default=PAPER, metavar="SCENARIO", help=say("command_page.scenario")
    )
    add_settings(parser)
    parser.add_argument(
        "--lesson",
        metavar="NAME",
        help=say("command_page.lesson", names=", ".join(lesson_names())),
    )
    parser.add_argument("--json", action="store_true", help=say("command_page.json"))
    parser.add_argument(
        "--out", type=Path, metavar="FILE", default=FILE, help=say("command_page.out", default=FILE)
    )
    parser.add_argument("--open", action="store_true", help=say("command_page.open"))
    parser.set_defaults(panel=None)


def execute(args: Namespace) -> int:
    """Make the page, write it, and open it where that is asked for."""
    from experiments.files import save
    from experiments.page.data import AskedScenario
    from experiments.page.document import page
    from experiments.results import json_text
    from sim.engine.target import TargetError

    if args.lesson is not None:
        find_lesson(args.lesson)
    scenario = scenario_of(args, args.scenario)
    own_signs: list[str] = []
    try:
        asked = AskedScenario(args.scenario, tuple(args.set or ()))
        # Where no language was asked for, the page has the reader's own.
        lesson, note = args.lesson or "", own_signs.extend
        made = page(scenario, args.asked_lang or "", asked=asked, alone=lesson, note=note).encode()
    except TargetError as problem:
        raise EnvironmentFailure("command_module.target", reason=problem) from None
    with replacing([args.out], args.lang):
        args.out.parent.mkdir(parents=True, exist_ok=True)
        save(args.out, made)
    report_written([args.out], args.lang)
    if own_signs:
        print(text("command_page.signs", args.lang, signs=" ".join(own_signs)), file=sys.stderr)
    said = {"file": str(args.out), "size": len(made), "scenario": scenario.name, "lesson": lesson}
    said["signs"] = own_signs
    if args.json:
        print(json_text(said), end="")
    else:
        print(text("command_page.size", args.lang, file=args.out, size=f"{len(made):,}"))
    if args.open:
        import webbrowser

        webbrowser.open(args.out.resolve().as_uri())
    return Exit.DONE
