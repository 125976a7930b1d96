"""One plain sentence for each result, in English or Chinese; the words stand in the table of texts."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from experiments.agreement import Agreement
from experiments.crossing import Crossing
from experiments.flips import HorizonFlip, WeightFlip
from experiments.intervals import Result
from experiments.paired import Difference
from experiments.planner import Plan
from experiments.synergy import Synergy
from sim.texts import DEFAULT_LANGUAGE, text

Words = str | Callable[[str], str]
"""A name as it stands, or a function from the language to it."""


def service_months(lang: str) -> str:
    """Return the unit of public value in a language."""
    return text("units.service_months", lang)


def reading(result: Result, lang: str = DEFAULT_LANGUAGE, **names: Words) -> str:
    """Return one sentence that says what a result means.

    `names` are the words that the result does not know: `unit` (service-months unless told), `first` and
    `second` of a difference, `parameter` of a crossing; and the label of its `measure` or `component`. Raises
    TypeError for a result that has no reading, KeyError for an unknown language or a missing name.
    """
    for kind, told in _READINGS.items():
        if isinstance(result, kind):
            key, fields = told(result, lang)
            sentence = text(f"reading.{key}", lang, **{"unit": service_months, **fields, **names})
            # A quantity without a unit must not leave a gap before the punctuation.
            return re.sub(r"\s+(?=[\s);.,（；，。])", "", sentence)
    raise TypeError(f"{type(result).__name__} has no reading; there is one for {_kinds()}")


def number(value: float) -> str:
    """Return a number to three significant digits, never in powers of ten below a million."""
    if not math.isfinite(value):
        return "?" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    shown = f"{value:,.{digits}f}" if digits <= 8 else f"{value:.2e}"
    return shown.replace("-", "−")


def percent(share: float) -> str:
    """Return a share in per cent; what is not quite all or nothing is not shown as such."""
    if math.isnan(share):
        return "?"
    if 0 < share < 0.01:
        return "<1%"
    # The last bits of a sum must not decide how a half is rounded: the same share is shown alike everywhere.
    return ">99%" if 0.99 < share < 1 else f"{round(100 * share, 9):.0f}%"


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
    estimate, over_draws = quantity.estimate, quantity.spread
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


def _crossing(result: Crossing, lang: str) -> tuple[str, dict[str, Words]]:
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


def _weight(result: WeightFlip, lang: str) -> tuple[str, dict[str, Words]]:
    return f"weight.{result.status}", {
        "component": result.component,
        "value": number(result.weight.value),
        "low": number(result.weight.low),
        "high": number(result.weight.high),
        "current": number(result.current),
    }


def _horizon(result: HorizonFlip, lang: str) -> tuple[str, dict[str, Words]]:
    sign = "positive" if result.sign > 0 else "negative"
    key = {"flips": sign, "none": f"none_{sign}", "unresolved": "unresolved"}[result.status]
    return f"horizon.{key}", {
        "month": str(result.month),
        "low": str(result.low),
        "high": str(result.high),
        "months": str(result.months),
    }


def _plan(result: Plan, lang: str) -> tuple[str, dict[str, Words]]:
    single = result.draws == 1
    key = "plan.point" if single else "plan.draws"
    return (key if math.isnan(result.power) else f"{key}_power"), {
        "draws": f"{result.draws:,}",
        "replications": f"{result.replications:,}",
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


_READINGS: dict[type[Result], Callable[..., tuple[str, dict[str, Words]]]] = {
    Synergy: _synergy,
    Difference: _difference,
    Crossing: _crossing,
    WeightFlip: _weight,
    HorizonFlip: _horizon,
    Plan: _plan,
    Agreement: _agreement,
}


def _kinds() -> str:
    return ", ".join(kind.__name__ for kind in _READINGS)
