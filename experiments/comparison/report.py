"""The text of a comparison: its sentences, its table, and the report for a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from experiments.comparison.changes_report import changed_lines, name_lines
from experiments.comparison.comparison import ScenarioComparison
from experiments.comparison.differences import Difference
from experiments.comparison.headline_report import benchmark_sentences, headline_lines
from experiments.reporting.layout import laid_out, sizes
from experiments.reporting.numbers import NOTHING, listed, measured, pair, percent, supported, unit
from experiments.reporting.runs_needed import about, clusters_word
from experiments.reporting.terminal import columns, folded, wrapped
from experiments.reporting.wording import Words, sentence, summary
from experiments.texts import DEFAULT_LANGUAGE, text
from sim.measures import Measure

if TYPE_CHECKING:
    import pandas as pd

LABEL_WIDTH = 30
MOST_DIFFERENCES = 12
SHORT_NAME = 12
"""Signs of a name that stands in a sentence for A or B."""
WITHOUT_UNIT = ("ratio", "share")
"""Units that a sentence does not say: "lower by 1.00"."""
ENDS = ("2.5%", "97.5%")
"""Of an interval, as heads of columns."""


def summary_of(found: ScenarioComparison, lang: str, measures: Sequence[str] = ()) -> list[str]:
    """Return the plain sentences: one for each of some measures, and 1+1 in both with their difference.

    Raises KeyError for a measure that was not compared.
    """
    named, names = {measure.name: measure for measure in found.measures}, _called(found)
    said = [
        summary(
            found.comparison[name], lang, measure=named[name].label, first=names[0], second=names[1],
            unit="" if named[name].unit in WITHOUT_UNIT else unit(named[name], lang),
        )
        for name in measures
    ]  # fmt: skip
    if names != found.names and found.names[0] != found.names[1]:
        which = (
            text(f"report.compare.{letter}", lang, name=name)
            for letter, name in zip("ab", found.names, strict=True)
        )
        said.insert(0, text("report.sentence", lang, said=listed(which, lang, long=True)))
    by_benchmark = (listed(each, lang, long=True) for each in benchmark_sentences(found, lang, names))
    return [*said, *(text("report.sentence", lang, said=each.rstrip(".。")) for each in by_benchmark)]


def _called(found: ScenarioComparison) -> tuple[str, str]:
    """Return what A and B are called in sentences: letters where a name is long or both have the same."""
    distinct = found.names[0] != found.names[1] and max(map(len, found.names)) <= SHORT_NAME
    return found.names if distinct else ("A", "B")


def frame_of(found: ScenarioComparison, lang: str, pairs: bool = False) -> pd.DataFrame:
    """Return every measure by name: label with unit, both means, the difference with its interval, and
    whether it is resolved; with `pairs` also in how many pairs B has more, less and the same.
    """
    import pandas as pd

    rows = {}
    for measure in found.measures:
        one = found.comparison[measure.name]
        rows[measure.name] = [
            text("report.with_unit", lang, label=measure.label(lang), unit=unit(measure, lang)),
            *(float(values.mean()) for values in found.both(measure.name)),
            one.difference.value,
            one.difference.low,
            one.difference.high,
            one.improvement.value if measure.better else math.nan,
            one.label != "unresolved",
            *((one.pairs.rises, one.pairs.falls, one.pairs.same) if pairs else ()),
        ]
    a, b = found.names if found.names[0] != found.names[1] else ("A", "B")
    difference = text("report.column.difference_of", lang, a=a, b=b)
    heads = [text("report.column.measure", lang), a, b]
    heads += [difference, *(text("report.column.end_of", lang, name=difference, end=end) for end in ENDS)]
    heads += [text("report.column.improvement_of", lang, b=b), text("report.column.resolved", lang)]
    if pairs:
        counts = ("pairs_above", "pairs_below", "pairs_same")
        of = found.comparison.draws * found.comparison.seeds
        heads += [text(f"report.column.{name}", lang, b=b, of=f"{of:,}") for name in counts]
    return pd.DataFrame.from_dict(rows, orient="index", columns=heads)


@summary.register
def difference_sentence(result: Difference, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return the sentence on one measure; what A and B are called are the words `first` and `second`."""
    found = result.difference
    if result.label == "lower":
        found = replace(found, value=-found.value, low=-found.high, high=-found.low)
    value, low, high = supported(found)
    fields = {
        "measure": result.measure,
        "value": value,
        "low": low,
        "high": high,
        "share": percent(result.improvement.value),
    }
    key = "single" if result.label == "unresolved" and not found.known else result.label
    return sentence(f"difference.{key}", lang, fields, words)


