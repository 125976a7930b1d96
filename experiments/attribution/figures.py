"""The ledger and the path table, drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from experiments.attribution.ledger import SOURCES_SIDE, Account, Entry, Ledger, SettingLedger
from experiments.attribution.ledger_report import (
    BOTH,
    PART_LABELS,
    Labels,
    evidence,
    form_of,
    setting_name,
)
from experiments.attribution.paths_report import LETTERS, PATH_LABELS, above
from experiments.attribution.reform_paths import Combination, PathTable
from experiments.plotting import BLACK, BLUE, GREY, ORANGE, PALE, VERMILLION, Choices, canvas, drawn_in
from experiments.plotting.forms import FORMS
from experiments.plotting.labels import label_line, round_ticks
from experiments.plotting.notes import legend_below, titled
from experiments.reporting.numbers import amount, listed, percent
from experiments.reporting.wording import RATIOS, benchmark_words, outcome_name
from experiments.runs.outcomes import ALONE, BENCHMARKS, SIDE_BY_SIDE
from experiments.texts import text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

CLEAR: Any = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
"""What lies behind a number, so that no line runs through it."""


def choices_of(found: Ledger | PathTable) -> Choices:
    """Return the outcomes, and the dilemmas and neutral settings, or the paths, that the figure can show."""
    if isinstance(found, PathTable):
        outcomes = [one.outcome for one in found.rows[0].gains if one.level is not None]
        return Choices(FORMS["paths"], {"outcome": outcomes, "paths": found.paths})
    accounts = [account for one in found.sides for account in one.accounts if account.entries]
    drawable = [one for one in found.sides if any(account.entries for account in one.accounts)]
    parts = [
        name
        for one in (*found.settings[:1], *([found.sources] if found.sources else []))
        for name in one.dilemmas
    ]
    names = {
        "outcome": list(dict.fromkeys(account.outcome for account in accounts)),
        "dilemmas": parts,
        "settings": [_setting(one) for one in drawable],
    }
    return Choices(FORMS["ledger"], names, tuple(_panel(one) for one in drawable))


def _setting(found: SettingLedger) -> str:
    return SOURCES_SIDE if found.side == SOURCES_SIDE else found.setting


def _panel(found: SettingLedger) -> str:
    return SOURCES_SIDE if found.side == SOURCES_SIDE else f"setting_{found.setting}"


def figure_of(found: Ledger | PathTable, lang: str = "en", outcome: str | None = None, **what: Any) -> Figure:
    """Draw a ledger (of an outcome; by default the first that is defined) or a path table.

    Raises ValueError when nothing is attributed anywhere.
    """
    if isinstance(found, PathTable):
        return paths_figure(found, PATH_LABELS, lang, outcome, **what)
    defined = (one.outcome for each in found.sides for one in each.accounts if one.entries)
    outcome = outcome or next(defined, "added_value")
    return ledger_figure(found.sides, outcome, PART_LABELS, lang, **what)


def ledger_figure(
    ledgers: Sequence[SettingLedger],
    outcome: str,
    labels: Labels,
    lang: str = "en",
    dilemmas: Sequence[str] | None = None,
    settings: Sequence[str] | None = None,
    top: int | None = None,
) -> Figure:
    """Draw the ledger as a waterfall from none to all, one panel for each neutral setting and for the
    sources.

    Dilemmas and sources that are not among `dilemmas`, or not the `top` largest, are one bar together, so
    that the bars still lead from none to all. Raises ValueError when nothing is attributed under any setting.
    """
    asked = [one for one in ledgers if settings is None or _setting(one) in settings]
    drawn = [(one, one.of(outcome)) for one in asked if one.of(outcome).entries]
    if not drawn:
        raise ValueError(f"{outcome}: nothing is attributed, so there is nothing to draw")
    with drawn_in(lang):
        figure = canvas(4.6 * len(drawn) + 2, 4.4, lang)
        axes = figure.subplots(1, len(drawn), squeeze=False)[0]
        for axis, (one, account) in zip(axes, drawn, strict=True):
            _waterfall(axis, account, _chosen(account, one, dilemmas, top), one, labels, lang)
            axis.set_title(setting_name(one, lang))
            axis.set_label(_panel(one))
        sides = {one.side for one, _ in drawn}
        key = "title_both" if len(sides) > 1 else "title_sources" if SOURCES_SIDE in sides else "title"
        title = text(f"ledger.figure.{key}", lang, outcome=outcome_name(outcome, lang))
        bars = [entry for one, account in drawn for entry in _chosen(account, one, dilemmas, top)]
        hollow = not all(entry.resolved for entry in bars)
        titled(figure, title, evidence(ledgers[0], lang, "ledger.figure.hollow" if hollow else ""))
    return figure


def _chosen(
    account: Account, found: SettingLedger, dilemmas: Sequence[str] | None, top: int | None
) -> list[Entry]:
    """Return the entries that have a bar of their own, what takes or gives most first."""
    named = [one for one in account.entries if dilemmas is None or one.dilemma in dilemmas]
    most = sorted(named, key=lambda one: -abs(one.estimate.value))[:top]
    return sorted(most, key=lambda one: one.estimate.value, reverse=found.side == SOURCES_SIDE)


def _waterfall(
    axis: Axes, account: Account, entries: list[Entry], found: SettingLedger, labels: Labels, lang: str
) -> None:
    assert account.neutral is not None
    assert account.actual is not None
    form, giving = form_of(account), found.side == SOURCES_SIDE
    others = len(account.entries) - len(entries)
    names = [
        text(f"ledger.{'sources.figure_neutral' if giving else 'figure.neutral'}", lang),
        *(labels[one.dilemma](lang) for one in entries),
        *([text("ledger.figure.others", lang, number=others)] if others else []),
        text("ledger.figure.actual", lang),
    ]  # fmt: skip
    start = account.neutral.value
    axis.plot([start, start], [-0.4, 0.6], color=GREY, linewidth=0.8)
    _point(axis, 0, account.neutral.low, account.neutral.high, start, form(start))
    for place, entry in enumerate(entries, start=1):
        value = entry.estimate.value
        colour = ORANGE if value < 0 else BLUE
        axis.barh(
            place,
            value,
            left=start,
            color=colour if entry.resolved else "white",
            edgecolor=colour,
            height=0.6,
        )
        low, high = start + entry.estimate.low, start + entry.estimate.high
        axis.plot([low, high], [place, place], color=BLACK, linewidth=0.9)
        edge = max(start, start + value, high)
        axis.annotate(
            form(value), (edge, place), xytext=(4, 0), textcoords="offset points", va="center", fontsize=7.5,
            bbox=CLEAR,
        )  # fmt: skip
        start += value
        axis.plot([start, start], [place - 0.3, place + 1.3], color=GREY, linewidth=0.8)
    actual = account.actual
    if others:
        # Of a sum of several no interval is known.
        place, rest = len(entries) + 1, actual.value - start
        axis.barh(place, rest, left=start, color=PALE, edgecolor=GREY, height=0.6)
        axis.annotate(
            form(rest), (max(start, actual.value), place), xytext=(4, 0), textcoords="offset points",
            va="center", fontsize=7.5, bbox=CLEAR,
        )  # fmt: skip
        axis.plot([actual.value] * 2, [place - 0.3, place + 1.3], color=GREY, linewidth=0.8)
    _point(axis, len(names) - 1, actual.low, actual.high, actual.value, form(actual.value))
    if account.outcome in BOTH:
        axis.axvline(2, color=BLACK, linewidth=0.9, linestyle="--")
        label_line(axis, 2, "1 + 1 = 2")
    axis.set_yticks(range(len(names)), names)
    axis.set_ylim(len(names) - 0.4, -1.1)
    axis.margins(x=0.16)
    ratio = account.outcome in RATIOS
    round_ticks(axis.xaxis, form=None if ratio else amount)
    name = outcome_name(account.outcome, lang)
    axis.set_xlabel(name if ratio else text("ledger.figure.axis", lang, outcome=name))


def _point(axis: Axes, place: float, low: float, high: float, value: float, shown: str) -> None:
    axis.plot([low, high], [place, place], color=VERMILLION, linewidth=3, solid_capstyle="butt")
    axis.plot(value, place, "o", color="white", markeredgecolor=VERMILLION, markersize=5)
    axis.annotate(
        shown, (value, place), xytext=(0, 6), textcoords="offset points", ha="center", fontsize=7.5,
        bbox=CLEAR,
    )  # fmt: skip


def paths_figure(
    found: PathTable,
    labels: Labels,
    lang: str = "en",
    outcome: str | None = None,
    paths: Sequence[str] | None = None,
) -> Figure:
    """Draw the paired change of 1+1 and P(1+1 > 2), against both benchmarks, for every combination of paths.

    Of an `outcome` that is named its change alone is drawn, and P against its own benchmark. Where 1+1 is
    undefined its gain stands in.
    """
    from matplotlib.ticker import PercentFormatter

    drawn = [(benchmark, benchmark.ratio.name) for benchmark in BENCHMARKS]
    if any(found.rows[0].gain(name).level is None for _, name in drawn):
        drawn = [(benchmark, benchmark.gain.name) for benchmark in BENCHMARKS]
    if outcome is not None:
        alone = outcome in (ALONE.ratio.name, ALONE.gain.name)
        drawn = [(ALONE if alone else SIDE_BY_SIDE, outcome)]
    rows = [row for row in found.rows if row.paths and (paths is None or set(row.paths) <= set(paths))]
    apart = 0.17 if len(drawn) > 1 else 0.0
    with drawn_in(lang):
        figure = canvas(8.5, 1.8 + 0.5 * len(rows), lang)
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1.6, 1))
        left.set_label("change")
        right.set_label("share")
        highest, handles = [], []
        for number, (benchmark, name) in enumerate(drawn):
            mark, shade = ("o", GREY) if benchmark is SIDE_BY_SIDE else ("D", BLACK)
            for place, row in enumerate(rows):
                gain, at = row.gain(name), place + (2 * number - 1) * apart
                assert gain.change is not None
                colour = BLUE if gain.change.value >= 0 else ORANGE
                face = colour if gain.resolved else "white"
                left.plot([gain.change.low, gain.change.high], [at, at], color=colour, linewidth=1.6)
                left.plot(gain.change.value, at, mark, color=face, markeredgecolor=colour, markersize=6)
                share = above(row, benchmark.name)
                right.plot([share.low, share.high], [at, at], color=shade, linewidth=1.6)
                right.plot(share.value, at, mark, color=shade, markersize=5)
                highest.append(share.high)
            label = benchmark_words(benchmark.name, lang)["benchmark"]
            handles += left.plot([], [], mark, color=shade, linestyle="none", label=label, markersize=5)
            highest.append(above(found.rows[0], benchmark.name).value)
        top = max(0.05, *highest)  # small probabilities get the room
        for number, (benchmark, _) in enumerate(drawn):
            before = above(found.rows[0], benchmark.name).value
            line = "--" if number == 0 else ":"
            right.axvline(before, color=BLACK, linewidth=0.9, linestyle=line)
            beyond = before < top / 2
            right.annotate(
                text("paths.figure.before", lang, share=percent(before)), (before, -0.85 + 0.35 * number),
                xytext=(3 if beyond else -3, 0), textcoords="offset points", fontsize=7, va="center",
                ha="left" if beyond else "right",
            )  # fmt: skip
        left.axvline(0, color=BLACK, linewidth=0.9)
        left.set_yticks(range(len(rows)), [_row_name(row, found, labels, lang) for row in rows])
        left.set_ylim(len(rows) - 0.4, -1.1)
        shown = drawn[0][1]
        ratios = shown in RATIOS
        round_ticks(left.xaxis, form=None if ratios else amount)
        what = "1+1" if len(drawn) > 1 and ratios else outcome_name(shown, lang)
        left.set_xlabel(text("paths.figure.change", lang, outcome=what))
        right.set_xlabel(text("paths.column.share", lang))
        right.set_xlim(-0.03 * top, min(1.02, 1.08 * top))
        right.xaxis.set_major_formatter(PercentFormatter(1, 0 if top >= 0.2 else 1))
        if len(drawn) > 1:
            legend_below(figure, handles)
        counts = {"draws": found.draws, "seeds": found.seeds, "seed": found.seed}
        joint = "；" if lang == "zh" else "; "
        note = text("analysis.draws_and_seeds", lang, **counts)
        if not all(row.gain(name).resolved for row in rows for _, name in drawn):
            note += joint + text("paths.figure.hollow", lang)
        unequal = [row for row in rows if not row.equal_money]
        if unequal:
            letters = dict(zip(found.paths, LETTERS, strict=False))
            names = listed((" + ".join(letters[name] for name in row.paths) for row in unequal), lang)
            note += joint + text("paths.figure.unequal", lang, names=names)
        titled(figure, text("paths.figure.title", lang), note)
    return figure


def _row_name(row: Combination, found: PathTable, labels: Labels, lang: str) -> str:
    """Return what the table calls a row; single paths, whose letters others use, with their names."""
    letters = dict(zip(found.paths, LETTERS, strict=False))
    if len(row.paths) == 1:
        return f"{labels[row.paths[0]](lang)}  {letters[row.paths[0]]}"
    return " + ".join(letters[name] for name in row.paths)
