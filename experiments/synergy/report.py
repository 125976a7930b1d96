"""The answer to 1+1 > 2, with what must stand beside it."""

from __future__ import annotations

import math

from experiments.calibration.observations import Posterior
from experiments.reporting.numbers import Form, amount, interval, listed, over_draws, percent, ratio
from experiments.reporting.terminal import columns, wrapped
from experiments.reporting.wording import SIGNS, summary
from experiments.synergy.break_even import WeightBreakEven
from experiments.synergy.headline import LEAST_DRAWS, MATERIAL, PRODUCTIVITY, Headline
from experiments.synergy.synergy import Quantity
from experiments.texts import text
from sim.arms import ARMS, arm_index
from sim.scenario.scenario import Scenario


def answer(result: Headline, lang: str, posterior: Posterior | None = None) -> list[str]:
    """1+1 with its two uncertainties apart, the verdict, P(1+1 > 2), and one plain sentence."""
    found = result.synergy
    quantity, above = found.one_plus_one, found.share_above_two
    estimate, spread = quantity.estimate, quantity.draw_range
    if quantity.undefined:
        lines = [text("report.headline.undefined", lang)]
    else:
        lines = [text("report.headline.ratio", lang, value=ratio(estimate.value))]
        ends = {"low": ratio(estimate.low), "high": ratio(estimate.high)}
        told = text("report.headline.chance", lang, **ends)
        lines.append(f"  {told if estimate.known else text('report.headline.no_chance', lang)}")
        if math.isnan(spread.low):
            lines.append(f"  {text('report.headline.no_ignorance', lang)}")
        else:
            ends = {"low": ratio(spread.low), "high": ratio(spread.high)}
            lines.append(f"  {text('report.headline.ignorance', lang, **ends)}")
    if posterior is not None:
        said = text(
            "report.headline.given",
            lang,
            value=ratio(posterior.value),
            low=ratio(posterior.low),
            high=ratio(posterior.high),
            first=ratio(posterior.first),
            last=ratio(posterior.last),
            share=percent(posterior.above_two),
        )
        lines += wrapped(said, indent=2)
    if found.draws > 1:
        shares = {"share": percent(above.value), "low": percent(above.low), "high": percent(above.high)}
        lines.append(f"  {text('report.headline.share', lang, **shares)}")
    # More runs would not help where nobody creates anything.
    nothing = quantity.undefined and above.zero == 1
    verdict = text(f"report.verdicts.{'nothing' if nothing else found.verdict}", lang)
    lines.append(f"  {text('report.headline.verdict', lang, verdict=verdict)}")
    return [*lines, "", *wrapped(summary(found, lang))]


def table(result: Headline, lang: str) -> list[str]:
    """Δ and its parts, the multiplier, the null and gross reruns, the components and the arms."""
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
        component = text(f"report.component.{name}", lang)
        label = text("report.headline.component", lang, component=component)
        rows.append(_row(label, other.one_plus_one, lang))
    for sign, arm in zip(SIGNS[1:], ARMS[1:], strict=True):
        value = found.arms[arm.name]
        spoken = arm.label_zh if lang == "zh" else arm.label_en
        label = text("report.headline.arm", lang, arm=sign, label=spoken)
        rows.append([label, amount(value.value), interval(value), ""])
    unit = text("units.service_months", lang)
    return [
        text("report.headline.table", lang),
        *columns(rows, right=frozenset({1, 2, 3})),
        *wrapped(text("report.headline.parts", lang, unit=unit), indent=2),
    ]


def turns(result: Headline, scenario: Scenario, lang: str) -> list[str]:
    """Where another productivity, weight or horizon would turn the sign of Δ."""
    said = []
    if result.productivity is None:
        said.append(text("report.headline.productivity_known", lang, least=LEAST_DRAWS))
    else:
        name = scenario.parameters[PRODUCTIVITY].label(lang)
        said.append(summary(result.productivity, lang, parameter=name, unit=""))
    if not result.weights:
        said.append(text("report.headline.weights_known", lang))
    elif all(flip.status == "none" for flip in result.weights):
        said.append(text("report.headline.weights_none", lang))
    else:
        said += [
            summary(flip, lang, component=_component(scenario, flip, lang))
            for flip in result.weights
            if flip.status != "none"
        ]
    said += [_verdict_weight(flip, scenario, lang) for flip in result.weights if _ends(flip)]
    if result.horizon is not None:
        said.append(summary(result.horizon, lang))
    return [text("report.headline.turns", lang), *_paragraphs(said)]


def tighter(result: Headline, lang: str) -> list[str]:
    """How many replications a narrower Monte Carlo interval takes, and that they do not narrow the range."""
    planned = result.tighter.sample_size
    said = [text("report.headline.no_plan", lang)]
    if planned is not None:
        unit = text("units.service_months", lang) if result.synergy.one_plus_one.undefined else ""
        said = [text("report.headline.half", lang, sentence=summary(planned, lang, unit=unit))]
    if result.tighter.verdict_draws is not None:
        needed, here = f"{result.tighter.verdict_draws:,}", f"{result.synergy.draws:,}"
        said.append(text("report.headline.verdict_draws", lang, needed=needed, draws=here))
    return [text("report.headline.tighter", lang), *_paragraphs(said)]


def saturated(result: Headline, lang: str) -> list[str]:
    """Whether services were delivered where nobody could use them, where that is material."""
    material = [(arm_index(one.arm), one.of_made) for one in result.saturation if one.material]
    if not material:
        return _paragraphs([text("report.headline.not_saturated", lang, most=percent(MATERIAL))])
    arms = listed((f"{SIGNS[place]} {percent(part)}" for place, part in material), lang)
    return _paragraphs([text("report.headline.saturated", lang, arms=arms)])


def _row(label: str, quantity: Quantity, lang: str, form: Form = ratio) -> list[str]:
    value = form(quantity.estimate.value)
    if quantity.undefined:
        value = text("report.headline.withheld", lang)
    return [label, value, interval(quantity.estimate, form), over_draws(quantity.draw_range, form)]


def _ends(flip: WeightBreakEven) -> list[float]:
    return [end for end in (flip.lower_verdict, flip.upper_verdict) if math.isfinite(end)]


def _component(scenario: Scenario, flip: WeightBreakEven, lang: str) -> str:
    """What is weighed: a kind of service, or social capital."""
    for row in scenario.rows["kinds"]:
        if flip.component == f"kinds.{row.name}.weight":
            return row.labels[lang]
    return text("report.component.capital", lang)


def _verdict_weight(flip: WeightBreakEven, scenario: Scenario, lang: str) -> str:
    return text(
        "report.headline.verdict_weight",
        lang,
        component=_component(scenario, flip, lang),
        ends=" / ".join(amount(end) for end in _ends(flip)),
        current=amount(flip.current),
    )


def _paragraphs(said: list[str]) -> list[str]:
    return [line for each in said for line in wrapped(each, indent=2)]
