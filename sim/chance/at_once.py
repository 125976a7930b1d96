"""The normal numbers of all whom an event befalls in a month, and the noise that is made of them, at once.

Compiled code alone draws so; the bits are those of numbers drawn one by one. What is the same for all is done
in loops without a branch, of which a processor does several turns at a time: the hash, then the half of the
quantile that six numbers in seven need. The seventh are put side by side and get theirs together.
"""

import math
from typing import Any

import numpy as np

from sim.arithmetic import ALWAYS_NORMAL, exp_of_moderate, log_of_normal
from sim.chance.hash import keyed_uniforms
from sim.chance.transforms import (
    CENTRAL,
    NEAR,
    central_quantile,
    near_quantile,
    noise_exponent,
    noise_of,
    normal_quantile,
)
from sim.compiler.called import compiled_when_called
from sim.compiler.pipeline import APART

SIDE_BY_SIDE = 256
"""How many numbers that are far out are put side by side at a time."""

# no denominator is zero here, and none is asked whether it is
_WITHOUT_BRANCHES: Any = {**APART, "error_model": "numpy"}


@compiled_when_called(**APART)
def draw_all(numbers: Any, event: int, month: int) -> None:
    """Put the normal numbers of an event and a month into the table: all first ids of each second one."""
    first, second = numbers.spans[event, 1], numbers.spans[event, 2]
    start = numbers.spans[event, 3] + month * second * first
    stop = start + second * first
    for other in range(second):
        keyed_uniforms(numbers.key, event, month, first, other, numbers.table, start + other * first)
    for block in range(start, stop, SIDE_BY_SIDE):
        after = min(stop, block + SIDE_BY_SIDE)
        count = 0
        for cell in range(block, after):
            numbers.far[count] = numbers.table[cell]
            numbers.places[count] = cell
            count += 1 if math.fabs(numbers.table[cell] - 0.5) > CENTRAL else 0
        transform_central(numbers.table, np.uint64(block), np.uint64(after))
        transform_near(numbers.far, np.uint64(count))
        for number in range(count):
            z = numbers.far[number]
            numbers.table[numbers.places[number]] = normal_quantile(z) if 0.0 < z < 1.0 else z


@compiled_when_called(**_WITHOUT_BRANCHES)
def transform_central(table: Any, start: Any, stop: Any) -> None:
    """Turn the uniform numbers between two cells into normal ones where they are near ½, else anything."""
    for cell in range(start, stop):
        above, below = central_quantile(table[cell] - 0.5)
        table[cell] = above / below


@compiled_when_called(**_WITHOUT_BRANCHES)
def transform_near(far: Any, count: Any) -> None:
    """Turn uniform numbers that are not near ½ into normal ones, beyond ±1; the furthest are left alone."""
    for number in range(count):
        u = far[number]
        r = math.sqrt(-log_of_normal(u if u <= 0.5 else 1.0 - u))
        above, below = near_quantile(r)
        z = above / below
        z = -z if u < 0.5 else z
        far[number] = z if r <= NEAR else u


@compiled_when_called(**APART)
def make_noise(numbers: Any, event: int, month: int, spread: float) -> None:
    """Make the noise of an event and a month from its normal numbers, and note with which spread."""
    cells = numbers.spans[event, 1] * numbers.spans[event, 2]
    start = numbers.spans[event, 3] + month * cells
    if math.isnan(numbers.table[start]):
        draw_all(numbers, event, month)
    stop = start + cells
    if exponentiate(numbers.table, numbers.noise, np.uint64(start), np.uint64(stop), spread) > 0:
        for cell in range(start, stop):
            numbers.noise[cell] = lone_noise(spread, numbers.table[cell])
    numbers.spreads[numbers.spans[event, 4] - 1 + month] = spread


@compiled_when_called(**APART)
def lone_noise(spread: float, z: float) -> float:
    """Noise that is made of a normal number by itself."""
    return noise_of(spread, z)


@compiled_when_called(**APART)
def exponentiate(table: Any, noise: Any, start: Any, stop: Any, spread: float) -> int:
    """Turn normal numbers into noise; returns how many have no moderate exponent, and so no noise yet."""
    beyond = 0
    for cell in range(start, stop):
        exponent = noise_exponent(spread, table[cell])
        noise[cell] = exp_of_moderate(exponent)
        beyond += 0 if math.fabs(exponent) < ALWAYS_NORMAL else 1
    return beyond
