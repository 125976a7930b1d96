"""oneplusone report: one HTML document of a scenario or a study, for people who decide."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from experiments.cli.analysis_command import asked_scenario, read_only, study_of
from experiments.cli.folders import PAPER, usual_folder
from experiments.cli.options import add_output, add_sampling, add_scenario, add_settings, retitled
from experiments.cli.parser import Parser
from experiments.defaults import CASE, LEDGER_DRAWS, NEAREST, PATHS_DRAWS, SEEDS, SLOW
from experiments.errors import Exit, InvalidInput
from experiments.files import refuse_unwritable, save
from experiments.reporting.terminal import tell
from experiments.texts import text

if TYPE_CHECKING:
    from experiments.document.findings import Findings
    from experiments.document.sizes import Sizes
    from experiments.reporting.bars import Plan
    from sim.scenario import Scenario

LANGUAGE_KEY = "command_report.lang"
"""The help text of --lang, which takes both languages too."""

STEPS = {"runs": "headline", "ledger": "dilemmas"}
"""Steps of the bar that are not called as their stage."""


def configure(parser: Parser) -> None:
    """Add the subject, settings, sizes, the languages and the file."""
    add_scenario(parser, PAPER, "command_report.scenario", "SCENARIO|STUDY")
    add_settings(parser)
    add_sampling(parser, CASE.usual)
    parser.add_argument(
        "--thorough", action="store_true",
        help=parser.say(
            "command_report.thorough", draws=f"{CASE.thorough // SEEDS:,}", ledger=LEDGER_DRAWS.thorough,
            paths=f"{PATHS_DRAWS.thorough:,}", nearest=f"{NEAREST['draws'].thorough:,}",
        ),
    )  # fmt: skip
    parser.add_argument("--stored", action="store_true", help=parser.say("command_report.stored"))
    add_output(parser, "command_report.out")
    parser.add_argument("--force", action="store_true", help=parser.say("command_report.force"))


def execute(args: Namespace) -> int:
    """Compute the parts, write the document, and return the exit status."""
    study = study_of(args)
    if args.stored and study is None:
        raise InvalidInput("command_report.stored_of_study", given=args.scenario)
    scenario = asked_scenario(args)
    if study is None:
        scenario = retitled(scenario, args)
    else:
        read_only(args, study)  # its seed holds, and what is set would hold for the other parts alone
    file = _file(args, scenario)

    from experiments.document.commands import Asked, commands_of, words_of
    from experiments.document.findings import findings
    from experiments.document.html.page import page
    from experiments.document.sizes import sizes_of
    from experiments.reporting.bars import Bars
    from experiments.results import json_text
    from experiments.runs.paired import sample_sizes
    from experiments.runs.simulator import ScenarioSimulator

    simulator = ScenarioSimulator(scenario, args.engine)
    mesa = simulator.engine.name == "mesa"
    usual = SLOW if mesa else CASE.chosen(args.thorough)
    sizes = sizes_of(
        simulator, *sample_sizes(scenario, args.draws, args.seeds, args.runs, usual), args.thorough
    )
    if sizes.nearest > sizes.draws and not (mesa or args.stored):
        tell(_ahead(sizes, args.lang))
    with Bars(args.lang, _plan(sizes, mesa, args.stored)) as bars:
        found = findings(simulator, sizes, args.seed, bars, study, args.stored)
    subject: tuple[str, ...] = (args.scenario,)
    if study is None:
        subject = words_of((args.scenario, *args.overlays), args.set, args.months)
    commands = commands_of(found, Asked(subject, args.thorough, args.engine, study is not None))
    save(file, page(found, args.languages, commands).encode())
    if args.json:
        print(json_text({"kind": "oneplusone report", **found.to_dict(), "commands": commands}), end="")
    tell(text("command.written", args.lang, files=file))
    return _status(found, args.lang)


def _file(args: Namespace, scenario: Scenario) -> Path:
    """Return the file to write, or refuse it before anything is run."""
    usual = usual_folder(args, "report", [scenario])
    file: Path = args.out or usual.with_name(f"{usual.name}.html")
    if file.is_dir():
        raise InvalidInput("command_report.folder", file=file)
    if file.suffix.lower() not in (".html", ".htm"):
        raise InvalidInput("command_report.not_html", file=file)
    if file.exists() and not args.force:
        raise InvalidInput("command_report.exists", file=file)
    refuse_unwritable(file.parent)
    return file


def _plan(sizes: Sizes, mesa: bool, stored: bool) -> Plan:
    """Return the steps with their runs, for one bar with the whole time left."""
    if stored:
        return {}
    stages = {"runs"} if mesa else set(sizes.runs)
    return {STEPS.get(name, name): {name: runs} for name, runs in sizes.runs.items() if name in stages}


def _ahead(sizes: Sizes, lang: str) -> str:
    """Return that the way to two takes more draws than were asked for, and how many runs that is."""
    parts = {"all": sum(sizes.runs.values()), "ledger": sizes.runs["ledger"], "runs": sizes.runs["nearest"]}
    said = {name: f"{count:,}" for name, count in parts.items()}
    return text("command_report.ahead", lang, needed=f"{sizes.nearest:,}", **said)


def _status(found: Findings, lang: str) -> Exit:
    """Return the exit status, and say which parts are missing."""
    for name, reason in found.missing.items():
        part = text(f"document.title.{name}", lang)
        tell(text("document.reproduce.missing", lang, part=part, reason=reason.line(lang)))
    failed = found.answer is not None and bool(found.answer.metadata.failed)
    refused = any(getattr(reason, "status", None) == Exit.RUNS_FAILED for reason in found.missing.values())
    return Exit.RUNS_FAILED if failed or refused else Exit.DONE
