"""The figure of a comparison: the measures that differ most, in their units, and how often B does better."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.comparison.changes_report import own_names
from experiments.comparison.comparison import ScenarioComparison
from experiments.comparison.picture import ComparisonPicture, MeasureRow, picture_of
from experiments.plotting import BLACK, BLUE, GREY, VERMILLION, Choices, canvas, drawn_in
from experiments.plotting.forms import FORMS
from experiments.plotting.notes import legend_below, titled
from experiments.reporting.numbers import NOTHING, fixed, pair, ratio
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

SHOWN = 16
"""Measures that the figure draws."""

MARKS = {"better": (BLUE, "o"), "worse": (VERMILLION, "s"), "neither": (GREY, "D")}
"""Colour and form of a difference, distinct without colour too."""


def choices_of(found: ScenarioComparison | ComparisonPicture) -> Choices:
    """Return the measures that the figure can show: those that differ in any pair."""
    if isinstance(found, ComparisonPicture):
        names = [row.measure for row in found.rows]
    else:
        names = [one.name for one in found.measures if found.comparison[one.name].label != "same"]
    return Choices(FORMS["comparison"], {"measures": names})


def figure_of(
    found: ScenarioComparison | ComparisonPicture,
    lang: str,
    measures: Sequence[str] | None = None,
    top: int | None = None,
) -> Figure:
    """Draw the measures that differ most, B − A with 95% intervals, grouped by whether B is better.

    All stand on one axis in standard deviations of all runs, and beside it their means in A and B with their
    units. Hollow is not resolved at 5% after Holm's correction. At the right the share of pairs in which B is
    better. `measures` are shown whatever they differ by, and of all at most `top`.
    """
    picture = found if isinstance(found, ComparisonPicture) else picture_of(found)
    with drawn_in(lang):
        if not picture.rows:
            return _nothing_differs(picture, lang)
        # The most telling: resolved ones first, then by size.
        named = [row for row in picture.rows if measures is None or row.measure in measures]
        most = top or (SHOWN if measures is None else len(named))
        telling = sorted(named, key=lambda row: (not row.resolved, -abs(row.difference)))[:most]
        groups = list(MARKS)
        shown = sorted(telling, key=lambda row: groups.index(_group(row)))
        figure = canvas(10, 2.3 + 0.27 * len(shown), lang)
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(2.0, 1))
        left.set_label("difference")
        right.set_label("share")
        for place, row in enumerate(shown):
            colour, form = MARKS[_group(row)]
            face = colour if row.resolved else "white"
            look = {"color": face, "markeredgecolor": colour, "markersize": 5, "linestyle": "none"}
            left.plot([row.low, row.high], [place, place], color=colour, linewidth=1.6)
            left.plot(row.difference, place, form, **look)
            if row.better:
                right.plot(row.improvement, place, form, clip_on=False, **look)
            left.annotate(
                f"{' → '.join(pair(row.a, row.b, apart=row.resolved))} {row.unit[lang]}", (1, place),
                xycoords=("axes fraction", "data"), xytext=(4, 0), textcoords="offset points", fontsize=7,
                ha="left", va="center",
            )  # fmt: skip
        for above, below in zip(range(len(shown)), range(1, len(shown)), strict=False):
            if _group(shown[above]) != _group(shown[below]):
                for axis in (left, right):
                    axis.axhline(above + 0.5, color=GREY, linewidth=0.6)
        left.axvline(0, color=BLACK, linewidth=0.8)
        right.axvline(0.5, color=BLACK, linewidth=0.8)
        right.set_xlim(0, 1)
        right.xaxis.set_major_formatter(_percents())
        left.set_yticks(range(len(shown)), [row.label[lang] for row in shown], fontsize=8)
        left.set_ylim(len(shown) - 0.4, -0.6)
        left.set_xlabel(text("report.figure.compare_difference", lang))
        right.set_xlabel(text("report.figure.compare_improvement", lang))
        left.set_title(text("report.figure.compare_measures", lang))
        legend_below(figure, _legend(shown, lang))
        titled(figure, _title(picture, lang), _note(picture, len(shown), lang, measures is not None))
    return figure


def _percents() -> object:
    from matplotlib.ticker import PercentFormatter

    return PercentFormatter(1, 0)


def _group(row: MeasureRow) -> str:
    good = math.copysign(1, row.difference) * row.better if row.difference else 0
    return "neither" if good == 0 else "better" if good > 0 else "worse"


def _legend(shown: list[MeasureRow], lang: str) -> list[Line2D]:
    """Return an entry for every mark that is drawn."""
    from matplotlib.lines import Line2D

    met = {_group(row) for row in shown}
    entries = [
        Line2D([], [], marker=form, linestyle="none", color=colour, markersize=5,
               label=text(f"report.figure.{name}", lang))
        for name, (colour, form) in MARKS.items() if name in met
    ]  # fmt: skip
    if not all(row.resolved for row in shown):
        hollow = text("report.figure.hollow", lang)
        entries.append(
            Line2D(
                [], [], marker="o", linestyle="none", color="white", markeredgecolor=BLACK, markersize=5,
                label=hollow,
            )
        )  # fmt: skip
    return entries


def _nothing_differs(picture: ComparisonPicture, lang: str) -> Figure:
    """Say in place of an empty figure that no measure differs."""
    figure = canvas(10, 2.2, lang)
    axis = figure.add_subplot()
    axis.set_axis_off()
    said = text("report.compare.no_difference", lang)
    if picture.changed:
        said = f"{said} {text('report.figure.compare_idle', lang)}"
    else:
        said = f"{text('report.compare.same', lang)} {said}"
    axis.annotate(said, (0.5, 0.5), xycoords="axes fraction", ha="center", va="center", fontsize=10)
    titled(figure, _title(picture, lang), _note(picture, 0, lang))
    return figure


def _title(picture: ComparisonPicture, lang: str) -> str:
    a, b = picture.names
    if picture.shared and any(picture.own):
        first, second = own_names(picture.own, lang)
        title = text("report.figure.compare_title_shared", lang, shared=picture.shared, a=first, b=second)
    elif picture.shared:
        title = text("report.figure.compare_title_same", lang, shared=picture.shared)
    else:
        title = text("report.figure.compare_title", lang, a=a, b=b) if (a, b) != ("A", "B") else "A → B"
    added, alone = (
        _ratios(ends, open_, lang)
        for ends, open_ in zip((picture.added, picture.ratios), picture.open, strict=True)
    )
    return f"{title}\n{text('report.figure.compare_ratios', lang, added=added, alone=alone)}"


def _ratios(ends: tuple[float, float], unresolved: bool, lang: str) -> str:
    """Return 1+1 in A and in B: apart where the difference is resolved, and said where it is not."""
    said = ratio(ends[0]), ratio(ends[1])
    if NOTHING in said or ends[0] == ends[1]:
        return " → ".join(said)
    if unresolved:
        return text("report.figure.compare_open", lang, ends=" → ".join(said))
    shown = ((fixed(ends[0], each), fixed(ends[1], each)) for each in (2, 3, 4))
    return " → ".join(next((each for each in shown if each[0] != each[1]), said))


def _note(picture: ComparisonPicture, shown: int, lang: str, chosen: bool = False) -> str:
    fields = {
        "draws": f"{picture.draws:,}", "seeds": picture.seeds, "seed": picture.seed, "tests": picture.tests,
        "version": picture.version, "same": picture.measures - len(picture.rows),
    }  # fmt: skip
    note = text("report.figure.compare_note", lang, **fields)
    if shown < len(picture.rows) and not chosen:
        most = text("report.figure.compare_most", lang, shown=shown, all=len(picture.rows))
        note = f"{most}{'' if lang == 'zh' else ' '}{note}"
    return note
