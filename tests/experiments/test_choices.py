"""Choices are published by their names, whatever code the computation gives them."""

import json

import numpy as np
import pytest

from experiments.cli.main import main
from experiments.results import json_text, named_choices, plain
from sim.scenario import Scenario

INSTRUMENTS = Scenario.load("s_association").parameters["policy.instrument"].options
BOTH = ("policy.instrument", "contract.term")
SIZES = {
    "optimise": ["--draws", "4", "--held-out", "4", "--population", "4", "--generations", "1"],
    "map": ["--points", "3", "--draws", "4"],
    "discover": ["--futures", "300", "--threshold", "1.6"],
}
ASKED = {
    "optimise": [word for name in BOTH for word in ("--lever", name)],
    "map": ["--x", BOTH[0], "--y", BOTH[1]],
    "discover": [word for name in BOTH for word in ("--vary", name)],
}


def written(command, folder):
    asked = [command, "s_association", "--months", "9", *ASKED[command], *SIZES[command], "--seeds", "2"]
    assert main([*asked, "--out", str(folder)]) == 0
    return json.loads((folder / f"{command}.json").read_text(encoding="utf-8"))


def values_of_the_choice(record):
    """All that is given for policy.instrument in a record, however deep."""
    if isinstance(record, list):
        for item in record:
            yield from values_of_the_choice(item)
    elif isinstance(record, dict):
        if BOTH[0] in record:
            given = record[BOTH[0]]
            yield from given if isinstance(given, list) else [given]
        if BOTH[0] in (record.get("lever"), record.get("name")):
            single = [record.get(key) for key in ("before", "after", "low", "high")]
            yield from (value for value in [*single, *record.get("options", ())] if value is not None)
        for key, axis in (("x_name", "x_values"), ("y_name", "y_values")):
            if record.get(key) == BOTH[0]:
                yield from record[axis]
        for item in record.values():
            yield from values_of_the_choice(item)


@pytest.mark.parametrize("command", SIZES)
def test_a_published_record_names_choices(command, tmp_path):
    record = written(command, tmp_path)
    record.pop("scenario")
    found = list(values_of_the_choice(record))
    assert found
    assert set(found) <= set(INSTRUMENTS)


def test_a_range_of_a_choice_is_its_options(tmp_path):
    ranges = written("discover", tmp_path)["discovery"]["ranges"]
    assert ranges["policy.instrument"] == list(INSTRUMENTS)
    assert ranges["contract.term"] == [4.0, 36.0]


def test_only_choices_are_named():
    parameters = Scenario.load("s_association").parameters
    given = {"policy.instrument": 4.0, "contract.term": 8.0, "nobody": 1}
    assert named_choices(given, parameters) == {**given, "policy.instrument": INSTRUMENTS[4]}


def test_a_record_without_a_scenario_is_left_as_it_is():
    given = {"policy.instrument": np.float64(4)}
    assert json.loads(json_text({"a": given})) == {"a": {"policy.instrument": 4.0}}
    assert plain(given) == {"policy.instrument": 4.0}
