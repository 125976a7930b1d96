"""The runs of a finished study as the arrays that analyses take, matched by id and refused when incomplete.

In a study replication r has one key and one draw of what nobody knows, the same at every point. So a study's
replications are fixed luck for a sensitivity analysis (what varies is the design's, chance holds the unknowns
too where the study draws them), and draws for a map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.factors import Factor
from experiments.futures import Futures
from experiments.maps import LeverMap, mapped
from experiments.outcomes import DELTA, ONE_PLUS_ONE, Outcome, arms_needed, per_run
from experiments.refusal import Refused
from experiments.replications import FIXED, Replicated
from experiments.saltelli import Layout, listed
from experiments.screening import Screening, delta, elementary_effects, pawn
from sim.arms import ARMS
from sim.texts import text

if TYPE_CHECKING:
    from experiments.study import Study

Array = NDArray[np.float64]

BLOCKS = 16

_TWO = partial(text, "analysis.grid_of_two")


def study_values(study: Study, arms: Sequence[int], measures: Sequence[str]) -> Array:
    """Return (replications, points, arms, measures); NaN where a run failed.

    Raises Refused when an arm or a measure was not run, or listing the points that are not finished.
    """
    names = [ARMS[arm].name for arm in arms]
    run = [study.plan.arm_names[arm] for arm in study.plan.arms]
    absent = [name for name in names if name not in run]
    if absent:
        raise Refused("analysis.arms_missing", names=", ".join(absent))
    absent = [name for name in measures if name not in study.plan.measures]
    if absent:
        kept = ", ".join(study.plan.measures)
        raise Refused("analysis.measures_missing", names=", ".join(absent), there=kept)
    rows = study.runs(columns=["point_id", "replication", "arm", "status", *measures], points=False)
    points, replications = study.plan.point_count, study.plan.replication_count
    if rows.empty:
        none = np.arange(points)
        raise Refused("analysis.points_missing", count=points, total=points, ids=listed(none))
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
    missing = np.flatnonzero(~there.all(axis=(0, 2)))
    if len(missing):
        raise Refused("analysis.points_missing", count=len(missing), total=points, ids=listed(missing))
    return out


def study_outcomes(study: Study, outcomes: Sequence[Outcome], measures: Sequence[str]) -> Replicated:
    """Return outcomes of every point of a study, averaged over its replications.

    `measures` names the measures that outcomes number: those of the scenario, of which the study may have
    kept a part, in another order. Raises Refused with fewer than two replications, and for measures that
    were not kept.
    """
    arms = arms_needed(outcomes)
    needed = sorted({outcome.measure for outcome in outcomes})
    values = study_values(study, arms, [measures[place] for place in needed])
    if len(values) < 2:
        raise Refused("analysis.too_few_replications", given=len(values))
    means = np.empty((values.shape[1], len(outcomes)))
    noise, keys = np.empty_like(means), np.empty((len(values), len(outcomes)))
    for column, outcome in enumerate(outcomes):
        means[:, column], runs = per_run(
            replace(outcome, measure=needed.index(outcome.measure)), values, arms
        )
        noise[:, column] = runs.var(axis=0, ddof=1)
        keys[:, column] = runs.mean(axis=1)
    failed = np.flatnonzero(~np.isfinite(means).all(axis=1))
    broken = np.flatnonzero(~np.isfinite(values).all(axis=(0, 2, 3)))
    return Replicated(
        tuple(outcomes), means, noise, keys, len(values), FIXED, study.plan.seed, tuple(failed.tolist()),
        tuple(broken.tolist()),
    )  # fmt: skip


def study_layout(study: Study) -> Layout:
    """Return the layout of a study's Saltelli design. Raises Refused for another kind of design."""
    _check_kind(study, "sobol")
    design = study.plan.design
    size = design["sizes"][-1]
    return Layout(
        tuple(design["parameters"]), size, design["second_order"], min(BLOCKS, size // 4), one_sequence=True,
        unknowns_in_chance=draws_unknowns(study),
    )  # fmt: skip


DESIGNS = {"sobol": ("saltelli",), "morris": ("morris",), "pawn": ("lhs", "sobol"), "delta": ("lhs", "sobol")}
"""The kinds of design that each method of sensitivity analysis can read."""


def study_method(study: Study) -> str:
    """Return the first method that can read a study's design. Raises Refused where none can."""
    kind = study.plan.design["kind"]
    for method, kinds in DESIGNS.items():
        if kind in kinds:
            return method
    needed = ", ".join(dict.fromkeys(one for kinds in DESIGNS.values() for one in kinds))
    raise Refused("analysis.other_design", kind=kind, needed=needed)


def _check_kind(study: Study, method: str) -> None:
    kind = study.plan.design["kind"]
    if kind not in DESIGNS[method]:
        raise Refused("analysis.other_design", kind=kind, needed=", ".join(DESIGNS[method]))


def draws_unknowns(study: Study) -> bool:
    """Return whether a study's replications draw what nobody knows, which their scatter then holds too."""
    return bool(study.plan.model["drawn"])


def study_screening(
    study: Study, method: str, outcomes: Sequence[Outcome], measures: Sequence[str]
) -> Screening:
    """Return a screening of a finished study: "morris" of its walks, "pawn" or "delta" of its points.

    `measures` is as for `study_outcomes`. Raises Refused for a design that the method can not read.
    """
    _check_kind(study, method)
    runs, design = study_outcomes(study, outcomes, measures), study.design
    factors = [Factor(one.name, one.distribution) for one in design.variations]
    if method == "morris":
        return elementary_effects(design.unit(), runs, factors, design.levels, study.plan.seed)
    return (pawn if method == "pawn" else delta)(design.unit(), runs, factors, seed=study.plan.seed)


def study_map(study: Study) -> LeverMap:
    """Return the map of a study whose design is a grid of two parameters. Raises Refused for another one."""
    points = _numbers(study.points())
    names = list(points.columns)
    axes = [np.unique(points[name].to_numpy(dtype=np.float64)) for name in names]
    if len(names) != 2 or len(axes[0]) * len(axes[1]) != len(points):
        raise Refused("analysis.other_design", kind=study.plan.design["kind"], needed=_TWO)
    values = study_values(study, arms_needed([ONE_PLUS_ONE]), ["value"])[..., 0]
    order = np.lexsort((points[names[0]].to_numpy(), points[names[1]].to_numpy()))
    if not np.isfinite(values).all():
        failed = np.flatnonzero(~np.isfinite(values).all(axis=(0, 2)))
        raise Refused(
            "analysis.runs_failed", count=len(failed), total=len(points), ids=listed(failed), reason=""
        )
    # A replication is a draw where the study draws what nobody knows; else all are keys of a single draw.
    cells = values[:, None, order] if draws_unknowns(study) else values[None, :, order]
    return mapped(
        (names[0], axes[0]),
        (names[1], axes[1]),
        cells,
        arms_needed([ONE_PLUS_ONE]),
        study.plan.seed,
    )


def study_futures(study: Study, outcome: Outcome = DELTA, above: float = 0.0) -> tuple[Futures, Futures]:
    """Return the points of a study as futures, every other one held out.

    A study's points share their keys and draws, so the held-out half tests the rule on other settings under
    the same luck. Raises Refused listing failed points.
    """
    runs = study_outcomes(study, [outcome], ["value"])
    if runs.failed:
        raise Refused(
            "analysis.points_failed", outcome=outcome.name, count=len(runs.failed), total=runs.points,
            ids=listed(runs.failed),
        )  # fmt: skip
    every = Futures.of(_numbers(study.points()), runs, above)
    every = replace(every, unknowns_in_chance=draws_unknowns(study))
    return every.part(slice(0, None, 2)), every.part(slice(1, None, 2))


def _numbers(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points with choices as the numbers of their options."""
    found = points.reset_index(drop=True)
    for name in found.columns:
        if isinstance(found[name].dtype, pd.CategoricalDtype):
            found[name] = found[name].cat.codes
    return found.astype(np.float64)
