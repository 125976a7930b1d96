"""Figures that are named and not drawn, as drawing takes most of the time of a short command."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from experiments import plotting
from experiments.bundle import contents
from experiments.comparison import outputs as comparison_outputs
from experiments.results import AnalysisResult
from experiments.simulation import outputs as simulation_outputs

DRAWN, PLOT = plotting.rendered, AnalysisResult.plot
NOT_DRAWN = b"not drawn in this test\n"


def _named(figure: Any, stem: str, metadata: Any, style: Any = None) -> dict[str, bytes]:
    return {f"{stem}.{form}": NOT_DRAWN for form in plotting.FORMS}


def _set(patch: pytest.MonkeyPatch, rendered: Any, plot: Any) -> None:
    for module in (plotting, contents, comparison_outputs, simulation_outputs):
        patch.setattr(module, "rendered", rendered)
    patch.setattr(AnalysisResult, "plot", plot)


def draw(patch: pytest.MonkeyPatch) -> None:
    """Draw figures as a command does."""
    _set(patch, DRAWN, PLOT)


@contextmanager
def named_only() -> Iterator[None]:
    """Leave files with the names of figures. Whoever else comes to draw must be named here."""
    ours = {name: each for name, each in sys.modules.items() if name.startswith("experiments.")}
    known = {name for name, module in ours.items() if vars(module).get("rendered") is DRAWN}
    assert known <= {each.__name__ for each in (plotting, contents, comparison_outputs, simulation_outputs)}
    with pytest.MonkeyPatch.context() as patch:
        _set(patch, _named, lambda *given, **what: None)
        yield
