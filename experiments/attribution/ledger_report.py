"""The ledger as tables and plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.attribution.changes import Changes, ParameterChange, Shown
from experiments.attribution.ledger import (
    PAIRS_SHOWN,
    SOURCES_SIDE,
    Account,
    Entry,
    Interaction,
    Ledger,
    SettingLedger,
)
from experiments.reporting.numbers import (
    NOTHING,
    Form,
    amount,
    fixed,
    grouped,
    listed,
    service_months,
    with_ends,
)
from experiments.reporting.runs_needed import clusters_word, needed, needing_each
from experiments.reporting.tabulated import code_head
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import (
    RATIOS,
    choice_name,
    correction_note,
    in_plain_words,
    listed_words,
    not_shown,
    outcome_name,
    with_interval,
)
from experiments.statistics.intervals import Estimate
from experiments.texts import text
from sim.dilemmas import DILEMMAS
from sim.sources import SOURCES

Labels = Mapping[str, Callable[[str], str]]
"""The label of each dilemma or source (or path), as a function of the language."""

DILEMMA_LABELS: Labels = {dilemma.name: dilemma.label for dilemma in DILEMMAS}

PART_LABELS: Labels = {**DILEMMA_LABELS, **{source.name: source.label for source in SOURCES}}
"""Those of both sides."""

NOT_SHOWN = ("ledger.orders", "ledger.remedy", "ledger.alone")

BOTH = ("added_value", "one_plus_one")
"""1+1 against both benchmarks; the first leads."""

IN_TABLE = ("added_value", "one_plus_one", "contract_gain", "delta")
"""Outcomes that the table in a terminal shows; the multiplier and the arms are in the files."""


def setting_name(found: SettingLedger, lang: str) -> str:
    """Return what a ledger is called: a neutral setting of the dilemmas, or the sources."""
    if found.side == SOURCES_SIDE:
        return text("ledger.sources.setting", lang)
    return text("ledger.setting", lang, number=found.setting)


def _key(found: SettingLedger, name: str) -> str:
    """Return the key of a text that differs between the sides."""
    return f"ledger.sources.{name}" if found.side == SOURCES_SIDE else f"ledger.{name}"


def summary_of(found: Ledger, lang: str) -> list[str]:
    """Return the ledger in plain sentences, one neutral setting after the other, then the sources."""
    said: list[str] = []
    for one in found.sides:
        account = next((each for each in one.accounts if each.entries), one.accounts[0])
        first, *rest = summary(account, one, PART_LABELS, lang)
        said += [text("ledger.under", lang, setting=setting_name(one, lang), said=first), *rest]
    if len(found.settings) > 1:
        said.append(agreement(found.settings, DILEMMA_LABELS, lang))
    return said + two_sides(found.sides, lang)


def two_sides(ledgers: Sequence[SettingLedger], lang: str) -> list[str]:
    """Return what both sides do to the leading outcome, in one sentence, where both are there."""
    if len({one.side for one in ledgers}) < 2:
        return []
    outcome = _common_outcome(ledgers)
    totals = [(one, one.of(outcome)) for one in ledgers]
    if not all(account.total for _, account in totals):
        return []
    said = [
        text(
            "ledger.one_side", lang, setting=setting_name(one, lang),
            total=with_interval(account.total, lang, form_of(account)),
        )
        for one, account in totals
        if account.total
    ]  # fmt: skip
    return [
        text("ledger.two_sides", lang, outcome=outcome_name(outcome, lang), sides=listed_words(said, lang))
    ]


def frame_of(found: Ledger, lang: str) -> pd.DataFrame:
    """Return the ledger as a table: a row for each neutral setting and dilemma or source, and for both ends.

    1+1 against both benchmarks has intervals; the first outcome that is defined resolution and ranks as well.
    """
    rows = []
    for one in found.sides:
        accounts = [account for account in one.accounts if account.entries]
        sources = one.side == SOURCES_SIDE
        for which in ("neutral", *one.dilemmas, "actual"):
            end = which in ("neutral", "actual")
            row: dict[str, Any] = {
                text("ledger.column.side", lang): text(f"ledger.column.{one.side}", lang),
                text("ledger.column.setting", lang): "" if sources else int(one.setting),
                text("ledger.column.part", lang): text(_key(one, which), lang)
                if end
                else PART_LABELS[which](lang),
            }
            for account in accounts:
                row |= _cells(account, "" if end else which, which, account is accounts[0], lang)
            rows.append(row | {code_head(lang): which})
    return pd.DataFrame(rows)


def _cells(account: Account, dilemma: str, end: str, first: bool, lang: str) -> dict[str, Any]:
    """Return what an account says of a dilemma or source, or of an end, by column."""
    entry = next((one for one in account.entries if one.dilemma == dilemma), None)
    estimate: Estimate = entry.estimate if entry else getattr(account, end)
    name = _name(account, lang)
    if account.outcome not in RATIOS:
        name = text("ledger.column.unit", lang, name=name, unit=service_months(lang))
    cells: dict[str, Any] = {name: estimate.value}
    if first or account.outcome in BOTH:
        cells |= {
            text("ledger.column.low_of", lang, name=name): estimate.low,
            text("ledger.column.high_of", lang, name=name): estimate.high,
        }
    if first:
        cells |= {
            text("ledger.column.resolved", lang): entry.resolved if entry else None,
            text("ledger.column.best_rank", lang): entry.best_rank if entry else None,
            text("ledger.column.worst_rank", lang): entry.worst_rank if entry else None,
        }
    return cells


def _name(account: Account, lang: str) -> str:
    return outcome_name(account.outcome, lang).split("，")[0].split(",")[0]


def lines(ledgers: Sequence[SettingLedger], labels: Labels, lang: str) -> list[str]:
    """Return the whole text report of the ledgers: the dilemmas under their neutral settings, the sources."""
    keys: tuple[str, ...] = NOT_SHOWN
    sources = any(one.side == SOURCES_SIDE for one in ledgers)
    if sources:
        keys = (*keys, "ledger.other_side", "ledger.source_strength")
    mechanisms = [*mechanism_lines(lang), ""] if sources else []
    return [*summary_lines(ledgers, labels, lang), "", *mechanisms, *not_shown(keys, lang)]


def mechanism_lines(lang: str) -> list[str]:
    """Return what each source is, and the literature of its form."""
    said = [text("ledger.sources.mechanisms", lang)]
    for one in SOURCES:
        fields = {"name": one.label(lang), "mechanism": one.mechanism[lang]}
        literature = text(f"sources.{one.literature}", lang)
        first, *rest = wrapped(
            text("ledger.sources.mechanism", lang, **fields, literature=literature), indent=4
        )
        said += [f"  {first.lstrip()}", *rest]
    return said


def summary_lines(ledgers: Sequence[SettingLedger], labels: Labels, lang: str) -> list[str]:
    """Return tables, summaries and evidence of the ledgers, one after the other."""
    said: list[str] = []
    for found in ledgers:
        setting = setting_name(found, lang)
        said += [setting, *table(found, labels, lang)]
        account = next((one for one in found.accounts if one.entries), found.accounts[0])
        words = summary(account, found, labels, lang) + _other_benchmark(account, found, labels, lang)
        said += [*in_plain_words(words, lang), ""]
        title = text(_key(found, "changes"), lang, setting=setting)
        changed = change_lines(found.changes, labels, title, lang)
        said += [*changed, ""] if changed else []
    dilemmas = [one for one in ledgers if one.side != SOURCES_SIDE]
    if len(dilemmas) > 1:
        said += [*wrapped(agreement(dilemmas, labels, lang)), ""]
    for sentence in two_sides(ledgers, lang):
        said += [*wrapped(sentence), ""]
    return said + wrapped(evidence(ledgers[0], lang))


def _other_benchmark(account: Account, found: SettingLedger, labels: Labels, lang: str) -> list[str]:
    """Return what is taken or given of 1+1 against the two alone, beside the benchmark that leads."""
    other = found.find("one_plus_one")
    if account.outcome != "added_value" or other is None or not other.entries:
        return []
    said = summary(other, found, labels, lang)
    return said[:2] if _expected(other, found) else said[:1]


def _expected(account: Account, found: SettingLedger) -> list[Entry]:
    """Return the resolved entries that take, on the side of the dilemmas, or give, most first."""
    sign = -1.0 if found.side == SOURCES_SIDE else 1.0
    resolved = [one for one in account.entries if one.resolved and sign * one.estimate.value < 0]
    return sorted(resolved, key=lambda one: sign * one.estimate.value)


def change_lines(changes: Changes, labels: Labels, title: str, lang: str) -> list[str]:
    """Return what each path, or each dilemma's neutral setting, changes in the case, under a title."""
    lines = [title] if changes else []
    for name, each in changes.items():
        said = listed((change_words(one, lang) for one in each), lang, long=True)
        fields = {"name": labels[name](lang), "changes": said or text("analysis.changes_nothing", lang)}
        first, *rest = wrapped(text("analysis.changes", lang, **fields), indent=4)
        lines += [f"  {first.lstrip()}", *rest]
    return lines


