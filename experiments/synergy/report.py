"""The answer to 1+1 > 2 in text: headline, table, break-evens, sample sizes, summary sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

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
from experiments.reporting.wording import SIGNS, Words, arm_name, benchmark_words, sentence, summary
from experiments.runs.outcomes import ALONE, BENCHMARKS, SIDE_BY_SIDE
from experiments.synergy.break_even import BreakEven, HorizonBreakEven, WeightBreakEven
from experiments.synergy.headline import (
    IDLE,
    LEAST_DRAWS,
    MATERIAL,
    PRODUCTIVITY,
    Beside,
    Headline,
    Posterior,
)
from experiments.synergy.synergy import BenchmarkAnswer, Quantity, Synergy
from experiments.synergy.verdict import on_average, unresolved
from experiments.texts import DEFAULT_LANGUAGE, text
from sim.arms import ARMS, arm_index
from sim.scenario import Scenario


def answer(
    result: Headline, lang: str, given: Mapping[str, Posterior | None] = MappingProxyType({})
) -> list[str]:
    """Return the headline: 1+1 by both benchmarks with its two uncertainties apart, P(1+1 > 2), the verdict
    by each and by both, and one sentence.

    Args:
        result: 1+1 with the statistics that accompany it.
        lang: "en" or "zh".
        given: 1+1 given the observations, by benchmark, if there are any to condition on.

    Returns:
        Lines of a report.
    """
    found, lines = result.synergy, []
    for one in found.answers():
        lines += _answer_lines(found, one, lang, given.get(one.benchmark))
    by_both = text("report.headline.overall", lang, verdict=verdict_words(found, lang))
    return [*lines, *wrapped(by_both), "", *wrapped(summary(found, lang))]


def _answer_lines(found: Synergy, one: BenchmarkAnswer, lang: str, posterior: Posterior | None) -> list[str]:
    """Return what is said of one benchmark."""
    words = benchmark_words(one.benchmark, lang)
    quantity, above = one.ratio, one.share_above_two
    if quantity.undefined:
        lines = wrapped(text("report.headline.undefined", lang, **words))
    else:
        name = text(f"report.benchmark_name.{one.benchmark}", lang)
        value = ratio(quantity.estimate.value)
        lines = wrapped(text("report.headline.ratio", lang, value=value, name=name, **words))
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
    said = text("report.headline.verdict", lang, verdict=answer_words(found, one, lang))
    return [*lines, *wrapped(said, indent=2)]


def short_answer(result: Headline, lang: str) -> list[str]:
    """Return the answer in few lines: 1+1 by both benchmarks in words, both on a common line, and a warning
    where hours idle alone are material.
    """
    found = result.synergy
    lines = [line for one in found.answers() for line in wrapped(answer_in_short(found, one, lang))]
    if any(one.material for one in result.idle):
        lines += _paragraphs([text("report.headline.idle_line", lang, arms=_idle_arms(result))])
    named = [(text(f"report.benchmark_short.{one.benchmark}", lang), one.ratio) for one in found.answers()]
    return [*lines, *ratio_bars(named, lang)]


def answer_in_short(found: Synergy, one: BenchmarkAnswer, lang: str) -> str:
    """Return 1+1 by one benchmark, on which side of two it is, and in how many draws."""
    benchmark = benchmark_words(one.benchmark, lang)["benchmark"]
    if one.ratio.undefined:
        return text("report.headline.undefined", lang, benchmark=benchmark)
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
    """Return the verdict in words: what holds by both benchmarks, or that it hangs on the benchmark."""
    if _nothing(found):
        # More runs would not help where nobody creates anything.
        return text("report.verdicts.nothing", lang)
    averages = {_average(one) for one in found.answers()}
    known_alike = len(averages) == 1 and not averages & _UNKNOWN
    if found.overall not in ("depends", "unresolved") and not (found.overall == "undecided" and known_alike):
        return text(f"report.verdicts.{found.overall}", lang)
    if len(averages) == 1:
        known = text(f"report.known.{averages.pop()}", lang)
        return text("report.verdicts.both_average", lang, known=known)
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


def table(result: Headline, lang: str) -> list[str]:
    """Return Δ and its parts, the multiplier, 1+1 without complementarity and gross, components, arms."""
    found = result.synergy
    head = [text(f"report.column.{name}", lang) for name in ("quantity", "value", "interval", "range")]

    def named(name: str) -> str:
        return text(f"report.headline.{name}", lang)

    rows = [head]
    rows += [
        _row(named(name), getattr(found, name), lang, amount)
        for name in ("contract_gain", "delta", "governance", "transfer", "scale")
    ]
    rows += [_row(named(name), getattr(found, name), lang) for name in ("multiplier", "organization_share")]
    for name in ("additive", "gross"):
        other = getattr(result, name)
        if other is not None:
            rows += _by_benchmark(named(name), other, lang)
    for name, other in result.components.items():
        if not any(each.value for each in other.arms.values()):
            continue  # nothing of the kind is there to create value together or apart
        component = text(f"report.component.{name}", lang)
        label = text("report.headline.component", lang, component=component)
        rows += _by_benchmark(label, other, lang)
    for sign, arm in zip(SIGNS[1:], ARMS[1:], strict=True):
        value = found.arms[arm.name]
        label = text("report.headline.arm", lang, arm=sign, label=arm_name(arm, lang))
        rows.append([label, amount(value.value), interval(value), ""])
    return [
        text("report.headline.table", lang),
        *columns(rows, right=frozenset({1, 2, 3})),
        *wrapped(text("report.headline.parts", lang, unit=service_months(lang)), indent=2),
        *published_lines(found, lang),
        *declared_lines(result, lang),
    ]


def _by_benchmark(label: str, found: Synergy, lang: str) -> list[list[str]]:
    """Return 1+1 by each benchmark as rows of the table."""
    return [
        _row(
            text(
                "report.headline.by",
                lang,
                label=label,
                benchmark=text(f"report.benchmark_short.{one.benchmark}", lang),
            ),
            one.ratio,
            lang,
        )
        for one in found.answers()
    ]


def published_lines(found: Synergy, lang: str) -> list[str]:
    """Return what is published beside the range of M over draws; nothing where that is not known."""
    spread = found.multiplier.draw_range
    if math.isnan(spread.low):
        return []
    ends = {"low": ratio(spread.low), "high": ratio(spread.high)}
    return wrapped(text("report.headline.published", lang, **ends), indent=2)


def declared_lines(result: Headline, lang: str) -> list[str]:
    """Return how much of the governance part declared coefficients explain; nothing where it is not known."""
    found = result.declared
    if found is None:
        return []
    factors = (
        text("report.headline.factor", lang, name=text(f"report.factor.{name}", lang), value=ratio(value))
        for name, value in found.factors.items()
    )
    said = text(
        "report.headline.declared",
        lang,
        share=percent(found.r_squared.value),
        low=percent(found.r_squared.low),
        high=percent(found.r_squared.high),
        product=ratio(found.product),
        factors=" × ".join(factors),
        predicted=amount(found.predicted.value),
        governance=amount(found.governance.value),
    )
    return wrapped(said, indent=2)


def break_evens(result: Headline, scenario: Scenario, lang: str) -> list[str]:
    """Return at which productivity, weight and horizon the gain of each benchmark changes sign."""
    lines = [text("report.headline.break_evens", lang)]
    for benchmark in BENCHMARKS:
        leading = benchmark is BENCHMARKS[0]
        key = "break_evens_by" if leading else "break_evens_alone"
        words = benchmark_words(benchmark.name, lang)
        lines += wrapped(text(f"report.headline.{key}", lang, benchmark=words["benchmark"]), indent=2)
        for said in break_even_sentences(result.beside(benchmark.name), scenario, lang):
            lines += wrapped(said, indent=4)
    return lines


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
    said += [_verdict_weight(one, scenario, lang) for one in found.weights if _ends(one)]
    if found.horizon is not None:
        said.append(summary(found.horizon, lang, gain=gain))
    return said


def runs_needed(result: Headline, lang: str) -> list[str]:
    """Return the sample sizes for a narrower Monte Carlo interval and for a resolved share of draws."""
    said = []
    for one in result.synergy.answers():
        needed = result.beside(one.benchmark).runs_needed
        benchmark = benchmark_words(one.benchmark, lang)["benchmark"]
        if needed.sample_size is None:
            said.append(text("report.headline.no_interval", lang, benchmark=benchmark))
        else:
            unit = service_months(lang) if one.ratio.undefined else ""
            planned = summary(needed.sample_size, lang, unit=unit)
            said.append(text("report.headline.half", lang, benchmark=benchmark, sentence=planned))
        if needed.verdict_draws is not None:
            sizes = {"needed": f"{needed.verdict_draws:,}", "draws": f"{result.synergy.draws:,}"}
            said.append(text("report.headline.verdict_draws", lang, benchmark=benchmark, **sizes))
    return [text("report.headline.runs_needed", lang), *_paragraphs(said)]


def idle(result: Headline, lang: str) -> list[str]:
    """Return how many hours are idle where one side is alone, as a warning where that is material."""
    key = "idle" if any(one.material for one in result.idle) else "not_idle"
    draws = percent(max(one.draws_above for one in result.idle))
    fields = {"arms": _idle_arms(result), "most": percent(IDLE), "draws": draws}
    return _paragraphs([text(f"report.headline.{key}", lang, **fields)])


def _idle_arms(result: Headline) -> str:
    return ", ".join(f"{one.arm} {percent(one.share.value)}" for one in result.idle)


def saturated(result: Headline, lang: str) -> list[str]:
    """Return where services were delivered that nobody could use, as far as that is material."""
    material = [(arm_index(one.arm), one.of_made) for one in result.saturation if one.material]
    if not material:
        return _paragraphs([text("report.headline.not_saturated", lang, most=percent(MATERIAL))])
    arms = listed((f"{SIGNS[place]} {percent(part)}" for place, part in material), lang)
    return _paragraphs([text("report.headline.saturated", lang, arms=arms)])


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
    said = []
    for one in result.answers():
        ratio_said = _ratio_said(one, lang)
        if result.overall in ("depends", "unresolved"):
            verdict = answer_words(result, one, lang)
            ratio_said = text("summary.synergy.with_verdict", lang, ratio=ratio_said, verdict=verdict)
        said.append(ratio_said)
    both = text("report.list_long", lang).join(said)
    return sentence(f"synergy.{result.overall}", lang, {"both": both, "scope": scope}, words)


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


def _ratio_said(one: BenchmarkAnswer, lang: str) -> str:
    quantity, gain, above = one.ratio, one.gain.estimate, one.share_above_two
    benchmark = benchmark_words(one.benchmark, lang)["benchmark"]
    if quantity.undefined:
        return text(
            "summary.synergy.ratio_undefined",
            lang,
            benchmark=benchmark,
            delta=number(gain.value),
            low=number(gain.low),
            high=number(gain.high),
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
