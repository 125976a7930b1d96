"""A bar that shows how many runs are done and how long the rest takes, in the terminal and in notebooks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from sim.texts import text


def bar(total: int, label: str, show: bool = True, done: int = 0) -> Any:
    """Return a tqdm bar over runs on stderr, `done` of them done before; seldom redrawn where nobody watches.

    It measures time by a clock that is never set back, so that the time left is right on a machine whose
    clock is corrected meanwhile.
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
    made._time = time.monotonic  # tqdm itself reads the clock on the wall
    made.start_t = made.last_print_t = time.monotonic()
    return made


@contextmanager
def progress(total: int, lang: str, show: bool) -> Iterator[Callable[[int], object]]:
    """Show a bar over at most `total` runs (of all arms together) while something runs."""
    with bar(total, text("analysis.running", lang), show) as shown:
        yield shown.update
        shown.total = shown.n  # nothing is left, even if there was less to do
        shown.refresh()


@contextmanager
def stages(lang: str, show: bool) -> Iterator[Callable[[str], object]]:
    """Show what is being done, and for how long, while steps run that can not be counted.

    Each stage told, "prim" or "cart", gets a line; where somebody watches, its time runs.
    """
    from tqdm.auto import tqdm

    ended = Event()
    watched = show and sys.stderr.isatty()
    shown = tqdm(total=0, disable=not watched, file=sys.stderr, bar_format="{desc}: {elapsed}")

    def run() -> None:
        while not ended.wait(1.0):
            shown.refresh()

    def told(stage: str) -> None:
        label = text(f"analysis.stage.{stage}", lang)
        if watched:
            shown.set_description_str(label)
        elif show:
            print(label, file=sys.stderr)

    clock = Thread(target=run, daemon=True)
    clock.start()
    try:
        yield told
    finally:
        ended.set()
        clock.join()
        shown.close()
