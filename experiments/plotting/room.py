"""Whether the words of a figure have room at its size: none over another, none beyond its edge."""

from __future__ import annotations

import warnings
from itertools import combinations
from typing import TYPE_CHECKING

from experiments.plotting.notes import fit

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

TOUCH = 1.2
"""Points by which two words may reach into one another, or beyond the edge: blank parts of their boxes."""

STEPS = 6
"""Halvings in the search for the least size."""


def crowding(figure: Figure) -> int:
    """Return how many words are over others, beyond the edge, or without axes, as a figure stands now.

    The legend below the note has lines of the note left free for it. Labels are placed by the layout before,
    so that a figure at a new size is looked at again before it is called crowded.
    """
    return _crowding(figure) and _crowding(figure)


def _crowding(figure: Figure) -> int:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        fit(figure)
        figure.draw_without_rendering()
    dots = figure.get_dpi() / 72
    words = _words(figure)
    below = {one for legend in figure.legends for one in legend.get_texts()}
    boxes = [box for box in (_box(one) for one in words if one not in below) if box is not None]
    edge = figure.bbox
    count = sum(
        box.x0 < edge.x0 - TOUCH * dots or box.x1 > edge.x1 + TOUCH * dots
        or box.y0 < edge.y0 - TOUCH * dots or box.y1 > edge.y1 + TOUCH * dots
        for box in boxes
    )  # fmt: skip
    count += sum(_over(one, two, TOUCH * dots) for one, two in combinations(boxes, 2))
    # Matplotlib says so where nothing is left for the axes.
    return int(count) + 1000 * any("layout not applied" in str(each.message) for each in said)


def least_size(
    figure: Figure, size: tuple[float, float], natural: tuple[float, float]
) -> tuple[float, float]:
    """Return the least size in inches, between the one asked for and its own, at which words have room.

    The figure is left at that size.
    """
    usual = _at(figure, natural)
    enough, part, step = 1.0, 0.5, 0.25
    for _ in range(STEPS):
        fits = _at(figure, _between(size, natural, part)) <= usual
        if fits:
            enough = part
        part, step = part + (-step if fits else step), step / 2
    found = _between(size, natural, enough)
    figure.set_size_inches(*found)
    fit(figure)
    return found


def has_room(figure: Figure, natural: tuple[float, float]) -> bool:
    """Return whether a figure at its present size is no more crowded than at its own."""
    width, height = figure.get_size_inches()
    if width >= natural[0] and height >= natural[1]:
        fit(figure)
        return True
    here = crowding(figure)
    fits = not here or here <= _at(figure, natural)
    figure.set_size_inches(width, height)
    fit(figure)
    return fits


def _at(figure: Figure, size: tuple[float, float]) -> int:
    figure.set_size_inches(*size)
    return crowding(figure)


def _between(size: tuple[float, float], natural: tuple[float, float], part: float) -> tuple[float, float]:
    first, second = (one + part * max(0.0, two - one) for one, two in zip(size, natural, strict=True))
    return first, second


def _words(figure: Figure) -> list[Text]:
    """Return the texts that are drawn; labels of ticks beyond the limits of their axis are not."""
    from matplotlib.text import Text

    beyond = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not axes.axison or not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                    beyond |= {tick.label1, tick.label2}
    return [
        one
        for one in figure.findobj(Text)
        if one.get_visible() and one.get_text().strip() and one not in beyond
    ]


def _box(one: Text) -> Bbox | None:
    box = one.get_window_extent()
    return box if box.width > 0 and box.height > 0 else None


def _over(one: Bbox, two: Bbox, touch: float) -> bool:
    return (
        min(one.x1, two.x1) - max(one.x0, two.x0) > touch
        and min(one.y1, two.y1) - max(one.y0, two.y0) > touch
    )
