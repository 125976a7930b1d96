"""How long a study will take and how much disk it will need, measured on a few of its runs."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Points
from experiments.errors import InvalidInput
from experiments.runs.keys import stream
from experiments.runs.pace import SURE_SECONDS
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.supply import replication_draws
from experiments.study.execution.work import Done, Pace, Work, compute
from experiments.study.storage.plan import Plan
from experiments.study.storage.shards import Shard

_PROBE_SECONDS = 0.5
_FIRST_POINTS = 4  # few, for an engine on which a run takes long
_PROBE_POINTS = 256
_PROBE_PAIRS = 1 << 13


@dataclass(frozen=True)
class Probe:
    """What a few runs took: seconds per run on all cores, bytes per run and shard, the share that failed."""

    seconds_per_run: float
    bytes_per_run: float
    bytes_per_shard: float
    values_per_run: int
    failed_share: float


@dataclass(frozen=True)
class Forecast:
    """The size of a study before it starts; seconds on this machine, bytes on its disk."""

    points: int
    draws: int
    seeds: int
    replications: int
    arms: int
    runs: int
    shards: int
    seconds: float
    seconds_per_run: float
    cores: int
    bytes: int
    failed_share: float


def probe(
    evaluator: RunEvaluator, plan: Plan, points: Points, seeds_per_draw: int, replications: int
) -> Probe:
    """Run a few points spread over the design, twice as many runs each time until they take half a second.

    What else the machine does can make a probe longer, never shorter: the quickest pace counts, and what
    took long enough is run once more, unless it took so long that nothing can have held it up.

    Raises InvalidInput when every one of these runs fails.
    """
    evaluator.prepare()
    count = len(next(iter(points.values()))) if points else 1
    widest = min(count, _PROBE_POINTS)
    before: Done | None = None
    wide, tall = min(widest, _FIRST_POINTS), 1
    quickest, repeated = math.inf, False
    while True:
        spread = np.linspace(0, count - 1, wide).astype(np.int64)
        shard = Shard(0, 0, (0, tall), (0, wide))
        work = Work(
            study=plan.study_id,
            shard=shard,
            points={name: column[spread] for name, column in points.items()},
            draws=replication_draws(evaluator, plan.seed, seeds_per_draw, 0, tall),
            seeds=stream(plan.seed, 0, tall),
            arms=plan.arms,
            arm_names=plan.arm_names,
            months=plan.months,
            measures=plan.measures,
            series=plan.series,
        )
        done = compute(evaluator, work, Pace(shard.pairs))
        failing = done.failed == done.rows
        whole = wide == widest and (failing or tall == replications or shard.pairs >= _PROBE_PAIRS)
        quickest = min(quickest, done.seconds / done.rows)
        enough = done.seconds >= _PROBE_SECONDS and not failing
        if whole or (enough and (repeated or done.seconds >= SURE_SECONDS)):
            if failing:
                raise InvalidInput("study.probe_fails", runs=done.rows, error=done.error)
            return _measured(before, done, quickest)
        repeated = enough
        if repeated:
            continue
        before = done
        wide, tall = (min(2 * wide, widest), tall) if wide < widest else (wide, min(2 * tall, replications))


def _measured(before: Done | None, done: Done, pace: float) -> Probe:
    size, rows = sum(map(len, done.files.values())), done.rows
    slope = size / rows
    if before is not None:
        slope = max(0.0, (size - sum(map(len, before.files.values()))) / (rows - before.rows))
    values = done.values // rows
    return Probe(pace, slope, size - slope * rows, values, done.failed / rows)


def forecast(plan: Plan, measured: Probe) -> Forecast:
    """Return what a plan with its segments will take, extrapolated from a probe."""
    shards = sum(segment.shards for segment in plan.segments)
    runs = plan.runs
    return Forecast(
        points=max((segment.points[1] for segment in plan.segments), default=0),
        draws=plan.draw_count,
        seeds=plan.seeds_per_draw,
        replications=plan.replication_count,
        arms=len(plan.arms),
        runs=runs,
        shards=shards,
        seconds=measured.seconds_per_run * runs,
        seconds_per_run=measured.seconds_per_run,
        cores=os.cpu_count() or 1,
        bytes=int(measured.bytes_per_run * runs + measured.bytes_per_shard * shards),
        failed_share=measured.failed_share,
    )
