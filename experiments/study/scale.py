"""What a study costs beside its runs: the engine alone, the study, its resumption, measured on this machine.

    python -m experiments.study.scale --runs 1000000 --folder scale

Prints the numbers that docs/scale.md explains. What a study costs is its time against the time spent in
the engine within it, so that other load on the machine touches both alike.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from experiments.study.design import Design, Variation
from experiments.study.engine import EngineEvaluator
from experiments.study.evaluator import Evaluated, Evaluator
from experiments.study.request import Request
from experiments.study.study import Study
from experiments.study.supply import Supply
from sim.parameters import Integers, Uniform
from sim.scenario import Scenario

_VARIED = ("contract.term", "incentives.power", "control.depth", "control.digital")


def request(scenario: str, runs: int, points: int) -> Request:
    """Return a study of about so many runs of a scenario, all arms, four parameters varied."""
    evaluator = EngineEvaluator(Scenario.load(scenario))
    parameters = evaluator.parameters
    variations = []
    for name in _VARIED:
        declared = parameters[name]
        ends = Integers if declared.kind == "int" else Uniform
        variations.append(Variation(declared, prior=ends(declared.low, declared.high)))  # type: ignore[arg-type]
    replications = max(1, round(runs / (points * len(evaluator.arm_names))))
    design = Design("sobol", tuple(variations), (points,), seed=1)
    months = int(evaluator.scenario.values["run.horizon"])
    return Request(f"scale_{scenario}", design, replications, months=months, model=evaluator.model())


class Timed:
    """An evaluator that counts the seconds spent in it, so that both are measured under the same load."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._evaluator, name)

    def evaluate(self, *given: Any) -> Evaluated:
        """Evaluate and count."""
        started = time.perf_counter()
        outcome = self._evaluator.evaluate(*given)
        self.seconds += time.perf_counter() - started
        return outcome


def engine_alone(study: Study) -> tuple[int, float]:
    """Return how many runs one replication has, and their seconds in a single call of the engine."""
    evaluator, supply = study.evaluator, Supply(study.folder, study.plan)
    shard = replace(study.plan.segments[0].shard(0), replications=(0, 1), points=(0, study.plan.point_count))
    work = supply.work(shard)
    evaluator.prepare()
    started = time.perf_counter()
    evaluator.evaluate(*work.values(0, shard.pairs), work.arms, work.months)
    return study.plan.rows(shard), time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--scenario", default="s_association")
    parser.add_argument("--runs", type=int, default=100_000)
    parser.add_argument("--points", type=int, default=1024)
    parser.add_argument("--folder", type=Path, required=True)
    args = parser.parse_args()
    study = Study.create(request(args.scenario, args.runs, args.points), args.folder)
    one, alone = engine_alone(study)
    timed = Timed(study.evaluator)
    started = time.perf_counter()
    tally = Study(args.folder, timed).run()
    whole = time.perf_counter() - started
    files = [path for path in args.folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    started = time.perf_counter()
    Study(args.folder).run(show=False)
    again = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 if sys.platform == "linux" else 1024**2
    )
    runs = tally.finished
    for line in (
        f"runs {runs:,} on {os.cpu_count()} cores, {len(study.plan.measures)} measures each",
        f"engine, {one:,} runs in one call: {1e3 * alone / one:.4f} ms a run",
        f"study {whole:.1f} s, {1e3 * whole / runs:.4f} ms a run, {whole / timed.seconds:.4f} times its runs",
        f"resumed and checked in {again:.2f} s",
        f"disk {size / 1e6:,.1f} MB in {len(files)} files, {size / runs:.0f} bytes a run",
        f"memory {memory:,.0f} MB at most",
    ):
        print(line)


if __name__ == "__main__":
    main()
