"""A pilot that plans the number of draws for a precision."""

from __future__ import annotations

from experiments.errors import InvalidInput
from experiments.runs.outcomes import BENCHMARKS, arms_needed, contrast
from experiments.runs.paired import run_paired
from experiments.runs.simulator import ScenarioSimulator
from experiments.statistics.sample_size import ratio_influence, sample_size

PILOT_DRAWS, MOST_DRAWS = 64, 100_000


def planned_draws(simulation: ScenarioSimulator, half_width: float, seed: int = 0) -> int:
    """Return the draws (two seeds each) for the 95% intervals of 1+1 against both benchmarks to reach
    ± half_width, planned from a pilot.

    Raises InvalidInput when more than a hundred thousand would be needed.
    """
    arms = arms_needed([benchmark.ratio for benchmark in BENCHMARKS])
    values = run_paired(simulation.scenario, PILOT_DRAWS, 2, arms, seed).whole().of("value")
    draws = 0
    for benchmark in BENCHMARKS:
        above, below = (
            contrast(weights, values, arms)
            for weights in (benchmark.ratio.numerator, benchmark.ratio.denominator)
        )
        pilot = ratio_influence(benchmark.ratio.factor * above, below)
        draws = max(draws, sample_size(pilot, half_width=half_width).draws)
    if not 0 < draws <= MOST_DRAWS:
        raise InvalidInput("error.too_many_draws", half_width=half_width, most=f"{MOST_DRAWS:,}")
    return draws
