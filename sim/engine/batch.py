"""Many runs at once: parameter points × seeds × arms through the compiled engine, on all cores.

The same numbers whatever the order, the chunks and the threads: a run depends on its own point, seed and arm.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.arms import arm_number
from sim.compiler.numba_types import rows
from sim.compiler.parameter_record import fill_parameters, offset_in, parameter_dtype
from sim.compiler.state import nearest
from sim.diagnosis import what_went_wrong
from sim.engine.kernel import RAISED, WENT_WELL, Workspace, kernel
from sim.failure import RunFailure
from sim.measures import measures_of
from sim.parameters.layout import Valued, place
from sim.world import LARGEST_ID, parameter_layout, parameter_values, shapes

Floats = NDArray[np.float64]

CHUNK = 512
"""Runs that a thread takes at a time; bounds memory and how long an interrupt waits."""

MAX_DIAGNOSED = 20
"""Number of failed runs replayed in plain Python for a diagnosis; the others report only the month."""


@dataclass(frozen=True)
class CompiledBatch:
    """Measures (points, arms, measures), NaN where a run failed, and the failures in the order of points."""

    values: Floats
    failures: list[RunFailure]


def run_batch(
    scenario: Valued,
    values: Mapping[str, ArrayLike] | None,
    seeds: ArrayLike,
    arms: Sequence[int],
    months: int | None = None,
    threads: int | None = None,
    chunk: int | None = None,
    draw_table: bool = True,
) -> CompiledBatch:
    """Run point i with seed i in every arm and return the measures at the horizon, in `measures_of`'s order.

    Each value must be one that its parameter allows; whether values fit together, as a scenario's must, is
    left to the caller.

    Args:
        scenario: gives every parameter that `values` does not, and the sizes of the world.
        values: dotted parameter name → its n values.
        seeds: n whole numbers of 64 bits; points with equal seeds share their random numbers.
        arms: indices into `sim.arms.ARMS`; all arms of a point share their random numbers.
        months: the horizon instead of run.horizon.
        threads: how many at most; all cores of the process by default.
        chunk: points a thread takes at a time.
        draw_table: whether random numbers are kept for points and arms of one seed; changes speed alone.

    Raises:
        ValueError: an unknown or structural parameter, a value that is not allowed, a length other than n,
            a seed outside 64 bits, an unknown arm, a world with more agents than ids.
        CompilationError: a rule cannot be compiled.
    """
    work = _Work(scenario, values, seeds, arms, months)
    out, failures = work.run(0, threads, chunk, draw_table)
    return CompiledBatch(out[:, :, 0, :], failures)


def run_series(
    scenario: Valued,
    values: Mapping[str, ArrayLike] | None,
    seeds: ArrayLike,
    arms: Sequence[int],
    months: int | None = None,
    threads: int | None = None,
    chunk: int | None = None,
) -> CompiledBatch:
    """As `run_batch`, with the measures after each month: values (points, arms, months, measures).

    Months after a point's own horizon are NaN.
    """
    work = _Work(scenario, values, seeds, arms, months)
    out, failures = work.run(max(1, work.longest), threads, chunk, True)
    return CompiledBatch(out[:, :, : work.longest], failures)


def run_states(
    scenario: Valued, values: Mapping[str, float] | None, seed: int, arm: int, months: Iterable[int]
) -> list[dict[str, NDArray[Any]]]:
    """The full state of one run after each of these months: member of the world → structured array.

    Month 0 is the founding; a month after the horizon gives the state at the horizon. A failed run gives the
    state in which it failed. Raises as `run_batch`.
    """
    columns = {name: [value] for name, value in (values or {}).items()}
    work = _Work(scenario, columns, [seed], [arm], None)
    found = []
    for until in months:
        space = work.workspace(True)
        work.run_chunk(space, slice(0, 1), 0, max(0, int(until)))
        found.append({name: array.copy() for name, array in space.arrays.items()})
    return found


class _Work:
    """What is to be run, checked; and the runs."""

    def __init__(
        self,
        scenario: Valued,
        values: Mapping[str, ArrayLike] | None,
        seeds: ArrayLike,
        arms: Sequence[int],
        months: int | None,
    ) -> None:
        self.scenario = scenario
        self.compiled: Any = None
        self.arms = [arm_number(arm) for arm in arms]
        self.seeds = _seeds(seeds)
        self.n = len(self.seeds)
        given = dict(values or {})
        if months is not None:
            given["run.horizon"] = np.full(self.n, months)
        # parameters as the 64-bit words they are in memory: a row of those that vary for each point
        self.varied: Any = np.empty((self.n, len(given)), np.uint64)
        horizons: Any = np.array([scenario.values["run.horizon"]])
        for k, (name, values_given) in enumerate(given.items()):
            column = _column(scenario, name, values_given, self.n)
            self.varied[:, k] = column.view(np.uint64)
            if name == "run.horizon":
                horizons = column
        for member, shape in shapes(scenario.values).items():
            if any(count > LARGEST_ID + 1 for count in shape):
                raise ValueError(f"{shape} {member}: ids of agents go from 0 to {LARGEST_ID}")
        # equal seeds side by side share a table of draws
        self.order = np.argsort(self.seeds, kind="stable")
        self.measures = len(measures_of(tuple(row.name for row in scenario.rows["kinds"])))
        self.base: Any = np.zeros(len(self.arms), parameter_dtype(parameter_layout(scenario)))
        for record, arm in zip(self.base, self.arms, strict=True):
            fill_parameters(record, parameter_values(scenario, arm))
        self.places = [offset_in(self.base.dtype, *place(scenario, name)) // 8 for name in given]
        self.longest = int(horizons.max(initial=0))

    def workspace(self, draw_table: bool) -> Workspace:
        """Memory for one thread."""
        return Workspace(self.scenario, self.longest, draw_table)

    def records(self, points: NDArray[np.intp]) -> Any:
        """The parameters of points: records (points, arms)."""
        base = self.base.view(np.uint64).reshape(len(self.arms), self.base.dtype.itemsize // 8)
        words = np.tile(base, (len(points), 1, 1))
        words[:, :, self.places] = self.varied[points][:, None, :]
        return rows(words.view(self.base.dtype)[:, :, 0])

    def run_chunk(
        self, space: Workspace, part: slice, rows_wanted: int, until: int = 2**31
    ) -> tuple[Floats, NDArray[np.int64]]:
        """Run some points, in the order of their seeds; measures, and kind and month of each failure."""
        points = self.order[part]
        shape = (len(points), len(self.arms))
        out = np.full((*shape, max(1, rows_wanted), self.measures), np.nan)
        faults = np.zeros((*shape, 2), np.int64)
        arguments = (
            *space.arguments(), self.seeds[points], self.records(points), until, rows_wanted, out, faults,
        )  # fmt: skip
        if self.compiled is None:  # all chunks have arguments of the same types
            self.compiled = kernel(arguments)
        self.compiled(*arguments)
        out[faults[:, :, 0] != WENT_WELL] = np.nan
        return out, faults

    def run(
        self, rows_wanted: int, threads: int | None, chunk: int | None, draw_table: bool
    ) -> tuple[Floats, list[RunFailure]]:
        """Run all points on several threads; measures in the caller's order, and the failures."""
        n_threads = max(1, _cores() if threads is None else int(threads))
        size = min(CHUNK // max(1, len(self.arms)), -(-self.n // (8 * n_threads)))
        size = max(1, size if chunk is None else int(chunk))
        parts = [slice(start, min(start + size, self.n)) for start in range(0, self.n, size)]
        values = np.full((self.n, len(self.arms), max(1, rows_wanted), self.measures), np.nan)
        faults = np.zeros((self.n, len(self.arms), 2), np.int64)
        spaces: SimpleQueue[Workspace] = SimpleQueue()

        def work(part: slice) -> None:
            try:
                space = spaces.get_nowait()
            except Empty:
                space = self.workspace(draw_table)
            out, bad = self.run_chunk(space, part, rows_wanted)
            values[self.order[part]], faults[self.order[part]] = out, bad
            spaces.put(space)

        if self.arms:
            _each(work, parts, n_threads)
        return values, self._failures(faults)

    def _failures(self, faults: NDArray[np.int64]) -> list[RunFailure]:
        found = []
        for count, (point, arm) in enumerate(np.argwhere(faults[:, :, 0] != WENT_WELL)):
            kind, now = faults[point, arm]
            message = f"month {now}: " + ("a rule failed" if kind == RAISED else "a number is not finite")
            if count < MAX_DIAGNOSED:
                record = self.records(np.array([point]))[0, arm]
                message = what_went_wrong(self.scenario, record, int(self.seeds[point]))
            found.append(RunFailure(int(point), self.arms[arm], message))
        return found


def _each(work: Callable[[slice], None], parts: list[slice], n_threads: int) -> None:
    """Do all parts on several threads; the first error or interrupt leaves what has not begun."""
    if not parts:
        return
    work(slice(0, 0))  # what has to be compiled is compiled once, before the threads
    if n_threads == 1:
        for part in parts:
            work(part)
        return
    with ThreadPoolExecutor(n_threads) as pool:
        futures = [pool.submit(work, part) for part in parts]
        try:
            for future in futures:
                future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def _seeds(seeds: ArrayLike) -> NDArray[np.uint64]:
    # a list may mix sizes of integers that NumPy would make floats of
    given = seeds if isinstance(seeds, np.ndarray) else np.array(seeds, dtype=object)
    if given.ndim != 1:
        raise ValueError(f"seeds are a list, not of shape {given.shape}")
    if given.dtype.kind == "O":
        wrong = any(type(seed) is bool or not hasattr(seed, "__index__") for seed in given)
        wrong = wrong or any(not 0 <= int(seed) < 2**64 for seed in given)
    else:
        wrong = given.dtype.kind not in "iu" or bool((given < 0).any())
    if wrong and given.size:
        raise ValueError("a seed is a whole number from 0 to 2**64 - 1")
    return given.astype(np.uint64)


def _column(scenario: Valued, name: str, column: ArrayLike, n: int) -> NDArray[Any]:
    """The n values of a parameter in its own kind, checked against what is allowed."""
    parameter = scenario.parameters.get(name)
    if parameter is None:
        raise ValueError(f"no parameter {name!r}{nearest(name, list(scenario.parameters))}")
    if parameter.structural and name != "run.horizon":  # each run ends at its own
        raise ValueError(f"{name} shapes the world: it has one value for all points, set it in the scenario")
    given = np.asarray(column)
    if given.shape != (n,):
        raise ValueError(f"{name}: {given.shape} values for {n} seeds")
    if given.dtype.kind not in "iuf":
        raise ValueError(f"{name}: values are numbers, not {given.dtype}")
    wrong = ~((given >= parameter.least) & (given <= parameter.most))
    if parameter.kind != "float":
        wrong |= given != np.floor(given)
    if wrong.any():
        index = int(np.argmax(wrong))
        raise ValueError(
            f"{name}: value {given[index]} of point {index}; allowed is {parameter.allowed('en')}"
        )
    return given.astype(np.float64 if parameter.kind == "float" else np.int64)
