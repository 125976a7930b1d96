"""The quantile functions of the priors' forms, and the uniform numbers of draws: formulas, each once.

Every function takes one number or an array of them, and does the same with either. Plain Python gives it
arrays; compiled code, in which a draw is one number after the other, compiles it as it stands
(`sim.engine.draws`). NumPy is imported with the module: whoever only reads scenarios does not import it.
"""

from typing import Any

import numpy as np

from sim.splitmix import GOLDEN64, keyed_bits, mix64, open_unit


def where(condition: Any, one: Any, other: Any) -> Any:
    """One where a condition holds, the other elsewhere; for one number, whichever it is."""
    return np.where(condition, one, other)


def uniform_at(u: Any, low: Any, high: Any) -> Any:
    """low + (high − low)·u."""
    return low + (high - low) * u


def triangular_at(u: Any, low: Any, mode: Any, high: Any) -> Any:
    """low + √(u·w·(mode − low)) up to the mode, high − √((1 − u)·w·(high − mode)) beyond; w the width."""
    width = high - low
    rising = u * width <= mode - low
    below = low + np.sqrt(where(rising, u * width * (mode - low), 0.0))
    above = high - np.sqrt(where(rising, 0.0, (1.0 - u) * width * (high - mode)))
    return where(rising, below, above)


def integer_at(u: Any, low: Any, high: Any) -> Any:
    """low + ⌊(high − low + 1)·u⌋."""
    return low + np.minimum(np.floor(u * (high - low + 1.0)), high - low)


def stretch_of(u: Any, ends: Any) -> Any:
    """The place of the stretch in which u lies, among stretches that end at `ends`; the last one beyond."""
    return np.minimum(np.searchsorted(ends, u, side="right"), len(ends) - 1)


def within(u: Any, start: Any, length: Any) -> Any:
    """How far into a stretch u lies, from 0 to 1."""
    return np.minimum(np.maximum((u - start) / length, 0.0), 1.0)


def whole(value: Any) -> Any:
    """The nearest whole number, as a float; never minus zero."""
    return np.rint(value) + 0.0


def stream_of(seed: Any, hashed: Any) -> Any:
    """What all draws of one name have in common, of a seed and the hash of the name; unsigned, 64 bits."""
    return keyed_bits(mix64(seed + GOLDEN64), hashed)


def uniform_of(stream: Any, number: Any) -> Any:
    """The uniform number of a draw by its number, unsigned, 64 bits."""
    return open_unit(keyed_bits(stream, number))
