"""Words that figures share: the title, the note on sample sizes and intervals below it, legend labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.plotting.canvas import layout_of
from experiments.reporting.terminal import width as columns_of
from experiments.reporting.terminal import wrapped
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

SMALL, LARGE = 18, 11
"""Columns that fit an inch: of small print (7 points), and of a title (11 points)."""

EDGE = 0.01
"""Where title, note and legend begin, a share of the width; the legend stands as high, of the height."""

FEWEST = 12
"""Columns of a line of a panel's title at least."""


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
    """Fold the legend to the figure's width and return how many lines it takes."""
    handles = layout_of(figure).handles
    for columns in range(len(handles), 0, -1):
        for old in list(figure.legends):
            old.remove()
        legend = figure.legend(
            handles=handles, loc="lower left", bbox_to_anchor=(EDGE, EDGE), ncols=columns, fontsize=7.5,
            borderaxespad=0.0, borderpad=0.0,
        )  # fmt: skip
        if legend.get_window_extent().x1 <= figure.bbox.width or columns == 1:
            return -(-len(handles) // columns)
    return 0


def fit(figure: Figure) -> None:
    """Break the title and the note of a figure to its present width, and place its labels anew."""
    layout, width = layout_of(figure), figure.get_figwidth()
    if layout.title:
        title = [line for part in layout.title.splitlines() for line in wrapped(part, to=int(LARGE * width))]
        figure.suptitle("\n".join(title), x=EDGE, ha="left", fontsize=11)
    if layout.note:
        lines = wrapped(layout.note, to=int(SMALL * width))
        rows = _legend_rows(figure)
        # Lines of the note are a little lower than those of the legend.
        lines += [""] * (0 if not rows else 1 + math.ceil(1.35 * rows))
        figure.supxlabel("\n".join(lines), x=EDGE, ha="left", fontsize=7, color="#444444")
    _fit_panel_titles(figure)
    if layout.labels:
        figure.draw_without_rendering()  # so that places on it are known
    for place in layout.labels:
        place()


def _fit_panel_titles(figure: Figure) -> None:
    """Break titles of panels that reach beyond the figure's edge, or over the title beside them."""
    whole = layout_of(figure).titles
    titles = {each: axes for axes in figure.axes for each in _titles(axes)}
    for each in titles:
        each.set_text(whole.setdefault(each, each.get_text()))
    if not any(_may_be_wide(figure, axes, each) for each, axes in titles.items()):
        return
    figure.draw_without_rendering()
    boxes = {each: each.get_window_extent() for each in titles}
    for each, box in boxes.items():
        beside = [one for one in boxes.values() if one is not box and one.y0 < box.y1 and box.y0 < one.y1]
        outside = box.x0 < figure.bbox.x0 or box.x1 > figure.bbox.x1
        if not outside and not any(one.x0 < box.x1 and box.x0 < one.x1 for one in beside):
            continue
        if each.get_horizontalalignment() == "left":
            room = min([figure.bbox.x1, *(one.x0 for one in beside if one.x0 > box.x0)]) - box.x0
        else:
            middle = (box.x0 + box.x1) / 2
            # Two titles side by side may each reach to the middle between them.
            ends = [figure.bbox.x0, figure.bbox.x1, *((middle + (one.x0 + one.x1) / 2) / 2 for one in beside)]
            room = 2 * min(abs(middle - end) for end in ends)
        lines = whole[each].splitlines()
        to = max(FEWEST, int(room / box.width * max(map(columns_of, lines))) - 2)
        each.set_text("\n".join(part for line in lines for part in wrapped(line, to=to)))


def _titles(axes: Axes) -> list[Text]:
    """Return the titles of a panel: at its left, above its middle or at its right."""
    from matplotlib.text import Text

    said = {axes.get_title(loc="left"), axes.get_title(), axes.get_title(loc="right")} - {""}
    return [one for one in axes.get_children() if isinstance(one, Text) and one.get_text() in said]


def _may_be_wide(figure: Figure, axes: Axes, title: Text) -> bool:
    """Whether a panel's title is wider than about the panel's part of the figure."""
    place = axes.get_subplotspec()
    side_by_side = 1 if place is None else place.get_gridspec().ncols
    return bool(title.get_window_extent().width > 0.5 * figure.bbox.width / side_by_side)


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
