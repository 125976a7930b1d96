"""The answer to 1+1 > 2 in words: verdicts, break-evens, summary sentences."""

from __future__ import annotations

import math

from experiments.reporting.numbers import (
    amount,
    number,
    percent,
    ratio,
    service_months,
    supported,
)
from experiments.reporting.wording import Words, benchmark_words, sentence, summary
from experiments.runs.outcomes import ALONE, SIDE_BY_SIDE, benchmark_named
from experiments.synergy.break_even import BreakEven, HorizonBreakEven, WeightBreakEven
from experiments.synergy.headline import (
    LEAST_DRAWS,
    PRODUCTIVITY,
    Beside,
)
from experiments.synergy.synergy import BenchmarkAnswer, Quantity, Synergy
from experiments.synergy.verdict import LESS, MORE, on_average, unresolved
from experiments.texts import DEFAULT_LANGUAGE, text
from sim.arms import ARMS
from sim.scenario import Scenario

ENOUGH_DRAWS = 100
"""Draws to ask for where there are too few to tell whether anything is created without a contract."""


def answer_in_short(found: Synergy, one: BenchmarkAnswer, lang: str) -> str:
    """Return 1+1 by one benchmark, on which side of two it is, and in how many draws."""
    benchmark = benchmark_words(one.benchmark, lang)["benchmark"]
    if one.ratio.undefined:
        return undefined_words(found, one, lang)
    verdict, above = answer_words(found, one, lang), one.share_above_two
    if one.verdict == "unresolved":
        known, question = _unresolved(found, one, lang)
        # In how many draws is said with its interval anyway.
        verdict = known if _question(found, one) == "share" else f"{known}; {question}"
    value = ratio(one.ratio.estimate.value)
    said = text("report.headline.ratio_line", lang, value=value, benchmark=benchmark, verdict=verdict)
    if found.draws == 1:
        return said
    shares = {"share": percent(above.value), "low": percent(above.low), "high": percent(above.high)}
    return text("report.headline.share_line", lang, said=said, draws=f"{found.draws:,}", **shares)


def undefined_words(found: Synergy, one: BenchmarkAnswer, lang: str) -> str:
    """Return why 1+1 by one benchmark is undefined: nothing without a contract, or too few draws to tell."""
    benchmark = benchmark_words(one.benchmark, lang)["benchmark"]
    if too_few(found, one):
        return text(
            "report.headline.too_few", lang, benchmark=benchmark, draws=found.draws, needed=ENOUGH_DRAWS
        )
    return text("report.headline.undefined", lang, benchmark=benchmark)


def too_few(found: Synergy, one: BenchmarkAnswer) -> bool:
    """Return whether 1+1 is undefined for want of draws: its base is positive, in few draws not clearly."""
    weights = benchmark_named(one.benchmark).ratio.denominator
    base = sum(weight * found.arms[ARMS[arm].name].value for arm, weight in weights.items())
    return bool(one.ratio.undefined) and found.draws < ENOUGH_DRAWS and base > 0


def verdict_words(found: Synergy, lang: str) -> str:
    """Return the verdict in words: what holds by both benchmarks, or that it hangs on the benchmark."""
    if _nothing(found):
        # More runs would not help where nobody creates anything.
        return text("report.verdicts.nothing", lang)
    averages = {_average(one) for one in found.answers()}
    known = not averages & _UNKNOWN
    if found.overall not in ("depends", "unresolved") and not (found.overall == "undecided" and known):
        return text(f"report.verdicts.{found.overall}", lang)
    if len(averages) == 1:
        return text("report.verdicts.both_average", lang, known=text(f"report.known.{averages.pop()}", lang))
    return text("report.verdicts.depends", lang)


def answer_words(found: Synergy, one: BenchmarkAnswer, lang: str) -> str:
    """Return the verdict by one benchmark in words: what is known, and what these runs do not resolve."""
    if _nothing(found):
        return text("report.verdicts.nothing", lang)
    if one.verdict == "undecided" and _average(one) not in _UNKNOWN:
        # The draws disagree, and in how many of them it is more is said beside this.
        return text(f"report.known.{_average(one)}", lang)
    if one.verdict != "unresolved":
        return text(f"report.verdicts.{one.verdict}", lang)
    known, question = _unresolved(found, one, lang)
    return text("report.verdicts.partly", lang, known=known, question=question)


_UNKNOWN = {"unknown", "delta_unknown"}
"""Averages of which these runs do not resolve on which side of two they lie."""


def _nothing(found: Synergy) -> bool:
    """Return whether nothing is created in any arm."""
    return all(one.ratio.undefined and one.share_above_two.zero == 1 for one in found.answers())


def _said_of(found: Synergy) -> str:
    """Return the text that says what both benchmarks come to.

    Where the draws disagree but the averages are resolved, it is these that are said.
    """
    averages = {_average(one).removeprefix("delta_") for one in found.answers()}
    if found.overall != "undecided" or "unknown" in averages:
        return found.overall
    return "depends" if len(averages) > 1 else f"undecided_{averages.pop()}"


