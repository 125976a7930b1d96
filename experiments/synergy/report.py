"""The answer to 1+1 > 2 in text: headline, table, break-evens, sample sizes, summary sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from experiments.reporting.numbers import (
    Form,
    amount,
    interval,
    listed,
    number,
    over_draws,
    percent,
    ratio,
    service_months,
)
from experiments.reporting.terminal import columns, padded, room, width, wrapped
from experiments.reporting.wording import SIGNS, Words, arm_name, sentence, summary
from experiments.synergy.break_even import BreakEven, HorizonBreakEven, WeightBreakEven
from experiments.synergy.headline import LEAST_DRAWS, MATERIAL, PRODUCTIVITY, Headline, Posterior
from experiments.synergy.synergy import Quantity, Synergy
from experiments.synergy.verdict import on_average, unresolved
from experiments.texts import DEFAULT_LANGUAGE, text
from sim.arms import ARMS, arm_index
from sim.scenario import Scenario


def answer(result: Headline, lang: str, posterior: Posterior | None = None) -> list[str]:
    """Return the headline: 1+1 with its two uncertainties apart, P(1+1 > 2), the verdict, and one sentence.

    Args:
        result: 1+1 with the statistics that accompany it.
        lang: "en" or "zh".
        posterior: 1+1 given the observations, if there are any to condition on.

    Returns:
        Lines of a report.
    """
    found = result.synergy
    quantity, above = found.one_plus_one, found.share_above_two
    if quantity.undefined:
        lines = wrapped(text("report.headline.undefined", lang))
    else:
        lines = [text("report.headline.ratio", lang, value=ratio(quantity.estimate.value))]
        lines += _paragraphs(list(uncertainties(quantity, lang)))
    if posterior is not None:
        given = text(
            "report.headline.given",
            lang,
            value=ratio(posterior.value),
            low=ratio(posterior.low),
            high=ratio(posterior.high),
            first=ratio(posterior.first),
            last=ratio(posterior.last),
            share=percent(posterior.above_two),
            effective=amount(round(posterior.effective_draws)),
            draws=f"{found.draws:,}",
        )
        lines += wrapped(given, indent=2)
    if found.draws > 1:
        shares = {"share": percent(above.value), "low": percent(above.low), "high": percent(above.high)}
        lines += wrapped(text("report.headline.share", lang, **shares), indent=2)
    lines += wrapped(text("report.headline.verdict", lang, verdict=verdict_words(found, lang)), indent=2)
    return [*lines, "", *wrapped(summary(found, lang))]


def short_answer(result: Headline, lang: str) -> list[str]:
    """Return the answer in few lines: 1+1, the sentence, and 1+1 with both uncertainties on a line."""
    found = result.synergy
    quantity = found.one_plus_one
    first = text("report.headline.ratio", lang, value=ratio(quantity.estimate.value))
    if quantity.undefined:
        first = text("report.headline.undefined", lang)
    return [*wrapped(first), *_paragraphs([summary(found, lang)]), *ratio_bars([("", quantity)], lang)]


def ratio_bars(named: Sequence[tuple[str, Quantity]], lang: str) -> list[str]:
    """Return ratios on a common line from one to two, or as far as they reach, with what the signs mean.

    The signs are ASCII: others take one column in some terminals and two in others.
    """
    shown = [(label, one) for label, one in named if math.isfinite(one.estimate.value)]
    if not shown:
        return []
    every = [
        each
        for _, one in shown
        for each in (one.estimate.value, one.estimate.low, one.estimate.high, *_ends_of(one))
        if math.isfinite(each)
    ]
    low, high = min(1.0, math.floor(min(every))), max(2.0, math.ceil(max(every)))
    before = max(width(label) for label, _ in shown)
    cells = room() - 2 - (before + 1 if before else 0) - len(f"{low:.0f} [] {high:.0f}")
    lines = []
    for label, one in shown:
        name = f"{padded(label, before)} " if before else ""
        lines.append(f"  {name}{low:.0f} [{_bar(one, low, high, cells)}] {high:.0f}")
    legend = text("page.legend", lang)
    if low < 2 < high:
        legend = text("page.legend_two", lang, legend=legend)
    return [*lines, f"  {legend}"]


def _ends_of(quantity: Quantity) -> tuple[float, float]:
    return quantity.draw_range.low, quantity.draw_range.high


def _bar(quantity: Quantity, low: float, high: float, cells: int) -> str:
    def place(value: float) -> int:
        return min(cells - 1, max(0, round((value - low) / (high - low) * (cells - 1))))

    bar = ["."] * cells
    if low < 2 < high:
        bar[place(2)] = "|"
    for sign, ends in (("-", _ends_of(quantity)), ("=", (quantity.estimate.low, quantity.estimate.high))):
        if all(map(math.isfinite, ends)):
            first, last = place(ends[0]), place(ends[1])
            bar[first : last + 1] = sign * (last + 1 - first)
    bar[place(quantity.estimate.value)] = "O"
    return "".join(bar)


def verdict_words(found: Synergy, lang: str) -> str:
    """Return the verdict in words: what is known, and what these runs do not resolve."""
    if found.one_plus_one.undefined and found.share_above_two.zero == 1:
        # More runs would not help where nobody creates anything.
        return text("report.verdicts.nothing", lang)
    if found.verdict != "unresolved":
        return text(f"report.verdicts.{found.verdict}", lang)
    known, question = _unresolved(found, lang)
    return text("report.verdicts.partly", lang, known=known, question=question)


def _unresolved(found: Synergy, lang: str) -> tuple[str, str]:
    """Return what is known of an unresolved verdict, and what is not."""
    ratio_estimate, above = found.one_plus_one.estimate, found.share_above_two
    question: str = (
        unresolved(ratio_estimate, found.one_plus_one.draw_range, above, found.beyond_better) or "share"
    )
    average: str = on_average(ratio_estimate, found.delta.estimate)
    if found.one_plus_one.undefined:
        average = f"delta_{average}"
    if question == "share" and found.draws == 1:
        question = "point"
    ends = {"low": percent(above.low), "high": percent(above.high)}
    return text(f"report.known.{average}", lang), text(f"report.question.{question}", lang, **ends)


def uncertainties(quantity: Quantity, lang: str) -> tuple[str, str]:
    """Return one line on the Monte Carlo error of a ratio, and one on its parameter uncertainty."""
    estimate, found = quantity.estimate, quantity.draw_range
    error = text("report.headline.no_monte_carlo_error", lang)
    if estimate.known:
        ends = {"low": ratio(estimate.low), "high": ratio(estimate.high)}
        error = text("report.headline.monte_carlo_error", lang, **ends)
    if math.isnan(found.low):
        return error, text("report.headline.no_parameter_uncertainty", lang)
    ends = {"low": ratio(found.low), "high": ratio(found.high)}
    return error, text("report.headline.parameter_uncertainty", lang, **ends)


def table(result: Headline, lang: str) -> list[str]:
    """Return Δ and its parts, the multiplier, 1+1 without complementarity and gross, components, arms."""
    found = result.synergy
    head = [text(f"report.column.{name}", lang) for name in ("quantity", "value", "interval", "range")]

    def named(name: str) -> str:
        return text(f"report.headline.{name}", lang)

    rows = [head]
    rows += [
        _row(named(name), getattr(found, name), lang, amount)
        for name in ("delta", "governance", "transfer", "scale")
    ]
    rows += [_row(named(name), getattr(found, name), lang) for name in ("multiplier", "organization_share")]
    for name in ("additive", "gross"):
        other = getattr(result, name)
        if other is not None:
            rows.append(_row(named(name), other.one_plus_one, lang))
    for name, other in result.components.items():
        if not any(each.value for each in other.arms.values()):
            continue  # nothing of the kind is there to create value together or apart
        component = text(f"report.component.{name}", lang)
        label = text("report.headline.component", lang, component=component)
        rows.append(_row(label, other.one_plus_one, lang))
    for sign, arm in zip(SIGNS[1:], ARMS[1:], strict=True):
        value = found.arms[arm.name]
        label = text("report.headline.arm", lang, arm=sign, label=arm_name(arm, lang))
        rows.append([label, amount(value.value), interval(value), ""])
    return [
        text("report.headline.table", lang),
        *columns(rows, right=frozenset({1, 2, 3})),
        *wrapped(text("report.headline.parts", lang, unit=service_months(lang)), indent=2),
    ]


def break_evens(result: Headline, scenario: Scenario, lang: str) -> list[str]:
    """Return at which productivity, weight and horizon Δ changes sign."""
    said = []
    if result.productivity is None:
        said.append(text("report.headline.no_productivity", lang, least=LEAST_DRAWS))
    else:
        name = scenario.parameters[PRODUCTIVITY].label(lang)
        said.append(summary(result.productivity, lang, parameter=name, unit=""))
    if not result.weights:
        said.append(text("report.headline.weights_drawn", lang))
    elif all(one.status == "none" for one in result.weights):
        said.append(text("report.headline.no_weight", lang))
    else:
        said += [
            summary(one, lang, component=_component(scenario, one, lang))
            for one in result.weights
            if one.status != "none"
        ]
    said += [_verdict_weight(one, scenario, lang) for one in result.weights if _ends(one)]
    if result.horizon is not None:
        said.append(summary(result.horizon, lang))
    return [text("report.headline.break_evens", lang), *_paragraphs(said)]


def runs_needed(result: Headline, lang: str) -> list[str]:
    """Return the sample sizes for a narrower Monte Carlo interval and for a resolved share of draws."""
    planned = result.runs_needed.sample_size
    said = [text("report.headline.no_interval", lang)]
    if planned is not None:
        unit = service_months(lang) if result.synergy.one_plus_one.undefined else ""
        said = [text("report.headline.half", lang, sentence=summary(planned, lang, unit=unit))]
    if result.runs_needed.verdict_draws is not None:
        needed, here = f"{result.runs_needed.verdict_draws:,}", f"{result.synergy.draws:,}"
        said.append(text("report.headline.verdict_draws", lang, needed=needed, draws=here))
    return [text("report.headline.runs_needed", lang), *_paragraphs(said)]


def saturated(result: Headline, lang: str) -> list[str]:
    """Return where services were delivered that nobody could use, as far as that is material."""
    material = [(arm_index(one.arm), one.of_made) for one in result.saturation if one.material]
    if not material:
        return _paragraphs([text("report.headline.not_saturated", lang, most=percent(MATERIAL))])
    arms = listed((f"{SIGNS[place]} {percent(part)}" for place, part in material), lang)
    return _paragraphs([text("report.headline.saturated", lang, arms=arms)])


@summary.register
def synergy_sentence(result: Synergy, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return the sentence on 1+1: the verdict, the ratio with both uncertainties, the share of draws."""
    above = result.share_above_two
    if result.one_plus_one.undefined and above.zero == 1:
        return sentence("synergy.nothing", lang, {}, words)
    scope = text("summary.synergy.point", lang)
    if result.draws > 1:
        scope = text(
            "summary.synergy.draws",
            lang,
            share=percent(above.value),
            low=percent(above.low),
            high=percent(above.high),
            draws=f"{result.draws:,}",
        )
    fields = {"ratio": _one_plus_one(result, lang), "scope": scope}
    if result.verdict == "unresolved":
        fields["known"], fields["question"] = _unresolved(result, lang)
    return sentence(f"synergy.{result.verdict}", lang, fields, words)


