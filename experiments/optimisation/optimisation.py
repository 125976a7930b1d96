"""The result of a search with everything that belongs to it: the front and the single changes."""

from __future__ import annotations

from dataclasses import dataclass, field

from experiments.optimisation.front import Front
from experiments.optimisation.single_changes import SingleChanges
from experiments.provenance import RunMetadata
from experiments.results import AnalysisResult


@dataclass(frozen=True, repr=False)
class Optimisation(AnalysisResult):
    """The Pareto front of a scenario's levers, and the single changes with which 1+1 exceeds two."""

    front: Front
    single_changes: SingleChanges
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})
