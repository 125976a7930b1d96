"""Computing one shard, wherever that happens: in this process, in a child, on a worker of a cluster."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.errors import InvalidInput, UserError
from experiments.study.execution.evaluator import Evaluated, Evaluator
from sim.failure import RunFailure
from experiments.study.storage.encoding import encode, run_table, series_table
from experiments.study.storage.shards import Shard, run_ids

_BATCH_SECONDS = 2.0
_MESSAGE = 500


@dataclass
class Pace:
    """How many pairs make about two seconds' work: small batches keep progress smooth and memory small."""

    pairs: int = 16

    def learn(self, pairs: int, seconds: float) -> None:
        """Take in how long a batch took."""
        wanted = pairs * _BATCH_SECONDS / max(seconds, 1e-6)
        self.pairs = max(1, int(min(wanted, self.pairs * 4, 1 << 18)))


@dataclass(frozen=True)
class Work:
    """All that a shard needs: values of its points and draws, keys of its replications, what to measure."""

    study: str
    shard: Shard
    points: Mapping[str, NDArray[Any]]
    draws: Mapping[str, NDArray[Any]]
    keys: NDArray[np.uint64]
    arms: tuple[int, ...]
    arm_names: tuple[str, ...]
    months: int | None
    measures: tuple[str, ...]
    series: tuple[str, ...]

    def values(self, low: int, high: int) -> tuple[dict[str, NDArray[Any]], NDArray[np.uint64]]:
        """Return parameter values and keys of the pairs `low` to `high` − 1.

        Where a point and a draw both name a parameter, the point's value is used.
        """
        replications, points = np.divmod(np.arange(low, high), self.shard.points[1] - self.shard.points[0])
        drawn = {name: column[replications] for name, column in self.draws.items()}
        varied = {name: column[points] for name, column in self.points.items()}
        return drawn | varied, self.keys[replications]


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
    evaluator: Evaluator, work: Work, pace: Pace | None = None, advance: Callable[[int], None] | None = None
) -> Done:
    """Compute and encode a shard; `advance` is told the rows of each batch.

    A run that fails, or makes the evaluator raise, becomes a failed row, and its neighbours do not suffer.
    """
    pace = pace or Pace()
    started = time.perf_counter()
    pairs, low = work.shard.pairs, 0
    outcomes: list[Evaluated] = []
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
    evaluator: Evaluator,
    work: Work,
    values: Mapping[str, NDArray[Any]],
    keys: NDArray[np.uint64],
    arms: Sequence[int],
) -> Evaluated:
    """Evaluate a batch; if that raises, halve it until the run that is to blame stands alone."""
    try:
        outcome = evaluator.evaluate(values, keys, arms, work.months, work.series)
    except UserError:
        raise
    except Exception as error:
        if len(keys) > 1:
            middle = len(keys) // 2
            halves = []
            for part in (slice(0, middle), slice(middle, None)):
                some = {name: column[part] for name, column in values.items()}
                halves.append(_shifted(_robust(evaluator, work, some, keys[part], arms), part.start))
            return _joined(halves, axis=0)
        if len(arms) > 1:
            return _joined([_robust(evaluator, work, values, keys, [arm]) for arm in arms], axis=1)
        message = f"{type(error).__name__}: {error}"
        nothing = np.full((1, 1, len(work.measures)), np.nan)
        return Evaluated(nothing, [RunFailure(0, arms[0], message)])
    names = list(evaluator.measure_names)
    expected = (len(keys), len(arms), len(names))
    if outcome.values.shape != expected:
        raise InvalidInput("study.wrong_shape", found=outcome.values.shape, expected=expected)
    if len(work.measures) == len(names):
        return outcome
    return replace(outcome, values=outcome.values[..., [names.index(name) for name in work.measures]])


def _shifted(outcome: Evaluated, pairs: int) -> Evaluated:
    failures = [failure._replace(pair=failure.pair + pairs) for failure in outcome.failures]
    return replace(outcome, failures=failures)


def _joined(parts: Sequence[Evaluated], axis: int) -> Evaluated:
    known = next((part.series for part in parts if part.series is not None), None)
    series = None
    if known is not None:
        # a run that failed has no series of its own: its months are empty
        series = np.concatenate([_series(part, known.shape[2:]) for part in parts], axis=axis)
    values = np.concatenate([part.values for part in parts], axis=axis)
    return Evaluated(values, [failure for part in parts for failure in part.failures], series)


def _series(part: Evaluated, shape: tuple[int, ...]) -> NDArray[np.float64]:
    return np.full((*part.values.shape[:2], *shape), np.nan) if part.series is None else part.series


def _encoded(work: Work, outcomes: Sequence[Evaluated], seconds: float) -> Done:
    whole = _joined(outcomes, axis=0)
    arms = np.array(work.arms, dtype=np.int64)
    replications, points = work.shard.grid()
    ids = run_ids(replications[:, None], points[:, None], arms[None, :]).ravel()
    values = whole.values.reshape(ids.size, -1)
    errors = _errors(work, whole.failures, values)
    values[list(errors)] = np.nan
    _, keys = work.values(0, work.shard.pairs)
    metadata = {"study": work.study, "shard": work.shard.name}
    table = run_table(ids, np.repeat(keys, arms.size), work.arm_names, work.measures, values, errors)
    files = {"runs": encode(table, metadata)}
    if work.series:
        months = _series(whole, (work.months or 0, len(work.series)))  # of a shard in which nothing worked
        monthly = months.reshape(ids.size, months.shape[2], len(work.series))
        monthly[list(errors)] = np.nan
        files["series"] = encode(series_table(ids, work.arm_names, work.series, monthly), metadata)
    counted = values.size + (0 if whole.series is None else whole.series.size)
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
