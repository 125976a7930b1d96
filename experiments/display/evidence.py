"""What every analysis says beside its numbers: names of outcomes and parameters, and what is not shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from experiments.choice_names import option_name
from experiments.display.amounts import Form, amount
from experiments.intervals import Estimate
from experiments.terminal import wrapped
from sim.arms import ARMS
from sim.measures import MEASURES
from sim.parameters import Parameter
from sim.texts import room, text

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


def not_shown(keys: Iterable[str], lang: str, held: bool = False) -> list[str]:
    """Return what a result does not show as lines, one dot each, under its heading.

    `held` says that what nobody knows was neither drawn nor varied throughout.
    """
    lines = [text("analysis.not_shown", lang)]
    for key in (*keys, "analysis.held" if held else "analysis.priors", "analysis.model"):
        first, *rest = wrapped(text(key, lang), indent=4)
        lines += [f"  · {first.lstrip()}", *rest]
    return lines
