"""The overhead of a study, measured on this machine and extrapolated to a billion runs.

    python -m experiments.benchmarks.study_scale --runs 1000000 --folder scale --out docs/scale.md

Writes the page docs/scale.md. The overhead of a study is its time relative to the time spent in the engine
within it, so that other load on the machine affects both alike; CPU time is given beside it. Then the study
is doubled, and resumed when all but one of its shards are finished.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from experiments.benchmarks.study_scale_page import Measured, page
from experiments.benchmarks.timing import largest_memory
from experiments.designs.factors import Factor
from experiments.reporting.bars import Bars
from experiments.runs.engines import EngineRuns
from experiments.study.design import Design
from experiments.study.execution.engine import EngineEvaluator
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.supply import Supply
from experiments.study.execution.work import compute
from experiments.study.spec import StudySpec
from experiments.study.storage.store import Claim, Store
from experiments.study.study import Study
from sim.parameters.priors import Integers, Uniform
from sim.scenario.scenario import Scenario

_VARIED = ("contract.term", "incentives.power", "control.depth", "control.digital")


def specification(scenario: str, runs: int, points: int) -> StudySpec:
    """Return a study of about `runs` runs: all arms, four parameters varied, one seed per draw."""
    evaluator = EngineEvaluator(Scenario.load(scenario))
    parameters = evaluator.parameters
    factors = []
    for name in _VARIED:
        declared = parameters[name]
        ends = Integers if declared.kind == "int" else Uniform
        factors.append(Factor.of(declared, ends(declared.low, declared.high)))  # type: ignore[arg-type]
    draws = max(1, round(runs / (points * len(evaluator.arm_names))))
    design = Design("sobol", tuple(factors), (points,), seed=1)
    months = int(evaluator.scenario.values["run.horizon"])
    return StudySpec(f"scale_{scenario}", design, draws, months=months, model=evaluator.model())


class Timed:
    """An evaluator that records the time spent in it, so that engine and study are measured under one load.

    `wall` and `cpu` are seconds; `began` is when it was first called; `memory` the process's largest size in
    MB when a tenth of the `expected` pairs had been computed.
    """

    def __init__(self, evaluator: RunEvaluator, expected: int = 0) -> None:
        self._evaluator = evaluator
        self._expected, self._pairs = expected, 0
        self.wall = self.cpu = self.began = self.memory = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._evaluator, name)

    def evaluate(self, *given: Any) -> EngineRuns:
        """Evaluate and record the time."""
        started, busy = time.perf_counter(), time.process_time()
        self.began = self.began or started
        outcome = self._evaluator.evaluate(*given)
        self.wall += time.perf_counter() - started
        self.cpu += time.process_time() - busy
        self._pairs += len(given[1])
        if not self.memory and 10 * self._pairs >= self._expected:
            self.memory = largest_memory()
        return outcome


def engine_alone(study: Study) -> tuple[int, float]:
    """Return how many runs one replication has, and their CPU seconds in a single call of the engine."""
    evaluator, supply = study.evaluator, Supply(study.folder, study.plan)
    shard = replace(study.plan.segments[0].shard(0), replications=(0, 1), points=(0, study.plan.point_count))
    work = supply.work(shard)
    evaluator.prepare()
    started = time.process_time()
    evaluator.evaluate(*work.values(np.arange(shard.pairs)), work.arms, work.months)
    return study.plan.rows(shard), time.process_time() - started


def measure(study: Study) -> Measured:
    """Compute a study without runs, and return what that took, and what resuming one twice as large took.

    It is resumed without its last shard; both halves are computed first.
    """
    folder, plan = study.folder, study.plan
    one, alone = engine_alone(study)
    timed = Timed(study.evaluator, plan.runs // len(plan.arms))
    started, busy = time.perf_counter(), time.process_time()
    tally = Study(folder, timed).run(progress=Bars("en"))
    wall, cpu = time.perf_counter() - started, time.process_time() - busy
    memory = largest_memory()
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    lines = (folder / "manifest" / "whole.jsonl").stat().st_size
    doubled = Study(folder)
    resumed = doubled.extend(draws=2 * plan.draw_count).run(progress=Bars("en")).finished
    sorted((folder / "runs").iterdir())[-1].unlink()
    again, started = Timed(study.evaluator), time.perf_counter()
    Study(folder, again, notify=lambda note: None).run()
    restart = again.began - started
    started = time.perf_counter()
    Study(folder).run()
    check = time.perf_counter() - started
    tracemalloc.start()
    survey = Store(folder).survey(doubled.plan.shards())
    shards, claim_bytes = len(survey.finished), tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    commit, vouch, shard_runs = commit_seconds(study)
    return Measured(
        tally.finished, len(plan.measures), alone / one, timed.wall, timed.cpu, wall, cpu, resumed, restart,
        check, timed.memory, memory, size, len(files), lines / shards, claim_bytes / shards, commit, vouch,
        shard_runs,
    )  # fmt: skip


def commit_seconds(study: Study, times: int = 20) -> tuple[float, float, int]:
    """Return the seconds to commit a shard (files and line) and to add its line alone, and its runs."""
    shard = study.plan.segments[0].shard(0)
    done = compute(study.evaluator, Supply(study.folder, study.plan).work(shard))
    with tempfile.TemporaryDirectory(dir=study.folder.resolve().parent) as place:
        store = Store(Path(place))
        store.make_folders()
        started = time.perf_counter()
        for _ in range(times):
            store.commit(shard, done.files, done.rows, done.failed)
        whole, started = time.perf_counter() - started, time.perf_counter()
        for _ in range(times):
            store.vouch(Claim(shard.name, done.rows, done.failed, {}))
        return whole / times, (time.perf_counter() - started) / times, done.rows


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--scenario", default="s_association")
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--points", type=int, default=1024)
    parser.add_argument("--folder", type=Path, required=True, help="a new folder for the study")
    parser.add_argument("--out", type=Path, help="the page; shown unless given")
    args = parser.parse_args()
    study = Study.create(specification(args.scenario, args.runs, args.points), args.folder)
    if study.status().finished:
        parser.error(f"{args.folder} holds results already; measure in a new folder")
    written = page(args.scenario, measure(study))
    if args.out:
        args.out.write_text(written, encoding="utf-8")
    else:
        print(written)


if __name__ == "__main__":
    main()
