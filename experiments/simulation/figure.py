"""One figure of a scenario: services month by month in every arm, the contract's life, and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.plotting import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    PALE_SKY,
    PURPLE,
    SKY,
    VERMILLION,
    Choices,
    canvas,
    drawn_in,
)
from experiments.plotting.forms import FORMS
from experiments.plotting.labels import label_ends
from experiments.plotting.notes import titled
from experiments.reporting.numbers import ratio
from experiments.reporting.wording import SIGNS, arm_name
from experiments.simulation.answer_panels import compared, distribution, parts, ratios
from experiments.simulation.picture import LIFE, Levels, SimulationPicture, picture_of
from experiments.simulation.simulate import SimulationResult
from experiments.synergy.headline import Headline
from experiments.synergy.report import verdict_words
from experiments.texts import text
from sim.arms import ARMS, G_S, GS, G, S, arm_index
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES = (
    (GREY, ":", 1.2), (BLUE, "-", 1.3), (ORANGE, "-", 1.3), (GREEN, "-", 1.3),
    (SKY, "--", 1.3), (PURPLE, "-.", 1.4), (VERMILLION, "-", 2.2), (BLACK, "--", 1.3),
)  # fmt: skip
"""Colour, dash and width of each arm, distinct without colour too."""

SHOWN = (G, S, G_S, GS)
"""Arms that the figure draws: what 1+1 compares, and what both do side by side without a contract."""

SEEN = 0.01
"""The least share of contracts that can be seen."""

LIFE_COLOURS = (PALE, SKY, PALE_SKY, GREEN, ORANGE, VERMILLION)


def choices_of(found: SimulationResult | SimulationPicture) -> Choices:
    """Return the panels of the figure, and the kinds and arms that it can show."""
    drawn = found.monthly.arms if isinstance(found, SimulationResult) else found.arms
    kinds = tuple(row.name for row in found.scenario.rows["kinds"])
    form = FORMS["simulation"]
    names = {"kinds": kinds, "arms": [ARMS[arm].name for arm in drawn]}
    conditioned = _conditioned(found)
    answer = [name for name in form.panels if conditioned or name != "observation"]
    return Choices(form, names, (*kinds, *answer))


def _conditioned(found: SimulationResult | SimulationPicture) -> bool:
    """Return whether there is an observation that was conditioned on."""
    if isinstance(found, SimulationPicture):
        return found.histogram is not None
    observed = found.observations
    return observed is not None and any(each.use == "condition" for each in observed.observations)


def figure_of(
    found: SimulationResult | SimulationPicture,
    lang: str,
    kinds: Sequence[str] | None = None,
    arms: Sequence[str] | None = None,
) -> Figure:
    """Draw a scenario: services by month and arm over the contract's life, and at the right the answer.

    The answer is 1+1 with its two uncertainties, Δ and its parts, and the observation that was conditioned
    on. Lines are means with 95% Monte Carlo bands, clustered by draw, of `arms` alone: all eight would hide
    one another.
    """
    picture = found if isinstance(found, SimulationPicture) else picture_of(found)
    scenario = picture.scenario
    drawn = SHOWN if arms is None else [arm_index(name) for name in arms]
    services = [
        (row, levels)
        for row, levels in zip(scenario.rows["kinds"], picture.levels, strict=True)
        if kinds is None or row.name in kinds
    ]
    with drawn_in(lang):
        # The answer at the right needs the height of two or three kinds, however few are shown.
        least = 2 if picture.histogram is None else 3
        figure = canvas(11, 2.6 + 1.95 * max(least, len(services)), lang)
        halves = figure.add_gridspec(1, 2, width_ratios=(1.6, 1), wspace=0.08)
        left, right = halves[0], halves[1]
        months = left.subgridspec(len(services) + 1, 1, height_ratios=(*(1,) * len(services), 0.75))
        for place, (row, levels) in enumerate(services):
            axis = figure.add_subplot(months[place])
            axis.set_label(row.name)
            axis.set_title(row.labels[lang])
            axis.set_ylabel(text("report.figure.level_axis", lang))
            if levels.mean.size:  # without months there is nothing to draw
                _levels(axis, picture, levels, drawn, lang)
            _term(axis, scenario, text("report.figure.end", lang) if place == 0 else "")
            _months(axis, picture, lang)
        life = figure.add_subplot(months[len(services)])
        life.set_label("life")
        _life(life, picture, lang)
        rows = compared(picture, lang)
        heights = [0.6 + 0.16 * len(rows), 1.0, *([1.1] if picture.histogram else [])]
        answer = right.subgridspec(len(heights), 1, height_ratios=heights)
        ratio_axis, parts_axis = (figure.add_subplot(answer[place]) for place in (0, 1))
        ratio_axis.set_label("ratio")
        ratios(ratio_axis, rows, lang)
        parts_axis.set_label("parts")
        parts(parts_axis, picture.headline, lang)
        if picture.histogram is not None:
            axis = figure.add_subplot(answer[2])
            axis.set_label("observation")
            distribution(axis, scenario, picture.histogram, lang)
        titled(figure, _title(scenario, picture.headline, lang), _note(picture, lang))
    return figure


def _levels(axis: Axes, picture: SimulationPicture, levels: Levels, arms: Sequence[int], lang: str) -> None:
    months = np.arange(1, levels.mean.shape[1] + 1)
    ends = []
    for place, arm in enumerate(picture.arms):
        if arm not in arms:
            continue
        colour, dash, width = LINES[arm]
        mean = levels.mean[place]
        axis.plot(months, mean, color=colour, linestyle=dash, linewidth=width)
        if levels.half is not None:
            half = levels.half[place]
            axis.fill_between(months, mean - half, mean + half, color=colour, alpha=0.12, linewidth=0)
        ends.append(
            (float(months[-1]), float(mean[-1]), f"{SIGNS[arm]}  {arm_name(ARMS[arm], lang)}", colour)
        )
    axis.set_ylim(bottom=0)
    axis.margins(x=0)
    label_ends(axis, ends)


def _months(axis: Axes, picture: SimulationPicture, lang: str) -> None:
    """Label the months: the start, the end of the term, and whole years."""
    term, horizon = int(picture.scenario.values["contract.term"]), picture.life.shape[1]
    axis.set_xlabel(text("report.figure.month", lang))
    axis.set_xlim(0, max(1, horizon))
    step = 12 * max(1, round(horizon / 72))
    ticks = [tick for tick in range(step, horizon + 1, step) if abs(tick - term) > step / 6]
    axis.set_xticks([0, *([term] if term <= max(1, horizon) else []), *ticks])


def _term(axis: Axes, scenario: Scenario, label: str = "") -> None:
    term = int(scenario.values["contract.term"])
    axis.axvline(term, color=BLACK, linewidth=0.7)
    axis.axvspan(0, term, color=GREY, alpha=0.10, linewidth=0)
    if label:
        axis.annotate(
            label, (term, 1), xycoords=("data", "axes fraction"), xytext=(3, -1), textcoords="offset points",
            ha="left", va="top", fontsize=7.5,
        )  # fmt: skip


def _life(axis: Axes, picture: SimulationPicture, lang: str) -> None:
    """The share of contracts signed so far that is in each state, in the contract arm."""
    from matplotlib.ticker import PercentFormatter

    shares, horizon = picture.life, picture.life.shape[1]
    drawn = [place for place in range(len(LIFE)) if shares[place].max(initial=0) > 0]
    # Month m lasts from m − 1 to m: each share is drawn over that stretch.
    edges = np.arange(horizon + 1)
    for place in drawn:
        below = shares[: place + 1].sum(axis=0)
        axis.stairs(
            below, edges, baseline=below - shares[place], fill=True, color=LIFE_COLOURS[place], linewidth=0,
            # What is too thin to be seen has no place in the legend.
            label=text(f"report.figure.{LIFE[place]}", lang) if shares[place].max() >= SEEN else None,
        )  # fmt: skip
    if picture.review is not None:
        label = text("report.figure.midterm", lang)
        axis.axvline(picture.review, color=BLACK, linewidth=0.9, linestyle=":", label=label)
    _term(axis, picture.scenario)
    axis.set_title(text("report.figure.life", lang))
    axis.set_ylabel(text("report.figure.life_axis", lang))
    axis.set_ylim(0, 1)
    axis.yaxis.set_major_formatter(PercentFormatter(1, 0))
    _months(axis, picture, lang)
    axis.legend(loc="upper left", bbox_to_anchor=(1.0, 1.06), fontsize=7.5, handlelength=1.2)


def _title(scenario: Scenario, result: Headline, lang: str) -> str:
    found = result.synergy
    return text(
        "report.figure.case_title",
        lang,
        scenario=scenario.title(lang),
        added=ratio(found.added_value.estimate.value),
        value=ratio(found.one_plus_one.estimate.value),
        verdict=verdict_words(found, lang),
    )


def _note(picture: SimulationPicture, lang: str) -> str:
    from importlib.metadata import version

    return text(
        "report.figure.note",
        lang,
        draws=f"{picture.draws:,}",
        seeds=picture.seeds,
        all_draws=f"{picture.all_draws:,}",
        all_seeds=picture.all_seeds,
        seed=picture.seed,
        version=picture.metadata.version or version("oneplusone"),
    )
