"""The layout says where everything is, as the records of the engine have it."""

import json
from dataclasses import replace

import numpy as np
import pytest

from sim.arms import ARMS, GS
from sim.chance import EVENTS
from sim.compiler.parameter_record import fill_parameters, parameter_dtype
from sim.compiler.records import record_dtype
from sim.engine.kernel import Workspace
from sim.engine.layout import OtherRows, layout_of
from sim.engine.source_stamp import digest
from sim.parameters.draws import hashed
from sim.scenario.scenario import Scenario
from sim.world import STATES, parameter_layout, parameter_values, shapes, sizes
from tests.support.random_worlds import shipped_case


@pytest.fixture(scope="module")
def layout():
    """The layout of two scenarios, as it is read from JSON."""
    scenarios = {"case": shipped_case(), "city": Scenario.load("city")}
    return json.loads(json.dumps(layout_of(scenarios, "a stamp"), allow_nan=False))


def read(content, at, kind):
    return np.frombuffer(content, np.float64 if kind == "float" else np.int64, 1, at)[0].item()


@pytest.mark.parametrize("name", ["case", "city"])
def test_every_parameter_stands_where_the_layout_says(layout, name):
    scenario = shipped_case() if name == "case" else Scenario.load(name)
    record = np.zeros(1, parameter_dtype(parameter_layout(scenario)))
    fill_parameters(record[0], parameter_values(scenario, GS))
    content, point = record.tobytes(), layout["point"]
    assert len(content) == point["size"]
    assert list(point["parameters"]) == list(scenario.parameters) == list(layout["scenarios"][name]["values"])
    for parameter, where in point["parameters"].items():
        assert read(content, where["at"], where["kind"]) == layout["scenarios"][name]["values"][parameter]
        assert where["labels"] == scenario.parameters[parameter].labels
        assert where["low"] <= where["high"]
    chosen = layout["arms"][GS]
    assert [each["name"] for each in layout["arms"]] == [arm.name for arm in ARMS]
    assert [read(content, one["at"], "int") for one in chosen["set"]] == [1, 1, ARMS[GS].grant, 0]
    places = {where["at"] for where in point["parameters"].values()} | {one["at"] for one in chosen["set"]}
    assert places == set(range(0, point["size"], 8))  # all of a point, and each number once


def test_every_field_of_the_state_stands_where_the_layout_says(layout):
    assert list(layout["members"]) == list(STATES)
    for name, cls in STATES.items():
        dtype, said = record_dtype(cls, sizes(shipped_case())), layout["members"][name]
        assert said["size"] == dtype.itemsize
        assert list(said["fields"]) == list(dtype.names)
        for field, where in said["fields"].items():
            assert where["at"] == dtype.fields[field][1]
            assert where["kind"] == ("float" if dtype[field].base == np.float64 else "int")
            assert where.get("count", 1) == int(np.prod(dtype[field].shape, initial=1))
            assert ("count" in where) == bool(dtype[field].shape)


def test_axes_give_the_shapes_of_the_world(layout):
    values = layout["scenarios"]["city"]["values"]
    found = {
        name: tuple(values[counted] * rows for counted, rows in member["axes"])
        for name, member in layout["members"].items()
    }
    assert found == shapes(Scenario.load("city").values)


def test_random_numbers_have_the_room_that_the_engine_gives_them(layout):
    scenario, said = shipped_case(), layout["scenarios"]["case"]["random_numbers"]
    record = Workspace(scenario, int(scenario.values["run.horizon"])).numbers[0]
    assert said["used"] == record["used"] > 0
    spans = np.zeros_like(record["spans"])
    for number, span in said["spans"].items():
        spans[int(number)] = span
    assert (spans == record["spans"]).all()
    assert layout["random_numbers"]["size"] == record.nbytes
    assert [event["number"] for event in layout["events"].values()] == list(EVENTS)


def test_priors_are_tables_of_numbers_that_a_double_holds(layout):
    priors = layout["scenarios"]["case"]["priors"]
    assert priors["names"] == list(shipped_case().priors)
    assert [int(row[0]) for row in priors["name"]] == [hashed(name) for name in priors["names"]]
    assert len(priors["part"]) == len(priors["ends"]) >= len(priors["name"])
    for row in priors["name"]:
        assert all(isinstance(value, str) or abs(value) < 2**53 for value in row)


def test_measures_have_units_and_the_labels_of_the_services(layout):
    assert layout["measures"][0] == {
        "name": "value", "unit": "weighted service-months",
        "labels": {"en": "Public value", "zh": "公共价值"},
        "better": 1,
    }  # fmt: skip
    assert "Community studio" in " ".join(one["labels"]["en"] for one in layout["measures"][-9:])


def test_scenarios_with_other_services_have_no_layout_in_common():
    kinds = shipped_case().rows["kinds"]
    other = replace(
        shipped_case(), rows={**shipped_case().rows, "kinds": (*kinds[:2], replace(kinds[2], name="x"))}
    )
    with pytest.raises(OtherRows, match="other"):
        layout_of({"case": shipped_case(), "other": other}, "")


def test_the_hash_of_the_sources_is_that_of_what_they_say():
    assert digest() == digest()
    assert len(digest()) == 64
