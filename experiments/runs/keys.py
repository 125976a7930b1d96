"""The one law by which run seeds follow from the master seed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Keys

FIXED, FRESH = "fixed", "fresh"
"""Which luck the points of a design meet: the same keys at every point, or keys of its own for each point."""


def next_seed(seed: int, further: int = 1) -> int:
    """Return a seed for luck that an analysis has not met: the next one, after the last the first."""
    return (seed + further) % 2**64


def run_keys(seed: int, luck: str, replications: int, start: int, stop: int) -> Keys:
    """Return keys (replications, stop − start) from the seed's stream, as studies take them.

    Fixed luck: elements 0 … R − 1 at every point. Fresh luck: elements R·point … R·point + R − 1.
    """
    if luck == FIXED:
        keys = replication_keys(seed, 0, replications)
        return np.repeat(keys[:, None], stop - start, axis=1)
    if luck == FRESH:
        keys = replication_keys(seed, replications * start, replications * stop)
        return keys.reshape(stop - start, replications).T
    raise ValueError(f"luck {luck!r}; allowed: {FIXED}, {FRESH}")


MAX_SEEDS = 1 << 20


def draw_keys(seed: int, draw: int, replications: int) -> Keys:
    """Return the run keys of a draw: elements draw·2²⁰ … draw·2²⁰ + replications − 1 of the seed's stream."""
    first = draw * MAX_SEEDS
    return replication_keys(seed, first, first + replications)


def replication_keys(seed: int, low: int, high: int) -> NDArray[np.uint64]:
    """Return the key of replications `low` to `high` − 1 of a study, the same for all points and arms.

    The key is the seed with which one such run can be repeated alone: ⌊s_r / 2^11⌋, where s is the stream of
    SplitMix64 (Steele, Lea & Flood 2014) that starts at mix(seed + G). Its 53 bits are exact as a double. Any
    seed from 0 to 2^64 − 1 is a seed like any other.
    """
    start = _mix(np.array([seed], dtype=np.uint64) + _GAMMA)
    steps = np.arange(low + 1, high + 1, dtype=np.uint64)
    return _mix(start + steps * _GAMMA) >> np.uint64(11)


_GAMMA = np.uint64(0x9E3779B97F4A7C15)


def _mix(z: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
