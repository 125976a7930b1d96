"""Getting a shard's work together from the plan and the tables of points and draws."""

from __future__ import annotations

from pathlib import Path

from experiments.runs.keys import stream
from experiments.study.execution.work import Work
from experiments.study.storage.plan import Plan
from experiments.study.storage.shards import Shard
from experiments.study.storage.values import value_parts


class Supply:
    """Hands out the work of each shard; in memory is only what the shard at hand needs."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.plan = plan
        self._points = value_parts(folder, plan.points)
        self._draws = value_parts(folder, plan.draws)

    def work(self, shard: Shard) -> Work:
        """Return all that is needed to compute a shard."""
        plan = self.plan
        return Work(
            study=plan.study_id,
            shard=shard,
            points=self._points.read(*shard.points),
            draws=self._draws.read(*shard.replications) if plan.draws else {},
            keys=stream(plan.seed, *shard.replications),
            arms=plan.arms,
            arm_names=plan.arm_names,
            months=plan.months,
            measures=plan.measures,
            series=plan.series,
        )
