"""The one record of a run that failed."""

from __future__ import annotations

from typing import NamedTuple


class RunFailure(NamedTuple):
    """A run that failed: the place of its pair of parameter point and seed in the batch, its arm, and why."""

    pair: int
    arm: int
    message: str
