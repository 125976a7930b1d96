"""Progress as bars on stderr or in a notebook: what is done, and the time left."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from experiments.progress import Advance
from experiments.texts import DEFAULT_LANGUAGE, text


def bar(total: int, label: str, show: bool = True, done: int = 0) -> Any:
    """Return a tqdm bar over runs on stderr, refreshed every 10 s when stderr is not a terminal.

    It uses a monotonic clock, so that the time left stays right when the machine's clock is corrected.

    Args:
        total: number of runs.
        label: text in front of the bar.
        show: whether it is shown at all.
        done: runs finished before.
    """
    from tqdm.auto import tqdm

    watched = sys.stderr.isatty()
    made = tqdm(
        total=total,
        initial=done,
        desc=label,
        unit="run",
        unit_scale=True,
        disable=not show,
        file=sys.stderr,
        mininterval=0.2 if watched else 10.0,
        dynamic_ncols=watched,
    )
    made._time = time.monotonic  # tqdm itself reads the wall clock
    made.start_t = made.last_print_t = time.monotonic()
    return made


class Bars:
    """A bar for every stage of a computation, in a language."""

    def __init__(self, lang: str = DEFAULT_LANGUAGE) -> None:
        self.lang = lang

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        """Show a bar over at most `total` runs, or the elapsed time where steps cannot be counted."""
        label = text(f"progress.{name}", self.lang)
        if total is None:
            with _timed(label):
                yield lambda finished: None
            return
        with bar(total, label) as shown:
            yield shown.update
            shown.total = shown.n  # complete, even if there was less to do
            shown.refresh()


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
