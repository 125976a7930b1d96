"""Where is 1+1 > 2? A map of two levers of a scenario."""

from __future__ import annotations

from experiments.defaults import MAP_DRAWS, MAP_POINTS, SEEDS
from experiments.maps.lever_map import LeverMap, axis_values, run_map
from experiments.progress import progress
from experiments.runs.simulator import Subject, simulated
from experiments.texts import DEFAULT_LANGUAGE


def lever_map(
    subject: Subject,
    x: str,
    y: str,
    points: int = MAP_POINTS,
    draws: int = MAP_DRAWS.usual,
    seeds: int = SEEDS,
    seed: int = 0,
    x_range: tuple[float, float] | None = None,
    y_range: tuple[float, float] | None = None,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> LeverMap:
    """Return the map of 1+1 over two levers of a scenario. See `lever_map`."""
    simulation = simulated(subject, engine)
    axes = []
    for name, ends in ((x, x_range), (y, y_range)):
        simulation.factor(name)
        axes.append(
            (name, axis_values(simulation.scenario.parameters[name], points, *(ends or (None, None))))
        )
    base = simulation.base(seed, draws)
    total = len(axes[0][1]) * len(axes[1][1]) * draws * seeds
    with progress(total, lang, show) as done:
        return run_map(simulation, axes[0], axes[1], base, draws, seeds, seed, progress=done)
