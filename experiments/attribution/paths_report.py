"""The path table as tables and plain sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.attribution.ledger_report import Labels, change_lines
from experiments.attribution.reform_paths import Combination, Credit, Gain, PathTable
from experiments.reporting.numbers import Form, amount, percent, ratio, with_ends
from experiments.reporting.runs_needed import Open, clusters_word, needing, needing_each
from experiments.reporting.tabulated import code_head
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import (
    benchmark_words,
    correction_note,
    in_plain_words,
    listed_words,
    not_shown,
)
from experiments.runs.outcomes import ALONE, BENCHMARKS, SIDE_BY_SIDE, Benchmark
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
    """Return the path table as a data frame, a row for each combination; with both benchmarks."""
    rows = [_cells(row, lang) | {code_head(lang): "+".join(row.paths) or "none"} for row in found.rows]
    return pd.DataFrame(rows)


def _cells(row: Combination, lang: str) -> dict[str, Any]:
    cells: dict[str, Any] = {text("paths.column.paths", lang): combination_name(row, PATH_LABELS, lang)}
    for benchmark in BENCHMARKS:
        words = benchmark_words(benchmark.name, lang)
        whole = row.gain(benchmark.ratio.name)
        cells |= {
            text("paths.column.ratio_of", lang, **words): None if whole.level is None else whole.level.value,
            **_ends(text("paths.column.change_of", lang, **words), whole.change, lang),
            text("paths.column.resolved_of", lang, **words): whole.resolved if row.paths else None,
            **_ends(text("paths.column.share_of", lang, **words), above(row, benchmark.name), lang),
        }
    for name, outcome in (("gain", "contract_gain"), ("delta", "delta")):
        found, month = row.gain(outcome), text(f"paths.column.{name}_months", lang)
        cells |= _ends(month, found.change, lang, text(f"paths.column.{name}", lang))
        cells[text(f"paths.column.{name}_resolved", lang)] = found.resolved if row.paths else None
    return cells | {text("paths.column.money", lang): row.money.value}


def above(row: Combination, benchmark: str) -> ProbabilityEstimate:
    """Return P(1+1 > 2) of a combination against a benchmark."""
    return row.above_two if benchmark == ALONE.name else row.above_two_side_by_side


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
    """Return all combinations with 1+1, its paired change and P(1+1 > 2), against both benchmarks."""
    head = ("paths", "side", "change", "interval", "side_share", "single", "change", "single_share", "money")
    rows = [[text(f"paths.column.{name}", lang) for name in head]]
    letters = dict(zip(found.paths, LETTERS, strict=False))
    for row in found.rows:
        whole, other = (row.gain(benchmark.ratio.name) for benchmark in BENCHMARKS)
        levels = [
            text("analysis.undefined", lang) if one.level is None else ratio(one.level.value)
            for one in (whole, other)
        ]
        rows.append(
            [
                " + ".join(letters[name] for name in row.paths) or text("paths.none", lang),
                levels[0],
                *_change(row, whole, ratio),
                percent(row.above_two_side_by_side.value),
                levels[1],
                _change(row, other, ratio)[0],
                percent(row.above_two.value),
                amount(round(row.money.value)),
            ]
        )
    legend = [f"  {letter}  {labels[name](lang)}" for name, letter in letters.items()]
    gains = [row.gain(each.ratio.name) for row in found.rows if row.paths for each in BENCHMARKS]
    marked = ((gain.resolved, gain.change) for gain in gains if gain.change is not None)
    note = correction_note(marked, len(found.rows) - 1, lang)
    lines = columns(rows, right=frozenset({1, 2, 4, 5, 6, 7, 8}))
    return [*lines, *wrapped(text("paths.legend", lang)), *_draws_above(found, letters, lang), *note, *legend]


def _draws_above(found: PathTable, letters: Mapping[str, str], lang: str) -> list[str]:
    """Return in how many draws 1+1 > 2 in each combination, by both benchmarks: what stands behind P."""
    each = [
        text(
            "paths.above_each", lang,
            paths=" + ".join(letters[name] for name in row.paths) or text("paths.none", lang),
            side=round(row.above_two_side_by_side.value * row.above_two_side_by_side.draws),
            alone=round(row.above_two.value * row.above_two.draws),
        )
        for row in found.rows
    ]  # fmt: skip
    fields = {"draws": f"{found.draws:,}", "each": text("report.list_long", lang).join(each)}
    return wrapped(text("paths.above", lang, **fields))


def _change(row: Combination, gain: Gain, form: Form) -> Sequence[str]:
    if not row.paths or gain.change is None:
        return "", ""
    value, ends = with_ends(gain.change, form)
    return value if gain.resolved else f"{value}?", ends


def summary(found: PathTable, labels: Labels, lang: str) -> list[str]:
    """Return plain sentences: each path alone, all together, pairs that help or hinder, the money."""
    said = []
    for name in found.paths:
        row = found.of(name)
        pair, key, form = [row.gain(each.ratio.name) for each in BENCHMARKS], "alone", ratio
        if any(gain.change is None for gain in pair):
            pair, key, form = [row.gain(each.gain.name) for each in BENCHMARKS], "alone_delta", amount
        first, second = (gain.change for gain in pair)
        assert first is not None
        assert second is not None
        sentence = text(
            f"paths.{key}", lang, name=labels[name](lang), value=form(first.value), low=form(first.low),
            high=form(first.high), other=form(second.value), other_low=form(second.low),
            other_high=form(second.high),
        )  # fmt: skip
        if not pair[0].resolved:
            sentence = text("paths.unresolved", lang, said=sentence)
            sentence = needing(sentence, pair[0].draws_to_resolve, first, clusters_word(found.draws), lang)
        said.append(sentence)
    end = "。" if lang == "zh" else "."
    said = [f"{sentence}{end}" for sentence in said]
    said += [_together(found, benchmark, lang) for benchmark in BENCHMARKS]
    said += _pairs(found, labels, lang)
    said += _open(found, labels, lang)
    return [*said, money_words(found, labels, lang)]


def _open(found: PathTable, labels: Labels, lang: str) -> list[str]:
    """Return which combinations of paths are not resolved at 5%, and the sample size needed."""
    outcome = _leading(found)
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
    """Return the credit of 1+1 against both side by side, or of its gain where 1+1 is undefined."""
    return next(one for one in found.credits if one.outcome == _leading(found))


def _leading(found: PathTable) -> str:
    """Return the outcome that leads: 1+1 against both side by side, or its gain where that is undefined."""
    whole = found.rows[0].gain(SIDE_BY_SIDE.ratio.name)
    return SIDE_BY_SIDE.ratio.name if whole.change is not None else SIDE_BY_SIDE.gain.name


def _together(found: PathTable, benchmark: Benchmark, lang: str) -> str:
    first, last = found.of(), found.of(*found.paths)
    share = above(last, benchmark.name)
    fields = {
        "share": percent(share.value),
        "low": percent(share.low),
        "high": percent(share.high),
        "before_share": percent(above(first, benchmark.name).value),
        **benchmark_words(benchmark.name, lang),
    }
    before, after = (row.gain(benchmark.ratio.name).level for row in (first, last))
    if before is None or after is None:
        return text("paths.together_undefined", lang, **fields)
    ratios = {"ratio": ratio(after.value), "before": ratio(before.value)}
    return text("paths.together", lang, **fields, **ratios)


def _pairs(found: PathTable, labels: Labels, lang: str) -> list[str]:
    credit = _credit(found)
    form = ratio if credit.outcome == SIDE_BY_SIDE.ratio.name else amount
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
