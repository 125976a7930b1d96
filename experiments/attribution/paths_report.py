"""The path table as tables and plain sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from experiments.attribution.ledger_report import Labels, change_lines
from experiments.attribution.reform_paths import Combination, Credit, Gain, PathTable
from experiments.reporting.numbers import Form, amount, interval, percent, ratio, span
from experiments.reporting.runs_needed import Open, clusters_word, needing, needing_each
from experiments.reporting.tabulated import code_head
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import correction_note, in_plain_words, listed_words, not_shown
from experiments.statistics.epistemic import ProbabilityEstimate
from experiments.statistics.intervals import Estimate
from experiments.texts import text
from sim.reforms import REFORMS

LETTERS = "ABCDEFGH"

PATH_LABELS: Labels = {path.overlay: path.label for path in REFORMS}

NOT_SHOWN = ("paths.strength", "paths.prices")


def summary_of(found: PathTable, lang: str) -> list[str]:
    """Return the path table in plain sentences."""
    return summary(found, PATH_LABELS, lang)


def frame_of(found: PathTable, lang: str) -> pd.DataFrame:
    """Return the path table as a data frame, a row for each combination; empty where 1+1 is undefined."""
    rows = [_cells(row, lang) | {code_head(lang): "+".join(row.paths) or "none"} for row in found.rows]
    return pd.DataFrame(rows)


def _cells(row: Combination, lang: str) -> dict[str, Any]:
    whole, delta = row.gain("one_plus_one"), row.gain("delta")
    month = text("paths.column.delta_months", lang)
    return {
        text("paths.column.paths", lang): combination_name(row, PATH_LABELS, lang),
        text("paths.column.ratio", lang): None if whole.level is None else whole.level.value,
        **_ends(text("paths.column.change_of_ratio", lang), whole.change, lang),
        text("paths.column.ratio_resolved", lang): whole.resolved if row.paths else None,
        **_ends(month, delta.change, lang, text("paths.column.delta", lang)),
        text("paths.column.delta_resolved", lang): delta.resolved if row.paths else None,
        **_ends(text("paths.column.share", lang), row.above_two, lang),
        text("paths.column.money", lang): row.money.value,
    }


def _ends(
    column: str, estimate: Estimate | ProbabilityEstimate | None, lang: str, name: str = ""
) -> dict[str, Any]:
    low, high = (text(f"paths.column.{end}", lang, name=name or column) for end in ("low", "high"))
    if estimate is None:
        return {column: None, low: None, high: None}
    return {column: estimate.value, low: estimate.low, high: estimate.high}


def lines(found: PathTable, labels: Labels, lang: str) -> list[str]:
    """Return the whole text report of the path table."""
    return [title(found, lang), *summary_lines(found, labels, lang), "", *not_shown(NOT_SHOWN, lang)]


def title(found: PathTable, lang: str) -> str:
    """Return the heading: whether all combinations are at equal public money in this case."""
    equal = all(row.equal_money for row in found.rows)
    return text("paths.title_equal" if equal else "paths.title_unequal", lang)


def money_words(found: PathTable, labels: Labels, lang: str) -> str:
    """Return whether public money spent is equal, and where it is not."""
    unequal = [combination_name(row, labels, lang) for row in found.rows if not row.equal_money]
    if unequal:
        return text("paths.money", lang, names=listed_words(unequal, lang))
    return text("paths.equal", lang)


def summary_lines(found: PathTable, labels: Labels, lang: str) -> list[str]:
    """Return table, summary and evidence of the path table."""
    counts = {"draws": found.draws, "seeds": found.seeds, "seed": found.seed}
    changed = change_lines(found.changes, labels, text("paths.changes", lang), lang)
    return [
        *table(found, labels, lang),
        *in_plain_words(summary(found, labels, lang), lang),
        "",
        *([*changed, ""] if changed else []),
        *wrapped(text("analysis.draws_and_seeds", lang, **counts)),
        *wrapped(text("analysis.mark", lang)),
    ]


def combination_name(row: Combination, labels: Labels, lang: str) -> str:
    """Return the paths of a combination as a sum; the scenario itself where there are none."""
    names = [labels[name](lang) for name in row.paths]
    return " + ".join(names) if names else text("paths.none", lang)


def table(found: PathTable, labels: Labels, lang: str) -> list[str]:
    """Return all combinations with 1+1, its paired change, that of Δ, P(1+1 > 2) and the money spent."""
    head = ("paths", "ratio", "change", "interval", "delta", "interval", "share", "interval", "money")
    rows = [[text(f"paths.column.{name}", lang) for name in head]]
    letters = dict(zip(found.paths, LETTERS, strict=False))
    for row in found.rows:
        whole, delta = row.gain("one_plus_one"), row.gain("delta")
        level = text("analysis.undefined", lang) if whole.level is None else ratio(whole.level.value)
        rows.append(
            [
                " + ".join(letters[name] for name in row.paths) or text("paths.none", lang),
                level,
                *_change(row, whole, ratio),
                *_change(row, delta, amount),
                percent(row.above_two.value),
                span(row.above_two.low, row.above_two.high, percent),
                amount(round(row.money.value)),
            ]
        )
    legend = [f"  {letter}  {labels[name](lang)}" for name, letter in letters.items()]
    gains = [row.gain(name) for row in found.rows if row.paths for name in ("one_plus_one", "delta")]
    marked = ((gain.resolved, gain.change) for gain in gains if gain.change is not None)
    note = correction_note(marked, len(found.rows) - 1, lang)
    return [*columns(rows, right=frozenset({1, 2, 4, 6, 8})), *note, *legend]


def _change(row: Combination, gain: Gain, form: Form) -> Sequence[str]:
    if not row.paths or gain.change is None:
        return "", ""
    value = form(gain.change.value)
    return value if gain.resolved else f"{value}?", interval(gain.change, form)


def summary(found: PathTable, labels: Labels, lang: str) -> list[str]:
    """Return plain sentences: each path alone, all together, pairs that help or hinder, the money."""
    said = []
    for name in found.paths:
        row = found.of(name)
        gain, key, form = row.gain("one_plus_one"), "alone", ratio
        if gain.change is None:
            gain, key, form = row.gain("delta"), "alone_delta", amount
        assert gain.change is not None
        sentence = text(
            f"paths.{key}", lang, name=labels[name](lang), value=form(gain.change.value),
            low=form(gain.change.low), high=form(gain.change.high),
        )  # fmt: skip
        if not gain.resolved:
            sentence = text("paths.unresolved", lang, said=sentence)
            sentence = needing(sentence, gain.draws_to_resolve, gain.change, clusters_word(found.draws), lang)
        said.append(sentence)
    end = "。" if lang == "zh" else "."
    said = [f"{sentence}{end}" for sentence in said]
    said.append(_together(found, lang))
    said += _pairs(found, labels, lang)
    said += _open(found, labels, lang)
    return [*said, money_words(found, labels, lang)]


def _open(found: PathTable, labels: Labels, lang: str) -> list[str]:
    """Return which combinations of paths are not resolved at 5%, and the sample size needed."""
    outcome = "one_plus_one" if found.rows[0].gain("one_plus_one").change is not None else "delta"
    named: list[Open] = []
    planned = False
    for row in found.rows:
        gain = row.gain(outcome)
        if not row.paths or gain.resolved:
            continue
        assert gain.change is not None
        planned |= gain.draws_to_resolve > 0
        if len(row.paths) > 1:
            named.append((combination_name(row, labels, lang), gain.draws_to_resolve, gain.change))
    each = needing_each(named, clusters_word(found.draws), lang)
    said = [text("paths.open", lang, names=each)] if named else []
    credit = _credit(found)
    planned |= any(number > 0 for number in credit.draws_to_resolve)
    return [*said, text("analysis.needed_means", lang)] if planned else said


def _credit(found: PathTable) -> Credit:
    """Return the credit of 1+1, or of Δ where 1+1 is undefined."""
    ratio_credit = next((one for one in found.credits if one.outcome == "one_plus_one"), None)
    return ratio_credit or next(one for one in found.credits if one.outcome == "delta")


def _together(found: PathTable, lang: str) -> str:
    first, last = found.of(), found.of(*found.paths)
    share = last.above_two
    fields = {
        "share": percent(share.value),
        "low": percent(share.low),
        "high": percent(share.high),
        "before_share": percent(first.above_two.value),
    }
    before, after = first.gain("one_plus_one").level, last.gain("one_plus_one").level
    if before is None or after is None:
        return text("paths.together_undefined", lang, **fields)
    ratios = {"ratio": ratio(after.value), "before": ratio(before.value)}
    return text("paths.together", lang, **fields, **ratios)


def _pairs(found: PathTable, labels: Labels, lang: str) -> list[str]:
    credit = _credit(found)
    form = ratio if credit.outcome == "one_plus_one" else amount
    said: list[str] = []
    open_: list[Open] = []
    every = zip(credit.pairs, credit.resolved, credit.beyond_parts, credit.draws_to_resolve, strict=True)
    for pair, resolved, value, number in every:
        if not resolved:
            both = " + ".join(labels[name](lang) for name in pair)
            open_.append((both, number, value))
        else:
            key = "helping" if value.value > 0 else "hindering"
            first, second = (labels[name](lang) for name in pair)
            shown = form(abs(value.value))
            said.append(text(f"paths.{key}", lang, first=first, second=second, value=shown))
    said = said or [text("paths.adding", lang)]
    each = needing_each(open_, clusters_word(found.draws), lang)
    return [*said, text("paths.pairs_open", lang, names=each)] if open_ else said
