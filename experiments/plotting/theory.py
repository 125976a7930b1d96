"""A theory as a curve, and beside it the means of runs with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.plotting.canvas import canvas
from experiments.plotting.notes import legend_below, titled
from experiments.plotting.palette import BLACK, BLUE, ORANGE
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame


def theory_figure(
    curve: tuple[Sequence[float], Sequence[float]],
    holds: DataFrame,
    case: DataFrame | None,
    x: str,
    y: str,
    lang: str,
) -> Figure:
    """Draw a curve, the means where its assumptions hold, and those of the case.

    Args:
        curve: places on the horizontal axis and what the theory says there.
        holds: theory, mean, low, high and within, by place, in a world where the assumptions hold.
        case: the same of a world where they do not, if any.
        x: what stands on the horizontal axis.
        y: what stands on the vertical axis.
        lang: "en" or "zh".

    Returns:
        The figure.
    """
    figure = canvas(7, 4.2, lang)
    axes = figure.subplots()
    handles: list[Any] = axes.plot(*curve, color=BLACK, linewidth=1.4, label=text("theory.theory", lang))
    for found, colour, form, key in ((holds, BLUE, "o", "holds"), (case, ORANGE, "s", "case")):
        if found is not None:
            reach = [found["mean"] - found["low"], found["high"] - found["mean"]]
            handles.append(
                axes.errorbar(
                    found.index.to_numpy(float), found["mean"].to_numpy(float), reach, fmt=form, color=colour,
                    markersize=5, capsize=3, linewidth=1.2, label=text(f"theory.{key}", lang),
                )
            )  # fmt: skip
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    legend_below(figure, handles)
    said = text("theory.said", lang, count=int(holds["within"].sum()), of=len(holds))
    titled(figure, said, text("theory.note", lang))
    return figure
