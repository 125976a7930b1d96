"""Figure of a map of two levers: 1+1 and P(1+1 > 2), with the line 1+1 = 2 and its band."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.maps.lever_map import LeverMap
from experiments.maps.report import crossed, evidence, line_words, over_choices, parameters_of
from experiments.plotting import BLACK, DIVERGING, SEQUENTIAL, Choices, canvas, drawn_in
from experiments.plotting.forms import FORMS
from experiments.plotting.labels import STEPS
from experiments.plotting.notes import legend_below, titled
from experiments.reporting.numbers import percent
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import Parameters, axis_name, axis_value, benchmark_words, parameter_name
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colorbar import Colorbar
    from matplotlib.figure import Figure

BLANK = "#d9d9d9"
"""Colour of points at which 1+1 is undefined."""

DOTS = "unresolved"
"""Name of the dots on points that are not resolved."""

SHARES = (0.1, 0.5, 0.9)
"""Contours of P(1+1 > 2): the verdict's thresholds and the middle."""

MOST_TICKS = 9
"""Values up to which an axis labels all that were run."""


def choices_of(found: LeverMap) -> Choices:
    """Return the outcomes that the left map can show: 1+1 where it is defined at some point, and its gain."""
    nowhere = bool(np.isnan(found.one_plus_one).all())
    return Choices(FORMS["map"], {"outcome": ["gain"] if nowhere else ["one_plus_one", "gain"]})


def figure_of(found: LeverMap, lang: str = "en", outcome: str | None = None) -> Figure:
    """Draw a map; see `map_figure`."""
    return map_figure(found, parameters_of(found), lang, outcome)


def map_figure(
    found: LeverMap, parameters: Parameters, lang: str = "en", outcome: str | None = None
) -> Figure:
    """Draw a map: on the left the outcome, on the right P(1+1 > 2).

    The outcome is "one_plus_one" or "gain"; by default 1+1, and its gain where that is undefined at every
    point.
    """
    x, y = (parameter_name(name, parameters, lang) for name in (found.x_name, found.y_name))
    with drawn_in(lang):
        figure = canvas(10, 4.8, lang)
        left, right = figure.subplots(1, 2, sharey=True)
        left.set_label("ratio")
        right.set_label("share")
        blank = _heights(left, found, outcome, lang)
        bar = _probabilities(right, found, lang)
        choices = over_choices(found, parameters)
        if not choices and bar is not None:
            _shares(right, bar, found)
        for axis in (right, left):
            handles = [
                *([] if choices else _line(axis, found, axis is left, lang)),
                *_unresolved(axis, found, lang),
            ]
            _axis(axis, "x", found.x_name, found.x_values, parameters, lang)
            axis.grid(visible=False)
        _axis(left, "y", found.y_name, found.y_values, parameters, lang)
        legend_below(figure, [*handles, *blank])
        title = text("map.title", lang, x=x, y=y, **benchmark_words(found.benchmark, lang))
        titled(figure, title, evidence(found, lang, _marks(found)))
    return figure


def _marks(found: LeverMap) -> str:
    """Return which marks the note explains: the dots only where there are any."""
    return "figure" if (found.side == 0).any() else "figure_resolved"


def _heights(axis: Axes, found: LeverMap, outcome: str | None, lang: str) -> list[Any]:
    """Draw 1+1, or its gain where it is undefined throughout; return what the legend says of that."""
    from matplotlib.patches import Patch
    from matplotlib.ticker import MaxNLocator

    heights, middle, name = found.one_plus_one, 2.0, "ratio"
    undefined = np.isnan(heights)
    nowhere = bool(undefined.all())
    if nowhere or outcome == "gain":
        heights, middle, name = found.gain, 0.0, "gain"
    low, high = float(np.nanmin(heights)), float(np.nanmax(heights))
    shown = axis.pcolormesh(
        found.x_values, found.y_values, np.ma.masked_invalid(heights), shading="nearest",
        **_diverging(low, middle, high),
    )  # fmt: skip
    assert axis.figure is not None
    words = benchmark_words(found.benchmark, lang)
    # Its name is the panel's title: beside the bar it would stand where the next panel's axis has its own.
    bar = axis.figure.colorbar(shown, ax=axis, shrink=0.9, ticks=MaxNLocator(5, steps=STEPS))
    if low < middle < high:
        bar.ax.axhline(middle, color=BLACK, linewidth=2.2)
    # A point at which 1+1 is undefined lies on no side of two.
    verdict = "" if name == "ratio" and undefined.any() else _verdict(found)
    title = text(f"map.{name}{verdict}", lang, **words)
    axis.set_title(title)
    axis.set_facecolor(BLANK)
    if nowhere:
        everywhere = "\n".join(wrapped(text("map.undefined_everywhere", lang, **words), to=52))
        axis.set_title(f"{title}\n{everywhere}", fontsize=7.5)
        return []
    blank = name == "ratio" and undefined.any()
    return [Patch(facecolor=BLANK, label=text("map.blank", lang))] if blank else []


