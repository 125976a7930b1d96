"""Compute one shard, in this process, in a child process, or on a worker of a cluster."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array, Points, Seeds
from experiments.errors import InvalidInput, UserError
from experiments.progress import Advance
from experiments.runs.engines import EngineRuns
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.storage.encoding import encode, run_table, series_table
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

    def values(self, low: int, high: int) -> tuple[dict[str, NDArray[Any]], Seeds]:
        """Return parameter values and seeds of the pairs `low` to `high` − 1.

        Where a point and a draw both name a parameter, the point's value is used.
        """
        replications, points = np.divmod(np.arange(low, high), self.shard.points[1] - self.shard.points[0])
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
    """
    pace = pace or Pace()
    started = time.perf_counter()
    pairs, low = work.shard.pairs, 0
    outcomes: list[EngineRuns] = []
    while low < pairs:
        high = min(low + pace.pairs, pairs)
        begun = time.perf_counter()
        outcomes.append(_shifted(_robust(evaluator, work, *work.values(low, high), work.arms), low))
        pace.learn(high - low, time.perf_counter() - begun)
        if advance:
            advance((high - low) * len(work.arms))
        low = high
    return _encoded(work, outcomes, time.perf_counter() - started)


def _robust(
    evaluator: RunEvaluator,
    work: Work,
    values: Points,
    seeds: Seeds,
    arms: Sequence[int],
) -> EngineRuns:
    """Evaluate a batch; if that raises, halve it until the run that raises is alone."""
    try:
        outcome = evaluator.evaluate(values, seeds, arms, work.months, work.series)
    except UserError:
        raise
    except Exception as error:
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
    _, seeds = work.values(0, work.shard.pairs)
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
