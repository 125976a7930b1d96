"""The keyed hash: a number strictly between 0 and 1 as a pure function of key, event, month and two ids.

    key = mix(seed + G),   w = event·2⁴⁸ + month·2³² + a·2¹⁶ + b,   h = mix(key ⊕ mix(w + G)),
    u = (⌊h/2¹²⌋ + ½)·2⁻⁵²

`mix` is the finaliser of SplitMix64 (Steele, Lea & Flood 2014, after Stafford's variant 13) and G its golden
gamma. Bits above the twelfth make u: with 53 of them the largest u would round to 1.

The hash stands here twice: in Python's own integers, the reference, and in NumPy's 64-bit integers, which
numba compiles and which take whole arrays. Every constant of the second must be `np.uint64`: numba makes an
unsigned and a signed integer a signed one, and a signed one shifts differently.
"""

from collections.abc import Callable
from operator import index
from typing import Any

import numpy as np
from numba import types
from numba.core.errors import TypingError
from numba.extending import overload

from sim.compiler.called import compiled_when_called
from sim.compiler.pipeline import LINKED
from sim.splitmix import GOLDEN, GOLDEN64, MASK, keyed_bits, mix, mix64, open_unit

SEED_REFUSED = "a seed is a whole number from 0 to 2**64 - 1"
DRAW_REFUSED = "event, month and ids of a draw are whole numbers from 0 to 65535"


def replication_key(seed: int) -> int:
    """The key of one replication, mix(seed + G), as a signed 64-bit integer.

    Signed, because numba then meets one type of key only. Raises ValueError for a seed outside 0 … 2⁶⁴ − 1.
    """
    seed = index(seed)
    if not 0 <= seed <= MASK:
        raise ValueError(SEED_REFUSED)
    key = mix((seed + GOLDEN) & MASK)
    return key - (1 << 64) if key >> 63 else key


def keyed_uniform(key: int, event: int, month: int, a: int, b: int) -> float:
    """The uniform number in (0, 1) that belongs to this key, event, month and pair of ids.

    The same call compiles. Raises ValueError for an event, month or id outside 0 … 65535: −1, `NOBODY`, has
    no random numbers.
    """
    event, month, a, b = index(event), index(month), index(a), index(b)
    if (event | month | a | b) >> 16:
        raise ValueError(DRAW_REFUSED)
    word = event << 48 | month << 32 | a << 16 | b
    bits = mix((index(key) & MASK) ^ mix((word + GOLDEN) & MASK))
    return ((bits >> 12) + 0.5) * 2.0**-52


def keyed_uniforms(key: Any, event: int, month: int, first: int, b: int, table: Any, start: int) -> None:
    """Put the uniform numbers of all ids a below `first` into a table, from `start` on; compiled code alone.

    Those of `keyed_uniform`, several at a time: what it refuses is asked once. Raises ValueError as it does.
    """
    if (event | month | (first - 1) | b) >> 16 != 0:
        raise ValueError(DRAW_REFUSED)
    word = np.uint64(event) << _48 | np.uint64(month) << _32 | np.uint64(b)
    cell = np.uint64(start)
    for a in range(np.uint64(first)):
        table[cell + a] = open_unit(keyed_bits(np.uint64(key), word | a << _16))


_16, _32, _48 = (np.uint64(shift) for shift in (16, 32, 48))

for _part in (mix64, keyed_bits, open_unit, keyed_uniforms):
    compiled_when_called(**LINKED)(_part)


def require_integers(**arguments: Any) -> None:
    """Refuse to compile a draw whose event, month or ids are not integers; raises numba's TypingError."""
    for name, kind in arguments.items():
        if not isinstance(kind, types.Integer):
            raise TypingError(f"{name} of a draw must be an integer, not {kind}")


def _replication_key(seed: Any) -> Callable[..., Any]:
    require_integers(seed=seed)

    def implementation(seed: Any) -> Any:
        if seed < 0:
            raise ValueError(SEED_REFUSED)
        return np.int64(mix64(np.uint64(seed) + GOLDEN64))

    return implementation


def _keyed_uniform(key: Any, event: Any, month: Any, a: Any, b: Any) -> Callable[..., Any]:
    require_integers(key=key, event=event, month=month, a=a, b=b)

    def implementation(key: Any, event: Any, month: Any, a: Any, b: Any) -> Any:
        if (np.int64(event) | np.int64(month) | np.int64(a) | np.int64(b)) >> 16 != 0:
            raise ValueError(DRAW_REFUSED)
        word = np.uint64(event) << _48 | np.uint64(month) << _32 | np.uint64(a) << _16 | np.uint64(b)
        return open_unit(keyed_bits(np.uint64(key), word))

    return implementation


overload(replication_key, jit_options=LINKED)(_replication_key)
overload(keyed_uniform, jit_options=LINKED)(_keyed_uniform)
