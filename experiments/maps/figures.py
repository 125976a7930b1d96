"""Figure of a map of two levers: 1+1 and P(1+1 > 2), with the line 1+1 = 2 and its band."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.maps.lever_map import LeverMap
from experiments.maps.report import evidence, line_words, over_choices, parameters_of
from experiments.plotting import BLACK, GREY, drawn_in
from experiments.plotting.notes import titled
from experiments.reporting.numbers import percent
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import Parameters, axis_name, axis_value, parameter_name
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BLANK = "#d9d9d9"
"""Colour of points at which 1+1 is undefined."""

DOTS = "..."
"""Hatch of points that are not resolved."""

SHARES = (0.1, 0.5, 0.9)
"""Contours of P(1+1 > 2): the verdict's thresholds and the middle."""

MOST_TICKS = 9
"""Values up to which an axis labels all that were run."""


def figure_of(found: LeverMap, lang: str = "en") -> Figure:
    """Draw a map; see `map_figure`."""
    return map_figure(found, parameters_of(found), lang)


def map_figure(found: LeverMap, parameters: Parameters, lang: str = "en") -> Figure:
    """Draw a map: on the left 1+1 (Δ where it is undefined at every point), on the right P(1+1 > 2)."""
    from matplotlib.figure import Figure

    x, y = (parameter_name(name, parameters, lang) for name in (found.x_name, found.y_name))
    with drawn_in(lang):
        figure = Figure(figsize=(10, 4.8), layout="constrained")
        left, right = figure.subplots(1, 2, sharey=True)
        blank = _heights(left, found, lang)
        _probabilities(right, found, lang)
        choices = over_choices(found, parameters)
        if not choices:
            _shares(right, found)
        for axis, colour in ((right, "white"), (left, BLACK)):
            draw = _unresolved if choices else _line
            handles = draw(axis, found, colour, lang)
            _axis(axis, "x", found.x_name, found.x_values, parameters, lang)
            axis.grid(visible=False)
        _axis(left, "y", found.y_name, found.y_values, parameters, lang)
        figure.legend(handles=[*handles, *blank], loc="outside upper right", ncols=3, fontsize=7.5)
        titled(figure, text("map.title", lang, x=x, y=y), evidence(found, lang, "figure"))
    return figure


def _heights(axis: Axes, found: LeverMap, lang: str) -> list[Any]:
    """Draw 1+1, or Δ where it is undefined throughout; return what the legend says of undefined points."""
    from matplotlib.colors import TwoSlopeNorm
    from matplotlib.patches import Patch

    heights, middle, name = found.one_plus_one, 2.0, text("map.ratio", lang)
    undefined = np.isnan(heights)
    nowhere = undefined.all()
    if nowhere:
        heights, middle, name = found.delta, 0.0, text("map.delta", lang)
    reach = float(np.nanmax(np.abs(heights - middle), initial=0.0)) or 1.0
    # Purple and orange around white: distinct with any common kind of colour blindness, and in print.
    norm = TwoSlopeNorm(middle, middle - reach, middle + reach)
    shown = axis.pcolormesh(
        found.x_values, found.y_values, np.ma.masked_invalid(heights), cmap="PuOr_r", norm=norm,
        shading="nearest",
    )  # fmt: skip
    assert axis.figure is not None
    axis.figure.colorbar(shown, ax=axis, shrink=0.9)
    axis.set_title(name)
    axis.set_facecolor(BLANK)
    if nowhere:
        everywhere = "\n".join(wrapped(text("map.undefined_everywhere", lang), to=52))
        axis.set_title(f"{name}\n{everywhere}", fontsize=7.5)
        return []
    return [Patch(facecolor=BLANK, label=text("map.blank", lang))] if undefined.any() else []


