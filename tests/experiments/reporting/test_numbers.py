"""Numbers as people read them: short, with no more digits than their intervals allow."""

import pytest

from experiments.reporting.numbers import amount, brief, grouped, interval, measured, plus_minus, ratio, span
from experiments.reporting.terminal import folded, width
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


def test_a_mean_is_given_as_exactly_as_its_interval_is_wide():
    assert measured(Estimate(1234.56, 1200.0, 1269.12, 17, 9)) == ("1,235", "35", "1,200 … 1,269")
    assert measured(Estimate(0.51234, 0.5, 0.52468, 0.006, 9)) == ("0.512", "0.012", "0.500 … 0.525")
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
