"""oneplusone sensitivity: what moves 1+1, Δ or any measure."""

from __future__ import annotations

from argparse import Namespace
from functools import partial
from typing import TYPE_CHECKING, Any

from experiments.cli.analysis_command import (
    Draw,
    Stopwatch,
    Table,
    add_benchmark,
    add_count,
    add_runs,
    add_subject,
    count_of,
    finish,
    held,
    read_only,
    set_and_varied,
    study_of,
    subject,
)
from experiments.cli.parser import Parser
from experiments.defaults import SENSITIVITY, SENSITIVITY_SEEDS, SOBOL_NETS

if TYPE_CHECKING:
    from experiments.runs.simulator import ScenarioSimulator
    from experiments.sensitivity.result import Sensitivity
    from experiments.sensitivity.screening import Screening

METHODS = tuple(SENSITIVITY)


def configure(parser: Parser) -> None:
    """Add the subject, the method, what varies, what is looked at, and sizes."""
    add_subject(parser, "sensitivity")
    say = parser.say
    parser.add_argument(
        "--method", choices=METHODS, metavar="|".join(METHODS),
        help=say("command_sensitivity.method"),
    )  # fmt: skip
    parser.add_argument("--vary", action="append", default=[], metavar="NAME", help=say("command.help.vary"))
    parser.add_argument(
        "--measure", action="append", default=[], metavar="NAME", help=say("command.help.measure")
    )
    parser.add_argument("--arm", default="GS", metavar="ARM", help=say("command.help.arm"))
    add_count(parser, "--size", None, "command_sensitivity.size", least=4 * SOBOL_NETS)
    parser.absent["--draws"] = say("command_sensitivity.no_draws")
    add_count(parser, "--seeds", SENSITIVITY_SEEDS, "command_sensitivity.seeds")
    parser.add_argument("--second-order", action="store_true", help=say("command_sensitivity.second_order"))
    parser.add_argument(
        "--random-numbers", choices=("factor", "independent", "common"),
        metavar="factor|independent|common", help=say("command_sensitivity.random_numbers"),
    )  # fmt: skip
    add_benchmark(parser)
    add_runs(parser)
    most = {"size": f"{SENSITIVITY['sobol'].thorough:,}", "seeds": SENSITIVITY_SEEDS.thorough}
    parser.add_argument("--thorough", action="store_true", help=say("command_sensitivity.thorough", **most))


def execute(args: Namespace) -> int:
    """Run the analysis, show it, and write JSON, CSV and figures."""
    from experiments.runs.outcomes import HEADLINE, benchmark_named
    from experiments.runs.simulator import ScenarioSimulator, outcomes_named

    watch, scenario = Stopwatch(), subject(args)
    simulator = ScenarioSimulator(scenario, args.engine)
    outcomes: Any = HEADLINE if args.thorough else benchmark_named(args.benchmark).brief
    if args.measure:
        outcomes = outcomes_named(simulator, args.measure, args.arm)
    study = study_of(args)
    if study is not None:
        from experiments.sensitivity.from_study import from_study

        read_only(
            args, study, vary=[], size=None, seeds=None, runs=None, second_order=False,
            random_numbers=None,
        )  # fmt: skip
        found: Sensitivity | Screening = from_study(study, outcomes, args.method)
    else:
        found = _run(args, simulator, outcomes)
    return _finish(args, found, watch, simulator)


def _run(args: Namespace, simulator: ScenarioSimulator, outcomes: Any) -> Sensitivity | Screening:
    from experiments.cli.announced import Announced
    from experiments.errors import InvalidInput
    from experiments.runs.keys import COMMON, INDEPENDENT
    from experiments.runs.simulator import refuse_absent
    from experiments.sensitivity.analysis import screen, sobol

    refuse_absent([simulator.scenario], args.measure or (), args.vary or ())
    method = args.method or METHODS[0]
    if args.second_order and method != "sobol":
        raise InvalidInput("error.no_pairs", method=method)
    pairs = args.second_order or args.thorough
    seeds = args.seeds
    if seeds is None and (method not in ("sobol", "morris") or args.random_numbers in (COMMON, INDEPENDENT)):
        seeds = SENSITIVITY_SEEDS.chosen(args.thorough)
    size = count_of(args, args.size, SENSITIVITY[method].chosen(args.thorough))
    ahead = Announced(args.lang, simulator)
    if method == "sobol":
        return sobol(
            simulator, outcomes, args.vary, size, pairs, seeds, args.seed, args.random_numbers,
            progress=ahead, runs=args.runs,
        )  # fmt: skip
    return screen(
        simulator, method, outcomes, args.vary, size, seeds, args.seed, progress=ahead, runs=args.runs,
        random_numbers=args.random_numbers,
    )  # fmt: skip


def _finish(
    args: Namespace, found: Sensitivity | Screening, watch: Stopwatch, simulator: ScenarioSimulator
) -> int:
    from experiments.sensitivity.result import INDICES, Sensitivity

    scenario = simulator.scenario
    figures: dict[str, Draw] = {}
    if isinstance(found, Sensitivity):
        from experiments.sensitivity.report import lines

        for item in found.outcomes:
            if item.state == INDICES:
                figures[f"sensitivity_{stem_of(item.outcome)}"] = partial(found.plot, outcome=item.outcome)
        stays = held(args, scenario, found.factors)
        shown = lines(found, scenario.parameters, args.lang, stays)
        results: dict[str, Any] = {"sensitivity": found}
        tables: dict[str, Table] = {"sensitivity": found.to_frame}
        set_before = set_and_varied(scenario, found.factors, args.vary)
        return finish(args, found.metadata, results, shown, figures, watch, simulator, tables, set_before)
    from experiments.reporting.terminal import wrapped
    from experiments.reporting.wording import not_shown
    from experiments.sensitivity.screening_report import evidence, screening_lines

    for outcome in dict.fromkeys(one.outcome for one in found.found):
        figures[f"{found.method}_{stem_of(outcome)}"] = partial(found.plot, outcome=outcome)
    varied = {one.parameter for one in found.found}
    stays = held(args, scenario, varied)
    shown = [
        *screening_lines(found, scenario.parameters, args.lang),
        *wrapped(evidence(found, args.lang)),
        "",
        *not_shown(["sensitivity.ranges", "sensitivity.inert"], args.lang, stays),
    ]
    results = found.to_dict()
    results["screening"] = results.pop("found")
    set_before = set_and_varied(scenario, varied, args.vary)
    screened = {found.method: found.to_frame}
    return finish(args, found.metadata, results, shown, figures, watch, simulator, screened, set_before)


def stem_of(outcome: str) -> str:
    """Return the part of a file's name that stands for an outcome."""
    return outcome.replace("@", "_").replace("+", "p").replace("-", "m")
