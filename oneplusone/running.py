"""Running a scenario, or two beside each other; and the one run that comes out as was observed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from experiments.counts import count, optional_count
from experiments.defaults import RUN
from experiments.progress import Progress
from oneplusone.inputs import (
    CASE,
    ScenarioLike,
    engine_name,
    pair_of,
    scenario,
    total,
    watcher,
)

if TYPE_CHECKING:
    from experiments.calibration.agreeing_run import AgreeingRun
    from experiments.comparison.comparison import ScenarioComparison
    from experiments.simulation.simulate import SimulationResult
    from sim.scenario import Scenario


def simulate(
    given: ScenarioLike = CASE,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    draws: float | None = None,
    seeds: float | None = None,
    runs: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    reruns: bool = False,
    progress: bool | Progress = True,
) -> SimulationResult:
    """Run all arms of a scenario in paired replications and sum them up.

    Args:
        given: a scenario, its name or path; overlays joined by +, as in
            "s_association+cultivation".
        changes: parameters to set, by dotted name.
        months: the horizon, in months.
        draws: parameter draws; 50 by default.
        seeds: seeds of each draw; 2 by default.
        runs: runs of all arms together, instead of draws.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa": the same numbers.
        reruns: also run the world without complementarity, and without costs of
            cooperation.
        progress: True for a bar, False for none, or what watches the runs.

    Returns:
        The result: `one_plus_one` with its interval, `summary(lang)`,
        `to_frame(lang)`, `plot(lang)`, `metadata`; `runs.values`, (draws,
        seeds, arms, measures), in the measures' units.

    Raises:
        ScenarioError: a scenario, parameter or value that does not exist or is
            not allowed.
        InvalidInput: a count or engine that is not allowed.
        EnvironmentFailure: every draw has a failed run.

    Example:
        >>> few = {"draws": 4, "months": 12, "progress": False}
        >>> found = simulate("s_association", **few)
        >>> found.runs.values.shape[:3]
        (4, 2, 8)
    """
    from experiments.simulation.simulate import simulate as run

    found = scenario(given, changes, months)
    return run(
        found,
        draws=optional_count("draws", draws),
        seeds=optional_count("seeds", seeds),
        runs=_total(runs, draws, seeds, found),
        seed=count("seed", seed, least=0),
        engine=engine_name(engine),
        reruns=reruns,
        replications=RUN,
        progress=watcher(progress),
    )


def compare(
    a: ScenarioLike,
    b: ScenarioLike,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    draws: float | None = None,
    seeds: float | None = None,
    runs: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    names: tuple[str, str] | None = None,
    progress: bool | Progress = True,
) -> ScenarioComparison:
    """Run two scenarios with common random numbers and compare them.

    Args:
        a: the first scenario, as in `simulate`.
        b: the second.
        changes: parameters to set in both.
        months: the horizon of both, in months.
        draws: parameter draws; 500 by default.
        seeds: seeds of each draw; 2 by default.
        runs: runs of all arms of each scenario together, instead of draws.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        names: what the two are called in reports.
        progress: True for a bar, False for none, or what watches the runs.

    Returns:
        The comparison, B − A: measure by measure in the contract arm, and in
        1+1.

    Raises:
        ScenarioError: a scenario, parameter or value that does not exist or is
            not allowed.
        InvalidInput: names that are not two, or a count or engine that is not
            allowed.

    Example:
        >>> few = {"draws": 4, "months": 12, "progress": False}
        >>> found = compare("s_association", "s_association+cultivation", **few)
        >>> found.comparison["spent"].label in ("same", "higher", "unresolved")
        True
    """
    from experiments.comparison.comparison import compare as run

    first, second = (scenario(each, changes, months) for each in (a, b))
    return run(
        first,
        second,
        draws=optional_count("draws", draws),
        seeds=optional_count("seeds", seeds),
        runs=_total(runs, draws, seeds, first, second),
        seed=count("seed", seed, least=0),
        engine=engine_name(engine),
        names=None if names is None else pair_of("names", names),
        progress=watcher(progress),
    )


def agreeing_run(
    given: ScenarioLike = CASE,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    draws: float | None = None,
    seeds: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    progress: bool | Progress = True,
) -> AgreeingRun:
    """Return one run under contract that agrees with all observations.

    Of the runs that agree it is the nearest to the observed values, and of
    equally near ones the first. `ContractingModel` then shows it month by
    month, in every arm.

    Args:
        given: a scenario with observations, as in `simulate`.
        changes: parameters to set, by dotted name.
        months: the horizon, in months.
        draws: parameter draws that are looked at; 50 by default.
        seeds: seeds of each draw; 2 by default.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.

    Returns:
        The run: its `scenario` with nothing uncertain, its `seed`, and how
        many of how many runs agree.

    Raises:
        ScenarioError: a scenario, parameter or value that does not exist or
            is not allowed.
        InvalidInput: a count or engine that is not allowed, a scenario
            without observations, or no run that agrees.
        EnvironmentFailure: every draw has a failed run.

    Example:
        >>> from oneplusone import ContractingModel
        >>> run = agreeing_run("s_association", draws=40, progress=False)
        >>> model = ContractingModel(run.scenario, seed=run.seed).run()
        >>> 15 <= model.measure("coverage") <= 23
        True
    """
    from experiments.calibration.agreeing_run import agreeing_run as found

    return found(
        scenario(given, changes, months),
        draws=optional_count("draws", draws),
        seeds=optional_count("seeds", seeds),
        seed=count("seed", seed, least=0),
        engine=engine_name(engine),
        replications=RUN,
        progress=watcher(progress),
    )


def _total(runs: float | None, draws: float | None, seeds: float | None, *all_of: Scenario) -> int | None:
    """Return the total of runs, instead of draws, and of seeds where nothing is drawn; see `total`."""
    drawn = any(each.priors for each in all_of)
    return total(runs, draws=draws, **({} if drawn else {"seeds": seeds}))
