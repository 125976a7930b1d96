"""The one page for any case: of one's own, without observations, laid over, in a folder of its own."""

import json

import pytest

from experiments.cli.main import main
from tests.support.drawing import named_only

OWN = """schema = 1
name = "meals"
includes = ["s_association"]
title.en = "Meals in a street"
title.zh = "街道助餐"
[contract]
term = 12
sum = 300_000
"""
SMALL = ["--draws", "2", "--seeds", "1", "--months", "14"]


@pytest.fixture(autouse=True)
def undrawn():
    """Leave out the figures, which take most of the time and are tested elsewhere."""
    with named_only():
        yield


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_is_made_of_any_case(lang, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.toml").write_text(OWN, encoding="utf-8")
    assert main(["case", "mine.toml", *SMALL, "--lang", lang]) == 0
    shown = capsys.readouterr().out
    assert {"en": "Meals in a street", "zh": "街道助餐"}[lang] in shown
    assert "20 of 25" not in shown
    assert "20/25" not in shown
    assert not (tmp_path / "results" / "case").exists()
    (path,) = (tmp_path / "results").glob("case_meals-*/case.json")  # with what was set in the name
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["observations"] is None
    assert set(record["why"]) == {"ledgers", "paths", "conventions"}
    (term,) = (
        one for one in record["why"]["paths"]["changes"]["cultivation"] if one["parameter"] == "contract.term"
    )
    assert (term["before"], term["after"]) == (12, 18)


def test_overlays_and_settings_are_laid_over_it(tmp_path, capsys):
    out = tmp_path / "out"
    asked = ["case", "s_association", "+cultivation", *SMALL, "--out", str(out), "--json"]
    assert main(asked) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["scenario"]["name"] == "s_association+cultivation"
    taken = record["why"]["paths"]["changes"]["cultivation"]
    assert ("contract.term", 12, 18) in [(one["parameter"], one["before"], one["after"]) for one in taken]


def test_a_case_that_is_none_is_refused(capsys):
    assert main(["case", "s_asociation"]) != 0
    assert "s_association" in capsys.readouterr().err
