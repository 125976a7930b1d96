"""The trade-off front, drawn: chance of 1+1 > 2 against money, coloured by regret, with held-out draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.display.optimise import evidence
from experiments.figures import BLACK, GREY, VERMILLION, drawn_in
from experiments.figures.notes import titled
from experiments.optimise import Front
from experiments.single_changes import SingleChanges
from sim.texts import text

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def front_figure(front: Front, single: SingleChanges, lang: str = "en") -> Figure:
    """Draw all settings of the front as found, those shown on held-out draws, and the scenario itself."""
    from matplotlib.figure import Figure

    with drawn_in(lang):
        figure = Figure(figsize=(7.5, 4.8), layout="constrained")
        axis = figure.add_subplot()
        shown = axis.scatter(
            [price for _, _, price in front.points],
            [chance for chance, _, _ in front.points],
            c=[regret for _, regret, _ in front.points],
            cmap="cividis_r", s=36, edgecolor=GREY, linewidth=0.4, label=text("optimise.figure.found", lang),
        )  # fmt: skip
        figure.colorbar(shown, ax=axis, label=text("optimise.figure.regret", lang), shrink=0.9)
        for place, setting in enumerate(front.settings, start=1):
            share = setting.held_out.above_two
            price = setting.found.price
            axis.plot([price, price], [share.low, share.high], color=VERMILLION, linewidth=1.2)
            face = VERMILLION if setting.resolved else "white"
            axis.plot(price, share.value, "D", color=face, markeredgecolor=VERMILLION, markersize=5)
            axis.annotate(
                str(place), (price, share.value), xytext=(5, 3), textcoords="offset points", fontsize=7.5
            )
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
        ends = [share for share, _, _ in front.points]
        ends += [one.held_out.above_two.high for one in (front.baseline, *front.settings)]
        axis.set_ylim(-0.02, min(1.03, 1.15 * max(*ends, 0.1)))
        axis.legend(loc="best", fontsize=7.5)
        titled(figure, text("optimise.figure.title", lang), evidence(front, single, lang))
    return figure
