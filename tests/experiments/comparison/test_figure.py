"""The figure of a comparison: every measure that differs, or a sentence that none does."""

import warnings

import pytest

from experiments.comparison.comparison import compare
from experiments.comparison.figure import SHOWN
from experiments.comparison.picture import picture_of
from experiments.plotting import save
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 20})


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_comparison_shows_the_measures_that_differ_most(lang, tmp_path):
    longer = CASE.with_values({"contract.term": 12})
    both = compare(CASE, longer, draws=10, seeds=2, names=("一 one", "二 two"))
    figure = both.plot(lang)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        save(figure, tmp_path, "compare", {})
    shown = sum(difference.label != "same" for difference in both.comparison.differences)
    assert len(figure.axes[0].get_yticks()) == min(shown, SHOWN) > 10
    assert figure.axes[0].get_xlabel()
    assert figure.axes[1].get_xlabel()
    assert sum("→" in one.get_text() for one in figure.axes[0].texts) == min(shown, SHOWN)
    assert "一 one → 二 two" in figure.get_suptitle()
    assert both.plot(lang, title=False).get_suptitle() == ""


def test_a_scenario_beside_itself_can_be_drawn(tmp_path):
    both = compare(CASE, CASE, draws=2, seeds=2, names=("A", "B"))
    for lang, words in (("en", "No measure differs in any pair"), ("zh", "每一对中各项指标都相同")):
        figure = both.plot(lang)
        assert figure.get_suptitle().splitlines()[0] == "A → B"
        save(figure, tmp_path, "same", {})
        (axis,) = figure.axes
        assert any(words in each.get_text() for each in axis.texts)


def test_measures_are_those_asked_for_or_the_most_telling():
    both = compare(CASE, CASE.with_values({"contract.term": 12}), draws=6, seeds=2)
    assert len(both.plot(top=3).axes[0].get_yticks()) == 3
    asked = both.plot(measures=["value", "spent"])
    assert len(asked.axes[0].get_yticks()) == 2
    assert "differ most" not in asked._supxlabel.get_text()
    with pytest.raises(ValueError, match=r"no vale; there are: .*; did you mean value"):
        both.plot(measures=["vale"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_measures_drawn_and_measures_corrected_for_add_up(lang):
    both = compare(CASE, CASE.with_values({"contract.term": 12}), draws=10, seeds=2)
    note = "".join(both.plot(lang)._supxlabel.get_text().split())
    same = sum(one.label == "same" for one in both.comparison.differences)
    differ, tests = len(both.measures) - same, both.comparison.tests
    assert min(same, differ - SHOWN) > 0
    words = {
        "en": (f"of{differ}measures", f"all{tests}measurescompared({same}differinnopair)"),
        "zh": (f"共{differ}个", f"全部{tests}个指标作Holm校正后（其中{same}个"),
    }
    assert all(each in note for each in words[lang])


def test_what_both_are_called_is_once_in_the_title():
    from dataclasses import replace

    both = compare(CASE, CASE.with_values({"contract.term": 12}), draws=4, seeds=2)
    title = replace(both, shared="X (k=1)", own=("", "m=2")).plot("en").get_suptitle()
    assert title.startswith("X (k=1). A → B: unchanged → m=2")
    same = compare(CASE, CASE, draws=2, seeds=2, shared="X (k=1)")
    assert same.plot("zh").get_suptitle().startswith("X (k=1)。A → B：两者相同")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_means_that_are_resolved_are_not_shown_alike_and_the_title_says_what_is_not(lang):
    both = compare(CASE, CASE.with_values({"contract.sum": 200_300}), draws=30, seeds=2)
    resolved = {one.measure for one in both.comparison.differences if one.resolved}
    figure, picture = both.plot(lang), picture_of(both)
    assert resolved
    assert both.added_difference.estimate.sign
    shown = [each.get_text().split(" ")[:3] for each in figure.axes[0].texts if "→" in each.get_text()]
    alike = [each for each in shown if each[0] == each[2]]
    unresolved = [row for row in picture.rows if not row.resolved]
    assert len(alike) <= len(unresolved)
    first, _, second = (
        figure.get_suptitle().splitlines()[-1].replace("：", " ").replace("对双方并行", "").split()[3:6]
    )
    assert first != second
    open_ = compare(CASE, CASE.with_values({"turnover.office_hazard": 0.02}), draws=12, seeds=2)
    assert open_.added_difference.open
    assert open_.difference.open
    assert open_.plot(lang).get_suptitle().count(OPEN[lang]) == 2


OPEN = {"en": "not resolved", "zh": "无法分辨"}
