"""What the tests of commands share: figures are named in their folder and not drawn, unless a test is about
them.

Drawing takes most of the time of a short command. The figures of `case`, `run` and `compare` are drawn by
test_running in each language, those of the analyses by test_analyses in both, saved ones by test_draw.
"""

import sys
from collections.abc import Iterator
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


@pytest.fixture(scope="module", autouse=True)
def figures_are_named_only() -> Iterator[None]:
    """Leave files with the names of figures: for fixtures of modules too, which a test's own would be too
    late for. Of each module, not of the package: folders of tests are no packages, and what is of one would
    hold to the end of the session, in the tests of other folders.
    """
    ours = {name: each for name, each in sys.modules.items() if name.startswith("experiments.")}
    known = {name for name, module in ours.items() if vars(module).get("rendered") is DRAWN}
    assert known <= {each.__name__ for each in (plotting, contents, comparison_outputs, simulation_outputs)}
    with pytest.MonkeyPatch.context() as patch:
        _set(patch, _named, lambda *given, **what: None)
        yield


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw figures as the command does."""
    _set(monkeypatch, DRAWN, PLOT)
