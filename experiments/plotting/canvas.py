"""An empty figure, and what must be known of it to fit it to another size: its words and its labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from experiments.texts import DEFAULT_LANGUAGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ATTRIBUTE = "oneplusone_layout"


@dataclass
class FigureLayout:
    """What is laid out anew when the size of a figure changes.

    Attributes:
        lang: the language it is drawn in.
        title: what stands above it, before it is broken into lines.
        note: what stands below it.
        handles: what the legend below its note shows.
        titles: the titles of panels, before they are broken into lines.
        labels: functions that place labels, called with the figure in its final size.
    """

    lang: str = DEFAULT_LANGUAGE
    title: str = ""
    note: str = ""
    titles: dict[Any, str] = field(default_factory=dict)
    labels: list[Callable[[], None]] = field(default_factory=list)
    handles: Sequence[Any] = ()


def canvas(width: float, height: float, lang: str) -> Figure:
    """Return an empty figure of a size in inches, to be drawn and written in a language."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    layout_of(figure).lang = lang
    return figure


def layout_of(figure: Figure) -> FigureLayout:
    """Return the layout of a figure; an empty one for a figure that was not made here."""
    # Kept by the figure itself: a table beside it would keep the figure alive.
    found = vars(figure).setdefault(ATTRIBUTE, FigureLayout())
    assert isinstance(found, FigureLayout)
    return found