def _verdict(found: LeverMap) -> str:
    """Return the ending of the title's key: a side only where every point is resolved to lie on it."""
    sides = set(np.unique(found.side).tolist())
    return {1: "_above", -1: "_below"}.get(sides.pop(), "") if len(sides) == 1 else ""


def _diverging(low: float, middle: float, high: float) -> dict[str, Any]:
    """Return colours and limits: the limits are those of the data, and white is the middle.

    Equal distances from the middle have equally strong colours. Where all lie on one side, that side's
    colours are spread over what there is.
    """
    from matplotlib import colormaps
    from matplotlib.colors import ListedColormap

    if low == high:
        low, high = low - 0.05, high + 0.05
    first, last = 0.0, 1.0
    if high <= middle:
        last = 0.42
    elif low >= middle:
        first = 0.58
    else:
        reach = max(middle - low, high - middle)
        first, last = 0.5 + (low - middle) / reach / 2, 0.5 + (high - middle) / reach / 2
    # Purple and orange around white: distinct with any common kind of colour blindness, and in print.
    colours = colormaps[DIVERGING](np.linspace(first, last, 256))
    return {"cmap": ListedColormap(colours, DIVERGING), "vmin": low, "vmax": high}


def _probabilities(axis: Axes, found: LeverMap, lang: str) -> Colorbar | None:
    """Draw P(1+1 > 2) on a scale that shows its differences, from 0 or to 1 where it is near.

    Where it is the same at every point there is no scale: its one value is said.
    """
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    lowest, highest = float(found.above_two.min()), float(found.above_two.max())
    # Whole twentieths, so that a map of small probabilities is not one dark field.
    bottom = 0.0 if lowest <= 0.5 else math.floor(20 * lowest) / 20
    top = 1.0 if highest >= 0.5 else math.ceil(20 * max(highest, 0.01)) / 20
    if bottom == top:
        bottom = top - 0.05
    shown = axis.pcolormesh(
        found.x_values, found.y_values, found.above_two, cmap=SEQUENTIAL, vmin=bottom, vmax=top,
        shading="nearest",
    )  # fmt: skip
    if lowest == highest:
        low, high = np.unique(found.above_two_low), np.unique(found.above_two_high)
        alike = len(low) == len(high) == 1  # the same number of draws everywhere
        ends = {"low": percent(float(low[0])), "high": percent(float(high[0]))} if alike else {}
        key = "map.share_everywhere_within" if alike else "map.share_everywhere"
        axis.set_title(text(key, lang, share=percent(lowest), **ends))
        return None
    assert axis.figure is not None
    bar = axis.figure.colorbar(  # whole percents, so that no tick is rounded
        shown, ax=axis, shrink=0.9, format=PercentFormatter(1, 0), label=text("map.share_bar", lang),
        ticks=MaxNLocator(5, steps=[1, 2, 5, 10]),
    )  # fmt: skip
    axis.set_title(text("map.share", lang))
    return bar