@summary.register
def break_even_sentence(result: BreakEven, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return the sentence on the break-even value of a parameter; its name is the word `parameter`."""
    key = "unresolved"
    if result.status == "found":
        key = "rises" if result.direction > 0 else "falls"
    elif result.status == "none":
        key = ("zero", "positive", "negative")[result.sign]
    fields = {
        "value": number(result.value),
        "low": number(result.low),
        "high": number(result.high),
        "first": number(result.first),
        "last": number(result.last),
    }
    return sentence(f"break_even.{key}", lang, fields, words)


@summary.register
def weight_sentence(result: WeightBreakEven, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return the sentence on the break-even weight of a component of value."""
    fields = {
        "component": result.component,
        "value": number(result.weight.value),
        "low": number(result.weight.low),
        "high": number(result.weight.high),
        "current": number(result.current),
    }
    return sentence(f"weight.{result.status}", lang, fields, words)


@summary.register
def horizon_sentence(result: HorizonBreakEven, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return the sentence on the break-even month."""
    sign = "positive" if result.sign > 0 else "negative"
    key = {"found": sign, "none": f"none_{sign}", "unresolved": "unresolved"}[result.status]
    fields = {
        "month": str(result.month),
        "low": str(result.low),
        "high": str(result.high),
        "months": str(result.months),
    }
    return sentence(f"horizon.{key}", lang, fields, words)


def _one_plus_one(result: Synergy, lang: str) -> str:
    quantity, delta = result.one_plus_one, result.delta.estimate
    if quantity.undefined:
        return text(
            "summary.synergy.ratio_undefined",
            lang,
            delta=number(delta.value),
            low=number(delta.low),
            high=number(delta.high),
            unit=service_months,
        )
    estimate, found = quantity.estimate, quantity.draw_range
    if not estimate.known:
        return text("summary.synergy.ratio_bare", lang, value=ratio(estimate.value))
    return text(
        "summary.synergy.ratio_point" if math.isnan(found.low) else "summary.synergy.ratio",
        lang,
        value=ratio(estimate.value),
        low=ratio(estimate.low),
        high=ratio(estimate.high),
        first=ratio(found.low),
        last=ratio(found.high),
    )


def _row(label: str, quantity: Quantity, lang: str, form: Form = ratio) -> list[str]:
    value = form(quantity.estimate.value)
    if quantity.undefined:
        value = text("report.headline.no_ratio", lang)
    return [label, value, interval(quantity.estimate, form), over_draws(quantity.draw_range, form)]


def _ends(found: WeightBreakEven) -> list[float]:
    return [end for end in (found.lower_verdict, found.upper_verdict) if math.isfinite(end)]


def _component(scenario: Scenario, found: WeightBreakEven, lang: str) -> str:
    """Return what has the weight: a kind of service, or social capital."""
    for row in scenario.rows["kinds"]:
        if found.component == f"kinds.{row.name}.weight":
            return row.labels[lang]
    return text("report.component.capital", lang)


def _verdict_weight(found: WeightBreakEven, scenario: Scenario, lang: str) -> str:
    return text(
        "report.headline.verdict_weight",
        lang,
        component=_component(scenario, found, lang),
        ends=" / ".join(amount(end) for end in _ends(found)),
        current=amount(found.current),
    )


def _paragraphs(said: list[str]) -> list[str]:
    return [line for each in said for line in wrapped(each, indent=2)]
