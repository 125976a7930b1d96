"""1+1 by both benchmarks and P(1+1 > 2) at every point of a study, by the formula of the headline.

At each point: 1+1 = 2·v(GS)/v(G∥S), and 2·v(GS)/(v(G) + v(S)), ratios of means over draws and seeds, net of
the empty arm, with intervals clustered by draw; see `experiments.synergy.synergy`. The first leads unless the
other is asked for; a study that did not run both side by side has the second alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.errors import EnvironmentFailure, InvalidInput, listed
from experiments.progress import SILENT, Progress
from experiments.provenance import CLUSTERED, RunMetadata
from experiments.results import VALUES_BY_NAME, AnalysisResult, Result
from experiments.runs.outcomes import (
    ALONE,
    BENCHMARKS,
    SIDE_BY_SIDE,
    VALUE_GS,
    Benchmark,
    arms_needed,
    benchmark_named,
    contrast,
)
from experiments.statistics.epistemic import ProbabilityEstimate
from experiments.statistics.intervals import CONFIDENCE, Estimate
from experiments.statistics.jackknife import estimates, leave_one_out
from experiments.statistics.multiple_testing import holm, two_sided_p
from experiments.study.arrays import draws_uncertain, finished_values, point_values, study_metadata
from experiments.sweep.lever_effects import LeverEffect, lever_effects
from experiments.synergy.synergy import synergy
from experiments.synergy.verdict import Verdict
from sim.arms import ARMS, G_S, GS, NONE, G, S

if TYPE_CHECKING:
    from experiments.study.reading import ReadableStudy

ARMS_NEEDED = arms_needed(ALONE.brief)
"""The arms without which there is no 1+1: ∅, G, S, GS; against both side by side G∥S as well."""


@dataclass(frozen=True)
class PointAnswer(Result):
    """The answer at one point of a study.

    Attributes:
        point: its number.
        values: its parameters, choices as the places of their options.
        one_plus_one: 1+1 against the two alone with its 95% interval; NaN where it is undefined.
        undefined: "" or the reason why it is undefined, see `experiments.synergy.synergy.Quantity`.
        delta: Δ with its 95% interval, in service-months.
        above_two: P(1+1 > 2), the share of draws whose expected Δ is positive.
        verdict: the verdict on this point, against the two alone.
        side: +1 or −1 where Δ is resolved to be above or below zero, corrected for all points, else 0.
        draws: the draws behind it.
        left_out: draws left out because a run of theirs failed.
        added_value: 1+1 against both side by side; None where these were not run together.
        added_undefined: as `undefined`.
        contract_gain: v(GS) − v(G∥S), in service-months.
        above_two_side_by_side: P(1+1 > 2) against both side by side.
        added_verdict: the verdict by that benchmark.
        added_side: as `side`, of the gain against both side by side.
        value_gs: v(GS), what is created under contract, in service-months; None in files written before it
            was kept.
    """

    point: int
    values: Mapping[str, float] = field(metadata=VALUES_BY_NAME)
    one_plus_one: Estimate
    undefined: str
    delta: Estimate
    above_two: ProbabilityEstimate
    verdict: Verdict
    side: int
    draws: int
    left_out: int
    added_value: Estimate | None = None
    added_undefined: str = ""
    contract_gain: Estimate | None = None
    above_two_side_by_side: ProbabilityEstimate | None = None
    added_verdict: Verdict | None = None
    added_side: int | None = None
    value_gs: Estimate | None = None


@dataclass(frozen=True, repr=False)
class StudyReport(AnalysisResult):
    """1+1 and P(1+1 > 2) by both benchmarks and by point, and what moves 1+1.

    Attributes:
        names: the parameters that vary, in the order of the study.
        points: the answer at every point, in the order of the study.
        effects: the parameters by how much they move `moved`, the largest first; empty where they cannot be
            distinguished in these points.
        moved: 1+1 by the leading benchmark, "added_value" or "one_plus_one"; where that is undefined at some
            point its gain, "contract_gain" or "delta".
        other_effects: the same by the other benchmark; empty where that was not run.
        other_moved: what `other_effects` speak of, as `moved`; "" where the other benchmark was not run.
        benchmark: the leading one: "side_by_side", or "alone" where that is asked for or both side by side
            were not run.
        design: the kind of design, such as "grid".
        draws: parameter draws at every point.
        seeds: seeds of each draw.
        points_missing: points of the study that are not finished and stand nowhere here.
        replications_missing: replications that are not finished at the points that do.
        metadata: what made it.
    """

    names: tuple[str, ...]
    points: tuple[PointAnswer, ...]
    effects: tuple[LeverEffect, ...]
    moved: str
    design: str
    draws: int
    seeds: int
    points_missing: int = 0
    replications_missing: int = 0
    benchmark: str = SIDE_BY_SIDE.name
    other_effects: tuple[LeverEffect, ...] = ()
    other_moved: str = ""
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})

    @property
    def benchmarks(self) -> tuple[str, ...]:
        """Names of the benchmarks that there are numbers for, the leading one first."""
        if self.points[0].added_value is None:
            return (ALONE.name,)
        others = tuple(one.name for one in BENCHMARKS if one.name != self.benchmark)
        return (self.benchmark, *others)

    @property
    def movers(self) -> dict[str, tuple[str, tuple[LeverEffect, ...]]]:
        """By benchmark, the leading one first: what is moved, and by which parameters how much."""
        found = {self.benchmark: (self.moved, self.effects)}
        others = self.benchmarks[1:] if self.other_moved else ()
        return found | dict.fromkeys(others, (self.other_moved, self.other_effects))


def study_report(
    study: ReadableStudy, progress: Progress = SILENT, benchmark: str | None = None
) -> StudyReport:
    """Return 1+1 and P(1+1 > 2) by both benchmarks at every point of a study of any design.

    Of an unfinished study the points are those at which most draws are finished, and the draws those that are
    finished at all of these: draws are independent, so that the first ones are a smaller sample of the same.

    Args:
        study: the study. Where it draws no uncertain parameter, its replications are the seeds of a single
            draw.
        progress: what watches the computation; its stage is "sweep", counted in points.
        benchmark: the one that leads in words and figure, "side_by_side" or "alone"; by default the first
            where both side by side were run.

    Returns:
        The report, from the study's own runs.

    Raises:
        InvalidInput: an unknown benchmark, an arm or the measure `value` was not run, or no point is
            finished.
        EnvironmentFailure: at some point every draw has a failed run.
    """
    plan = study.plan
    leading = None if benchmark is None else benchmark_named(benchmark)
    needed = ARMS_NEEDED if leading is not SIDE_BY_SIDE else sorted({*ARMS_NEEDED, G_S})
    run = [ARMS[arm].name for arm in needed], [plan.arm_names[arm] for arm in plan.arms]
    if missing := [name for name in run[0] if name not in run[1]]:
        raise InvalidInput("error.report_arms", needed=", ".join(run[0]), names=", ".join(missing))
    arms = tuple(place for place, arm in enumerate(ARMS) if arm.name in run[1])
    found = finished_values(study, arms, ["value"])
    drawn, count = draws_uncertain(study), plan.point_count
    each = plan.seeds_per_draw if drawn else 1
    draws, points = _finished(np.asarray(found.finished.reshape(-1, each, count).all(axis=1)))
    if not len(draws):
        raise InvalidInput("design.points_missing", count=count, total=count, ids=listed(np.arange(count)))
    values = found.values[..., 0].reshape(-1, each, count, len(arms))[draws][:, :, points]
    if not drawn:
        values = values.reshape(1, -1, *values.shape[2:])
    table = point_values(study).iloc[points]
    columns = {name: table[name].to_numpy(dtype=np.float64) for name in table.columns}
    metadata = study_metadata("study report", study, arms, values.shape[1], len(values), CLUSTERED)
    metadata = replace(metadata, runs=values.size)
    both = G_S in arms
    leading = leading or (SIDE_BY_SIDE if both else ALONE)
    whole = every_arm(values, arms)
    answer = reported(columns, whole, plan.design["kind"], metadata, progress, leading, both)
    return replace(
        answer,
        points=tuple(
            replace(point, point=int(number)) for point, number in zip(answer.points, points, strict=True)
        ),
        points_missing=plan.point_count - len(points),
        replications_missing=plan.replication_count - len(draws) * each,
    )


def _finished(there: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the draws and the points that stand for an unfinished study; all of a finished one.

    Args:
        there: whether a draw is finished at a point, (draws, points).
    """
    count = there.sum(axis=0)
    points = np.flatnonzero(count == count.max()) if count.max() else np.array([], dtype=np.intp)
    draws = np.flatnonzero(there[:, points].all(axis=1)) if len(points) else points
    return draws, points


