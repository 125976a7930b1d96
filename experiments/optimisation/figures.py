"""The Pareto front, drawn: P(1+1 > 2) against money, coloured by regret, with held-out draws."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.optimisation.front import Front, FrontSetting
from experiments.optimisation.optimisation import Optimisation
from experiments.optimisation.report import (
    change_text,
    front_evidence,
    parameters_of,
    single_evidence,
    words_of,
)
from experiments.optimisation.single_changes import SingleChanges
from experiments.plotting import BLACK, GREY, VERMILLION, Choices, canvas, drawn_in
from experiments.plotting.forms import FORMS
from experiments.plotting.labels import label_points, round_ticks
from experiments.plotting.notes import titled
from experiments.reporting.numbers import amount
from experiments.reporting.wording import Parameters
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Colormap, Normalize
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D


def choices_of(found: Optimisation | Front | SingleChanges) -> Choices:
    """Return the settings of the front, by their numbers in the table, or the levers changed singly."""
    if isinstance(found, SingleChanges):
        return Choices(FORMS["single_changes"], {"parameters": [one.lever for one in found.changes]})
    front = found.front if isinstance(found, Optimisation) else found
    return Choices(FORMS["front"], {"settings": [str(one + 1) for one in range(len(front.settings))]})


def figure_of(found: Optimisation | Front | SingleChanges, lang: str = "en", **what: Any) -> Figure:
    """Draw the front, or the single changes."""
    if isinstance(found, SingleChanges):
        levers = what.pop("parameters", None)
        return single_changes_figure(found, parameters_of(found.metadata), lang, levers, **what)
    return front_figure(found.front if isinstance(found, Optimisation) else found, lang, **what)


def front_figure(
    front: Front, lang: str = "en", settings: Sequence[str] | None = None, top: int | None = None
) -> Figure:
    """Draw the settings of the table, each where it costs what it costs, with its number, and the scenario.

    A circle is a setting on the draws of the search, a diamond the same on held-out draws, with its interval.
    `settings` are shown by number, and of them the first `top`: those of the highest P in the search.
    """
    from matplotlib.ticker import PercentFormatter

    with drawn_in(lang):
        figure = canvas(7.5, 4.8, lang)
        axis = figure.add_subplot()
        axis.set_label("front")
        numbered = [
            (number, one)
            for number, one in enumerate(front.settings, start=1)
            if settings is None or str(number) in settings
        ][:top]
        shown = [front.baseline, *(one for _, one in numbered)]
        norm, colours = _regrets([one.held_out.regret for one in shown])
        points = []
        for _, setting in numbered:
            share, price = setting.held_out.above_two, setting.found.price
            colour = colours(norm(setting.held_out.regret))
            # From where the search saw it to where held-out draws see it.
            axis.plot(
                [price, price], [setting.found.above_two.value, share.value], color=GREY, linewidth=0.7,
                linestyle=":",
            )  # fmt: skip
            axis.plot([price, price], [share.low, share.high], color=GREY, linewidth=1.2, alpha=0.8)
            axis.plot(
                price, setting.found.above_two.value, "o", markerfacecolor="none", markeredgecolor=GREY,
                markersize=7,
            )  # fmt: skip
            axis.plot(
                price, share.value, "D", color=colour if setting.resolved else "white", markersize=6.5,
                markeredgecolor=BLACK if setting.resolved else colour,
                markeredgewidth=0.5 if setting.resolved else 1.8, zorder=3,
            )  # fmt: skip
            points.append((price, share.value))
        base = front.baseline.held_out
        axis.plot([base.price] * 2, [base.above_two.low, base.above_two.high], color=BLACK, linewidth=1.2)
        axis.plot(
            base.price, base.above_two.value, "s", color=colours(norm(base.regret)), markersize=7,
            markeredgecolor=BLACK, markeredgewidth=1.4, zorder=3,
        )  # fmt: skip
        _bar(figure, axis, norm, colours, lang)
        axis.set_xlabel(text("optimise.figure.price", lang))
        axis.set_ylabel(text("optimise.figure.share", lang))
        round_ticks(axis.xaxis, form=amount)
        axis.margins(x=0.08)
        highest = [end for one in shown for end in (one.held_out.above_two.high, one.found.above_two.value)]
        most = min(1.03, 1.1 * max(*highest, 0.05))
        axis.set_ylim(-0.07 * most, most)
        round_ticks(axis.yaxis)
        axis.yaxis.set_major_formatter(PercentFormatter(1, 0))  # these ticks are whole percents
        # Above the axes it covers nothing, wherever the settings are.
        above: Any = {"loc": "lower left", "bbox_to_anchor": (-0.01, 1.0), "borderaxespad": 0.2}
        axis.legend(handles=_front_legend(shown[1:], front.benchmark, lang), ncols=4, fontsize=7.5, **above)
        label_points(
            axis, [(base.price, base.above_two.value), *points],
            [text("optimise.column.scenario", lang), *(str(number) for number, _ in numbered)],
            [(one.held_out.price, one.held_out.above_two.low, one.held_out.above_two.high) for one in shown],
        )  # fmt: skip
        resolved = all(one.resolved for _, one in numbered)
        note = front_evidence(front, lang, "" if resolved else "optimise.figure.hollow")
        titled(figure, text("optimise.figure.title", lang, **words_of(front.benchmark, lang)), note)
    return figure


def _regrets(regrets: Sequence[float]) -> tuple[Normalize, Colormap]:
    """Return the scale of regret, from the least to the largest of what is drawn, and its colours."""
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    low, high = min(regrets), max(regrets)
    return Normalize(low, high if high > low else low + 1), colormaps["cividis_r"]


def _bar(figure: Figure, axis: Axes, norm: Normalize, colours: Colormap, lang: str) -> None:
    from matplotlib.cm import ScalarMappable

    bar = figure.colorbar(
        ScalarMappable(norm, colours), ax=axis, label=text("optimise.figure.regret", lang), shrink=0.9
    )
    round_ticks(bar.ax.yaxis, 5, amount)


def _front_legend(settings: Sequence[FrontSetting], benchmark: str, lang: str) -> list[Line2D]:
    """Return an entry for every mark that is drawn, and for none that is not."""
    from matplotlib.lines import Line2D

    def mark(key: str, form: str, **look: Any) -> Line2D:
        label = text(f"optimise.figure.{key}", lang, **words_of(benchmark, lang))
        return Line2D([], [], linestyle="none", marker=form, label=label, **look)

    entries = [mark("baseline", "s", markerfacecolor="white", markeredgecolor=BLACK, markersize=6)]
    if settings:
        entries.append(mark("found", "o", markerfacecolor="none", markeredgecolor=GREY, markersize=6))
    if any(one.resolved for one in settings):
        entries.append(mark("held_out", "D", markerfacecolor=GREY, markeredgecolor=BLACK, markersize=5.5))
    if not all(one.resolved for one in settings):
        entries.append(
            mark("held_out_open", "D", markerfacecolor="white", markeredgecolor=GREY, markersize=5.5)
        )
    return entries


def single_changes_figure(
    single: SingleChanges,
    parameters: Parameters,
    lang: str = "en",
    levers: Sequence[str] | None = None,
    top: int | None = None,
) -> Figure:
    """Draw the gain with its interval for the best single change of each lever, and the scenario as it is."""
    changes = [one for one in single.changes if levers is None or one.lever in levers][:top]
    names = [change_text(change, parameters, lang) for change in changes]
    rows = [(one.found.gain, VERMILLION, VERMILLION if one.exceeds_two else "white") for one in changes]
    rows.append((single.baseline.gain, BLACK, BLACK))
    words = words_of(single.benchmark, lang)
    with drawn_in(lang):
        figure = canvas(7.5, 1.6 + 0.3 * len(rows), lang)
        axis = figure.add_subplot()
        axis.set_label("single_changes")
        axis.axvline(0, color=BLACK, linewidth=0.9, linestyle="--")
        for place, (gain, edge, face) in enumerate(rows):
            axis.plot([gain.low, gain.high], [place, place], color=edge, linewidth=1.2)
            axis.plot(gain.value, place, "D", color=face, markeredgecolor=edge, markersize=5)
        axis.set_yticks(range(len(rows)), [*names, text("optimise.figure.baseline", lang)])
        axis.set_ylim(len(rows) - 0.4, -0.6)
        axis.set_xlabel(text("optimise.figure.delta", lang, **words))
        round_ticks(axis.xaxis, form=amount)
        note = single_evidence(single, lang, "optimise.figure.single_marks")
        titled(figure, text("optimise.figure.single", lang, **words), note)
    return figure
