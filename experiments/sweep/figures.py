"""Figures of the report of a study: lines for one lever, maps for two or three, dots for any other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.arrays import Array
from experiments.plotting import BLACK, BLUE, DIVERGING, GREY, SEQUENTIAL, Choices, canvas, drawn_in
from experiments.plotting.forms import FORMS
from experiments.plotting.labels import round_ticks
from experiments.plotting.notes import titled
from experiments.reporting.numbers import Form, amount, percent, ratio
from experiments.reporting.terminal import width
from experiments.reporting.wording import axis_name, axis_value, benchmark_words, parameter_name
from experiments.statistics.epistemic import ProbabilityEstimate
from experiments.statistics.intervals import Estimate
from experiments.sweep.report import (
    ALONE_QUANTITIES,
    LEADING,
    QUANTITIES,
    evidence,
    ordered,
    parameters_of,
    place_of,
    ratio_of,
    side_of,
)
from experiments.sweep.study_report import PointAnswer, StudyReport
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_DOTS = 40
"""Points that a dot plot shows; of more it shows some, evenly over their order."""

MOST_NAMED_DOTS = 24
"""Points up to which a dot plot names each by its parameters."""

MOST_CELLS = 9
"""Values of a lever up to which every cell of a map has its number."""

MOST_PANELS = 6
"""Values of the third lever up to which there is a map for each."""

BLANK = "#d9d9d9"
"""Colour of points at which 1+1 is undefined."""


def _rounded(value: float) -> str:
    return amount(round(value))


_FORMS: dict[str, Form] = {
    quantity: form
    for quantities in (LEADING, ALONE_QUANTITIES)
    for quantity, form in zip(quantities, (ratio, _rounded, percent), strict=True)
}

RATIOS, _, SHARES = zip(LEADING, ALONE_QUANTITIES, strict=True)


def _benchmark_of(quantity: str) -> str:
    """Return the benchmark that a quantity of a point belongs to."""
    return next(name for name, quantities in QUANTITIES.items() if quantity in quantities)


def choices_of(found: StudyReport) -> Choices:
    """Return the outcomes, and the panels that the design gives; only points side by side have a `top`."""
    form, layout = FORMS["report"], _Layout.of(found)
    every = tuple(quantity for one in found.benchmarks for quantity in QUANTITIES[one])
    names = {"outcome": every}
    if layout.form == "lines":
        return Choices(replace(form, options=("outcome",)), names, every)
    shown = _shown(found, None)
    if layout.form == "dots":
        return Choices(form, names, shown)
    numbers = [f" {number + 1}" for number in range(len(layout.panels))] if len(layout.panels) > 1 else [""]
    panels = tuple(f"{quantity}{number}" for quantity in shown for number in numbers)
    return Choices(replace(form, options=("outcome",)), names, panels)


@dataclass(frozen=True)
class _Layout:
    """How a design is drawn: its form, the levers on the axes and of the panels, and the values of these."""

    form: str
    levers: tuple[str, ...] = ()
    panels: tuple[float, ...] = ()

    @classmethod
    def of(cls, found: StudyReport) -> _Layout:
        levels = {name: sorted({point.values[name] for point in found.points}) for name in found.names}
        varying = [name for name in found.names if len(levels[name]) > 1]
        different = {tuple(point.values[name] for name in varying) for point in found.points}
        cells = int(np.prod([len(levels[name]) for name in varying]))
        full = cells == len(found.points) == len(different)
        if len(varying) == 1 and full:
            return cls("lines", (varying[0],))
        if full and len(varying) == 2:
            return cls("maps", (*varying, ""), (0.0,))
        if full and len(varying) == 3 and min(len(levels[name]) for name in varying) <= MOST_PANELS:
            third = min(varying, key=lambda name: (len(levels[name]), -varying.index(name)))
            others = [name for name in varying if name != third]
            return cls("maps", (*others, third), tuple(levels[third]))
        return cls("dots")


def _shown(found: StudyReport, outcome: str | None) -> tuple[str, ...]:
    """Return the outcomes of maps and dots: the one asked for, or of each benchmark 1+1 and a second."""
    if outcome is not None:
        return (outcome,)
    return tuple(each for one in found.benchmarks for each in (_first(found, one), _second(found, one)))


def _first(found: StudyReport, benchmark: str) -> str:
    """Return 1+1 by a benchmark, or its gain where 1+1 is undefined at some point."""
    whole, gain, _ = QUANTITIES[benchmark]
    defined = all(math.isfinite(ratio_of(found, point, benchmark).value) for point in found.points)
    return whole if defined else gain


def _second(found: StudyReport, benchmark: str) -> str:
    """Return what stands beside 1+1: P(1+1 > 2), or its gain where a single draw has no share."""
    _, gain, share = QUANTITIES[benchmark]
    return gain if found.draws == 1 and _first(found, benchmark) != gain else share


def figure_of(
    found: StudyReport, lang: str = "en", outcome: str | None = None, top: int | None = None
) -> Figure:
    """Draw the report in the form that its design allows; of one outcome alone, where it is given.

    Of points side by side `top` shows those with the highest values.
    """
    layout = _Layout.of(found)
    with drawn_in(lang):
        if layout.form == "lines":
            figure = _lines(found, layout.levers[0], outcome, lang)
        elif layout.form == "maps":
            figure = _maps(found, layout.levers, layout.panels, _shown(found, outcome), lang)
        else:
            figure = _dots(found, _shown(found, outcome), top, lang)
        sides = [side_of(point, one) for point in found.points for one in found.benchmarks]
        marks = "figure_resolved" if all(sides) else "figure"
        name = (found.metadata.study if found.metadata else "") or ""
        titled(figure, text("sweep.title", lang, name=name), evidence(found, lang, marks))
    return figure


def _lines(found: StudyReport, name: str, outcome: str | None, lang: str) -> Figure:
    """Draw 1+1, its gain and P(1+1 > 2) along one lever, each with its 95% band."""
    parameters = parameters_of(found)
    points = sorted(found.points, key=lambda point: point.values[name])
    choice = name in parameters and parameters[name].kind == "choice"
    x = np.arange(float(len(points))) if choice else np.array([point.values[name] for point in points])
    every_one = [each for one in found.benchmarks for each in QUANTITIES[one]]
    quantities = every_one if outcome is None else [outcome]
    rows = len(found.benchmarks) if outcome is None else 1
    figure = canvas(10 if outcome is None else 5, 3.0 * rows + 0.6, lang)
    every = figure.subplots(rows, len(quantities) // rows, squeeze=False)
    for axis, quantity in zip(every.flat, quantities, strict=True):
        axis.set_label(quantity)
        middle, low, high = _ends([getattr(point, quantity) for point in points])
        if choice:
            axis.vlines(x, low, high, color=BLUE, linewidth=1.2)
        else:
            axis.fill_between(x, low, high, color=BLUE, alpha=0.2, linewidth=0)
            axis.plot(x, middle, color=BLUE)
        _marks(axis, x, middle, points, quantity)
        _middle_line(axis, quantity, high)
        axis.set_title(text(f"sweep.column.{quantity}", lang))
        axis.set_xlabel(axis_name(name, parameters, lang))
        shown = [axis_value(name, point.values[name], parameters, lang) for point in points]
        if choice:
            axis.set_xlim(-0.5, len(points) - 0.5)
        if choice or len(points) <= MOST_CELLS:
            axis.set_xticks(x, shown)
        if choice and max(map(width, shown)) * len(shown) > 30:
            axis.tick_params(axis="x", rotation=20)
    return figure


def _maps(
    found: StudyReport, names: Sequence[str], panels: Sequence[float], quantities: Sequence[str], lang: str
) -> Figure:
    """Draw the quantities over two levers, each in a map for each value of a third."""
    x, y, third = names
    parameters = parameters_of(found)
    grids = [_Grid.of(found, x, y, third, value) for value in panels]
    single = len(panels) == 1
    count = len(quantities)
    across = min(2, count)  # 1+1 and what stands beside it, a row for each benchmark
    rows, columns = (count // across, across) if single else (count, len(panels))
    wide, high = (5.0 * across, 4.0 * rows + 0.6) if single else (max(7.0, 2.9 * columns + 1.2), 3.2 * count)
    figure = canvas(wide, high, lang)
    every = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    bands = [every.flat[place : place + 1] if single else every[place] for place in range(count)]
    scales = {quantity: _scale(grids, quantity) for quantity in quantities}
    for number, (grid, value) in enumerate(zip(grids, panels, strict=True)):
        over = "" if single else _panel(third, value, found, lang)
        for quantity, row in zip(quantities, bands, strict=True):
            axis = row[number]
            name = text(f"sweep.column.{quantity}", lang)
            axis.set_label(quantity if single else f"{quantity} {number + 1}")
            shown = _cells(axis, grid, quantity, scales[quantity])
            axis.set_title(f"{name}\n{over}" if over and quantity == quantities[0] else name)
            axis.grid(visible=False)
            axis.set_xticks(*_ticks(x, grid.x, found, lang))
            axis.set_yticks(*_ticks(y, grid.y, found, lang))
            if single or number == len(panels) - 1:
                form: Any = {"format": lambda each, _: percent(each)} if quantity in SHARES else {}
                figure.colorbar(shown, ax=list(row), shrink=0.9, **form)
    for axis in every[-1]:
        axis.set_xlabel(axis_name(x, parameters, lang))
    for axis in every[:, 0]:
        axis.set_ylabel(axis_name(y, parameters, lang))
    return figure


def _panel(name: str, value: float, found: StudyReport, lang: str) -> str:
    parameters = parameters_of(found)
    return text(
        "sweep.figure.panel",
        lang,
        name=parameter_name(name, parameters, lang),
        value=axis_value(name, value, parameters, lang),
    )


@dataclass(frozen=True)
class _Grid:
    """The points of one map: values of both levers and the answers, row by row of y."""

    x: list[float]
    y: list[float]
    answers: list[list[PointAnswer]]

    @classmethod
    def of(cls, found: StudyReport, x: str, y: str, third: str, value: float) -> _Grid:
        here = {
            (point.values[x], point.values[y]): point
            for point in found.points
            if not third or point.values[third] == value
        }
        across, up = (sorted({key[place] for key in here}) for place in (0, 1))
        return cls(across, up, [[here[u, v] for u in across] for v in up])

    def heights(self, quantity: str) -> Array:
        return np.array([[getattr(each, quantity).value for each in row] for row in self.answers])


def _scale(grids: list[_Grid], quantity: str) -> tuple[str, Any]:
    """Return the colours of a quantity over all maps, and how numbers become them.

    Two colours around 1+1 = 2 (no gain) where the maps cross it; else one scale from the lowest to the
    highest, so that differences are seen.
    """
    from matplotlib.colors import Normalize, TwoSlopeNorm

    every = np.concatenate([grid.heights(quantity).ravel() for grid in grids])
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    if quantity in SHARES:
        return SEQUENTIAL, Normalize(0 if low < 0.5 else 0.5, 1 if high > 0.5 else max(0.1, _tenth(high)))
    centre = 2.0 if quantity in RATIOS else 0.0
    if low < centre < high:
        reach = max(centre - low, high - centre)
        return DIVERGING, TwoSlopeNorm(centre, centre - reach, centre + reach)
    return SEQUENTIAL, Normalize(low, high if high > low else low + 1)


def _tenth(share: float) -> float:
    """Return a share rounded up to a tenth."""
    return math.ceil(10 * share) / 10


def _cells(axis: Axes, grid: _Grid, quantity: str, scale: tuple[str, Any]) -> Any:
    """Draw the cells of a map, equally large, with their numbers; dot those that are not resolved."""
    from matplotlib.patches import Rectangle

    heights, (colours, norm) = grid.heights(quantity), scale
    axis.set_facecolor(BLANK)
    shown = axis.pcolormesh(
        np.ma.masked_invalid(heights), cmap=colours, norm=norm, edgecolors="white", linewidth=0.5
    )
    numbered = max(heights.shape) <= MOST_CELLS
    form = _FORMS[quantity]
    for (row, column), height in np.ndenumerate(heights):
        if side_of(grid.answers[row][column], _benchmark_of(quantity)) == 0:
            axis.add_patch(
                Rectangle((column, row), 1, 1, fill=False, hatch="...", edgecolor=GREY, linewidth=0)
            )
        if numbered and np.isfinite(height):
            red, green, blue, _ = shown.cmap(norm(height))
            dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5
            axis.text(
                column + 0.5, row + 0.5, form(height), ha="center", va="center", fontsize=7,
                color="white" if dark else BLACK,
            )  # fmt: skip
    return shown


def _ticks(name: str, values: list[float], found: StudyReport, lang: str) -> tuple[list[float], list[str]]:
    """Return places and labels of an axis of equally wide cells, at most `MOST_CELLS` of them."""
    places = np.unique(np.linspace(0, len(values) - 1, min(len(values), MOST_CELLS)).round().astype(int))
    parameters = parameters_of(found)
    return [place + 0.5 for place in places], [
        axis_value(name, float(f"{values[place]:.4g}"), parameters, lang) for place in places
    ]


def _dots(found: StudyReport, quantities: Sequence[str], top: int | None, lang: str) -> Figure:
    """Draw the points by rising 1+1, each with its interval; few are named by their parameters."""
    points = ordered(found)
    if top is not None:
        highest = sorted(points, key=lambda point: -getattr(point, quantities[0]).value)[:top]
        points = [point for point in points if point in highest]
    total = len(points)
    named = total <= MOST_NAMED_DOTS
    if total > MOST_DOTS:
        points = [points[place] for place in np.linspace(0, total - 1, MOST_DOTS).round().astype(int)]
    figure = canvas(10 if len(quantities) < 4 else 13, max(2.6, 1.4 + 0.2 * len(points)), lang)
    every = figure.subplots(1, len(quantities), sharey=True, squeeze=False)[0]
    left = every[0]
    places = np.arange(float(len(points)))
    for axis, quantity in zip(every, quantities, strict=True):
        axis.set_label(quantity)
        middle, low, high = _ends([getattr(point, quantity) for point in points])
        axis.hlines(places, low, high, color=BLUE, linewidth=1.2)
        _marks(axis, middle, places, points, quantity)
        _middle_line(axis, quantity, high, across=False)
        axis.set_ylim(-0.7, len(points) - 0.3)
        axis.set_xlabel(text(f"sweep.column.{quantity}", lang))
        axis.grid(visible=False, axis="y")
    if named:
        left.set_yticks(places, [place_of(found, point, lang, 3) for point in points], fontsize=6.5)
    else:
        left.set_yticks(places, [str(point.point) for point in points], fontsize=6.5)
        key = "point" if found.moved in RATIOS else "point_delta"
        said = text(f"sweep.figure.{key}", lang, **benchmark_words(found.benchmark, lang))
        if len(points) < total:
            said += "\n" + text("sweep.figure.thinned", lang, shown=len(points), points=f"{total:,}")
        left.set_ylabel(said, linespacing=1.6, labelpad=8)
    return figure


def _ends(estimates: list[Estimate | ProbabilityEstimate]) -> tuple[Array, Array, Array]:
    every = np.array([(each.value, each.low, each.high) for each in estimates], dtype=np.float64)
    return every[:, 0], every[:, 1], every[:, 2]


def _marks(axis: Axes, x: Array, y: Array, points: list[PointAnswer], quantity: str) -> None:
    """Mark points: full where resolved to be above or below two by the quantity's benchmark, else hollow."""
    resolved = np.array([side_of(point, _benchmark_of(quantity)) != 0 for point in points])
    for which, face in ((resolved, BLUE), (~resolved, "white")):
        axis.plot(x[which], y[which], "o", color=BLUE, markerfacecolor=face, markersize=4.5)


def _middle_line(axis: Axes, quantity: str, high: Array, across: bool = True) -> None:
    """Draw 1+1 = 2 or no gain; shares are shown in per cent, from zero to beyond the highest end."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    draw = axis.axhline if across else axis.axvline
    if quantity not in SHARES:
        if quantity not in RATIOS:
            round_ticks(axis.yaxis if across else axis.xaxis, form=amount)
        draw(2.0 if quantity in RATIOS else 0.0, color=BLACK, linewidth=0.9, linestyle=(0, (4, 3)))
        return
    top = min(1.0, max(0.2, _tenth(float(np.nanmax(high, initial=0.0)))))
    (axis.set_ylim if across else axis.set_xlim)(-0.03 * top, 1.03 * top)
    shown = axis.yaxis if across else axis.xaxis
    shown.set_major_formatter(PercentFormatter(1, 0))
    shown.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
