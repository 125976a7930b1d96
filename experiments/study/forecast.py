"""How long a study will take and how much disk it will need, measured on a few of its own runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.errors import InvalidInput
from experiments.runs.keys import stream
from experiments.study.execution.evaluator import Evaluator
from experiments.study.execution.work import Done, Pace, Work, compute
from experiments.study.storage.plan import Plan
from experiments.study.storage.shards import Shard

_PROBE_SECONDS = 0.5
_PROBE_POINTS = 256
_PROBE_PAIRS = 1 << 13


@dataclass(frozen=True)
class Probe:
    """What a few runs told: seconds a run on all cores, bytes a run and a shard, the share that failed."""

    seconds_per_run: float
    bytes_per_run: float
    bytes_per_shard: float
    values_per_run: int
    failed_share: float


@dataclass(frozen=True)
class Forecast:
    """The size of a study before it starts; seconds on this machine, bytes on its disk."""

    points: int
    replications: int
    arms: int
    runs: int
    shards: int
    seconds: float
    seconds_per_run: float
    cores: int
    bytes: int
    failed_share: float


def probe(evaluator: Evaluator, plan: Plan, points: Mapping[str, NDArray[Any]], replications: int) -> Probe:
    """Run a few points spread over the design, twice as many each time until it takes half a second.

    Raises InvalidInput when every one of these runs fails.
    """
    evaluator.prepare()
    count = len(next(iter(points.values()))) if points else 1
    wide = min(count, _PROBE_POINTS)
    spread = np.linspace(0, count - 1, wide).astype(np.int64)
    chosen = {name: column[spread] for name, column in points.items()}
    before: Done | None = None
    tall = 1
    while True:
        shard = Shard(0, 0, (0, tall), (0, wide))
        work = Work(
            plan.study_id,
            shard,
            chosen,
            evaluator.draw(plan.seed, 0, tall),
            stream(plan.seed, 0, tall),
            plan.arms,
            plan.arm_names,
            plan.months,
            plan.measures,
            plan.series,
        )
        done = compute(evaluator, work, Pace(shard.pairs))
        if done.failed == done.rows:
            raise InvalidInput("study.probe_fails", runs=done.rows, error=done.error)
        if done.seconds >= _PROBE_SECONDS or tall == replications or shard.pairs >= _PROBE_PAIRS:
            return _told_by(before, done)
        before, tall = done, min(2 * tall, replications)


def _told_by(before: Done | None, done: Done) -> Probe:
    size, rows = sum(map(len, done.files.values())), done.rows
    slope = size / rows
    if before is not None:
        slope = max(0.0, (size - sum(map(len, before.files.values()))) / (rows - before.rows))
    values = done.values // rows
    return Probe(done.seconds / rows, slope, size - slope * rows, values, done.failed / rows)


def forecast(plan: Plan, told: Probe) -> Forecast:
    """Return what a plan with its segments will take, by what a probe told."""
    shards = sum(segment.shards for segment in plan.segments)
    runs = plan.runs
    return Forecast(
        points=max((segment.points[1] for segment in plan.segments), default=0),
        replications=plan.replication_count,
        arms=len(plan.arms),
        runs=runs,
        shards=shards,
        seconds=told.seconds_per_run * runs,
        seconds_per_run=told.seconds_per_run,
        cores=os.cpu_count() or 1,
        bytes=int(told.bytes_per_run * runs + told.bytes_per_shard * shards),
        failed_share=told.failed_share,
    )
