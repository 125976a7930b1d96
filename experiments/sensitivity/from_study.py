"""Sensitivity analyses of the runs of a study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.designs.factors import Factor
from experiments.designs.saltelli import Layout
from experiments.errors import InvalidInput
from experiments.runs.outcomes import Outcome
from experiments.sensitivity.screening import Screening, delta, elementary_effects, pawn
from experiments.study.arrays import draws_unknowns, study_outcomes

if TYPE_CHECKING:
    from experiments.study.study import Study

BLOCKS = 16


def study_layout(study: Study) -> Layout:
    """Return the layout of a study's Saltelli design. Raises InvalidInput for another kind of design."""
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
    """Return the first method that can read a study's design. Raises InvalidInput where none can."""
    kind = study.plan.design["kind"]
    for method, kinds in DESIGNS.items():
        if kind in kinds:
            return method
    needed = ", ".join(dict.fromkeys(one for kinds in DESIGNS.values() for one in kinds))
    raise InvalidInput("analysis.other_design", kind=kind, needed=needed)


def _check_kind(study: Study, method: str) -> None:
    kind = study.plan.design["kind"]
    if kind not in DESIGNS[method]:
        raise InvalidInput("analysis.other_design", kind=kind, needed=", ".join(DESIGNS[method]))


def study_screening(
    study: Study, method: str, outcomes: Sequence[Outcome], measures: Sequence[str]
) -> Screening:
    """Return a screening of a finished study: "morris" of its walks, "pawn" or "delta" of its points.

    `measures` is as for `study_outcomes`. Raises InvalidInput for a design that the method can not read.
    """
    _check_kind(study, method)
    runs, design = study_outcomes(study, outcomes, measures), study.design
    factors = [Factor(one.name, one.distribution) for one in design.variations]
    if method == "morris":
        return elementary_effects(design.unit(), runs, factors, design.levels, study.plan.seed)
    return (pawn if method == "pawn" else delta)(design.unit(), runs, factors, seed=study.plan.seed)
