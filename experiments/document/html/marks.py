"""Pictures as rows: each number on a common axis, with words beside it, as wide as the page or the phone is.

Places are per cent of the width, so that nothing is stretched and letters stay as large as the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from experiments.document.html.markup import Child, Markup, el
from experiments.reporting.numbers import grouped
from experiments.reporting.terminal import width

TICKS = 5
"""About so many marks of an axis."""

EDGE = 2.0
"""Per cent of the width that stay free at either end."""


@dataclass(frozen=True)
class Scale:
    """A common axis of rows.

    Attributes:
        low: its lower end.
        high: its upper end.
        mark: a value with a line of its own, such as two; NaN for none.
    """

    low: float
    high: float
    mark: float = math.nan

    def at(self, value: float) -> float:
        """Return the place of a value in per cent of the width; of one beyond the ends that of the end."""
        share = (value - self.low) / (self.high - self.low)
        return round(EDGE + (100 - 2 * EDGE) * min(1.0, max(0.0, share)), 3)

    @property
    def ticks(self) -> list[float]:
        """Round values between the ends."""
        step = step_of(self.high - self.low)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(place * step, 10) for place in range(first, last + 1)]


def step_of(width: float, ticks: int = TICKS) -> float:
    """Return a round step that divides a width into about so many parts."""
    rough = width / ticks
    scale = 10.0 ** math.floor(math.log10(rough))
    return next(scale * each for each in (1, 2, 2.5, 5, 10) if scale * each >= rough * 0.999)


def axis_of(values: Iterable[float], mark: float = math.nan, zero: bool = False) -> Scale:
    """Return an axis that reaches over all values that are numbers, to round ends.

    Args:
        values: what is shown on it.
        mark: a value with a line of its own, which it reaches too.
        zero: whether it begins at zero.
    """
    every = [each for each in (*values, mark, *([0.0] if zero else [])) if math.isfinite(each)] or [0.0, 1.0]
    low, high = min(every), max(every)
    if low == high:
        low, high = low - 0.5, high + 0.5
    step = step_of(high - low)
    first = 0.0 if zero and low >= 0 else round(step * math.floor(low / step + 1e-9), 10)
    return Scale(min(first, low), max(round(step * math.ceil(high / step - 1e-9), 10), high), mark)


def _svg(label: str, *marks: Child, class_: str = "plot") -> Markup:
    hidden = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return el("svg", *marks, class_=class_, width="100%", **hidden)


def _across(axis: Scale) -> list[Markup]:
    """Return the lines behind a row: thin ones at the ticks, a stronger one at the mark."""
    lines = [_line(axis, each, "grid") for each in axis.ticks if each != axis.mark]
    return [*lines, _line(axis, axis.mark, "mark")] if math.isfinite(axis.mark) else lines


def _line(axis: Scale, value: float, class_: str, first: int = 0, last: int = 100) -> Markup:
    """Return a line down a row at a value, from and to a per cent of its height."""
    place = f"{axis.at(value)}%"
    return el("line", class_=class_, x1=place, x2=place, y1=f"{first}%", y2=f"{last}%")


def _bar(axis: Scale, ends: Sequence[float], thick: float, class_: str) -> Markup | None:
    """Return a bar between two values, in the middle of its row, so many pixels thick."""
    if not all(map(math.isfinite, ends)):
        return None
    first, last = sorted(axis.at(each) for each in ends)
    return el(
        "rect", class_=class_, x=f"{first}%", width=f"{max(last - first, 0.25):.3f}%", y="50%", height=thick,
        rx=2.5, transform=f"translate(0 {-thick / 2:g})",
    )  # fmt: skip


def interval_row(
    axis: Scale,
    label: str,
    value: float,
    interval: Sequence[float],
    spread: Sequence[float] = (),
    tone: str = "ink",
    hollow: bool = False,
) -> Markup:
    """Return a row with a value, its Monte Carlo interval, and its range over draws.

    Args:
        axis: the common axis.
        label: what a reader who does not see the picture reads.
        value: the number; nothing is drawn where there is none.
        interval: ends of the Monte Carlo interval.
        spread: ends of the range over draws, drawn paler.
        tone: the name of a colour in the style sheet.
        hollow: whether the dot is hollow, as what it says is not resolved.
    """
    marks: list[Child] = [*_across(axis)]
    if len(spread) == 2:
        marks.append(_bar(axis, spread, 8, f"spread {tone}"))
    marks.append(_bar(axis, interval, 8, f"interval {tone}"))
    if math.isfinite(value):
        looks = f"dot {tone}{' hollow' if hollow else ''}"
        marks.append(el("circle", class_=looks, cx=f"{axis.at(value)}%", cy="50%", r=6))
    return _svg(label, marks)


def step_row(axis: Scale, label: str, start: float, end: float, tone: str) -> Markup:
    """Return a step of a waterfall: a bar from where the one before ended to where this one ends.

    Args:
        axis: the common axis.
        label: what a reader who does not see the picture reads.
        start: where the step begins.
        end: where it ends.
        tone: the name of a colour: loss, gain, or open where it is not resolved.
    """
    joints = [_line(axis, start, "joint", 0, 50), _line(axis, end, "joint", 50, 100)]
    return _svg(label, _across(axis), joints, _bar(axis, (start, end), 16, f"step {tone}"))


def scale_row(axis: Scale, marked: str = "") -> Markup:
    """Return the axis itself: its ticks with their numbers, that of the mark strong.

    Args:
        axis: the axis.
        marked: what stands at the mark in place of its number.
    """
    names: list[Child] = []
    every = axis.ticks
    if math.isfinite(axis.mark) and axis.mark not in every:
        every = [*every, axis.mark]
    # no number touches the words of the mark: on a phone a letter takes an eightieth of the axis
    near = (axis.high - axis.low) * (1 / 12 + width(marked) / 80)
    for each in every:
        own = each == axis.mark
        if not own and abs(each - axis.mark) < near:
            continue
        shown, place = marked if own and marked else grouped(each), axis.at(each)
        anchor = "start" if place < 6 else "end" if place > 94 else "middle"
        looks = "tick strong" if own else "tick"
        names.append(el("text", shown, class_=looks, x=f"{place}%", y=15, text_anchor=anchor))
    return _svg("", names, class_="plot scale")


def line_figure(
    points: Sequence[tuple[float, float, float, float]], mark: float, label: str
) -> Markup | None:
    """Return a line with its interval as a band, in a frame of 100 × 40 that is stretched to its place.

    Args:
        points: (place, value, low, high); nothing is drawn of fewer than two.
        mark: a value with a line across.
        label: what a reader who does not see the picture reads.
    """
    known = [one for one in points if all(map(math.isfinite, one))]
    if len(known) < 2:
        return None
    right = max(one[0] for one in known) or 1.0
    values = [each for one in known for each in one[1:]] + [mark]
    low, high = min(values), max(values)
    high = high if high > low else low + 1.0

    def xy(place: float, value: float) -> str:
        return f"{100 * place / right:.2f},{38 - 36 * (value - low) / (high - low):.2f}"

    band = [xy(one[0], one[3]) for one in known] + [xy(one[0], one[2]) for one in reversed(known)]
    across = f"{38 - 36 * (mark - low) / (high - low):.2f}"
    return el(
        "svg",
        el("polygon", class_="band", points=" ".join(band)),
        el("line", class_="mark", x1=0, x2=100, y1=across, y2=across),
        el("polyline", class_="way", points=" ".join(xy(one[0], one[1]) for one in known)),
        class_="line", viewBox="0 0 100 40", preserveAspectRatio="none", width="100%", height=96, role="img",
        aria_label=label,
    )  # fmt: skip


def rows_figure(
    rows: Iterable[tuple[Child, Markup, Child]], scale: Markup | None, caption: Child, legend: Child = None
) -> Markup:
    """Return rows with a name, a picture and words each, under them the axis and what the signs mean.

    Args:
        rows: name, picture, words.
        scale: the axis, see `scale_row`.
        caption: what the figure shows.
        legend: what its signs mean.
    """
    body = [
        el(
            "div", el("div", name, class_="name"), el("div", picture, class_="picture"),
            el("div", words, class_="words"), class_="row",
        )
        for name, picture, words in rows
    ]  # fmt: skip
    if scale is not None:
        body.append(
            el(
                "div",
                el("div", class_="name"),
                el("div", scale, class_="picture"),
                el("div", class_="words"),
                class_="row axis",
            )
        )
    return el(
        "figure", el("div", body, class_="rows"),
        el("figcaption", caption, el("span", legend, class_="legend") if legend else None),
    )  # fmt: skip
