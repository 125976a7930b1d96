"""The luck of a replication, and the two draws the rules make from it: `uniform` and `normal`.

A draw depends on the replication's seed and on what is drawn, for whom and when; never on what was drawn
before, on a parameter or on an arm. In plain Python luck is a `Luck`, in compiled code a `luck_record`; both
give the same bits.

A uniform number costs less to compute than to look up. A normal number does not, so a luck record may keep a
table of them: each is computed at its first use and stays until the next replication, for every parameter
point and arm of the same key. A record and not a tuple of arrays, because numba counts references to arrays,
which costs more than the hash.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numba import njit, types
from numba.core.errors import TypingError
from numba.extending import overload

from sim.chance.declaration import EVENT_LIMIT, declared_events
from sim.chance.hash import keyed_uniform, replication_key, require_integers
from sim.chance.transforms import normal_quantile
from sim.compiler.pipeline import LINKED
from sim.compiler.rule import rule

TABLE_CELLS = 1 << 17
"""Room for normal numbers in a luck record: one megabyte, so that it stays in a processor's cache."""

LUCK = np.dtype(
    (
        np.record,
        [
            ("key", np.int64),
            ("used", np.int64),
            ("spans", np.int64, (EVENT_LIMIT, 4)),  # months, first ids, second ids, first cell of each event
            ("table", np.float64, (TABLE_CELLS,)),
        ],
    )
)


class Luck:
    """The luck of one replication in plain Python; raises ValueError for a seed outside 0 … 2⁶⁴ − 1."""

    __slots__ = ("key", "table", "used")

    def __init__(self, seed: int) -> None:
        self.key: int = replication_key(seed)
        self.used = 0
        self.table: list[float] = []

    def __repr__(self) -> str:
        return f"<Luck of key {self.key}>"


def luck_record(seed: int = 0, sizes: Mapping[str, int] | None = None, months: int = 0) -> Any:
    """The luck of one replication for compiled code; with sizes, with a table of its normal numbers.

    `sizes` says how many ids each domain has, such as {"community": 41, "kind": 3}; the table holds months 0
    to `months`, of events of the founding month 0. Events are given room from the smallest on; what is left
    out or lies outside is computed at each call. Raises ValueError for a domain that normal events need and
    `sizes` does not name.
    """
    record = np.zeros(1, LUCK)[0]
    if sizes is not None:
        spans = []
        for event in declared_events():
            if event.transform == "normal":
                unknown = [domain for domain in event.domains if domain is not None and domain not in sizes]
                if unknown:
                    raise ValueError(f"how many ids has the domain {unknown[0]!r}? Known: {', '.join(sizes)}")
                first, second = (1 if domain is None else sizes[domain] for domain in event.domains)
                drawn = 1 if event.month_0_only else months + 1
                spans.append((drawn * first * second, event.number, drawn, first, second))
        for cells, number, drawn, first, second in sorted(spans):
            if record.used + cells <= TABLE_CELLS:
                record.spans[number] = drawn, first, second, record.used
                record.used += cells
    record.key = replication_key(seed)
    record.table[: record.used] = math.nan
    return record


@rule
def rekey(luck: Any, seed: int) -> None:
    """Turn this luck into that of another replication and forget all numbers of the last one.

    Raises ValueError for a seed outside 0 … 2⁶⁴ − 1.
    """
    luck.key = replication_key(seed)
    for cell in range(luck.used):
        luck.table[cell] = math.nan


@rule
def keyed_normal(key: int, event: int, month: int, a: int, b: int) -> float:
    """The standard normal number that belongs to this key, event, month and pair of ids."""
    return normal_quantile(keyed_uniform(key, event, month, a, b))


def _uniform_leaf(key: int, event: int, month: int, a: int, b: int) -> float:
    return keyed_uniform(key, event, month, a, b)


def _normal_leaf(key: int, event: int, month: int, a: int, b: int) -> float:
    return keyed_normal(key, event, month, a, b)


# Plain Python calls a compiled leaf, four times as fast as the hash in Python's own integers; without the
# compiler (NUMBA_DISABLE_JIT=1) the leaf is that hash. Neither is compiled before its first call.
_fast_uniform = njit()(_uniform_leaf)
_fast_normal = njit()(_normal_leaf)


def uniform(luck: Any, event: int, month: int, a: int, b: int) -> float:
    """A number uniform in (0, 1): this luck's for the event, in the month, for the two ids (0 where none is).

    The same call compiles. Raises ValueError for an event, month or id outside 0 … 65535.
    """
    return _fast_uniform(luck.key, event, month, a, b)


def normal(luck: Any, event: int, month: int, a: int, b: int) -> float:
    """A standard normal number: this luck's for the event, in the month, for the two ids (0 where none is).

    Φ⁻¹ of the uniform number of the same arguments. The same call compiles. Raises ValueError for an event,
    month or id outside 0 … 65535.
    """
    return _fast_normal(luck.key, event, month, a, b)


def _require_record(luck: Any) -> None:
    if not (isinstance(luck, types.Record) and "spans" in luck.fields):
        raise TypingError(f"compiled draws need a luck record (sim.chance.luck_record), not {luck}")


def _uniform(luck: Any, event: Any, month: Any, a: Any, b: Any) -> Callable[..., Any]:
    _require_record(luck)
    require_integers(event=event, month=month, a=a, b=b)

    def implementation(luck: Any, event: Any, month: Any, a: Any, b: Any) -> Any:
        return keyed_uniform(luck.key, event, month, a, b)

    return implementation


def _normal(luck: Any, event: Any, month: Any, a: Any, b: Any) -> Callable[..., Any]:
    _require_record(luck)
    require_integers(event=event, month=month, a=a, b=b)

    def implementation(luck: Any, event: Any, month: Any, a: Any, b: Any) -> Any:
        first, second = luck.spans[event, 1], luck.spans[event, 2]
        if 0 <= month < luck.spans[event, 0] and 0 <= a < first and 0 <= b < second:
            cell = luck.spans[event, 3] + (month * first + a) * second + b
            value = luck.table[cell]
            if math.isnan(value):
                value = keyed_normal(luck.key, event, month, a, b)
                luck.table[cell] = value
            return value
        return keyed_normal(luck.key, event, month, a, b)

    return implementation


overload(uniform, jit_options=LINKED)(_uniform)
overload(normal, jit_options=LINKED)(_normal)
