"""1+1 under every convention, drawn by both benchmarks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.conventions.conventions import SCHEDULE, VOLUNTEERS, ConventionTable
from experiments.plotting import BLACK, BLUE, GREY, ORANGE, PURPLE, Choices, canvas, drawn_in
from experiments.plotting.forms import FORMS
from experiments.plotting.labels import round_ticks
from experiments.plotting.notes import titled
from experiments.runs.outcomes import BENCHMARKS
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MARKS = (("o", ORANGE), ("s", PURPLE), ("D", BLUE))
"""Sign and colour of each convention on schedule."""

APART = 0.24
"""Rows between the marks of two conventions on schedule."""


def choices_of(found: ConventionTable) -> Choices:
    """Return the worlds of the table as what can be chosen."""
    return Choices(FORMS["conventions"], {"settings": found.worlds})


def figure_of(found: ConventionTable, lang: str = "en", settings: Sequence[str] | None = None) -> Figure:
    """Draw 1+1 with its interval under every convention, in all worlds of the table or those asked for."""
    worlds = [world for world in found.worlds if settings is None or world in settings]
    rows = [(world, volunteers.name) for world in worlds for volunteers in VOLUNTEERS]
    with drawn_in(lang):
        figure = canvas(8.5, 2.2 + 0.27 * (len(rows) + len(worlds)), lang)
        panels = figure.subplots(1, len(BENCHMARKS), sharey=True, squeeze=False)[0]
        for axes, benchmark in zip(panels, BENCHMARKS, strict=True):
            axes.set_label(benchmark.name)
            axes.axvline(2, color=BLACK, linewidth=0.9, linestyle=":")
            for at, row in zip(_places(rows), rows, strict=True):
                _row(axes, found, row, benchmark.name, at)
            axes.set_title(text(f"report.benchmark_short.{benchmark.name}", lang))
            axes.set_xlabel("1 + 1")
            round_ticks(axes.xaxis, most=5)
            for place, world in enumerate(worlds):
                # The name of a world stands over its rows.
                axes.annotate(
                    text(f"report.world.{world}", lang), (0, place * (len(VOLUNTEERS) + 1)),
                    xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points",
                    va="center", fontsize=8.5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
                )  # fmt: skip
        panels[0].set_yticks(_places(rows), [_label(found, volunteers, lang) for _, volunteers in rows])
        panels[0].set_ylim(len(rows) + len(worlds) - 0.4, -0.6)
        for (sign, colour), schedule in zip(MARKS, SCHEDULE, strict=True):
            own = "*" if schedule.name == found.usual[1] else ""
            label = text(f"report.schedule.{schedule.name}", lang) + own
            panels[0].plot([], [], sign, color=colour, markersize=4, linestyle="-", label=label)
        panels[0].legend(
            loc="upper left", bbox_to_anchor=(0, -0.5 / (0.27 * (len(rows) + len(worlds)))),
            ncols=len(SCHEDULE), fontsize=7.5, title=text("report.conventions.figure_schedule", lang),
            title_fontsize=7.5, alignment="left",
        )  # fmt: skip
        counts = {"draws": found.draws, "seeds": found.seeds, "seed": found.seed}
        joint = "；" if lang == "zh" else "; "
        note = joint.join(
            (text("analysis.draws_and_seeds", lang, **counts), text("report.conventions.figure_note", lang))
        )
        titled(figure, text("report.conventions.figure_title", lang), note)
    return figure


def _places(rows: Sequence[tuple[str, str]]) -> list[int]:
    """Return at which height each row stands: below the name of its world."""
    worlds = list(dict.fromkeys(world for world, _ in rows))
    return [place + worlds.index(world) + 1 for place, (world, _) in enumerate(rows)]


def _label(found: ConventionTable, volunteers: str, lang: str) -> str:
    own = "*" if volunteers == found.usual[0] else ""
    return text(f"report.convention.{volunteers}", lang) + own


def _row(axes: Axes, found: ConventionTable, row: tuple[str, str], benchmark: str, at: float) -> None:
    for place, ((sign, colour), schedule) in enumerate(zip(MARKS, SCHEDULE, strict=True)):
        cell = found.of(*row, schedule.name, benchmark)
        if not math.isfinite(cell.ratio.value):
            continue
        height = at + APART * (place - 1)
        if cell.ratio.known:
            ends = [cell.ratio.low, cell.ratio.high]
            axes.plot(ends, [height, height], color=GREY, linewidth=1.1, zorder=1)
        filled = colour if cell.average != "unknown" else "white"
        axes.plot(
            cell.ratio.value, height, sign, color=filled, markeredgecolor=colour, markersize=3.6, zorder=2
        )
