"""The one record of a run that failed, and the failure of a rule that is not the model's own."""

from __future__ import annotations

from typing import NamedTuple


class RunFailure(NamedTuple):
    """A run that failed: the place of its pair of parameter point and seed in the batch, its arm, and why."""

    pair: int
    arm: int
    message: str


class OwnRuleFailed(Exception):
    """A rule of one's own that raised, or returned what no rule may; its words say which rule, and what."""
