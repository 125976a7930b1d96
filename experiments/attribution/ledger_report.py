"""The ledger as tables and plain sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.attribution.changes import Changes, ParameterChange, Shown
from experiments.attribution.ledger import (
    PAIRS_SHOWN,
    Account,
    Entry,
    Interaction,
    Ledger,
    SettingLedger,
)
from experiments.reporting.numbers import NOTHING, Form, amount, grouped, interval, listed, service_months
from experiments.reporting.runs_needed import clusters_word, needed, needing_each
from experiments.reporting.tabulated import code_head
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import (
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

Labels = Mapping[str, Callable[[str], str]]
"""The label of each dilemma (or path), as a function of the language."""

DILEMMA_LABELS: Labels = {dilemma.name: dilemma.label for dilemma in DILEMMAS}

NOT_SHOWN = ("ledger.orders", "ledger.remedy", "ledger.alone")


def summary_of(found: Ledger, lang: str) -> list[str]:
    """Return the ledger in plain sentences, one neutral setting after the other."""
    said: list[str] = []
    for one in found.settings:
        account = next((each for each in one.accounts if each.entries), one.accounts[0])
        first, *rest = summary(account, one, DILEMMA_LABELS, lang)
        setting = text("ledger.setting", lang, number=one.setting)
        said += [text("ledger.under", lang, setting=setting, said=first), *rest]
    if len(found.settings) > 1:
        said.append(agreement(found.settings, DILEMMA_LABELS, lang))
    return said


def frame_of(found: Ledger, lang: str) -> pd.DataFrame:
    """Return the ledger as a table: a row for each neutral setting and dilemma, and for both ends.

    Of the first outcome that is defined it has interval, resolution and ranks as well.
    """
    rows = []
    for one in found.settings:
        accounts = [account for account in one.accounts if account.entries]
        for which in ("neutral", *one.dilemmas, "actual"):
            end = which in ("neutral", "actual")
            row: dict[str, Any] = {
                text("ledger.column.setting", lang): int(one.setting),
                text("ledger.column.dilemma", lang): text(f"ledger.{which}", lang)
                if end
                else DILEMMA_LABELS[which](lang),
            }
            for account in accounts:
                row |= _cells(account, "" if end else which, which, account is accounts[0], lang)
            rows.append(row | {code_head(lang): which})
    return pd.DataFrame(rows)


def _cells(account: Account, dilemma: str, end: str, first: bool, lang: str) -> dict[str, Any]:
    """Return what an account says of a dilemma, or of an end, by column."""
    entry = next((one for one in account.entries if one.dilemma == dilemma), None)
    estimate: Estimate = entry.estimate if entry else getattr(account, end)
    name = outcome_name(account.outcome, lang).split("，")[0].split(",")[0]
    if account.outcome != "one_plus_one":
        name = text("ledger.column.unit", lang, name=name, unit=service_months(lang))
    cells: dict[str, Any] = {name: estimate.value}
    if first:
        cells |= {
            text("ledger.column.low", lang): estimate.low,
            text("ledger.column.high", lang): estimate.high,
            text("ledger.column.resolved", lang): entry.resolved if entry else None,
            text("ledger.column.best_rank", lang): entry.best_rank if entry else None,
            text("ledger.column.worst_rank", lang): entry.worst_rank if entry else None,
        }
    return cells


def lines(ledgers: Sequence[SettingLedger], labels: Labels, lang: str) -> list[str]:
    """Return the whole text report of the ledgers under their neutral settings."""
    return [*summary_lines(ledgers, labels, lang), "", *not_shown(NOT_SHOWN, lang)]


def summary_lines(ledgers: Sequence[SettingLedger], labels: Labels, lang: str) -> list[str]:
    """Return tables, summaries and evidence of the ledgers, one neutral setting after the other."""
    said: list[str] = []
    for found in ledgers:
        said += [text("ledger.setting", lang, number=found.setting), *table(found, labels, lang)]
        account = next((one for one in found.accounts if one.entries), found.accounts[0])
        said += [*in_plain_words(summary(account, found, labels, lang), lang), ""]
        setting = text("ledger.setting", lang, number=found.setting)
        changed = change_lines(found.changes, labels, text("ledger.changes", lang, setting=setting), lang)
        said += [*changed, ""] if changed else []
    if len(ledgers) > 1:
        said += [*wrapped(agreement(ledgers, labels, lang)), ""]
    return said + wrapped(evidence(ledgers[0], lang))


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
    return _fine if account.outcome == "one_plus_one" else amount


def _fine(value: float) -> str:
    return f"{value:.3f}".replace("-", "−") if value == value else NOTHING


def table(found: SettingLedger, labels: Labels, lang: str) -> list[str]:
    """Return all accounts side by side, most harmful first: values, and the interval and rank in the first.

    A question mark marks an entry that is not resolved at 5%.
    """
    accounts = [one for one in found.accounts if one.entries]
    if not accounts:
        return []
    first = accounts[0]
    head = [text("ledger.column.dilemma", lang)]
    for account in accounts:
        head.append(outcome_name(account.outcome, lang).split("，")[0].split(",")[0])
        head += [text("ledger.column.interval", lang)] if account is first else []
    rows = [[*head, text("ledger.column.rank", lang)], _ends("neutral", accounts, lang)]
    for place in sorted(range(len(first.entries)), key=lambda at: first.entries[at].estimate.value):
        entry = first.entries[place]
        row = [f"  {labels[entry.dilemma](lang)}"]
        for account in accounts:
            own = account.entries[place]
            shown = form_of(account)(own.estimate.value)
            row.append(shown if own.resolved or not own.estimate.value else f"{shown}?")
            row += [interval(own.estimate, form_of(account))] if account is first else []
        ranks = f"{entry.best_rank}–{entry.worst_rank}"
        rows.append([*row, str(entry.best_rank) if entry.best_rank == entry.worst_rank else ranks])
    rows.append(_ends("actual", accounts, lang))
    marked = ((entry.resolved, entry.estimate) for entry in first.entries)
    lines = columns(rows, right=frozenset({1, *range(3, len(rows[0]))}))
    return [*lines, *correction_note(marked, len(first.entries), lang)]


def _ends(which: str, accounts: Sequence[Account], lang: str) -> list[str]:
    row = [text(f"ledger.{which}", lang)]
    for account in accounts:
        estimate: Estimate = getattr(account, which)
        row.append(form_of(account)(estimate.value))
        row += [interval(estimate, form_of(account))] if account is accounts[0] else []
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
            "ledger.takes", lang, outcome=outcome, total=with_interval(account.total, lang, form),
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

    resolved = sorted((one for one in account.entries if one.resolved), key=lambda one: one.estimate.value)
    harming = [one for one in resolved if one.estimate.value < 0]
    helping = [one for one in resolved if one.estimate.value > 0][::-1]
    if harming:
        said.append(text("ledger.most", lang, names=named(harming[:3])))
    if helping:
        said.append(text("ledger.helps", lang, names=named(helping)))
    if not resolved:
        said.append(text("ledger.nothing", lang))
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
    """Return 1+1, or Δ where 1+1 is undefined under one of the settings."""
    return "one_plus_one" if all(one.of("one_plus_one").entries for one in ledgers) else "delta"


def evidence(found: SettingLedger, lang: str, marks: str = "ledger.marked") -> str:
    """Return sizes, master seed and kind of intervals; `marks` says how what is unresolved looks."""
    sizes = {"draws": found.draws, "seeds": found.seeds, "seed": found.seed}
    said = text("ledger.evidence", lang, worlds=2 ** len(found.dilemmas), **sizes)
    return said + (text(marks, lang) if marks else "")
