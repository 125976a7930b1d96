"""What moves an outcome, drawn: indices with intervals, the parts of the variance, and convergence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.plotting import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, drawn_in
from experiments.plotting.notes import titled
from experiments.reporting.numbers import percent
from experiments.reporting.wording import Parameters, outcome_name, parameter_name
from experiments.sensitivity.report import evidence, marked_name, ordered
from experiments.sensitivity.result import INDICES, OutcomeSensitivity, Sensitivity
from experiments.sensitivity.screening import Screened
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SHOWN = 15
FOLLOWED = 5


def sensitivity_figure(result: Sensitivity, outcome: str, parameters: Parameters, lang: str = "en") -> Figure:
    """Draw the indices of one outcome; raises InvalidInput or ValueError where there are none to draw."""
    from matplotlib.figure import Figure

    item = result.of(outcome)
    if item.state != INDICES:
        raise ValueError(f"{outcome}: {item.state}, there are no indices to draw")
    shown = min(SHOWN, len(item.shares))
    with drawn_in(lang):
        # The right-hand side needs room for its legends, however few the parameters are.
        figure = Figure(figsize=(9.5, max(5.2, 2.2 + 0.27 * shown)), layout="constrained")
        grid = figure.add_gridspec(2, 2, width_ratios=(2.4, 1), height_ratios=(1, 4))
        _indices(figure.add_subplot(grid[:, 0]), item, parameters, lang)
        _parts(figure.add_subplot(grid[0, 1]), item, lang)
        _convergence(figure.add_subplot(grid[1, 1]), item, parameters, lang)
        title = text("sensitivity.figure.title", lang, outcome=outcome_name(outcome, lang))
        titled(figure, title, evidence(result, lang))
    return figure


def _indices(axis: Axes, item: OutcomeSensitivity, parameters: Parameters, lang: str) -> None:
    shares = ordered(item)[:SHOWN]
    for place, share in enumerate(shares):
        for shift, estimate, colour in ((-0.17, share.first, ORANGE), (0.17, share.total, BLUE)):
            axis.barh(place + shift, max(estimate.value, 0.0), height=0.32, color=colour)
            axis.plot([estimate.low, estimate.high], [place + shift] * 2, color=BLACK, linewidth=0.9)
    axis.set_yticks(
        range(len(shares)),
        [marked_name(share, parameters, lang) for share in shares],
    )
    axis.set_ylim(len(shares) - 0.4, -0.6)
    lowest = min(0.0, *(end for share in shares for end in (share.first.low, share.total.low)))
    axis.set_xlim(left=1.05 * lowest)
    axis.set_xlabel(text("sensitivity.figure.axis", lang))
    for name, colour in (("first", ORANGE), ("total", BLUE)):
        axis.barh([0], [0], color=colour, label=text(f"sensitivity.figure.{name}", lang))
    axis.legend(loc="lower right", fontsize=7.5)


def _parts(axis: Axes, item: OutcomeSensitivity, lang: str) -> None:
    """The variance of a single run as one bar: chance, parameters alone, interplay."""
    assert item.chance is not None
    assert item.interactions is not None
    chance = min(1.0, max(0.0, item.chance.value))
    joint = min(1.0, max(0.0, item.interactions.value))
    start = 0.0
    parts = (
        ("chance", chance, GREY),
        ("alone", (1 - chance) * (1 - joint), ORANGE),
        ("joint", (1 - chance) * joint, SKY),
    )
    for name, share, colour in parts:
        open_ = " ?" if name != "chance" and item.base_size_to_split else ""
        label = f"{text(f'sensitivity.figure.{name}', lang)} {percent(share)}{open_}"
        axis.barh(0, share, left=start, color=colour, height=0.6, label=label)
        start += share
    axis.set_xlim(0, 1)
    axis.set_yticks([])
    axis.grid(visible=False)
    axis.set_title(text("sensitivity.figure.parts", lang))
    axis.set_xticks([])  # the shares stand in the legend
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.05), fontsize=7.5, ncols=1)


def _convergence(axis: Axes, item: OutcomeSensitivity, parameters: Parameters, lang: str) -> None:
    names = [share.name for share in item.shares]
    steps = item.convergence[::-1]
    sizes = [step.base_size for step in steps]
    marks = ("o", "s", "^", "D", "v")
    colours = (BLUE, ORANGE, GREEN, VERMILLION, PURPLE)
    for share, mark, colour in zip(ordered(item)[:FOLLOWED], marks, colours, strict=False):
        values = [step.total[names.index(share.name)] for step in steps]
        label = parameter_name(share.name, parameters, lang)
        axis.plot(sizes, values, marker=mark, color=colour, markersize=4, label=label)
    axis.set_xscale("log", base=2)
    axis.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axis.minorticks_off()
    axis.set_xlabel(text("sensitivity.figure.size", lang))
    axis.set_title(text("sensitivity.figure.convergence", lang))
    low, high = axis.get_ylim()
    axis.set_ylim(low, high + 0.12 * min(FOLLOWED, len(names)) * (high - low))  # room for the names, above
    axis.legend(fontsize=6.5, loc="upper center")


def screening_figure(
    found: Sequence[Screened], note: str, parameters: Parameters, lang: str = "en"
) -> Figure:
    """Draw the measures of one outcome by one method; filled bars are more than chance."""
    from matplotlib.figure import Figure

    rows = sorted(found, key=lambda one: -one.value)[:SHOWN]
    with drawn_in(lang):
        figure = Figure(figsize=(7.5, 1.8 + 0.25 * len(rows)), layout="constrained")
        axis = figure.add_subplot()
        for place, one in enumerate(rows):
            face = BLUE if one.influential else "white"
            axis.barh(place, one.value, height=0.62, color=face, edgecolor=BLUE)
            if one.method == "morris":
                axis.plot(
                    [one.value - one.width, one.value + one.width], [place, place], color=BLACK, linewidth=0.9
                )
        axis.set_yticks(range(len(rows)), [parameter_name(one.parameter, parameters, lang) for one in rows])
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.set_xlabel(text(f"sensitivity.figure.{rows[0].method}", lang))
        title = text("sensitivity.figure.title", lang, outcome=outcome_name(rows[0].outcome, lang))
        titled(figure, title, note)
    return figure
