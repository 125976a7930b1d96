"""Lessons: what is in their files, and that a file with a mistake is refused where the mistake stands."""

import re
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from experiments.cli.main import main
from experiments.errors import InvalidInput
from experiments.page.data import page_data
from experiments.page.lesson import (
    FOLDER,
    LENGTH,
    OUTCOMES,
    lesson,
    lesson_alone,
    lesson_names,
    lessons_of,
    read_lesson,
)
from experiments.page.worlds import LEAST, Worlds
from sim.engine.module import module_of
from sim.scenario import Scenario

CASE = Scenario.load("s_association")
NAMES = lesson_names()


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_has_scenes_with_bets_and_a_sentence_for_whatever_comes_of_them(name: str) -> None:
    found = lesson(name)
    assert found["name"] == name
    assert len(found["scenes"]) >= 4
    for bet in (found["question"], *found["scenes"]):
        assert set(bet["when"]) == set(OUTCOMES[bet["kind"]])
        texts = [bet["ask"], bet["right"], bet["near"], bet["wrong"], *bet["when"].values()]
        assert all(text[lang] for text in texts for lang in ("en", "zh"))
        # what a lesson claims it computes: no decimal number stands in its sentences
        assert not any(re.search(r"\d\.\d", text[lang]) for text in texts for lang in ("en", "zh"))
    assert found["teacher"]["minutes"][-1]["to"] == LENGTH == 45


def test_there_are_six_lessons_and_every_file_is_one_of_them() -> None:
    assert len(NAMES) >= 6
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(NAMES)


def typed(value: str) -> object:
    """A value as --set takes it: a whole number, another number, or a choice."""
    for kind in (int, float):
        with suppress(ValueError):
            return kind(value)
    return value


def test_settings_are_what_a_command_sets() -> None:
    for name in NAMES:
        found = lesson(name)
        for bet in (found["question"], *found["scenes"]):
            for setting in bet["settings"]:
                changes = dict(each.split("=") for each in setting["set"])
                set_to = CASE.with_values({key: typed(value) for key, value in changes.items()})
                assert {key: set_to.values[key] for key in changes} == setting["values"]


TWICE = '"incentives.power" = 1.2'
MISTAKES = {
    "no_bet": ('kind = "change"\n', "", r"scenes\[1\].kind: is missing: every scene has a bet"),
    "parameter": ('"incentives.power"', '"incentives.powre"', r"question.settings\[2\].values: there is no"),
    "near": ('"incentives.power"', '"incentives.powre"', r"did you mean incentives.power"),
    "value": (TWICE, '"incentives.power" = 99', r"question.settings\[2\].values: .*out of range"),
    "structural": (TWICE, '"population.offices" = 2', r"shapes the world"),
    "language": ('title.zh = "数什么，就做什么"\n', "", r"counted.toml: title.zh: is missing"),
    "empty": ('title.en = "What gets counted gets done"', 'title.en = ""', r"title.en: is missing"),
    "measure": ('"coverage"', '"covrage"', r"scenes\[1\].quantity: .*did you mean coverage"),
    "beside": ('["idle", "pass_rate"]', '["idel"]', r"scenes\[1\].beside: .*did you mean idle"),
    "outcome": ('when.open.zh = "连被数的东西也看不出变化。"\n', "", r"scenes\[1\].when.open.zh: is"),
    "field": ("{bet}. So says the model.", "{bett}.", r"said.choice.right.en: \{bett\} is not among"),
    "reveal": ('reveal = "dots"', 'reveal = "pie"', r"question.reveal: .*pie"),
    "unknown_key": ("limit.en = ", "extra = 1\nlimit.en = ", r"counted.toml: extra: unknown key"),
    "minutes": ("{ from = 5, to = 12", "{ from = 6, to = 12", r"teacher.minutes\[2\].from: must be 5"),
    "length": ("to = 45", "to = 50", r"teacher.minutes: must end at minute 45"),
    "scenario": ('scenario = "s_association"', "", r"counted.toml: scenario: is missing"),
    "toml": ("schema = 1", "schema = = 1", r"counted.toml: is not TOML"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_refused_where_it_stands(mistake: str, tmp_path: Path) -> None:
    right, wrong, said = MISTAKES[mistake]
    text = (FOLDER / "counted.toml").read_text(encoding="utf-8")
    if mistake == "no_bet":
        head, _, rest = text.partition("[[scenes]]")
        text = head + "[[scenes]]" + rest.replace(right, wrong, 1)
    else:
        assert right in text
        text = text.replace(right, wrong, 1)
    path = tmp_path / "counted.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        read_lesson(path)


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("step = 1,", "step = 0.1,", r"scenes\[1\].slider.step: .*100 places"),
        ("step = 1,", "step = 0,", r"scenes\[1\].slider.step"),
        ("start = 12,", "start = 26,", r"scenes\[1\].slider.start: must lie from 0 to 25"),
        ("near = 4", "near = 1", r"scenes\[1\].slider.near"),
        ("low = 0,", 'low = "0",', r"scenes\[1\].slider.low: .*not a finite number"),
        ("reach = 1\n", "", r"scenes\[2\].reach: is missing"),
        ('fact = "coverage"', 'fact = "covrage"', r"scenes\[1\].fact: .*did you mean coverage"),
    ],
)
def test_a_slider_is_one_that_two_digits_tell_apart(
    right: str, wrong: str, said: str, tmp_path: Path
) -> None:
    text = (FOLDER / "case.toml").read_text(encoding="utf-8")
    assert right in text
    path = tmp_path / "case.toml"
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        read_lesson(path)


def test_the_file_names_its_lesson(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "case.toml", tmp_path / "other.toml")
    with pytest.raises(InvalidInput, match=r"other\.toml: name"):
        read_lesson(tmp_path / "other.toml")


def test_an_unknown_lesson_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidInput) as refused:
        lesson("nope")
    assert all(name in str(refused.value) for name in NAMES)
    assert all(name in refused.value.line("zh") for name in NAMES)


def test_lessons_are_about_a_scenario_as_it_is() -> None:
    assert [each["name"] for each in lessons_of(CASE)] == list(NAMES)
    assert lessons_of(CASE.with_values({"contract.term": 12})) == []
    assert lessons_of(Scenario.load("city")) == []
    with pytest.raises(InvalidInput, match="is about s_association"):
        lesson_alone("case", Scenario.load("city"))


def test_the_command_knows_its_lessons(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["page", "--lesson", "nope"]) == 2
    said = capsys.readouterr().err
    assert all(name in said for name in NAMES)
    assert main(["page", "--help"]) == 0
    helped = " ".join(capsys.readouterr().out.split())
    assert all(name in helped for name in NAMES)


def test_a_page_of_one_lesson_is_given_that_lesson_alone() -> None:
    found = Worlds(((1, 0),) * LEAST, 9, 100, ("coverage",))
    data = page_data(CASE, module_of(CASE), found, "", alone="months")
    assert [each["name"] for each in data["lessons"]] == ["months"]
    assert data["alone"] == "months"
    assert [each["name"] for each in page_data(CASE, module_of(CASE), found, "")["lessons"]] == list(NAMES)
