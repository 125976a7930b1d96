"""The guide to a scenario of one's own: its file is that in docs/cases, its commands and fragments work."""

import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from experiments.cli import commands
from experiments.cli.main import main
from sim.scenario.errors import ScenarioError
from sim.scenario.scenario import Scenario
from tests.support.drawing import named_only

ROOT = Path(__file__).parents[2]
CASE = ROOT / "docs/cases/chengdu.toml"
PAGES = {"en": ROOT / "docs/scenarios.md", "zh": ROOT / "docs/scenarios.zh.md"}


def blocks(lang, kind):
    return re.findall(rf"```{kind}\n(.*?)```", PAGES[lang].read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("lang", PAGES)
def test_every_command_of_the_guide_works(lang, tmp_path, monkeypatch, capsys):
    (tmp_path / "docs/cases").mkdir(parents=True)
    shutil.copy(CASE, tmp_path / "docs/cases")
    monkeypatch.chdir(tmp_path)
    (facts,) = blocks(lang, "csv")
    (tmp_path / "facts.csv").write_text(facts, encoding="utf-8")
    lines = [line.split() for block in blocks(lang, "sh") for line in block.splitlines()]
    assert len(lines) == 7
    with named_only():
        for program, *words in lines:
            assert program == "oneplusone"
            assert main(words) == 0, words
            if words[0] == "run":
                shown = capsys.readouterr().out
                assert shown.count("1 + 1 = ") == 2, "too few draws for an answer by both benchmarks"
    capsys.readouterr()
    path = tmp_path / "results/calibrate_chengdu-facts/calibrate.json"
    record = json.loads(path.read_text("utf-8"))
    assert [fact["model"] for fact in record["calibration"]["facts"]] == ["normal", "poisson"]
    assert record["calibration"]["effective_draws"] > 20
    assert Scenario.load("whole.toml") == Scenario.load(CASE)


@pytest.mark.parametrize("lang", PAGES)
def test_the_file_of_the_guide_is_the_one_that_is_there_and_its_fragments_fit(lang, tmp_path):
    whole, *fragments = blocks(lang, "toml")
    assert whole == CASE.read_text(encoding="utf-8")
    overlays = [each for each in fragments if each.startswith("schema")]
    assert len(overlays) == len(fragments) - 1
    added = Scenario.parse(f"{whole}\n{fragments[0]}")
    for name in ("resources.wage", "kinds.meals.hours"):
        assert added.priors[name] != Scenario.load(CASE).priors.get(name)
    for number, overlay in enumerate(overlays):
        path = tmp_path / f"overlay{number}.toml"
        path.write_text(overlay, encoding="utf-8")
        assert Scenario.load(CASE, path) != Scenario.load(CASE)


@pytest.mark.parametrize("lang", PAGES)
def test_what_the_guide_says_of_the_contract_is_what_the_case_has(lang):
    case, section, seen = Scenario.load(CASE), "", 0
    rows = [line for line in PAGES[lang].read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    for row in rows:
        for code in re.findall(r"`([^`]+)`", row.split("|")[2]):
            if code.startswith("["):
                section = code.strip("[]")
            elif " = " in code:
                ((field, value),) = tomllib.loads(code).items()
                assert case.values[f"{section}.{field}"] == value, code
                seen += 1
    assert seen == 10


@pytest.mark.parametrize("lang", PAGES)
def test_the_refusals_that_the_guide_shows_are_those_that_come(lang):
    lines = ["schema = 1", "includes = ['s_association']", *[""] * 3, "[contract]", "sum = -1", "trem = 12"]
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse("\n".join(lines), "mine.toml")
    assert blocks(lang, "text") == [caught.value.line(lang) + "\n"]


def test_both_languages_say_the_same_to_the_machine():
    said = [[tomllib.loads(block) for block in blocks(lang, "toml")] for lang in PAGES]
    assert said[0] == said[1]
    shells = ["\n".join(blocks(lang, "sh")).replace(" --lang zh", "") for lang in PAGES]
    assert shells[0] == shells[1]
    for lang in PAGES:
        page = PAGES[lang].read_text(encoding="utf-8")
        for command in ("ledger", "paths", "map", "compare", "study"):
            assert f"`{command}`" in page
            assert command in commands.available()
