"""Every assumed number: what it is, where it lies, who says so, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from experiments.document.findings import Findings
from experiments.document.html.markup import Child, Markup, el, fold, said, table
from experiments.document.html.wording import section
from experiments.provenance import confidence_of
from experiments.reference.parameters import range_text
from experiments.reporting.wording import prior_words, value_text
from experiments.texts import room, text
from sim.parameters.declaration import Parameter
from sim.parameters.registry import GROUP_LABELS
from sim.scenario import Scenario

CONFIDENCE = ("S", "F", "R", "A")
"""How sure a number is: stated by the case, found in print, recalled, assumed."""


def assumptions_section(found: Findings, lang: str) -> Markup:
    """Return all numbers of a scenario, folded: the uncertain ones first, then the others by their group."""
    scenario = found.scenario
    every = list(scenario.parameters.values())
    drawn = [each for each in every if each.name in scenario.priors]
    held = [each for each in every if each.name not in scenario.priors]
    counts = Counter(confidence_of(scenario, each.name) for each in every)
    counted = [
        text("document.assumptions.counted", lang, count=counts[letter], what=_sure(letter, lang))
        for letter in CONFIDENCE
        if counts[letter]
    ]
    lead = text(
        "document.assumptions.lead", lang, all=len(every), drawn=len(drawn),
        counted=text("report.list", lang).join(counted),
    )  # fmt: skip
    cited = sorted({source for each in every for source in each.source if source in room("sources")})
    groups = dict.fromkeys(each.group for each in held)
    uncertain: Child = None
    if drawn:
        title = text("document.assumptions.drawn", lang, count=len(drawn))
        uncertain = fold(title, _table(scenario, drawn, lang, "prior"))
    others: list[Child] = []
    for name in groups:
        own = (each for each in held if each.group == name)
        others += [el("h3", _group(scenario, name, lang)), _table(scenario, own, lang, "range")]
    return section(
        "assumptions", lang, lead,
        uncertain,
        fold(text("document.assumptions.held", lang, count=len(held)), others),
        fold(text("document.assumptions.sources", lang), _sources(cited, lang)) if cited else None,
    )  # fmt: skip


def _group(scenario: Scenario, name: str, lang: str) -> str:
    """Return what a group is called: of kinds and the like by their own labels."""
    if name in GROUP_LABELS:
        return GROUP_LABELS[name][lang]
    for rows in scenario.rows.values():
        for row in rows:
            if name.endswith(f".{row.name}"):
                return row.labels[lang]
    return name


def _sure(letter: str, lang: str) -> str:
    return (
        text("document.assumptions.stated", lang) if letter == "S" else text(f"report.basis.{letter}", lang)
    )


def _table(scenario: Scenario, chosen: Iterable[Parameter], lang: str, where: str) -> Markup:
    """Return a row for each number; where it lies is its "prior", or its value and its "range"."""
    rows: list[list[Child]] = []
    for each in chosen:
        letter = confidence_of(scenario, each.name)
        if where == "prior":
            lies: list[Child] = [prior_words(scenario.priors[each.name], each, lang)]
        else:
            value = float(scenario.values[each.name])
            lies = [value_text(each.name, value, scenario.parameters, lang), range_text(each)]
        rows.append(
            [
                [each.label(lang), " ", el("code", each.name)],
                *lies,
                text("report.list", lang).join(each.source) or _origin(scenario, each, lang),
                el("span", _sure(letter, lang), class_=f"sure {letter}"),
            ]
        )
    names = ("number", *(("prior",) if where == "prior" else ("value", "range")), "source", "sure")
    return table(
        [text(f"document.assumptions.column.{name}", lang) for name in names], rows, None, "small", right=9
    )


def _origin(scenario: Scenario, each: Parameter, lang: str) -> str:
    """Return which file sets a number, where one does."""
    origin = scenario.sources[each.name]
    return "" if origin == "default" else origin


def _sources(cited: list[str], lang: str) -> Markup:
    return el(
        "ul",
        [el("li", el("code", name), " ", said(f"sources.{name}", lang)) for name in cited],
        class_="cited",
    )
