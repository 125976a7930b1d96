"""HTML that cannot say what it was not meant to."""

import math

import pytest

from experiments.document.html.markup import Markup, between, el, number, said, table
from tests.support.pages import Page

HOSTILE = '</style><script>alert(1)</script>" onload="alert(2)&lt;'


def test_texts_and_attributes_are_escaped_and_markup_is_not():
    made = el("p", HOSTILE, el("b", "x"), title=HOSTILE)
    page = Page(made)
    assert page.elements == ["p", "b"]
    assert page.attributes == [("p", "title", HOSTILE)]
    assert page.words[""] == f"{HOSTILE}x"


def test_fields_of_a_text_are_escaped_unless_they_are_markup():
    made = said("document.with_interval", "en", value=el("b", "1"), ends="<i>2</i>")
    assert made == "<b>1</b> (&lt;i&gt;2&lt;/i&gt;)"
    assert isinstance(made, Markup)


def test_a_number_keeps_its_value_to_the_last_bit():
    value = 0.1 + 0.2
    (found,) = Page(number(value)).numbers
    assert found == ("", value)
    assert ">0.30<" in number(value)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_a_dash(value):
    assert Page(number(value)).words[""] == "–"
    assert between(1.0, value, "en") is None


def test_cells_carry_the_name_of_their_column_for_a_phone():
    page = Page(table(["what", el("b", "how much")], [["a", "1"]]))
    assert ("td", "data-label", "how much") in page.attributes


def test_nothing_and_false_leave_an_attribute_out():
    assert el("input", checked=False, id=None, type="radio") == '<input type="radio">'
    assert el("input", checked=True) == "<input checked>"
