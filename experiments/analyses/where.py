"""Where, and when, is 1+1 > 2? Maps of two levers and rules of scenario discovery."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.analyses.scope import Subject, progress, simulated, stages, varied
from experiments.discovery import Discovery, check_both_sides, discover
from experiments.futures import futures as make
from experiments.maps import LeverMap, axis_values, lever_map
from experiments.outcomes import above_ratio
from experiments.quarantine import optional
from experiments.refusal import Refused
from experiments.replications import next_seed
from experiments.sizes import (
    DENSITY,
    FUTURE_REPLICATIONS,
    FUTURES,
    LEAST_FUTURES,
    MAP_DRAWS,
    MAP_POINTS,
    REPLICATIONS,
    THRESHOLD,
)
from sim.texts import DEFAULT_LANGUAGE


def map_of(
    subject: Subject,
    x: str,
    y: str,
    points: int = MAP_POINTS,
    draws: int = MAP_DRAWS.usual,
    replications: int = REPLICATIONS,
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
    total = len(axes[0][1]) * len(axes[1][1]) * draws * replications
    with progress(total, lang, show) as done:
        return lever_map(simulation, axes[0], axes[1], base, draws, replications, seed, progress=done)


def rules_of(
    subject: Subject,
    vary: Sequence[str] = (),
    futures: int = FUTURES.usual,
    density: float = DENSITY,
    threshold: float = THRESHOLD,
    replications: int = FUTURE_REPLICATIONS,
    seed: int = 0,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> Discovery:
    """Return the rules under which 1+1 > threshold, found on `futures` and judged on half as many others."""
    if futures < LEAST_FUTURES:
        raise Refused("analysis.too_few_futures", given=futures, least=LEAST_FUTURES)
    optional("ema_workbench", "discovery")  # before anything is run
    simulation = simulated(subject, engine)
    factors = varied(simulation, vary)
    with progress(futures + futures // 2, lang, show) as done:
        outcome = above_ratio(threshold)
        train = make(simulation, factors, futures, replications, seed, outcome, progress=done)
        check_both_sides(train, threshold)  # before those that would judge a rule are run
        held_out = make(
            simulation, factors, futures // 2, replications, next_seed(seed), outcome, progress=done
        )
    parameters = simulation.scenario.parameters
    with stages(lang, show) as stage:
        return discover(train, held_out, density, threshold=threshold, parameters=parameters, stage=stage)
