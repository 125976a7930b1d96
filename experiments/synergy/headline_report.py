"""The headline as lines of a page: the answer, its table, sample sizes, warnings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from experiments.reporting.numbers import (
    Form,
    amount,
    listed,
    over_draws,
    percent,
    ratio,
    service_months,
    with_ends,
)
from experiments.reporting.terminal import columns, padded, room, width, wrapped
from experiments.reporting.wording import SIGNS, arm_name, benchmark_words, summary
from experiments.runs.outcomes import BENCHMARKS
from experiments.synergy.headline import (
    IDLE,
    MATERIAL,
    Headline,
    Posterior,
)
from experiments.synergy.report import (
    answer_in_short,
    answer_words,
    break_even_sentences,
    uncertainties,
    undefined_words,
    verdict_words,
)
from experiments.synergy.synergy import BenchmarkAnswer, Quantity, Synergy
from experiments.texts import text
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
        lines = wrapped(undefined_words(found, one, lang))
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
        rows.append([label, *with_ends(value), ""])
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


def _row(label: str, quantity: Quantity, lang: str, form: Form = ratio) -> list[str]:
    value, ends = with_ends(quantity.estimate, form)
    if quantity.undefined:
        value = text("report.headline.no_ratio", lang)
    return [label, value, ends, over_draws(quantity.draw_range, form)]


def _paragraphs(said: list[str]) -> list[str]:
    return [line for each in said for line in wrapped(each, indent=2)]
