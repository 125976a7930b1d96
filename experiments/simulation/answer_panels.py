"""The answer drawn: 1+1 with its two uncertainties, Δ and its parts, and the observation that was
conditioned on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.calibration.report import observation_label
from experiments.plotting import BLACK, BLUE, GREEN, GREY, ORANGE, VERMILLION
from experiments.plotting.labels import STEPS, aside, label_line
from experiments.plotting.notes import uncertainty_labels
from experiments.reporting.numbers import amount, ratio
from experiments.runs.outcomes import BENCHMARKS
from experiments.simulation.picture import Histogram, SimulationPicture
from experiments.statistics.intervals import Estimate
from experiments.synergy.headline import Headline
from experiments.synergy.synergy import Synergy
from experiments.texts import text
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Compared = tuple[str, str, Estimate, tuple[float, float]]
"""What a line is of, the name of its benchmark, the estimate and the range over draws."""

COLOURS = (VERMILLION, BLUE)
"""Of the benchmarks; the upper one of two lines is always the first."""


def compared(picture: SimulationPicture, lang: str) -> list[Compared]:
    """1+1 as it is, given the observations, and in the reruns; each by both benchmarks."""
    result = picture.headline
    names = [one.name for one in BENCHMARKS]

    def rows_of(key: str, found: Synergy | None) -> list[Compared]:
        if found is None:
            return []
        quantities = [one.ratio for one in found.answers()]
        label = text(f"report.figure.{key}", lang)
        return [
            (label, name, one.estimate, (one.draw_range.low, one.draw_range.high))
            for name, one in zip(names, quantities, strict=True)
        ]

    rows = rows_of("itself", result.synergy)
    for name, given in zip(names, (picture.given_side_by_side, picture.given), strict=True):
        if given is not None:
            estimate = Estimate(given.value, given.low, given.high, math.nan, 0)
            rows.append((text("report.figure.given", lang), name, estimate, (given.first, given.last)))
    return rows + rows_of("additive", result.additive) + rows_of("gross", result.gross)


def ratios(axis: Axes, rows: Sequence[Compared], lang: str) -> None:
    """1+1 against 2: thick is the Monte Carlo interval, thin the range over parameter draws; in a pair of
    lines one for each benchmark.
    """
    labels = list(dict.fromkeys(label for label, *_ in rows))
    names = [one.name for one in BENCHMARKS]
    for label, name, estimate, (low, high) in rows:
        place, colour = labels.index(label) + 0.4 * names.index(name), COLOURS[names.index(name)]
        axis.plot([low, high], [place, place], color=colour, linewidth=1.2)
        if estimate.known:
            ends = [estimate.low, estimate.high]
            axis.plot(ends, [place, place], color=colour, linewidth=5, solid_capstyle="butt")
        else:
            axis.plot(estimate.value, place, "o", color=colour, markersize=5)
        across, side = aside(estimate.value, 2)
        axis.annotate(
            ratio(estimate.value), (estimate.value, place), xytext=(across, 4), textcoords="offset points",
            ha=side, fontsize=6.5,
        )  # fmt: skip
    axis.axvline(2, color=BLACK, linewidth=0.9)
    axis.set_yticks([place + 0.2 for place in range(len(labels))], labels)
    axis.set_ylim(len(labels) - 0.3, -0.9)  # above the first there is room for the label of the threshold
    ends = [2.0] + [
        end for _, _, e, ends in rows for end in (e.value, e.low, e.high, *ends) if math.isfinite(end)
    ]
    room = 0.08 * max(max(ends) - min(ends), 1.0)
    axis.set_xlim(min(ends) - room, max(ends) + room)
    label_line(axis, 2, text("report.figure.threshold", lang))
    axis.set_xlabel(text("report.figure.ratio_axis", lang))
    axis.set_title(text("report.figure.two_uncertainties", lang))
    handles = []
    for name, colour in zip(names, COLOURS, strict=True):
        label = text(f"report.benchmark_short.{name}", lang)
        handles += axis.plot([], [], color=colour, linewidth=3, label=label)
    for thickness, label in zip((5, 1.2), uncertainty_labels(lang), strict=True):
        handles += axis.plot([], [], color=GREY, linewidth=thickness, label=label)
    axis.legend(handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.27), ncols=2, fontsize=7.5)


def parts(axis: Axes, result: Headline, lang: str) -> None:
    """Δ as the sum of governance, transfer and scale: bars from where the one before ends."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    found = result.synergy
    # What is no more than rounding is drawn as nothing.
    rounding = 1e-9 * max(abs(arm.value) for arm in found.arms.values())
    start, reach = 0.0, []
    for place, name in enumerate(("governance", "transfer", "scale", "delta")):
        quantity = getattr(found, name)
        value = quantity.estimate.value if abs(quantity.estimate.value) > rounding else 0.0
        left = 0.0 if name == "delta" else start
        colour = BLUE if value >= 0 else ORANGE
        axis.barh(place, value, left=left, color=colour, height=0.62, alpha=1 if name == "delta" else 0.75)
        ends = [left + quantity.estimate.low, left + quantity.estimate.high]
        if not quantity.estimate.known:
            ends = [left + value, left + value]
        axis.plot(ends, [place, place], color=BLACK, linewidth=1.3)
        reach += [left, left + value, *ends]
        at = max(*ends, left) if value >= 0 else min(*ends, left)
        axis.annotate(
            amount(value), (at, place), xytext=(4 if value >= 0 else -4, 0), textcoords="offset points",
            ha="left" if value >= 0 else "right", va="center", fontsize=7.5,
        )  # fmt: skip
        start += 0.0 if name == "delta" else value
    labels = [text(f"report.figure.{name}", lang) for name in ("governance", "transfer", "scale")]
    axis.set_yticks(range(4), [*labels, "Δ"])
    axis.set_ylim(3.6, -0.6)
    axis.axvline(0, color=BLACK, linewidth=0.7)
    # Beyond the bars and intervals there is room for the numbers, on either side.
    low, high = min(0.0, *reach), max(0.0, *reach)
    if high > low:
        below, above = (0.24 if end else 0.04 for end in (low, high))
        axis.set_xlim(low - below * (high - low), high + above * (high - low))
    axis.xaxis.set_major_locator(MaxNLocator(5, steps=STEPS))
    if abs(found.delta.estimate.value) <= rounding and max(map(abs, axis.get_xlim())) <= 100 * rounding:
        axis.set_xlim(-1, 1)
    axis.set_title(text("report.figure.decomposition", lang))
    axis.set_xlabel(text("units.service_months", lang))
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: amount(value)))