def change_words(change: ParameterChange, lang: str) -> str:
    """Return what a parameter was and is: "Term 8 → 12 months"."""
    shown = {"before": _shown(change.before, lang), "after": _shown(change.after, lang)}
    unit = text(f"units.{change.unit}", lang)
    said = text("analysis.change", lang, label=change.labels[lang], **shown)
    return said if unit.startswith(("(", "（")) else f"{said} {unit}".rstrip()


def _shown(value: Shown, lang: str) -> str:
    if isinstance(value, str):
        return choice_name(value, lang)
    if isinstance(value, tuple):
        return text("analysis.range", lang, low=grouped(value[0]), high=grouped(value[1]))
    return grouped(value)


def form_of(account: Account) -> Form:
    """Return the format of an account's numbers: ratios with three decimals at most."""
    return _fine if account.outcome in RATIOS else amount


def _fine(value: float) -> str:
    return fixed(value, 3) if value == value else NOTHING


def table(found: SettingLedger, labels: Labels, lang: str) -> list[str]:
    """Return the accounts side by side, most taking or giving first: values, and interval and rank in the
    first.

    A question mark marks an entry that is not resolved at 5%.
    """
    accounts = [one for one in found.accounts if one.entries and one.outcome in IN_TABLE]
    if not accounts:
        return []
    first = accounts[0]
    head = [text("ledger.column.dilemma", lang)]
    if found.side == SOURCES_SIDE:
        head = [text("ledger.column.sources", lang)]
    for account in accounts:
        head.append(text(f"ledger.short.{account.outcome}", lang))
        head += [text("ledger.column.interval", lang)] if account is first else []
    rows = [[*head, text("ledger.column.rank", lang)], _ends("neutral", accounts, found, lang)]
    sign = -1.0 if found.side == SOURCES_SIDE else 1.0
    for place in sorted(range(len(first.entries)), key=lambda at: sign * first.entries[at].estimate.value):
        entry = first.entries[place]
        row = [f"  {labels[entry.dilemma](lang)}"]
        for account in accounts:
            own = account.entries[place]
            shown, within = with_ends(own.estimate, form_of(account))
            row.append(shown if own.resolved or not own.estimate.value else f"{shown}?")
            row += [within] if account is first else []
        ranks = f"{entry.best_rank}–{entry.worst_rank}"
        rows.append([*row, str(entry.best_rank) if entry.best_rank == entry.worst_rank else ranks])
    rows.append(_ends("actual", accounts, found, lang))
    marked = ((entry.resolved, entry.estimate) for entry in first.entries)
    left = {place for place, name in enumerate(head) if name == text("ledger.column.interval", lang)}
    lines = columns(rows, right=frozenset(range(1, len(rows[0]))) - left)
    legend = wrapped(text("ledger.legend", lang)) if first.outcome in BOTH else []
    return [*lines, *correction_note(marked, len(first.entries), lang), *legend]


