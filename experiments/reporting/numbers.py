"""Numbers as they are shown: digits, units, intervals, percentages."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from experiments.statistics.epistemic import DrawRange, ProbabilityEstimate
from experiments.statistics.intervals import Estimate
from experiments.texts import text
from sim.measures import Measure

NOTHING = "–"
"""Stands for a number that does not exist."""

MOST_DECIMALS = 4
"""Decimals that a number has at most."""

Form = Callable[[float], str]
"""How a number is written."""


def ratio(value: float) -> str:
    """Return a ratio with two decimals; "–" where it is undefined."""
    return NOTHING if not math.isfinite(value) else fixed(value, 2)


def amount(value: float) -> str:
    """Return a value to three significant digits and at most four decimals, a whole number as it is."""
    if math.isfinite(value) and value == round(value):
        return fixed(value, 0)
    if 0 < abs(value) < 0.1:
        return fixed(value, 4)
    return NOTHING if math.isnan(value) else number(value)


def in_months(value: float) -> str:
    """Return service-months without decimals, from ten on."""
    return amount(round(value) if math.isfinite(value) and abs(value) >= 10 else value)


def alike(form: Form, *values: float) -> Form:
    """Return how numbers that stand together are written: all with the decimals of the largest.

    This is for `amount` and `in_months`, whose decimals follow each number. More decimals are taken where
    another of the numbers would be zero without.

    Example:
        >>> form = alike(amount, 61.5, 9.95, 113.2)
        >>> form(61.5), form(9.95), form(113.2)
        ('62', '10', '113')
    """
    known = [each for each in values if math.isfinite(each)]
    if form not in (amount, in_months) or all(each == round(each) for each in known):
        return form
    largest = max(map(abs, known))
    said = number(largest) if form is amount else form(largest)
    least = min(MOST_DECIMALS, len(said.partition(".")[2]))
    seen = (each for each in range(least, MOST_DECIMALS + 1) if all(round(one, each) for one in known if one))
    decimals = next(seen, least)
    return lambda value: fixed(value, decimals) if math.isfinite(value) else form(value)


def grouped(value: float) -> str:
    """Return a value that was set: a whole number in full, else six significant digits, below one four."""
    if not math.isfinite(value):
        return number(value)
    digits = 4 if abs(value) < 1 else 6
    # From a million on six digits are a whole number, which "g" would write in powers of ten.
    whole = value == round(value) or abs(value) >= 999_999.5
    return fixed(value, 0) if whole else f"{value:,.{digits}g}".replace("-", "−")


def fixed(value: float, decimals: int, signed: bool = False) -> str:
    """Return a value with so many decimals, `signed` with a plus too; what rounds to zero has no sign."""
    said = f"{value:{'+' if signed else ''},.{decimals}f}".replace("-", "−")
    return said.lstrip("+−") if not said.strip("+−0.,") else said


def decimals_of_column(values: Iterable[float]) -> int:
    """Return the decimals of a column: the fewest that are exact, or else four digits of the largest number.

    Example:
        >>> decimals_of_column([4, 8]), decimals_of_column([0.25, 1]), decimals_of_column([1.18331, 0.3312])
        (0, 2, 3)
    """
    finite = [value for value in values if math.isfinite(value)]
    largest = max(map(abs, finite), default=0)
    for decimals in range(MOST_DECIMALS):
        if all(abs(round(value, decimals) - value) <= 1e-9 * abs(value) for value in finite):
            return decimals
    return min(MOST_DECIMALS, max(0, 3 - math.floor(math.log10(largest))))


def pair(first: float, second: float, *, apart: bool) -> tuple[str, str]:
    """Return two means as they are shown side by side, not alike where their difference is resolved.

    Args:
        first: one mean.
        second: the other.
        apart: whether they are known to differ; then so many decimals are taken, four at most, that it shows.

    Example:
        >>> pair(11.32, 11.27, apart=True), pair(11.32, 11.27, apart=False)
        (('11.32', '11.27'), ('11.3', '11.3'))
    """
    said = amount(first), amount(second)
    if not apart or said[0] != said[1]:
        return said
    least = len(said[0].partition(".")[2])
    forms = ((fixed(first, each), fixed(second, each)) for each in range(least + 1, MOST_DECIMALS + 1))
    return next((each for each in forms if each[0] != each[1]), said)


def decimals_apart(low: float, high: float, difference: Estimate, least: int) -> int:
    """Return with how many decimals two values and their difference agree, and that it is positive is seen.

    Args:
        low: the lower value.
        high: the higher one.
        difference: the higher less the lower, with its interval.
        least: the fewest decimals; at most four more are taken.
    """
    seen = [each for each in (difference.value, difference.low) if each > 0]
    for decimals in range(least, least + 4):
        apart = round(high, decimals) - round(low, decimals)
        agree = fixed(apart, decimals) == fixed(difference.value, decimals)
        if agree and all(round(each, decimals) for each in seen):
            return decimals
    return least + 4


def measured(estimate: Estimate) -> tuple[str, str, str]:
    """Return mean, half-width and ends of an interval, all with the decimals that its half-width supports.

    That is two significant digits of the half-width, four decimals at most. Without an interval the mean
    is returned alone.
    """
    if not estimate.known:
        return amount(estimate.value), NOTHING, NOTHING
    half = (estimate.high - estimate.low) / 2
    if half == 0:
        return amount(estimate.value), "0", span(estimate.low, estimate.high)
    decimals = _decimals(half)
    ends = f"{fixed(estimate.low, decimals)} … {fixed(estimate.high, decimals)}"
    return fixed(estimate.value, decimals), fixed(half, decimals), ends


def supported(estimate: Estimate) -> tuple[str, str, str]:
    """Return a mean and the ends of its interval, all with the decimals that its half-width supports.

    Without an interval, or where it has no width, each is a number by itself.
    """
    half = (estimate.high - estimate.low) / 2
    form = (lambda value: fixed(value, _decimals(half))) if estimate.known and half > 0 else number
    return form(estimate.value), form(estimate.low), form(estimate.high)


def _decimals(half: float) -> int:
    """Return the decimals that a half-width supports: two significant digits of it, four decimals at most."""
    return min(MOST_DECIMALS, max(0, 1 - math.floor(math.log10(half))))


def brief(value: float) -> str:
    """Return a count or its mean with one decimal at most."""
    return fixed(value, 0 if round(value, 1) == round(value) else 1)


def listed(words: Iterable[str], lang: str, long: bool = False) -> str:
    """Return words joined as a language separates them; `long` for parts that contain commas."""
    return text("report.list_long" if long else "report.list", lang).join(words)


def span(low: float, high: float, form: Form = amount) -> str:
    """Return two ends, such as '1.56 … 1.60'; "–" where they are not known."""
    if math.isnan(low) or math.isnan(high):
        return NOTHING
    form = alike(form, low, high)
    return f"{form(low)} … {form(high)}"


def interval(estimate: Estimate, form: Form = amount) -> str:
    """Return the ends of a Monte Carlo interval."""
    return with_ends(estimate, form)[1]


def with_ends(estimate: Estimate | ProbabilityEstimate, form: Form = amount) -> tuple[str, str]:
    """Return an estimate and the ends of its interval, all with the same decimals."""
    form = alike(form, estimate.value, estimate.low, estimate.high)
    return form(estimate.value), span(estimate.low, estimate.high, form)


def over_draws(found: DrawRange, form: Form = amount) -> str:
    """Return the ends of a draw range (5–95%)."""
    return span(found.low, found.high, form)


def plus_minus(estimate: Estimate) -> str:
    """Return a mean with the half-width of its interval, such as '11.3 ± 0.4'."""
    value, half, _ = measured(estimate)
    return f"{value} ± {half}" if half != NOTHING else value


def unit(measure: Measure, lang: str) -> str:
    """Return the unit of a measure in a language."""
    return text(f"report.unit.{measure.unit.replace(' ', '_').replace('-', '_')}", lang)


def service_months(lang: str) -> str:
    """Return the unit of public value in a language."""
    return text("units.service_months", lang)


def number(value: float) -> str:
    """Return a number to three significant digits, in powers of ten only where it is very small.

    Example:
        >>> number(1234.5)
        '1,234'
    """
    if not math.isfinite(value):
        return "?" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    shown = f"{value:,.{digits}f}" if digits <= 8 else f"{value:.2e}"
    return shown.replace("-", "−")


def percent(share: float) -> str:
    """Return a share in per cent; a share that is not exactly 0 or 1 is not shown as 0% or 100%.

    Example:
        >>> percent(0.997)
        '>99%'
    """
    if math.isnan(share):
        return "?"
    if 0 < share < 0.01:
        return "<1%"
    # The last bits of a sum must not decide how a half is rounded: the same share is shown alike everywhere.
    return ">99%" if 0.99 < share < 1 else f"{fixed(round(100 * share, 9), 0)}%"
