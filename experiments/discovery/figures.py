"""Scenario discovery, drawn: coverage against density, and the rule as bars over each range."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from experiments.discovery.boxes import Limit
from experiments.discovery.report import evidence, option_names, parameters_of
from experiments.discovery.rules import DiscoveredRule, Discovery
from experiments.plotting import BLACK, BLUE, GREY, VERMILLION, Choices, canvas, drawn_in
from experiments.plotting.forms import FORMS
from experiments.plotting.notes import titled
from experiments.reporting.numbers import listed, percent
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import Parameters, benchmark_words, parameter_name, value_text
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

OPTION_COLUMNS = 60
"""Columns of small print under a bar."""


def choices_of(found: Discovery) -> Choices:
    """Return the rules by number, and the parameters that any of them limits."""
    limited = dict.fromkeys(limit.name for rule in found.rules for limit in rule.box.limits)
    rules = [str(number + 1) for number in range(len(found.rules))]
    return Choices(FORMS["discovery"], {"rule": rules, "parameters": list(limited)})


def figure_of(
    found: Discovery, lang: str = "en", rule: str = "1", parameters: Sequence[str] | None = None
) -> Figure:
    """Draw a discovery; see `discovery_figure`."""
    return discovery_figure(found, parameters_of(found), lang, int(rule), parameters)


def discovery_figure(
    found: Discovery,
    parameters: Parameters,
    lang: str = "en",
    number: int = 1,
    chosen: Sequence[str] | None = None,
) -> Figure:
    """Draw coverage against density of all boxes, on both sets of futures, and the limits of one rule.

    Of the limits only those on `chosen` parameters are drawn, where these are given.
    """
    rule = found.rules[number - 1]
    limits = [limit for limit in rule.box.limits if chosen is None or limit.name in chosen]
    rows = len(limits)
    with drawn_in(lang):
        figure = canvas(10, max(4.4, 1.8 + 0.55 * rows), lang)
        left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
        left.set_label("curve")
        right.set_label("rule")
        _curve(left, found, rule, lang)
        _box(right, found, rule, limits, parameters, lang)
        titled(
            figure,
            text(
                "discovery.figure.title",
                lang,
                threshold=f"{found.threshold:g}",
                **benchmark_words(found.benchmark, lang),
            ),
            evidence(found, lang) + _open(found, rule, lang),
        )
    return figure


def _open(found: Discovery, rule: DiscoveredRule, lang: str) -> str:
    """Return what held-out futures do not resolve of the rule that is drawn, for the note below."""
    if rule.box.limits and not rule.validated:
        return text("discovery.figure.not_validated", lang)
    density = percent(found.density)
    # What would settle the density is planned for the first rule.
    open_ = found.futures_to_settle and rule is found.rules[0]
    return text("discovery.figure.unsettled", lang, density=density) if open_ else ""


def _curve(axis: Axes, found: Discovery, rule: DiscoveredRule, lang: str) -> None:
    from matplotlib import colormaps
    from matplotlib.ticker import MaxNLocator

    counts = [len(one.box.limits) for one in found.curve]
    most = max(1, *counts)
    shown = axis.scatter(
        [one.found.coverage.value for one in found.curve],
        [one.found.density.value for one in found.curve],
        # A colour for each number, of which there are few.
        c=counts, cmap=colormaps["viridis"].resampled(most + 1), vmin=-0.5, vmax=most + 0.5, s=34,
        label=text("discovery.figure.found", lang),
    )  # fmt: skip
    axis.plot(
        [one.held_out.coverage.value for one in found.curve],
        [one.held_out.density.value for one in found.curve],
        linestyle="none", marker="o", markerfacecolor="none", markeredgecolor=GREY, markersize=5,
        label=text("discovery.figure.held_out", lang),
    )  # fmt: skip
    held, validated = rule.held_out, rule.validated
    axis.errorbar(
        held.coverage.value, held.density.value,
        xerr=[[held.coverage.value - held.coverage.low], [held.coverage.high - held.coverage.value]],
        yerr=[[held.density.value - held.density.low], [held.density.high - held.density.value]],
        color=VERMILLION, linewidth=1.4, marker="D", markersize=6, linestyle="none",
        markerfacecolor=VERMILLION if validated else "white",
        label=text(f"discovery.figure.{'rule' if rule.box.limits else 'whole'}", lang),
    )  # fmt: skip
    axis.axhline(
        found.base_rate.value,
        color=BLACK,
        linewidth=0.8,
        linestyle="--",
        label=text("discovery.figure.base", lang),
    )
    axis.set_xlim(-0.02, 1.03)
    # Where hits are rare the densities are low: they get the room.
    fits = [fit for one in found.curve for fit in (one.found, one.held_out)]
    top = max(held.density.high, *(fit.density.value for fit in fits if fit.inside))
    axis.set_ylim(-0.02 * min(1.0, top), min(1.03, 1.1 * top))
    axis.set_xlabel(text("discovery.figure.coverage", lang, threshold=f"{found.threshold:g}"))
    axis.set_ylabel(text("discovery.figure.density", lang, threshold=f"{found.threshold:g}"))
    assert axis.figure is not None
    axis.figure.colorbar(
        shown,
        ax=axis,
        label=text("discovery.figure.limits", lang),
        shrink=0.85,
        ticks=MaxNLocator(5, integer=True),
    )
    axis.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2, fontsize=7.5)


def _box(
    axis: Axes,
    found: Discovery,
    rule: DiscoveredRule,
    limits: Sequence[Limit],
    parameters: Parameters,
    lang: str,
) -> None:
    """Draw each condition of a rule as the part that it allows of the range that was drawn."""
    axis.set_title(text("discovery.figure.box", lang) if rule.box.limits else "")
    axis.set_xlim(-0.02, 1.02)
    axis.set_xticks([])
    axis.grid(visible=False)
    names = []
    thick = min(0.5, 0.09 * max(2, len(limits)))  # as thick, however many share the height
    for place, limit in enumerate(limits):
        parameter = parameters.get(limit.name)
        names.append(parameter_name(limit.name, parameters, lang))
        low, high = found.ranges[limit.name]
        whole = float(parameter is not None and parameter.kind != "float")  # a whole number takes up room
        width = (high - low + whole) or 1.0
        start = 0.0 if limit.low is None else (limit.low - low) / width
        stop = 1.0 if limit.high is None else (limit.high - low + whole) / width
        axis.barh(place, 1.0, color="#e6e6e6", height=thick)
        if limit.options:
            for option in limit.options:
                axis.barh(place, 1 / width, left=(option - low) / width, color=BLUE, height=thick)
            _options(axis, place + thick / 2, limit, found, parameters, lang)
            continue
        _ends(axis, place + thick / 2, limit, found, parameters, lang)
        axis.barh(place, stop - start, left=start, color=BLUE, height=thick)
        for value, at in ((limit.low, start), (limit.high, stop)):
            if value is not None:
                shown = value_text(limit.name, value, parameters, lang)
                side = "left" if at < 0.06 else "right" if at > 0.94 else "center"
                axis.annotate(
                    shown, (at, place - thick / 2), xytext=(0, 2), textcoords="offset points", ha=side,
                    fontsize=7.5, va="bottom", color=BLUE,
                )  # fmt: skip
    if not names:
        key = "everywhere" if rule.box.limits else "figure.no_rule"
        axis.annotate(text(f"discovery.{key}", lang), (0.5, 0), ha="center", va="center")
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(max(len(names), 1) - 0.4, -0.6)


def _options(
    axis: Axes, below: float, limit: Limit, found: Discovery, parameters: Parameters, lang: str
) -> None:
    """Say below a bar which options a rule allows, or, where these are fewer, which it does not."""
    low, high = (round(end) for end in found.ranges[limit.name])
    without = [place for place in range(low, high + 1) if place not in limit.options]
    key, places = ("all_but", without) if len(without) < len(limit.options) else ("only", limit.options)
    names = listed(option_names(places, parameters.get(limit.name), lang), lang)
    said = wrapped(text(f"discovery.figure.{key}", lang, options=names), to=OPTION_COLUMNS)
    axis.annotate(
        "\n".join(said), (0, below), xytext=(0, -2), textcoords="offset points", ha="left", va="top",
        fontsize=7, color="#666666",
    )  # fmt: skip


def _ends(
    axis: Axes, below: float, limit: Limit, found: Discovery, parameters: Parameters, lang: str
) -> None:
    """Say below a bar from where to where it goes: the range that was drawn."""
    low, high = found.ranges[limit.name]
    digits = max(0, 1 - math.floor(math.log10(high - low))) if high > low else 6
    for value, at, side in zip(found.ranges[limit.name], (0.0, 1.0), ("left", "right"), strict=True):
        # The range is that of the sample, whose last digits say nothing.
        shown = value_text(limit.name, round(value, digits), parameters, lang)
        axis.annotate(
            shown, (at, below), xytext=(0, -2), textcoords="offset points", ha=side, va="top", fontsize=7,
            color="#666666",
        )  # fmt: skip
