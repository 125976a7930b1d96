"""The way to two, drawn: 1+1 along the line from the case, under each benchmark, for each group."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from experiments.nearest.axes import OF_A_RANGE
from experiments.nearest.report import evidence
from experiments.nearest.ways import NearestTwo, Way
from experiments.plotting import BLACK, BLUE, GREEN, ORANGE, Choices, canvas, drawn_in
from experiments.plotting.forms import FORMS
from experiments.plotting.labels import round_ticks
from experiments.plotting.notes import legend_below, titled
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS: dict[str, tuple[str, Any]] = {
    "levers": (BLUE, "-"),
    "uncertain": (ORANGE, "--"),
    "both": (GREEN, "-."),
}
"""Colour and line of a group."""


def choices_of(found: NearestTwo) -> Choices:
    """Return the benchmarks."""
    return Choices(FORMS["nearest"], {"outcome": list(dict.fromkeys(one.benchmark for one in found.ways))})


def figure_of(found: NearestTwo, lang: str = "en", outcome: str | None = None, **what: Any) -> Figure:
    """Draw 1+1 along the lines under both benchmarks, or the one asked for."""
    from matplotlib.lines import Line2D

    benchmarks = [outcome] if outcome else list(dict.fromkeys(one.benchmark for one in found.ways))
    with drawn_in(lang):
        figure = canvas(4.2 * len(benchmarks) + 0.4, 3.8, lang)
        panels = figure.subplots(1, len(benchmarks), sharey=True, squeeze=False)[0]
        for axes, benchmark in zip(panels, benchmarks, strict=True):
            axes.set_label(benchmark)
            axes.set_title(text(f"nearest.against.{benchmark}", lang))
            axes.axhline(2, color=BLACK, linewidth=0.9, linestyle=":")
            for one in found.ways:
                if one.benchmark == benchmark:
                    _way(axes, one)
            axes.set_xlim(left=0)
            round_ticks(axes.xaxis, most=5)
        panels[0].set_ylabel(text("nearest.figure.ratio", lang))
        legend_below(
            figure,
            [
                Line2D([], [], color=colour, linestyle=line, label=text(f"nearest.group.{group}", lang))
                for group, (colour, line) in LOOKS.items()
                if any(one.group == group for one in found.ways)
            ],
        )
        joint = "。" if lang == "zh" else ". "
        for axes in panels:
            axes.set_xlabel(text("nearest.figure.distance", lang))
        note = text("nearest.figure.note", lang) + joint + evidence(found, lang)
        titled(figure, text("nearest.figure.title", lang), note)
    return figure


def _way(axes: Axes, one: Way) -> None:
    colour, line = LOOKS[one.group]
    count = OF_A_RANGE if one.unit == "ranges" else 1.0
    shown = [(count * each.distance, each) for each in one.path]
    places = [place for place, _ in shown]
    # Of the gap, which is defined everywhere; at two it is the ratio.
    axes.plot(places, [2 + each.gap.value for _, each in shown], color=colour, linestyle=line)
    if all(each.gap.known for _, each in shown):
        low, high = [2 + each.gap.low for _, each in shown], [2 + each.gap.high for _, each in shown]
        axes.fill_between(places, low, high, color=colour, alpha=0.18, linewidth=0)
    if one.reached and math.isfinite(one.distance):
        axes.plot(count * one.distance, 2, "o", color=colour, markersize=6, zorder=3)
    elif one.walked:
        nearest_to_two = min(shown, key=lambda each: abs(each[1].gap.value))
        axes.plot(
            nearest_to_two[0], 2 + nearest_to_two[1].gap.value, "o", color="white", markeredgecolor=colour,
            markersize=6, zorder=3,
        )  # fmt: skip
