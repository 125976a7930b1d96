"""One figure of a scenario: services month by month in every arm, the contract's life, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.calibration.observations import ObservationCheck
from experiments.plotting import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, drawn_in
from experiments.reporting.numbers import ratio
from experiments.reporting.wording import SIGNS
from experiments.runs.paired import PairedRuns
from experiments.simulation.answer_panels import compared, distribution, parts, ratios
from experiments.simulation.simulate import SimulationResult
from experiments.statistics.intervals import mean_covariance, t_quantile
from experiments.synergy.headline import Headline
from experiments.synergy.report import verdict_words
from experiments.texts import text
from sim.arms import ARMS, GS
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LINES = (
    (GREY, ":", 1.2), (BLUE, "-", 1.3), (ORANGE, "-", 1.3), (GREEN, "-", 1.3),
    (SKY, "--", 1.3), (PURPLE, "-.", 1.4), (VERMILLION, "-", 2.2), (BLACK, "--", 1.3),
)  # fmt: skip
"""Colour, dash and width of each arm, distinct without colour too."""

LIFE = ("awaiting", "delivering", "extension", "passed", "failed", "terminated")
LIFE_COLOURS = ("#d9d9d9", SKY, "#b9ddf4", GREEN, ORANGE, VERMILLION)


def figure_of(found: SimulationResult, lang: str) -> Figure:
    """Draw a simulation; see `case_figure`."""
    return case_figure(found.scenario, found.runs, found.monthly, found.headline, found.observations, lang)


def case_figure(
    scenario: Scenario,
    runs: PairedRuns,
    monthly: PairedRuns,
    result: Headline,
    observed: ObservationCheck | None,
    lang: str = "en",
) -> Figure:
    """Draw a scenario: services by month and arm over the contract's life, and at the right the answer.

    The answer is 1+1 with its two uncertainties, Δ and its parts, and the observation that was conditioned
    on. Lines are means with 95% Monte Carlo bands, clustered by draw. `monthly` holds `monthly_measures`.
    """
    from matplotlib.figure import Figure

    kinds = scenario.rows["kinds"]
    with drawn_in(lang):
        figure = Figure(figsize=(11, 2.6 + 1.75 * len(kinds)), layout="constrained")
        halves: Any = figure.subfigures(1, 2, width_ratios=(1.75, 1), wspace=0.03)
        left, right = halves
        axes = left.subplots(len(kinds) + 1, 1, sharex=True, height_ratios=(*(1,) * len(kinds), 0.75))
        for axis, row in zip(axes, kinds, strict=False):
            if monthly.values.size:  # without months there is nothing to draw
                _levels(axis, monthly, f"now_{row.name}")
            axis.set_title(text("report.figure.level", lang, kind=row.labels[lang]))
            _term(axis, scenario)
        _life(axes[-1], scenario, monthly, lang)
        conditioned_on = (
            None
            if observed is None
            else next((one for one in observed.observations if one.use == "condition"), None)
        )
        heights = [
            1.15,
            0.4 + 0.16 * len(compared(result, observed, lang)),
            1.0,
            *([1.1] if conditioned_on else []),
        ]
        places = right.subplots(len(heights), 1, height_ratios=heights)
        _legend(places[0], lang)
        ratios(places[1], compared(result, observed, lang), lang)
        parts(places[2], result, lang)
        if conditioned_on is not None and observed is not None:
            distribution(places[3], scenario, runs, observed, conditioned_on, lang)
        _title(figure, scenario, result, lang)
        _note(figure, scenario, runs, monthly, lang)
    return figure


def _levels(axis: Axes, monthly: PairedRuns, measure: str) -> None:
    months = np.arange(1, monthly.values.shape[3] + 1)
    values = monthly.of(measure)
    for place, arm in enumerate(monthly.arms):
        colour, dash, width = LINES[arm]
        mean, covariance, degrees = mean_covariance(values[:, :, place])
        axis.plot(months, mean, color=colour, linestyle=dash, linewidth=width)
        if degrees:
            half = t_quantile(degrees) * np.sqrt(np.diag(covariance))
            axis.fill_between(months, mean - half, mean + half, color=colour, alpha=0.12, linewidth=0)
    axis.set_ylim(bottom=0)
    axis.margins(x=0)


def _term(axis: Axes, scenario: Scenario) -> None:
    term = int(scenario.values["contract.term"])
    axis.axvline(term, color=BLACK, linewidth=0.7)
    axis.axvspan(0, term, color=GREY, alpha=0.10, linewidth=0)


def _life(axis: Axes, scenario: Scenario, monthly: PairedRuns, lang: str) -> None:
    """The share of contracts signed so far that is in each state, in the contract arm."""
    shares = life_shares(monthly)
    term, horizon = int(scenario.values["contract.term"]), shares.shape[1]
    shown = [place for place in range(len(LIFE)) if shares[place].max(initial=0) > 0]
    # Month m lasts from m − 1 to m: each share is drawn over that stretch.
    edges = np.arange(horizon + 1)
    if shown:
        axis.stackplot(
            edges,
            *(np.append(shares[place], shares[place][-1:]) for place in shown),
            colors=[LIFE_COLOURS[place] for place in shown],
            labels=[text(f"report.figure.{LIFE[place]}", lang) for place in shown],
            step="post",
            linewidth=0,
        )
    if horizon and (monthly.arm(GS, "signed")[:, :, -1] == 1).all():
        start = int(np.median(monthly.arm(GS, "approval_months")[:, :, -1]))
        label = text("report.figure.midterm", lang)
        axis.axvline(start + (term - start) // 2, color=BLACK, linewidth=0.9, linestyle=":", label=label)
    _term(axis, scenario)
    axis.plot([], [], color=BLACK, linewidth=0.7, label=text("report.figure.end", lang))
    axis.set_title(text("report.figure.life", lang))
    axis.set_ylabel(text("report.figure.life_axis", lang))
    axis.set_xlabel(text("report.figure.month", lang))
    axis.set_ylim(0, 1)
    axis.set_xlim(0, max(1, horizon))
    axis.set_xticks([0, term, *(tick for tick in range(12, horizon + 1, 12) if abs(tick - term) > 2)])
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.42), ncols=4, fontsize=7.5, handlelength=1.4)


def life_shares(monthly: PairedRuns) -> Any:
    """Shares of the contracts signed so far by their state during each month, (states of LIFE, months).

    Contracts close, and extensions begin, at the end of a month. Where a run signs one contract its approval
    and extension are shown apart; with more they count as delivering.
    """

    def of(name: str) -> Any:
        return monthly.arm(GS, name)

    def before(name: str) -> Any:
        values = of(name)
        return np.concatenate([np.zeros_like(values[:, :, :1]), values[:, :, :-1]], axis=2)

    months = np.arange(1, monthly.values.shape[3] + 1)
    signed, single = of("signed"), of("signed") == 1
    closed = [before(name) for name in ("passed", "failed", "terminated")]
    under_way = signed - sum(closed)
    awaiting = np.where(single & (months <= of("approval_months")), under_way, 0.0)
    extension = np.where(single & (before("extended") > 0), under_way, 0.0)
    delivering = under_way - awaiting - extension
    states = np.stack([awaiting, delivering, extension, *closed]).mean(axis=(1, 2))
    return states / np.maximum(states.sum(axis=0), 1e-12)


def _legend(axis: Axes, lang: str) -> None:
    axis.set_axis_off()
    handles = []
    for place, arm in enumerate(ARMS):
        colour, dash, width = LINES[place]
        spoken = arm.label_zh if lang == "zh" else arm.label_en
        label = f"{SIGNS[place]}  {spoken}"
        handles += axis.plot([], [], color=colour, linestyle=dash, linewidth=width, label=label)
    axis.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(-0.32, 1.05), borderaxespad=0, labelspacing=0.45
    )


def _title(figure: Figure, scenario: Scenario, result: Headline, lang: str) -> None:
    found = result.synergy
    title = text(
        "report.figure.case_title",
        lang,
        scenario=scenario.title(lang),
        value=ratio(found.one_plus_one.estimate.value),
        verdict=verdict_words(found, lang),
    )
    figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="normal")


def _note(figure: Figure, scenario: Scenario, runs: PairedRuns, monthly: PairedRuns, lang: str) -> None:
    from importlib.metadata import version

    note = text(
        "report.figure.note",
        lang,
        draws=f"{monthly.draws:,}",
        seeds=monthly.seeds,
        all_draws=f"{runs.draws:,}",
        all_seeds=runs.seeds,
        seed=runs.seed,
        version=version("oneplusone"),
    )
    figure.supxlabel(note, x=0.01, ha="left", fontsize=7, color="#444444")
