"""Progress as bars on stderr or in a notebook: what is done, and the time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self

from experiments.progress import Advance
from experiments.reporting.terminal import room
from experiments.texts import DEFAULT_LANGUAGE, text
from experiments.texts import room as room_of

Plan = Mapping[str, Mapping[str, int]]
"""The steps of a computation in order: the text `progress.step.NAME`, and the runs that its stages take."""


def bar(
    total: int, label: str, show: bool = True, done: int = 0, leave: bool = True, unit: str = "run"
) -> Any:
    """Return a tqdm bar on stderr, refreshed every 10 s when stderr is not a terminal.

    It uses a monotonic clock, so that the time left stays right when the machine's clock is corrected.

    Args:
        total: number of runs, or of what else is counted.
        label: text in front of the bar.
        show: whether it is shown at all.
        done: runs finished before.
        leave: whether it stays on the screen when it is closed.
        unit: what is counted.
    """
    from tqdm.auto import tqdm

    watched = sys.stderr.isatty()
    tqdm.monitor_interval = 0  # its thread ends in a traceback when Ctrl-C comes in the last instant
    made = tqdm(
        total=total,
        initial=done,
        desc=label,
        unit=unit,
        unit_scale=True,
        disable=not show,
        file=sys.stderr,
        mininterval=0.2 if watched else 10.0,
        miniters=1,  # no monitor, so every update looks at the time
        # A line as wide as the terminal would be broken by some; one that reports no columns has a bar too.
        ncols=room() - 1,
        leave=leave,
    )
    made._time = time.monotonic  # tqdm itself reads the wall clock
    made.start_t = made.last_print_t = time.monotonic()
    return made


class Bars:
    """A bar for every stage of a computation, in a language; or one bar for all steps of a plan.

    With a plan the bar names the step ("2/4 dilemmas") and shows the time left of the whole, and it leaves
    the screen with the context.

    Args:
        lang: "en" or "zh".
        plan: the steps, see `Plan`; stages that are not in it have bars of their own.
    """

    def __init__(self, lang: str = DEFAULT_LANGUAGE, plan: Plan | None = None) -> None:
        self.lang = lang
        self._steps = {stage: step for step, stages in (plan or {}).items() for stage in stages}
        self._runs = {stage: runs for stages in (plan or {}).values() for stage, runs in stages.items()}
        self._order = list(plan or {})
        self._whole: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._whole is not None:
            self._whole.close()

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        """Show a bar over at most `total` runs, or the elapsed time where steps cannot be counted.

        Args:
            name: the stage, such as "runs"; its label is a text of this name.
            total: runs at most, or None.

        Yields:
            What is called with the number of runs just finished.

        Example:
            >>> with Bars("en").stage("runs", 100) as advance:
            ...     advance(40)
        """
        if name in self._steps:
            with self._step(name, total) as advance:
                yield advance
            return
        label = text(f"progress.{name}", self.lang)
        if total is None:
            with _timed(label):
                yield lambda finished: None
            return
        with bar(total, label, unit=self._unit(name)) as shown:
            yield shown.update
            shown.total = shown.n  # complete, even if there was less to do
            shown.refresh()

    def _unit(self, stage: str) -> str:
        """Return what a stage counts: runs, unless it is one of something else."""
        key = f"unit.{stage}"
        return text(f"progress.{key if key in room_of('progress') else 'unit.run'}", self.lang)

    @contextmanager
    def _step(self, name: str, total: int | None) -> Iterator[Advance]:
        """Go on with the one bar of the plan, to the end of what this stage takes of it."""
        step = self._steps[name]
        place = f"{self._order.index(step) + 1}/{len(self._order)}"
        label = f"{place} {text(f'progress.step.{step}', self.lang)}"
        if self._whole is None:
            self._whole = bar(sum(self._runs.values()), label, leave=False)
        self._whole.set_description_str(label)
        begun, runs = self._whole.n, self._runs[name]
        yield lambda finished: self._whole.update(finished * runs / total if total else 0)
        self._whole.update(begun + runs - self._whole.n)  # complete, even if there was less to do
        self._whole.refresh()

    @contextmanager
    def cleared(self) -> Iterator[None]:
        """Take the bar of the plan off the screen while something is printed.

        Yields:
            Nothing; the bar is back afterwards.

        Example:
            >>> with Bars().cleared():
            ...     print("a note")
            a note
        """
        if self._whole is not None:
            self._whole.clear()
        yield
        if self._whole is not None:
            self._whole.refresh()


@contextmanager
def _timed(label: str) -> Iterator[None]:
    """Show a label and, on a terminal, the elapsed time of the stage."""
    from tqdm.auto import tqdm

    watched, ended = sys.stderr.isatty(), Event()
    shown = tqdm(total=0, disable=not watched, file=sys.stderr, bar_format="{desc}: {elapsed}")
    if watched:
        shown.set_description_str(label)
    else:
        print(label, file=sys.stderr)

    def run() -> None:
        while not ended.wait(1.0):
            shown.refresh()

    clock = Thread(target=run, daemon=True)
    clock.start()
    try:
        yield
    finally:
        ended.set()
        clock.join()
        shown.close()