def _axis(
    axis: Axes, which: str, name: str, values: tuple[float, ...], parameters: Parameters, lang: str
) -> None:
    """Label an axis and its options, or round numbers on it; it ends with the cells of the outermost."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    choice = name in parameters and parameters[name].kind == "choice"
    edges = _edges(values)
    scale, label, limit = (
        (axis.xaxis, axis.set_xlabel, axis.set_xlim)
        if which == "x"
        else (axis.yaxis, axis.set_ylabel, axis.set_ylim)
    )
    if choice or (len(values) <= MOST_TICKS and _round(values)):
        scale.set_ticks(list(values), [axis_value(name, value, parameters, lang) for value in values])
    else:
        whole = name in parameters and parameters[name].kind == "int"
        scale.set_major_locator(MaxNLocator(7, steps=[1, 2, 2.5, 5, 10], integer=whole))
        scale.set_major_formatter(FuncFormatter(lambda value, _: axis_value(name, value, parameters, lang)))
    if choice and which == "x" and len(values) > 3:
        axis.tick_params(axis="x", labelrotation=25)
        for tick in axis.get_xticklabels():
            tick.set_horizontalalignment("right")
    limit(edges[0], edges[-1])
    label(axis_name(name, parameters, lang))


def _round(values: Sequence[float]) -> bool:
    """Return whether values are equally spaced and short enough to label each of them."""
    steps = np.diff(values)
    return all(len(f"{value:g}") <= 4 for value in values) and bool(np.allclose(steps, steps[:1]))


def _unresolved(axis: Axes, found: LeverMap, lang: str) -> list[Any]:
    """Put a dot on every unresolved point, which leaves its colour to be seen."""
    places = [
        (found.x_values[column], found.y_values[row]) for row, column in np.argwhere(found.side == 0).tolist()
    ]
    if not places:
        return []
    look: dict[str, Any] = {
        "marker": "o", "markersize": 3.2, "linestyle": "none", "markerfacecolor": BLACK,
        "markeredgecolor": "white", "markeredgewidth": 0.7,
    }  # fmt: skip
    axis.plot(*zip(*places, strict=True), label=DOTS, **look)
    return [*axis.plot([], [], label=text("analysis.unresolved", lang), **look)]


def _edges(values: tuple[float, ...]) -> list[float]:
    """Return the edges of the cells around values: half-way to the next, and as far beyond the outermost."""
    if len(values) < 2:
        return [values[0] - 0.5, values[0] + 0.5]
    between = [(one + two) / 2 for one, two in pairwise(values)]
    return [2 * values[0] - between[0], *between, 2 * values[-1] - between[-1]]


def _line(axis: Axes, found: LeverMap, banded: bool, lang: str) -> list[Any]:
    """Draw the line 1+1 = 2, and the edges of its band if wanted; return what the legend shows.

    Where the map has no line, the legend says so.
    """
    distance, critical = found.distance, found.critical
    handles: list[Any] = []
    for piece in found.line:
        axis.plot(piece[:, 0], piece[:, 1], color=BLACK, linewidth=2.2, path_effects=_outlined("white", 3.6))
    if found.line:
        handles += axis.plot([], [], color=BLACK, linewidth=2.2, label=text(_line_key(found), lang))
    else:
        handles += axis.plot([], [], linestyle="none", label=line_words(found, lang))
    if banded and critical > 0 and np.isfinite(critical) and min(distance.shape) > 1:
        bounded = np.clip(np.nan_to_num(distance, posinf=1e6, neginf=-1e6), -1e6, 1e6)
        inside = [level for level in (-critical, critical) if bounded.min() < level < bounded.max()]
        if inside:
            band = axis.contour(
                found.x_values, found.y_values, bounded, levels=inside, colors=BLACK, linewidths=0.9,
                linestyles="dashed",
            )  # fmt: skip
            band.set_path_effects(_outlined("white", 2.0))
            look: dict[str, Any] = {"color": BLACK, "linewidth": 0.9, "linestyle": "dashed"}
            handles += axis.plot([], [], label=text("map.band", lang), **look)
    return handles


def _line_key(found: LeverMap) -> str:
    """Return the key of what the legend calls the line: an estimate, unless both its sides are resolved."""
    return "map.two" if crossed(found) else "map.two_estimated"


def _shares(axis: Axes, bar: Colorbar, found: LeverMap) -> None:
    """Draw lines of equal P(1+1 > 2), and the same lines on the colour bar, which labels them."""
    lowest, highest = float(found.above_two.min()), float(found.above_two.max())
    levels = [share for share in SHARES if lowest < share < highest]
    if min(found.above_two.shape) < 2 or not levels:
        return
    styles = dict(zip(SHARES, ("dotted", (0, (1, 1)), "solid"), strict=True))
    axis.contour(
        found.x_values, found.y_values, found.above_two, levels=levels, colors="white", linewidths=1.1,
        linestyles=[styles[share] for share in levels],
    ).set_path_effects(_outlined(BLACK, 1.8))  # fmt: skip
    for share in levels:
        bar.ax.axhline(
            share, color="white", linewidth=1.4, linestyle=styles[share], path_effects=_outlined(BLACK, 2.2)
        )


def _outlined(colour: str, width: float) -> list[Any]:
    """Return an outline that keeps a line visible on dark and bright ground."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground=colour)]
