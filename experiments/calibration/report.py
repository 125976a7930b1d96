"""Text on observations beside the model, priors of uncertain parameters, and limits of the result."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

from experiments.calibration.conditioning import LEAST_EFFECTIVE, Agreement, Shift
from experiments.calibration.observations import (
    Observation,
    ObservationCheck,
    draws_for,
    taken_in,
    uncovered,
)
from experiments.reporting.numbers import NOTHING, amount, brief, fixed, listed, number, percent, ratio
from experiments.reporting.terminal import bulleted, columns, wrapped
from experiments.reporting.wording import (
    Words,
    benchmark_words,
    listed_words,
    prior_words,
    sentence,
    summary,
)
from experiments.runs.engines import scenario_measures
from experiments.texts import DEFAULT_LANGUAGE, room, text
from sim.scenario import Scenario
from sim.scenario.observations import BESIDE, measure_of

LONGEST_HEADING = 20
LABELLED = ("coverage", "incubated", "extension_requested")
"""Observations that have a label of their own: the texts `report.observations.NAME`."""

TOLERANCE = "tolerance"

KIND_OF = {"coverage": "studio", "incubated": "group"}
"""Observations whose name speaks of one kind of service."""


def observation_table(scenario: Scenario, found: ObservationCheck, lang: str) -> list[str]:
    """Return each observation beside the model before and after conditioning, and what that rests on."""
    names = ("predicted", "agreement", "given", "agreement")
    heads = [text(f"report.column.{name}", lang) for name in names]
    rows = [["", _heading(scenario, found, lang), *heads]]
    shown = shows_given(scenario, found)
    for one in found.observations:
        given = one.given if shown else None
        rows.append(
            [
                f"{observation_label(scenario, one.name, lang)}{' *' if one.use == 'condition' else ''}",
                observed_text(scenario, one, lang),
                predicted_text(scenario, one, one.prior),
                percent(one.prior.in_band.value),
                NOTHING if given is None else predicted_text(scenario, one, given),
                NOTHING if given is None else percent(given.in_band.value),
            ]
        )
    said = observation_notes(scenario, found, lang)
    return [
        text("report.observations.title", lang),
        *columns(rows, right=frozenset({1, 2, 3, 4, 5})),
        *(line for each in said for line in wrapped(each, indent=2)),
    ]


def observation_notes(scenario: Scenario, found: ObservationCheck, lang: str) -> list[str]:
    """Return what the comparison with the observations rests on, and what conditioning says, as sentences."""
    shown = shows_given(scenario, found)
    numbers = [one for one in found.observations if is_number(scenario, one)]
    bands = listed((_band(scenario, one, lang) for one in numbers if one.model == TOLERANCE), lang, long=True)
    models = listed(
        (_model(scenario, one, lang) for one in numbers if one.model != TOLERANCE), lang, long=True
    )
    said = _sources(scenario, found, lang)
    if any(one.use == BESIDE for one in found.observations):
        said.append(text("report.observations.beside", lang, source=source_of(scenario, lang)))
    said += [text("report.observations.bands", lang, bands=bands)] if bands else []
    said += [text("report.observations.models", lang, models=models)] if models else []
    said += [_commonest(scenario, one, shown, lang) for one in found.observations if one.observed == 0]
    return said + _conditioning(scenario, found, lang)


def uncertain_table(scenario: Scenario, lang: str, observed: bool) -> list[str]:
    """Return every uncertain parameter with its prior and the basis of its range.

    Args:
        scenario: what was run.
        lang: "en" or "zh".
        observed: whether the scenario has observations, whose source the title then mentions.

    Returns:
        Lines of a report.
    """
    named = observed and len(_named_sources(scenario)) == 1
    key = "report.uncertain.title" if named else "report.uncertain.title_any"
    source = {"source": source_of(scenario, lang)} if named else {}
    rows = [[text(f"report.column.{name}", lang) for name in ("parameter", "prior", "basis")]]
    for name, prior in scenario.priors.items():
        parameter = scenario.parameters[name]
        basis_word = text(f"report.basis.{parameter.confidence}", lang)
        rows.append([parameter.label(lang), prior_words(prior, parameter, lang), basis_word])
    counts = basis(scenario)
    counted = text(
        "report.uncertain.counted", lang, found=counts["F"], recalled=counts["R"], assumed=counts["A"]
    )
    title = text(key, lang, count=len(scenario.priors), **source)
    return [*wrapped(title), *columns(rows), *wrapped(counted, indent=2)]


def limits(scenario: Scenario, found: ObservationCheck | None, lang: str) -> list[str]:
    """Return what the result does not show."""
    sentences = limit_sentences(scenario, conditioned_on(found), lang).values()
    return [text("report.limits.title", lang), *bulleted(list(sentences))]


def conditioned_on(found: ObservationCheck | None) -> int | None:
    """Return how many observations draws are conditioned on; None where there are no observations."""
    return None if found is None else sum(one.use == "condition" for one in found.observations)


def limit_sentences(
    scenario: Scenario, conditioned: int | None, lang: str, alone: bool = False
) -> dict[str, str]:
    """Return what no result of a scenario shows, each limit by its name.

    Args:
        scenario: what the result is of.
        conditioned: how many observations the draws are conditioned on; None where there are no observations.
        lang: "en" or "zh".
        alone: whether it stands without the tables that a report has above it.
    """
    said = {}
    if conditioned is not None:
        said["observed"] = text("report.limits.observed", lang, source=source_of(scenario, lang))
        if conditioned:
            said["one"] = text("report.limits.one", lang, count=conditioned)
    if scenario.priors:
        count, assumed = len(scenario.priors), basis(scenario)["A"]
        said["assumed"] = text("report.limits.assumed", lang, assumed=assumed, count=count)
    weights = "weights_alone" if alone else "weights"
    said["weights"] = text(f"report.limits.{weights}", lang, months=scenario.values["run.horizon"])
    pair = all(scenario.values[f"population.{name}"] == 1 for name in ("offices", "organizations"))
    reach = "case" if conditioned is not None and pair else "any"
    return said | {reach: text(f"report.limits.{reach}", lang)}


def basis(scenario: Scenario) -> Mapping[str, int]:
    """Return how many uncertain parameters have a range found in print (F), recalled (R), assumed (A)."""
    return Counter(scenario.parameters[name].confidence for name in scenario.priors)


def observation_label(scenario: Scenario, name: str, lang: str) -> str:
    """Return what an observation is called, with its month; its measure's label where it has none itself."""
    fact = scenario.reference[name]
    month = fact.get("month", taken_in(scenario, measure_of(name, fact)) or scenario.values["contract.term"])
    kinds = {row.name for row in scenario.rows["kinds"]}
    if name in LABELLED and "measure" not in fact and KIND_OF.get(name, "") in ("", *kinds):
        return text(f"report.observations.{name}", lang, month=month)
    if "measure" in fact and fact["measure"] != name:
        return text("report.observations.at_month", lang, label=name, month=month)
    for measure in scenario_measures(scenario):
        if measure.name == measure_of(name, scenario.reference[name]):
            return text("report.observations.at_month", lang, label=measure.label(lang), month=month)
    return name


