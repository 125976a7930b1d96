"""Assemble the inputs of a shard from the plan and the point and draw tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.runs.keys import stream
from experiments.study.execution.evaluator import RunEvaluator
from experiments.study.execution.work import Work
from experiments.study.storage.plan import Plan
from experiments.study.storage.shards import Shard
from experiments.study.storage.values import value_parts


class Supply:
    """Gives the inputs of each shard; only those of the present shard are in memory."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.plan = plan
        self._points = value_parts(folder, plan.points, computing=True)
        self._draws = value_parts(folder, plan.draws, computing=True)

    def work(self, shard: Shard) -> Work:
        """Return everything needed to compute a shard."""
        plan = self.plan
        return Work(
            study=plan.study_id,
            shard=shard,
            points=self._points.read(*shard.points),
            draws=self._draws.read(*shard.replications) if plan.draws else {},
            seeds=stream(plan.seed, *shard.replications),
            arms=plan.arms,
            arm_names=plan.arm_names,
            months=plan.months,
            measures=plan.measures,
            series=plan.series,
        )


def replication_draws(
    evaluator: RunEvaluator, seed: int, seeds_per_draw: int, low: int, high: int
) -> dict[str, NDArray[Any]]:
    """Return the drawn parameters of replications `low` to `high` − 1: name → array."""
    draws = np.arange(low, high) // seeds_per_draw
    values = evaluator.draw(seed, int(draws[0]), int(draws[-1]) + 1)
    return {name: column[draws - draws[0]] for name, column in values.items()}
