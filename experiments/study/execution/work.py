"""Compute one shard, in this process, in a child process, or on a worker of a cluster."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from experiments.arrays import Array, Points, Seeds
from experiments.errors import InvalidInput, UserError
from experiments.progress import Advance
from experiments.runs.engines import EngineRuns
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.faults import machine_fault
from experiments.study.storage.encoding import FAILED, encode, run_table, series_table
from experiments.study.storage.shards import Shard, run_ids
from sim.failure import RunFailure

_BATCH_SECONDS = 2.0
_MESSAGE = 500


@dataclass
class Pace:
    """How many pairs take about two seconds: small batches keep progress smooth and memory small."""

    pairs: int = 16

    def learn(self, pairs: int, seconds: float) -> None:
        """Adjust to how long a batch took."""
        wanted = pairs * _BATCH_SECONDS / max(seconds, 1e-6)
        self.pairs = max(1, int(min(wanted, self.pairs * 4, 1 << 18)))


@dataclass(frozen=True)
class Work:
    """The inputs of a shard: values of its points, draws and seeds of its replications, what to measure."""

    study: str
    shard: Shard
    points: Points
    draws: Mapping[str, NDArray[Any]]
    seeds: Seeds
    arms: tuple[int, ...]
    arm_names: tuple[str, ...]
    months: int | None
    measures: tuple[str, ...]
    series: tuple[str, ...]

    def values(self, pairs: NDArray[np.int64]) -> tuple[dict[str, NDArray[Any]], Seeds]:
        """Return parameter values and seeds of pairs.

        Where a point and a draw both name a parameter, the point's value is used.
        """
        replications, points = np.divmod(pairs, self.shard.points[1] - self.shard.points[0])
        drawn = {name: column[replications] for name, column in self.draws.items()}
        varied = {name: column[points] for name, column in self.points.items()}
        return drawn | varied, self.seeds[replications]


@dataclass
class Done:
    """A computed shard: its files by folder, its rows, how many failed and why the first, its values."""

    shard: Shard
    files: dict[str, bytes]
    rows: int
    failed: int
    error: str
    values: int
    seconds: float


def compute(
    evaluator: RunEvaluator, work: Work, pace: Pace | None = None, advance: Advance | None = None
) -> Done:
    """Compute and encode a shard; `advance` is called with the rows of each batch.

    A run that fails, or makes the evaluator raise, becomes a failed row; all other rows are unaffected.

    Raises MachineFault when the machine keeps a run from being computed: that is no result of the run.
    """
    pace = pace or Pace()
    started = time.perf_counter()
    pairs, low = work.shard.pairs, 0
    outcomes: list[EngineRuns] = []
    while low < pairs:
        high = min(low + pace.pairs, pairs)
        begun = time.perf_counter()
        some = work.values(np.arange(low, high))
        outcomes.append(_shifted(_robust(evaluator, work, *some, work.arms), low))
        pace.learn(high - low, time.perf_counter() - begun)
        if advance:
            advance((high - low) * len(work.arms))
        low = high
    return _encoded(work, outcomes, time.perf_counter() - started)


def compute_again(
    evaluator: RunEvaluator, work: Work, before: EngineRuns, pace: Pace, advance: Advance | None = None
) -> Done:
    """Compute the pairs of a shard again in which a run failed, and keep all others as they are in `before`.

    `advance` is called with how many failed rows were computed again. Raises what `compute` raises.
    """
    started = time.perf_counter()
    failed = [failure.pair for failure in before.failures]
    pairs, values, monthly = np.unique(failed), before.values.copy(), before.monthly
    failures: list[RunFailure] = []
    low = 0
    while low < pairs.size:
        some = pairs[low : low + pace.pairs]
        begun = time.perf_counter()
        outcome = _robust(evaluator, work, *work.values(some), work.arms)
        pace.learn(some.size, time.perf_counter() - begun)
        values[some] = outcome.values
        months = max(monthly.shape[2], outcome.monthly.shape[2])
        monthly = _padded(monthly, months).copy()
        monthly[some] = _padded(outcome.monthly, months)
        failures += [failure._replace(pair=int(some[failure.pair])) for failure in outcome.failures]
        if advance:
            advance(int(np.isin(failed, some).sum()))
        low += some.size
    return _encoded(work, [EngineRuns(values, tuple(failures), monthly)], time.perf_counter() - started)


def outcome_of(work: Work, runs: pa.Table, series: pa.Table | None) -> EngineRuns:
    """Return what the tables of a shard say of its runs."""
    pairs, arms = work.shard.pairs, len(work.arms)
    values = [runs.column(name).to_numpy() for name in work.measures]
    errors = runs.column("error").to_pylist()
    failures = [
        RunFailure(row // arms, work.arms[row % arms], errors[row] or "")
        for row, status in enumerate(runs.column("status").to_pylist())
        if status == FAILED
    ]
    months = series.num_rows // (pairs * arms) if series is not None else 0
    levels = [series.column(name).to_numpy() for name in work.series] if series is not None else []
    monthly = np.stack(levels, axis=-1) if levels else np.empty((0, len(work.series)))
    return EngineRuns(
        np.stack(values, axis=-1).reshape(pairs, arms, len(work.measures)),
        tuple(failures),
        monthly.reshape(pairs, arms, months, len(work.series)),
    )


def _robust(
    evaluator: RunEvaluator,
    work: Work,
    values: Points,
    seeds: Seeds,
    arms: Sequence[int],
) -> EngineRuns:
    """Evaluate a batch; if that raises, halve it until the run that raises is alone.

    Raises MachineFault when it is the machine that fails.
    """
    try:
        outcome = evaluator.evaluate(values, seeds, arms, work.months, work.series)
    except UserError:
        raise
    except Exception as error:
        if fault := machine_fault(error, alone=len(seeds) == len(arms) == 1):
            raise fault from error
        if len(seeds) > 1:
            middle = len(seeds) // 2
            halves = []
            for part in (slice(0, middle), slice(middle, None)):
                some = {name: column[part] for name, column in values.items()}
                halves.append(_shifted(_robust(evaluator, work, some, seeds[part], arms), part.start))
            return _joined(halves, axis=0)
        if len(arms) > 1:
            return _joined([_robust(evaluator, work, values, seeds, [arm]) for arm in arms], axis=1)
        message = f"{type(error).__name__}: {error}"
        nothing = np.full((1, 1, len(work.measures)), np.nan)
        return EngineRuns(nothing, (RunFailure(0, arms[0], message),), np.empty((1, 1, 0, len(work.series))))
    names = list(evaluator.measure_names)
    expected = (len(seeds), len(arms), len(names))
    if outcome.values.shape != expected:
        raise InvalidInput("study.wrong_shape", found=outcome.values.shape, expected=expected)
    if len(work.measures) == len(names):
        return outcome
    return replace(outcome, values=outcome.values[..., [names.index(name) for name in work.measures]])


def _shifted(outcome: EngineRuns, pairs: int) -> EngineRuns:
    failures = tuple(failure._replace(pair=failure.pair + pairs) for failure in outcome.failures)
    return replace(outcome, failures=failures)


def _joined(parts: Sequence[EngineRuns], axis: int) -> EngineRuns:
    months = max(part.monthly.shape[2] for part in parts)
    return EngineRuns(
        np.concatenate([part.values for part in parts], axis=axis),
        tuple(failure for part in parts for failure in part.failures),
        np.concatenate([_padded(part.monthly, months) for part in parts], axis=axis),
    )


def _padded(monthly: Array, months: int) -> Array:
    """Return monthly measures with empty months added: a run that raised has none."""
    missing = months - monthly.shape[2]
    return (
        np.pad(monthly, ((0, 0), (0, 0), (0, missing), (0, 0)), constant_values=np.nan)
        if missing
        else monthly
    )


def _encoded(work: Work, outcomes: Sequence[EngineRuns], seconds: float) -> Done:
    whole = _joined(outcomes, axis=0)
    arms = np.array(work.arms, dtype=np.int64)
    replications, points = work.shard.grid()
    ids = run_ids(replications[:, None], points[:, None], arms[None, :]).ravel()
    values = whole.values.reshape(ids.size, -1)
    errors = _errors(work, whole.failures, values)
    values[list(errors)] = np.nan
    _, seeds = work.values(np.arange(work.shard.pairs))
    metadata = {"study": work.study, "shard": work.shard.name}
    table = run_table(ids, np.repeat(seeds, arms.size), work.arm_names, work.measures, values, errors)
    files = {"runs": encode(table, metadata)}
    if work.series:
        months = (
            whole.monthly.shape[2] or work.months or 0
        )  # of a shard in which every run raised, as planned
        monthly = _padded(whole.monthly, months).reshape(ids.size, months, len(work.series))
        monthly[list(errors)] = np.nan
        files["series"] = encode(series_table(ids, work.arm_names, work.series, monthly), metadata)
    counted = values.size + whole.monthly.size
    return Done(work.shard, files, ids.size, len(errors), next(iter(errors.values()), ""), counted, seconds)


def _errors(work: Work, failures: Sequence[RunFailure], values: NDArray[np.float64]) -> dict[int, str]:
    """Return the message of each failed row; a row with an infinite measure has failed, too."""
    place = {arm: column for column, arm in enumerate(work.arms)}
    errors = {
        failure.pair * len(place) + place[failure.arm]: " ".join(failure.message.split())[:_MESSAGE]
        for failure in failures
    }
    for row, column in np.argwhere(np.isinf(values)):
        errors.setdefault(int(row), f"{work.measures[column]} is infinite")
    return dict(sorted(errors.items()))
