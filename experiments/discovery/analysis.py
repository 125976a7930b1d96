"""When is 1+1 > 2? Rules of scenario discovery for a scenario."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.defaults import DENSITY, FUTURE_SEEDS, FUTURES, LEAST_FUTURES, THRESHOLD
from experiments.discovery.futures import futures as make
from experiments.discovery.rules import Discovery, check_both_sides, find_rules
from experiments.errors import InvalidInput
from experiments.optional import optional
from experiments.progress import progress, stages
from experiments.runs.outcomes import above_ratio
from experiments.runs.keys import next_master_seed
from experiments.runs.simulator import Subject, simulated, varied
from experiments.texts import DEFAULT_LANGUAGE


def discover(
    subject: Subject,
    vary: Sequence[str] = (),
    futures: int = FUTURES.usual,
    density: float = DENSITY,
    threshold: float = THRESHOLD,
    seeds: int = FUTURE_SEEDS,
    seed: int = 0,
    engine: str = "auto",
    lang: str = DEFAULT_LANGUAGE,
    show: bool = True,
) -> Discovery:
    """Return the rules under which 1+1 > threshold, found on `futures` and judged on half as many others."""
    if futures < LEAST_FUTURES:
        raise InvalidInput("analysis.too_few_futures", given=futures, least=LEAST_FUTURES)
    optional("ema_workbench", "discovery")  # before anything is run
    simulation = simulated(subject, engine)
    factors = varied(simulation, vary)
    with progress(futures + futures // 2, lang, show) as done:
        outcome = above_ratio(threshold)
        train = make(simulation, factors, futures, seeds, seed, outcome, progress=done)
        check_both_sides(train, threshold)  # before those that would judge a rule are run
        held_out = make(
            simulation, factors, futures // 2, seeds, next_master_seed(seed), outcome, progress=done
        )
    parameters = simulation.scenario.parameters
    with stages(lang, show) as stage:
        return find_rules(train, held_out, density, threshold=threshold, parameters=parameters, stage=stage)
