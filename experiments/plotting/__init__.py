"""Style and files of figures: safe for colour-blind readers, in English or Chinese, with their metadata."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FORMS = ("png", "svg", "pdf")
PNG_DOTS = 160
"""Dots per inch of PNG files."""

BLACK, GREY = "#000000", "#8c8c8c"
ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE = (
    "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
)  # fmt: skip
"""The colours of Okabe & Ito (2008), distinct with any common kind of colour blindness."""


@contextmanager
def drawn_in(lang: str) -> Iterator[None]:
    """Draw figures within the context with the fonts of a language ("en" or "zh") and the common style."""
    from matplotlib import rc_context

    from experiments.plotting.fonts import use_language

    with rc_context():
        use_language(lang)
        from matplotlib import rcParams

        rcParams.update(STYLE)
        yield


def save(figure: Figure, folder: Path, stem: str, metadata: Mapping[str, Any]) -> tuple[Path, ...]:
    """Write a figure as PNG, SVG and PDF, each whole or not at all; the same figure gives the same bytes.

    Args:
        figure: what is written.
        folder: where; made if need be.
        stem: name of the files without their ending.
        metadata: what is embedded in each file (version, seeds, sizes …).

    Returns:
        The paths of the three files.

    Raises:
        EnvironmentFailure: the disk is full or the folder cannot be written.
    """
    from matplotlib import rc_context

    from experiments.files import as_user_error, write_whole

    said = json.dumps(dict(metadata), ensure_ascii=True, sort_keys=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise as_user_error(error, folder) from error
    pieces = []
    # Laid out once for all forms, at the resolution of the PNG: letters are not equally wide at every
    # resolution, and long labels would be cut off.
    engine, dots = figure.get_layout_engine(), figure.get_dpi()
    figure.set_dpi(PNG_DOTS)
    figure.draw_without_rendering()
    # None, not "none", which leaves a placeholder for which each form is drawn twice.
    figure.set_layout_engine(None)
    # The solver's last bits differ between runs, and SVG makes names from all bits of a rectangle.
    for axes in figure.axes:
        left, bottom, width, height = (round(part, 6) for part in axes.get_position(original=True).bounds)
        axes.set_position((left, bottom, width, height))
        axes.set_in_layout(True)
    for form in FORMS:
        stream = io.BytesIO()
        with rc_context({"svg.hashsalt": stem, "svg.fonttype": "path", "pdf.fonttype": 42}):
            figure.savefig(stream, format=form, metadata=_metadata(form, said), dpi=PNG_DOTS)
        pieces.append((folder / f"{stem}.{form}", stream.getvalue()))
    figure.set_layout_engine(engine)
    figure.set_dpi(dots)
    for path, data in pieces:
        write_whole(path, data, path.with_name(f".{path.name}.{os.getpid()}.part"))
    return tuple(path for path, _ in pieces)


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
