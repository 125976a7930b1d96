"""Text on observations beside the model, priors of uncertain parameters, and limits of the result."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from experiments.calibration.conditioning import Agreement
from experiments.calibration.observations import Observation, ObservationCheck
from experiments.reporting.numbers import NOTHING, amount, brief, listed, number, percent
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import Words, prior_words, sentence, summary
from experiments.texts import DEFAULT_LANGUAGE, room, text
from sim.scenario import Scenario


def observation_table(scenario: Scenario, found: ObservationCheck, lang: str) -> list[str]:
    """Return each observation beside the model before and after conditioning, and what that rests on."""
    names = ("observation", "predicted", "agreement", "given", "agreement")
    rows = [["", *(text(f"report.column.{name}", lang) for name in names)]]
    for one in found.observations:
        rows.append(
            [
                f"{observation_label(scenario, one.name, lang)}{' *' if one.use == 'condition' else ''}",
                _observed(scenario, one, lang),
                _predicted(scenario, one, one.prior),
                percent(one.prior.in_band.value),
                NOTHING if one.given is None else _predicted(scenario, one, one.given),
                NOTHING if one.given is None else percent(one.given.in_band.value),
            ]
        )
    bands = listed(
        (_band(scenario, one, lang) for one in found.observations if _numeric(scenario, one)),
        lang,
        long=True,
    )
    said = [text("report.observations.bands", lang, bands=bands)] if bands else []
    said += [_commonest(scenario, one, lang) for one in found.observations if one.observed == 0]
    said += _conditioning(scenario, found, lang)
    return [
        text("report.observations.title", lang),
        *columns(rows, right=frozenset({1, 2, 3, 4, 5})),
        *(line for each in said for line in wrapped(each, indent=2)),
    ]


def uncertain_table(scenario: Scenario, lang: str, observed: bool) -> list[str]:
    """Return every uncertain parameter with its prior and the basis of its range.

    Args:
        scenario: what was run.
        lang: "en" or "zh".
        observed: whether the scenario has observations from a paper, which the title then mentions.

    Returns:
        Lines of a report.
    """
    key = "report.uncertain.title" if observed else "report.uncertain.title_any"
    rows = [[text(f"report.column.{name}", lang) for name in ("parameter", "prior", "basis")]]
    for name, prior in scenario.priors.items():
        parameter = scenario.parameters[name]
        basis_word = text(f"report.basis.{parameter.confidence}", lang)
        rows.append([parameter.label(lang), prior_words(prior, parameter, lang), basis_word])
    counts = basis(scenario)
    counted = text(
        "report.uncertain.counted", lang, found=counts["F"], recalled=counts["R"], assumed=counts["A"]
    )
    return [text(key, lang, count=len(scenario.priors)), *columns(rows), *wrapped(counted, indent=2)]


def limits(scenario: Scenario, found: ObservationCheck | None, lang: str) -> list[str]:
    """Return what the result does not show."""
    months = scenario.values["run.horizon"]
    said = []
    if found is not None:
        said += [text("report.limits.paper", lang), text("report.limits.one", lang)]
    if scenario.priors:
        count, assumed = len(scenario.priors), basis(scenario)["A"]
        said.append(text("report.limits.assumed", lang, assumed=assumed, count=count))
    said.append(text("report.limits.weights", lang, months=months))
    said.append(text("report.limits.any" if found is None else "report.limits.case", lang))
    lines = [text("report.limits.title", lang)]
    for each in said:
        first, *rest = wrapped(each, indent=4)
        lines += [f"  · {first.lstrip()}", *rest]
    return lines


def basis(scenario: Scenario) -> Mapping[str, int]:
    """Return how many uncertain parameters have a range found in print (F), recalled (R), assumed (A)."""
    return Counter(scenario.parameters[name].confidence for name in scenario.priors)


def observation_label(scenario: Scenario, name: str, lang: str) -> str:
    """Return what an observation is called, with its month."""
    if f"observations.{name}" not in room("report"):
        return name
    month = scenario.reference[name].get("month", scenario.values["contract.term"])
    return text(f"report.observations.{name}", lang, month=month)


@summary.register
def agreement_sentence(result: Agreement, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return the sentence on the agreement of runs with an observation; `unit` is that of the quantity."""
    fields = {
        "share": percent(result.in_band.value),
        "low": percent(result.in_band.low),
        "high": percent(result.in_band.high),
        "first": number(result.band[0]),
        "last": number(result.band[1]),
        "median": number(result.median),
        "bottom": number(result.low),
        "top": number(result.high),
    }
    return sentence("agreement.band", lang, fields, words)


def _numeric(scenario: Scenario, one: Observation) -> bool:
    return not isinstance(scenario.reference[one.name]["value"], bool)


def _observed(scenario: Scenario, one: Observation, lang: str) -> str:
    if not _numeric(scenario, one):
        return text("report.observations.yes" if one.observed else "report.observations.no", lang)
    if math.isfinite(one.of):
        return text("report.observations.of", lang, value=amount(one.observed), of=amount(one.of))
    return amount(one.observed)


def _predicted(scenario: Scenario, one: Observation, found: Agreement) -> str:
    if not _numeric(scenario, one):
        return NOTHING
    return f"{brief(found.median)} [{brief(found.low)}–{brief(found.high)}]"


def _band(scenario: Scenario, one: Observation, lang: str) -> str:
    name = observation_label(scenario, one.name, lang)
    low, high = one.band
    if low == high:
        return text("report.observations.band_one", lang, name=name, low=amount(low))
    return text("report.observations.band", lang, name=name, low=amount(low), high=amount(high))


def _commonest(scenario: Scenario, one: Observation, lang: str) -> str:
    fields = {"name": observation_label(scenario, one.name, lang), "value": amount(one.common.value)}
    share = percent(one.common.share)
    if one.common_given is None:
        return text("report.observations.common_alone", lang, **fields, share=share)
    value = one.common_given.value
    given = percent(one.common_given.share)
    if value != one.common.value:
        given = f"{amount(value)}: {given}"
    return text("report.observations.common", lang, **fields, share=share, given=given)


def _conditioning(scenario: Scenario, found: ObservationCheck, lang: str) -> list[str]:
    if found.no_run_agrees:
        return [text("report.observations.no_run_agrees", lang)]
    if found.conditioned is None:
        return []
    said = [
        text(
            "report.observations.conditioned",
            lang,
            share=percent(found.conditioned.accepted.value),
            effective=amount(found.conditioned.effective_draws),
            draws=f"{len(found.conditioned.weights):,}",
        )
    ]
    if not scenario.priors:
        return said
    moved = listed(
        (
            f"{scenario.parameters[one.parameter].label(lang)} {one.shift:+.2f}".replace("-", "−")
            for one in found.informed_priors
        ),
        lang,
        long=True,
    )
    if not moved:
        return [*said, text("report.observations.none_informed", lang, count=len(scenario.priors))]
    return [*said, text("report.observations.informed", lang, moved=moved)]
