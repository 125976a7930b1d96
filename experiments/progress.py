"""How long computations report what they have done; `reporting.bars` shows it to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import Protocol

from experiments.errors import InvalidInput

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


class Counting(Protocol):
    """What makes runs and counts them."""

    runs: int


class _Silent:
    def stage(self, name: str, total: int | None = None) -> AbstractContextManager[Advance]:
        return nullcontext(lambda finished: None)


SILENT: Progress = _Silent()
"""Shows nothing."""


@contextmanager
def counted_in_runs(
    progress: Progress, name: str, units: int, each: int, counting: Counting | None = None
) -> Iterator[Advance]:
    """Begin a stage that counts runs, of a computation that counts what takes several of them.

    Args:
        progress: what watches.
        name: name of the stage.
        units: how many there are at most, such as points.
        each: runs that one of them takes, such as one in each arm.
        counting: what makes the runs, where one may stand for several: those that it made are counted then.

    Yields:
        What is called with the number of units just finished.

    Example:
        >>> with counted_in_runs(SILENT, "map", 10, 3) as advance:
        ...     advance(4)
    """
    with progress.stage(name, units * each) as advance:
        if counting is None:
            yield lambda finished: advance(finished * each)
            return
        counted = counting.runs

        def made(finished: int) -> None:
            nonlocal counted
            before, counted = counted, counting.runs
            advance(counted - before)

        yield made


def watcher(progress: bool | Progress) -> Progress:
    """Return what watches a computation: bars for True, nothing for False.

    Raises InvalidInput for anything else that watches nothing.
    """
    if progress is True:
        # Looked up by name, as the views of results are: a computation knows no terminal.
        bars: Progress = import_module("experiments.reporting.bars").Bars()
        return bars
    if progress is False:
        return SILENT
    if not callable(getattr(progress, "stage", None)):
        options = "True, False, Progress"
        raise InvalidInput(
            "command.error.invalid_choice", name="progress", given=repr(progress), options=options
        )
    return progress
