"""The table of texts: both languages everywhere, the same placeholders, every key asked for is there."""

import ast
import re
from pathlib import Path

import pytest

from experiments.errors import known_language
from experiments.texts import LANGUAGES, entry, placeholders, room, rooms, text
from sim.parameters.registry import PARAMETERS
from sim.texts import UnknownLanguage

ROOT = Path(__file__).parents[2]
KEYS = [f"{name}.{key}" for name in rooms() for key in room(name)]
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_a_text_has_both_languages_with_the_same_placeholders():
    said = {key: entry(key) for key in KEYS}
    assert [key for key, one in said.items() if set(one) != set(LANGUAGES)] == []
    assert [key for key, one in said.items() if placeholders(one["en"]) != placeholders(one["zh"])] == []


def test_english_holds_no_chinese_and_neither_is_blank_alone():
    said = {key: entry(key) for key in KEYS}
    assert [key for key, one in said.items() if HAN.search(one["en"])] == []
    assert [key for key, one in said.items() if one["en"].strip() and not one["zh"].strip()] == []


def test_a_sentence_that_follows_another_has_a_blank_before_it_in_english_alone():
    said = {key: entry(key) for key in KEYS}
    following = {
        key: one for key, one in said.items() if one["en"].startswith(" ") and one["en"].endswith(".")
    }
    assert following
    assert [key for key, one in following.items() if one["zh"].startswith(" ")] == []


def test_every_parameter_speaks_both_languages():
    for name, parameter in PARAMETERS.items():
        assert HAN.search(parameter.label("zh")), name
        assert HAN.search(parameter.help("zh")), name
        assert not HAN.search(parameter.label("en") + parameter.help("en")), name
        assert parameter.help("en").endswith("."), name
        assert parameter.help("zh").endswith("。"), name


def test_fields_fill_placeholders_and_functions_are_asked_in_the_language():
    assert text("fault.set_twice", "en") == "is set twice"
    said = text("fault.value", "zh", given="7", wrong=lambda lang: f"<{lang}>", allowed="8")
    assert said.startswith("7 <zh>")
    assert said.endswith("8")


def test_one_of_a_thing_is_not_spoken_of_as_several():
    sizes = {"seconds": 2, "analysis": 1}
    assert text("analysis.runs_took", "en", runs=1, **sizes).startswith("1 run in ")
    assert text("analysis.runs_took", "en", runs="1", **sizes).startswith("1 run in ")
    assert text("analysis.runs_took", "en", runs="1,000", **sizes).startswith("1,000 runs in ")
    assert "有 1 个参数" in text("sensitivity.wide", "zh", count=1, width=0.1, needed="")
    assert "of 1 parameter (" in text("sensitivity.wide", "en", count=1, width=0.1, needed="")


COUNTED = re.compile(
    r"(?<!\bof )\{(draws|seeds|levers|evaluated)\} (?:parameter )?(draws|seeds|levers|settings)\b"
)


def test_a_size_that_may_be_one_has_its_singular():
    found = {key: one[0] for key in KEYS if (one := COUNTED.search(entry(key)["en"]))}
    assert found == {}, "write {name:one|many}"


def test_a_missing_singular_would_be_noticed():
    assert COUNTED.search("{evaluated} settings of {levers:lever|levers}")
    assert not COUNTED.search("{seeds:seed|seeds} of {draws} draws")


def test_an_unknown_key_or_room_names_the_nearest():
    with pytest.raises(KeyError, match=r"fault\.set_twice"):
        text("fault.set_twic", "en")
    with pytest.raises(KeyError, match=r"there are:.*fault"):
        text("no_such_room.key", "en")


def _asked() -> list[tuple[str, str]]:
    """Every key that the source asks for by a plain literal, as in text("room.key", …)."""
    found = []
    for folder in ("sim", "experiments"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    function = (
                        node.func.attr
                        if isinstance(node.func, ast.Attribute)
                        else getattr(node.func, "id", "")
                    )
                    key = node.args[0].value
                    if (
                        function in ("text", "phrase", "entry")
                        and isinstance(key, str)
                        and re.fullmatch(r"\w+(\.\w+)+", key)
                    ):
                        found.append((str(path.relative_to(ROOT)), key))
    return found


def test_every_text_that_the_source_asks_for_is_there():
    asked = _asked()
    assert len(asked) > 30
    missing = [(path, key) for path, key in asked if key.partition(".")[0] not in rooms() or key not in KEYS]
    assert missing == []


def test_every_problem_that_scenarios_raise_has_a_text():
    raised = set()
    for path in sorted((ROOT / "sim" / "scenario").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ScenarioError":
                problem = node.args[2]
                if isinstance(problem, ast.Constant):
                    raised.add(problem.value)
    assert len(raised) > 20
    assert {f"fault.{problem}" for problem in raised} <= set(KEYS)


def test_a_language_without_texts_is_refused():
    assert [known_language(lang) for lang in LANGUAGES] == ["en", "zh"]
    with pytest.raises(UnknownLanguage, match="no language 'fr'; there are: en, zh"):
        known_language("fr")
