"""Pages for the terminal: within a hundred columns, aligned in Chinese too, every number with its place."""

import io
import re

import pytest

from experiments.calibration.report import uncertain_table
from experiments.case.report import case_page
from experiments.case.why import why as explain
from experiments.comparison.comparison import compare
from experiments.comparison.report import changes, comparison_page
from experiments.reporting.numbers import amount, brief, interval, measured, plus_minus, ratio, span
from experiments.reporting.terminal import folded, width
from experiments.reporting.wording import prior_words
from experiments.simulation.report import run_page
from experiments.simulation.simulate import simulate
from experiments.statistics.intervals import Estimate
from experiments.synergy.report import answer, table
from sim.parameters.priors import Discrete, Integers, Mixture, Triangular, Uniform
from sim.scenario.scenario import Scenario

HAN = re.compile(r"[\u4e00-\u9fff]")
CASE = Scenario.load("s_association", changes={"run.horizon": 24})
WHY = "not asked for"


@pytest.fixture(scope="module")
def found():
    return simulate(CASE, 120, seed=2, reruns=True, show=False)


@pytest.fixture(scope="module")
def why():
    return explain(CASE, 3, 6, settings=(0, 1), show=False)


@pytest.fixture(scope="module")
def compared():
    return compare(CASE, CASE.with_values({"contract.term": 12}), 60, show=False)


WORDS = {
    "en": (
        "governance", "transfer", "scale", "gross", "multiplier", "Verdict", "Saturation", "not show",
        "shrinks", "does not shrink", "one parameter", "found in print", "Government's relative productivity",
    ),
    "zh": (
        "治理", "转移", "规模", "毛值", "乘数", "判断", "饱和", "不能说明", "不会缩小", "缩小", "一个参数",
        "文献", "政府相对生产率",
    ),
}  # fmt: skip


def pages(found, why, compared, lang):
    stream = io.StringIO()
    yield case_page(found, why, lang, stream)
    yield run_page(found, lang, stream)
    yield comparison_page(compared, ("one", "two"), lang, stream)


def test_what_differs_has_units_and_thousands_set_apart():
    dear = CASE.with_values({"contract.sum": 300_000, "contract.term": 12, "control.depth": 1 / 3})
    before = CASE.with_values({"contract.sum": 200_000, "control.depth": 0.25})
    assert changes(before, before, "en") == []
    assert changes(before, dear, "en") == [
        "contract.sum 200,000 → 300,000 yuan", "contract.term 8 → 12 months", "control.depth 0.25 → 0.333333",
    ]  # fmt: skip
    assert "contract.sum 200,000 → 300,000 元" in changes(before, dear, "zh")


def test_what_differs_beyond_the_digits_shown_is_told_in_full():
    first, second = (CASE.with_values({"control.depth": depth}) for depth in (0.25, 0.25 + 1e-9))
    assert changes(first, second, "en") == ["control.depth 0.25 → 0.250000001"]


