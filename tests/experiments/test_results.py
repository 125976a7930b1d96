"""Results as plain values and JSON."""

import json

import pytest

from experiments.results import Sentences, json_text


def test_json_knows_no_infinity_and_refuses_what_is_not_plain():
    assert json.loads(json_text({"a": [float("nan"), float("inf"), 1.5]})) == {"a": [None, None, 1.5]}
    with pytest.raises(TypeError):
        json_text({"a": object()})


def test_a_summary_is_text_that_a_notebook_breaks_between_words():
    said = Sentences("Less than two: 1 < 2.\nMore.")
    assert said == "Less than two: 1 < 2.\nMore."
    assert said._repr_html_() == (
        '<div style="white-space: pre-wrap; word-break: normal">Less than two: 1 &lt; 2.\nMore.</div>'
    )
    assert Sentences("a\n  indented")._repr_html_().startswith("<div")
    assert Sentences("name     1   2")._repr_html_().startswith("<pre")
