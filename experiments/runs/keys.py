"""The one law by which the seeds of runs follow from a master seed.

Every seed is an element of the master seed's stream. Paired runs: draw d has the elements d·2²⁰ + r.
Designs: all points have the elements 0 … R − 1 (common random numbers), or point i has R·i … R·i + R − 1
(independent), or, where the seed is a factor, a point has one element, which is that factor's value:
base row or trajectory k has the values 2k and 2k + 1. Studies: replication r has element r.
"""

from __future__ import annotations

import numpy as np

from experiments.arrays import Seeds
from experiments.errors import InvalidInput
from sim.splitmix import GOLDEN64, mix64

COMMON, INDEPENDENT, FACTOR = "common", "independent", "factor"
"""Random numbers of the points of a design: the same seeds at every point, each point's own, or one seed a
point, which varies as the parameters do."""

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


def chosen_numbers(
    random_numbers: str | None, seeds: int | None, otherwise: str, usual: int
) -> tuple[str, int]:
    """Return the random numbers of a design that can vary its seed, and the seeds of each point.

    Args:
        random_numbers: FACTOR, COMMON or INDEPENDENT; None for FACTOR, or where seeds are asked for,
            `otherwise`.
        seeds: seeds of each point, where they are asked for.
        otherwise: COMMON or INDEPENDENT.
        usual: how many seeds a point has that has several.

    Raises:
        InvalidInput: several seeds a point are asked for, and the seed as a factor.

    Example:
        >>> chosen_numbers(None, None, COMMON, 2), chosen_numbers(None, 4, COMMON, 2)
        (('factor', 1), ('common', 4))
    """
    if random_numbers is None:
        random_numbers = FACTOR if seeds is None else otherwise
    if random_numbers != FACTOR:
        return random_numbers, usual if seeds is None else seeds
    if seeds is not None:
        raise InvalidInput("error.seeds_of_factor", given=seeds)
    return FACTOR, 1


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