def test_a_choice_and_a_prior_that_differ_are_told_in_words():
    known = CASE.with_values({"resources.wage": 6500})
    assert "resources.wage (prior) 5500 to 7500 yuan/month, peak 6500 → –" in changes(CASE, known, "en")
    assert any(said.startswith("resources.wage（先验） ") for said in changes(CASE, known, "zh"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_a_terminal(found, why, compared, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    for page in pages(found, why, compared, lang):
        assert len(page) > 20
        assert [line for line in page if width(line) > 100] == []
        assert not any("\x1b" in line for line in page)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_pages_speak_one_language(found, why, compared, lang):
    for page in pages(found, why, compared, lang):
        text = "\n".join(page)
        assert bool(HAN.search(text)) == (lang == "zh")
        assert "{" not in text
        assert "nan" not in text.lower().split()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_case_says_all_that_must_stand_beside_the_headline(found, lang):
    page = "\n".join(case_page(found, WHY, lang, io.StringIO()))
    for said in ("1 + 1 = ", "P(1+1 > 2)", "v(GS)", "v(G₋∥S₊)", "M", "r = 1", "20"):
        assert said in page
    assert [word for word in WORDS[lang] if word not in page] == []


def test_columns_of_the_table_line_up_in_chinese(found):
    lines = [line for line in table(found.headline, "zh") if "…" in line]
    assert len(lines) > 10
    ends = {width(line[: line.index("…")]) for line in lines if line.count("…") == 2}
    assert max(ends) - min(ends) < 12  # numbers stand right: their dots differ by their digits only
    assert len({width(line) for line in lines if line.count("…") == 2}) == 1


def test_every_unknown_stands_in_the_table_with_what_it_rests_on():
    lines = uncertain_table(CASE, "en", observed=True)
    assert str(len(CASE.priors)) in lines[0]
    for name in CASE.priors:
        parameter = CASE.parameters[name]
        (line,) = [each for each in lines if each.startswith(f"  {parameter.label('en')}  ")]
        assert line.split()[-1] == {"F": "found", "R": "recalled", "A": "assumed"}[parameter.confidence]


def test_priors_are_told_in_words():
    term, depth = CASE.parameters["contract.term"], CASE.parameters["control.depth"]
    assert prior_words(Uniform(0, 1), depth, "en") == "0 to 1"
    assert prior_words(Triangular(1, 8, 12), term, "en") == "1 to 12 months, peak 8"
    assert prior_words(Integers(1, 3), term, "zh") == "1 至 3 个月，整数"
    mixed = Mixture(((0.25, Discrete((8,), (1.0,))), (0.75, Integers(9, 12))))
    assert prior_words(mixed, term, "en") == "25%: 8 months; 75%: 9 to 12 months, whole"


def test_a_single_run_has_neither_interval_nor_range():
    one = simulate(CASE, 1, show=False)
    said = "\n".join(answer(one.headline, "en", None))
    assert "no interval" in said
    assert "one setting of the unknowns" in said
    assert "P(1+1 > 2)" not in said
    assert case_page(one, WHY, "zh", io.StringIO())


def test_a_scenario_without_facts_or_unknowns_has_pages_too():
    null = simulate(Scenario.load("additive_null"), 4, show=False)
    page = "\n".join(case_page(null, WHY, "en", io.StringIO()))
    assert "1 + 1 = 2.00" in page
    assert "paper" not in page
    assert "nothing unknown" in page


def test_an_undefined_ratio_is_withheld_with_its_reason():
    nothing = CASE.with_values({"value.capital_weight": 0.0}).with_values(
        {f"kinds.{kind}.weight": 0.0 for kind in ("studio", "firm", "group")}
    )
    found = simulate(nothing, 8, show=False)
    page = "\n".join(run_page(found, "en", io.StringIO()))
    assert "1 + 1 is undefined" in page
    assert "1 + 1 = " not in page


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


def test_a_mean_is_told_as_exactly_as_its_interval_is_wide():
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


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_world_in_which_nothing_happens_is_a_result_that_says_why(lang):
    empty = Scenario.load("without_dilemmas", changes={"population.offices": 0, "run.horizon": 9})
    page = "\n".join(run_page(simulate(empty, 2, show=False), lang, io.StringIO()))
    assert empty.nothing_happens(lang)[:20] in page
    assert {"en": "Verdict: none: nothing is created", "zh": "判断：无：各比较组均未创造"}[lang] in page
    assert {"en": "too few runs", "zh": "判断：未能判断"}[lang] not in page


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_facts_of_another_month_are_named_and_left_out(lang):
    longer = Scenario.load("s_association", changes={"run.horizon": 14, "contract.term": 12})
    page = "\n".join(run_page(simulate(longer, 4, show=False), lang, io.StringIO()))
    assert {"en": "Not set beside the model", "zh": "以下事实未与模型对照"}[lang] in page
    assert {"en": "The case beside the model", "zh": "个案与模型对照"}[lang] not in page
