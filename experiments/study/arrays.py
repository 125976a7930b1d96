"""The runs of a study as the arrays that analyses take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.arrays import Array
from experiments.errors import InvalidInput, listed
from experiments.runs.design import DesignRuns
from experiments.runs.outcomes import Outcome, arms_needed, per_run
from experiments.runs.keys import COMMON
from sim.arms import ARMS

if TYPE_CHECKING:
    from experiments.study.study import Study


def study_values(study: Study, arms: Sequence[int], measures: Sequence[str]) -> Array:
    """Return (replications, points, arms, measures); NaN where a run failed.

    Raises InvalidInput when an arm or a measure was not run, or listing the points that are not finished.
    """
    names = [ARMS[arm].name for arm in arms]
    run = [study.plan.arm_names[arm] for arm in study.plan.arms]
    absent = [name for name in names if name not in run]
    if absent:
        raise InvalidInput("analysis.arms_missing", names=", ".join(absent))
    absent = [name for name in measures if name not in study.plan.measures]
    if absent:
        kept = ", ".join(study.plan.measures)
        raise InvalidInput("analysis.measures_missing", names=", ".join(absent), there=kept)
    rows = study.runs(columns=["point_id", "replication", "arm", "status", *measures], points=False)
    points, seeds = study.plan.point_count, study.plan.replication_count
    if rows.empty:
        none = np.arange(points)
        raise InvalidInput("analysis.points_missing", count=points, total=points, ids=listed(none))
    rows = rows[rows["arm"].isin(names)]
    out = np.full((seeds, points, len(arms), len(measures)), np.nan)
    there = np.zeros(out.shape[:3], dtype=bool)
    place = (
        rows["replication"].to_numpy(),
        rows["point_id"].to_numpy(),
        rows["arm"].astype(str).map({name: column for column, name in enumerate(names)}).to_numpy(),
    )
    out[place] = rows[list(measures)].to_numpy(dtype=np.float64)
    there[place] = True
    missing = np.flatnonzero(~there.all(axis=(0, 2)))
    if len(missing):
        raise InvalidInput("analysis.points_missing", count=len(missing), total=points, ids=listed(missing))
    return out


def study_outcomes(study: Study, outcomes: Sequence[Outcome], measures: Sequence[str]) -> DesignRuns:
    """Return outcomes of every point of a study, averaged over its replications.

    `measures` names the measures that outcomes number: those of the scenario, of which the study may have
    kept a part, in another order. Raises InvalidInput with fewer than two replications, and for measures that
    were not kept.
    """
    arms = arms_needed(outcomes)
    needed = sorted({outcome.measure for outcome in outcomes})
    values = study_values(study, arms, [measures[place] for place in needed])
    if len(values) < 2:
        raise InvalidInput("analysis.too_few_replications", given=len(values))
    means = np.empty((values.shape[1], len(outcomes)))
    noise, run_seeds = np.empty_like(means), np.empty((len(values), len(outcomes)))
    for column, outcome in enumerate(outcomes):
        means[:, column], runs = per_run(
            replace(outcome, measure=needed.index(outcome.measure)), values, arms
        )
        noise[:, column] = runs.var(axis=0, ddof=1)
        run_seeds[:, column] = runs.mean(axis=1)
    failed = np.flatnonzero(~np.isfinite(means).all(axis=1))
    broken = np.flatnonzero(~np.isfinite(values).all(axis=(0, 2, 3)))
    return DesignRuns(
        tuple(outcomes), means, noise, run_seeds, len(values), COMMON, study.plan.seed, tuple(failed.tolist()),
        tuple(broken.tolist()),
    )  # fmt: skip


def draws_unknowns(study: Study) -> bool:
    """Return whether a study's replications draw what nobody knows, which their scatter then holds too."""
    return bool(study.plan.model["drawn"])


def _numbers(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points with choices as the numbers of their options."""
    found = points.reset_index(drop=True)
    for name in found.columns:
        if isinstance(found[name].dtype, pd.CategoricalDtype):
            found[name] = found[name].cat.codes
    return found.astype(np.float64)
