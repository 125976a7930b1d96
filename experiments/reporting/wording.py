"""Names of arms, outcomes and parameters, summary sentences and caveats: the one place for them."""

from __future__ import annotations

import importlib
import importlib.util
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import singledispatch

from experiments.designs.saltelli import SEED
from experiments.reporting.numbers import (
    Form,
    alike,
    amount,
    decimals_of_column,
    fixed,
    grouped,
    listed,
    number,
    percent,
    service_months,
    unit,
)
from experiments.reporting.terminal import bulleted, wrapped
from experiments.results import Result
from experiments.statistics.intervals import Estimate
from experiments.statistics.sample_size import SampleSize
from experiments.texts import DEFAULT_LANGUAGE, LANGUAGES, room, text
from sim.arms import ARMS, Arm
from sim.measures import Measure, measure_named
from sim.parameters.declaration import Parameter
from sim.parameters.instruments import INSTRUMENT_TABLE
from sim.parameters.priors import Discrete, Integers, Mixture, Prior, Triangular, Uniform

SIGNS = ("∅", "G", "S", "G∥S", "G₋∥S", "G₋∥S₊", "GS", "G₊")
"""The arms as the model's documents write them."""

RATIOS = ("added_value", "one_plus_one", "multiplier")
"""Outcomes of value that are ratios; the others have its unit."""

Parameters = Mapping[str, Parameter]
"""Declared parameters by dotted name."""

Words = str | Callable[[str], str]
"""A name as it stands, or a function from the language to it."""


def arm_name(arm: Arm, lang: str) -> str:
    """Return what an arm is called in a language."""
    return arm.label_zh if lang == "zh" else arm.label_en


def option_name(parameter: Parameter, place: int, lang: str) -> str:
    """Return the name of an option by its place; one that only a scenario declares is shown as it is."""
    return choice_name(parameter.options[place], lang)


def choice_name(option: str, lang: str) -> str:
    """Return the name of an option; one that only a scenario declares is shown as it is."""
    if lang == "en":
        return option
    for row in INSTRUMENT_TABLE.rows:
        if row.name == option:
            return row.labels[lang]
    return text(f"choice.{option}", lang) if option in room("choice") else option


def design_name(kind: str, lang: str) -> str:
    """Return what a kind of design is called; one that has no name here keeps its own."""
    return text(f"sweep.design.{kind}", lang) if f"design.{kind}" in room("sweep") else kind


def outcome_name(name: str, lang: str) -> str:
    """Return what an outcome is called; a measure in an arm is named "measure@arm"."""
    if f"outcome.{name}" in room("analysis"):
        return text(f"analysis.outcome.{name}", lang)
    measure, _, arm = name.partition("@")
    found = measure_named(measure)
    spoken = measure if found is None else found.label(lang)
    label = next((arm_name(one, lang) for one in ARMS if one.name == arm), arm)
    opening, closing = ("（", "）") if lang == "zh" else (" (", ")")
    return f"{spoken}{opening}{label}{closing}" if label else spoken


def benchmark_words(benchmark: str, lang: str) -> dict[str, str]:
    """Return what a benchmark, its difference and its denominator are called, as fields of a text.

    Args:
        benchmark: its name, as in `experiments.runs.outcomes.BENCHMARKS`.
        lang: "en" or "zh".
    """
    return {name: text(f"analysis.{name}.{benchmark}", lang) for name in ("benchmark", "gain", "base")}


def outcome_unit(name: str, lang: str) -> str:
    """Return the unit of an outcome; "" for ratios, and where it is not known."""
    if f"outcome.{name}" in room("analysis"):
        return "" if name in RATIOS else service_months(lang)
    measure = measure_named(name.partition("@")[0])
    return "" if measure is None else unit(measure, lang)


def quantities(
    names: Iterable[str], measures: Iterable[Measure] = ()
) -> dict[str, dict[str, dict[str, str]]]:
    """Return what the numbers of a file are, by the names that they have in it: label and unit.

    Args:
        names: the names of outcomes of value, and of what stands among the texts `analysis.quantity`.
        measures: measures that are in the file too.
    """
    return {one: quantity_words(one) for one in names} | {
        one.name: {
            "label": {lang: one.label(lang) for lang in LANGUAGES},
            "unit": {lang: unit(one, lang) for lang in LANGUAGES},
        }
        for one in measures
    }