def _ends(which: str, accounts: Sequence[Account], found: SettingLedger, lang: str) -> list[str]:
    row = [text(_key(found, which), lang)]
    for account in accounts:
        estimate: Estimate = getattr(account, which)
        shown, within = with_ends(estimate, form_of(account))
        row += [shown, within] if account is accounts[0] else [shown]
    return [*row, ""]


def summary(account: Account, found: SettingLedger, labels: Labels, lang: str) -> list[str]:
    """Return plain sentences on one account: the total, what takes most, what does no harm, the pairs."""
    outcome = outcome_name(account.outcome, lang)
    if account.total is None or account.neutral is None or account.actual is None:
        worlds = 2 ** len(found.dilemmas)
        return [text("ledger.undefined", lang, outcome=outcome, count=account.undefined, worlds=worlds)]
    form = form_of(account)
    said = [
        text(
            _key(found, "takes"), lang, outcome=outcome, total=with_interval(account.total, lang, form),
            neutral=form(account.neutral.value), actual=form(account.actual.value),
        )
    ]  # fmt: skip

    def named(entries: Sequence[Entry]) -> str:
        each = (
            text(
                "ledger.named", lang, name=labels[entry.dilemma](lang),
                value=form(entry.estimate.value),
            )
            for entry in entries
        )  # fmt: skip
        return listed_words(each, lang)

    expected = _expected(account, found)
    resolved = [one for one in account.entries if one.resolved]
    contrary = sorted(
        (one for one in resolved if one not in expected), key=lambda one: -abs(one.estimate.value)
    )
    if expected:
        said.append(text(_key(found, "most"), lang, names=named(expected[:3])))
    if contrary:
        said.append(text(_key(found, "helps"), lang, names=named(contrary)))
    if not resolved:
        said.append(text(_key(found, "nothing"), lang))
    if len(resolved) < len(account.entries):
        said.append(text("ledger.unresolved", lang, names=_unresolved(account, found.draws, labels, lang)))
    if account.interactions:
        said.append(text("ledger.pairs", lang, pairs=_pairs(account, found.draws, labels, lang)))
    shown: list[Entry | Interaction] = [*account.entries, *account.interactions[:PAIRS_SHOWN]]
    if any(one.draws_to_resolve > 0 for one in shown):
        said.append(text("analysis.needed_means", lang))
    return said