def source_of(scenario: Scenario, lang: str) -> str:
    """Return who observed: the sources that the scenario's observations name, in short."""
    named = _named_sources(scenario)
    return listed((_source(each, lang) for each in named), lang) or text("report.observations.unnamed", lang)


def _named_sources(scenario: Scenario) -> list[str]:
    shown = (each for each in scenario.reference.values() if each["use"] != "metadata")
    return list(dict.fromkeys(each["source"] for each in shown if each.get("source")))


def _source(source: str, lang: str) -> str:
    """Return a source in short: who and when, of one that the model knows; another as it was given."""
    if source not in room("sources"):
        return source
    return re.split("[,，]", text(f"sources.{source}", lang))[0]


def _heading(scenario: Scenario, found: ObservationCheck, lang: str) -> str:
    """Return the heading of what was observed: its source, where there is one and it is short."""
    given = {scenario.reference[one.name].get("source", "") for one in found.observations}
    source = _source(given.pop(), lang) if len(given) == 1 else ""
    return source if 0 < len(source) <= LONGEST_HEADING else text("report.column.observation", lang)


def _sources(scenario: Scenario, found: ObservationCheck, lang: str) -> list[str]:
    """Return the sources that the heading does not name, as a sentence."""
    names: dict[str, list[str]] = {}
    for one in found.observations:
        source = scenario.reference[one.name].get("source", "")
        if source:
            names.setdefault(_source(source, lang), []).append(observation_label(scenario, one.name, lang))
    if not names or list(names) == [_heading(scenario, found, lang)]:
        return []
    said = (
        text("report.observations.source", lang, name=listed(each, lang), source=source)
        for source, each in names.items()
    )
    return [text("report.observations.sources", lang, sources=listed(said, lang, long=True))]


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


def is_number(scenario: Scenario, one: Observation) -> bool:
    """Return whether an observation is a number, not a yes or no."""
    return not isinstance(scenario.reference[one.name]["value"], bool)


def observed_text(scenario: Scenario, one: Observation, lang: str) -> str:
    """Return what was observed: "20 of 25", "yes"."""
    if not is_number(scenario, one):
        return text("report.observations.yes" if one.observed else "report.observations.no", lang)
    if math.isfinite(one.of):
        return text("report.observations.of", lang, value=amount(one.observed), of=amount(one.of))
    return amount(one.observed)


def predicted_text(scenario: Scenario, one: Observation, found: Agreement) -> str:
    """Return what the model has for an observation, median and 5–95% range; "–" for a yes or no."""
    if not is_number(scenario, one):
        return NOTHING
    return f"{brief(found.median)} [{brief(found.low)}–{brief(found.high)}]"


