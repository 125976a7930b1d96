"""Simulators with known answers, in the form that every analysis takes: evaluate(points, run_seeds, arms)."""

import numpy as np
from scipy import special

from experiments.runs.outcomes import Outcome
from sim.arms import G_S, GMINUS_S, GS, NONE, G, S

THE_VALUE = Outcome("value", {GS: 1.0})


def uniform_of(run_seeds, salt=0):
    """Return a uniform number in (0, 1) for each seed: two rounds of SplitMix64."""
    with np.errstate(over="ignore"):
        z = np.asarray(run_seeds, dtype=np.uint64) + np.uint64(salt) * np.uint64(0xD1342543DE82EF95)
        for _ in range(2):
            z = z + np.uint64(0x9E3779B97F4A7C15)
            z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            z = z ^ (z >> np.uint64(31))
    return ((z >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


def normal_of(run_seeds, salt=0):
    return special.ndtri(uniform_of(run_seeds, salt))


def simulation(function, noise=0.0):
    """Return an evaluate with one measure, function(points) + noise(points)·z(seed), the same in all arms."""

    def evaluate(points, run_seeds, arms):
        size = noise(points) if callable(noise) else noise
        output = function(points) + size * normal_of(run_seeds)
        return np.repeat(output[:, None, None], len(arms), axis=1)

    return evaluate


def worlds(arm_functions):
    """Return an evaluate with one function (points, z) per arm; z (n,) is the noise that all arms share.

    Where nothing is said of both side by side, they add up: both benchmarks are then the same.
    """
    if G_S not in arm_functions and {NONE, G, S} <= arm_functions.keys():
        none, alone, other = (arm_functions[arm] for arm in (NONE, G, S))
        arm_functions = arm_functions | {G_S: lambda p, z: alone(p, z) + other(p, z) - none(p, z)}
        arm_functions.setdefault(GMINUS_S, other)

    def evaluate(points, run_seeds, arms):
        noise = normal_of(run_seeds)
        return np.stack([arm_functions[arm](points, noise) for arm in arms], axis=1)[:, :, None]

    return evaluate