def quantity_words(name: str) -> dict[str, dict[str, str]]:
    """Return what a number is and its unit, in every language.

    Args:
        name: the name of an outcome of value, such as "value_gs", or of what stands among the texts
            `analysis.quantity`.
    """
    if f"quantity.{name}.label" in room("analysis"):
        return {
            part: {lang: text(f"analysis.quantity.{name}.{part}", lang) for lang in LANGUAGES}
            for part in ("label", "unit")
        }
    of = "ratio" if name in RATIOS else "weighted_service_months"
    return {
        "label": {lang: outcome_name(name, lang) for lang in LANGUAGES},
        "unit": {lang: text(f"report.unit.{of}", lang) for lang in LANGUAGES},
    }


def parameter_name(name: str, parameters: Parameters, lang: str) -> str:
    """Return a parameter's label, with its dotted name where another has the same; or the seed's."""
    if name == SEED:
        return text("analysis.seed", lang)
    if name not in parameters:
        return name
    label = parameters[name].label(lang)
    twins = [other for other, one in parameters.items() if one.label(lang) == label]
    return label if len(twins) == 1 else f"{label} [{name}]"


def unit_text(name: str, parameters: Parameters, lang: str) -> str:
    """Return a parameter's unit in a language; "" where it has none."""
    unit = text(f"units.{parameters[name].unit}", lang) if name in parameters else ""
    return "" if unit.startswith(("(", "（")) else unit


def axis_name(name: str, parameters: Parameters, lang: str) -> str:
    """Return the label of an axis: a parameter's label with its unit."""
    label, unit = parameter_name(name, parameters, lang), unit_text(name, parameters, lang)
    if not unit:
        return label
    return f"{label}（{unit}）" if lang == "zh" else f"{label} ({unit})"


def axis_value(name: str, value: float, parameters: Parameters, lang: str) -> str:
    """Return a value as shown at an axis or in a head: a choice by its name, a number without unit."""
    if name in parameters and parameters[name].kind == "choice":
        return option_name(parameters[name], round(value), lang)
    return grouped(value)


def column_values(name: str, values: Sequence[float], parameters: Parameters, lang: str) -> list[str]:
    """Return a parameter's values in a column: choices by their names, numbers all with the same decimals."""
    if name in parameters and parameters[name].kind == "choice":
        return [axis_value(name, value, parameters, lang) for value in values]
    decimals = decimals_of_column(values)
    return [fixed(value, decimals) for value in values]


def axis_values(name: str, values: Sequence[float], parameters: Parameters, lang: str) -> list[str]:
    """Return the values along an axis as `axis_value`, with fewer decimals where they differ without.

    Up to three decimals are kept where the values have no more, so that equal steps are seen to be equal.
    """
    whole = [axis_value(name, value, parameters, lang) for value in values]
    exact = [each for each in (2, 3) if all(abs(round(one, each) - one) < 1e-9 for one in values)]
    for decimals in exact or (2, 3, 4):
        said = [fixed(value, decimals) for value in values]
        if len(set(said)) == len(set(whole)) and name in parameters and parameters[name].kind == "float":
            short = [each.rstrip("0").rstrip(".") if "." in each else each for each in said]
            return [min(pair, key=len) for pair in zip(short, whole, strict=True)]
    return whole


def value_text(name: str, value: float, parameters: Parameters, lang: str) -> str:
    """Return a value as a person writes it, with its unit where it has one."""
    if name not in parameters:
        return amount(value)
    parameter = parameters[name]
    if parameter.kind == "choice":
        return option_name(parameter, round(value), lang)
    stored = value if parameter.kind == "float" else int(value)
    unit = unit_text(name, parameters, lang)
    shown = grouped(round(stored, 4))
    return f"{shown} {unit}" if unit else shown


def with_interval(estimate: Estimate, lang: str, form: Form = amount) -> str:
    """Return "value (low to high)"; the value alone where the interval is not known."""
    if not estimate.known:
        return form(estimate.value)
    form = alike(form, estimate.value, estimate.low, estimate.high)
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


def correction_note(marked: Iterable[tuple[bool, Estimate]], tests: int, lang: str) -> list[str]:
    """Return why an estimate may be marked "?" although its interval excludes zero, where one is.

    Args:
        marked: whether each estimate is resolved, and the estimate.
        tests: how many are tested together.
        lang: "en" or "zh".
    """
    if any(not resolved and estimate.known and estimate.sign for resolved, estimate in marked):
        return wrapped(text("analysis.correction", lang, tests=tests), indent=2)
    return []


def in_plain_words(said: Iterable[str], lang: str) -> list[str]:
    """Return the summary sentences of a result as lines, under their heading."""
    lines = [text("analysis.summary", lang)]
    for sentence in said:
        lines += wrapped(sentence, indent=2)
    return lines


