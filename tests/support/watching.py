"""What watches a computation in a test."""

from collections.abc import Iterator
from contextlib import contextmanager

from experiments.progress import Advance


class Watch:
    """Progress that keeps of each stage its name, what it announced, and how much was done."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int | None, int]] = []

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        finished: list[int] = []
        yield finished.append
        self.stages.append((name, total, sum(finished)))
