"""A guess and the result beside it: a line of words and the picture below it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from experiments.plotting.canvas import canvas
from experiments.plotting.notes import titled
from experiments.plotting.palette import BLUE, GREY, VERMILLION
from experiments.reporting.numbers import NOTHING, fixed, ratio
from experiments.reporting.numbers import percent as in_percent
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LARGE = 100
"""From here on numbers are written without decimals."""


def guess_figure(
    guess: float,
    found: float,
    interval: tuple[float, float],
    lang: str,
    percent: bool = False,
    question: str = "",
) -> Figure:
    """Draw a guess and what was found on one line, below the sentence that compares them.

    Args:
        guess: what was said before.
        found: what was found.
        interval: the ends of its 95% interval; NaN where there is none.
        lang: "en" or "zh".
        percent: whether both are shares, shown in per cent on a line from 0 to 1.
        question: what was asked, below the picture; "" for nothing.

    Returns:
        The figure.
    """
    figure = canvas(7, 1.5, lang)
    axes = figure.subplots()
    known = all(map(math.isfinite, interval))
    if known:
        axes.plot(interval, [0, 0], color=BLUE, linewidth=6, alpha=0.4, solid_capstyle="butt")
    for value, place, form, colour, key in (
        (guess, 14, "D", VERMILLION, "bet.guess"), (found, -14, "o", BLUE, "bet.model"),
    ):  # fmt: skip
        axes.plot(value, 0, form, color=colour, markersize=9, clip_on=False, zorder=3)
        axes.annotate(
            text(key, lang), (value, 0), xytext=(0, place), textcoords="offset points", ha="center",
            va="center", color=colour, fontsize=9, annotation_clip=False,
        )  # fmt: skip
    axes.axhline(0, color=GREY, linewidth=0.8, zorder=0)
    ends = [guess, found, *(interval if known else ())]
    low, high = (min(0.0, *ends), max(1.0, *ends)) if percent else (min(ends), max(ends))
    margin = 0.15 * (high - low) or 0.1 * abs(high) or 0.1
    axes.set_xlim(*((low, high) if percent else (low - margin, high + margin)))
    axes.set_ylim(-1, 1)
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    if percent:
        from matplotlib.ticker import PercentFormatter

        axes.xaxis.set_major_formatter(PercentFormatter(1, 0))
    titled(figure, sentence(guess, found, interval, lang, form_of(guess, found, percent)), question)
    return figure


def form_of(guess: float, found: float, percent: bool) -> Callable[[float], str]:
    """Return how both are written: shares in per cent, counts and large numbers whole, others as ratios."""
    if percent:
        return in_percent
    whole = isinstance(guess, int) and isinstance(found, int)
    return whole_number if whole or max(abs(guess), abs(found)) >= LARGE else ratio


def whole_number(value: float) -> str:
    """Return a number without decimals."""
    return fixed(value, 0)


def sentence(
    guess: float, found: float, interval: tuple[float, float], lang: str, form: Callable[[float], str]
) -> str:
    """Return what compares a guess with what was found, in a form of `form_of`."""
    known = all(map(math.isfinite, interval))
    low, high = map(form, interval)
    away = abs(_shown(guess, form) - _shown(found, form))  # of what is read, not of what it was rounded from
    by = text("bet.points", lang, by=fixed(away, 0) if away else "<1") if form is in_percent else form(away)
    verdict = "above" if guess > found else "below"
    if known and interval[0] <= guess <= interval[1]:
        verdict = "within"
    elif form(guess) == form(found):
        verdict = "same"
    return text(
        "bet.said", lang, guess=form(guess), found=form(found),
        interval=text("bet.interval", lang, low=low, high=high) if known else "",
        verdict=text(f"bet.{verdict}", lang, by=by),
    )  # fmt: skip


def _shown(value: float, form: Callable[[float], str]) -> float:
    """Return a number as it is read, a share in points; "<1%" and ">99%" are read as 1 and 99."""
    said = form(value).strip("<>%").replace("−", "-").replace(",", "")
    return float(said) if said not in (NOTHING, "?") else math.nan
