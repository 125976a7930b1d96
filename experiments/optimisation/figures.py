"""The Pareto front, drawn: P(1+1 > 2) against money, coloured by regret, with held-out draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.optimisation.front import Front
from experiments.optimisation.optimisation import Optimisation
from experiments.optimisation.report import (
    change_text,
    evidence,
    front_evidence,
    parameters_of,
    single_evidence,
)
from experiments.optimisation.single_changes import SingleChanges
from experiments.plotting import BLACK, GREY, VERMILLION, drawn_in
from experiments.plotting.notes import titled
from experiments.reporting.wording import Parameters
from experiments.texts import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

STEP = 11
"""Points between settings of the same price, which would hide one another."""


def figure_of(found: Optimisation | Front | SingleChanges, lang: str = "en") -> Figure:
    """Draw the front, or the single changes."""
    if isinstance(found, SingleChanges):
        return single_changes_figure(found, parameters_of(found.metadata), lang)
    if isinstance(found, Front):
        return front_figure(found, None, lang)
    return front_figure(found.front, found.single_changes, lang)


def front_figure(front: Front, single: SingleChanges | None, lang: str = "en") -> Figure:
    """Draw all settings of the front as found, those shown on held-out draws, and the scenario itself.

    The note states the evidence of the single changes as well, where they are given.
    """
    from matplotlib.figure import Figure
    from matplotlib.ticker import PercentFormatter

    with drawn_in(lang):
        figure = Figure(figsize=(7.5, 4.8), layout="constrained")
        axis = figure.add_subplot()
        shown = axis.scatter(
            [price for _, _, price in front.points],
            [share for share, _, _ in front.points],
            c=[regret for _, regret, _ in front.points],
            cmap="cividis_r", s=90, edgecolor=GREY, linewidth=0.4, label=text("optimise.figure.found", lang),
        )  # fmt: skip
        figure.colorbar(shown, ax=axis, label=text("optimise.figure.regret", lang), shrink=0.9)
        aside = _asides([front.baseline.held_out.price, *(one.found.price for one in front.settings)])
        for place, setting in enumerate(front.settings, start=1):
            share, price = setting.held_out.above_two, setting.found.price
            moved = _moved(axis, aside[place])
            face = VERMILLION if setting.resolved else "white"
            ends = [share.low, share.high]
            axis.plot([price, price], ends, color=VERMILLION, linewidth=1.2, transform=moved)
            axis.plot(
                price, share.value, "D", color=face, markeredgecolor=VERMILLION, markersize=5,
                transform=moved,
            )  # fmt: skip
            axis.annotate(
                str(place), (price, share.value), xytext=(5 + aside[place], 3), textcoords="offset points",
                fontsize=7.5,
            )  # fmt: skip
        base = front.baseline.held_out
        axis.plot([base.price] * 2, [base.above_two.low, base.above_two.high], color=BLACK, linewidth=1.2)
        axis.plot(
            base.price, base.above_two.value, "s", color=BLACK, markersize=6, linestyle="none",
            label=text("optimise.figure.baseline", lang),
        )  # fmt: skip
        axis.plot(
            [], [], "D-", color=VERMILLION, markerfacecolor="white",
            label=text("optimise.figure.held_out", lang),
        )  # fmt: skip
        axis.set_xlabel(text("optimise.figure.price", lang))
        axis.set_ylabel(text("optimise.figure.share", lang))
        highest = [share for share, _, _ in front.points]
        highest += [one.held_out.above_two.high for one in (front.baseline, *front.settings)]
        top = min(1.03, 1.1 * max(*highest, 0.05))
        axis.set_ylim(-0.04 * top, top)
        axis.yaxis.set_major_formatter(PercentFormatter(1, 0 if top >= 0.2 else 1))
        # Above the axes it covers nothing, wherever the settings are.
        figure.legend(loc="outside upper right", ncols=3, fontsize=7.5)
        note = front_evidence(front, lang) if single is None else evidence(front, single, lang)
        titled(figure, text("optimise.figure.title", lang), note)
    return figure


def single_changes_figure(single: SingleChanges, parameters: Parameters, lang: str = "en") -> Figure:
    """Draw Δ with its interval for the best single change of each lever, and the scenario as it is."""
    from matplotlib.figure import Figure

    names = [change_text(change, parameters, lang) for change in single.changes]
    rows = [
        (one.found.delta, VERMILLION, VERMILLION if one.exceeds_two else "white") for one in single.changes
    ]
    rows.append((single.baseline.delta, BLACK, BLACK))
    with drawn_in(lang):
        figure = Figure(figsize=(7.5, 1.6 + 0.3 * len(rows)), layout="constrained")
        axis = figure.add_subplot()
        axis.axvline(0, color=BLACK, linewidth=0.9, linestyle="--")
        for place, (delta, edge, face) in enumerate(rows):
            axis.plot([delta.low, delta.high], [place, place], color=edge, linewidth=1.2)
            axis.plot(delta.value, place, "D", color=face, markeredgecolor=edge, markersize=5)
        axis.set_yticks(range(len(rows)), [*names, text("optimise.figure.baseline", lang)])
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.set_xlabel(text("optimise.figure.delta", lang))
        titled(figure, text("optimise.figure.single", lang), single_evidence(single, lang))
    return figure


def _asides(prices: Sequence[float]) -> list[float]:
    """Return how many points to the right each setting is drawn: in a row where prices are equal."""
    met: dict[float, int] = {}
    found = []
    for price in prices:
        found.append(float(STEP * met.get(round(price, 2), 0)))
        met[round(price, 2)] = met.get(round(price, 2), 0) + 1
    return found


def _moved(axis: Axes, points: float) -> Transform:
    """Return the axis' own coordinates, moved to the right by some points."""
    from matplotlib.transforms import ScaledTranslation

    figure = axis.get_figure(root=True)
    assert figure is not None
    return axis.transData + ScaledTranslation(points / 72, 0, figure.dpi_scale_trans)