def _probabilities(axis: Axes, found: LeverMap, lang: str) -> None:
    """Draw P(1+1 > 2) on a scale that shows its differences, from 0 or to 1 where it is near."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    lowest, highest = float(found.above_two.min()), float(found.above_two.max())
    # Whole twentieths, so that a map of small probabilities is not one dark field.
    bottom = 0.0 if lowest <= 0.5 else math.floor(20 * lowest) / 20
    top = 1.0 if highest >= 0.5 else math.ceil(20 * max(highest, 0.01)) / 20
    if bottom == top:
        bottom = top - 0.05
    shown = axis.pcolormesh(
        found.x_values, found.y_values, found.above_two, cmap="cividis", vmin=bottom, vmax=top,
        shading="nearest",
    )  # fmt: skip
    assert axis.figure is not None
    axis.figure.colorbar(  # whole percents, so that no tick is rounded
        shown, ax=axis, shrink=0.9, format=PercentFormatter(1, 0), ticks=MaxNLocator(5, steps=[1, 2, 5, 10])
    )
    title = text("map.share", lang)
    if lowest == highest:
        title = text("map.share_everywhere", lang, share=percent(lowest))
    axis.set_title(title)


def _axis(
    axis: Axes, which: str, name: str, values: tuple[float, ...], parameters: Parameters, lang: str
) -> None:
    """Label an axis and its options or values, and end it at the outermost of these."""
    choice = name in parameters and parameters[name].kind == "choice"
    label, ticks = axis_name(name, parameters, lang), list(values)
    if not choice and len(values) > MOST_TICKS:
        places = np.linspace(0, len(values) - 1, (MOST_TICKS + 1) // 2).round().astype(int)
        ticks = [values[place] for place in places]
    shown = [axis_value(name, value, parameters, lang) for value in ticks]
    # Options have a whole cell each; of numbers nothing is drawn beyond what was run.
    ends = (values[0] - 0.5, values[-1] + 0.5) if choice or len(values) < 2 else (values[0], values[-1])
    if which == "x":
        rotated: Any = {"rotation": 25, "ha": "right"} if choice and len(values) > 3 else {}
        axis.set_xticks(ticks, shown, **rotated)
        axis.set_xlim(*ends)
        axis.set_xlabel(label)
    else:
        axis.set_yticks(ticks, shown)
        axis.set_ylim(*ends)
        axis.set_ylabel(label)


def _unresolved(axis: Axes, found: LeverMap, colour: str, lang: str) -> list[Any]:
    """Hatch unresolved points one by one: between options there is no line to draw."""
    from matplotlib.patches import Patch

    edges = [_edges(values) for values in (found.x_values, found.y_values)]
    style: dict[str, Any] = {"facecolor": "none", "hatch": DOTS, "linewidth": 0}
    cells = np.argwhere(found.side == 0).tolist()
    for row, column in cells:
        (left, right), (low, high) = edges[0][column : column + 2], edges[1][row : row + 2]
        axis.fill_between([left, right], low, high, edgecolor=colour, **style)
    if not cells:
        return []
    return [Patch(edgecolor=GREY, label=text("analysis.unresolved", lang), **style)]


def _edges(values: tuple[float, ...]) -> list[float]:
    """Return the edges of the cells around values: half-way to the next, and as far beyond the outermost."""
    if len(values) < 2:
        return [values[0] - 0.5, values[0] + 0.5]
    between = [(one + two) / 2 for one, two in pairwise(values)]
    return [2 * values[0] - between[0], *between, 2 * values[-1] - between[-1]]


def _line(axis: Axes, found: LeverMap, colour: str, lang: str) -> list[Any]:
    """Draw the line 1+1 = 2 and its hatched band; return what the legend shows.

    Where the map has no line, the legend says so.
    """
    from matplotlib.patches import Patch

    distance, critical = found.distance, found.critical
    if critical > 0 and np.isfinite(critical) and min(distance.shape) > 1:
        bounded = np.clip(np.nan_to_num(distance, posinf=1e6, neginf=-1e6), -1e6, 1e6)
        band = axis.contourf(
            found.x_values, found.y_values, bounded, levels=[-critical, critical], colors="none",
            hatches=[DOTS],
        )  # fmt: skip
        band.set_edgecolor(colour)
        band.set_linewidth(0)
    for piece in found.line:
        axis.plot(piece[:, 0], piece[:, 1], color=BLACK, linewidth=2.2, path_effects=_outlined("white", 3.6))
    handles: list[Any] = []
    if found.line:
        handles += axis.plot([], [], color=BLACK, linewidth=2.2, label=text("map.two", lang))
    else:
        handles += axis.plot([], [], linestyle="none", label=line_words(found, lang))
    if critical > 0 and (found.side == 0).any():
        handles.append(Patch(facecolor="none", edgecolor=GREY, hatch=DOTS, label=text("map.band", lang)))
    return handles


def _shares(axis: Axes, found: LeverMap) -> None:
    lowest, highest = float(found.above_two.min()), float(found.above_two.max())
    levels = [share for share in SHARES if lowest < share < highest]
    if min(found.above_two.shape) < 2 or not levels:
        return
    styles = dict(zip(SHARES, ("dotted", "dashed", "solid"), strict=True))
    lines = axis.contour(
        found.x_values, found.y_values, found.above_two, levels=levels, colors="white", linewidths=1.0,
        linestyles=[styles[share] for share in levels],
    )  # fmt: skip
    labels = axis.clabel(lines, fmt=percent, fontsize=7)
    for drawn in (lines, *labels):
        drawn.set_path_effects(_outlined(BLACK, 1.6))


def _outlined(colour: str, width: float) -> list[Any]:
    """Return an outline that keeps a line visible on dark and bright ground."""
    from matplotlib.patheffects import withStroke

    return [withStroke(linewidth=width, foreground=colour)]
