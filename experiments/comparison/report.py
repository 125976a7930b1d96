"""The text of a comparison: its sentences, its table, and the report for a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from experiments.comparison.comparison import ScenarioComparison
from experiments.comparison.differences import Difference
from experiments.reporting.layout import laid_out, sizes
from experiments.reporting.numbers import (
    NOTHING,
    amount,
    grouped,
    listed,
    measured,
    number,
    percent,
    ratio,
    unit,
)
from experiments.reporting.runs_needed import about, clusters_word, needed
from experiments.reporting.terminal import columns, folded, wrapped
from experiments.reporting.wording import Words, prior_words, sentence, summary, unit_text
from experiments.runs.engines import scenario_measures
from experiments.synergy.synergy import Synergy
from experiments.texts import DEFAULT_LANGUAGE, text
from sim.arms import GS
from sim.measures import Measure
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

LABEL_WIDTH = 30
MOST_DIFFERENCES = 12


def summary_of(found: ScenarioComparison, lang: str, measures: Sequence[str] = ()) -> list[str]:
    """Return the plain sentences: one for each of some measures, and 1+1 in both with their difference.

    Raises KeyError for a measure that was not compared.
    """
    named = {measure.name: measure for measure in scenario_measures(found.a)}
    said = [
        summary(
            found.comparison[name], lang, measure=named[name].label, first=found.names[0],
            second=found.names[1], unit=unit(named[name], lang),
        )
        for name in measures
    ]  # fmt: skip
    return [*said, text("report.list_long", lang).join(headline_sentences(found, lang))]


def frame_of(found: ScenarioComparison, lang: str) -> pd.DataFrame:
    """Return every measure by name: label with unit, both means, the difference with its interval, and
    whether it is resolved.
    """
    import pandas as pd

    rows = {}
    for measure in scenario_measures(found.a):
        one = found.comparison[measure.name]
        rows[measure.name] = [
            text("report.with_unit", lang, label=measure.label(lang), unit=unit(measure, lang)),
            *(float(runs.arm(GS, measure.name).mean()) for runs in (found.runs_a, found.runs_b)),
            one.difference.value,
            one.difference.low,
            one.difference.high,
            one.improvement.value if measure.better else math.nan,
            one.label != "unresolved",
        ]
    difference = text("report.column.difference", lang)
    heads = [text("report.column.measure", lang), *found.names]
    heads += [difference, f"{difference} 2.5%", f"{difference} 97.5%"]
    heads += [text("report.column.improvement", lang), text("report.column.resolved", lang)]
    return pd.DataFrame.from_dict(rows, orient="index", columns=heads)


@summary.register
def difference_sentence(result: Difference, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return the sentence on one measure; what A and B are called are the words `first` and `second`."""
    found = result.difference
    low, high, value = found.low, found.high, found.value
    if result.label == "lower":
        low, high, value = -high, -low, -value
    fields = {
        "measure": result.measure,
        "value": number(value),
        "low": number(low),
        "high": number(high),
        "share": percent(result.improvement.value),
    }
    return sentence(f"difference.{result.label}", lang, fields, words)


def lines(found: ScenarioComparison, lang: str, stream: TextIO) -> list[str]:
    """Return the report: what differs between the scenarios, every measure, and 1+1."""
    sections = [_head(found, lang), _table(found, lang), headline_lines(found, lang)]
    return laid_out(sections, stream)


def headline_lines(found: ScenarioComparison, lang: str) -> list[str]:
    """Return 1+1 in A and in B and their paired difference, as lines of a report."""
    first, *rest = headline_sentences(found, lang)
    return [*wrapped(first), *(line for each in rest for line in wrapped(each, indent=2))]


def headline_sentences(found: ScenarioComparison, lang: str) -> list[str]:
    """Return 1+1 in A and in B, their paired difference, its range over draws, and what would resolve it."""
    undefined = [
        letter
        for letter, each in (("A", found.synergy_a), ("B", found.synergy_b))
        if each.one_plus_one.undefined
    ]
    if undefined or found.difference is None:
        which = listed(undefined or ["A", "B"], lang)
        return [text("report.compare.headline_undefined", lang, which=which)]
    difference = found.difference
    fields = {**_ratio("first", found.synergy_a), **_ratio("second", found.synergy_b)}
    fields |= {"difference": ratio(difference.estimate.value)}
    fields |= {"low": ratio(difference.estimate.low), "high": ratio(difference.estimate.high)}
    said = [text("report.compare.headline", lang, **fields)]
    if found.comparison.draws > 1:
        ends = {"first": ratio(difference.draw_range.low), "last": ratio(difference.draw_range.high)}
        share = percent(difference.higher.value)
        said.append(text("report.compare.headline_range", lang, **ends, share=share))
    if difference.estimate.sign == 0 and found.comparison["value"].label != "same":
        kind = clusters_word(found.comparison.draws)
        open_ = needed(difference.draws_to_resolve, difference.estimate, kind, lang)
        said.append(text("report.compare.headline_unresolved", lang, needed=open_))
    return said


