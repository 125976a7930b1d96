"""The random numbers of a replication, and the two draws the rules make from them: `uniform` and `normal`.

A draw depends on the replication's seed and on what is drawn, for whom and when; never on what was drawn
before, on a parameter or on an arm. Plain Python keeps them in a `RandomNumbers`, compiled code in a
`random_numbers_record`; both give the same bits.

A uniform number costs less to compute than to look up. A normal number does not, so a record may keep a
table of them: each is computed at its first use and stays until the next replication, for every parameter
point and arm of the same seed. Of an event that befalls everybody in the same month, for each kind of
service, the first use computes the numbers of all: several at a time, as processors can. A record and not a
tuple of arrays, because numba counts references to arrays, which costs more than the hash.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numba import njit, types
from numba.core.errors import TypingError
from numba.extending import overload

from sim.chance.at_once import SIDE_BY_SIDE, draw_all, lone_noise, make_noise
from sim.chance.declaration import EVENT_LIMIT, declared_events
from sim.chance.hash import keyed_uniform, replication_key, require_integers
from sim.chance.transforms import noise_of, normal_quantile
from sim.compiler.called import compiled_when_called
from sim.compiler.pipeline import APART, IN_PLACE, LINKED
from sim.compiler.rule import rule

TABLE_CELLS = 3 << 16
"""Room for normal numbers in a record: 1.5 megabytes, enough for a city of 400 communities and five years."""

SPREADS = 1 << 12
"""Months of events that are drawn at once."""

RECORD = np.dtype(
    (
        np.record,
        [
            ("key", np.int64),
            ("used", np.int64),
            # months, first ids, second ids and first cell of each event; where all ids are drawn at once, 1 +
            # the first of its `spreads`, else 0
            ("spans", np.int64, (EVENT_LIMIT, 5)),
            ("table", np.float64, (TABLE_CELLS,)),
            # noise made of these numbers, and the spread with which that of each event and month was made
            ("noise", np.float64, (TABLE_CELLS,)),
            ("spreads", np.float64, (SPREADS,)),
            # numbers being drawn that are put side by side, and their cells
            ("far", np.float64, (SIDE_BY_SIDE,)),
            ("places", np.int64, (SIDE_BY_SIDE,)),
        ],
    )
)


class RandomNumbers:
    """The random numbers of one replication in Python; raises ValueError for a seed outside 0 … 2⁶⁴ − 1."""

    __slots__ = ("key", "spans", "table", "used")

    def __init__(self, seed: int) -> None:
        self.key: int = replication_key(seed)
        self.used = 0
        self.table: list[float] = []
        self.spans: list[list[int]] = []

    def __repr__(self) -> str:
        return f"<RandomNumbers of key {self.key}>"


def random_numbers_record(seed: int = 0, sizes: Mapping[str, int] | None = None, months: int = 0) -> Any:
    """The random numbers of one replication for compiled code; with sizes, with a table of normal numbers.

    `sizes` says how many ids each domain has, such as {"community": 41, "kind": 3}; the table holds months 0
    to `months`, of events of the founding month 0. Events are given room from the smallest on, first those
    that befall everybody in the same month; what is left out or lies outside is computed at each call. Raises
    ValueError for a domain that normal events need and `sizes` does not name.
    """
    record = np.zeros(1, RECORD)[0]
    if sizes is not None:
        spans = []
        for event in declared_events():
            if event.transform == "normal":
                unknown = [domain for domain in event.domains if domain is not None and domain not in sizes]
                if unknown:
                    raise ValueError(f"how many ids has the domain {unknown[0]!r}? Known: {', '.join(sizes)}")
                first, second = (1 if domain is None else sizes[domain] for domain in event.domains)
                drawn = 1 if event.month_0_only else months + 1
                at_once = int(event.domains[1] == "kind")
                spans.append((1 - at_once, drawn * first * second, event.number, drawn, first, second))
        stamped = 0
        for rest, cells, number, drawn, first, second in sorted(spans):
            if record.used + cells <= TABLE_CELLS:
                at_once = int(rest == 0 and stamped + drawn <= SPREADS)
                record.spans[number] = drawn, first, second, record.used, at_once * (1 + stamped)
                record.used += cells
                stamped += at_once * drawn
    record.key = replication_key(seed)
    record.table[: record.used] = math.nan
    record.spreads[:] = math.nan
    return record


@rule
def reseed(numbers: Any, seed: int) -> None:
    """Turn these random numbers into those of another replication and forget those of the last one.

    Raises ValueError for a seed outside 0 … 2⁶⁴ − 1.
    """
    numbers.key = replication_key(seed)
    for cell in range(numbers.used):
        numbers.table[cell] = math.nan
    for event in range(len(numbers.spans)):
        if numbers.spans[event][4] > 0:
            for month in range(numbers.spans[event][0]):
                numbers.spreads[numbers.spans[event][4] - 1 + month] = math.nan


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


def uniform(numbers: Any, event: int, month: int, a: int, b: int) -> float:
    """The uniform number in (0, 1) of an event, in a month, for two ids (0 where there is none).

    The same call compiles. Raises ValueError for an event, month or id outside 0 … 65535.
    """
    return _fast_uniform(numbers.key, event, month, a, b)


def normal(numbers: Any, event: int, month: int, a: int, b: int) -> float:
    """The standard normal number of an event, in a month, for two ids (0 where there is none).

    Φ⁻¹ of the uniform number of the same arguments. The same call compiles. Raises ValueError for an event,
    month or id outside 0 … 65535.
    """
    return _fast_normal(numbers.key, event, month, a, b)


def noise(numbers: Any, event: int, month: int, a: int, b: int, spread: float) -> float:
    """Noise of an event, in a month, for two ids: exp(σz − σ²/2), z its normal number and σ the spread.

    The same call compiles. Raises ValueError for an event, month or id outside 0 … 65535.
    """
    return noise_of(spread, normal(numbers, event, month, a, b)) if spread > 0.0 else 1.0


def _require_record(numbers: Any) -> None:
    if not (isinstance(numbers, types.Record) and "spans" in numbers.fields):
        raise TypingError(f"compiled draws need a sim.chance.random_numbers_record, not {numbers}")


def _uniform(numbers: Any, event: Any, month: Any, a: Any, b: Any) -> Callable[..., Any]:
    _require_record(numbers)
    require_integers(event=event, month=month, a=a, b=b)

    def implementation(numbers: Any, event: Any, month: Any, a: Any, b: Any) -> Any:
        return keyed_uniform(numbers.key, event, month, a, b)

    return implementation


def _normal(numbers: Any, event: Any, month: Any, a: Any, b: Any) -> Callable[..., Any]:
    _require_record(numbers)
    require_integers(event=event, month=month, a=a, b=b)

    def implementation(numbers: Any, event: Any, month: Any, a: Any, b: Any) -> Any:
        cell = cell_of(numbers, event, month, a, b)
        if cell >= 0:
            number = numbers.table[cell]
            if not math.isnan(number):
                return number
        return drawn(numbers, event, month, a, b, cell)

    return implementation


@compiled_when_called(**IN_PLACE)
def cell_of(numbers: Any, event: int, month: int, a: int, b: int) -> int:
    """Where the table has room for a normal number; -1 where it has none."""
    if 0 < event < EVENT_LIMIT and 0 <= month < numbers.spans[event, 0]:
        first, second = numbers.spans[event, 1], numbers.spans[event, 2]
        if 0 <= a < first and 0 <= b < second:
            return int(numbers.spans[event, 3] + (month * second + b) * first + a)
    return -1


@compiled_when_called(**APART)
def drawn(numbers: Any, event: int, month: int, a: int, b: int, cell: int) -> float:
    """A normal number that the table does not hold: computed, and kept where there is room for it."""
    if cell < 0:
        return keyed_normal(numbers.key, event, month, a, b)
    if numbers.spans[event, 4] > 0:
        draw_all(numbers, event, month)
    else:
        numbers.table[cell] = keyed_normal(numbers.key, event, month, a, b)
    return float(numbers.table[cell])


def _noise(numbers: Any, event: Any, month: Any, a: Any, b: Any, spread: Any) -> Callable[..., Any]:
    _require_record(numbers)
    require_integers(event=event, month=month, a=a, b=b)

    def implementation(numbers: Any, event: Any, month: Any, a: Any, b: Any, spread: Any) -> Any:
        if spread <= 0.0:
            return 1.0
        cell = cell_of(numbers, event, month, a, b)
        if cell >= 0 and numbers.spans[event, 4] > 0:
            if numbers.spreads[numbers.spans[event, 4] - 1 + month] != spread:
                make_noise(numbers, event, month, spread)
            return numbers.noise[cell]
        return lone_noise(spread, drawn(numbers, event, month, a, b, cell))

    return implementation


overload(uniform, jit_options=LINKED)(_uniform)
overload(normal, jit_options=IN_PLACE)(_normal)
overload(noise, jit_options=IN_PLACE)(_noise)
