"""Numbers as people read them: short, with no more digits than their intervals allow."""

import pytest

from experiments.attribution.ledger_report import _fine
from experiments.reporting.numbers import (
    amount,
    brief,
    decimals_apart,
    fixed,
    grouped,
    in_months,
    interval,
    measured,
    percent,
    plus_minus,
    ratio,
    span,
    supported,
    with_ends,
)
from experiments.reporting.terminal import folded, width
from experiments.reporting.wording import with_interval
from experiments.statistics.intervals import Estimate


def test_numbers_are_short_and_honest():
    assert [amount(each) for each in (0.0, 12.0, 1.234567, -1234.5, float("nan"))] == [
        "0", "12", "1.23", "−1,234", "–",
    ]  # fmt: skip
    assert ratio(1.005) == "1.00"
    assert ratio(float("nan")) == "–"
    assert ratio(-0.5) == "−0.50"
    assert [brief(each) for each in (2.04, 2.26, 17.0)] == ["2", "2.3", "17"]
    assert span(1, float("nan")) == "–"
    assert interval(Estimate(1, 0.5, 1.5, 0.1, 9), ratio) == "0.50 … 1.50"
    assert [amount(each) for each in (0.04567, -0.00001, 0.123456)] == ["0.0457", "0.0000", "0.123"]


def test_an_estimate_and_the_ends_of_its_interval_have_the_same_decimals():
    """Those of the largest, which has three digits; more where an end that is not zero would be zero."""
    for ends, said, months in (
        ((9.95, -10.12, 113.2), ("10", "−10 … 113"), ("10", "−10 … 113")),
        ((4.9, -2.75, 12.55), ("4.9", "−2.8 … 12.6"), ("5", "−3 … 13")),
        ((61.5, 0.04, 123.1), ("61.50", "0.04 … 123.10"), ("61.50", "0.04 … 123.10")),
        ((61.5, 0.00001, 123.1), ("62", "0 … 123"), ("62", "0 … 123")),
        ((0.5, 0.02, 0.98), ("0.500", "0.020 … 0.980"), ("0.500", "0.020 … 0.980")),
        ((12.0, 0.0, 24.0), ("12", "0 … 24"), ("12", "0 … 24")),
        ((12.0, 8.25, 24.0), ("12.0", "8.2 … 24.0"), ("12", "8 … 24")),
        ((0.0123, -0.05, 0.0456), ("0.0123", "−0.0500 … 0.0456"), ("0.0123", "−0.0500 … 0.0456")),
    ):
        estimate = Estimate(*ends, 1.0, 9)
        assert with_ends(estimate) == said
        assert with_ends(estimate, in_months) == months
        assert interval(estimate) == said[1]
        assert with_interval(estimate, "en") == f"{said[0]} ({said[1].replace('…', 'to')})"
    assert with_ends(Estimate(2.0, float("nan"), float("nan"), 1.0, 1)) == ("2", "–")


@pytest.mark.parametrize("nothing", [-0.0, -1e-5, 0.0, 1e-5])
def test_what_rounds_to_zero_has_no_sign(nothing):
    """Minus nothing is no number."""
    said = [ratio(nothing), brief(nothing), grouped(-0.0), fixed(nothing, 2), fixed(nothing, 3, signed=True)]
    said += [_fine(nothing), percent(min(nothing, 0.0))]
    assert not [each for each in said if "−" in each or "-" in each or "+" in each]
    assert [fixed(each, 1, signed=True) for each in (-0.25, 0.75, 0.04)] == ["−0.2", "+0.8", "0.0"]


def test_two_values_and_their_difference_have_the_decimals_with_which_they_agree():
    nan = float("nan")
    for low, high, ends, decimals in (
        (1.9402, 1.9449, (-0.002, 0.012), 3),  # two decimals: 1.94, 1.94 and 0.00
        (1.9452, 1.9548, (nan, nan), 3),  # two decimals: 1.95, 1.95 and 0.01
        (1.504, 1.606, (0.002, 0.2), 3),  # two decimals: 1.50, 1.61 and 0.10; the lower end is above zero
        (1.5, 1.75, (0.2, 0.3), 2),
        (1.5, 1.5, (0, 0), 2),
    ):
        difference = Estimate(high - low, *ends, 0.1, 9)
        found = decimals_apart(low, high, difference, 2)
        assert found == decimals, (low, high)
        apart = round(high, found) - round(low, found)
        assert fixed(apart, found) == fixed(high - low, found)


def test_a_mean_is_given_as_exactly_as_its_interval_is_wide():
    assert measured(Estimate(1234.56, 1200.0, 1269.12, 17, 9)) == ("1,235", "35", "1,200 … 1,269")
    assert measured(Estimate(0.51234, 0.5, 0.52468, 0.006, 9)) == ("0.512", "0.012", "0.500 … 0.525")
    assert supported(Estimate(0.095, 0.054, 0.136, 0.02, 9)) == ("0.095", "0.054", "0.136")
    assert supported(Estimate(115.2, 93.94, 136.6, 11, 9)) == ("115", "94", "137")
    assert supported(Estimate(3.0, 3.0, 3.0, 0.0, 9)) == ("3.00", "3.00", "3.00")
    assert plus_minus(Estimate(-0.00001, -0.00012, 0.0001, 0.0001, 9)) == "0.0000 ± 0.0001"
    assert plus_minus(Estimate(3, 3, 3, 0, 9)) == "3 ± 0"
    nan = float("nan")
    assert plus_minus(Estimate(2.5, nan, nan, nan, 1)) == "2.50"


def test_long_labels_are_folded_onto_their_numbers():
    rows = folded(["a label that is much too long", "1", "2"], 10)
    assert all(width(row[0]) <= 10 for row in rows)
    assert rows[-1][1:] == ["1", "2"]
    assert rows[0][1:] == ["", ""]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1 / 60, "0.01667"),
        (-1 / 24, "−0.04167"),
        (0.35, "0.35"),
        (1234.5678, "1,234.57"),
        (200_000, "200,000"),
    ],
)
def test_a_value_that_was_set_has_no_more_digits_than_are_read(value, said):
    assert grouped(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1_000_000.0, "1,000,000"), (1_234_567.8, "1,234,568"), (999_999.7, "1,000,000"), (-0.25, "−0.25"),
        (12.345678, "12.3457"), (float("inf"), "∞"),
    ],
)  # fmt: skip
def test_a_value_that_was_set_has_no_powers_of_ten(value, said):
    assert grouped(value) == said
