"""Where is 1+1 > 2? A map of two levers of a scenario."""

from __future__ import annotations

from dataclasses import replace

from experiments.defaults import MAP_DRAWS, MAP_POINTS, SEEDS
from experiments.maps.lever_map import LeverMap, axis_values, run_map
from experiments.progress import SILENT, Progress
from experiments.provenance import design_metadata
from experiments.runs.design import size_of
from experiments.runs.outcomes import ONE_PLUS_ONE, arms_needed
from experiments.runs.paired import check_memory
from experiments.runs.simulator import Subject, simulated


def lever_map(
    subject: Subject,
    x: str,
    y: str,
    points: int = MAP_POINTS,
    draws: int | None = None,
    seeds: int = SEEDS,
    seed: int = 0,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
) -> LeverMap:
    """Return the map of 1+1 over two levers, averaged over the priors of uncertain parameters.

    All points share parameter draws and random numbers (common random numbers).

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        x: dotted name of the lever on the horizontal axis.
        y: dotted name of the lever on the vertical axis.
        points: values on each axis; of a choice all options.
        draws: parameter draws; 60 by default.
        seeds: seeds per draw.
        seed: master seed.
        x_range: ends of the horizontal axis, in the lever's unit; its declared range by default.
        y_range: ends of the vertical axis.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "map".
        runs: runs of all arms together instead of draws, rounded up to whole draws.

    Returns:
        1+1, Δ (service-months) and P(1+1 > 2) at every point, and the line 1+1 = 2 with its 95% band.

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
    axes = []
    for name, ends in ((x, x_range), (y, y_range)):
        simulator.factor(name)  # refuses what cannot vary
        axes.append((name, axis_values(simulator.scenario.parameters[name], points, *(ends or (None, None)))))
    places, arms = len(axes[0][1]) * len(axes[1][1]), len(arms_needed([ONE_PLUS_ONE]))
    draws = size_of(draws, MAP_DRAWS.usual, runs, places * seeds * arms)
    check_memory((draws, seeds, places, arms))
    base = simulator.base(seed, draws)
    with progress.stage("map", places * draws * seeds) as advance:
        found = run_map(simulator, axes[0], axes[1], base, draws, seeds, seed, progress=advance)
    metadata = design_metadata("map", simulator, before, [ONE_PLUS_ONE], seed, seeds, draws)
    return replace(found, metadata=metadata)
