"""What the commands of the analyses share: their subject, sizes, and the files they write."""

from __future__ import annotations

import math
import time
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli.figure_options import style_of
from experiments.cli.folders import RESULTS, asked_besides, result_folder
from experiments.cli.options import (
    add_folder,
    add_run_options,
    add_scenario,
    add_settings,
    report_written,
    scenario_of,
    settings,
)
from experiments.cli.parser import Parser, whole
from experiments.defaults import MOST_COUNT, SEEDS, Size
from experiments.errors import Exit, InvalidInput
from experiments.reporting.terminal import tell, wrapped
from experiments.texts import LANGUAGES, text
from sim.scenario import Scenario
from sim.scenario.errors import ScenarioError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from experiments.provenance import RunMetadata
    from experiments.runs.simulator import ScenarioSimulator
    from experiments.study.study import Study

SCENARIO = "s_association"
_NAMES_SHOWN = 3

Draw = Callable[[str], "Figure"]
Table = Callable[[str], "pd.DataFrame"]


def decimal(lang: str, above: float, most: float = float("inf")) -> Any:
    """Converts a word to a number above one limit and up to another; refuses others in words."""

    def convert(given: str) -> float:
        try:
            number = float(given)
        except ValueError:
            number = float("nan")
        if above < number <= most and math.isfinite(number):
            return number
        limits, key = {"given": given, "above": f"{above:g}"}, "analysis.not_decimal_above"
        if math.isfinite(most):
            limits, key = limits | {"most": f"{most:g}"}, "analysis.not_decimal"
        raise ArgumentTypeError(text(key, lang, **limits))

    return convert


def add_subject(parser: Parser, command: str) -> None:
    """Add the scenario (or study folder), settings, master seed, months, engine and output."""
    add_scenario(parser, default=SCENARIO)
    add_settings(parser)
    add_run_options(parser)
    add_folder(parser, f"{RESULTS / command}[_NAME]")


def add_count(
    parser: Parser,
    name: str,
    default: int | Size | None,
    key: str,
    most: int = MOST_COUNT,
    also: str = "",
    **fields: object,
) -> None:
    """Add an option that takes a whole number from 1 on; `key` names its help text, which `fields` fill.

    `also` is a second name.

    A `Size` is only shown in the help: which of its two numbers holds is decided when the options are known.
    """
    size = default if isinstance(default, Size) else Size(default or 0, default or 0)
    names = (name, also) if also else (name,)
    parser.add_argument(
        *names, type=whole(parser.lang, 1, most), default=None if default is size else default, metavar="N",
        help=parser.say(key, default=f"{size.usual:,}", thorough=f"{size.thorough:,}", **fields),
    )  # fmt: skip


def add_draws(parser: Parser, draws: Size) -> None:
    """Add --draws, --seeds, --runs, --precision and --thorough."""
    add_count(parser, "--draws", draws, "command.help.analysis_draws")
    add_count(parser, "--seeds", SEEDS, "command.help.analysis_seeds")
    add_runs(parser)
    parser.add_argument(
        "--precision", type=decimal(parser.lang, 0.0), metavar="WIDTH",
        help=parser.say("command.help.precision"),
    )  # fmt: skip
    parser.add_argument(
        "--thorough", action="store_true",
        help=parser.say("command.help.thorough", default=draws.usual, thorough=draws.thorough),
    )  # fmt: skip


def add_runs(parser: Parser, key: str = "command.help.analysis_runs") -> None:
    """Add --runs, the total; `key` names its help text."""
    add_count(parser, "--runs", None, key, most=MOST_COUNT * 1000)


def add_benchmark(parser: Parser, leading: bool = True, key: str = "command.help.benchmark") -> None:
    """Add --benchmark: what 1+1 is compared with; without `leading` there is no default."""
    from experiments.runs.outcomes import BENCHMARKS

    names = [one.name for one in BENCHMARKS]
    parser.add_argument(
        "--benchmark", choices=names, default=names[0] if leading else None, metavar="|".join(names),
        help=parser.say(key),
    )  # fmt: skip


def draws_of(args: Namespace, scenario: Scenario, draws: Size) -> int | None:
    """Return the draws asked for: given, from a pilot for a precision, or the default; None with --runs."""
    if args.runs is not None:
        if args.draws is not None or args.precision is not None:
            raise InvalidInput("error.too_many_sizes")
        return None
    if args.draws is not None:
        return int(args.draws)
    if args.precision is not None:
        from experiments.runs.pilot import planned_draws
        from experiments.runs.simulator import ScenarioSimulator

        planned = planned_draws(ScenarioSimulator(scenario, args.engine), args.precision, args.seed)
        tell(text("analysis.planned", args.lang, draws=f"{planned:,}", width=args.precision))
        return planned
    return draws.chosen(args.thorough)


