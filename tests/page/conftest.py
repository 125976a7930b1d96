"""What the tests of the page share: a browser for each module, and pages of the case, made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from experiments.page import attribution
from experiments.page.document import page
from sim.scenario import Scenario
from tests.support.browser import chromium
from tests.support.drawing import named_only
from tests.support.quick_page import FEW_DRAWS, FEW_WORLDS


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, closed before another module starts one of its own."""
    with chromium() as one:
        yield one


@pytest.fixture(scope="module", autouse=True)
def figures_are_named_only() -> Iterator[None]:
    """Draw nothing for the commands whose numbers a screen is compared with."""
    with named_only():
        yield


@pytest.fixture(scope="session")
def case_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the case as `oneplusone page` makes it."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    path.write_text(page(Scenario.load("s_association")), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def quick_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case's page, with fewer draws than it usually has: the command that it names has the same."""
    path = tmp_path_factory.mktemp("page") / "page.html"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(attribution, "LEDGER_DRAWS", FEW_DRAWS)
        patched.setattr(attribution, "PATHS_DRAWS", FEW_WORLDS)
        path.write_text(page(Scenario.load("s_association")), encoding="utf-8")
    return path
