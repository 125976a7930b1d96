"""A threshold that splits futures, wherever the numbers of the model lie."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from experiments.designs.factors import values
from experiments.designs.latin_hypercube import latin_points
from experiments.runs.outcomes import SIDE_BY_SIDE, arms_needed, per_run
from experiments.runs.simulator import ScenarioSimulator, varied
from sim.scenario.scenario import Scenario

FUTURES = 60


@cache
def _middle(vary: tuple[str, ...], months: int) -> str:
    simulation = ScenarioSimulator(Scenario.load("s_association", changes={"run.horizon": months}))
    factors = varied(simulation, vary)
    points = values(factors, latin_points(factors, FUTURES, seed=1))
    arms = arms_needed([SIDE_BY_SIDE.ratio])
    runs = simulation(points, np.arange(FUTURES, dtype=np.uint64), arms)
    ratios, _ = per_run(SIDE_BY_SIDE.ratio, runs[None], arms)
    return f"{np.median(ratios):.2f}"


def middle(vary: Sequence[str], months: int = 9) -> str:
    """A value of 1+1 side by side that about half of the futures of the case exceed when these vary."""
    return _middle(tuple(vary), months)
