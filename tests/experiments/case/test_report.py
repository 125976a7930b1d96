"""The report of the case: all that must stand beside the answer, in both languages, within a terminal."""

import io
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from experiments.calibration.report import uncertain_table
from experiments.case.report import first_lines, lines, rest_lines
from experiments.case.why import why as explain
from experiments.cli.options import report_written
from experiments.provenance import stem
from experiments.reporting.terminal import width
from experiments.reporting.wording import prior_words
from experiments.simulation.simulate import simulate
from experiments.texts import text
from sim.dilemmas import DILEMMAS
from sim.parameters.priors import Discrete, Integers, Mixture, Triangular, Uniform
from sim.reforms import REFORMS
from sim.scenario.scenario import Scenario

HAN = re.compile(r"[\u4e00-\u9fff]")
CASE = Scenario.load("s_association", changes={"run.horizon": 24})
WHY = "not asked for"


@pytest.fixture(scope="module")
def found():
    return simulate(CASE, draws=60, seeds=2, seed=2, reruns=True, kind="case")


@pytest.fixture(scope="module")
def why():
    return explain(CASE, 3, 6, seeds=1)


WORDS = {
    "en": (
        "governance", "transfer", "scale", "gross", "multiplier", "Verdict", "Saturation", "not show",
        "narrows", "does not narrow", "one parameter", "found in print", "Government's relative productivity",
    ),
    "zh": (
        "治理", "转移", "规模", "毛值", "乘数", "判断", "饱和", "不能说明",
        "不随运行增加而缩小", "（随运行增加而缩小",
        "一个参数", "文献", "政府相对生产率",
    ),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_line_is_wider_than_a_terminal(found, why, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    report = lines(found, why, lang, io.StringIO())
    assert len(report) > 20
    assert [line for line in report if width(line) > 100] == []
    assert not any("\x1b" in line for line in report)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_speaks_one_language(found, why, lang):
    report = "\n".join(lines(found, why, lang, io.StringIO()))
    assert bool(HAN.search(report)) == (lang == "zh")
    assert "{" not in report
    assert "nan" not in report.lower().split()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_case_says_all_that_must_stand_beside_the_headline(found, lang):
    # Where lines are broken is another matter.
    gap = {"en": " ", "zh": ""}[lang]
    report = re.sub(r"\n *", gap, "\n".join(lines(found, WHY, lang, io.StringIO())))
    for said in ("1 + 1 = ", "P(1+1 > 2)", "v(GS)", "v(G₋∥S₊)", "M", "r = 1", "20"):
        assert said in report
    assert [word for word in WORDS[lang] if word not in report] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_dilemma_and_every_path_has_its_line_and_a_reason_stands_in_their_place(found, why, lang):
    report = "\n".join(lines(found, why, lang, io.StringIO()))
    shown = re.sub(r"\s+", " " if lang == "en" else "", report)
    for one in (*DILEMMAS, *REFORMS):
        assert (one.label(lang) if lang == "en" else one.label(lang).replace(" ", "")) in shown
    assert text("paths.title", lang) in report
    without = "\n".join(lines(found, WHY, lang, io.StringIO()))
    assert WHY in without
    assert text("paths.title", lang) not in without


def test_every_uncertain_parameter_stands_in_the_table_with_what_it_rests_on(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    table = uncertain_table(CASE, "en", observed=True)
    assert str(len(CASE.priors)) in table[0]
    for name in CASE.priors:
        parameter = CASE.parameters[name]
        # A label that is too wide goes on in the next lines, with the basis in one of them.
        first = next(
            at
            for at, each in enumerate(table)
            if each.strip() and parameter.label("en").startswith(re.split(r"  +", each.strip())[0])
        )
        bases = {each.split()[-1] for each in table[first : first + 4] if each.strip()}
        assert {"F": "found", "R": "recalled", "A": "assumed"}[parameter.confidence] in bases, name


def test_priors_are_written_in_words():
    term, depth = CASE.parameters["contract.term"], CASE.parameters["control.depth"]
    assert prior_words(Uniform(0, 1), depth, "en") == "0 to 1"
    assert prior_words(Triangular(1, 8, 12), term, "en") == "1 to 12 months, peak 8"
    assert prior_words(Integers(1, 3), term, "zh") == "1 至 3 个月，整数"
    mixed = Mixture(((0.25, Discrete((8,), (1.0,))), (0.75, Integers(9, 12))))
    assert prior_words(mixed, term, "en") == "25%: 8 months; 75%: 9 to 12 months, whole"


def test_a_single_run_has_a_report_too():
    one = simulate(CASE, draws=1, seeds=1)
    report = "\n".join(lines(one, WHY, "zh", io.StringIO()))
    assert "无区间" in report
    assert "只有一个参数点" in report


def test_a_scenario_without_observations_or_uncertain_parameters_has_a_report_too():
    null = simulate(Scenario.load("without_dilemmas", "additive_null"), seeds=4)
    report = "\n".join(lines(null, WHY, "en", io.StringIO()))
    assert "1 + 1 = 2.00" in report
    assert "paper" not in report
    assert "no uncertain parameters" in report


class Terminal(io.StringIO):
    """A stream that a person watches."""

    def isatty(self):
        return True


@pytest.fixture(scope="module", params=["s_association", "city", "chengdu"])
def explained(request):
    """A case of few draws, whose dilemmas have fewer still: the page has every line that it can have."""
    place = Path(__file__).parents[3] / "docs" / "cases" / "chengdu.toml"
    scenario = Scenario.load(str(place) if request.param == "chengdu" else request.param)
    months = 6 if request.param == "city" else 18  # ten times as many agents
    short = scenario.with_values({"run.horizon": months}, "--months")
    return simulate(short, draws=6, seeds=2, reruns=True, kind="case"), explain(short, 2, 6, seeds=1)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_page_files_and_prompt_fit_a_screen_of_80_by_24(explained, lang, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    page = lines(*explained, lang, io.StringIO(), full=False)
    assert text("page.paths", lang, outcome=text("page.short.added_value", lang)) in page
    assert re.search({"en": "shown: [123] of 8", "zh": "8 种中的 [123] 种"}[lang], "\n".join(page))
    name = explained[0].scenario.name
    folder = Path("results") / ("case" if name == "s_association" else f"case_{name}")
    stems = [
        stem("case_" + table, lang) for table in ("headline", "measures", "ledger", "paths", "conventions")
    ]
    names = ["case.json", *(f"{each}.csv" for each in stems)]
    names += [
        f"{each}{form}" for each in (stem("case", lang), *stems[2:]) for form in (".png", ".svg", ".pdf")
    ]
    said = Terminal()
    monkeypatch.setattr(sys, "stderr", said)
    report_written([folder / each for each in names], lang)
    written = said.getvalue().splitlines()
    assert "case.json" in written[0]
    assert [line for line in (*page, *written) if width(line) > 80] == []
    assert len(page) + len(written) + len(["prompt"]) <= 24


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("above", [0, 1, 2])
def test_what_is_said_above_the_page_takes_lines_from_it(found, why, lang, above, monkeypatch):
    """The page, what was said before it, what was written and the prompt fit 24 lines."""
    monkeypatch.setenv("COLUMNS", "80")
    changed = "contract.term=24, contract.sum=300000, incentives.power=0.3, control.control=0.2"
    title = {each: f"{said} ({changed})" for each, said in CASE.titles.items()}
    set_ = replace(found, scenario=replace(CASE, titles=title))
    page = [
        *first_lines(set_, lang, io.StringIO()),
        "",
        *rest_lines(set_, why, lang, io.StringIO(), above=above),
    ]
    assert above + len(page) + 2 <= 24
