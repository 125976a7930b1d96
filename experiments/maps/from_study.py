"""A lever map from the runs of a study."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from experiments.errors import InvalidInput, listed
from experiments.maps.lever_map import LeverMap, mapped
from experiments.runs.outcomes import ONE_PLUS_ONE, arms_needed
from experiments.study.arrays import _numbers, draws_unknowns, study_values
from experiments.texts import text

if TYPE_CHECKING:
    from experiments.study.study import Study

_TWO = partial(text, "analysis.grid_of_two")


def study_map(study: Study) -> LeverMap:
    """Return the map of a study whose design is a grid of two parameters.

    Raises InvalidInput for another one.
    """
    points = _numbers(study.points())
    names = list(points.columns)
    axes = [np.unique(points[name].to_numpy(dtype=np.float64)) for name in names]
    if len(names) != 2 or len(axes[0]) * len(axes[1]) != len(points):
        raise InvalidInput("analysis.other_design", kind=study.plan.design["kind"], needed=_TWO)
    values = study_values(study, arms_needed([ONE_PLUS_ONE]), ["value"])[..., 0]
    order = np.lexsort((points[names[0]].to_numpy(), points[names[1]].to_numpy()))
    if not np.isfinite(values).all():
        failed = np.flatnonzero(~np.isfinite(values).all(axis=(0, 2)))
        raise InvalidInput(
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
