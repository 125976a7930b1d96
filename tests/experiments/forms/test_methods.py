"""The methods paragraph of the forms: how many there are, from how much, and how changes are tested."""

import re

import pytest

from experiments.forms.analysis import forms
from experiments.reporting.methods import methods_text
from experiments.texts import LANGUAGES
from sim.scenario.scenario import Scenario

SHORT = Scenario.load("s_association", changes={"run.horizon": 7})


@pytest.fixture(scope="module")
def found():
    return forms(SHORT, ["schedule", "access"], draws=3, seed=12345)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_how_many_forms_met_the_same_draws(found, lang):
    said = found.methods(lang)
    words = {
        "en": (
            "3 other forms",
            "3 draws × 2 seeds",
            "master seed 12345",
            "paired",
            "corrected for the number",
        ),
        "zh": (
            "另外 3 种形式",
            "3 次参数抽样 × 每次 2 个随机种子",
            "主种子 12345",
            "配对差值",
            "按形式数校正",
        ),
    }[lang]
    assert len(found.rows) == 4
    assert [each for each in (*words, f"{found.metadata.runs:,}") if each not in said] == []
    assert not re.search(r"[{}]|nan|None", said)
    for base in ("v(G∥S)", "v(G) + v(S)"):  # both benchmarks
        assert base in said


def test_it_follows_the_record(found):
    record = {**found.metadata.to_dict(), **found.to_dict(), "seeds": 17}
    record["rows"] = record["rows"][:2]
    said = methods_text(record, "en")
    assert "1 other form " in said
    assert "× 17 seeds" in said
