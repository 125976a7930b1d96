"""The report of a comparison: what differs between the scenarios, its sentences and its table."""

import io
import math
import re
from dataclasses import replace

import numpy as np
import pytest

from experiments.comparison.changes_report import changes
from experiments.comparison.comparison import compare
from experiments.comparison.page import short_lines
from experiments.comparison.report import lines, summary_of
from experiments.reporting.terminal import width
from experiments.reporting.wording import benchmark_words
from sim.arms import GS, NONE
from sim.scenario.scenario import Scenario

HAN = re.compile(r"[\u4e00-\u9fff]")
CASE = Scenario.load("s_association", changes={"run.horizon": 24})


@pytest.fixture(scope="module")
def found():
    return compare(CASE, CASE.with_values({"contract.term": 12}), draws=30, seeds=2, names=("one", "two"))


def test_what_differs_has_units_and_thousands_set_apart():
    dear = CASE.with_values({"contract.sum": 300_000, "contract.term": 12, "control.depth": 1 / 3})
    before = CASE.with_values({"contract.sum": 200_000, "control.depth": 0.25})
    assert changes(before, before, "en") == []
    assert changes(before, dear, "en") == [
        "Sum [contract.sum] 200,000 → 300,000 yuan", "Term [contract.term] 8 → 12 months",
        "Depth of evaluation [control.depth] 0.25 → 0.3333",
    ]  # fmt: skip
    assert "合同金额 [contract.sum] 200,000 → 300,000 元" in changes(before, dear, "zh")


def test_what_differs_beyond_the_digits_shown_is_shown_in_full():
    first, second = (CASE.with_values({"control.depth": depth}) for depth in (0.25, 0.25 + 1e-9))
    assert changes(first, second, "en") == ["Depth of evaluation [control.depth] 0.25 → 0.250000001"]


