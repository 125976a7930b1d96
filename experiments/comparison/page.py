"""A comparison on one page: what differs, 1+1 in both, and the measures that differ most."""

from __future__ import annotations

from typing import TextIO

from experiments.comparison.changes_report import changed_lines, name_lines
from experiments.comparison.comparison import ScenarioComparison
from experiments.comparison.headline_report import benchmark_sentences, created_sentence
from experiments.reporting.layout import SCREEN, laid_out, short_sizes
from experiments.reporting.numbers import pair, plus_minus, unit
from experiments.reporting.terminal import columns, wrapped
from experiments.runs.relative import RELATIVE_NAMES
from experiments.synergy.headline_report import ratio_bars
from experiments.synergy.synergy import BenchmarkAnswer
from experiments.texts import text
from sim.measures import Measure

SHORT_DIFFERENCES = 1
"""Changed parameters on the one page."""
SHORT_MEASURES = 0
"""Other measures on the one page, besides public value."""
VALUE_ALONE, NO_MEASURE = -1, -2
"""Fewer than that: public value without those relative to it, and nothing at all."""


def short_lines(found: ScenarioComparison, lang: str, stream: TextIO, above: int = 0) -> list[str]:
    """Return the one page: what differs, 1+1 in both, and the measures that differ most.

    There are fewer of these where they do not fit a screen of which so many lines are taken `above` the page,
    at last public value alone, or none.
    """
    for most in range(SHORT_MEASURES, NO_MEASURE - 1, -1):
        page = _short_page(found, lang, stream, most)
        if len(page) <= SCREEN - above:
            break
    return page


def _short_page(found: ScenarioComparison, lang: str, stream: TextIO, most: int) -> list[str]:
    fixed = found.a if found.a.priors else found.b
    bars = ratio_bars(
        [
            (f"{letter} {text(f'report.benchmark_short.{one.benchmark}', lang)}", one.ratio)
            for pair in zip(found.synergy_a.answers(), found.synergy_b.answers(), strict=True)
            for letter, one in _drawn_apart(found, *pair)
        ],
        lang,
    )
    said = [by[0] for by in benchmark_sentences(found, lang, ("A", "B"), "headline_short")]
    said.append(created_sentence(found, lang, "created_short"))
    sections = [
        [
            *name_lines(found, lang),
            *changed_lines(found, lang, SHORT_DIFFERENCES),
            *short_sizes(fixed, found.runs_a, lang, both=True),
        ],
        [*(line for each in said for line in wrapped(each)), *bars],
        _most_different(found, lang, most),
    ]
    return laid_out(sections, stream)


def _drawn_apart(
    found: ScenarioComparison, a: BenchmarkAnswer, b: BenchmarkAnswer
) -> list[tuple[str, BenchmarkAnswer]]:
    """Return what is drawn of one benchmark: A and B, or once where no run differs."""
    difference = found.difference_by(a.benchmark)
    if difference is not None and difference.none:
        return [("A = B", a)]
    return [("A", a), ("B", b)]


def _most_different(found: ScenarioComparison, lang: str, most: int) -> list[str]:
    """Return public value, what is relative to it, and `most` other measures that differ most clearly; then
    how many differ in some pair that are not shown. What is resolved stands first, and is left out last.
    """
    shown = _shown(found, most)
    rows = [[text("page.most_different", lang), "A", "B", text("report.column.difference", lang)]]
    for measure in shown:
        difference = found.comparison[measure.name]
        open_ = "?" if difference.label == "unresolved" else ""
        rows.append(
            [
                text("report.with_unit", lang, label=measure.label(lang), unit=unit(measure, lang)),
                *pair(
                    *(float(values.mean()) for values in found.both(measure.name)), apart=difference.resolved
                ),
                plus_minus(difference.difference) + open_,
            ]
        )
    names = {one.name for one in shown}
    left = [one for one in found.comparison.differences if one.measure not in names and one.label != "same"]
    said = text("page.full", lang)
    if left:
        resolved = sum(one.resolved for one in left)
        said = text("page.not_shown", lang, count=len(left), resolved=resolved, full=said)
    table = columns(rows, right=frozenset({1, 2, 3}), indent=0) if shown else []
    return [*table, *wrapped(said)]


def _shown(found: ScenarioComparison, most: int) -> list[Measure]:
    """Return the measures on the one page, resolved ones first; `most` besides public value."""
    if most == NO_MEASURE:
        return []
    value = [one for one in found.measures if one.name == "value" or one.name in RELATIVE_NAMES]
    value.sort(key=lambda one: found.comparison[one.name].label == "unresolved")
    if most == VALUE_ALONE:
        value = value[:1]
    kept = {one.name for one in value}
    others = [one for one in found.measures if one.name not in kept and _standardised(found, one) > 0]
    others.sort(
        key=lambda one: (found.comparison[one.name].label == "unresolved", -_standardised(found, one))
    )
    return [*value, *others[: max(0, most)]]


def _standardised(found: ScenarioComparison, measure: Measure) -> float:
    """Return how clearly a measure differs: its mean difference in standard errors."""
    difference = found.comparison[measure.name].difference
    error = difference.standard_error
    return abs(difference.value) / error if difference.known and error > 0 else 0.0
