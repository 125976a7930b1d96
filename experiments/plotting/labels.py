"""Labels that hide neither one another nor what they label: moved aside, with a line to where they belong."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from experiments.plotting.canvas import layout_of
from experiments.plotting.palette import BLACK, GREY
from experiments.reporting.terminal import width

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

NEAR, STEP, TURNS = 9.0, 7.0, 12
"""Points from a mark to its label: the nearest place, and how much farther each next ring is; directions."""

RINGS = 7


def label_points(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    labels: Sequence[str],
    bars: Sequence[tuple[float, float, float]] = (),
) -> None:
    """Label points; where these coincide their labels are joined, and a far label has a line to its point.

    `bars` are vertical lines (x, low, high) that no label should cover.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    drawn: list[Artist] = []

    def place() -> None:
        _removed(drawn)
        dots = figure.get_dpi() / 72
        groups: dict[tuple[int, int], list[int]] = {}
        at = [tuple(part / dots for part in axes.transData.transform(point)) for point in points]
        for number, (x, y) in enumerate(at):
            groups.setdefault((round(x / 4), round(y / 4)), []).append(number)
        box = axes.get_window_extent()
        inside = (box.x0 / dots, box.y0 / dots, box.x1 / dots, box.y1 / dots)
        marks = [(x - 5, y - 5, x + 5, y + 5) for x, y in at]
        for x, *ends in bars:
            low, high = (axes.transData.transform((x, end)) / dots for end in ends)
            marks.append((low[0] - 1, low[1], high[0] + 1, high[1]))
        taken: list[tuple[float, float, float, float]] = []
        for members in groups.values():
            said = ", ".join(labels[one] for one in members)
            size = (7.5 * 0.62 * width(said) + 2, 9.0)
            dx, dy = _free(at[members[0]], size, marks + taken, inside)
            x, y = at[members[0]]
            taken.append(_around((x + dx, y + dy), size))
            far: Any = {"arrowstyle": "-", "color": GREY, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 3}
            drawn.append(
                axes.annotate(
                    said, points[members[0]], xytext=(dx, dy), textcoords="offset points", ha="center",
                    va="center", fontsize=7.5, arrowprops=far if math.hypot(dx, dy) > NEAR + STEP else None,
                )
            )  # fmt: skip

    layout_of(figure).labels.append(place)


def label_ends(axes: Axes, ends: Sequence[tuple[float, float, str, str]]) -> None:
    """Label lines at their right ends, each (x, y, label, colour), spread so that no label covers another."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    drawn: list[Artist] = []

    def place() -> None:
        _removed(drawn)
        dots = figure.get_dpi() / 72
        heights = [axes.transData.transform((x, y))[1] / dots for x, y, *_ in ends]
        for (x, y, said, colour), height, free in zip(ends, heights, spread(heights, 10.5), strict=True):
            line: Any = {"arrowstyle": "-", "color": GREY, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 1}
            drawn.append(
                axes.annotate(
                    said, (x, y), xytext=(10, free - height), textcoords="offset points", ha="left",
                    va="center", fontsize=7.5, color=colour, annotation_clip=False,
                    arrowprops=line if abs(free - height) > 1 else None,
                )
            )  # fmt: skip

    layout_of(figure).labels.append(place)


STEPS = (1, 2, 5, 10)
"""Of what multiples of a power of ten round ticks are."""


def round_ticks(axis: Axis, most: int = 6, form: Callable[[float], str] | None = None) -> None:
    """Give an axis round ticks, at most `most` of them; `form` writes them."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis.set_major_locator(MaxNLocator(most, steps=STEPS))
    if form is not None:
        axis.set_major_formatter(FuncFormatter(lambda value, _: form(value)))


def label_line(axes: Axes, x: float, said: str, colour: str = BLACK) -> None:
    """Label a vertical line at its upper end, on the side that has more room."""
    low, high = axes.get_xlim()
    right = abs(x - low) < abs(high - x)
    axes.annotate(
        said, (x, 1), xycoords=("data", "axes fraction"), xytext=(3 if right else -3, -2),
        textcoords="offset points", ha="left" if right else "right", va="top", fontsize=7.5, color=colour,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.8},
    )  # fmt: skip


def aside(value: float, line: float) -> tuple[int, str]:
    """Return how a number over its mark keeps off a vertical line: points to the right, and its alignment."""
    return (3, "left") if value >= line else (-3, "right")


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Return places at least `gap` apart, in the same order and each as near to its own as that allows."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    groups: list[tuple[float, list[int]]] = []  # the middle of each group, and its members
    for one in order:
        groups.append((places[one], [one]))
        while len(groups) > 1:
            (below, first), (above, second) = groups[-2:]
            if above - below >= gap * (len(first) + len(second)) / 2:
                break
            members = [*first, *second]
            middle = (below * len(first) + above * len(second)) / len(members)
            groups[-2:] = [(middle, members)]
    found = [0.0] * len(places)
    for middle, members in groups:
        for rank, one in enumerate(members):
            found[one] = middle + gap * (rank - (len(members) - 1) / 2)
    return found


def _free(
    at: tuple[float, ...],
    size: tuple[float, float],
    taken: Sequence[tuple[float, float, float, float]],
    inside: tuple[float, float, float, float],
) -> tuple[float, float]:
    """Return the nearest offset at which a label covers nothing; the nearest of all where none is free."""
    for ring in range(RINGS):
        far = NEAR + STEP * ring
        for turn in range(TURNS):
            angle = math.pi / 4 + 2 * math.pi * turn / TURNS
            dx, dy = (far + size[0] / 2) * math.cos(angle), far * math.sin(angle)
            box = _around((at[0] + dx, at[1] + dy), size)
            within = inside[0] < box[0] and box[2] < inside[2] and inside[1] < box[1] and box[3] < inside[3]
            if within and not any(_overlap(box, other) for other in taken):
                return dx, dy
    return NEAR + size[0] / 2, NEAR


def _around(at: tuple[float, float], size: tuple[float, float]) -> tuple[float, float, float, float]:
    return (at[0] - size[0] / 2, at[1] - size[1] / 2, at[0] + size[0] / 2, at[1] + size[1] / 2)


def _overlap(one: Sequence[float], other: Sequence[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _removed(drawn: list[Artist]) -> None:
    for artist in drawn:
        if artist.figure is not None:
            artist.remove()
    drawn.clear()
