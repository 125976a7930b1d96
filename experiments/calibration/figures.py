"""Figure of what was learnt from facts: 1+1, the facts and the most moved parameters, before and after."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.calibration.analysis import Calibration, Learnt
from experiments.calibration.observations import Observation
from experiments.calibration.posterior_report import answer_label, evidence
from experiments.calibration.report import observation_label
from experiments.plotting import BLACK, BLUE, GREEN, GREY, VERMILLION, canvas, drawn_in
from experiments.plotting.forms import FORMS, Choices
from experiments.plotting.labels import STEPS, aside, label_line
from experiments.plotting.notes import legend_below, titled
from experiments.reporting.numbers import fixed, ratio, unit
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import Parameters, parameter_name, unit_text
from experiments.runs.engines import scenario_measures
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ACROSS = 3
LEAST_PARAMETERS = 2
"""Parameters that are drawn beside the facts, however many facts there are."""

TITLE, LABEL = 30, 16
"""Columns of a panel's heading, and of a label beside its axis."""


def choices_of(found: Calibration) -> Choices:
    """Return the parameters that the figure can show, and its panels: 1+1, the facts, the parameters."""
    facts = {one.name for one in found.facts}
    names = [one.name for one in found.distributions if one.name not in facts]
    panels = ("answer", *(one.name for one in _drawn(found, _full_rows(len(facts), names))))
    return Choices(FORMS["calibration"], {"parameters": names}, panels)


def figure_of(
    found: Calibration, lang: str = "en", parameters: Sequence[str] | None = None, top: int | None = None
) -> Figure:
    """Draw 1+1, each fact and the most moved parameters: before the facts grey, given them blue.

    Args:
        found: what is drawn.
        lang: "en" or "zh".
        parameters: the parameters that are drawn; by default the most moved, as many as fill the rows.
        top: how many of them, the most moved first.
    """
    scenario = found.metadata.scenario
    facts = {one.name: one for one in found.facts}
    names = [one.name for one in found.distributions if one.name not in facts]
    wanted: Sequence[str] = [name for name in names if parameters is None or name in parameters][:top]
    if parameters is None and top is None:
        wanted = _full_rows(len(facts), wanted)
    drawn = _drawn(found, wanted)
    rows = math.ceil((len(drawn) + 1) / ACROSS)
    with drawn_in(lang):
        figure = canvas(9.6, 0.9 + 2.15 * rows, lang)
        axes = figure.subplots(rows, min(ACROSS, len(drawn) + 1), squeeze=False).ravel().tolist()
        for axis in axes[len(drawn) + 1 :]:
            axis.remove()
        _answer(axes[0], found, lang)
        for axis, one in zip(axes[1:], drawn, strict=False):
            _distribution(axis, one, found, lang)
            if one.name in facts:
                heading = observation_label(scenario, one.name, lang)
                axis.set_xlabel(_fact_axis(facts[one.name], found, lang), fontsize=7)
            else:
                moved = next(each for each in found.parameters if each.parameter == one.name)
                sign = "" if moved.shift < 0 else "+"
                heading = text(
                    "calibration.figure.moved" if moved.resolved else "calibration.figure.open", lang,
                    name=parameter_name(one.name, scenario.parameters, lang),
                    shift=sign + fixed(moved.shift, 2),
                )  # fmt: skip
                axis.set_xlabel(_parameter_axis(one.name, scenario.parameters, lang), fontsize=7)
            share = "runs" if one.name in facts else "draws"
            axis.set_ylabel(text(f"calibration.figure.share_of_{share}", lang), fontsize=7)
            lines = [line for part in heading.splitlines() for line in wrapped(part, to=TITLE)]
            axis.set_title("\n".join(lines), fontsize=8)
            axis.set_label(one.name)
        legend_below(figure, _handles(found, lang))
        title = text("calibration.title", lang, scenario=scenario.titles[lang])
        note = evidence(found, lang)
        if not found.conclusive:
            note += ("；" if lang == "zh" else "; ") + text("calibration.figure.nothing", lang)
        titled(figure, title, note)
    return figure


def _drawn(found: Calibration, parameters: Sequence[str]) -> list[Learnt]:
    """The distributions of the facts, and those of parameters."""
    facts = {one.name for one in found.facts}
    drawn = [one for one in found.distributions if one.name in facts]
    return drawn + [one for one in found.distributions if one.name in parameters]


