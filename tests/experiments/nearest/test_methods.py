"""The methods paragraph of the way to two: its sizes and seeds are those of the result, in both languages."""

import re

import pytest

from experiments.nearest.analysis import nearest
from experiments.reporting.methods import methods_text
from experiments.texts import LANGUAGES
from sim.scenario.scenario import Scenario

SHORT = Scenario.load("s_association", changes={"run.horizon": 7})
VARY = ["control.digital", "incentives.power", "resources.relative_productivity"]


@pytest.fixture(scope="module")
def found():
    return nearest(SHORT, VARY, draws=41, held_out=3, seed=12345)


def numbers(said):
    return {int(one.replace(",", "")) for one in re.findall(r"(?<![\w.,])\d[\d,]*\d|(?<![\w.,])\d", said)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_what_was_fitted_walked_and_checked_and_with_which_seeds(found, lang):
    said = found.methods(lang)
    assert {41, 3, found.seeds, *found.master_seeds, found.metadata.runs, 7} <= numbers(said)
    assert not re.search(r"[{}]|nan|None", said)
    words = {
        "en": ("response surface", "2 levers and 1 uncertain parameter", "held-out draws", "upper bound"),
        "zh": ("响应面", "2 个杠杆与 1 个不确定参数", "留出抽样", "上界"),
    }[lang]
    assert [each for each in words if each not in said] == []
    for base in ("v(G∥S)", "v(G) + v(S)"):  # both benchmarks
        assert base in said


def test_it_follows_the_record(found):
    record = {**found.metadata.to_dict(), **found.to_dict(), "draws": 10771, "held_out": 9973}
    assert {10771, 9973} <= numbers(methods_text(record, "en"))
    assert not {10771, 9973} & numbers(found.methods("en"))
