"""The way to two among two levers: among all it is looked for in tests/experiments/document alone.

Every report asks for it, and most tests of reports are about something else.
"""

from __future__ import annotations

from typing import Any

import pytest

from experiments.document import findings
from experiments.nearest.analysis import NearestTwo, nearest

FEW = ("contract.term", "control.digital")


def among_few(patch: pytest.MonkeyPatch) -> None:
    """Let reports look for the way to two among two levers."""
    patch.setattr(findings, "nearest", _of_few)


def _of_few(simulator: Any, _: Any, *sizes: Any, **more: Any) -> NearestTwo:
    return nearest(simulator, FEW, *sizes, **more)
