"""The one law by which the seeds of runs follow from a master seed.

Every seed is an element of the master seed's stream. Paired runs: draw d has the elements d·2²⁰ + r.
Designs: all points have the elements 0 … R − 1 (common random numbers), or point i has R·i … R·i + R − 1
(independent). Studies: replication r has element r.
"""

from __future__ import annotations

import numpy as np

from experiments.arrays import Seeds
from experiments.errors import InvalidInput
from sim.splitmix import GOLDEN64, mix64

COMMON, INDEPENDENT = "common", "independent"
"""Random numbers of the points of a design: the same seeds at every point, or each point's own."""

MAX_SEEDS = 1 << 20
"""Seeds that a draw may have."""


def next_master_seed(seed: int, further: int = 1) -> int:
    """Return the next master seed (wrapping at 2⁶⁴), for independent held-out runs."""
    return (seed + further) % 2**64


def stream(seed: int, low: int, high: int) -> Seeds:
    """Return elements `low` to `high` − 1 of a master seed's stream.

    Element r is ⌊s_r / 2^11⌋, where s is the stream of SplitMix64 (Steele, Lea & Flood 2014) that starts at
    mix(seed + G). Its 53 bits are exact as a double, and it is the seed with which one such run can be
    repeated alone. Any master seed from 0 to 2^64 − 1 is allowed.
    """
    start = mix64(np.array([seed], dtype=np.uint64) + GOLDEN64)
    steps = np.arange(low + 1, high + 1, dtype=np.uint64)
    return np.asarray(mix64(start + steps * GOLDEN64) >> np.uint64(11))


def draw_seeds(seed: int, draw: int, seeds: int) -> Seeds:
    """Return the seeds of a draw of paired runs, (seeds,): elements draw·2²⁰ + r of the stream."""
    first = draw * MAX_SEEDS
    return stream(seed, first, first + seeds)


def design_seeds(seed: int, random_numbers: str, seeds: int, start: int, stop: int) -> Seeds:
    """Return the seeds of points `start` to `stop` − 1 of a design, (seeds, stop − start).

    `random_numbers` is COMMON or INDEPENDENT. Raises InvalidInput for anything else.
    """
    if random_numbers == COMMON:
        return np.repeat(stream(seed, 0, seeds)[:, None], stop - start, axis=1)
    if random_numbers == INDEPENDENT:
        return stream(seed, seeds * start, seeds * stop).reshape(stop - start, seeds).T
    raise InvalidInput(
        "command.error.invalid_choice",
        name="random_numbers",
        given=repr(random_numbers),
        options=f"{COMMON}, {INDEPENDENT}",
    )
