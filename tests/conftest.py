"""What all tests share: the options of the command line, and that the laws hold in whatever they run."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sim.model import ContractingModel

# Commands, those in child processes too, speak English unless a test asks for another language, whatever this
# machine speaks.
os.environ["ONEPLUSONE_LANG"] = "en"

# Tests run side by side. Linear algebra in threads of its own would wait for cores that the others hold: a
# kernel density estimate takes twenty times longer then. Set before NumPy is loaded: no import of ours above.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Jupyter's checks of addresses compile 38 grammars when they are imported, for three seconds of each process.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--points",
        type=int,
        default=100,
        metavar="N",
        help="random worlds in which both engines are compared (make conformance takes 100000)",
    )


def pytest_collection_finish() -> None:
    """Leave what is loaded by now, and thousands of tests, out of every search for garbage to come."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def points(request: pytest.FixtureRequest) -> int:
    """How many random worlds the conformance tests take."""
    return request.config.getoption("--points")


@pytest.fixture(autouse=True)
def laws_hold_in_every_month_of_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Check the conservation laws after each month of each Mesa model that a test steps.

    The engine's runs have the same bits (tests/conformance, random worlds and all shipped scenarios).
    """
    from sim.model import ContractingModel
    from tests.support.invariants import assert_laws, paid_to_closed

    step = ContractingModel.step

    def watched(model: ContractingModel) -> None:
        settled = paid_to_closed(model.world)
        step(model)
        assert_laws(model, settled)

    monkeypatch.setattr(ContractingModel, "step", watched)
