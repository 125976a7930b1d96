"""A map of two levers, drawn: 1+1 and P(1+1 > 2), with the line 1+1 = 2 and its band."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.display.evidence import Parameters, axis_name, parameter_name
from experiments.display.maps import evidence
from experiments.figures import BLACK, GREY, drawn_in
from experiments.figures.notes import titled
from experiments.maps import LeverMap
from sim.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHARES = (0.1, 0.5, 0.9)
"""Lines of P(1+1 > 2): the verdict's thresholds and the middle."""


def map_figure(found: LeverMap, parameters: Parameters, lang: str = "en") -> Figure:
    """Draw a map: at the left 1+1, at the right the share of draws with 1+1 > 2."""
    from matplotlib.colors import TwoSlopeNorm
    from matplotlib.figure import Figure

    x, y = (parameter_name(name, parameters, lang) for name in (found.x_name, found.y_name))
    reach = float(np.nanmax(np.abs(found.one_plus_one - 2), initial=0.0)) or 1.0
    with drawn_in(lang):
        figure = Figure(figsize=(10, 4.6), layout="constrained")
        left, right = figure.subplots(1, 2, sharey=True)
        # Purple and orange around white: told apart with any common kind of colour blindness, and in print.
        norm = TwoSlopeNorm(2, 2 - reach, 2 + reach)
        shown = left.pcolormesh(
            found.x_values, found.y_values, np.ma.masked_invalid(found.one_plus_one),
            cmap="PuOr_r", norm=norm, shading="nearest",
        )  # fmt: skip
        figure.colorbar(shown, ax=left, label=text("map.ratio", lang), shrink=0.9)
        left.set_title(text("map.ratio", lang))
        shown = right.pcolormesh(
            found.x_values, found.y_values, found.above_two, cmap="cividis", vmin=0, vmax=1, shading="nearest"
        )
        figure.colorbar(shown, ax=right, label=text("map.share", lang), shrink=0.9)
        right.set_title(text("map.share", lang))
        _shares(right, found)
        for axis in (left, right):
            handles = _line(axis, found, lang)
            axis.set_xlabel(axis_name(found.x_name, parameters, lang))
            axis.grid(visible=False)
        left.set_ylabel(axis_name(found.y_name, parameters, lang))
        left.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=2, fontsize=7.5)
        titled(figure, text("map.title", lang, x=x, y=y), evidence(found, lang))
    return figure


def _line(axis: Axes, found: LeverMap, lang: str) -> list[Any]:
    """Draw the line 1+1 = 2 and hatched the band that holds all of it; return what the legend shows.

    Where the map has neither, the legend says so.
    """
    from matplotlib.patches import Patch

    distance, critical = found.distance, found.critical
    if np.isfinite(critical) and min(distance.shape) > 1:
        bounded = np.clip(np.nan_to_num(distance, posinf=1e6, neginf=-1e6), -1e6, 1e6)
        axis.contourf(
            found.x_values, found.y_values, bounded, levels=[-critical, critical], colors="none",
            hatches=["...."],
        )  # fmt: skip
    for piece in found.line:
        axis.plot(piece[:, 0], piece[:, 1], color=BLACK, linewidth=2.2)
    handles: list[Any] = []
    if found.line:
        handles += axis.plot([], [], color=BLACK, linewidth=2.2, label=text("map.two", lang))
    else:
        handles += axis.plot([], [], linestyle="none", label=text("map.no_line", lang))
    if (found.side == 0).any():
        handles.append(Patch(facecolor="none", edgecolor=GREY, hatch="....", label=text("map.band", lang)))
    axis.set_xlim(*_ends(found.x_values))
    axis.set_ylim(*_ends(found.y_values))
    return handles


def _ends(values: tuple[float, ...]) -> tuple[float, float]:
    if len(values) < 2:
        return values[0] - 0.5, values[0] + 0.5
    first, last = (values[1] - values[0]) / 2, (values[-1] - values[-2]) / 2
    return values[0] - first, values[-1] + last


def _shares(axis: Axes, found: LeverMap) -> None:
    from matplotlib.patheffects import withStroke

    if min(found.above_two.shape) < 2 or np.ptp(found.above_two) == 0:
        return
    lines = axis.contour(
        found.x_values, found.y_values, found.above_two, levels=SHARES, colors="white", linewidths=1.0,
        linestyles=("dotted", "dashed", "solid"),
    )  # fmt: skip
    told = axis.clabel(lines, fmt=lambda share: f"{100 * share:.0f}%", fontsize=7)
    outline: list[Any] = [
        withStroke(linewidth=1.6, foreground=BLACK)
    ]  # white alone is lost on the bright end
    for drawn in (lines, *told):
        drawn.set_path_effects(outline)
