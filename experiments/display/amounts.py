"""How numbers stand in tables: short, with their uncertainty beside them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from experiments.intervals import Estimate
from experiments.readings import number
from experiments.spread import Spread
from sim.measures import Measure
from sim.texts import text

NOTHING = "–"

Form = Callable[[float], str]


def ratio(value: float) -> str:
    """A ratio with two decimals."""
    return NOTHING if not math.isfinite(value) else f"{value:.2f}".replace("-", "−")


def amount(value: float) -> str:
    """A value to three significant digits and at most four decimals, a whole number as it is."""
    if math.isfinite(value) and value == round(value):
        return fixed(value, 0)
    if 0 < abs(value) < 0.1:
        return fixed(value, 4)
    return NOTHING if math.isnan(value) else number(value)


def grouped(value: float) -> str:
    """A value as someone set it: to six significant digits, thousands set apart, a whole number in full."""
    said = f"{value:,.0f}" if value == round(value) else f"{value:,.6g}"
    return said.replace("-", "−")


def fixed(value: float, decimals: int) -> str:
    """A value with so many decimals; what rounds to nought has no sign."""
    said = f"{value:,.{decimals}f}".replace("-", "−")
    return said.removeprefix("−") if not said.strip("−0.,") else said


def measured(estimate: Estimate) -> tuple[str, str, str]:
    """Mean, half-width and ends of an interval, all with the decimals that its half-width is worth.

    That is two significant digits of the half-width, four decimals at most. Without an interval the mean
    stands alone.
    """
    if not estimate.known:
        return amount(estimate.value), NOTHING, NOTHING
    half = (estimate.high - estimate.low) / 2
    if half == 0:
        return amount(estimate.value), "0", span(estimate.low, estimate.high)
    decimals = min(4, max(0, 1 - math.floor(math.log10(half))))
    ends = f"{fixed(estimate.low, decimals)} … {fixed(estimate.high, decimals)}"
    return fixed(estimate.value, decimals), fixed(half, decimals), ends


def brief(value: float) -> str:
    """A count or its mean with one decimal at most."""
    return fixed(value, 0 if round(value, 1) == round(value) else 1)


def listed(words: Iterable[str], lang: str, long: bool = False) -> str:
    """Words one after the other, as a language separates them; `long` for parts with commas of their own."""
    return text("report.list_long" if long else "report.list", lang).join(words)


def span(low: float, high: float, form: Form = amount) -> str:
    """Two ends, such as '1.56 … 1.60'; nothing where they are not known."""
    if math.isnan(low) or math.isnan(high):
        return NOTHING
    return f"{form(low)} … {form(high)}"


def interval(estimate: Estimate, form: Form = amount) -> str:
    """The ends of a Monte Carlo interval."""
    return span(estimate.low, estimate.high, form)


def over_draws(spread: Spread, form: Form = amount) -> str:
    """The ends of the 5–95% range over draws."""
    return span(spread.low, spread.high, form)


def plus_minus(estimate: Estimate) -> str:
    """A mean with the half-width of its interval, such as '11.3 ± 0.4'."""
    value, half, _ = measured(estimate)
    return f"{value} ± {half}" if half != NOTHING else value


def unit(measure: Measure, lang: str) -> str:
    """The unit of a measure in a language."""
    return text(f"report.unit.{measure.unit.replace(' ', '_').replace('-', '_')}", lang)
