"""The README files: every file and command they name is there, their numbers and figures are the model's."""

import re
import runpy
from pathlib import Path

import pytest

from experiments.cli import commands
from experiments.cli.main import main
from experiments.runs.paired import run_paired
from experiments.synergy.synergy import synergy
from sim.scenario.scenario import Scenario

ROOT = Path(__file__).parents[2]
PAGES = {"en": "README.md", "zh": "README.zh.md"}
RENEW = "renew with: python docs/refresh.py"
LONGEST = 150

languages = pytest.mark.parametrize("lang", PAGES)


def page(lang):
    return (ROOT / PAGES[lang]).read_text(encoding="utf-8")


def block(lang, mark):
    return re.search(rf"<!-- {mark} -->\n(.*?)<!-- /{mark} -->", page(lang), re.DOTALL)[1]


def links(text):
    return [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]


@languages
def test_every_file_that_is_named_is_there(lang):
    named = [target.partition("#")[0] for target in links(page(lang))]
    assert len(named) > 30
    assert [target for target in named if not (ROOT / target).exists()] == []


@languages
def test_it_is_read_in_one_go_and_the_answer_comes_first(lang):
    lines = page(lang).splitlines()
    assert len(lines) <= LONGEST
    answer, figure, lesson, commands_of_make, python = (
        next(place for place, line in enumerate(lines) if sign in line)
        for sign in ("**1.91**", "![", "`make page`", "make case ", "```python")
    )
    assert answer < figure < lesson < commands_of_make < python
    assert answer < 15


def test_both_languages_name_the_same_files():
    def named(lang):
        same = {each.partition("#")[0] for each in links(page(lang))}
        return {each.replace(".zh.md", ".md").replace("_zh.png", ".png") for each in same}

    assert named("en") == named("zh")


@languages
def test_every_page_of_the_documentation_is_found_from_it(lang):
    """Directly, or through a page that it leads to."""
    seen, ahead = set(), [ROOT / PAGES[lang]]
    while ahead:
        here = ahead.pop()
        if here in seen or here.suffix != ".md" or not here.is_file():
            continue
        seen.add(here)
        ahead += [(here.parent / each.partition("#")[0]).resolve() for each in links(here.read_text("utf-8"))]
    assert {path.name for path in ROOT.glob("docs/*.md")} - {path.name for path in seen} == set()


@languages
def test_the_commands_listed_are_those_there_are(lang):
    listed = re.findall(r"^\| `oneplusone (\w+)`", block(lang, "commands"), re.MULTILINE)
    assert listed == list(commands.available()), RENEW


@languages
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


@languages
def test_the_first_two_commands_are_those_of_make_and_its_targets_are_there(lang):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    first = re.search(r"```sh\n(.*?)```", page(lang), re.DOTALL)[1].splitlines()
    assert [line.partition("#")[0].strip() for line in first] == ["make case", "make test"]
    asked = set(re.findall(r"\bmake ([a-z]+)\b", page(lang)))
    assert {"case", "test", "page", "docs"} <= asked
    assert [target for target in asked if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


@languages
def test_the_lines_of_python_work(lang, tmp_path, monkeypatch):
    from oneplusone import running

    monkeypatch.setattr(running, "RUN", 8)
    (code,) = re.findall(r"```python\n(.*?)```", page(lang), re.DOTALL)
    assert len([line for line in code.splitlines() if line.strip()]) == 3
    code = code.replace("case.plot(", "figure = case.plot(")
    (tmp_path / "lines.py").write_text(code, encoding="utf-8")
    found = runpy.run_path(str(tmp_path / "lines.py"))
    assert found["figure"].axes
    assert found["case"].summary(lang)


@languages
def test_the_figure_shows_what_its_words_say(lang):
    """The jars of the page are 200 draws; docs.shots takes their picture anew."""
    drawn = synergy(run_paired(Scenario.load("s_association"), 200, 1).of("value"))
    (caption,) = re.findall(r"^\*[^*]+200[^*]+\*$", page(lang), re.MULTILINE)
    for found in (drawn.added_value, drawn.one_plus_one):
        assert f"{found.estimate.value:.2f}" in caption, "renew with: python -m docs.shots 4"
