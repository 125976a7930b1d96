"""What the commands of the analyses share: their subject, sizes, and the files they leave."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli.options import (
    MOST_MONTHS,
    add_folder,
    add_scenario,
    add_settings,
    folder,
    scenario_of,
    tell_written,
)
from experiments.cli.parser import Parser, whole
from experiments.defaults import ENGINES, MOST_SEED, MOST_SEEDS, SEEDS, Size
from experiments.errors import DONE, FAILED_RUNS, InvalidInput
from experiments.reporting.terminal import wrapped
from experiments.texts import LANGUAGES, text
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.runs.simulator import ScenarioSimulator
    from experiments.study.study import Study

SCENARIO = "s_association"
RESULTS = Path("results")

Draw = Callable[[str], "Figure"]


def decimal(lang: str, above: float, most: float = float("inf")) -> Any:
    """Converts a word to a number above one limit and up to another; refuses others in words."""

    def convert(given: str) -> float:
        try:
            number = float(given)
        except ValueError:
            number = float("nan")
        if above < number <= most:
            return number
        raise ArgumentTypeError(text("analysis.not_decimal", lang, given=given, above=above, most=most))

    return convert


def add_subject(parser: Parser, command: str) -> None:
    """Add the scenario (or study folder), settings, seed, months, engine and output."""
    add_scenario(parser, default=SCENARIO)
    add_settings(parser)
    parser.add_argument(
        "--seed", type=whole(parser.lang, 0, MOST_SEED), default=0, metavar="N",
        help=parser.say("command.help.seed", default=0),
    )  # fmt: skip
    parser.add_argument(
        "--months", type=whole(parser.lang, 0, MOST_MONTHS), metavar="N",
        help=parser.say("command.help.months"),
    )  # fmt: skip
    parser.add_argument(
        "--engine", choices=ENGINES, default="auto", metavar="|".join(ENGINES),
        help=parser.say("report.help.engine"),
    )  # fmt: skip
    add_folder(parser, str(RESULTS / command))


def add_count(
    parser: Parser,
    name: str,
    default: int | Size | None,
    key: str,
    most: int = MOST_SEEDS,
) -> None:
    """Add an option that takes a whole number from 1 on; `key` names its help text.

    A `Size` is only told: which of its two numbers holds is decided when the options are known.
    """
    size = default if isinstance(default, Size) else Size(default or 0, default or 0)
    parser.add_argument(
        name, type=whole(parser.lang, 1, most), default=None if default is size else default, metavar="N",
        help=parser.say(key, default=f"{size.usual:,}", thorough=f"{size.thorough:,}"),
    )  # fmt: skip


def add_draws(parser: Parser, draws: Size) -> None:
    """Add --draws, --replications, --precision and --thorough."""
    add_count(parser, "--draws", None, "analysis.help.draws")
    add_count(parser, "--replications", SEEDS, "analysis.help.replications")
    parser.add_argument(
        "--precision", type=decimal(parser.lang, 0.0), metavar="WIDTH",
        help=parser.say("analysis.help.precision"),
    )  # fmt: skip
    parser.add_argument(
        "--thorough", action="store_true",
        help=parser.say("analysis.help.thorough", default=draws.usual, thorough=draws.thorough),
    )  # fmt: skip


def draws_of(args: Namespace, scenario: Scenario, draws: Size) -> int:
    """Return the draws asked for: given, planned from a pilot for a precision, thorough, or the default."""
    if args.draws is not None:
        return int(args.draws)
    if args.precision is not None:
        from experiments.runs.pilot import planned_draws
        from experiments.runs.simulator import ScenarioSimulator

        planned = planned_draws(ScenarioSimulator(scenario, args.engine), args.precision, args.seed)
        print(
            text("analysis.planned", args.lang, draws=f"{planned:,}", width=args.precision), file=sys.stderr
        )
        return planned
    return draws.chosen(args.thorough)


def study_of(args: Namespace) -> Study | None:
    """Return the study when the scenario named is the folder of one, else None."""
    place = Path(args.scenario)
    if not (place / "plan.json").is_file():
        return None
    if "study" not in args:
        from experiments.study.study import Study

        args.study = Study(place, lang=args.lang)
    found: Study = args.study
    return found


def subject(args: Namespace) -> Scenario:
    """Return the scenario asked for; of a study's folder, the scenario that the study runs, to its months.

    Where results are to go is looked at first, before anything is run.
    """
    folder(args, RESULTS / args.command)
    study = study_of(args)
    if study is None:
        return scenario_of(args)
    from experiments.cli.options import settings

    if args.overlays:
        raise InvalidInput("analysis.not_for_study", option=" ".join(args.overlays))
    scenario = Scenario.parse(study.plan.model["toml"], "plan.json").with_values(settings(args.set))
    months = study.plan.months if args.months is None else args.months
    return scenario if months is None else scenario.with_values({"run.horizon": months})


def read_only(args: Namespace, study: Study, **unused: object) -> None:
    """Refuse options that say how to run what a finished study has run already, and take its seed.

    `unused` gives further options of the command with their defaults.
    """
    common: dict[str, object] = {"set": [], "months": None, "seed": 0, "engine": "auto"}
    for name, default in {**common, **unused}.items():
        if getattr(args, name) != default:
            raise InvalidInput("analysis.not_for_study", option=f"--{name.replace('_', '-')}")
    args.seed = study.plan.seed


def held(args: Namespace, scenario: Scenario, varied: Iterable[str]) -> bool:
    """Return whether something that nobody knows stayed at the scenario's value: neither drawn nor varied."""
    study = study_of(args)
    if study is not None and study.plan.model["drawn"]:
        return False
    return not scenario.priors.keys() <= set(varied)


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds so far, to a hundredth."""
        return round(time.perf_counter() - self._begun, 2)


def study_told(
    args: Namespace, scenario: Scenario, simulation: ScenarioSimulator
) -> Callable[[str], str] | None:
    """Return what of a study's folder was used, as a function of the language: its runs, or its scenario."""
    study = study_of(args)
    if study is None:
        return None
    fields = {
        "name": study.plan.name,
        "points": f"{study.plan.point_count:,}",
        "replications": study.plan.replication_count,
        "months": scenario.values["run.horizon"],
        "runs": f"{simulation.runs:,}",
        "seed": args.seed,
    }
    if not simulation.runs:
        return lambda lang: text("analysis.study.read", lang, **fields)
    held = bool(scenario.priors) and not study.plan.model["drawn"]

    def rerun(lang: str) -> str:
        said = text("analysis.study.rerun", lang, **fields)
        return said + text("analysis.study.drawn_here", lang) if held else said

    return rerun