def _unresolved(account: Account, draws: int, labels: Labels, lang: str) -> str:
    """Return the dilemmas that are not resolved at 5%, each with the sample size needed."""
    open_ = (
        (labels[one.dilemma](lang), one.draws_to_resolve, one.estimate)
        for one in account.entries
        if not one.resolved
    )
    return needing_each(open_, clusters_word(draws), lang)


def _pairs(account: Account, draws: int, labels: Labels, lang: str) -> str:
    form = form_of(account)

    def state(pair: Interaction) -> str:
        if pair.resolved:
            return text("ledger.resolved", lang)
        open_ = needed(pair.draws_to_resolve, pair.estimate, clusters_word(draws), lang)
        return text("analysis.list", lang).join((text("analysis.unresolved", lang), open_))

    each = (
        text(
            "ledger.pair", lang, first=labels[pair.first](lang), second=labels[pair.second](lang),
            value=form(pair.estimate.value), state=state(pair),
        )
        for pair in account.interactions[:PAIRS_SHOWN]
    )  # fmt: skip
    return listed_words(each, lang)


def agreement(ledgers: Sequence[SettingLedger], labels: Labels, lang: str) -> str:
    """Return whether the neutral settings agree in sign on the dilemmas resolved at 5%."""
    outcome = _common_outcome(ledgers)
    if not any(entry.resolved for one in ledgers for entry in one.of(outcome).entries):
        return text("ledger.agree_open", lang)
    differ = [labels[name](lang) for name in disagreeing(ledgers)]
    if not differ:
        return text("ledger.agree", lang)
    return text("ledger.differ", lang, names=listed_words(differ, lang))


def disagreeing(ledgers: Sequence[SettingLedger]) -> list[str]:
    """Return the dilemmas whose sign, or resolution at 5%, is not the same under all neutral settings."""
    differ = []
    for entries in zip(*(one.of(_common_outcome(ledgers)).entries for one in ledgers), strict=True):
        signs = {entry.estimate.sign for entry in entries if entry.resolved}
        if {1, -1} <= signs or (signs and not all(entry.resolved for entry in entries)):
            differ.append(entries[0].dilemma)
    return differ


def _common_outcome(ledgers: Sequence[SettingLedger]) -> str:
    """Return 1+1 against the leading benchmark, or the first outcome that is defined under all settings."""
    for account in ledgers[0].accounts:
        if all(one.of(account.outcome).entries for one in ledgers):
            return account.outcome
    return ledgers[0].accounts[0].outcome


def evidence(found: SettingLedger, lang: str, marks: str = "ledger.marked") -> str:
    """Return sizes, master seed and kind of intervals; `marks` says how what is unresolved looks."""
    sizes = {"draws": found.draws, "seeds": found.seeds, "seed": found.seed}
    said = text("ledger.evidence", lang, worlds=2 ** len(found.dilemmas), **sizes)
    return said + (text(marks, lang) if marks else "")
