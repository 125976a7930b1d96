"""Style and files of figures: safe for colour-blind readers, in English or Chinese, with their metadata."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.plotting.canvas import canvas, layout_of
from experiments.plotting.forms import Choices, check_panel, check_size
from experiments.plotting.palette import (
    BLACK,
    BLUE,
    DIVERGING,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PALE_SKY,
    PURPLE,
    SEQUENTIAL,
    SKY,
    VERMILLION,
    YELLOW,
)
from experiments.plotting.style import PNG_DOTS, Style, restyled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMS = ("png", "svg", "pdf")

__all__ = [
    "BLACK", "BLUE", "DIVERGING", "FORMS", "GREEN", "GREY", "ORANGE", "PALE", "PALE_SKY", "PNG_DOTS",
    "PURPLE", "SEQUENTIAL", "SKY", "VERMILLION", "YELLOW", "Choices", "Style", "canvas", "check_panel",
    "check_size", "drawn_in", "rendered", "restyled", "save", "write",
]  # fmt: skip

FALLBACK = {
    "en": ("Verdana", "Arial", "Helvetica", "sans-serif"),
    "zh": ("Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "SimHei", "sans-serif"),
}
"""Fonts that an SVG names after ours, for machines that lack it: none of them is wider."""


@contextmanager
def drawn_in(lang: str) -> Iterator[None]:
    """Draw figures in a language: with its fonts and the common style.

    A context, for figures of one's own with Chinese words. Nothing depends on
    the user's own settings: Matplotlib's defaults hold.

    Args:
        lang: "en" or "zh".

    Returns:
        What `with` takes.

    Example:
        >>> import pandas as pd
        >>> with drawn_in("zh"):
        ...     axes = pd.Series([1, 2]).plot(xlabel="月份")
    """
    from matplotlib import rc_context, rcParams, rcParamsDefault

    from experiments.plotting.fonts import use_language

    with rc_context():
        # Less those of windows and of the process, which no figure's look depends on.
        process = ("backend", "interactive", "toolbar", "timezone", "webagg", "tk.", "docstring", "datapath")
        rcParams.update({k: v for k, v in rcParamsDefault.items() if not k.startswith(process)})
        use_language(lang)
        rcParams.update(STYLE)
        yield


def save(
    figure: Figure, folder: Path, stem: str, metadata: Mapping[str, Any], style: Style | None = None
) -> tuple[Path, ...]:
    """Write a figure as PNG, SVG and PDF, all or none; the same figure gives the same bytes.

    Args:
        figure: what is written.
        folder: where; made if need be.
        stem: name of the files without their ending.
        metadata: what is embedded in each file (version, seeds, sizes …).
        style: size, resolution and so on; the figure's own by default.

    Returns:
        The paths of the three files.

    Raises:
        EnvironmentFailure: the disk is full or the folder cannot be written.
    """
    return write(rendered(figure, stem, metadata, style), folder)


def write(files: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    """Write what `rendered` gave into a folder and return the paths; raises EnvironmentFailure."""
    from experiments.files import save as save_file

    for name, data in files.items():
        save_file(folder / name, data)
    return tuple(folder / name for name in files)


def rendered(
    figure: Figure, stem: str, metadata: Mapping[str, Any], style: Style | None = None
) -> dict[str, bytes]:
    """Return the files of a figure by name, so that a failure here leaves nothing behind; see `save`."""
    from matplotlib import rcParams

    style, lang = style or Style(), layout_of(figure).lang
    said = json.dumps(dict(metadata), ensure_ascii=True, sort_keys=True)
    pieces = {}
    # Ticks are made when they are drawn: in our style too, not in the user's.
    with drawn_in(lang):
        restyled(figure, style)
        # Laid out once for all forms, at the resolution of the PNG: letters are not equally wide at every
        # resolution, and long labels would be cut off.
        engine, dots = figure.get_layout_engine(), figure.get_dpi()
        figure.set_dpi(style.dpi)
        figure.draw_without_rendering()
        # None, not "none", which leaves a placeholder for which each form is drawn twice.
        figure.set_layout_engine(None)
        # The solver's last bits differ between runs, and SVG makes names from all bits of a rectangle.
        for axes in figure.axes:
            left, bottom, width, height = (round(part, 6) for part in axes.get_position(original=True).bounds)
            axes.set_position((left, bottom, width, height))
            axes.set_in_layout(True)
        rcParams["svg.hashsalt"] = stem
        for form in FORMS:
            stream = io.BytesIO()
            figure.savefig(stream, format=form, metadata=_metadata(form, said), dpi=style.dpi)
            data = stream.getvalue()
            pieces[f"{stem}.{form}"] = _with_fallback(data, lang) if form == "svg" else data
        figure.set_layout_engine(engine)
        figure.set_dpi(dots)
    return pieces


def _with_fallback(svg: bytes, lang: str) -> bytes:
    """Name in every text of an SVG the fonts that stand in for ours."""
    from experiments.plotting.fonts import LANGUAGES

    ours = ", ".join(f"'{family}'" for family in LANGUAGES[lang])
    others = [name if name == "sans-serif" else f"'{name}'" for name in FALLBACK[lang]]
    pattern = re.compile(rf"(font(?:-family)?: [^;\"]*?){re.escape(ours)}[^;\"]*")
    return pattern.sub(rf"\g<1>{ours}, {', '.join(others)}", svg.decode()).encode()


def _metadata(form: str, said: str) -> dict[str, Any]:
    if form == "png":
        return {"Software": "oneplusone", "Description": said}
    if form == "svg":
        return {"Creator": "oneplusone", "Description": said, "Date": None}
    return {"Creator": "oneplusone", "Subject": said, "CreationDate": None}


STYLE: Any = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 9.5,
    "axes.unicode_minus": True,
    "figure.facecolor": "white",
    "font.size": 8.5,
    "grid.alpha": 0.35,
    "grid.linewidth": 0.5,
    "legend.frameon": False,
    "lines.linewidth": 1.4,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
}
