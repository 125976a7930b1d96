"""The README files: every file and command they name is there, their numbers and figures are the model's."""

import json
import re
import runpy
from pathlib import Path

import pytest

from experiments.cli import commands
from experiments.cli.main import main
from experiments.runs.paired import run_paired
from sim.arms import ARMS
from sim.scenario.scenario import Scenario

ROOT = Path(__file__).parents[2]
PAGES = {"en": "README.md", "zh": "README.zh.md"}
FIGURES = {"en": "docs/figures/case.png", "zh": "docs/figures/case_zh.png"}
RENEW = "renew with: python docs/refresh.py"


def page(lang):
    return (ROOT / PAGES[lang]).read_text(encoding="utf-8")


def block(lang, mark):
    return re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", page(lang), re.DOTALL)[1]


def links(text):
    return [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]


def figure_says(lang):
    from PIL import Image

    return json.loads(Image.open(ROOT / FIGURES[lang]).text["Description"])


@pytest.mark.parametrize("lang", PAGES)
def test_every_file_that_is_named_is_there(lang):
    named = links(page(lang))
    assert len(named) > 50
    assert [target for target in named if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("lang", PAGES)
def test_every_rule_file_is_found_from_a_question(lang):
    rows = [line for line in page(lang).splitlines() if line.startswith("| ") and "tests/" in line]
    assert len(rows) > 15
    for row in rows:
        _, question, rule, test, _ = row.split("|")
        assert question.strip()[-1] in "?？"
        assert links(rule)
        assert all(target.startswith("tests/") for target in links(test))
    rules = {path.name for path in (ROOT / "sim/rules").glob("*.py")} - {"__init__.py"}
    assert {Path(target).name for row in rows for target in links(row)} >= rules


def test_both_languages_name_the_same_files():
    def named(lang):
        return {each.replace(".zh.md", ".md").replace("_zh.png", ".png") for each in links(page(lang))}

    assert named("en") == named("zh")


@pytest.mark.parametrize("lang", PAGES)
def test_the_commands_listed_are_those_there_are(lang):
    listed = re.findall(r"^\| `oneplusone (\w+)`", block(lang, "commands"), re.MULTILINE)
    assert listed == list(commands.available()), RENEW


@pytest.mark.parametrize("lang", PAGES)
def test_examples_of_commands_are_understood(lang, tmp_path, monkeypatch, capsys):
    """Each example is read as far as it goes; only what runs scenarios is made small."""
    monkeypatch.chdir(tmp_path)
    shells = re.findall(r"```sh\n(.*?)```", page(lang), re.DOTALL)
    examples = [
        line.split() for shell in shells for line in shell.splitlines() if line.startswith("oneplusone")
    ]
    assert len(examples) >= 3
    for _, command, *rest in examples:
        small = ["--draws", "2", "--months", "9"] if command in ("case", "run", "compare") else []
        assert main([command, *rest, *small]) == 0
    capsys.readouterr()


@pytest.mark.parametrize("lang", PAGES)
def test_targets_of_make_are_there(lang):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    asked = set(re.findall(r"\bmake ([a-z]+)\b", page(lang)))
    assert {"case", "test"} <= asked
    assert [target for target in asked if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


@pytest.mark.parametrize("lang", PAGES)
def test_the_lines_of_python_work(lang, tmp_path, monkeypatch):
    from oneplusone import running

    monkeypatch.setattr(running, "RUN", 8)
    (code,) = re.findall(r"```python\n(.*?)```", page(lang), re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) == 2
    code = code.replace("opo.simulate(", "figure = opo.simulate(")
    (tmp_path / "lines.py").write_text(code, encoding="utf-8")
    assert runpy.run_path(str(tmp_path / "lines.py"))["figure"].axes


@pytest.mark.parametrize("lang", PAGES)
def test_the_numbers_shown_are_those_of_the_figure(lang):
    said, shown = figure_says(lang), block(lang, "case")
    for benchmark in ("added_value", "one_plus_one"):
        assert f"1 + 1 = {said[benchmark]['value']:.2f}" in shown, RENEW
    assert f"{said['draws']:,}" in shown
    assert said["seed"] == 0


@pytest.mark.parametrize("lang", PAGES)
def test_the_figure_is_that_of_the_present_model(lang):
    """Its scenario is the present one, and its first run comes out the same."""
    said, case = figure_says(lang), Scenario.load("s_association")
    assert said["fingerprint"] == case.fingerprint(), RENEW
    first = run_paired(case, 1, 1, seed=said["seed"])
    for arm, value in zip(ARMS, first.of("value")[0, 0], strict=True):
        assert said["first_run"][arm.name] == value, RENEW


@pytest.mark.parametrize("lang", PAGES)
def test_what_is_said_of_the_uncertain_parameters_is_so(lang):
    case = Scenario.load("s_association")
    assumed = sum(case.parameters[name].confidence == "A" for name in case.priors)
    assert assumed > len(case.priors) / 2
    said = {"en": f"{len(case.priors)} quantities of the case", "zh": f"有 {len(case.priors)} 个量"}
    assert said[lang] in page(lang)
