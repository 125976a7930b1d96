"""How fast this machine runs a scenario, measured on a few runs before a long computation."""

from __future__ import annotations

import time

import numpy as np

from experiments.runs.simulator import ScenarioSimulator
from sim.arms import GS, NONE, G, S

PROBE_SECONDS = 0.2
"""A probe that took this long is long enough."""

MOST_POINTS = 4096


def seconds_per_run(simulator: ScenarioSimulator) -> float:
    """Return how long a run takes on all cores: four times as many are run until it can be timed.

    The probes are not counted among the simulator's runs.
    """
    scenario, arms = simulator.scenario, (NONE, G, S, GS)
    simulator.engine.prepare(scenario)
    points = 1
    while True:
        drawn = scenario.draw(0, points)
        begun = time.perf_counter()
        simulator.engine.run(scenario, drawn, np.arange(points, dtype=np.uint64), arms)
        took = time.perf_counter() - begun
        if took >= PROBE_SECONDS or points >= MOST_POINTS:
            return took / (points * len(arms))
        points *= 4