def distribution(axis: Axes, scenario: Scenario, one: Histogram, lang: str) -> None:
    """The observation conditioned on: all runs, new runs given it, its value and its band."""
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    axis.axvspan(
        one.low - 0.5, one.high + 0.5, color=GREEN, alpha=0.15, linewidth=0,
        label=text("report.figure.band", lang),
    )  # fmt: skip
    label = text("report.figure.all_runs", lang)
    axis.stairs(one.all_runs, one.edges, fill=True, color=GREY, alpha=0.6, label=label)
    if one.conditioned is not None:
        label = text("report.figure.given", lang)
        axis.stairs(one.conditioned, one.edges, color=BLUE, linewidth=1.4, label=label)
    label = text("report.figure.observed", lang, value=amount(one.observed))
    axis.axvline(one.observed, color=VERMILLION, linewidth=1.6, label=label)
    axis.set_title(text("report.figure.conditioned_on", lang))
    axis.set_xlabel(observation_label(scenario, one.name, lang))
    axis.set_ylabel(text("report.figure.share_of_runs", lang))
    axis.yaxis.set_major_formatter(PercentFormatter(1, 0))
    axis.xaxis.set_major_locator(MaxNLocator(6, steps=STEPS, integer=True))
    axis.legend(fontsize=7.5, loc="upper center", bbox_to_anchor=(0.45, -0.25), ncols=4, handlelength=1.2)
    axis.margins(x=0.01)