def lines(found: ScenarioComparison, lang: str, stream: TextIO) -> list[str]:
    """Return the report: 1+1 first, then what differs between the scenarios, and every measure."""
    sections = [
        _head(found, lang),
        headline_lines(found, lang),
        _differences(found, lang),
        _table(found, lang),
    ]
    return laid_out(sections, stream)


def _head(found: ScenarioComparison, lang: str) -> list[str]:
    fixed = found.a if found.a.priors else found.b
    return [
        text("report.compare.title", lang),
        *name_lines(found, lang),
        *sizes(fixed, found.runs_a, lang, both=True),
    ]


def _differences(found: ScenarioComparison, lang: str) -> list[str]:
    """Return what differs between the scenarios, and what is uncertain in one of them only."""
    lines = changed_lines(found, lang, MOST_DIFFERENCES)
    only_one = sorted(set(found.a.priors) ^ set(found.b.priors))
    if only_one:
        lines += wrapped(
            text("report.compare.uncertain_in_one", lang, names=listed(only_one, lang)), indent=2
        )
    return lines


def _table(found: ScenarioComparison, lang: str) -> list[str]:
    names = ("measure", "", "", "difference", "ends", "pairs", "improvement", "resolved")
    head = [text(f"report.column.{name}", lang) if name else name for name in names]
    head[1:3] = "A", "B"
    rows, same = [head], []
    for measure in found.measures:
        difference = found.comparison[measure.name]
        if difference.label == "same":
            same.append(measure.label(lang))
            continue
        rows += folded(_row(found, measure, difference, lang), LABEL_WIDTH)
    if len(rows) == 1:
        return [text("report.compare.no_difference", lang)]
    pairs = found.comparison.draws * found.comparison.seeds
    said = [text("report.compare.holm", lang, tests=found.comparison.tests, pairs=pairs, same=len(same))]
    if any(one.label == "unresolved" for one in found.comparison.differences):
        kind = text(f"analysis.kind.{clusters_word(found.comparison.draws)}", lang)
        said.append(text("report.compare.needed", lang, kind=kind))
    if found.not_common:
        names_only = listed((measure.label(lang) for measure in found.not_common), lang, long=True)
        said.append(text("report.compare.only_one", lang, names=names_only))
    if same:
        listed_names = listed(same, lang, long=True)
        said.append(text("report.compare.no_effect", lang, count=len(same), names=listed_names))
    return [
        *columns(rows, right=frozenset(range(1, 7)), indent=0),
        *(line for each in said for line in wrapped(each)),
    ]


def _row(found: ScenarioComparison, measure: Measure, difference: Difference, lang: str) -> list[str]:
    means, pairs = tuple(float(values.mean()) for values in found.both(measure.name)), difference.pairs
    value, _, ends = measured(difference.difference)
    better = percent(difference.improvement.value) if measure.better else NOTHING
    return [
        text("report.with_unit", lang, label=measure.label(lang), unit=unit(measure, lang)),
        *pair(*means, apart=difference.resolved),
        value,
        ends,
        f"{pairs.rises}/{pairs.falls}/{pairs.same}",
        better,
        resolved_lines(difference, lang),
    ]


def resolved_lines(difference: Difference, lang: str) -> str:
    """Return whether a difference is resolved, and where not, how many draws would resolve it."""
    said = text(f"report.compare.{difference.label}", lang)
    return f"{said} ~{about(difference.draws_to_resolve)}" if difference.draws_to_resolve > 0 else said
