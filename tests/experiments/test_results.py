"""Results as plain values and JSON."""

import json

import pytest

from experiments.results import json_text


def test_json_knows_no_infinity_and_refuses_what_is_not_plain():
    assert json.loads(json_text({"a": [float("nan"), float("inf"), 1.5]})) == {"a": [None, None, 1.5]}
    with pytest.raises(TypeError):
        json_text({"a": object()})
