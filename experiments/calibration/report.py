"""The case beside the model, what the paper does not tell, and what the result does not show."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from experiments.calibration.conditioning import Agreement
from experiments.calibration.observations import Fact, Facts
from experiments.reporting.numbers import NOTHING, amount, brief, listed, percent
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import prior_words
from experiments.texts import room, text
from sim.scenario.scenario import Scenario


def case_table(scenario: Scenario, facts: Facts, lang: str) -> list[str]:
    """Each observed fact beside the model before and after conditioning, and what that rests on."""
    names = ("paper", "prior", "agree", "given", "agree")
    rows = [["", *(text(f"report.column.{name}", lang) for name in names)]]
    for fact in facts.facts:
        rows.append(
            [
                f"{fact_label(scenario, fact.name, lang)}{' *' if fact.use == 'condition' else ''}",
                _observed(scenario, fact, lang),
                _predicted(scenario, fact, fact.prior),
                percent(fact.prior.in_band.value),
                NOTHING if fact.given is None else _predicted(scenario, fact, fact.given),
                NOTHING if fact.given is None else percent(fact.given.in_band.value),
            ]
        )
    bands = listed(
        (_band(scenario, fact, lang) for fact in facts.facts if _numeric(scenario, fact)), lang, long=True
    )
    said = [text("report.facts.bands", lang, bands=bands)] if bands else []
    said += [_commonest(scenario, fact, lang) for fact in facts.facts if fact.observed == 0]
    said += _conditioning(scenario, facts, lang)
    return [
        text("report.facts.title", lang),
        *columns(rows, right=frozenset({1, 2, 3, 4, 5})),
        *(line for each in said for line in wrapped(each, indent=2)),
    ]


def unknowns_table(scenario: Scenario, lang: str, told: bool) -> list[str]:
    """Every unknown with its prior and what it rests on; `told` says that a paper leaves them open."""
    key = "report.unknowns.title" if told else "report.unknowns.title_any"
    head = [text(f"report.column.{name}", lang) for name in ("unknown", "belief", "", "basis") if name]
    rows = [[head[0], head[1], head[2]]]
    for name, prior in scenario.priors.items():
        parameter = scenario.parameters[name]
        basis_word = text(f"report.basis.{parameter.confidence}", lang)
        rows.append([parameter.label(lang), prior_words(prior, parameter, lang), basis_word])
    counts = basis(scenario)
    counted = text(
        "report.unknowns.counted", lang, found=counts["F"], recalled=counts["R"], assumed=counts["A"]
    )
    return [text(key, lang, count=len(scenario.priors)), *columns(rows), *wrapped(counted, indent=2)]


def limits(scenario: Scenario, facts: Facts | None, lang: str) -> list[str]:
    """What the result does not show."""
    months = scenario.values["run.horizon"]
    said = []
    if facts is not None:
        said += [text("report.limits.paper", lang), text("report.limits.one", lang)]
    if scenario.priors:
        count, assumed = len(scenario.priors), basis(scenario)["A"]
        said.append(text("report.limits.assumed", lang, assumed=assumed, count=count))
    said.append(text("report.limits.weights", lang, months=months))
    said.append(text("report.limits.any" if facts is None else "report.limits.case", lang))
    lines = [text("report.limits.title", lang)]
    for each in said:
        first, *rest = wrapped(each, indent=4)
        lines += [f"  · {first.lstrip()}", *rest]
    return lines


def basis(scenario: Scenario) -> Mapping[str, int]:
    """How many of the unknowns are found in print (F), recalled (R) and assumed (A)."""
    return Counter(scenario.parameters[name].confidence for name in scenario.priors)


def fact_label(scenario: Scenario, name: str, lang: str) -> str:
    """What a fact is called, with its month."""
    if f"facts.{name}" not in room("report"):
        return name
    month = scenario.reference[name].get("month", scenario.values["contract.term"])
    return text(f"report.facts.{name}", lang, month=month)


def _numeric(scenario: Scenario, fact: Fact) -> bool:
    return not isinstance(scenario.reference[fact.name]["value"], bool)


def _observed(scenario: Scenario, fact: Fact, lang: str) -> str:
    if not _numeric(scenario, fact):
        return text("report.facts.yes" if fact.observed else "report.facts.no", lang)
    if math.isfinite(fact.of):
        return text("report.facts.of", lang, value=amount(fact.observed), of=amount(fact.of))
    return amount(fact.observed)


def _predicted(scenario: Scenario, fact: Fact, found: Agreement) -> str:
    if not _numeric(scenario, fact):
        return NOTHING
    return f"{brief(found.median)} [{brief(found.low)}–{brief(found.high)}]"


def _band(scenario: Scenario, fact: Fact, lang: str) -> str:
    name = fact_label(scenario, fact.name, lang)
    low, high = fact.band
    if low == high:
        return text("report.facts.band_one", lang, name=name, low=amount(low))
    return text("report.facts.band", lang, name=name, low=amount(low), high=amount(high))


def _commonest(scenario: Scenario, fact: Fact, lang: str) -> str:
    fields = {"name": fact_label(scenario, fact.name, lang), "value": amount(fact.common.value)}
    share = percent(fact.common.share)
    if fact.common_given is None:
        return text("report.facts.common_alone", lang, **fields, share=share)
    value = fact.common_given.value
    given = percent(fact.common_given.share)
    if value != fact.common.value:
        given = f"{amount(value)}: {given}"
    return text("report.facts.common", lang, **fields, share=share, given=given)


def _conditioning(scenario: Scenario, facts: Facts, lang: str) -> list[str]:
    if facts.nobody_agrees:
        return [text("report.facts.nobody_agrees", lang)]
    if facts.conditioned is None:
        return []
    said = [
        text(
            "report.facts.conditioned",
            lang,
            share=percent(facts.conditioned.accepted.value),
            effective=amount(facts.conditioned.effective_draws),
            draws=f"{len(facts.conditioned.weights):,}",
        )
    ]
    if not scenario.priors:
        return said
    moved = listed(
        (
            f"{scenario.parameters[one.parameter].label(lang)} {one.shift:+.2f}".replace("-", "−")
            for one in facts.informed_priors
        ),
        lang,
        long=True,
    )
    if not moved:
        return [*said, text("report.facts.nothing_moved", lang, count=len(scenario.priors))]
    return [*said, text("report.facts.one_parameter", lang, moved=moved)]