def finish(
    args: Namespace,
    command: str,
    scenario: Scenario,
    found: Mapping[str, Any],
    lines: Sequence[str],
    figures: Mapping[str, Draw],
    watch: Stopwatch,
    simulation: ScenarioSimulator,
    tables: Mapping[str, pd.DataFrame] | None = None,
) -> int:
    """Show the result, write JSON and figures in both languages, and return the exit status.

    `found` are the results by name; `figures` functions of the language by the stem of their files; `tables`
    frames to be written as CSV.
    """
    from experiments.files import save
    from experiments.plotting import save as save_figure
    from experiments.provenance import described, stem
    from experiments.results import json_text

    out, study = folder(args, RESULTS / command), study_of(args)
    seconds = {"all": watch.seconds, "simulation": round(simulation.seconds, 2)}
    record = {
        "kind": f"oneplusone {command}",
        "version": version("oneplusone"),
        "scenario": described(scenario),
        "seed": args.seed,
        "months": int(scenario.values["run.horizon"]),
        "engine": args.engine,
        "study": study.plan.name if study is not None else None,
        "runs": simulation.runs,
        "seconds": seconds,
        "interval": "95%",
        **found,
    }
    said = study_told(args, scenario, simulation)
    if said:
        record["study_used"] = {lang: said(lang) for lang in LANGUAGES}
        lines = [*wrapped(said(args.lang)), "", *lines]
    # Drawn and written down before the first file: what fails here leaves nothing behind.
    data = json_text(record).encode()
    metadata = {name: record[name] for name in ("kind", "version", "seed", "months", "interval")}
    metadata |= {"scenario": scenario.name, "fingerprint": scenario.fingerprint()}
    drawn = [(stem(name, lang), draw(lang)) for name, draw in figures.items() for lang in LANGUAGES]
    path = out / f"{command}.json"
    save(path, data)
    written = [path]
    for name, table in (tables or {}).items():
        written.append(out / f"{name}.csv")
        save(written[-1], table.to_csv(index=False).encode())
    for name, figure in drawn:
        written += save_figure(figure, out, name, metadata)
    if args.json:
        print(json_text(record), end="")
    else:
        print("\n".join(lines))
    if simulation.runs:
        rest = max(0.0, seconds["all"] - seconds["simulation"])
        fields = {
            "runs": f"{simulation.runs:,}",
            "seconds": seconds["simulation"],
            "analysis": round(rest, 2),
        }
        print(text("analysis.runs_took", args.lang, **fields), file=sys.stderr)
    tell_written(written, args.lang)
    if simulation.failures:
        message = simulation.failures[0].message
        print(text("analysis.some_failed", args.lang, message=message), file=sys.stderr)
    return FAILED_RUNS if simulation.failures else DONE
