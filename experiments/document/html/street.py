"""What was promised as a row of houses at dusk: lit ones were delivered, dark ones were not."""

from __future__ import annotations

import math
from collections.abc import Iterator

from experiments.document.html.markup import Markup, el

MOST = 60
"""Houses in a picture; where more was promised a house stands for several."""

WIDTH, GROUND = 20, 58
"""Width of a house with what is between, and where it stands."""


def each_house(promised: float) -> int:
    """Return how many units a house stands for: one, or so many that `MOST` houses are enough."""
    return max(1, math.ceil(promised / MOST))


def street(promised: float, lit: float, label: str) -> Markup:
    """Return the houses.

    Args:
        promised: units promised: all houses.
        lit: units delivered: the lit ones, a part of the last.
        label: what a reader who does not see the picture reads.
    """
    unit = each_house(promised)
    count = max(1, math.ceil(promised / unit))
    width = WIDTH * count
    houses = [part for place in range(count) for part in _house(place, lit / unit - place)]
    return el(
        "svg", houses,
        el("rect", class_="ground", x=0, y=GROUND, width=width, height=4),
        class_="street", viewBox=f"0 0 {width} 62", width="100%", role="img", aria_label=label,
        preserveAspectRatio="xMidYMax meet",
    )  # fmt: skip


def _house(place: int, light: float) -> Iterator[Markup]:
    """Return a house: how high and with which roof follows from its place, how light from what it has."""
    left, height = place * WIDTH + 2, 26 + (place * 7) % 13
    top, roof = GROUND - height, 6 + (place * 5) % 4
    share = min(1.0, max(0.0, light))
    tone = "lit" if share >= 1 else "half" if share > 0 else "dark"
    yield el("polygon", class_="roof", points=f"{left - 1},{top} {left + 8},{top - roof} {left + 17},{top}")
    yield el("rect", class_="wall", x=left, y=top, width=16, height=height)
    for row in range(2):
        for column in range(2):
            yield el(
                "rect", class_=f"window {tone}", x=left + 2.6 + 6.4 * column, y=top + 4 + 8 * row, width=4.4,
                height=5,
            )  # fmt: skip
    yield el("rect", class_=f"door {tone}", x=left + 5.6, y=GROUND - 8, width=4.8, height=8)
