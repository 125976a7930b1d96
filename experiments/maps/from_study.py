"""A lever map from the runs of a study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from experiments.errors import InvalidInput, listed
from experiments.maps.lever_map import LeverMap, mapped
from experiments.runs.outcomes import SIDE_BY_SIDE, arms_needed, benchmark_named
from experiments.study.arrays import draws_uncertain, point_values, study_metadata, study_values

if TYPE_CHECKING:
    from experiments.study.study import Study


def from_study(study: Study, benchmark: str = SIDE_BY_SIDE.name) -> LeverMap:
    """Return the map of a finished study whose design is a grid of two parameters.

    Args:
        study: the study. Where it draws no uncertain parameter, its replications are the seeds of a single
            draw.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone".

    Returns:
        The map, from the study's own runs.

    Raises:
        InvalidInput: another design, points that are not finished, failed runs, or arms that were not run.
    """
    points, plan = point_values(study), study.plan
    names = list(points.columns)
    axes = [np.unique(points[name].to_numpy(dtype=np.float64)) for name in names]
    if len(names) != 2 or len(axes[0]) * len(axes[1]) != len(points):
        needed = InvalidInput("error.grid_of_two").line
        raise InvalidInput("design.other_design", kind=plan.design["kind"], needed=needed)
    compared = benchmark_named(benchmark)
    arms = arms_needed(compared.brief)
    values = study_values(study, arms, ["value"])[..., 0]
    order = np.lexsort((points[names[0]].to_numpy(), points[names[1]].to_numpy()))
    if not np.isfinite(values).all():
        failed = np.flatnonzero(~np.isfinite(values).all(axis=(0, 2)))
        raise InvalidInput(
            "error.runs_failed", count=len(failed), total=len(points), ids=listed(failed), reason=""
        )
    draws = plan.draw_count if draws_uncertain(study) else 1
    cells = values[:, order].reshape(draws, -1, *values.shape[1:])
    found = mapped((names[0], axes[0]), (names[1], axes[1]), cells, arms, plan.seed, benchmark=compared)
    metadata = study_metadata("map", study, arms, found.seeds, found.draws)
    return replace(found, metadata=metadata)
