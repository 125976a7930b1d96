"""Names and sentences that reports share."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping

from experiments.calibration.conditioning import Agreement
from experiments.comparison.differences import Difference
from experiments.reporting.numbers import Form, amount, listed, number, percent, service_months
from experiments.reporting.terminal import wrapped
from experiments.results import Result
from experiments.statistics.intervals import Estimate
from experiments.statistics.sample_size import SampleSize
from experiments.synergy.break_even import BreakEven, HorizonBreakEven, WeightBreakEven
from experiments.synergy.synergy import Synergy
from experiments.texts import DEFAULT_LANGUAGE, room, text
from sim.arms import ARMS
from sim.measures import MEASURES
from sim.parameters.declaration import Parameter
from sim.parameters.instruments import INSTRUMENT_TABLE
from sim.parameters.priors import Discrete, Integers, Mixture, Prior, Triangular, Uniform


def option_name(parameter: Parameter, place: int, lang: str) -> str:
    """Return the name of an option by its place; one that has no other name (of a scenario's own) as set."""
    option = parameter.options[place]
    if lang == "en":
        return option
    for row in INSTRUMENT_TABLE.rows:
        if row.name == option:
            return row.labels[lang]
    return text(f"choice.{option}", lang) if option in room("choice") else option


Parameters = Mapping[str, Parameter]


def outcome_name(name: str, lang: str) -> str:
    """Return what an outcome is called; a measure in an arm is named "measure@arm"."""
    if f"outcome.{name}" in room("analysis"):
        return text(f"analysis.outcome.{name}", lang)
    measure, _, arm = name.partition("@")
    spoken = next((one.label(lang) for one in MEASURES if one.name == measure), measure)
    label = next((one.label_zh if lang == "zh" else one.label_en for one in ARMS if one.name == arm), arm)
    opening, closing = ("（", "）") if lang == "zh" else (" (", ")")
    return f"{spoken}{opening}{label}{closing}" if label else spoken


def parameter_name(name: str, parameters: Parameters, lang: str) -> str:
    """Return a parameter's label, told from others of the same label by its dotted name."""
    if name not in parameters:
        return name
    label = parameters[name].label(lang)
    twins = [other for other, one in parameters.items() if one.label(lang) == label]
    return label if len(twins) == 1 else f"{label} [{name}]"


def unit_text(name: str, parameters: Parameters, lang: str) -> str:
    """Return a parameter's unit, or nothing where it has none of its own."""
    unit = text(f"units.{parameters[name].unit}", lang) if name in parameters else ""
    return "" if unit.startswith(("(", "（")) else unit


def axis_name(name: str, parameters: Parameters, lang: str) -> str:
    """Return what stands at an axis: a parameter's label with its unit."""
    label, unit = parameter_name(name, parameters, lang), unit_text(name, parameters, lang)
    if not unit:
        return label
    return f"{label}（{unit}）" if lang == "zh" else f"{label} ({unit})"


def axis_value(name: str, value: float, parameters: Parameters, lang: str) -> str:
    """Return a value as it stands at an axis or in a head: a choice by its name, a number without unit."""
    if name in parameters and parameters[name].kind == "choice":
        return option_name(parameters[name], round(value), lang)
    return f"{value:g}"


def value_text(name: str, value: float, parameters: Parameters, lang: str) -> str:
    """Return a value as a person writes it, with its unit where it has one of its own."""
    if name not in parameters:
        return amount(value)
    parameter = parameters[name]
    if parameter.kind == "choice":
        return option_name(parameter, round(value), lang)
    stored = value if parameter.kind == "float" else int(value)
    unit = unit_text(name, parameters, lang)
    shown = parameter.shown(round(stored, 4))
    return f"{shown} {unit}" if unit else shown


def with_interval(estimate: Estimate, lang: str, form: Form = amount) -> str:
    """Return "value (low to high)"; the value alone where the interval is not known."""
    if not estimate.known:
        return form(estimate.value)
    return text(
        "analysis.interval",
        lang,
        value=form(estimate.value),
        low=form(estimate.low),
        high=form(estimate.high),
    )


def listed_words(words: Iterable[str], lang: str) -> str:
    """Return words as a list: "a, b and c"."""
    every = list(words)
    if len(every) < 2:
        return "".join(every)
    return text("analysis.list", lang).join(every[:-1]) + text("analysis.list_and", lang) + every[-1]


def in_plain_words(said: Iterable[str], lang: str) -> list[str]:
    """Return the reading of a result as lines, under its heading."""
    lines = [text("analysis.reading", lang)]
    for sentence in said:
        lines += wrapped(sentence, indent=2)
    return lines


def not_shown(run_seeds: Iterable[str], lang: str, held: bool = False) -> list[str]:
    """Return what a result does not show as lines, one dot each, under its heading.

    `held` says that what nobody knows was neither drawn nor varied throughout.
    """
    lines = [text("analysis.not_shown", lang)]
    for key in (*run_seeds, "analysis.held" if held else "analysis.priors", "analysis.model"):
        first, *rest = wrapped(text(key, lang), indent=4)
        lines += [f"  · {first.lstrip()}", *rest]
    return lines


def prior_words(prior: Prior, parameter: Parameter, lang: str) -> str:
    """A prior in a few words: '0.1 to 0.4, peak 0.2', '5500 to 7500 yuan/month', '33%: 1; 67%: 0.3 to 1'."""
    unit = text(f"units.{parameter.unit}", lang)
    # In brackets stand kinds of number (a share, a level), which a range shows by itself.
    unit = "" if unit.startswith(("(", "（")) else unit
    if isinstance(prior, Mixture):
        parts = (
            text("report.prior.part", lang, share=percent(share), what=prior_words(part, parameter, lang))
            for share, part in prior.parts
        )
        return listed(parts, lang, long=True)
    if isinstance(prior, Discrete):
        values = " / ".join(parameter.shown(each) for each in prior.values)
        return text("report.prior.discrete", lang, values=values, unit=unit).strip()
    if isinstance(prior, Uniform | Triangular | Integers):
        ends = {"low": parameter.shown(prior.low), "high": parameter.shown(prior.high), "unit": unit}
        key = f"report.prior.{type(prior).__name__.lower()}"
        mode = parameter.shown(prior.mode) if isinstance(prior, Triangular) else ""
        return text(key, lang, **ends, mode=mode).replace(" ,", ",").replace(" ，", "，").strip()
    return str(prior.written())


SIGNS = ("∅", "G", "S", "G∥S", "G₋∥S", "G₋∥S₊", "GS", "G₊")
"""The arms as the model's documents write them."""

Words = str | Callable[[str], str]
"""A name as it stands, or a function from the language to it."""


def summary(result: Result, lang: str = DEFAULT_LANGUAGE, **names: Words) -> str:
    """Return one sentence that says what a result means.

    `names` are the words that the result does not know: `unit` (service-months unless told), `first` and
    `second` of a difference, `parameter` of a crossing; and the label of its `measure` or `component`. Raises
    TypeError for a result that has no reading, KeyError for an unknown language or a missing name.
    """
    for kind, told in _SUMMARIES.items():
        if isinstance(result, kind):
            key, fields = told(result, lang)
            sentence = text(f"reading.{key}", lang, **{"unit": service_months, **fields, **names})
            # A quantity without a unit must not leave a gap before the punctuation.
            return re.sub(r"\s+(?=[\s);.,（；，。])", "", sentence)
    raise TypeError(f"{type(result).__name__} has no reading; there is one for {_kinds()}")


def _ratio(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _synergy(result: Synergy, lang: str) -> tuple[str, dict[str, Words]]:
    above = result.share_above_two
    if result.one_plus_one.undefined and above.zero == 1:
        return "synergy.nothing", {}
    scope = text("reading.synergy.point", lang)
    if result.draws > 1:
        scope = text(
            "reading.synergy.draws",
            lang,
            share=percent(above.value),
            low=percent(above.low),
            high=percent(above.high),
            draws=f"{result.draws:,}",
        )
    return f"synergy.{result.verdict}", {"ratio": _one_plus_one(result, lang), "scope": scope}


def _one_plus_one(result: Synergy, lang: str) -> str:
    quantity, delta = result.one_plus_one, result.delta.estimate
    if quantity.undefined:
        return text(
            "reading.synergy.ratio_undefined",
            lang,
            delta=number(delta.value),
            low=number(delta.low),
            high=number(delta.high),
            unit=service_months,
        )
    estimate, over_draws = quantity.estimate, quantity.draw_range
    if not estimate.known:
        return text("reading.synergy.ratio_bare", lang, value=_ratio(estimate.value))
    single = math.isnan(over_draws.low)
    return text(
        "reading.synergy.ratio_point" if single else "reading.synergy.ratio",
        lang,
        value=_ratio(estimate.value),
        low=_ratio(estimate.low),
        high=_ratio(estimate.high),
        first=_ratio(over_draws.low),
        last=_ratio(over_draws.high),
    )


def _difference(result: Difference, lang: str) -> tuple[str, dict[str, Words]]:
    found = result.difference
    low, high, value = found.low, found.high, found.value
    if result.label == "lower":
        low, high, value = -high, -low, -value
    return f"difference.{result.label}", {
        "measure": result.measure,
        "value": number(value),
        "low": number(low),
        "high": number(high),
        "share": percent(result.improvement.value),
    }


def _crossing(result: BreakEven, lang: str) -> tuple[str, dict[str, Words]]:
    fields: dict[str, Words] = {
        "value": number(result.value),
        "low": number(result.low),
        "high": number(result.high),
        "first": number(result.first),
        "last": number(result.last),
    }
    if result.status == "crosses":
        return ("crossing.rises" if result.direction > 0 else "crossing.falls"), fields
    if result.status == "none":
        return f"crossing.{('nought', 'positive', 'negative')[result.sign]}", fields
    return "crossing.unresolved", fields


def _weight(result: WeightBreakEven, lang: str) -> tuple[str, dict[str, Words]]:
    return f"weight.{result.status}", {
        "component": result.component,
        "value": number(result.weight.value),
        "low": number(result.weight.low),
        "high": number(result.weight.high),
        "current": number(result.current),
    }


def _horizon(result: HorizonBreakEven, lang: str) -> tuple[str, dict[str, Words]]:
    sign = "positive" if result.sign > 0 else "negative"
    key = {"flips": sign, "none": f"none_{sign}", "unresolved": "unresolved"}[result.status]
    return f"horizon.{key}", {
        "month": str(result.month),
        "low": str(result.low),
        "high": str(result.high),
        "months": str(result.months),
    }


def _plan(result: SampleSize, lang: str) -> tuple[str, dict[str, Words]]:
    single = result.draws == 1
    key = "plan.point" if single else "plan.draws"
    return (key if math.isnan(result.power) else f"{key}_power"), {
        "draws": f"{result.draws:,}",
        "replications": f"{result.seeds:,}",
        "runs": f"{result.runs:,}",
        "cautious": f"{result.cautious_replications if single else result.cautious_draws:,}",
        "half_width": number(result.half_width),
        "effect": number(result.effect),
        "power": percent(result.power),
    }


def _agreement(result: Agreement, lang: str) -> tuple[str, dict[str, Words]]:
    return "agreement.band", {
        "share": percent(result.in_band.value),
        "low": percent(result.in_band.low),
        "high": percent(result.in_band.high),
        "first": number(result.band[0]),
        "last": number(result.band[1]),
        "median": number(result.median),
        "bottom": number(result.low),
        "top": number(result.high),
    }


_SUMMARIES: dict[type[Result], Callable[..., tuple[str, dict[str, Words]]]] = {
    Synergy: _synergy,
    Difference: _difference,
    BreakEven: _crossing,
    WeightBreakEven: _weight,
    HorizonBreakEven: _horizon,
    SampleSize: _plan,
    Agreement: _agreement,
}


def _kinds() -> str:
    return ", ".join(kind.__name__ for kind in _SUMMARIES)
