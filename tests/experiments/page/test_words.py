"""The words of the page: of one thing as of many, and one word for one thing in Chinese."""

import re
import tomllib
from pathlib import Path

from experiments.page.lesson import FOLDER
from experiments.texts import placeholders, room, text
from sim.measured import measures_of

MANY = ("worlds", "draws", "scenes", "runs", "found", "target", "total", "of")
"""Fields that are never one."""

PLURAL = re.compile(
    r"\b(?:1|one) (?:months|worlds|bets|cards|doors|posts|groups|levers|draws|steps|kinds|communities"
    r"|service-months|studios|paths)\b|\b1 \w+ (?:are|have|were)\b"
)


def said(key: str, number: str) -> str:
    """A text with a number in every field that may have it."""
    fields = placeholders(room("screens")[key]["en"])
    return text(f"screens.{key}", "en", **{name: "200" if name in MANY else number for name in fields})


def test_one_of_a_thing_is_said_in_the_singular() -> None:
    keys = [key for key in room("screens") if ".many" not in key and key != "sandbox.all"]
    assert len(keys) > 100
    assert [key for key in keys if PLURAL.search(said(key, "1"))] == []


def test_the_error_of_finitely_many_runs_has_its_name_in_chinese() -> None:
    texts = [both["zh"] for both in room("screens").values()]
    lessons = [path.read_text(encoding="utf-8") for path in Path(FOLDER).glob("*.toml")]
    assert not [one for one in [*texts, *lessons] if "偶然误差" in one]


def test_labels_of_settings_stand_in_quotation_marks_where_they_may_be_anything() -> None:
    """A label may be anything: "than: 24 months" is no English; so it is quoted."""
    for key in ("lesson.lead.most", "lesson.lead.least", "lesson.lead.open"):
        for sentence in room("screens")[key].values():
            assert re.search("“{best}”.*“{next}”", sentence)
    labels = [
        one["label"]["en"]
        for path in Path(FOLDER).glob("*.toml")
        for scene in tomllib.loads(path.read_text(encoding="utf-8"))["scenes"]
        for one in scene.get("settings", [])
    ]
    assert "24 months" in labels


def test_every_unit_of_a_measure_has_its_words_in_both_languages() -> None:
    units = {measure.unit for measure in measures_of(("studio",))}
    assert {f"measured.{unit}" for unit in units} <= set(room("screens"))
