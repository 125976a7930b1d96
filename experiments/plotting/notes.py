"""Titles and the line under a figure that states n, keys and interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.reporting.terminal import wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS_AN_INCH = 18
"""Columns of small print (7 points) that fit an inch."""


def titled(figure: Figure, title: str, note: str) -> None:
    """Put a title above and the note on evidence below a figure, the note broken to its width."""
    figure.suptitle(title, x=0.01, ha="left", fontsize=11)
    lines = wrapped(note, to=int(COLUMNS_AN_INCH * figure.get_figwidth()))
    figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=7)
