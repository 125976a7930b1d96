"""A pilot that plans the number of draws for a precision."""

from __future__ import annotations

from experiments.errors import InvalidInput
from experiments.runs.paired import run_paired
from experiments.runs.simulator import ScenarioSimulator
from experiments.statistics.sample_size import ratio_influence, sample_size
from sim.arms import GS, NONE, G, S

PILOT_DRAWS, MOST_DRAWS = 64, 100_000


def planned_draws(simulation: ScenarioSimulator, half_width: float, seed: int = 0) -> int:
    """Return the draws (two seeds each) for 1+1's 95% interval to reach ± half_width, planned from a pilot.

    Raises InvalidInput when more than a hundred thousand would be needed.
    """
    runs = run_paired(simulation.scenario, PILOT_DRAWS, 2, (NONE, G, S, GS), seed)
    values = runs.whole().of("value")
    net = values - values[:, :, :1]
    wanted = sample_size(
        ratio_influence(2 * net[:, :, 3], net[:, :, 1] + net[:, :, 2]), half_width=half_width
    )
    draws = wanted.draws
    if not 0 < draws <= MOST_DRAWS:
        raise InvalidInput("error.too_many_draws", half_width=half_width, most=f"{MOST_DRAWS:,}")
    return draws
