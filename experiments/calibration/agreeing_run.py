"""One run that comes out as the case was observed: what a person can follow month by month."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from experiments.arrays import Array
from experiments.calibration.observations import check_observations, compare_with_observations
from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress
from experiments.results import Result
from experiments.runs.engines import engine_named
from experiments.runs.paired import run_paired, sample_sizes
from sim.arms import GS, NONE, G, S
from sim.scenario import Scenario

ARMS_COMPARED = (NONE, G, S, GS)
"""Arms that a comparison with observations needs."""


@dataclass(frozen=True)
class AgreeingRun(Result):
    """A run of the contract arm that agrees with every observation of its scenario.

    Attributes:
        scenario: the scenario with the values of the run's parameter draw: nothing in it is uncertain.
        draw: number of the draw, from 0.
        seed: the seed; `ContractingModel(scenario, seed=seed)` is this run.
        agreeing: how many of the runs agree with every observation.
        runs: how many runs were looked at.
    """

    scenario: Scenario = field(repr=False, metadata={"plain": False})
    draw: int
    seed: int
    agreeing: int
    runs: int


def agreeing_run(
    scenario: Scenario,
    *,
    draws: int | None = None,
    seeds: int | None = None,
    seed: int = 0,
    engine: str = "auto",
    replications: int,
    progress: Progress = SILENT,
) -> AgreeingRun:
    """Return the run that agrees with every observation and is nearest to the observed values.

    A run agrees when each quantity that was observed, whether to condition on or to check, lies in its band.
    The distance to an observed value is measured in widths of its band; of equally near runs the first is
    taken, in the order of draws and then of seeds. So the choice follows from the master seed alone.

    Args:
        scenario: what is run, with its observations.
        draws: parameter draws that are looked at.
        seeds: seeds of each draw.
        seed: the master seed.
        engine: a name in `defaults.ENGINES`.
        replications: draws × seeds where neither is given.
        progress: what watches the runs.

    Returns:
        The run.

    Raises:
        InvalidInput: sizes that are not allowed, no observation to agree with, or no run that agrees.
        ScenarioError: an observation that no measure answers.
        EnvironmentFailure: every draw has a failed run.
    """
    check_observations(scenario)
    size = sample_sizes(scenario, draws, seeds, None, replications)
    engine_named(engine).prepare(scenario)
    with progress.stage("runs", size[0] * size[1] * len(ARMS_COMPARED)) as advance:
        runs = run_paired(scenario, *size, ARMS_COMPARED, seed, engine, advance).whole()
    found = compare_with_observations(scenario, runs, seed)
    if found is None:
        raise InvalidInput("error.no_observations", scenario=scenario.name)
    agrees = np.ones(runs.run_seeds.shape, dtype=bool)
    distance: Array = np.zeros(runs.run_seeds.shape)
    for one in found.observations:
        low, high = one.band
        values = runs.arm(GS, one.measure)
        agrees &= (values >= low) & (values <= high)
        if 0 < high - low < np.inf:
            distance += np.abs(values - one.observed) / (high - low)
    if not agrees.any():
        raise InvalidInput("error.no_run_agrees", runs=agrees.size, scenario=scenario.name)
    draw, place = np.unravel_index(np.where(agrees, distance, np.inf).argmin(), agrees.shape)
    drawn = {name: column[draw].item() for name, column in runs.parameter_draws.items()}
    return AgreeingRun(
        scenario=scenario.with_values(drawn) if drawn else scenario,
        draw=int(runs.numbers[draw]),
        seed=int(runs.run_seeds[draw, place]),
        agreeing=int(agrees.sum()),
        runs=agrees.size,
    )
