"""The figure of a comparison: every measure's paired difference, and how often B does better."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from experiments.comparison.comparison import ScenarioComparison
from experiments.plotting import BLACK, BLUE, GREY, VERMILLION, drawn_in
from experiments.reporting.numbers import ratio
from experiments.runs.engines import scenario_measures
from experiments.texts import text
from sim.arms import GS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def figure_of(found: ScenarioComparison, lang: str) -> Figure:
    """Draw each measure's difference B − A in standard deviations of all runs, with its 95% interval.

    Blue is better, vermillion worse, grey neither; hollow is not resolved at 5% after Holm's
    correction. At the right the share of pairs in which B is better.
    """
    from matplotlib.figure import Figure

    shown = [each for each in scenario_measures(found.a) if found.comparison[each.name].label != "same"]
    with drawn_in(lang):
        if not shown:
            return _nothing_differs(found, lang)
        figure = Figure(figsize=(10, 2.2 + 0.19 * len(shown)), layout="constrained")
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(2.2, 1))
        for place, measure in enumerate(shown):
            difference = found.comparison[measure.name]
            both = np.stack([runs.arm(GS, measure.name) for runs in (found.runs_a, found.runs_b)])
            scale = 1 / float(both.std())
            value = difference.difference.value * scale
            good = np.sign(value) * measure.better
            colour = GREY if good == 0 else BLUE if good > 0 else VERMILLION
            resolved = difference.label in ("higher", "lower")
            ends = [difference.difference.low * scale, difference.difference.high * scale]
            left.plot(ends, [place, place], color=colour, linewidth=1.6)
            face = colour if resolved else "white"
            left.plot(value, place, "o", color=face, markeredgecolor=colour, markersize=5)
            if measure.better:
                right.plot(difference.improvement.value, place, "o", color=face, markeredgecolor=colour)
        left.axvline(0, color=BLACK, linewidth=0.8)
        right.axvline(0.5, color=BLACK, linewidth=0.8)
        right.set_xlim(-0.03, 1.03)
        left.set_yticks(range(len(shown)), [measure.label(lang) for measure in shown], fontsize=7.5)
        left.set_ylim(len(shown) - 0.4, -0.6)
        left.set_title(text("report.figure.compare_difference", lang))
        handles = []
        for colour, key in ((BLUE, "better"), (VERMILLION, "worse"), (GREY, "neither")):
            label = text(f"report.figure.{key}", lang)
            handles += left.plot([], [], "o", color=colour, markersize=5, label=label)
        hollow = text("report.figure.hollow", lang)
        handles += left.plot([], [], "o", color="white", markeredgecolor=BLACK, markersize=5, label=hollow)
        below = {"loc": "upper left", "bbox_to_anchor": (0, -0.04)}
        left.legend(handles=handles, ncols=4, fontsize=7.5, **below)
        right.set_title(text("report.figure.compare_improvement", lang))
        figure.suptitle(_title(found, lang), x=0.01, ha="left", fontsize=12)
        figure.supxlabel(_note(found, lang), x=0.01, ha="left", fontsize=7, color="#444444")
    return figure


def _nothing_differs(found: ScenarioComparison, lang: str) -> Figure:
    """Say in place of an empty figure that no measure differs."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 2.2), layout="constrained")
    axis = figure.add_subplot()
    axis.set_axis_off()
    said = text("report.compare.no_difference", lang)
    if found.a.differences(found.b):
        said = f"{said} {text('report.figure.compare_idle', lang)}"
    else:
        said = f"{text('report.compare.same', lang)} {said}"
    axis.annotate(said, (0.5, 0.5), xycoords="axes fraction", ha="center", va="center", fontsize=10)
    figure.suptitle(_title(found, lang), x=0.01, ha="left", fontsize=12)
    figure.supxlabel(_note(found, lang), x=0.01, ha="left", fontsize=7, color="#444444")
    return figure


def _title(found: ScenarioComparison, lang: str) -> str:
    title = text("report.figure.compare_title", lang, a=found.names[0], b=found.names[1])
    ratios = [ratio(each.one_plus_one.estimate.value) for each in (found.synergy_a, found.synergy_b)]
    return f"{title}\n1 + 1: A {ratios[0]}, B {ratios[1]}"


def _note(found: ScenarioComparison, lang: str) -> str:
    comparison = found.comparison
    return text(
        "report.figure.compare_note",
        lang,
        draws=f"{comparison.draws:,}",
        seeds=comparison.seeds,
        seed=found.runs_a.seed,
        tests=comparison.tests,
        version=version("oneplusone"),
    )
