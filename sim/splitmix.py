"""The finaliser of SplitMix64 (Steele, Lea & Flood 2014, after Stafford's variant 13) and its golden gamma.

It stands here twice: in Python's own integers, the reference, and in NumPy's unsigned 64-bit integers, which
Numba compiles and which take whole arrays.
"""

from typing import Any

import numpy as np

GOLDEN = 0x9E3779B97F4A7C15
MASK = 0xFFFFFFFFFFFFFFFF

_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB

GOLDEN64 = np.uint64(GOLDEN)
_FIRST64, _SECOND64 = np.uint64(_FIRST), np.uint64(_SECOND)
_27, _30, _31 = np.uint64(27), np.uint64(30), np.uint64(31)


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
