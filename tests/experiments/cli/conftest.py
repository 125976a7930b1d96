"""What the tests of commands share: figures are named in their folder and not drawn, unless a test is about
them.

The figures of `case`, `run` and `compare` are drawn by test_running in one language each, those of the
analyses by test_analyses in both, saved ones by test_draw.
"""

from collections.abc import Iterator

import pytest

from tests.support.drawing import draw, named_only


@pytest.fixture(scope="module", autouse=True)
def figures_are_named_only() -> Iterator[None]:
    """Leave files with the names of figures: for fixtures of modules too, which a test's own would be too
    late for. Of each module, not of the package: folders of tests are no packages, and what is of one would
    hold to the end of the session, in the tests of other folders.
    """
    with named_only():
        yield


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw figures as the command does."""
    draw(monkeypatch)
