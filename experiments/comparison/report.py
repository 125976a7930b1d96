"""The text of a comparison: its sentences, its table, and the report for a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TextIO

from experiments.comparison.comparison import ScenarioComparison
from experiments.comparison.differences import Difference
from experiments.reporting.layout import SCREEN, laid_out, short_sizes, sizes
from experiments.reporting.numbers import (
    NOTHING,
    Form,
    amount,
    fixed,
    grouped,
    listed,
    measured,
    pair,
    percent,
    plus_minus,
    ratio,
    supported,
    unit,
)
from experiments.reporting.runs_needed import about, clusters_word, needed
from experiments.reporting.terminal import columns, folded, wrapped
from experiments.reporting.wording import (
    Words,
    benchmark_words,
    closed_up,
    option_name,
    prior_words,
    sentence,
    summary,
    unit_text,
)
from experiments.runs.relative import RELATIVE_NAMES
from experiments.statistics.intervals import Estimate
from experiments.synergy.headline_report import ratio_bars
from experiments.synergy.synergy import BenchmarkAnswer
from experiments.texts import DEFAULT_LANGUAGE, text
from sim.measures import Measure
from sim.parameters.declaration import Parameter
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

LABEL_WIDTH = 30
MOST_DIFFERENCES = 12
SHORT_DIFFERENCES = 1
"""Changed parameters on the one page."""
SHORT_NAME = 12
"""Signs of a name that stands in a sentence for A or B."""
WITHOUT_UNIT = ("ratio", "share")
"""Units that a sentence does not say: "lower by 1.00"."""
ENDS = ("2.5%", "97.5%")
"""Of an interval, as heads of columns."""
SHORT_MEASURES = 0
"""Other measures on the one page, besides public value."""
VALUE_ALONE, NO_MEASURE = -1, -2
"""Fewer than that: public value without those relative to it, and nothing at all."""


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
    by_benchmark = (listed(each, lang, long=True) for each in _by_benchmark(found, lang, names))
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
    said = [by[0] for by in _by_benchmark(found, lang, ("A", "B"), "headline_short")]
    said.append(_created(found, lang, "created_short"))
    sections = [
        [
            *_names(found, lang),
            *_changed(found, lang, SHORT_DIFFERENCES),
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


def headline_lines(found: ScenarioComparison, lang: str) -> list[str]:
    """Return 1+1 in A and in B and their paired difference by both benchmarks, and what is created together,
    as lines of a report.
    """
    lines = []
    for first, *rest in _by_benchmark(found, lang, ("A", "B")):
        lines += [*wrapped(first), *(line for each in rest for line in wrapped(each, indent=2))]
    return [*lines, *wrapped(_created(found, lang))]


def _created(found: ScenarioComparison, lang: str, key: str = "created") -> str:
    """Return what the two create together in A and in B, net of nobody acting, and the paired difference.

    `key` is the text where any run differs.
    """
    created = found.created
    of = (("first", created.a), ("second", created.b), ("difference", created.difference))
    fields = {name: amount(one.value) for name, one in of}
    fields |= {f"{name}_{end}": amount(getattr(one, end)) for name, one in of for end in ("low", "high")}
    fields["open"] = "" if created.resolved else text("report.compare.created_open", lang)
    if not created.difference.known:
        return text("report.compare.created_single", lang, **fields)
    if created.pairs.same == created.pairs.of:
        return text("report.compare.created_none", lang, **fields)
    return text(f"report.compare.{key}", lang, **fields, **created.pairs.to_dict())


def _by_benchmark(
    found: ScenarioComparison, lang: str, names: tuple[str, str], key: str = "headline"
) -> list[list[str]]:
    """Return the sentences on each benchmark: 1+1 in A and B, their difference, its range, what resolves it.

    `names` are what the two are called: letters where a report has said which is which. `key` is the text of
    the first sentence.
    """
    pairs = zip(found.synergy_a.answers(), found.synergy_b.answers(), strict=True)
    return [_sentences(found, a, b, lang, names, key) for a, b in pairs]


def _sentences(
    found: ScenarioComparison,
    a: BenchmarkAnswer,
    b: BenchmarkAnswer,
    lang: str,
    names: tuple[str, str],
    key: str,
) -> list[str]:
    benchmark = benchmark_words(a.benchmark, lang)["benchmark"]
    title = benchmark[0].upper() + benchmark[1:]
    undefined = [name for name, each in zip(names, (a, b), strict=True) if each.ratio.undefined]
    difference = found.difference_by(a.benchmark)
    if undefined:
        which = listed(undefined, lang)
        return [text("report.compare.headline_undefined", lang, which=which, benchmark=title)]
    fields = {**_ratio("first", a), **_ratio("second", b), "benchmark": title}
    if difference is None:
        # Both are defined, so what is missing is a second pair of runs.
        apart = ratio(b.ratio.estimate.value - a.ratio.estimate.value)
        fields |= {"a": names[0], "b": names[1], "difference": apart}
        return [closed_up(text("report.compare.headline_single", lang, **fields))]
    form = _seen(difference.estimate, a.ratio.estimate.value, b.ratio.estimate.value)
    fields |= _ratio("first", a, form) | _ratio("second", b, form)
    fields |= {"a": names[0], "b": names[1], "difference": form(difference.estimate.value)}
    fields |= {"low": form(difference.estimate.low), "high": form(difference.estimate.high)}
    if difference.none:
        return [closed_up(text("report.compare.headline_none", lang, **fields))]
    if difference.open and key == "headline_short":
        key = "headline_short_open"
    said = [text(f"report.compare.{key}", lang, **fields)]
    if found.comparison.draws > 1:
        ends = {"first": ratio(difference.draw_range.low), "last": ratio(difference.draw_range.high)}
        share = percent(difference.higher.value)
        said.append(text("report.compare.headline_range", lang, **ends, share=share, a=names[0], b=names[1]))
    if difference.open:
        kind = clusters_word(found.comparison.draws)
        open_ = needed(difference.draws_to_resolve, difference.estimate, kind, lang)
        said.append(text("report.compare.headline_unresolved", lang, needed=open_, benchmark=benchmark))
    return [closed_up(each) for each in said]


def _seen(estimate: Estimate, first: float, second: float) -> Form:
    """Return how two ratios and their difference are written: with so many decimals, two to four, that an end
    of its interval that is not zero is not said to be, and that the difference is that of the two.
    """
    nearest = min(abs(estimate.low), abs(estimate.high))

    def agrees(decimals: int) -> bool:
        apart = round(second, decimals) - round(first, decimals)
        return fixed(apart, decimals) == fixed(estimate.value, decimals)

    shown = (each for each in (2, 3) if agrees(each) and (not estimate.sign or round(nearest, each)))
    decimals = next(shown, 4)
    return ratio if decimals == 2 else partial(fixed, decimals=decimals)


def resolved_lines(difference: Difference, lang: str) -> str:
    """Return whether a difference is resolved, and where not, how many draws would resolve it."""
    said = text(f"report.compare.{difference.label}", lang)
    return f"{said} ~{about(difference.draws_to_resolve)}" if difference.draws_to_resolve > 0 else said


def changes(a: Scenario, b: Scenario, lang: str) -> list[str]:
    """What differs from A to B, each as "Sum [contract.sum] 200,000 → 300,000 yuan"; priors in words.

    Where both have a prior, and these differ, the value is not said beside them: it is drawn in both.
    """
    parameters, said = {**a.parameters, **b.parameters}, []
    different = a.differences(b)
    drawn = {f"{name} (prior)" for name in a.priors if name in b.priors}
    for key, exact in different.items():
        if f"{key} (prior)" in different.keys() & drawn:
            continue
        if key in parameters:
            label, after = _label(parameters[key], lang), unit_text(key, parameters, lang)
            pair = _value(a, key, lang), _value(b, key, lang)
        else:
            name = key.rpartition(" ")[0]  # the key of a prior is the parameter's name with a word after it
            label, after = text("report.compare.prior", lang, name=_label(parameters[name], lang)), ""
            pair = _prior(a, name, lang), _prior(b, name, lang)
        # Values that differ only beyond the digits shown are given in full.
        here, there = exact if pair[0] == pair[1] else pair
        said.append(f"{label} {here} → {there} {after}".rstrip())
    return said


def _label(parameter: Parameter, lang: str) -> str:
    """Return a parameter's label, and its name, by which it is set."""
    return f"{parameter.label(lang)} [{parameter.name}]"


