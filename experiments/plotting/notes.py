"""Words that figures share: the title, the note on sample sizes and intervals below it, legend labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.plotting.canvas import layout_of
from experiments.reporting.terminal import wrapped
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SMALL, LARGE = 18, 11
"""Columns that fit an inch: of small print (7 points), and of a title (11 points)."""


def titled(figure: Figure, title: str, note: str) -> None:
    """Put a title above a figure and a note below it, both broken to the figure's width."""
    layout = layout_of(figure)
    layout.title, layout.note = title, note
    fit(figure)


def legend_below(figure: Figure, handles: Sequence[Any]) -> None:
    """Put a legend of a whole figure below its note, in as many columns as there is room for.

    To be called before `titled`, which draws it.
    """
    layout_of(figure).handles = handles


def _legend_rows(figure: Figure) -> int:
    """Draw the legend folded to the figure's width and return how many lines it takes."""
    handles = layout_of(figure).handles
    for columns in range(len(handles), 0, -1):
        for old in list(figure.legends):
            old.remove()
        legend = figure.legend(
            handles=handles, loc="lower left", ncols=columns, fontsize=7.5, borderaxespad=0.1
        )
        figure.draw_without_rendering()
        if legend.get_window_extent().width <= figure.bbox.width or columns == 1:
            return -(-len(handles) // columns)
    return 0


def fit(figure: Figure) -> None:
    """Break the title and the note of a figure to its present width, and place its labels anew."""
    layout, width = layout_of(figure), figure.get_figwidth()
    if layout.title:
        title = [line for part in layout.title.splitlines() for line in wrapped(part, to=int(LARGE * width))]
        figure.suptitle("\n".join(title), x=0.01, ha="left", fontsize=11)
    if layout.note:
        lines = wrapped(layout.note, to=int(SMALL * width))
        rows = _legend_rows(figure)
        # Lines of the note are a little lower than those of the legend.
        lines += [""] * (0 if not rows else 1 + math.ceil(1.35 * rows))
        figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=7, color="#444444")
    if layout.labels:
        figure.draw_without_rendering()  # so that places on it are known
    for place in layout.labels:
        place()


def without_title(figure: Figure) -> None:
    """Take the title of a figure away; panels keep the names of what they show."""
    figure.suptitle("")
    layout_of(figure).title = ""


def uncertainty_labels(lang: str) -> tuple[str, str]:
    """Return the legend labels of the Monte Carlo interval and of the range over parameter draws."""
    return (
        text("report.figure.monte_carlo_error", lang),
        text("report.figure.parameter_uncertainty", lang),
    )
