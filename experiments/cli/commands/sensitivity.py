"""oneplusone sensitivity: what moves 1+1, Δ or any measure."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from experiments.cli.analysis_command import (
    Draw,
    Stopwatch,
    add_count,
    add_subject,
    finish,
    held,
    read_only,
    study_of,
    subject,
)
from experiments.cli.parser import Parser
from experiments.defaults import SENSITIVITY, SENSITIVITY_SEEDS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from experiments.runs.simulator import ScenarioSimulator
    from experiments.sensitivity.screening import Screened

METHODS = tuple(SENSITIVITY)


def configure(parser: Parser) -> None:
    """Add the subject, the method, what varies, what is looked at, and sizes."""
    add_subject(parser, "sensitivity")
    say = parser.say
    parser.add_argument(
        "--method", choices=METHODS, metavar="|".join(METHODS),
        help=say("command_sensitivity.method"),
    )  # fmt: skip
    parser.add_argument("--vary", action="append", default=[], metavar="NAME", help=say("analysis.help.vary"))
    parser.add_argument(
        "--measure", action="append", default=[], metavar="NAME", help=say("analysis.help.measure")
    )
    parser.add_argument("--arm", default="GS", metavar="ARM", help=say("analysis.help.arm"))
    add_count(parser, "--size", None, "command_sensitivity.size")
    add_count(parser, "--replications", SENSITIVITY_SEEDS, "command_sensitivity.replications")
    parser.add_argument("--second-order", action="store_true", help=say("command_sensitivity.second_order"))
    parser.add_argument(
        "--luck", choices=("fresh", "fixed"), default="fresh", metavar="fresh|fixed",
        help=say("command_sensitivity.luck"),
    )  # fmt: skip
    most = {"size": f"{SENSITIVITY['sobol'].thorough:,}", "keys": SENSITIVITY_SEEDS.thorough}
    parser.add_argument("--thorough", action="store_true", help=say("command_sensitivity.thorough", **most))


def execute(args: Namespace) -> int:
    """Run the analysis, show it, and write JSON, CSV and figures."""
    from experiments.runs.outcomes import BRIEF, HEADLINE
    from experiments.runs.simulator import ScenarioSimulator, outcomes_named

    watch, scenario = Stopwatch(), subject(args)
    simulation = ScenarioSimulator(scenario, args.engine)
    outcomes: Any = HEADLINE if args.thorough else BRIEF
    if args.measure:
        outcomes = outcomes_named(simulation, args.measure, args.arm)
    study = study_of(args)
    if study is not None:
        from experiments.sensitivity.from_study import study_method

        read_only(args, study, vary=[], size=None, seeds=None, second_order=False, random_numbers="fresh")
        args.method = args.method or study_method(study)
    args.method = args.method or METHODS[0]
    size = args.size or SENSITIVITY[args.method].chosen(args.thorough)
    seeds = args.seeds or SENSITIVITY_SEEDS.chosen(args.thorough)
    if args.method == "sobol":
        return _sobol(args, simulation, outcomes, size, seeds, watch)
    return _screening(args, simulation, outcomes, size, seeds, watch)


def _sobol(
    args: Namespace,
    simulation: ScenarioSimulator,
    outcomes: Any,
    size: int,
    seeds: int,
    watch: Stopwatch,
) -> int:
    from experiments.sensitivity.analysis import sobol
    from experiments.sensitivity.figures import sensitivity_figure
    from experiments.sensitivity.report import lines
    from experiments.sensitivity.result import INDICES

    study = study_of(args)
    if study is not None:
        from experiments.sensitivity.from_study import study_layout
        from experiments.sensitivity.sobol import indices
        from experiments.study.arrays import study_outcomes

        layout = study_layout(study)
        found = indices(layout, study_outcomes(study, outcomes, simulation.measures))
    else:
        found = sobol(
            simulation, outcomes, args.vary, size, args.second_order or args.thorough, seeds,
            args.seed,
            args.random_numbers, lang=args.lang,
        )  # fmt: skip
    scenario = simulation.scenario
    parameters = scenario.parameters
    figures: dict[str, Draw] = {}
    for item in found.outcomes:
        if item.state == INDICES:
            figures[f"sensitivity_{_stem(item.outcome)}"] = partial(
                sensitivity_figure, found, item.outcome, parameters
            )
    stays = held(args, scenario, found.factors)
    shown = lines(found, parameters, args.lang, stays)
    results, tables = {"sensitivity": found}, {"sensitivity": found.frame()}
    return finish(args, "sensitivity", scenario, results, shown, figures, watch, simulation, tables)


def _screening(
    args: Namespace,
    simulation: ScenarioSimulator,
    outcomes: Any,
    size: int,
    seeds: int,
    watch: Stopwatch,
) -> int:
    from experiments.reporting.terminal import wrapped
    from experiments.reporting.wording import not_shown
    from experiments.sensitivity.analysis import screen
    from experiments.sensitivity.figures import screening_figure
    from experiments.sensitivity.screening_report import screening_lines
    from experiments.texts import text

    study, drawn_too = study_of(args), False
    if study is None:
        found = screen(simulation, args.method, outcomes, args.vary, size, seeds, args.seed, lang=args.lang)
    else:
        from experiments.sensitivity.from_study import study_screening
        from experiments.study.arrays import draws_unknowns

        found = study_screening(study, args.method, outcomes, simulation.measures)
        size, seeds = study.plan.design["sizes"][-1], study.plan.replication_count
        drawn_too = draws_unknowns(study)
    scenario = simulation.scenario
    parameters = scenario.parameters
    shared = study is not None or args.method == "morris"

    def note(lang: str) -> str:
        which = "morris" if args.method == "morris" else "given_data"
        random_numbers = text(f"sensitivity.keys_{'shared' if shared else 'own'}", lang)
        said = text(
            f"sensitivity.note_{which}", lang, size=f"{size:,}", seeds=seeds, random_numbers=random_numbers,
            seed=args.seed,
        )  # fmt: skip
        return said + text("sensitivity.unknowns_in_chance", lang) if drawn_too else said

    def drawn(part: Sequence[Screened], lang: str) -> Figure:
        return screening_figure(part, note(lang), parameters, lang)

    figures: dict[str, Draw] = {}
    for outcome in dict.fromkeys(one.outcome for one in found.found):
        of = [one for one in found.found if one.outcome == outcome]
        figures[f"{args.method}_{_stem(outcome)}"] = partial(drawn, of)
    stays = held(args, scenario, {one.parameter for one in found.found})
    shown = screening_lines(found, parameters, args.lang)
    shown += [
        *wrapped(note(args.lang)),
        "",
        *not_shown(["sensitivity.ranges", "sensitivity.inert"], args.lang, stays),
    ]
    results = {
        "method": args.method,
        "size": size,
        "replications": seeds,
        "luck": "fixed" if shared else "fresh",
        "unknowns_in_chance": drawn_too,
        "screening": list(found.found),
        "left_out": list(found.left_out),
    }
    return finish(args, "sensitivity", scenario, results, shown, figures, watch, simulation)


def _stem(outcome: str) -> str:
    return outcome.replace("@", "_").replace("+", "p").replace("-", "m")
