"""How fast this machine runs a scenario, measured on a few runs before a long computation."""

from __future__ import annotations

import math
import time

import numpy as np

from experiments.runs.simulator import ScenarioSimulator
from sim.arms import GS, NONE, G, S

PROBE_SECONDS = 0.2
"""A probe that took this long is long enough, if the same again takes as long."""

SURE_SECONDS = 2.0
"""A probe that took this long is not repeated: what holds up a machine is shorter."""

MOST_POINTS = 4096

PART_OF_RUNS = 0.1
"""Of the runs ahead a further probe takes no more: how long a short computation takes is soon seen."""


def seconds_per_run(simulator: ScenarioSimulator, ahead: float = math.inf) -> float:
    """Return how long a run takes on all cores: four times as many are run until it can be timed, or until
    that would be too many beside the runs `ahead`.

    What else the machine does can make a probe longer, never shorter. So the quickest counts, and a
    small probe held up by something else does not end the search.

    The probes are not counted among the simulator's runs.
    """
    scenario, arms = simulator.scenario, (NONE, G, S, GS)
    simulator.engine.prepare(scenario)
    points, quickest = 1, math.inf
    repeated = False
    while True:
        drawn = scenario.draw(0, points)
        begun = time.perf_counter()
        simulator.engine.run(scenario, drawn, np.arange(points, dtype=np.uint64), arms)
        took = time.perf_counter() - begun
        quickest = min(quickest, took / (points * len(arms)))
        enough = took >= PROBE_SECONDS
        if took >= SURE_SECONDS or (enough and repeated) or (points >= MOST_POINTS and not enough):
            return quickest
        points, repeated = (points, True) if enough else (points * 4, False)
        if points * len(arms) > PART_OF_RUNS * ahead:
            return quickest
