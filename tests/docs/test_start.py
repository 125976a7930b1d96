"""The first page of the documentation: its commands and lines of Python work; its numbers are the model's."""

import json
import re
import runpy
import tomllib
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from experiments.cli.main import main
from experiments.conventions.conventions import VOLUNTEERS
from experiments.runs.paired import run_paired
from experiments.texts import text
from sim.arms import ARMS
from sim.scenario.scenario import Scenario
from tests.support.drawing import named_only

ROOT = Path(__file__).parents[2]
PAGES = {"en": ROOT / "docs/start.md", "zh": ROOT / "docs/start.zh.md"}
FIGURES = {"en": "docs/figures/case.png", "zh": "docs/figures/case_zh.png"}
SMALL = ["--draws", "2", "--months", "9"]
FIELDS = ("first", "low", "high", "second", "low_other", "high_other")
"""Of the line on conventions."""
RENEW = "renew with: python docs/refresh.py"

languages = pytest.mark.parametrize("lang", PAGES)


def page(lang):
    return PAGES[lang].read_text("utf-8")


def blocks(lang, kind):
    return re.findall(rf"```{kind}\n(.*?)```", page(lang), re.DOTALL)


def shown(lang):
    """What `oneplusone case` shows on the page."""
    return re.search(r"<!-- case -->\n(.*?)<!-- /case -->", page(lang), re.DOTALL)[1]


def figure_says(lang):
    from PIL import Image

    return json.loads(Image.open(ROOT / FIGURES[lang]).text["Description"])


def lines_of(lang):
    return [line.split() for block in blocks(lang, "sh") for line in block.splitlines()]


def test_every_command_works(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    lines = lines_of("en")
    assert lines_of("zh") == lines
    others = [line for line in lines if line[0] != ".venv/bin/oneplusone"]
    assert [line[:3] for line in others] == [
        ["make", "case"],
        ["python", "-m", "pip"],
        ["make", "case", "WHEELS=wheels"],
    ]
    lines = [line for line in lines if line not in others]
    assert len(lines) == 8
    with named_only():
        for _, command, *words in lines:
            small = SMALL if command in ("compare", "run", "ledger", "report") else []
            assert main([command, *words, *small]) == 0, words
    capsys.readouterr()
    assert (tmp_path / "case.html").stat().st_size > 10_000
    assert (tmp_path / "mine.toml").is_file()


@languages
def test_the_lines_of_python_work(lang, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (code,) = blocks(lang, "python")
    assert "draws=40" in code
    (tmp_path / "lines.py").write_text(code, "utf-8")
    found = runpy.run_path(str(tmp_path / "lines.py"))
    plt.close("all")
    assert found["result"].summary(lang) in capsys.readouterr().out
    assert (tmp_path / "case.png").stat().st_size > 10_000


@languages
def test_the_options_named_in_the_text_are_there(lang, capsys):
    for line in re.findall(r"`oneplusone (\w+)`", page(lang)):
        assert main([line, "--help"]) == 0
    capsys.readouterr()


@languages
def test_the_way_without_make_names_what_there_is(lang):
    """No PowerShell is here: that its programs are installed by what is asked for is what can be seen."""
    (lines,) = blocks(lang, "powershell")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert re.findall(r"Scripts\\(\w+)", lines) == ["pip", "oneplusone", "jupyter"]
    assert any(each.startswith("jupyterlab") for each in project["optional-dependencies"]["notebooks"])
    assert "oneplusone" in project["scripts"]
    asked = set(",".join(re.findall(r"\.\[([\w,]+)\]", page(lang))).split(","))
    assert {"notebooks", "query", "excel"} <= asked <= set(project["optional-dependencies"])


@languages
def test_the_numbers_shown_are_those_of_the_figure(lang):
    said = figure_says(lang)
    for benchmark in ("added_value", "one_plus_one"):
        assert f"1 + 1 = {said[benchmark]['value']:.2f}" in shown(lang), RENEW
    assert f"{said['draws']:,}" in shown(lang)
    assert said["seed"] == 0


@languages
def test_the_figure_is_that_of_the_present_model(lang):
    """Its scenario is the present one, and its first run comes out the same."""
    said, case = figure_says(lang), Scenario.load("s_association")
    assert said["fingerprint"] == case.fingerprint(), RENEW
    first = run_paired(case, 1, 1, seed=said["seed"])
    for arm, value in zip(ARMS, first.of("value")[0, 0], strict=True):
        assert said["first_run"][arm.name] == value, RENEW


@languages
def test_what_is_said_of_the_uncertain_parameters_is_so(lang):
    case = Scenario.load("s_association")
    assumed = sum(case.parameters[name].confidence == "A" for name in case.priors)
    assert assumed > len(case.priors) / 2
    said = {"en": f"{len(case.priors)} quantities of the case", "zh": f"有 {len(case.priors)} 个量"}
    assert said[lang] in page(lang)


@languages
def test_what_the_case_shows_is_explained_by_its_own_words(lang):
    """Every line that is explained begins as the program prints it, and the marks are those of the legend."""
    explained = re.findall(r"^- \*\*`(.*?)\s?…*`", page(lang), re.MULTILINE)
    assert len(explained) == 4
    assert [words for words in explained if words not in shown(lang)] == []
    assert {"O", "|", "=", "-"} <= set(re.findall(r"`(.)`", page(lang)))
    line = text("report.conventions.line", lang, count=str(len(VOLUNTEERS)), **dict.fromkeys(FIELDS, "\0"))
    opening = line.split("\0")[0]
    assert opening in shown(lang), RENEW