def _band(scenario: Scenario, one: Observation, lang: str) -> str:
    name = observation_label(scenario, one.name, lang)
    low, high = one.band
    if low == high:
        return text("report.observations.band_one", lang, name=name, low=amount(low))
    return text("report.observations.band", lang, name=name, low=amount(low), high=amount(high))


def _model(scenario: Scenario, one: Observation, lang: str) -> str:
    """Return an observation with its observation model and the values that agree."""
    name, model = (
        observation_label(scenario, one.name, lang),
        text(f"report.observation_model.{one.model}", lang),
    )
    low, high = (amount(end) for end in one.band)
    return text("report.observations.model", lang, name=name, model=model, low=low, high=high)


def _commonest(scenario: Scenario, one: Observation, shown: bool, lang: str) -> str:
    fields = {"name": observation_label(scenario, one.name, lang), "value": amount(one.common.value)}
    share = percent(one.common.share)
    if one.common_given is None or not shown:
        return text("report.observations.common_alone", lang, **fields, share=share)
    value = one.common_given.value
    given = percent(one.common_given.share)
    if value != one.common.value:
        given = f"{amount(value)}: {given}"
    return text("report.observations.common", lang, **fields, share=share, given=given)


def _conditioning(scenario: Scenario, found: ObservationCheck, lang: str) -> list[str]:
    if found.no_run_agrees:
        return [
            text(
                "report.observations.no_run_agrees",
                lang,
                agreeing=agreeing_words(scenario, found.agreeing, lang),
            )
        ]
    if found.conditioned is None:
        return []
    shown = shows_given(scenario, found)
    said = [
        text(
            "report.observations.conditioned" if shown else "report.observations.weighted",
            lang,
            share=percent(found.conditioned.accepted.value),
            effective=amount(found.conditioned.effective_draws),
            draws=f"{len(found.conditioned.weights):,}",
        )
    ]
    if not scenario.priors:
        return said
    if not shown:
        effective, draws = found.conditioned.effective_draws, len(found.conditioned.weights)
        return [*said, nothing_concluded(scenario, found.observations, effective, draws, lang)]
    moved = listed(
        (
            f"{scenario.parameters[one.parameter].label(lang)} {fixed(one.shift, 2, signed=True)}"
            for one in found.informed_priors
        ),
        lang,
        long=True,
    )
    jointly = jointly_words(found.shifts, found.conditioned.effective_draws, lang)
    if not moved:
        count = len(scenario.priors)
        return [*said, text("report.observations.none_informed", lang, count=count, jointly=jointly)]
    return [*said, text("report.observations.informed", lang, moved=moved, jointly=jointly)]


def shows_given(scenario: Scenario, found: ObservationCheck) -> bool:
    """Return whether predictions given the observations are shown: not where nothing can be concluded.

    Without uncertain parameters nothing is to be concluded, and predictions rest on seeds alone.
    """
    return found.conclusive or not scenario.priors


def nothing_concluded(
    scenario: Scenario, observations: Sequence[Observation], effective: float, draws: int, lang: str
) -> str:
    """Return why nothing is concluded from draws weighted by observations, and what would be needed."""
    names = listed(
        (observation_label(scenario, name, lang) for name in uncovered(observations)), lang, long=True
    )
    fields = {"effective": round(effective), "draws": f"{draws:,}", "least": LEAST_EFFECTIVE}
    if names:
        return text("report.observations.uncovered", lang, names=names, **fields)
    needed = draws_for(LEAST_EFFECTIVE, effective, draws)
    return text("report.observations.too_few", lang, needed=f"{needed:,}", **fields)


def agreeing_words(scenario: Scenario, agreeing: Mapping[str, int], lang: str) -> str:
    """Return how many runs agree with each observation alone."""
    each = (
        text("report.observations.agreeing", lang, name=observation_label(scenario, name, lang), count=count)
        for name, count in agreeing.items()
    )
    return listed(each, lang, long=True)


def jointly_words(shifts: Mapping[str, Shift | None], effective: float, lang: str) -> str:
    """Return what all parameters together change in 1+1 by each benchmark, and what a reader may take home.

    Args:
        shifts: the change by the name of its benchmark, the leading one first; None where it is undefined.
        effective: effective number of draws.
        lang: "en" or "zh".
    """
    each, resolved = [], []
    for name, shift in shifts.items():
        words = benchmark_words(name, lang)
        if shift is None:
            each.append(text("report.observations.shift_undefined", lang, **words))
            continue
        key = "shift_moved" if shift.resolved else "shift_open"
        fields = {"before": ratio(shift.before), "after": ratio(shift.after)}
        each.append(text(f"report.observations.{key}", lang, **fields, **words))
        resolved += [words["benchmark"]] if shift.resolved else []
    said = text("report.observations.jointly", lang, each=listed(each, lang, long=True))
    if all(shift is None for shift in shifts.values()):
        return said
    take = "take_home" if resolved else "take_nothing"
    by = listed_words(resolved, lang)
    return said + text(f"report.observations.{take}", lang, by=by, effective=round(effective))
