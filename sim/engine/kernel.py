"""The compiled engine: the founding and the agenda as they stand, run over arrays for many points and arms.

One function is compiled, once for each number of kinds and instruments; population sizes do not matter to it.
"""

# mypy: allow-untyped-calls, disable-error-code="attr-defined"

from __future__ import annotations

import gc
import math
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numba
import numpy as np
from numba.core.errors import NumbaError

from sim.agenda import month
from sim.chance.random_numbers import random_numbers_record, reseed
from sim.compiler.called import compiled_when_called
from sim.compiler.numba_types import error_report, pointer_to, rows
from sim.compiler.pipeline import LINKED
from sim.compiler.records import record_dtype
from sim.engine.cache import keep_compiled
from sim.founding import found
from sim.measures import take_measures
from sim.parameters.layout import Valued
from sim.texts import spoken, text
from sim.world import STATES, World, domains, shapes, sizes

WENT_WELL, RAISED, NOT_FINITE = 0, 1, 2
THIN = 8
_EXPONENT, _LOWEST, _TOP = np.uint64(0x7FF << 52), np.uint64(1 << 52), np.uint64(63)


@compiled_when_called(**LINKED)
def all_finite(words: Any, floats: int) -> bool:
    """Whether the first `floats` 64-bit words of every row are finite numbers.

    All eleven bits of the exponent are set in infinities and in what is not a number, and only there: adding
    its lowest bit then carries into the sign. Unsigned integers, which may carry; many of them at a time, up
    to the next multiple of four, which takes a third of the time, and of four rows as long as all is well.
    What stands behind the floats are integers: a negative one looks like no number, and the rows from there
    on are looked at one by one.
    """
    rows = words.shape[0]
    if floats < THIN:  # down the columns: rows this short are not worth a loop
        for column in range(floats):
            carried = np.uint64(0)
            for row in range(rows):
                carried |= (words[row, column] & _EXPONENT) + _LOWEST
            if carried >> _TOP:
                return False
        return True
    rounded = min(words.shape[1], (floats + 3) // 4 * 4)
    row = 0
    while row + 3 < rows and four_rows_are_finite(words, row, rounded):
        row += 4
    while row < rows and row_is_finite(words, row, floats):
        row += 1
    return row == rows


@compiled_when_called(**LINKED)
def four_rows_are_finite(words: Any, row: int, floats: int) -> bool:
    """Whether the first words of a row and of the three after it are finite numbers."""
    carried = np.uint64(0)
    for column in range(floats):
        carried |= (words[row, column] & _EXPONENT) + _LOWEST
        carried |= (words[row + 1, column] & _EXPONENT) + _LOWEST
        carried |= (words[row + 2, column] & _EXPONENT) + _LOWEST
        carried |= (words[row + 3, column] & _EXPONENT) + _LOWEST
    return not carried >> _TOP


@compiled_when_called(**LINKED)
def row_is_finite(words: Any, row: int, floats: int) -> bool:
    """Whether the first words of one row are finite numbers."""
    carried = np.uint64(0)
    for column in range(floats):
        carried |= (words[row, column] & _EXPONENT) + _LOWEST
    return not carried >> _TOP


@compiled_when_called(**LINKED)
def world_is_finite(words: Any, floats: Any, lots: int) -> bool:
    """Whether every float of the world is a finite number; `words` is the world's memory as uint64.

    Of contracts those rows are looked at that ever held one of the `lots`. Ties, most of a city's memory, are
    seen without a look at each: whatever writes one also writes the mean of a district's, a relation's
    standing, which is no number where one of them is none.
    """
    return (
        all_finite(words.bureau, floats[0])
        and all_finite(words.offices, floats[1])
        and all_finite(words.organizations, floats[2])
        and all_finite(words.evaluators, floats[3])
        and all_finite(words.communities, floats[4])
        and all_finite(words.contracts[:lots], floats[5])
        and all_finite(words.relations, floats[6])
        and all_finite(words.tally, floats[8])
    )


@compiled_when_called(**LINKED)
def run_points(
    members: Any, tables: Any, floats: Any, numbers: Any, seeds: Any, points: Any, until: int,
    rows_wanted: int, out: Any, faults: Any,
) -> None:  # fmt: skip
    """Run every point i in every arm a with the random numbers of seed i and write its measures.

    Args:
        members: the arrays of the world in the order of `World`, single agents as arrays of one.
        tables: the same memory as uint64, (agents, words of one agent) each.
        floats: how many of those words are floats, which stand first.
        numbers: an array of one record of random numbers.
        seeds: uint64 (points); equal ones best stand together, for they share a table of random numbers.
        points: records of parameters (points, arms).
        until: months at most; a run ends at its own horizon if that comes first.
        rows_wanted: 0 for measures at the end, else the months of which a row is written.
        out: measures (points, arms, rows, measures).
        faults: kind of failure and month in which it happened (points, arms, 2).
    """
    bureau, offices, organizations, evaluators, communities, contracts, relations, ties, tally = members
    world = pointer_to(  # type: ignore[call-arg]  # an intrinsic passes its first argument itself
        World(
            bureau[0], offices, organizations, evaluators, communities, contracts, relations, ties,
            tally[0], numbers[0],
        )
    )  # fmt: skip
    words = pointer_to(World(*tables, numbers[0]))  # type: ignore[call-arg]
    for point in range(len(seeds)):
        if point == 0 or seeds[point] != seeds[point - 1]:
            reseed(numbers[0], seeds[point])
        for arm in range(points.shape[1]):
            p = points[point, arm]
            for table in tables:
                table[:, :] = 0
            last = min(p.run.horizon, until)
            months = 0
            try:
                found(world, p)
                while True:
                    if rows_wanted == 0 and months == last:
                        take_measures(tally[0], p, out[point, arm, 0])
                    elif 0 < months <= rows_wanted:
                        take_measures(tally[0], p, out[point, arm, months - 1])
                    if months == last:
                        break
                    month(world, p, months)
                    if not world_is_finite(words, floats, tally[0].lots):
                        faults[point, arm, 0] = NOT_FINITE
                        break
                    months += 1
            except Exception:  # numba knows no narrower one; which it was is found out outside
                faults[point, arm, 0] = RAISED
            faults[point, arm, 1] = months


def whole_kernel(
    members: Any, tables: Any, floats: Any, numbers: Any, seeds: Any, points: Any, until: int,
    rows_wanted: int, out: Any, faults: Any,
) -> None:  # fmt: skip
    """`run_points`, for calls from outside: as it links one rule alone, each rule is in its code once."""
    run_points(members, tables, floats, numbers, seeds, points, until, rows_wanted, out, faults)


class Workspace:
    """The memory in which one thread runs world after world: the world's arrays and its random numbers."""

    def __init__(self, scenario: Valued, months: int, draw_table: bool = True) -> None:
        shape, small = shapes(scenario.values), sizes(scenario)
        self.arrays = {
            name: _zeros(shape[name] or (1,), record_dtype(cls, small)) for name, cls in STATES.items()
        }
        numbers = random_numbers_record(0, domains(scenario) if draw_table else None, months)
        self.numbers = np.full(1, numbers, numbers.dtype)
        arrays = tuple(self.arrays.values())
        words = tuple(_words(array) for array in arrays)
        floats = tuple(float_words(array.dtype) for array in arrays)
        self._arguments = tuple(map(rows, arrays)), words, floats, rows(self.numbers)

    def arguments(self) -> tuple[Any, Any, Any, Any]:
        """The first arguments of the kernel."""
        return self._arguments


def _zeros(shape: tuple[int, ...], dtype: Any) -> Any:
    return np.zeros(shape, dtype)


def _words(array: Any) -> Any:
    return array.reshape(-1).view(np.uint64).reshape(array.size, array.dtype.itemsize // 8)


def float_words(dtype: Any) -> int:
    """How many of a record's 64-bit words are floats, which stand first."""
    fields = [dtype[name] for name in dtype.names]
    return sum(math.prod(field.shape) for field in fields if field.base == np.float64)


_compiling = threading.Lock()
_kernel: Any = None
_kept = False
_met: set[tuple[Any, ...]] = set()


class CompilationError(Exception):
    """The rules do not compile; the message names the rule, file and line."""


def kernel(arguments: tuple[Any, ...]) -> Any:
    """The compiled `run_points` for arguments of these types, from the cache where it is there.

    Raises:
        CompilationError: a rule says what cannot be compiled.
    """
    global _kernel, _kept
    if numba.config.DISABLE_JIT:
        return run_points
    # what Numba's types say of arguments made here; asking for those takes as long as ten runs of the case
    form = tuple(map(_form, arguments))
    if form in _met:
        return _kernel
    with _compiling:
        if _kernel is None:
            _kernel = numba.njit(nogil=True)(whole_kernel)
            _kept = keep_compiled(_kernel)
        signature = tuple(numba.typeof(argument) for argument in arguments)
        if signature not in _kernel.overloads:
            try:
                with Notice(_kept), unswept():
                    _kernel.compile(signature)
            except NumbaError as error:
                raise CompilationError(error_report(error)) from None
        _met.add(form)
    return _kernel


@contextmanager
def unswept() -> Iterator[None]:
    """No search for garbage: what the compiler keeps makes searches longer, an eighth of its time in all."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            if not gc.get_freeze_count():  # to those that lived long, or all would be searched at once
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _form(argument: Any) -> Any:
    """What distinguishes the arguments that `Workspace` and the engine make: numbers of axes, and fields."""
    if isinstance(argument, tuple):
        return tuple(map(_form, argument))
    return (argument.dtype, argument.ndim) if isinstance(argument, np.ndarray) else type(argument)


class Notice:
    """A line on stderr with the seconds gone by, once compiling takes longer than fetching from the cache.

    Args:
        kept: whether what is compiled is kept for the next process.
    """

    PATIENCE = 1.5

    def __init__(self, kept: bool) -> None:
        self.kept = kept

    def __enter__(self) -> None:
        self.started = time.monotonic()
        self.done = threading.Event()
        self.said = False
        self.ticker = threading.Thread(target=self._tick, daemon=True)
        self.ticker.start()

    def _tick(self) -> None:
        said = " / ".join(text("engine.compiling", lang) for lang in spoken())
        wait = self.PATIENCE
        while not self.done.wait(wait):
            if _watched():
                _show(f"\r{said} … {self._seconds()} s", end="")
            elif not self.said:
                _show(f"{said} …")
            self.said, wait = True, 1.0

    def _seconds(self) -> str:
        return f"{time.monotonic() - self.started:.0f}"

    def __exit__(self, error: object, *_: object) -> None:
        self.done.set()
        self.ticker.join()
        if self.said and error is None:
            key = "engine.compiled" if self.kept else "engine.compiled_unkept"
            said = " / ".join(text(key, lang, seconds=self._seconds()) for lang in spoken())
            _show(f"\r{said}\033[K" if _watched() else said)
        elif self.said and _watched():
            _show("")


def _watched() -> bool:
    with suppress(ValueError):
        return sys.stderr is not None and sys.stderr.isatty()
    return False


def _show(said: str, end: str = "\n") -> None:
    """Print to stderr; that nobody reads it any more, or that it is closed, is no reason not to compile."""
    if sys.stderr is not None:
        with suppress(OSError, ValueError):
            print(said, end=end, file=sys.stderr, flush=True)
