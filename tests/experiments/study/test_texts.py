"""Every text of studies is in the table, in both languages; none is unused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.texts import placeholders, room

ROOT = Path(__file__).parents[3]
PLACES = (ROOT / "experiments" / "study").rglob("*.py")
ACTIONS = (ROOT / "experiments" / "cli" / "study").glob("*.py")
SOURCES = [
    *PLACES,
    *ACTIONS,
    *(
        ROOT / "experiments" / name
        for name in ("errors.py", "files.py", "cli/options.py", "cli/commands/study.py")
    ),
]
CODE = "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


@pytest.mark.parametrize("name", ["study", "command_study"])
def test_both_languages_have_the_same_placeholders(name: str) -> None:
    for key, texts in room(name).items():
        assert set(texts) == {"en", "zh"}, key
        assert placeholders(texts["en"]) == placeholders(texts["zh"]), key


def test_every_text_that_is_asked_for_is_there() -> None:
    asked = set(re.findall(r'"study\.([a-z_.]+)"', CODE)) - {"toml"}
    assert asked - set(room("study")) == set()


def test_no_text_is_unused() -> None:
    families = ("unknown_", "reason.", "label.", "examples_")
    words = set(re.findall(r"""["'](?:study\.)?([a-z_.]+)["']""", CODE))
    left = [key for key in room("study") if key not in words and not key.startswith(families)]
    assert left == []
    general = {"summary", "description", "examples"}
    left = [
        key
        for key in room("command_study")
        if f"{{ROOM}}.{key}" not in CODE and key not in words | general and not key.startswith(families)
    ]
    assert left == []
