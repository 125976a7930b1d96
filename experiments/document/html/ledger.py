"""The ledger of losses and gains as waterfalls: what the dilemmas take, what the sources give."""

from __future__ import annotations

from experiments.attribution.ledger import SOURCES_SIDE, Account, Ledger, SettingLedger
from experiments.attribution.ledger_report import (
    PART_LABELS,
    agreement,
    evidence,
    form_of,
    setting_name,
    summary,
    two_sides,
)
from experiments.document.findings import Findings
from experiments.document.html.marks import Scale, axis_of, interval_row, rows_figure, scale_row, step_row
from experiments.document.html.markup import Child, Markup, bullets, el, fold, said
from experiments.document.html.wording import estimated, note, section
from experiments.reporting.wording import benchmark_words, outcome_name, with_interval
from experiments.runs.outcomes import BENCHMARKS, Benchmark
from experiments.texts import text


def ledger_section(found: Findings, lang: str) -> Markup | None:
    """Return the waterfalls of both sides; nothing where the ledger was not made."""
    ledger = found.ledger
    if ledger is None:
        return None
    body: list[Child] = [el("p", text("document.ledger.what", lang))]
    if any(one.side != SOURCES_SIDE for one in ledger.sides):
        body.append(el("p", text("document.ledger.neutral", lang)))
    for one in ledger.sides:
        first, *others = [_waterfall(one, benchmark, lang) for benchmark in BENCHMARKS]
        key = "gives" if one.side == SOURCES_SIDE else "takes"
        body += [
            el("h3", text(f"document.ledger.{key}", lang, name=setting_name(one, lang))),
            first,
            fold(
                text("document.ledger.more", lang, name=setting_name(one, lang)),
                others,
                bullets(_sentences(one, lang)),
            ),
        ]
    body.append(el("p", agreement(ledger.settings, PART_LABELS, lang)))
    body.append(note(evidence(ledger.settings[0], lang, "")))
    return section("ledger", lang, _lead(ledger, lang), body)


def _lead(found: Ledger, lang: str) -> Markup:
    """Return what all dilemmas take, under either neutral setting, and all sources give."""
    benchmark, accounts = BENCHMARKS[0], [_account(one, BENCHMARKS[0]) for one in found.sides]
    totals = [
        estimated(one.total, lang, form_of(one), sign=True) for one in accounts if one.total is not None
    ]
    ratios = all(one.outcome == benchmark.ratio.name for one in accounts)
    if len(totals) < 3 or not ratios:
        return el("span", (two_sides(found.sides, lang) or [text("document.ledger.lead", lang)])[0])
    first, second, sources = totals
    words = benchmark_words(benchmark.name, lang)["benchmark"]
    return said("document.ledger.sides", lang, benchmark=words, first=first, second=second, sources=sources)


def _sentences(found: SettingLedger, lang: str) -> list[str]:
    accounts = [_account(found, benchmark) for benchmark in BENCHMARKS]
    return [each for account in accounts for each in summary(account, found, PART_LABELS, lang)]


def _account(found: SettingLedger, benchmark: Benchmark) -> Account:
    """Return what is divided of 1+1 by a benchmark, or of its gain where 1+1 is undefined."""
    ratio = found.of(benchmark.ratio.name)
    return ratio if ratio.entries else found.of(benchmark.gain.name)


def _waterfall(found: SettingLedger, benchmark: Benchmark, lang: str) -> Child:
    """Return the way from none of the parts to all of them, most taking, or giving, first."""
    account = _account(found, benchmark)
    if account.neutral is None or account.actual is None or not account.entries:
        return el("p", summary(account, found, PART_LABELS, lang)[0])
    form, sources = form_of(account), found.side == SOURCES_SIDE
    side = "ledger.sources" if sources else "ledger"
    ordered = sorted(account.entries, key=lambda one: one.estimate.value * (-1 if sources else 1))
    ratios = account.outcome == benchmark.ratio.name
    axis = _axis(account, [one.estimate.value for one in ordered], 2.0 if ratios else 0.0)
    rows: list[tuple[Child, Markup, Child]] = []
    level = account.neutral.value
    for end in (account.neutral, None, account.actual):
        if end is not None:
            name = text(f"{side}.{'neutral' if end is account.neutral else 'actual'}", lang)
            label = f"{name}: {with_interval(end, lang, form)}"
            picture = interval_row(axis, label, end.value, (end.low, end.high))
            rows.append((el("strong", name), picture, estimated(end, lang, form)))
            continue
        for entry in ordered:
            value, name = entry.estimate.value, PART_LABELS[entry.dilemma](lang)
            tone = "open" if not entry.resolved else "loss" if value < 0 else "gain"
            words = f"{name}: {with_interval(entry.estimate, lang, form)}"
            open_ = "" if entry.resolved or not value else f" ({text('analysis.unresolved', lang)})"
            picture = step_row(axis, f"{words}{open_}", level, level + value, tone)
            shown = el("span", estimated(entry.estimate, lang, form, sign=True), class_=f"value {tone}")
            rows.append((name, picture, shown))
            level += value
    words = benchmark_words(benchmark.name, lang)["benchmark"]
    caption = text(
        "document.ledger.figure", lang, outcome=outcome_name(account.outcome, lang), benchmark=words
    )
    return rows_figure(rows, scale_row(axis), caption, text("document.ledger.legend", lang))


def _axis(account: Account, steps: list[float], mark: float) -> Scale:
    """Return an axis over all levels on the way; its mark only where the way comes near it."""
    ends = [end for end in (account.neutral, account.actual) if end is not None]
    values = [each for end in ends for each in (end.value, end.low, end.high)]
    level = ends[0].value
    for step in steps:
        level += step
        values.append(level)
    return axis_of(values, mark)
