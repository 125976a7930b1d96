"""Why 1+1 is what it is: sensitivity, the ledger of the dilemmas, the reform paths, and what facts teach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from experiments.counts import count, optional_count
from experiments.defaults import SEEDS
from experiments.errors import InvalidInput
from experiments.progress import Progress
from experiments.runs.keys import COMMON, FACTOR, INDEPENDENT
from experiments.runs.outcomes import SIDE_BY_SIDE
from experiments.study.study import Study
from oneplusone.inputs import (
    CASE,
    ScenarioLike,
    names_of,
    option,
    options_of,
    outcomes_of,
    refusing_for_studies,
    simulator_of,
    total,
    watcher,
)

if TYPE_CHECKING:
    from experiments.attribution.ledger import Ledger
    from experiments.attribution.reform_paths import PathTable
    from experiments.calibration.analysis import Calibration
    from experiments.sensitivity.result import Sensitivity
    from experiments.sensitivity.screening import Screening


@refusing_for_studies("measures", "arm", "progress", "benchmark")
def sobol(
    given: ScenarioLike | Study = CASE,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    vary: str | Sequence[str] = (),
    measures: str | Sequence[str] = (),
    arm: str = "GS",
    size: float | None = None,
    second_order: bool = False,
    seeds: float | None = None,
    runs: float | None = None,
    seed: int = 0,
    random_numbers: str | None = None,
    engine: str = "auto",
    progress: bool | Progress = True,
    benchmark: str = SIDE_BY_SIDE.name,
) -> Sensitivity:
    """Decompose the variance of outcomes into parameters and stochastic share.

    Args:
        given: a scenario as in `simulate`, or a finished study with a Saltelli
            design.
        changes: parameters to set.
        months: the horizon, in months.
        vary: "uncertain", "levers" or names of parameters; all uncertain
            parameters and levers by default.
        measures: names of measures, or of outcomes such as "delta"; by default
            1+1 against the benchmark, and its gain.
        arm: the arm in which measures are taken.
        size: base rows N, a power of two; 256 by default.
        second_order: also the indices of pairs; twice as many points.
        seeds: seeds of each point, where the seed is not a factor.
        runs: runs of all arms together, instead of size; rounded up to a power
            of two rows.
        seed: the master seed.
        random_numbers: "factor", the seed varies as the parameters do and each
            point is one run (the default); "independent", each point has seeds
            of its own; or "common" for the same seeds at every point.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.
        benchmark: "side_by_side" or "alone": what 1+1 is compared with.

    Returns:
        First-order and total indices (shares of the variance that `estimand`
        names, 0 to 1) with 95% intervals and ranks.

    Raises:
        InvalidInput: an unknown name, a size that is not a power of two,
            several seeds where the seed is a factor, or a study of another
            design.

    Example:
        >>> few = {"size": 64, "months": 12, "progress": False}
        >>> found = sobol(vary=["contract.term", "contract.sum"], **few)
        >>> found.metadata.kind
        'sensitivity'
    """
    if isinstance(given, Study):
        from experiments.sensitivity.from_study import from_study

        return cast("Sensitivity", from_study(given, outcomes_of(given, measures, arm, benchmark), "sobol"))
    from experiments.sensitivity.analysis import sobol as run

    simulator = simulator_of(given, changes, months, engine)
    return run(
        simulator,
        outcomes_of(simulator, measures, arm, benchmark, vary),
        names_of("vary", vary),
        optional_count("size", size),
        second_order,
        optional_count("seeds", seeds),
        count("seed", seed, least=0),
        random_numbers and option("random_numbers", random_numbers, (FACTOR, INDEPENDENT, COMMON)),
        progress=watcher(progress),
        runs=total(runs, size=size),
    )


@refusing_for_studies("method", "measures", "arm", "progress", "benchmark")
def screen(
    given: ScenarioLike | Study = CASE,
    *,
    method: str = "morris",
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    vary: str | Sequence[str] = (),
    measures: str | Sequence[str] = (),
    arm: str = "GS",
    size: float | None = None,
    seeds: float | None = None,
    runs: float | None = None,
    seed: int = 0,
    random_numbers: str | None = None,
    engine: str = "auto",
    progress: bool | Progress = True,
    benchmark: str = SIDE_BY_SIDE.name,
) -> Screening:
    """Screen parameters for influence, or measure it without moments.

    Args:
        given: a scenario as in `simulate`, or a finished study whose design
            fits the method.
        method: "morris" (elementary effects), "pawn" or "delta" (for heavy
            tails).
        changes: parameters to set.
        months: the horizon, in months.
        vary: "uncertain", "levers" or names of parameters; all uncertain
            parameters and levers by default.
        measures: names of measures, or of outcomes such as "delta"; by default
            1+1 against the benchmark, and its gain.
        arm: the arm in which measures are taken.
        size: trajectories of Morris, points of PAWN and delta.
        seeds: seeds of each point, where the seed is not a factor.
        runs: runs of all arms together, instead of size; rounded up.
        seed: the master seed.
        random_numbers: "factor", the seed takes a step of each trajectory and
            each point is one run (the default of Morris, and only there);
            "common" or "independent" seeds of all points.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.
        benchmark: "side_by_side" or "alone": what 1+1 is compared with.

    Returns:
        The influence of each parameter on each outcome, and whether it is
        resolved at 5%.

    Raises:
        InvalidInput: an unknown method or name, or a study of another design.

    Example:
        >>> few = {"size": 4, "months": 12, "progress": False}
        >>> found = screen(vary="levers", measures="delta", **few)
        >>> found.metadata.kind
        'sensitivity'
    """
    if isinstance(given, Study):
        from experiments.sensitivity.from_study import from_study

        return cast("Screening", from_study(given, outcomes_of(given, measures, arm, benchmark), method))
    from experiments.sensitivity.analysis import screen as run
    from experiments.sensitivity.screening import METHODS

    simulator = simulator_of(given, changes, months, engine)
    return run(
        simulator,
        option("method", method, METHODS),
        outcomes_of(simulator, measures, arm, benchmark, vary),
        names_of("vary", vary),
        optional_count("size", size),
        optional_count("seeds", seeds),
        count("seed", seed, least=0),
        progress=watcher(progress),
        runs=total(runs, size=size),
        random_numbers=random_numbers
        and option("random_numbers", random_numbers, (FACTOR, INDEPENDENT, COMMON)),
    )


def ledger(
    given: ScenarioLike = CASE,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    draws: float | None = None,
    seeds: float = SEEDS,
    runs: float | None = None,
    seed: int = 0,
    settings: int | Sequence[int] = (1, 2),
    engine: str = "auto",
    progress: bool | Progress = True,
    sides: str | Sequence[str] = ("dilemmas", "sources"),
) -> Ledger:
    """Divide what the eight dilemmas take from 1+1, and what the eight sources of
    synergy give (Shapley values).

    Args:
        given: a scenario as in `simulate`.
        changes: parameters to set.
        months: the horizon, in months.
        draws: parameter draws of each of the 256 worlds of a side; 50 by
            default.
        seeds: seeds of each draw.
        runs: runs of all arms together, instead of draws; rounded up.
        seed: the master seed.
        settings: which of the two neutral settings of the dilemmas, 1 and 2.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.
        sides: "dilemmas", "sources" or both.

    Returns:
        What each dilemma takes from, and each source adds to, 1+1 against both
        benchmarks, their gains, the multiplier and the value of each arm, with
        intervals and ranks.

    Raises:
        InvalidInput: a neutral setting that does not exist, or draws beside
            `runs`.
        RunsFailed: a run failed.

    Example:
        >>> ledger(draws=2, months=12, settings=1, progress=False).metadata.kind
        'ledger'
    """
    from experiments.attribution.analysis import ledger as run

    return run(
        simulator_of(given, changes, months, engine),
        optional_count("draws", draws),
        count("seeds", seeds),
        count("seed", seed, least=0),
        [each - 1 for each in options_of("settings", settings, (1, 2))],
        progress=watcher(progress),
        runs=total(runs, draws=draws),
        sides=names_of("sides", sides),
    )


def reform_paths(
    given: ScenarioLike = CASE,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    draws: float | None = None,
    seeds: float = SEEDS,
    runs: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    progress: bool | Progress = True,
) -> PathTable:
    """Run the three reform paths alone, in pairs and together, each paid for out
    of the same public sum.

    Args:
        given: a scenario as in `simulate`.
        changes: parameters to set.
        months: the horizon, in months.
        draws: parameter draws of each combination; 300 by default.
        seeds: seeds of each draw.
        runs: runs of all arms together, instead of draws; rounded up.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.

    Returns:
        What each combination changes in 1+1 against both benchmarks, in their
        gains and in P(1+1 > 2), and what it spends.

    Raises:
        InvalidInput: draws beside `runs`.
        RunsFailed: a run failed.

    Example:
        >>> len(reform_paths(draws=2, months=12, progress=False).rows)
        8
    """
    from experiments.attribution.analysis import reform_paths as run

    return run(
        simulator_of(given, changes, months, engine),
        optional_count("draws", draws),
        count("seeds", seeds),
        count("seed", seed, least=0),
        progress=watcher(progress),
        runs=total(runs, draws=draws),
    )


def calibrate(
    given: ScenarioLike = CASE,
    *,
    facts: str | Path | Mapping[str, Mapping[str, Any]] | None = None,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    draws: float | None = None,
    seeds: float = SEEDS,
    runs: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    progress: bool | Progress = True,
) -> Calibration:
    """Weight parameter draws by observed facts and report what these teach.

    Args:
        given: a scenario as in `simulate`.
        facts: a CSV file, or facts by name as `{"meals": {"measure":
            "at_term_meals", "value": 430, "error": 20}}`; beside the
            observations of the scenario to condition on.
        changes: parameters to set.
        months: the horizon, in months.
        draws: parameter draws; 1,000 by default.
        seeds: seeds of each draw.
        runs: runs of all arms together, instead of draws; rounded up to whole
            draws.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.

    Returns:
        Uncertain parameters, 1+1 and the facts before and after, the effective
        sample; `to_scenario()`.

    Raises:
        ScenarioError: facts that are not allowed, all at once.
        InvalidInput: facts that are neither a file nor a mapping, nothing is
            uncertain, there is no fact to condition on, or draws beside `runs`.

    Example:
        >>> facts = {"quits": {"value": 2, "error": 1}}
        >>> found = calibrate(facts=facts, draws=20, months=9, progress=False)
        >>> found.facts[-1].name
        'quits'
    """
    from experiments.calibration.analysis import calibrate as run

    if not isinstance(facts, str | Path | Mapping | None):
        raise InvalidInput("error.not_facts", given=repr(facts))
    return run(
        simulator_of(given, changes, months, engine),
        facts,
        optional_count("draws", draws),
        count("seeds", seeds),
        count("seed", seed, least=0),
        progress=watcher(progress),
        runs=total(runs, draws=draws),
    )