def resolved_lines(difference: Difference, lang: str) -> str:
    """Return whether a difference is resolved, and where not, how many draws would resolve it."""
    said = text(f"report.compare.{difference.label}", lang)
    return f"{said} ~{about(difference.draws_to_resolve)}" if difference.draws_to_resolve > 0 else said


def changes(a: Scenario, b: Scenario, lang: str) -> list[str]:
    """What differs from A to B, each as "contract.sum 200,000 → 300,000 yuan"; priors in words."""
    parameters, said = {**a.parameters, **b.parameters}, []
    for key, exact in a.differences(b).items():
        if key in parameters:
            label, after = key, unit_text(key, parameters, lang)
            pair = _value(a, key), _value(b, key)
        else:
            name = key.rpartition(" ")[0]  # the key of a prior is the parameter's name with a word after it
            label, after = text("report.compare.prior", lang, name=name), ""
            pair = _prior(a, name, lang), _prior(b, name, lang)
        # Values that differ only beyond the digits shown are given in full.
        here, there = exact if pair[0] == pair[1] else pair
        said.append(f"{label} {here} → {there} {after}".rstrip())
    return said


def _value(scenario: Scenario, name: str) -> str:
    if name not in scenario.parameters:
        return NOTHING
    parameter, value = scenario.parameters[name], scenario.values[name]
    return parameter.shown(value) if parameter.kind == "choice" else grouped(value)


def _prior(scenario: Scenario, name: str, lang: str) -> str:
    if name not in scenario.priors:
        return NOTHING
    return prior_words(scenario.priors[name], scenario.parameters[name], lang)


def _head(found: ScenarioComparison, lang: str) -> list[str]:
    changed = changes(found.a, found.b, lang)
    said = text("report.compare.same", lang)
    if changed:
        shown = changed[:MOST_DIFFERENCES]
        if len(changed) > MOST_DIFFERENCES:
            shown.append(text("report.compare.more", lang, count=len(changed) - MOST_DIFFERENCES))
        said = text("report.compare.differs", lang, names=listed(shown, lang, long=True))
    lines = [
        text("report.compare.title", lang),
        *wrapped(text("report.compare.a", lang, name=found.names[0]), indent=2),
        *wrapped(text("report.compare.b", lang, name=found.names[1]), indent=2),
        *wrapped(said, indent=2),
    ]
    only_one = sorted(set(found.a.priors) ^ set(found.b.priors))
    if only_one:
        lines += wrapped(
            text("report.compare.uncertain_in_one", lang, names=listed(only_one, lang)), indent=2
        )
    return [*lines, *sizes(found.a if found.a.priors else found.b, found.runs_a, lang)]


def _table(found: ScenarioComparison, lang: str) -> list[str]:
    names = ("measure", "", "", "difference", "ends", "improvement", "resolved")
    head = [text(f"report.column.{name}", lang) if name else name for name in names]
    head[1:3] = "A", "B"
    rows, same = [head], []
    for measure in scenario_measures(found.a):
        difference = found.comparison[measure.name]
        if difference.label == "same":
            same.append(measure.label(lang))
            continue
        rows += folded(_row(found, measure, difference, lang), LABEL_WIDTH)
    if len(rows) == 1:
        return [text("report.compare.no_difference", lang)]
    said = [text("report.compare.holm", lang, tests=found.comparison.tests)]
    if any(one.label == "unresolved" for one in found.comparison.differences):
        kind = text(f"analysis.kind.{clusters_word(found.comparison.draws)}", lang)
        said.append(text("report.compare.needed", lang, kind=kind))
    if same:
        listed_names = listed(same, lang, long=True)
        said.append(text("report.compare.no_effect", lang, count=len(same), names=listed_names))
    return [
        *columns(rows, right=frozenset(range(1, 6)), indent=0),
        *(line for each in said for line in wrapped(each)),
    ]


def _row(found: ScenarioComparison, measure: Measure, difference: Difference, lang: str) -> list[str]:
    means = [float(runs.arm(GS, measure.name).mean()) for runs in (found.runs_a, found.runs_b)]
    value, _, ends = measured(difference.difference)
    better = percent(difference.improvement.value) if measure.better else NOTHING
    return [
        text("report.with_unit", lang, label=measure.label(lang), unit=unit(measure, lang)),
        *(amount(mean) for mean in means),
        value,
        ends,
        better,
        resolved_lines(difference, lang),
    ]


def _ratio(name: str, found: Synergy) -> dict[str, str]:
    estimate = found.one_plus_one.estimate
    return {
        name: ratio(estimate.value),
        f"{name}_low": ratio(estimate.low),
        f"{name}_high": ratio(estimate.high),
    }