def _value(scenario: Scenario, name: str, lang: str) -> str:
    if name not in scenario.parameters:
        return NOTHING
    parameter, value = scenario.parameters[name], scenario.values[name]
    return option_name(parameter, int(value), lang) if parameter.kind == "choice" else grouped(value)


def _prior(scenario: Scenario, name: str, lang: str) -> str:
    if name not in scenario.priors:
        return NOTHING
    return prior_words(scenario.priors[name], scenario.parameters[name], lang)


def _head(found: ScenarioComparison, lang: str) -> list[str]:
    fixed = found.a if found.a.priors else found.b
    return [
        text("report.compare.title", lang),
        *_names(found, lang),
        *sizes(fixed, found.runs_a, lang, both=True),
    ]


def _differences(found: ScenarioComparison, lang: str) -> list[str]:
    """Return what differs between the scenarios, and what is uncertain in one of them only."""
    lines = _changed(found, lang, MOST_DIFFERENCES)
    only_one = sorted(set(found.a.priors) ^ set(found.b.priors))
    if only_one:
        lines += wrapped(
            text("report.compare.uncertain_in_one", lang, names=listed(only_one, lang)), indent=2
        )
    return lines


def _names(found: ScenarioComparison, lang: str) -> list[str]:
    """Return what A and B are called; what both are called once, and then what each has beside that."""
    names = [("both", found.shared)] if found.shared else []
    if not found.shared:
        names += zip("ab", found.names, strict=True)
    elif any(found.own):
        names += zip("ab", own_names(found.own, lang), strict=True)
    return [
        line
        for letter, name in names
        for line in wrapped(text(f"report.compare.{letter}", lang, name=name), indent=2)
    ]


def own_names(own: tuple[str, str], lang: str) -> tuple[str, str]:
    """Return what each of two has beside what both are called, or that it has nothing."""
    first, second = (name or text("report.compare.as_shared", lang) for name in own)
    return first, second


def _changed(found: ScenarioComparison, lang: str, most: int) -> list[str]:
    """Return what differs between the scenarios, `most` parameters at most."""
    changed = changes(found.a, found.b, lang)
    if not changed:
        return wrapped(text("report.compare.same", lang), indent=2)
    shown = changed[:most]
    if len(changed) > most:
        shown.append(text("report.compare.more", lang, count=len(changed) - most))
    return wrapped(text("report.compare.differs", lang, names=listed(shown, lang, long=True)), indent=2)


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


def _ratio(name: str, found: BenchmarkAnswer, form: Form = ratio) -> dict[str, str]:
    estimate = found.ratio.estimate
    return {
        name: form(estimate.value),
        f"{name}_low": form(estimate.low),
        f"{name}_high": form(estimate.high),
    }
