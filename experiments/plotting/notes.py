"""Words that figures share: the title, the note on sample sizes and intervals below it, legend labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.reporting.terminal import wrapped
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS_AN_INCH = 18
"""Columns of small print (7 points) that fit an inch."""


def titled(figure: Figure, title: str, note: str) -> None:
    """Put a title above a figure and a note below it, the note broken to the figure's width."""
    figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    lines = wrapped(note, to=int(COLUMNS_AN_INCH * figure.get_figwidth()))
    figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=7)


def uncertainty_labels(lang: str) -> tuple[str, str]:
    """Return the legend labels of the Monte Carlo interval and of the range over parameter draws."""
    return (
        text("report.figure.monte_carlo_error", lang),
        text("report.figure.parameter_uncertainty", lang),
    )
