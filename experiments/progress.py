"""How long computations report what they have done; `reporting.bars` shows it to a person."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

Advance = Callable[[int], object]
"""Called with how many units were finished since the last call."""


class Progress(Protocol):
    """Whatever watches a computation."""

    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Advance]:
        """Begin a stage and end it with the context.

        Args:
            name: name of the stage; shown as the text `progress.NAME`.
            total: how many runs it takes at most, or None where steps cannot be counted.
        """
        ...


class _Silent:
    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Advance]:
        return nullcontext(lambda finished: None)


SILENT: Progress = _Silent()
"""Shows nothing."""
