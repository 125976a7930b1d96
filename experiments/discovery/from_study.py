"""The futures of scenario discovery from the runs of a study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.discovery.futures import Futures
from experiments.errors import InvalidInput, listed
from experiments.runs.outcomes import DELTA, Outcome
from experiments.study.arrays import _numbers, draws_unknowns, study_outcomes

if TYPE_CHECKING:
    from experiments.study.study import Study


def study_futures(study: Study, outcome: Outcome = DELTA, above: float = 0.0) -> tuple[Futures, Futures]:
    """Return the points of a study as futures, every other one held out.

    A study's points share their keys and draws, so the held-out half tests the rule on other settings under
    the same luck. Raises InvalidInput listing failed points.
    """
    runs = study_outcomes(study, [outcome], ["value"])
    if runs.failed:
        raise InvalidInput(
            "analysis.points_failed", outcome=outcome.name, count=len(runs.failed), total=runs.points,
            ids=listed(runs.failed),
        )  # fmt: skip
    every = Futures.of(_numbers(study.points()), runs, above)
    every = replace(every, unknowns_in_chance=draws_unknowns(study))
    return every.part(slice(0, None, 2)), every.part(slice(1, None, 2))
