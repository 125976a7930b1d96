"""A bar that shows how many runs are done and how long the rest takes, in the terminal and in notebooks."""

from __future__ import annotations

import sys
import time
from typing import Any


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
