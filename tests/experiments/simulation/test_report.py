"""The report of a simulation: within a terminal, aligned in Chinese too, every number with its place."""

import io
import re
from dataclasses import replace

import pytest

from experiments.calibration.facts import with_facts
from experiments.case.report import rest_lines
from experiments.reporting.terminal import width
from experiments.simulation.report import lines, short_lines
from experiments.simulation.simulate import simulate
from experiments.synergy.headline_report import answer, table
from sim.scenario.scenario import Scenario

HAN = re.compile(r"[\u4e00-\u9fff]")
CASE = Scenario.load("s_association", changes={"run.horizon": 24})


@pytest.fixture(scope="module")
def found():
    return simulate(CASE, draws=60, seeds=2, seed=2, reruns=True)


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


def test_columns_of_the_table_line_up_in_chinese(found):
    rows = [line for line in table(found.headline, "zh") if "…" in line]
    assert len(rows) > 10
    ends = {width(line[: line.index("…")]) for line in rows if line.count("…") == 2}
    assert max(ends) - min(ends) < 12  # numbers stand right: their dots differ by their digits only
    assert len({width(line) for line in rows if line.count("…") == 2}) == 1


def test_a_single_run_has_neither_interval_nor_range():
    one = simulate(CASE, draws=1, seeds=1)
    said = "\n".join(answer(one.headline, "en"))
    assert "no interval" in said
    assert "only one parameter point" in said
    assert "P(1+1 > 2)" not in said
    assert lines(one, "zh", io.StringIO())


def test_an_undefined_ratio_is_withheld_with_its_reason():
    nothing = CASE.with_values({"value.capital_weight": 0.0}).with_values(
        {f"kinds.{kind}.weight": 0.0 for kind in ("studio", "firm", "group")}
    )
    found = simulate(nothing, draws=4, seeds=2)
    report = "\n".join(lines(found, "en", io.StringIO()))
    assert "1 + 1 against both side by side without a contract is undefined" in report
    assert "1 + 1 against the two alone is undefined" in report
    assert "1 + 1 = " not in report


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_world_in_which_nothing_happens_is_a_result_that_says_why(lang):
    empty = Scenario.load("without_dilemmas", changes={"population.offices": 0, "run.horizon": 9})
    report = "\n".join(lines(simulate(empty, replications=2), lang, io.StringIO()))
    assert empty.nothing_happens(lang)[:20] in report
    assert {"en": "Verdict: none: nothing is created", "zh": "判断：无：各比较组均未创造"}[lang] in report
    assert {"en": "too few runs", "zh": "判断：无法分辨"}[lang] not in report


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_observations_of_another_month_are_named_and_left_out(lang):
    longer = Scenario.load("s_association", changes={"run.horizon": 14, "contract.term": 12})
    report = "\n".join(lines(simulate(longer, draws=2, seeds=2), lang, io.StringIO()))
    assert {"en": "Not compared here", "zh": "以下观测值未在此对照"}[lang] in report
    assert {"en": "Observations beside the model", "zh": "观测值与模型对照（"}[lang] not in report


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_names_what_is_to_be_conditioned_on_and_is_compared_with_nothing(lang):
    """Of a measure that is taken at the end of the term, in another month of it."""
    facts = {
        name: {"value": 2, "error": 1, "month": month} for name, month in (("coverage", 5), ("quits", 9))
    }
    world = with_facts(CASE, {"quits": facts["quits"]})
    fact = {**facts["coverage"], "use": "condition"}
    stated = replace(world, reference={**world.reference, "coverage": fact})
    few = {"draws": 4, "seeds": 1, "seed": 2, "reruns": True}
    page = " ".join(" ".join(short_lines(simulate(stated, **few), lang, io.StringIO())).split())
    assert {"en": "Not compared", "zh": "未对照"}[lang] in page
    assert {"en": "Studios opened by month 5", "zh": "第 5 个月已开工作室"}[lang] in page
    assert {"en": "Not compared", "zh": "未对照"}[lang] not in " ".join(
        short_lines(simulate(world, **few), lang, io.StringIO())
    )
    case = rest_lines(simulate(stated, **few), "–", lang, io.StringIO())
    assert {"en": "Not compared", "zh": "未对照"}[lang] in " ".join(case)
