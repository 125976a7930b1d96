"""Sensitivity analyses of the runs of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.designs.saltelli import Layout
from experiments.errors import InvalidInput
from experiments.runs.engines import scenario_measures
from experiments.runs.outcomes import BRIEF, Outcome, arms_needed
from experiments.sensitivity.result import Sensitivity
from experiments.sensitivity.screening import Screening, delta, elementary_effects, pawn
from experiments.sensitivity.sobol import indices
from experiments.study.arrays import draws_uncertain, study_metadata, study_outcomes, study_scenario

if TYPE_CHECKING:
    from experiments.study.study import Study

BLOCKS = 16
"""Pieces into which the Sobol' sequence of a study is cut for intervals."""

DESIGNS = {"sobol": ("saltelli",), "morris": ("morris",), "pawn": ("lhs", "sobol"), "delta": ("lhs", "sobol")}
"""The kinds of design that each method of sensitivity analysis can read."""


def from_study(
    study: Study, outcomes: Sequence[Outcome] = BRIEF, method: str | None = None
) -> Sensitivity | Screening:
    """Return the sensitivity analysis of a finished study's own runs.

    Args:
        study: a study whose design is saltelli, morris, lhs or sobol.
        outcomes: what to explain; by default 1+1 against both side by side, and the gain of contracting.
        method: "sobol", "morris", "pawn" or "delta"; by default the first that can read the design.

    Returns:
        A Sensitivity for "sobol", else a Screening.

    Raises:
        InvalidInput: the method cannot read the design, fewer than two replications, points that are not
            finished, or arms or measures that were not run.
    """
    method = method or study_method(study)
    if method not in DESIGNS:
        raise InvalidInput("error.unknown_method", name=method)
    scenario = study_scenario(study)
    measures = tuple(measure.name for measure in scenario_measures(scenario))
    found: Sensitivity | Screening
    if method == "sobol":
        found = indices(study_layout(study), study_outcomes(study, outcomes, measures))
    else:
        found = study_screening(study, method, outcomes, measures)
    metadata = study_metadata("sensitivity", study, arms_needed(outcomes), study.plan.replication_count)
    return replace(found, metadata=metadata)


def study_method(study: Study) -> str:
    """Return the first method that can read a study's design. Raises InvalidInput where none can."""
    kind = study.plan.design["kind"]
    for method, kinds in DESIGNS.items():
        if kind in kinds:
            return method
    needed = ", ".join(dict.fromkeys(one for kinds in DESIGNS.values() for one in kinds))
    raise InvalidInput("design.other_design", kind=kind, needed=needed)


def study_layout(study: Study) -> Layout:
    """Return the layout of a study's Saltelli design. Raises InvalidInput for another kind of design."""
    _check_kind(study, "sobol")
    design = study.plan.design
    size = design["sizes"][-1]
    return Layout(
        tuple(design["parameters"]), size, design["second_order"], min(BLOCKS, size // 4), one_sequence=True,
        draws_uncertain=draws_uncertain(study),
    )  # fmt: skip


def study_screening(
    study: Study, method: str, outcomes: Sequence[Outcome], measures: Sequence[str]
) -> Screening:
    """Return a screening of a finished study: "morris" of its trajectories, "pawn" or "delta" of its points.

    `measures` is as for `study_outcomes`. Raises InvalidInput for a design that the method cannot read.
    """
    _check_kind(study, method)
    runs, design = study_outcomes(study, outcomes, measures), study.design
    factors = list(design.factors)
    if method == "morris":
        found = elementary_effects(design.unit(), runs, factors, design.levels, study.plan.seed)
    else:
        found = (pawn if method == "pawn" else delta)(design.unit(), runs, factors, seed=study.plan.seed)
    return replace(found, draws_uncertain=draws_uncertain(study))


def _check_kind(study: Study, method: str) -> None:
    kind = study.plan.design["kind"]
    if kind not in DESIGNS[method]:
        raise InvalidInput("design.other_design", kind=kind, needed=", ".join(DESIGNS[method]))
