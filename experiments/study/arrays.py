"""The runs of a study as the arrays that analyses take."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.errors import InvalidInput, listed
from experiments.provenance import RunMetadata, arm_names
from experiments.runs.design import DesignRuns
from experiments.runs.keys import COMMON
from experiments.runs.outcomes import Outcome, arms_needed, per_run
from experiments.study.execution.engine import planned_scenario
from experiments.study.storage.encoding import FAILED
from sim.arms import ARMS
from sim.scenario import Scenario

if TYPE_CHECKING:
    from experiments.study.reading import ReadableStudy


@dataclass(frozen=True)
class FinishedValues:
    """What a study has finished of some arms and measures.

    Attributes:
        values: (replications, points, arms, measures), each measure in its unit; NaN where a run failed or is
            not finished.
        finished: whether the runs of all these arms are finished, (replications, points).
    """

    values: Array
    finished: NDArray[np.bool_]


def study_values(study: ReadableStudy, arms: Sequence[int], measures: Sequence[str]) -> Array:
    """Return the values of all runs of a study.

    Args:
        study: the study.
        arms: indices into `sim.arms.ARMS`.
        measures: names of measures.

    Returns:
        (replications, points, arms, measures), each measure in its unit; NaN where a run failed. Replication
        r is draw r // `seeds_per_draw` of the plan with the (r % `seeds_per_draw`)-th of its seeds.

    Raises:
        InvalidInput: an arm or a measure was not run, or points are not finished (listing them).
    """
    found = finished_values(study, arms, measures)
    missing = np.flatnonzero(~found.finished.all(axis=0))
    if len(missing):
        raise InvalidInput(
            "design.points_missing", count=len(missing), total=study.plan.point_count, ids=listed(missing)
        )
    return found.values


def finished_values(study: ReadableStudy, arms: Sequence[int], measures: Sequence[str]) -> FinishedValues:
    """Return the values of all finished runs of a study, and which they are.

    Args:
        study: the study.
        arms: indices into `sim.arms.ARMS`.
        measures: names of measures.

    Raises:
        InvalidInput: an arm or a measure was not run, or nothing is finished.
    """
    names = [ARMS[arm].name for arm in arms]
    run = [study.plan.arm_names[arm] for arm in study.plan.arms]
    absent = [name for name in names if name not in run]
    if absent:
        raise InvalidInput("design.arms_missing", names=", ".join(absent))
    absent = [name for name in measures if name not in study.plan.measures]
    if absent:
        kept = ", ".join(study.plan.measures)
        raise InvalidInput("design.measures_missing", names=", ".join(absent), there=kept)
    rows = study.runs(columns=["point_id", "replication", "arm", "status", *measures], points=False)
    points, replications = study.plan.point_count, study.plan.replication_count
    if rows.empty:
        every = np.arange(points)
        raise InvalidInput("design.points_missing", count=points, total=points, ids=listed(every))
    rows = rows[rows["arm"].isin(names)]
    out = np.full((replications, points, len(arms), len(measures)), np.nan)
    there = np.zeros(out.shape[:3], dtype=bool)
    place = (
        rows["replication"].to_numpy(),
        rows["point_id"].to_numpy(),
        rows["arm"].astype(str).map({name: column for column, name in enumerate(names)}).to_numpy(),
    )
    out[place] = rows[list(measures)].to_numpy(dtype=np.float64)
    there[place] = True
    return FinishedValues(out, np.asarray(there.all(axis=2)))


def study_outcomes(study: ReadableStudy, outcomes: Sequence[Outcome], measures: Sequence[str]) -> DesignRuns:
    """Return outcomes of every point of a study, averaged over its replications (over draws, where it draws).

    Args:
        study: the study.
        outcomes: what to form; they number measures by their place in `measures`.
        measures: names of the scenario's measures. The study may have kept a part of them, in another order.

    Returns:
        The runs as those of a design with common random numbers.

    Raises:
        InvalidInput: fewer than two replications, measures that were not kept, or what `study_values`
            refuses.
    """
    arms = arms_needed(outcomes)
    needed = sorted({outcome.measure for outcome in outcomes})
    values = study_values(study, arms, [measures[place] for place in needed])
    if draws_uncertain(study) and study.plan.seeds_per_draw > 1:
        # Seeds of one draw share its parameters: the draws are the independent replications.
        values = values.reshape(-1, study.plan.seeds_per_draw, *values.shape[1:]).mean(axis=1)
    if len(values) < 2:
        raise InvalidInput("error.too_few_seeds", given=len(values))
    means = np.empty((values.shape[1], len(outcomes)))
    noise, seed_means = np.empty_like(means), np.empty((len(values), len(outcomes)))
    for column, outcome in enumerate(outcomes):
        means[:, column], runs = per_run(
            replace(outcome, measure=needed.index(outcome.measure)), values, arms
        )
        noise[:, column] = runs.var(axis=0, ddof=1)
        seed_means[:, column] = runs.mean(axis=1)
    failed = np.flatnonzero(~np.isfinite(means).all(axis=1))
    broken = np.flatnonzero(~np.isfinite(values).all(axis=(0, 2, 3)))
    return DesignRuns(
        tuple(outcomes), means, noise, seed_means, len(values), COMMON, study.plan.seed,
        tuple(failed.tolist()), tuple(broken.tolist()),
    )  # fmt: skip


def draws_uncertain(study: ReadableStudy) -> bool:
    """Return whether replications of a study draw uncertain parameters, so that its noise includes theirs."""
    return bool(study.plan.model["drawn"])


def point_values(study: ReadableStudy) -> pd.DataFrame:
    """Return the points of a study as floats, one row a point; choices as the numbers of their options."""
    found = study.points().reset_index(drop=True)
    for name in found.columns:
        if isinstance(found[name].dtype, pd.CategoricalDtype):
            found[name] = found[name].cat.codes
    return found.astype(np.float64)


def study_metadata(
    kind: str,
    study: ReadableStudy,
    arms: Collection[int],
    seeds: int,
    draws: int | None = None,
    interval: str = RunMetadata.interval,
) -> RunMetadata:
    """Return the metadata of what is read from the runs of a study in some of its arms."""
    plan = study.plan
    return RunMetadata(
        kind=kind,
        scenario=study_scenario(study),
        seed=plan.seed,
        engine=plan.engine,
        runs=plan.point_count * plan.replication_count * len(arms),
        seeds=seeds,
        draws=draws,
        arms=arm_names(arms),
        interval=interval,
        failed=_failed(study, arms),
        study=plan.name,
    )


def _failed(study: ReadableStudy, arms: Collection[int]) -> tuple[dict[str, Any], ...]:
    """Return the failed runs of some arms: point, draw, replication within it, arm, seed, and why."""
    if not study.status().failed:
        return ()
    keys = ["point_id", "replication", "arm", "seed", "status", "error"]
    rows = study.runs(columns=keys, points=False)
    rows = rows[(rows["status"] == FAILED) & rows["arm"].isin(arm_names(arms))]
    each = study.plan.seeds_per_draw
    return tuple(
        {
            "point": int(row.point_id),
            "draw": int(row.replication) // each,
            "replication": int(row.replication) % each,
            "arm": str(row.arm),
            "seed": int(row.seed),
            "message": str(row.error),
        }
        for row in rows.itertuples()
    )


def study_scenario(study: ReadableStudy) -> Scenario:
    """Return the scenario that a study runs, with the study's horizon."""
    scenario = planned_scenario(study.plan.model)
    return to_months(scenario, study.plan.months)


def to_months(scenario: Scenario, months: int | None) -> Scenario:
    """Return a scenario to a study's horizon; one that has it by itself is left as it is."""
    if months is None or (scenario["run.horizon"] == months and "run.horizon" not in scenario.priors):
        return scenario
    return scenario.with_values({"run.horizon": months})
