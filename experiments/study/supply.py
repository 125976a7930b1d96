"""Getting a shard's work together from the plan and the tables of points and draws."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from experiments.refusal import Halted
from experiments.study.durable import sha256
from experiments.study.partition import Shard, replication_keys
from experiments.study.plan import Part, Plan
from experiments.study.tables import ValueTable
from experiments.study.work import Work


def changed(folder: Path, part: Part) -> bool:
    """Return whether a file of points or draws is missing or not as it was written."""
    path = folder / part.file
    return not path.is_file() or sha256(path) != part.sha256


def value_parts(folder: Path, parts: Sequence[Part]) -> ValueTable:
    """Return points or draws. Raises Halted when one of their files is not as it was written.

    A changed bit would change what is computed, and no reader of Parquet would notice.
    """
    for part in parts:
        if changed(folder, part):
            raise Halted("study.values_damaged", file=part.file, folder=folder)
    return ValueTable([folder / part.file for part in parts])


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
            keys=replication_keys(plan.seed, *shard.replications),
            arms=plan.arms,
            arm_names=plan.arm_names,
            months=plan.months,
            measures=plan.measures,
            series=plan.series,
        )
