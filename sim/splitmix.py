"""The finaliser of SplitMix64 (Steele, Lea & Flood 2014, after Stafford's variant 13) and its golden gamma.

The finaliser stands here twice: in Python's own integers, the reference, and in NumPy's unsigned 64-bit
integers, which Numba compiles and which take whole arrays.
"""

from typing import Any

import numpy as np

GOLDEN = 0x9E3779B97F4A7C15
MASK = 0xFFFFFFFFFFFFFFFF

_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB

GOLDEN64 = np.uint64(GOLDEN)
_FIRST64, _SECOND64 = np.uint64(_FIRST), np.uint64(_SECOND)
_12, _27, _30, _31 = np.uint64(12), np.uint64(27), np.uint64(30), np.uint64(31)


def mix(z: int) -> int:
    """Stir 64 bits so that every bit of the result depends on every bit of z (a bijection)."""
    z = ((z ^ (z >> 30)) * _FIRST) & MASK
    z = ((z ^ (z >> 27)) * _SECOND) & MASK
    return z ^ (z >> 31)


def mix64(z: Any) -> Any:
    """`mix` on unsigned 64-bit integers, or on an array of them."""
    z = (z ^ (z >> _30)) * _FIRST64
    z = (z ^ (z >> _27)) * _SECOND64
    return z ^ (z >> _31)


def keyed_bits(key: Any, word: Any) -> Any:
    """The 64 bits mix(key ⊕ mix(word + G)), of unsigned 64-bit integers or of arrays of them."""
    return mix64(key ^ mix64(word + GOLDEN64))


def open_unit(bits: Any) -> Any:
    """64 bits as a number strictly between 0 and 1: (⌊bits/2¹²⌋ + ½)·2⁻⁵², every step exact."""
    return ((bits >> _12) + 0.5) * 2.0**-52
