"""Scenario discovery from the runs of a study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.defaults import DENSITY, THRESHOLD
from experiments.discovery.futures import Futures
from experiments.discovery.rules import Discovery, find_rules
from experiments.errors import InvalidInput, listed
from experiments.progress import SILENT, Progress
from experiments.runs.outcomes import SIDE_BY_SIDE, Outcome, arms_needed, benchmark_named
from experiments.study.arrays import (
    draws_uncertain,
    point_values,
    study_metadata,
    study_outcomes,
    study_scenario,
)

if TYPE_CHECKING:
    from experiments.study.study import Study


def from_study(
    study: Study,
    density: float = DENSITY,
    threshold: float = THRESHOLD,
    progress: Progress = SILENT,
    benchmark: str = SIDE_BY_SIDE.name,
) -> Discovery:
    """Find rules for 1+1 above a threshold on half of a study's points, and judge them on the other half.

    A study's points share their seeds and draws: the rules are judged at other points with the same random
    numbers, and the result says so.

    Args:
        study: a study whose points vary what the rules may name.
        density: share of the futures inside a rule in which 1+1 must exceed the threshold.
        threshold: what 1+1 must exceed.
        progress: what watches the computation; its stages are "prim" and "cart".
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".

    Returns:
        The rules with density and coverage on both halves.

    Raises:
        InvalidInput: points that failed, or hits too rare or too common to find a rule.
    """
    outcome = benchmark_named(benchmark).above(threshold)
    scenario = study_scenario(study)
    halves = study_futures(study, outcome)
    found = find_rules(
        *halves, density, threshold=threshold, parameters=scenario.parameters, progress=progress,
        benchmark=benchmark,
    )  # fmt: skip
    metadata = study_metadata("discover", study, arms_needed([outcome]), study.plan.replication_count)
    return replace(found, metadata=metadata)


def study_futures(
    study: Study, outcome: Outcome = SIDE_BY_SIDE.gain, above: float = 0.0
) -> tuple[Futures, Futures]:
    """Return the points of a study as futures, every other one held out.

    Raises InvalidInput listing failed points.
    """
    runs = study_outcomes(study, [outcome], ["value"])
    if runs.failed:
        raise InvalidInput(
            "discovery.points_undefined", outcome=outcome.name, count=len(runs.failed), total=runs.points,
            ids=listed(runs.failed),
        )  # fmt: skip
    every = Futures.of(point_values(study), runs, above)
    every = replace(every, draws_in_noise=draws_uncertain(study))
    return every.part(slice(0, None, 2)), every.part(slice(1, None, 2))
