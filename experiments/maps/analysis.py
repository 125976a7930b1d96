"""Where is 1+1 > 2? A map of two levers of a scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from experiments.arrays import Array
from experiments.defaults import MAP_DRAWS, MAP_POINTS, SEEDS
from experiments.errors import InvalidInput
from experiments.maps.axes import AxesChosen, choose_axes, screening_points
from experiments.maps.lever_map import LeverMap, axis_values, run_map
from experiments.progress import SILENT, Progress
from experiments.provenance import design_metadata
from experiments.runs.design import size_of
from experiments.runs.outcomes import SIDE_BY_SIDE, arms_needed, benchmark_named
from experiments.runs.paired import check_memory
from experiments.runs.simulator import Subject, simulated


def lever_map(
    subject: Subject,
    x: str | None = None,
    y: str | None = None,
    points: int = MAP_POINTS,
    draws: int | None = None,
    seeds: int = SEEDS,
    seed: int = 0,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
    benchmark: str = SIDE_BY_SIDE.name,
) -> LeverMap:
    """Return the map of 1+1 over two levers, averaged over the priors of uncertain parameters.

    All points share parameter draws and random numbers (common random numbers). An axis that is not asked for
    is the lever that moves 1+1 across two most often; see `experiments.maps.axes`.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        x: dotted name of the lever on the horizontal axis; chosen by a screening where there is none.
        y: dotted name of the lever on the vertical axis; chosen likewise.
        points: values on each axis; of a choice all options.
        draws: parameter draws; 60 by default.
        seeds: seeds per draw.
        seed: master seed.
        x_range: ends of the horizontal axis, in the lever's unit; its declared range by default.
        y_range: ends of the vertical axis.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "map".
        runs: runs of all arms together instead of draws, rounded up to whole draws; those of a screening come
            on top.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".

    Returns:
        1+1, its gain (service-months) and P(1+1 > 2) at every point, and the line 1+1 = 2 with its 95% band.

    Raises:
        InvalidInput: an unknown parameter, the same lever twice, a range that it does not allow, draws and
            runs, or more than memory holds.
        RunsFailed: a run failed.

    Source: Montiel Olea & Plagborg-Møller 2019, J. Applied Econometrics 34(1), for the simultaneous band.

    Example:
        >>> from sim.scenario import Scenario
        >>> case = Scenario.load("s_association")
        >>> found = lever_map(case, "contract.term", "incentives.power", points=2, draws=4)
        >>> found.one_plus_one.shape, found.draws
        ((2, 2), 4)
    """
    simulator = simulated(subject, engine)
    before = simulator.runs
    asked, compared = (x, y), benchmark_named(benchmark)
    for name in asked:
        if name is not None:
            simulator.factor(name)  # refuses what cannot vary
    arms, spans = len(arms_needed(compared.brief)), (x_range, y_range)
    for axis, ends in zip(("x_range", "y_range"), spans, strict=True):
        if ends is not None and not ends[0] < ends[1]:  # also where the axis is yet to be chosen
            raise InvalidInput("error.range_order", name=axis, low=ends[0], high=ends[1])

    def axes_of(names: Sequence[str]) -> list[tuple[str, Array]]:
        declared = simulator.scenario.parameters
        return [
            (name, axis_values(declared[name], points, *(ends or (None, None))))
            for name, ends in zip(names, spans, strict=True)
        ]

    def draws_at(places: int) -> int:
        found = size_of(draws, MAP_DRAWS.usual, runs, places * seeds * arms)
        check_memory((found, seeds, places, arms))
        return found

    chosen: AxesChosen | None = None
    axes, screened, places = [], 0, points * points
    levers = [one for one in simulator.levers() if one.name not in asked]
    if x is not None and y is not None:
        axes = axes_of((x, y))
        places = len(axes[0][1]) * len(axes[1][1])
    else:
        screened = screening_points(len(levers))
    # The screening looks at the gain alone, and so at fewer arms than the map.
    screening_arms = len(arms_needed([compared.gain]))
    expected = screened * screening_arms + places * draws_at(places) * seeds * arms
    with progress.stage("map", expected) as advance:
        if not axes:
            uncertain = [one for one in simulator.uncertain() if one.name not in asked]
            chosen = choose_axes(
                simulator, levers, uncertain, compared, asked.count(None), seed,
                lambda finished: advance(finished * screening_arms),
            )  # fmt: skip
            axes = axes_of(_axes(x, y, chosen))
            places = len(axes[0][1]) * len(axes[1][1])
        sized = draws_at(places)
        base = simulator.base(seed, sized)
        found = run_map(
            simulator, axes[0], axes[1], base, sized, seeds, seed,
            progress=lambda finished: advance(finished * arms), benchmark=compared,
        )  # fmt: skip
    metadata = design_metadata("map", simulator, before, compared.brief, seed, seeds, sized)
    return replace(found, metadata=metadata, axes_chosen=chosen)


def _axes(x: str | None, y: str | None, chosen: AxesChosen) -> tuple[str, str]:
    """Return both axes: those asked for, and in the place of the others those chosen, in their order."""
    names = iter([one.name for one in chosen.chosen])
    return (next(names) if x is None else x), (next(names) if y is None else y)
