"""How a figure is wanted, whatever it shows: size, resolution, title, one panel of it, grey."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from experiments.errors import InvalidInput
from experiments.plotting.forms import check_panel, too_small
from experiments.plotting.notes import fit, without_title
from experiments.plotting.palette import BLACK, GREY_MAPS, GREYS
from experiments.plotting.room import has_room, least_size

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PNG_DOTS = 160
"""Dots per inch of PNG files."""

FRAME = (0.5, 1.3)
"""Inches that a panel drawn alone takes beside itself: the margin, and title, legend and note."""


@dataclass(frozen=True)
class Style:
    """How a figure is drawn.

    Attributes:
        size: width and height in inches; None for the figure's own.
        dpi: dots per inch of the PNG.
        title: whether the title above the figure is drawn; panels keep the names of what they show.
        panel: the one panel that is drawn, by its name or its number from 1; None for all.
        grey: whether colours become greys.
        instead: called with the refusal where a result turns out not to have the panel, or to need a larger
            size: the whole figure is drawn then, or a larger one. None: it is refused. A command that has run
            for an hour does not lose what it found for a figure.
    """

    size: tuple[float, float] | None = None
    dpi: int = PNG_DOTS
    title: bool = True
    panel: str | int | None = None
    grey: bool = False
    instead: Callable[[InvalidInput], None] | None = field(default=None, compare=False)


def restyled(figure: Figure, style: Style) -> Figure:
    """Change a figure to a style and return it.

    Raises InvalidInput for a panel that it does not have, and a size at which its words have no room.
    """
    if style.panel is not None:
        _keep(figure, str(style.panel), style)
    if not style.title:
        without_title(figure)
    if style.grey:
        _greyed(figure)
    if style.size is not None:
        _resize(figure, style.size, style)
    elif style.panel is not None:
        fit(figure)
    return figure


def _resize(figure: Figure, size: tuple[float, float], style: Style) -> None:
    width, height = (float(side) for side in figure.get_size_inches())
    figure.set_size_inches(*size)
    if has_room(figure, (width, height)):
        return
    least = least_size(figure, size, (width, height))
    names = [panel_name(axes) for axes in panels(figure)]
    _otherwise(style, too_small(size, least, names if len(names) > 1 else ()))


def _otherwise(style: Style, refusal: InvalidInput) -> None:
    if style.instead is None:
        raise refusal
    style.instead(refusal)


def panels(figure: Figure) -> list[Axes]:
    """Return the panels of a figure: its axes, less those of colour bars and legends."""
    return [axes for axes in figure.axes if axes.get_label() not in ("<colorbar>", "legend")]


def panel_name(axes: Axes) -> str:
    """Return what a panel is called: the name given to it, else its number."""
    return str(axes.get_label())


def _keep(figure: Figure, asked: str, style: Style) -> None:
    """Leave one panel, with its colour bar, and give it the whole figure."""
    from matplotlib.gridspec import GridSpec

    every = panels(figure)
    names = [panel_name(axes) for axes in every]
    try:
        check_panel(asked, names)
    except InvalidInput as refusal:
        return _otherwise(style, refusal)
    kept = every[names.index(asked) if asked in names else int(asked) - 1]
    figure.draw_without_rendering()
    box = kept.get_tightbbox()
    # Siblings that share an axis name it once for all.
    name_y = next((one.get_ylabel() for one in every if one.get_ylabel() and _shares(kept, one)), "")
    name_x = next((one.get_xlabel() for one in every if one.get_xlabel() and _shares(kept, one, "x")), "")
    bars = [one for one in figure.axes if one.get_label() == "<colorbar>" and _parent(one) is kept]
    for axes in list(figure.axes):
        if axes is not kept and axes not in bars:
            figure.delaxes(axes)
    kept.set_subplotspec(GridSpec(1, 1, figure=figure)[0])
    kept.tick_params(labelbottom=True, labelleft=True)
    if not kept.get_ylabel():
        kept.set_ylabel(name_y)
    if not kept.get_xlabel():
        kept.set_xlabel(name_x)
    if box is not None:
        dots = figure.get_dpi()
        bar = 0.8 * len(bars)
        figure.set_size_inches(
            max(4.0, box.width / dots + FRAME[0] + bar), max(3.0, box.height / dots + FRAME[1])
        )


def _shares(one: Axes, other: Axes, axis: str = "y") -> bool:
    groups = one.get_shared_y_axes() if axis == "y" else one.get_shared_x_axes()
    return one is other or groups.joined(one, other)


def _parent(bar: Axes) -> Axes | None:
    """Return the panel that a colour bar belongs to."""
    made = getattr(bar, "_colorbar", None)
    mappable = None if made is None else made.mappable
    parent: Axes | None = getattr(mappable, "axes", None)
    return parent


def _greyed(figure: Figure) -> None:
    """Give every artist a grey for its colour: that of our palette, else its luminance."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.collections import Collection
    from matplotlib.colors import to_rgba
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch
    from matplotlib.text import Text

    for artist in figure.findobj():
        if isinstance(artist, ScalarMappable) and artist.get_array() is not None:
            artist.set_cmap(GREY_MAPS.get(artist.get_cmap().name, "gray"))
        elif isinstance(artist, Line2D):
            artist.set_color(_grey(artist.get_color()))
            artist.set_markerfacecolor(_grey(artist.get_markerfacecolor()))
            artist.set_markeredgecolor(_grey(artist.get_markeredgecolor()))
        elif isinstance(artist, Patch):
            # An alpha of the patch itself stays: only the colours change.
            artist.set_facecolor(_grey(artist.get_facecolor()))
            if to_rgba(artist.get_edgecolor())[3] > 0:  # what has no edge gets none
                artist.set_edgecolor(_grey(artist.get_edgecolor()))
        elif isinstance(artist, Collection):
            artist.set_facecolor(_each(artist.get_facecolor()))
            artist.set_edgecolor(_each(artist.get_edgecolor()))
        elif isinstance(artist, Text):
            artist.set_color(BLACK)  # pale words cannot be read


def _each(colours: Iterable[Any]) -> list[Any]:
    return [_grey(one) for one in colours]


def _grey(colour: Any) -> Any:
    from matplotlib.colors import to_hex, to_rgba

    if isinstance(colour, str) and colour in ("none", "auto"):
        return colour
    red, green, blue, alpha = to_rgba(colour)
    level = {to_hex(one): grey for one, grey in GREYS.items()}.get(to_hex((red, green, blue)))
    if level is None:
        level = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (level, level, level, alpha)
