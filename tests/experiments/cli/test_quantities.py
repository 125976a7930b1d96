"""The JSON of commands: what its numbers are called, in what unit."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from matplotlib.figure import Figure

from experiments.cli.main import main
from experiments.reporting.wording import outcome_unit, quantities
from experiments.results import AnalysisResult
from experiments.runs.outcomes import HEADLINE, MULTIPLIER, V_UNIT

SMALL = ["--draws", "4", "--seeds", "2", "--months", "9"]
COMMANDS = {
    "run": ["run", "s_association", *SMALL],
    "compare": ["compare", "s_association", "s_association+cultivation", *SMALL],
    "ledger": ["ledger", *SMALL, "--setting", "1", "--side", "dilemmas"],
    "paths": ["paths", *SMALL],
    "calibrate": ["calibrate", *SMALL, "--draws", "30"],
    "nearest": ["nearest", "--vary", "control.digital", "--draws", "20", "--held-out", "4", "--months", "7"],
}
NAMED = (
    "created", "shift", "money", "price", "distance", "start", "gap", "verified", "above_two",
    "above_two_side_by_side", "added_value", "one_plus_one", "contract_gain", "delta", "governance",
    "transfer", "scale", "multiplier", "organization_share", "share_above_two", "share_added",
    "beyond_better",
)  # fmt: skip
ELSEWHERE = ("scenario", "figure", "a", "b", "quantities", "synergy")
"""Parts that state what they hold themselves, or have what was compared once more, each alone."""


def names_in(value: Any) -> Iterator[str]:
    """The names of the numbers in a part of a record: keys that are named, and outcomes."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key in NAMED:
                yield key
            if key == "outcome":
                yield item
            yield from names_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from names_in(item)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_number_that_stands_bare_has_a_label_and_a_unit(command, tmp_path, monkeypatch):
    monkeypatch.setattr(AnalysisResult, "plot", lambda self, lang="en", **what: Figure())
    assert main([*COMMANDS[command], "--out", str(tmp_path)]) == 0
    record = json.loads((tmp_path / f"{command}.json").read_text(encoding="utf-8"))
    found = {one for key, part in record.items() if key not in ELSEWHERE for one in names_in({key: part})}
    assert found
    for name in found:
        said = record["quantities"][name]
        assert all(said[part][lang] for part in ("label", "unit") for lang in ("en", "zh")), name


def test_what_is_created_says_its_unit_where_it_stands(tmp_path, monkeypatch):
    monkeypatch.setattr(AnalysisResult, "plot", lambda self, lang="en", **what: Figure())
    assert main([*COMMANDS["nearest"], "--out", str(tmp_path)]) == 0
    record = json.loads((tmp_path / "nearest.json").read_text(encoding="utf-8"))
    created = [way["created"] for way in record["nearest"]["ways"] if way["created"]]
    assert created
    assert {one["unit"] for one in created} == {V_UNIT}


def test_only_ratios_have_no_unit():
    for one in (*HEADLINE, MULTIPLIER):
        assert bool(outcome_unit(one.name, "en")) != one.is_quotient, one.name
        unit = quantities([one.name])[one.name]["unit"]["en"]
        assert (unit == "ratio") == one.is_quotient