def _average(one: BenchmarkAnswer) -> str:
    """Return on which side 1+1 lies on average; where it is undefined, what the sign of the gain says."""
    average = on_average(one.ratio.estimate, one.gain.estimate)
    return f"delta_{average}" if one.ratio.undefined else average


def _question(found: Synergy, one: BenchmarkAnswer) -> str:
    """Return what is not resolved."""
    question: str = (
        unresolved(one.ratio.estimate, one.ratio.draw_range, one.share_above_two, found.beyond_better)
        or "share"
    )
    return "point" if question == "share" and found.draws == 1 else question


def _unresolved(found: Synergy, one: BenchmarkAnswer, lang: str) -> tuple[str, str]:
    """Return what is known of an unresolved verdict, and what is not."""
    above = one.share_above_two
    ends = {"low": percent(above.low), "high": percent(above.high)}
    question = text(f"report.question.{_question(found, one)}", lang, **ends)
    return text(f"report.known.{_average(one)}", lang), question


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


_GAINS = {SIDE_BY_SIDE.name: "v(GS) − v(G∥S)", ALONE.name: "Δ"}
"""How the gain of a benchmark is written."""


def break_even_sentences(found: Beside, scenario: Scenario, lang: str) -> list[str]:
    """Return the sentences on the break-evens by one benchmark."""
    said, gain = [], _GAINS[found.benchmark]
    if found.productivity is None:
        said.append(text("report.headline.no_productivity", lang, least=LEAST_DRAWS))
    else:
        name = scenario.parameters[PRODUCTIVITY].label(lang)
        said.append(summary(found.productivity, lang, parameter=name, unit="", gain=gain))
    if not found.weights:
        said.append(text("report.headline.weights_drawn", lang))
    elif all(one.status == "none" for one in found.weights):
        said.append(text("report.headline.no_weight", lang, gain=gain))
    else:
        said += [
            summary(one, lang, component=_component(scenario, one, lang), gain=gain)
            for one in found.weights
            if one.status != "none"
        ]
    verdicts = [_verdict_weight(one, scenario, lang) for one in found.weights if _ends(one)]
    if verdicts:
        shares = {"less": percent(LESS), "more": percent(MORE)}
        said += [text("report.headline.verdict_by", lang, gain=gain, **shares), *verdicts]
    if found.horizon is not None:
        said.append(summary(found.horizon, lang, gain=gain))
    return said


@summary.register
def synergy_sentence(result: Synergy, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return the sentence on 1+1: the verdict, and by both benchmarks the ratio with both uncertainties and
    the share of draws.
    """
    if _nothing(result):
        return sentence("synergy.nothing", lang, {}, words)
    scope = text("summary.synergy.point", lang)
    if result.draws > 1:
        scope = text("summary.synergy.draws", lang, draws=f"{result.draws:,}")
    said, key = [], _said_of(result)
    for one in result.answers():
        ratio_said = _ratio_said(result, one, lang)
        if key in ("depends", "unresolved"):
            verdict = answer_words(result, one, lang)
            ratio_said = text("summary.synergy.with_verdict", lang, ratio=ratio_said, verdict=verdict)
        said.append(ratio_said)
    both = text("report.list_long", lang).join(said)
    return sentence(f"synergy.{key}", lang, {"both": both, "scope": scope}, words)


@summary.register
def break_even_sentence(result: BreakEven, lang: str = DEFAULT_LANGUAGE, **words: Words) -> str:
    """Return the sentence on the break-even value of a parameter; its name is the word `parameter`."""
    key = "unresolved"
    if result.status == "found":
        key = "rises" if result.direction > 0 else "falls"
    elif result.status == "none":
        key = ("zero", "positive", "negative")[result.sign]
    fields = {
        "gain": "Δ",
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
        "gain": "Δ",
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
        "gain": "Δ",
        "month": str(result.month),
        "low": str(result.low),
        "high": str(result.high),
        "months": str(result.months),
    }
    return sentence(f"horizon.{key}", lang, fields, words)


def _ratio_said(result: Synergy, one: BenchmarkAnswer, lang: str) -> str:
    quantity, gain, above = one.ratio, one.gain.estimate, one.share_above_two
    benchmark = benchmark_words(one.benchmark, lang)["benchmark"]
    if quantity.undefined:
        few = too_few(result, one)
        delta, low, high = supported(gain)
        return text(
            "summary.synergy.ratio_too_few" if few else "summary.synergy.ratio_undefined",
            lang,
            **({"draws": result.draws, "needed": ENOUGH_DRAWS} if few else {}),
            benchmark=benchmark,
            delta=delta,
            low=low,
            high=high,
            unit=service_months,
        )
    estimate, found = quantity.estimate, quantity.draw_range
    if not estimate.known:
        return text("summary.synergy.ratio_bare", lang, value=ratio(estimate.value), benchmark=benchmark)
    return text(
        "summary.synergy.ratio_point" if math.isnan(found.low) else "summary.synergy.ratio",
        lang,
        benchmark=benchmark,
        value=ratio(estimate.value),
        low=ratio(estimate.low),
        high=ratio(estimate.high),
        first=ratio(found.low),
        last=ratio(found.high),
        share=percent(above.value),
        share_low=percent(above.low),
        share_high=percent(above.high),
    )


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
