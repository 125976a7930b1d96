"""Pictures as rows: places on a common axis."""

import math
import re

import pytest

from experiments.document.html.marks import (
    EDGE,
    Scale,
    axis_of,
    interval_row,
    line_figure,
    scale_row,
    step_of,
    step_row,
)
from experiments.document.html.street import MOST, each_house, street
from tests.support.pages import Page


def places(picture, tag, name):
    return [
        float(value.rstrip("%")) for one, key, value in Page(picture).attributes if (one, key) == (tag, name)
    ]


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [([1.87, 2.13], 1.8, 2.2), ([0.0, 1.0], 0.0, 1.0), ([3, 41], 0, 50), ([2, 2], 1.4, 2.6)],
)
def test_an_axis_reaches_over_its_values_to_round_ends(values, low, high):
    axis = axis_of(values)
    assert axis.low <= min(values) <= max(values) <= axis.high
    assert (axis.low, axis.high) == (pytest.approx(low), pytest.approx(high))
    assert len(axis.ticks) in range(4, 8)


def test_an_axis_leaves_out_what_is_no_number_and_reaches_its_mark():
    axis = axis_of([math.nan, 1.2, math.inf], 2.0)
    assert axis.low <= 1.2
    assert axis.high >= 2.0
    assert axis_of([math.nan]).low < axis_of([math.nan]).high


def test_places_keep_the_order_and_stay_inside():
    axis = Scale(1.0, 3.0, 2.0)
    assert [axis.at(value) for value in (1.0, 2.0, 3.0)] == [EDGE, 50.0, 100 - EDGE]
    assert (axis.at(-9.0), axis.at(9.0)) == (EDGE, 100 - EDGE)


@pytest.mark.parametrize("width", [1e-6, 0.03, 0.7, 1, 12, 1e6])
def test_a_step_is_round_and_divides_a_width_in_a_few(width):
    step = step_of(width)
    assert 2 <= width / step <= 5.01
    lead = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(lead - each) for each in (1, 2, 2.5, 5, 10)) < 1e-6


def test_a_dot_lies_at_its_value_and_its_bar_over_the_interval():
    axis = Scale(0.0, 10.0)
    picture = interval_row(axis, "x", 4.0, (3.0, 5.0), (1.0, 9.0))
    assert places(picture, "circle", "cx") == [axis.at(4.0)]
    assert places(picture, "rect", "x") == [axis.at(1.0), axis.at(3.0)]


def test_nothing_is_drawn_of_what_is_not_known():
    assert "circle" not in interval_row(Scale(0.0, 1.0), "x", math.nan, (math.nan, math.nan))
    assert line_figure([(0.0, 1.0, 1.0, 1.0)], 2.0, "x") is None


@pytest.mark.parametrize(("start", "end"), [(2.0, 1.0), (1.0, 2.0)])
def test_a_step_reaches_from_the_one_before_to_its_own_end(start, end):
    axis = Scale(0.0, 4.0)
    picture = step_row(axis, "x", start, end, "loss")
    assert places(picture, "rect", "x") == [axis.at(1.0)]
    assert places(picture, "rect", "width") == [pytest.approx(axis.at(2.0) - axis.at(1.0), abs=1e-3)]


@pytest.mark.parametrize(("promised", "lit"), [(25, 20), (3, 0), (3, 3), (500, 125)])
def test_lit_houses_are_those_delivered(promised, lit):
    picture = street(promised, lit, "x")
    doors = picture.count('class="door')
    assert doors <= MOST
    assert picture.count('class="door lit"') == lit // each_house(promised)


def test_a_number_that_would_touch_the_words_of_the_mark_is_left_out():
    axis = Scale(10.0, 50.0, 36.0)
    assert re.findall(r">([^<>]+)</text>", str(scale_row(axis))) == ["10", "20", "30", "40", "50", "36"]
    assert re.findall(r">([^<>]+)</text>", str(scale_row(axis, "36 of 41"))) == ["10", "20", "50", "36 of 41"]