def _full_rows(facts: int, parameters: Sequence[str]) -> Sequence[str]:
    """The most moved parameters that fill two rows, or as many as 1+1, the facts and two of them need."""
    rows = max(2, math.ceil((1 + facts + LEAST_PARAMETERS) / ACROSS))
    return parameters[: rows * ACROSS - 1 - facts]


def _answer(axis: Axes, found: Calibration, lang: str) -> None:
    """1+1 before and given the facts: the interval thick, the range over draws thin."""
    axis.set_label("answer")
    ends = [2.0]
    drawn = [
        (answer_label(benchmark, name, lang), one, colour, benchmark if name == "after" else "")
        for benchmark, (before, after) in found.answers.items()
        for name, one, colour in (("before", before, GREY), ("after", after, BLUE))
        if one is not None
    ]
    for place, (_, one, colour, judged) in enumerate(drawn):
        shift = found.shifts.get(judged)
        mark = "" if shift is None or shift.resolved else "?"
        axis.plot([one.first, one.last], [place, place], color=colour, linewidth=1.2)
        axis.plot([one.low, one.high], [place, place], color=colour, linewidth=6, solid_capstyle="butt")
        axis.plot(one.value, place, "o", color="white", markeredgecolor=BLACK, markersize=2.5)
        across, side = aside(one.value, 2)
        axis.annotate(
            ratio(one.value) + mark, (one.value, place), xytext=(across, 7), textcoords="offset points",
            ha=side, fontsize=7.5,
        )  # fmt: skip
        ends += [one.first, one.last, one.low, one.high]
    room = 0.1 * max(max(ends) - min(ends), 0.5)
    axis.set_xlim(min(ends) - room, max(ends) + room)
    axis.axvline(2, color=BLACK, linewidth=0.9, linestyle="--")
    axis.set_ylim(max(2, len(drawn)) - 0.3, -1.3)
    axis.set_yticks(range(len(drawn)), ["\n".join(wrapped(name, to=LABEL)) for name, *_ in drawn])
    label_line(axis, 2, "1 + 1 = 2")
    axis.set_title(text("calibration.figure.answer", lang), fontsize=8)
    axis.set_xlabel(text("calibration.figure.axis", lang), fontsize=7)
    axis.tick_params(labelsize=7.5)


def _parameter_axis(name: str, parameters: Parameters, lang: str) -> str:
    """Return the unit of a parameter; of a pure number what kind it is: a share, a level."""
    kind = text(f"units.{parameters[name].unit}", lang).strip("()（）") if name in parameters else ""
    return unit_text(name, parameters, lang) or kind or text("calibration.figure.value", lang)


def _fact_axis(one: Observation, found: Calibration, lang: str) -> str:
    """Return the unit of a fact's measure; of one that is yes or no, what its numbers mean."""
    if not all(map(math.isfinite, one.band)):
        return text("calibration.figure.yes_or_no", lang)
    measures = scenario_measures(found.metadata.scenario)
    return next(unit(each, lang) for each in measures if each.name == one.measure)


def _distribution(axis: Axes, one: Learnt, found: Calibration, lang: str) -> None:
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    first, last = one.edges[0], one.edges[-1]
    if not math.isnan(one.observed):
        low, high = one.band
        if math.isfinite(low) and math.isfinite(high):
            half = 0.5 if low == high else 0.0
            axis.axvspan(low - half, high + half, color=GREEN, alpha=0.15, linewidth=0)
            first, last = min(first, low), max(last, high)
        axis.axvline(one.observed, color=VERMILLION, linewidth=1.6)
    axis.stairs(one.before, one.edges, fill=True, color=GREY, alpha=0.55)
    if found.conclusive:
        axis.stairs(one.after, one.edges, color=BLUE, linewidth=1.6)
    room = 0.03 * (last - first)
    axis.set_xlim(first - room, last + room)
    axis.xaxis.set_major_locator(
        MaxNLocator(5, steps=STEPS, integer=one.edges[0] % 1 == 0.5)
    )  # whole numbers
    axis.yaxis.set_major_locator(MaxNLocator(4, steps=STEPS))
    axis.yaxis.set_major_formatter(PercentFormatter(1, 0))
    axis.tick_params(labelsize=7.5)


def _handles(found: Calibration, lang: str) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = [Patch(color=GREY, alpha=0.55, label=text("calibration.figure.before", lang))]
    if found.conclusive:
        handles.append(Line2D([], [], color=BLUE, label=text("calibration.figure.after", lang)))
    handles.append(Line2D([], [], color=VERMILLION, label=text("calibration.figure.observed", lang)))
    handles.append(Patch(color=GREEN, alpha=0.15, label=text("calibration.figure.band", lang)))
    return handles
