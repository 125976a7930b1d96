"""Where, when and how 1+1 > 2: maps, discovery, the Pareto front, single changes, the way to two, forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from experiments.counts import count, optional_count
from experiments.defaults import (
    DENSITY,
    FUTURE_SEEDS,
    MAP_POINTS,
    SEARCH,
    SEEDS,
    THRESHOLD,
)
from experiments.progress import Progress
from experiments.runs.outcomes import SIDE_BY_SIDE
from experiments.study.study import Study
from oneplusone.inputs import (
    CASE,
    ScenarioLike,
    decimal,
    names_of,
    refusing_for_studies,
    simulator_of,
    span,
    total,
    watcher,
)

if TYPE_CHECKING:
    from experiments.discovery.rules import Discovery
    from experiments.forms.table import FormTable
    from experiments.maps.lever_map import LeverMap
    from experiments.nearest.ways import NearestTwo
    from experiments.optimisation.front import Front
    from experiments.optimisation.single_changes import SingleChanges


@refusing_for_studies("progress", "benchmark")
def lever_map(
    given: ScenarioLike | Study = CASE,
    x: str | None = None,
    y: str | None = None,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    points: float = MAP_POINTS,
    draws: float | None = None,
    seeds: float = SEEDS,
    runs: float | None = None,
    seed: int = 0,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
    engine: str = "auto",
    progress: bool | Progress = True,
    benchmark: str = SIDE_BY_SIDE.name,
) -> LeverMap:
    """Map 1+1 and the probability that it exceeds two over two levers.

    Args:
        given: a scenario as in `simulate`, or a finished study whose design is
            a grid of two parameters.
        x: the lever on the horizontal axis; where none is given, a screening
            chooses the one that moves 1+1 across two most often.
        y: the lever on the vertical axis; likewise.
        changes: parameters to set.
        months: the horizon, in months.
        points: values of each lever.
        draws: parameter draws of every point, the same at all; 60 by default.
        seeds: seeds of each draw.
        runs: runs of all arms together, instead of draws; rounded up.
        seed: the master seed.
        x_range: lowest and highest value of x.
        y_range: lowest and highest value of y.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.
        benchmark: "side_by_side" or "alone": what 1+1 is compared with.

    Returns:
        The map: 1+1, its gain and P(1+1 > 2) by point, with the line 1+1 = 2
        and its confidence band.

    Raises:
        InvalidInput: an unknown lever, a range that is not allowed, or sizes
            beside `runs`.

    Example:
        >>> few = {"points": 3, "draws": 4, "months": 12, "progress": False}
        >>> axes = ("contract.term", "incentives.power")
        >>> lever_map("s_association", *axes, **few).metadata.draws
        4
    """
    if isinstance(given, Study):
        from experiments.maps.from_study import from_study

        return from_study(given, benchmark)
    from experiments.maps.analysis import lever_map as run

    return run(
        simulator_of(given, changes, months, engine),
        x,
        y,
        count("points", points),
        optional_count("draws", draws),
        count("seeds", seeds),
        count("seed", seed, least=0),
        span("x_range", x_range),
        span("y_range", y_range),
        progress=watcher(progress),
        benchmark=benchmark,
        runs=total(runs, draws=draws),
    )


@refusing_for_studies("density", "threshold", "progress", "benchmark")
def discover(
    given: ScenarioLike | Study = CASE,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    vary: str | Sequence[str] = (),
    futures: float | None = None,
    density: float = DENSITY,
    threshold: float = THRESHOLD,
    seeds: float = FUTURE_SEEDS,
    runs: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    progress: bool | Progress = True,
    benchmark: str = SIDE_BY_SIDE.name,
) -> Discovery:
    """Find the conditions under which 1+1 exceeds a threshold, and test them.

    Args:
        given: a scenario as in `simulate`, or a finished study.
        changes: parameters to set.
        months: the horizon, in months.
        vary: "uncertain", "levers" or names of parameters; all uncertain
            parameters and levers by default.
        futures: futures in which rules are searched, 4,000 by default; half as
            many validate them.
        density: share of the futures inside a rule that must exceed the
            threshold.
        threshold: what 1+1 must exceed.
        seeds: seeds of each future.
        runs: runs of all arms together, instead of futures, those that validate
            included; rounded up.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        progress: True for bars, False for none, or what watches the runs.
        benchmark: "side_by_side" or "alone": what 1+1 is compared with.

    Returns:
        The rules with coverage, density and held-out interval.

    Raises:
        InvalidInput: too few futures, all on one side of the threshold, or the
            extra "discovery" is missing.

    Example:
        >>> few = {"futures": 200, "seeds": 2, "progress": False}
        >>> found = discover(threshold=1.9, **few)
        >>> found.metadata.kind
        'discover'
    """
    density, threshold = decimal("density", density, most=1.0), decimal("threshold", threshold)
    if isinstance(given, Study):
        from experiments.discovery.from_study import from_study

        return from_study(given, density, threshold, watcher(progress), benchmark)
    from experiments.discovery.analysis import discover as run

    return run(
        simulator_of(given, changes, months, engine),
        names_of("vary", vary),
        optional_count("futures", futures),
        density,
        threshold,
        count("seeds", seeds),
        count("seed", seed, least=0),
        progress=watcher(progress),
        benchmark=benchmark,
        runs=total(runs, futures=futures),
    )


def pareto_front(
    given: ScenarioLike = CASE,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    levers: str | Sequence[str] = (),
    draws: float | None = None,
    held_out: float | None = None,
    seeds: float = SEEDS,
    population: float = SEARCH["population"].usual,
    generations: float = SEARCH["generations"].usual,
    runs: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    progress: bool | Progress = True,
    benchmark: str = SIDE_BY_SIDE.name,
) -> Front:
    """Search settings that trade off P(1+1 > 2), regret and public money.

    Args:
        given: a scenario as in `simulate`.
        changes: parameters to set.
        months: the horizon, in months.
        levers: the levers to decide on; all with a range by default.
        draws: parameter draws of the search; 64 by default.
        held_out: parameter draws of the validation; 200 by default.
        seeds: seeds of each draw.
        population: settings in a generation.
        generations: generations of the search.
        runs: runs of all arms together, instead of draws and held-out ones; the
            search takes so many at most.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.
        benchmark: "side_by_side" or "alone": what 1+1 is compared with.

    Returns:
        The front, judged on held-out draws.

    Raises:
        InvalidInput: an unknown lever, sizes beside `runs`, too few runs, or
            the extra "optimise" is missing.

    Example:
        >>> few = {"draws": 4, "held_out": 4, "population": 4, "generations": 1}
        >>> few |= {"months": 12, "progress": False}
        >>> found = pareto_front(levers="contract.term", **few)
        >>> found.levers
        ('contract.term',)
    """
    from experiments.optimisation.analysis import pareto_front as run

    return run(
        simulator_of(given, changes, months, engine),
        names_of("levers", levers),
        optional_count("draws", draws),
        optional_count("held_out", held_out),
        count("seeds", seeds),
        count("population", population),
        count("generations", generations),
        count("seed", seed, least=0),
        progress=watcher(progress),
        benchmark=benchmark,
        runs=total(runs, draws=draws, held_out=held_out),
    )


def single_changes(
    given: ScenarioLike = CASE,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    levers: str | Sequence[str] = (),
    held_out: float | None = None,
    seeds: float = SEEDS,
    runs: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    progress: bool | Progress = True,
    benchmark: str = SIDE_BY_SIDE.name,
) -> SingleChanges:
    """Find the cheapest change of a single lever with which 1+1 exceeds two.

    Args:
        given: a scenario as in `simulate`.
        changes: parameters to set.
        months: the horizon, in months.
        levers: the levers to try; all with a range by default.
        held_out: parameter draws that judge; 200 by default.
        seeds: seeds of each draw.
        runs: runs of all arms together, instead of held-out draws; they take so
            many at most.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.
        benchmark: "side_by_side" or "alone": what 1+1 is compared with.

    Returns:
        Every single change with its effect and price, and the cheapest that is
        enough.

    Raises:
        InvalidInput: an unknown lever, held_out beside `runs`, or too few runs.
        RunsFailed: a run failed.

    Example:
        >>> few = {"held_out": 4, "months": 12, "progress": False}
        >>> found = single_changes(levers="contract.term", **few)
        >>> [change.lever for change in found.changes]
        ['contract.term']
    """
    from experiments.optimisation.analysis import single_changes as run

    return run(
        simulator_of(given, changes, months, engine),
        names_of("levers", levers),
        optional_count("held_out", held_out),
        count("seeds", seeds),
        count("seed", seed, least=0),
        progress=watcher(progress),
        benchmark=benchmark,
        runs=total(runs, held_out=held_out),
    )


def nearest(
    given: ScenarioLike = CASE,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    vary: str | Sequence[str] = (),
    draws: float | None = None,
    held_out: float | None = None,
    seeds: float = SEEDS,
    runs: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    progress: bool | Progress = True,
) -> NearestTwo:
    """Find the smallest change with which E[1+1] comes to two.

    Args:
        given: a scenario as in `simulate`.
        changes: parameters to set.
        months: the horizon, in months.
        vary: "uncertain", "levers" or names of parameters; all uncertain
            parameters and levers by default.
        draws: parameter draws of the design around the case, 800 by default.
        held_out: parameter draws of lines and checks; 200 by default.
        seeds: seeds of each draw.
        runs: runs of all arms together, instead of draws and held-out ones:
            so many at most.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.

    Returns:
        How far two is under both benchmarks, moving levers alone,
        uncertainties alone and both: in ranges or standard deviations, with
        path and price.

    Raises:
        InvalidInput: an unknown parameter, a choice, sizes beside `runs`, or
            too few draws.

    Example:
        >>> few = {"draws": 20, "held_out": 4, "months": 9, "progress": False}
        >>> found = nearest(vary="control.digital", **few)
        >>> [one.benchmark for one in found.ways]
        ['side_by_side', 'alone']
    """
    from experiments.nearest.analysis import nearest as run

    return run(
        simulator_of(given, changes, months, engine),
        names_of("vary", vary),
        optional_count("draws", draws),
        optional_count("held_out", held_out),
        count("seeds", seeds),
        count("seed", seed, least=0),
        progress=watcher(progress),
        runs=total(runs, draws=draws, held_out=held_out),
    )


def forms(
    given: ScenarioLike = CASE,
    *,
    changes: Mapping[str, object] | None = None,
    months: float | None = None,
    vary: str | Sequence[str] = (),
    draws: float | None = None,
    seeds: float = SEEDS,
    runs: float | None = None,
    seed: int = 0,
    engine: str = "auto",
    progress: bool | Progress = True,
) -> FormTable:
    """Tell which conclusions change under which form of the mechanisms.

    Args:
        given: a scenario as in `simulate`.
        changes: parameters to set.
        months: the horizon, in months.
        vary: mechanisms such as "schedule", or forms such as "schedule_none";
            all that differ from the scenario's own by default.
        draws: parameter draws, the same under every form; 50 by default.
        seeds: seeds of each draw.
        runs: runs of all arms together, instead of draws; rounded up.
        seed: the master seed.
        engine: "auto", "compiled" or "mesa".
        progress: True for a bar, False for none, or what watches the runs.

    Returns:
        Under every form 1+1 and its paired change under both benchmarks, the
        dilemmas whose removal gains most, and the signs of the reform paths.

    Raises:
        InvalidInput: an unknown form, none that differs, or draws beside
            `runs`.

    Example:
        >>> found = forms(vary="access", draws=2, months=6, progress=False)
        >>> [row.form for row in found.rows]
        ['as_is', 'access_none']
    """
    from experiments.forms.analysis import forms as run

    return run(
        simulator_of(given, changes, months, engine),
        names_of("vary", vary),
        optional_count("draws", draws),
        count("seeds", seeds),
        count("seed", seed, least=0),
        progress=watcher(progress),
        runs=total(runs, draws=draws),
    )