def count_of(args: Namespace, given: int | None, usual: int) -> int | None:
    """Return how many points, rows, draws or futures are asked for, or as usual; None with --runs.

    Raises InvalidInput where --runs stands beside a given count.
    """
    if args.runs is None:
        return usual if given is None else given
    if given is not None:
        raise InvalidInput("error.too_many_sizes")
    return None


def study_of(args: Namespace) -> Study | None:
    """Return the study when the scenario named is the folder of one, else None."""
    place = Path(args.scenario)
    if not (place / "plan.json").is_file():
        return None
    if "study" not in args:
        from experiments.study.study import Study

        args.study = Study(place)
    found: Study = args.study
    return found


def subject(args: Namespace, laid: Callable[[Scenario], Scenario] | None = None) -> Scenario:
    """Return the scenario asked for; of a study's folder, the scenario that the study runs, to its months.

    `laid` lays over it what an option gives. The output folder is chosen and checked before anything is run.
    """
    scenario = asked_scenario(args)
    if laid is not None:
        scenario = laid(scenario)
    args.out = result_folder(args, args.command, [scenario])
    return scenario


def asked_scenario(args: Namespace) -> Scenario:
    """Return the scenario asked for; of a study's folder, the scenario that the study runs, to its months."""
    study = study_of(args)
    if study is None:
        try:
            return scenario_of(args)
        except ScenarioError as fault:
            if fault.problem == "is_folder" and args.scenario in (fault.place, fault.key):
                raise InvalidInput("analysis.neither", given=args.scenario) from None
            raise
    if args.overlays:
        raise InvalidInput("analysis.not_for_study", option=" ".join(args.overlays))
    from experiments.study.arrays import to_months
    from experiments.study.execution.engine import planned_scenario

    scenario = planned_scenario(study.plan.model).with_values(settings(args.set), "--set")
    if args.months is None:
        return to_months(scenario, study.plan.months)
    return scenario.with_values({"run.horizon": args.months}, "--months")


def read_only(args: Namespace, study: Study, **unused: object) -> None:
    """Refuse options that do not apply to a finished study, and take its master seed.

    `unused` gives further options of the command with their defaults.
    """
    common: dict[str, object] = {"set": [], "months": None, "seed": 0, "engine": "auto"}
    for name, default in {**common, **unused}.items():
        if getattr(args, name) != default:
            raise InvalidInput("analysis.not_for_study", option=f"--{name.replace('_', '-')}")
    args.seed = study.plan.seed


def held(args: Namespace, scenario: Scenario, varied: Iterable[str]) -> bool:
    """Return whether an uncertain parameter stayed at the scenario's value: neither drawn nor varied."""
    study = study_of(args)
    if study is not None and study.plan.model["drawn"]:
        return False
    return not scenario.priors.keys() <= set(varied)


def set_and_varied(scenario: Scenario, varied: Iterable[str], named: Iterable[str]) -> dict[str, list[str]]:
    """Return what an overlay or --set sets: which of it is varied all the same, and which holds.

    Args:
        scenario: the scenario.
        varied: the parameters that vary.
        named: what was asked to vary: nothing, "levers", "uncertain" or single names. Only where levers vary
            as a whole is it worth saying which of them hold.
    """
    names, asked = set(varied), set(named)
    found = {
        name: f"{name} = {each.shown(scenario.values[name])} ({scenario.sources[name]})"
        for name, each in scenario.parameters.items()
        if name in scenario.held and name not in scenario.priors and each.role != "constant"
    }
    in_general = not asked or "levers" in asked
    return {
        "varies_instead": [said for name, said in found.items() if name in names],
        "holds": [said for name, said in found.items() if name not in names and in_general],
    }