def every_arm(values: Array, arms: Sequence[int]) -> Array:
    """Return values with a place for every arm, (…, 8); arms that were not run stand in as GS.

    1+1 against the two alone, Δ, P(1+1 > 2) and the verdict do not depend on these: they divide Δ into parts,
    whose sum it is, and give the other benchmark, which is not reported then.
    """
    places = [arms.index(arm if arm in arms else GS) for arm in range(len(ARMS))]
    return values[..., places]


def reported(
    columns: Mapping[str, Array],
    values: Array,
    design: str,
    metadata: RunMetadata,
    progress: Progress = SILENT,
    benchmark: Benchmark = SIDE_BY_SIDE,
    both: bool = True,
) -> StudyReport:
    """Return the report of values already run.

    Args:
        columns: the parameters that vary, (points,) each.
        values: public value, (draws, seeds, points, 8 arms), NaN where a run failed.
        design: the kind of design.
        metadata: what made the values.
        progress: what watches the computation.
        benchmark: the one that leads; ALONE where both side by side were not run.
        both: whether both side by side were run.

    Raises:
        EnvironmentFailure: at some point every draw has a failed run.
    """
    kept: NDArray[np.bool_] = np.asarray(np.isfinite(values).all(axis=(1, 3)))
    if not kept.any(axis=0).all():
        point = int(np.argmin(kept.any(axis=0)))
        raise EnvironmentFailure("error.report_all_failed", point=point)
    found, created = [], []
    with progress.stage("sweep", values.shape[2]) as advance:
        for point in range(values.shape[2]):
            runs = values[kept[:, point], :, point]
            found.append(synergy(runs))
            together = contrast(VALUE_GS.numerator, runs, range(len(ARMS)))
            created.append(estimates(leave_one_out(together[..., None]))[0])
            advance(1)
    sides = _sides([each.delta.estimate for each in found])
    added_sides = _sides([each.contract_gain.estimate for each in found])
    points = tuple(
        PointAnswer(
            point=point,
            values={name: float(column[point]) for name, column in columns.items()},
            one_plus_one=each.one_plus_one.estimate,
            undefined=each.one_plus_one.undefined,
            delta=each.delta.estimate,
            above_two=each.share_above_two,
            verdict=each.verdict,
            side=int(sides[point]),
            draws=each.draws,
            left_out=len(values) - each.draws,
            added_value=each.added_value.estimate if both else None,
            added_undefined=each.added_value.undefined if both else "",
            contract_gain=each.contract_gain.estimate if both else None,
            above_two_side_by_side=each.share_added if both else None,
            added_verdict=each.added_verdict if both else None,
            added_side=int(added_sides[point]) if both else None,
            value_gs=created[point],
        )
        for point, each in enumerate(found)
    )
    common = values[kept.all(axis=1)]

    def movers(one: Benchmark) -> tuple[str, tuple[LeverEffect, ...]]:
        """What a benchmark speaks of, its ratio or where that is undefined its gain, and what moves it."""
        reasons = (each.added_undefined if one is SIDE_BY_SIDE else each.undefined for each in points)
        undefined = any(reasons)
        effects: tuple[LeverEffect, ...] = ()
        if len(common):
            effects = lever_effects(
                columns, *_influence(common, one, undefined), sampled=design not in ("grid", "list")
            )
        return (one.gain if undefined else one.ratio).name, effects

    moved, effects = movers(benchmark)
    other_moved, other_effects = "", tuple[LeverEffect, ...]()
    if both:
        other_moved, other_effects = movers(next(one for one in BENCHMARKS if one is not benchmark))
    return StudyReport(
        names=tuple(columns),
        points=points,
        effects=effects,
        moved=moved,
        other_effects=other_effects,
        other_moved=other_moved,
        benchmark=benchmark.name,
        design=design,
        draws=values.shape[0],
        seeds=values.shape[1],
        metadata=metadata,
    )


def _sides(deltas: Sequence[Estimate]) -> NDArray[np.int64]:
    """Return on which side of zero each gain is resolved to lie, corrected for all points (Holm)."""
    values = np.array([each.value for each in deltas])
    p = np.array(
        [
            float(two_sided_p(np.array([each.value]), np.array([each.standard_error]), each.clusters - 1)[0])
            if math.isfinite(each.standard_error)
            else 1.0
            for each in deltas
        ]
    )
    return np.asarray(np.sign(values) * (holm(p) < 1 - CONFIDENCE), dtype=np.int64)


def _influence(values: Array, benchmark: Benchmark, gain: bool) -> tuple[Array, Array]:
    """Return 1+1, or its gain, at every point, and each cluster's influence on it, (clusters, points)."""
    clusters = values.mean(axis=1) if len(values) > 1 else values[0]
    net = clusters - clusters[..., NONE : NONE + 1]
    together, apart = net[..., GS], net[..., G_S]
    if benchmark is ALONE:
        apart = net[..., G] + net[..., S]
    if gain:
        return (together - apart).mean(axis=0), together - apart
    mean = apart.mean(axis=0)
    ratio = 2 * together.mean(axis=0) / mean
    return ratio, ratio + (2 * together - ratio * apart) / mean