def test_a_choice_and_a_prior_that_differ_are_written_in_words():
    known = CASE.with_values({"resources.wage": 6500})
    wage = "[resources.wage] (prior) 5,500 to 7,500 yuan/month, peak 6,500 → –"
    assert any(said.endswith(wage) for said in changes(CASE, known, "en"))
    assert any("[resources.wage]（先验） " in said for said in changes(CASE, known, "zh"))
    # What is drawn in both is said once, by its priors: the values beside them are used in neither.
    laid = Scenario.load(CASE.name, ["cultivation"])
    (moved,) = laid.held & set(laid.priors)
    assert laid.values[moved] != CASE.values[moved]
    assert [
        said for said in changes(CASE, laid, "en") if f"[{moved}]" in said and "(prior)" not in said
    ] == []
    assert sum(f"[{moved}]" in said for said in changes(CASE, laid, "en")) == 1
    mixed = CASE.with_values({"policy.second": "grant"})
    assert changes(CASE, mixed, "zh")[0] == "第二工具 [policy.second] 政府购买（合同） → 补助"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_a_terminal(found, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    report = lines(found, lang, io.StringIO())
    assert len(report) > 20
    assert [line for line in report if width(line) > 100] == []
    assert not any("\x1b" in line for line in report)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_speaks_one_language(found, lang):
    report = "\n".join(lines(found, lang, io.StringIO()))
    assert bool(HAN.search(report)) == (lang == "zh")
    assert "{" not in report
    assert "nan" not in report.lower().split()
    assert "A: one" in report or "A：one" in report


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_sentences_are_on_both_ratios_and_on_the_measures_asked_for(found, lang):
    side_by_side, alone = found.summary(lang).splitlines()
    for of in (found.synergy_a, found.synergy_b):
        assert f"{of.added_value.estimate.value:.2f}" in side_by_side
        assert f"{of.one_plus_one.estimate.value:.2f}" in alone
    spent, *ratios = found.summary(lang, measures=["spent"]).splitlines()
    assert ratios == [side_by_side, alone]
    assert "one" in spent
    assert "two" in spent
    with pytest.raises(KeyError):
        found.summary(lang, measures=["spnet"])


@pytest.mark.parametrize(("lang", "between"), [("en", " in two ("), ("zh", "two 为 ")])
def test_both_scenarios_have_their_names_in_every_sentence(found, lang, between):
    said = found.summary(lang, measures=["load"])
    assert between in said
    assert "two − one" in said
    assert not re.search(r"\bB\b", said)
    assert "B − A" in "\n".join(lines(found, lang, io.StringIO()))  # which says who is A and who is B


@pytest.mark.parametrize(("lang", "unit"), [("en", "ratio"), ("zh", "比值")])
def test_a_sentence_says_no_unit_where_there_is_none(found, lang, unit):
    load = found.summary(lang, measures=["load"]).splitlines()[0]
    assert unit not in load
    assert "  " not in load
    assert ("个社区" if lang == "zh" else "communities") in found.summary(lang, measures=["coverage"])


COMMA = {"en": ", ", "zh": "，"}
BETTER = {"en": "two better", "zh": "two 更好"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_table_has_both_means_and_the_difference_of_every_measure(found, lang):
    frame = found.to_frame(lang)
    assert tuple(frame.index) == tuple(measure.name for measure in found.measures)
    assert set(found.runs_a.measures) < set(frame.index)
    assert list(frame.columns)[1:4] == ["one", "two", "two − one"]
    assert list(frame.columns)[4:7] == [
        *(f"two − one{COMMA[lang]}{end}" for end in ("2.5%", "97.5%")), BETTER[lang]
    ]  # fmt: skip
    value = frame.loc["value"]
    assert bool(HAN.search(value.iloc[0])) == (lang == "zh")
    difference = found.comparison["value"].difference
    assert value.iloc[1:3].tolist() == [runs.arm(GS, "value").mean() for runs in (found.runs_a, found.runs_b)]
    assert value.iloc[3:6].tolist() == [difference.value, difference.low, difference.high]
    assert frame.iloc[:, 7].tolist() == [
        one.label != "unresolved" for one in found.comparison.differences
    ]  # fmt: skip
    neither = frame.iloc[:, 6].isna().to_numpy()
    assert 0 < neither.sum() < len(frame)
    assert math.isclose(frame.iloc[0, 6], found.comparison["value"].improvement.value)


def said_by(page):
    return " ".join(" ".join(page).split())


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_text_and_table_count_the_pairs_in_which_each_measure_rises_falls_and_stays(found, lang):
    page, frame = said_by(lines(found, lang, io.StringIO())), found.to_frame(lang, pairs=True)
    for name in ("value", "coverage", "groups", "spent"):
        a, b = found.both(name)
        counts = [int((b > a).sum()), int((b < a).sum()), int((b == a).sum())]
        assert frame.loc[name].iloc[8:11].tolist() == counts
        assert "{}/{}/{}".format(*counts) in page
    net = [runs.arm(GS, "value") - runs.arm(NONE, "value") for runs in (found.runs_a, found.runs_b)]
    rises, falls = int((net[1] > net[0]).sum()), int((net[1] < net[0]).sum())
    pairs = found.created.pairs
    assert (pairs.rises, pairs.falls, pairs.of) == (rises, falls, 60)
    words = {
        "en": f"rises in {rises}, falls in {falls}, same in {60 - rises - falls} of 60 pairs",
        "zh": f"60 对中 {rises} 对上升、{falls} 对下降、{60 - rises - falls} 对不变",
    }
    assert words[lang].replace(" ", "") in page.replace(" ", "")


OPEN = {"en": "not resolved", "zh": "无法分辨"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_short_form_has_what_is_created_and_says_what_is_not_resolved(found, lang):
    page = said_by(short_lines(found, lang, io.StringIO()))
    assert "v(GS)" in page
    open_ = compare(CASE, CASE.with_values({"turnover.office_hazard": 0.02}), draws=12, seeds=2)
    assert open_.difference.open
    assert open_.added_difference.open
    assert not open_.created.resolved
    assert said_by(short_lines(open_, lang, io.StringIO())).count(OPEN[lang]) >= 3
    resolved = compare(CASE, CASE.with_values({"contract.sum": 20_000}), draws=30, seeds=2)
    assert resolved.created.resolved
    assert not resolved.difference.open
    assert not resolved.added_difference.open
    sentences = said_by(short_lines(resolved, lang, io.StringIO())).partition("|")[0]
    assert OPEN[lang] not in sentences.partition("?")[0]


@pytest.mark.parametrize("form", [lines, short_lines])
def test_a_difference_that_is_resolved_is_not_said_to_be_zero(form):
    slight = compare(CASE, CASE.with_values({"contract.sum": 200_300}), draws=30, seeds=2)
    one = slight.added_difference.estimate
    assert one.sign
    assert round(abs(one.high), 2) == 0 != round(abs(one.high), 4)
    page = said_by(form(slight, "en", io.StringIO()))
    value, *ends = re.findall(r"B − A = (−?[\d.]+) \((−?[\d.]+) to (−?[\d.]+)\)", page)[0]
    assert not any(float(each.replace("−", "-")) == 0 for each in (value, *ends))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", [lines, short_lines])
def test_what_two_share_is_said_once(lang, form):
    same = compare(CASE, CASE, draws=4, seeds=2, names=("X", "X"), shared="X (k=1)")
    page = said_by(form(same, lang, io.StringIO()))
    assert page.count("X (k=1)") == 1
    assert page.count(f"{same.synergy_a.one_plus_one.estimate.value:.2f}") <= 2  # as a sentence, as a bar
    apart = replace(same, own=("", "m=2"))
    page = said_by(form(apart, lang, io.StringIO()))
    assert page.count("X (k=1)") == page.count("m=2") == 1


@pytest.mark.parametrize(("form", "both"), [(lines, ", A and B together"), (short_lines, " (A + B)")])
def test_the_runs_of_both_are_counted_as_the_json_counts_them(found, form, both):
    page = said_by(form(found, "en", io.StringIO()))
    assert found.to_dict()["runs"] == 2 * 30 * 2 * 8
    assert f"960 runs of 24 months{both}" in page


def test_of_two_with_one_name_the_columns_are_those_of_a_and_b(found):
    frame = replace(found, names=("one", "one")).to_frame()
    assert list(frame.columns)[1:4] == ["A", "B", "B − A"]


def test_common_random_numbers_save_runs(found):
    """The interval takes many draws: so much of the noise cancels that the rest of it is poorly known."""
    many = compare(CASE, CASE.with_values({"contract.term": 12}), draws=120, seeds=2)
    gain = many.variance_reduction()
    assert 1 < gain.low <= gain.value <= gain.high
    assert np.isfinite(found.variance_reduction("coverage").value)


def test_names_in_chinese_leave_no_gap_and_no_sentence_ends_twice():
    named = compare(CASE, CASE.with_values({"contract.term": 9}), draws=8, seeds=2, names=("个案", "更长"))
    for lang in ("en", "zh"):
        said = summary_of(named, lang, ["value", "coverage"])
        assert not re.search(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]|[.。][;；.。]", "\n".join(said))
        assert "80%" in "".join(said[-2:]), "nothing is unresolved here, so that its end is not looked at"


def test_each_benchmark_has_a_sentence_of_its_own(found):
    for lang, stop in (("en", "."), ("zh", "。")):
        side_by_side, alone = summary_of(found, lang)[-2:]
        for said, benchmark in ((side_by_side, "side_by_side"), (alone, "alone")):
            name = benchmark_words(benchmark, lang)["benchmark"]
            assert said.lower().startswith(name), said
            assert said.endswith(stop), said


def test_names_too_long_for_a_sentence_are_said_once_and_letters_stand_for_them(found):
    """Never a name in one sentence and its letter in the next: nobody could tell which is which."""
    which, *rest = summary_of(replace(found, names=("case", "no incentives")), "en", ["value"])
    assert which == "A: case; B: no incentives."
    assert all({"A", "B"} <= set(re.findall(r"\w+", said)) for said in rest)
    assert not re.search("case|no incentives", "".join(rest))
    short = summary_of(found, "en", ["value"])
    assert all({"one", "two"} <= set(re.findall(r"\w+", said)) for said in short)
    assert not re.search(r"\b[AB]\b", "".join(short))


def test_a_difference_and_the_ends_of_its_interval_have_the_same_decimals(found):
    ends = re.compile(r"by ([−\d,.]+) ?[^(]*\(([−\d,.]+) to ([−\d,.]+)\)")
    names = [one.name for one in found.measures if found.comparison[one.name].label in ("higher", "lower")]
    said = [ends.search(each) for each in summary_of(found, "en", names)[: len(names)]]
    assert len(said) > 5
    for each in said:
        assert len({len(number.partition(".")[2]) for number in each.groups()}) == 1, each[0]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_of_a_single_pair_of_runs_1_plus_1_is_said_without_an_interval_and_not_to_be_undefined(lang):
    one = compare(CASE, CASE.with_values({"contract.term": 12}), draws=1, seeds=1)
    value = one.synergy_a.added_value.estimate.value
    for said in (short_lines(one, lang, io.StringIO()), lines(one, lang, io.StringIO())):
        page = " ".join(line.strip() for line in said)
        assert f"{value:.2f}" in page
        assert not re.search("undefined|无定义", page)
        assert not re.search(r"– to –|– ?至 ?–|– … –", page)
        assert len(re.findall("single pair of runs|仅一对运行", page.replace(" 对", "对"))) >= 3
    (first, *_) = summary_of(one, lang, ["value"])
    assert "?" not in first
    assert re.search("single pair of runs|仅一对运行", first)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_resolved_stands_first_and_what_is_not_shown_is_counted(lang):
    slight = compare(CASE, CASE.with_values({"contract.sum": 202_000}), draws=30, seeds=1)
    page = short_lines(slight, lang, io.StringIO())
    head = next(at for at, line in enumerate(page) if line.startswith(HEAD[lang]))
    shown = [one for one in slight.measures if any(line.startswith(one.label(lang)) for line in page[head:])]
    rows = [line for line in page[head + 1 :] if line.startswith(tuple(one.label(lang) for one in shown))]
    marks = [line.rstrip().endswith("?") for line in rows]
    assert slight.comparison["value_per_10000_yuan"].resolved
    assert slight.comparison["value"].label == "unresolved"
    assert marks == sorted(marks)
    assert not marks[0]
    differ = [one for one in slight.comparison.differences if one.label != "same"]
    left = len(differ) - len(rows)
    resolved = sum(one.resolved for one in differ) - marks.count(False)
    counted = {
        "en": f"Not shown: {left} that differ in some pair, {resolved} resolved. Everything",
        "zh": f"未列出：至少在一对中不同者 {left} 个，其中可分辨 {resolved} 个。全部",
    }
    assert counted[lang].replace(" ", "") in said_by(page).replace(" ", "")


HEAD = {"en": "Means under contract", "zh": "合同组均值"}


def test_two_ratios_and_their_difference_are_written_with_decimals_that_agree():
    slight = compare(CASE, CASE.with_values({"contract.sum": 201_000}), draws=30, seeds=1)
    for sentence in summary_of(slight, "en")[-2:]:
        bare = re.sub(r" \([^)]*\)", "", sentence)
        said = re.search(r"1\+1 = ([\d.]+) in A, ([\d.]+) in B; B − A = (−?[\d.]+)", bare)
        first, second, difference = (float(each.rstrip(".").replace("−", "-")) for each in said.groups())
        assert second - first == pytest.approx(difference, abs=1.01e-4)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_correction_is_said_as_the_figure_says_it(found, lang):
    page = said_by(lines(found, lang, io.StringIO())).replace(" ", "")
    same = sum(one.label == "same" for one in found.comparison.differences)
    words = {
        "en": f"measures compared ({same} differ in no pair)",
        "zh": f"作 Holm 校正后在 5% 水平上的判断（其中 {same} 个",
    }
    assert words[lang].replace(" ", "") in page