def not_shown(keys: Iterable[str], lang: str, held: bool = False) -> list[str]:
    """Return what a result does not show as lines, one dot each, under its heading.

    Args:
        keys: keys of the texts that are particular to the analysis.
        lang: "en" or "zh".
        held: whether uncertain parameters were held at the scenario's values instead of drawn from their
            priors.
    """
    return [text("analysis.not_shown", lang), *bulleted(not_shown_said(keys, lang, held))]


def not_shown_said(keys: Iterable[str], lang: str, held: bool = False) -> list[str]:
    """Return what a result does not show as sentences; see `not_shown`."""
    every = (*keys, "analysis.held" if held else "analysis.priors", "analysis.model")
    return [text(key, lang) for key in every]


def prior_words(prior: Prior, parameter: Parameter, lang: str, with_unit: bool = True) -> str:
    """Return a prior in a few words: '0.1 to 0.4, peak 0.2', '33%: 1; 67%: 0.3 to 1'."""
    unit = text(f"units.{parameter.unit}", lang)
    # Units in brackets are kinds of number (a share, a level), which a range shows by itself.
    unit = "" if not with_unit or unit.startswith(("(", "（")) else unit

    def shown(value: float) -> str:
        return parameter.shown(value) if parameter.kind == "choice" else grouped(value)

    if isinstance(prior, Mixture):
        parts = (
            text(
                "report.prior.part",
                lang,
                share=percent(share),
                what=prior_words(part, parameter, lang, with_unit),
            )
            for share, part in prior.parts
        )
        return listed(parts, lang, long=True)
    if isinstance(prior, Discrete):
        values = " / ".join(shown(each) for each in prior.values)
        return text("report.prior.discrete", lang, values=values, unit=unit).strip()
    if isinstance(prior, Uniform | Triangular | Integers):
        ends = {"low": shown(prior.low), "high": shown(prior.high), "unit": unit}
        key = f"report.prior.{type(prior).__name__.lower()}"
        mode = shown(prior.mode) if isinstance(prior, Triangular) else ""
        return text(key, lang, **ends, mode=mode).replace(" ,", ",").replace(" ，", "，").strip()
    return str(prior.written())


@singledispatch
def summary(result: Result, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return one plain sentence that says what a result means.

    Each kind of result registers its sentence in the module `report` of its own package, which is imported
    here when a sentence of it is first asked for.

    Args:
        result: a Synergy, a break-even, a Difference, a SampleSize or an Agreement.
        lang: "en" or "zh".
        **words: what the result itself does not hold: `unit` (default: service-months), `first` and `second`
            of a difference, `parameter` of a break-even, the label of its `measure` or `component`.

    Returns:
        The sentence.

    Raises:
        TypeError: a result that has no sentence.
        KeyError: an unknown language or a missing word.

    Example:
        >>> from experiments.statistics.sample_size import sample_size
        >>> summary(sample_size([[1.0, 2.0, 4.0]], half_width=1), unit="points")[:8]
        '12 seeds'
    """
    package = type(result).__module__.rpartition(".")[0]
    if package and importlib.util.find_spec(f"{package}.report") is not None:
        importlib.import_module(f"{package}.report")
    found = summary.dispatch(type(result))
    if found is summary.dispatch(object):
        raise TypeError(f"{type(result).__name__} has no summary sentence")
    return found(result, lang, **words)


def sentence(key: str, lang: str, fields: Mapping[str, Words], words: Mapping[str, Words]) -> str:
    """Return the text `summary.KEY`, filled from a result's fields and the caller's words, which win."""
    filled = text(f"summary.{key}", lang, **{"unit": service_months, **fields, **words})
    # A quantity without a unit must not leave a gap before the punctuation.
    return closed_up(re.sub(r"\s+(?=[\s);.,（；，。])", "", filled))


def closed_up(said: str) -> str:
    """Return a sentence without the spaces between Chinese characters that a name filled in leaves."""
    return re.sub(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])", "", said)


@summary.register
def sample_size_sentence(result: SampleSize, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return the sentence on a sample size: what it costs, and which interval or power it gives."""
    single = result.draws == 1
    key = "sample_size.point" if single else "sample_size.draws"
    fields = {
        "draws": f"{result.draws:,}",
        "seeds": f"{result.seeds:,}",
        "runs": f"{result.runs:,}",
        "cautious": f"{result.cautious_seeds if single else result.cautious_draws:,}",
        "half_width": number(result.half_width),
        "effect": number(result.effect),
        "power": percent(result.power),
    }
    return sentence(key if math.isnan(result.power) else f"{key}_power", lang, fields, words)