def _became(what: str, names: Sequence[str], command: str, lang: str) -> str:
    """Return in a sentence what became of what was set: the first names, and how many more there are."""
    said = text("analysis.list", lang).join(name.partition(" (")[0] for name in names[:_NAMES_SHOWN])
    if more := len(names[_NAMES_SHOWN:]):
        said = text("analysis.and_more", lang, names=said, more=more, file=f"{command}.json")
    return text(f"analysis.{what}", lang, names=said)


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds so far, to a hundredth."""
        return round(time.perf_counter() - self._begun, 2)


def study_used(
    args: Namespace, scenario: Scenario, simulator: ScenarioSimulator
) -> Callable[[str], str] | None:
    """Return what of a study's folder was used, as a function of the language: its runs, or its scenario."""
    study = study_of(args)
    if study is None:
        return None
    fields = {
        "name": study.plan.name,
        "points": f"{study.plan.point_count:,}",
        "draws": f"{study.plan.draw_count:,}",
        "seeds": study.plan.seeds_per_draw,
        "months": scenario.values["run.horizon"],
        "runs": f"{simulator.runs:,}",
        "seed": args.seed,
    }
    if not simulator.runs:
        return lambda lang: text("analysis.study.read", lang, **fields)
    fixed = bool(scenario.priors) and not study.plan.model["drawn"]

    def rerun(lang: str) -> str:
        said = text("analysis.study.rerun", lang, **fields)
        return said + text("analysis.study.drawn_here", lang) if fixed else said

    return rerun


def finish(
    args: Namespace,
    metadata: RunMetadata | None,
    found: Mapping[str, Any],
    lines: Sequence[str],
    figures: Mapping[str, Draw],
    watch: Stopwatch,
    simulator: ScenarioSimulator,
    tables: Mapping[str, Table],
    set_before: Mapping[str, Sequence[str]] | None = None,
    others: Mapping[str, bytes] | None = None,
    named: Sequence[str] = (),
) -> int:
    """Show the result, write JSON and figures in both languages, and return the exit status.

    Args:
        args: the command line.
        metadata: what made the result.
        found: the results by the name they have in the JSON.
        lines: the report.
        figures: functions of the language by the stem of their files.
        watch: started before the analysis.
        simulator: what ran it.
        tables: functions of the language that return the tables to write as CSV, by the stem of their files.
        set_before: what an overlay or --set sets, by what became of it; see `set_and_varied`.
        others: further files, by name.
        named: the names of the numbers in the JSON whose label and unit it states, see `quantities`.
    """
    from experiments.files import save_result
    from experiments.plotting import rendered
    from experiments.provenance import stem
    from experiments.reporting.bars import Bars
    from experiments.reporting.tabulated import csv_bytes
    from experiments.reporting.wording import quantities
    from experiments.results import json_text

    assert metadata is not None, "whatever has run says what made it"
    command = args.command
    seconds = {"all": watch.seconds, "simulation": round(simulator.seconds, 2)}
    record: dict[str, Any] = {**metadata.to_dict(), "seconds": seconds, **found}
    if named:
        record["quantities"] = quantities(named)
    if besides := asked_besides(args):
        record["asked"] = besides
    used = study_used(args, metadata.scenario, simulator)
    if used:
        record["study_used"] = {lang: used(lang) for lang in LANGUAGES}
        lines = [*wrapped(used(args.lang)), "", *lines]
    for became, names in (set_before or {}).items():
        if names:
            record[became] = list(names)
            lines = [*wrapped(_became(became, names, command, args.lang)), "", *lines]
    # Drawn and written down before the first file: a failure here leaves nothing behind.
    data = json_text(record)
    style, said = style_of(args), metadata.for_figure()
    csv = {
        f"{stem(name, lang)}.csv": csv_bytes(table(lang), lang, args.excel_csv)
        for name, table in tables.items()
        for lang in LANGUAGES
    }
    drawn: dict[str, bytes] = {}
    with Bars(args.lang).stage("figures"):
        for name, draw in figures.items():
            for lang in LANGUAGES:
                drawn |= rendered(draw(lang), stem(name, lang), said, style)
    written = save_result(args.out, command, data.encode(), {**csv, **drawn, **(others or {})})
    print(written[0].read_text(encoding="utf-8") if args.json else "\n".join(lines) + "\n", end="")
    if simulator.runs:
        rest = max(0.0, seconds["all"] - seconds["simulation"])
        fields = {
            "runs": f"{simulator.runs:,}",
            "seconds": seconds["simulation"],
            "analysis": round(rest, 2),
        }
        tell(text("analysis.runs_took", args.lang, **fields))
        if simulator.spared:
            tell(text("analysis.runs_spared", args.lang, spared=f"{simulator.spared:,}"))
    report_written(written, args.lang)
    if simulator.failures:
        message = simulator.failures[0].message
        tell(text("analysis.some_failed", args.lang, message=message))
    return Exit.RUNS_FAILED if simulator.failures else Exit.DONE
