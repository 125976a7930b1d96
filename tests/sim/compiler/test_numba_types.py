"""Rules on records: methods, links and parameters compile as they stand, and mistakes are reported."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import numba
import numpy as np
import pytest
from numba.core.errors import TypingError

from sim.compiler.numba_types import error_report, pointer_to, state_class
from sim.compiler.parameter_record import parameter_dtype
from sim.compiler.records import record_dtype
from sim.compiler.rule import rule
from sim.compiler.state import State
from tests.support import toy_world as toy


def test_a_small_world_has_the_same_bits_plain_and_compiled():
    compiled = numba.njit(toy.run)
    moved = 0
    for seed in range(300):
        found, world = toy.compare(seed, compiled=compiled)
        assert found == []
        moved += world.tally.traded != 0.0
    assert moved > 200


def test_a_difference_would_be_seen():
    compiled = numba.njit(toy.run)

    def one_month_less(*arguments):
        compiled(*arguments[:-1], arguments[-1] - 1)

    found, _ = toy.compare(3, compiled=one_month_less)
    assert "Tally" in {difference.cls for difference in found}


def test_without_compilation_the_same_arrays_go_through_the_same_rules():
    done = subprocess.run(
        [sys.executable, toy.__file__, "40"],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(Path(toy.__file__).parents[2])},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "0"


def test_rules_compile_where_anything_else_was_compiled_before():
    program = (
        "import numba\n"
        "numba.njit(lambda x: x + 1)(1)\n"
        "from tests.support import toy_world\n"
        "print(toy_world.compare(0, compiled=numba.njit(toy_world.run))[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, timeout=120, cwd=Path(toy.__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


class Place(NamedTuple):
    benches: Any
    park: Any


class Bench(State):
    width: float
    sitters: int
    marks: Annotated[list[float], 2]

    @rule
    def widen(self, amount, times=1):
        self.width += amount * times

    @rule
    def reads_a_misspelt_field(self, world, p):
        return self.widht

    @rule
    def writes_a_misspelt_field(self, world, p):
        self.sittres = 3

    @rule
    def calls_a_misspelt_rule(self, world, p):
        self.widden(1.0)

    @rule
    def passes_a_misspelt_argument(self, world, p):
        self.widen(1.0, tmies=2)

    @rule
    def asks_the_world_for_a_misspelt_member(self, world, p):
        return world.bench[0].width

    @rule
    def asks_for_a_misspelt_parameter(self, world, p):
        return p.wood.prise

    @rule
    def reaches_for_mesa(self, world, p):
        return self.model

    @rule
    def calls_a_rule_that_is_wrong(self, world, p):
        return self.reads_a_misspelt_field(world, p)


class Park(State):
    age: int


PARAMETERS = parameter_dtype({"wood": {"price": (float, None)}})
MISTAKES = {
    "reads_a_misspelt_field": "Bench has no field 'widht'; did you mean 'width'?",
    "writes_a_misspelt_field": "Bench has no field 'sittres'; did you mean 'sitters'?",
    "calls_a_misspelt_rule": "Bench has no field 'widden'; did you mean 'widen'?",
    "passes_a_misspelt_argument": "got an unexpected keyword argument 'tmies'",
    "asks_the_world_for_a_misspelt_member": "Place has no field 'bench'; did you mean 'benches'?",
    "asks_for_a_misspelt_parameter": "no parameter 'prise'; did you mean 'price'?",
    "reaches_for_mesa": "Bench has no field 'model'",
    "calls_a_rule_that_is_wrong": "Bench has no field 'widht'; did you mean 'width'?",
}


def compiled_call(name):
    source = (
        "def call(benches, parks, points):\n"
        "    world = pointer_to(Place(benches, parks[0]))\n"
        f"    return world.benches[0].{name}(world, points[0])\n"
    )
    names = {"Place": Place, "pointer_to": pointer_to}
    exec(source, names)
    arrays = (
        np.zeros(1, record_dtype(Bench, {})),
        np.zeros(1, record_dtype(Park, {})),
        np.zeros(1, PARAMETERS),
    )
    return numba.njit(names["call"])(*arrays)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_reported_with_the_line_and_the_nearest_right_name(name):
    with pytest.raises(TypingError) as error:
        compiled_call(name)
    lines = error_report(error.value).splitlines()
    assert lines[0] == MISTAKES[name]
    assert Path(lines[1].strip().rpartition(":")[0]).name == Path(__file__).name


def test_the_chain_of_rules_that_led_to_a_mistake_is_reported():
    with pytest.raises(TypingError) as error:
        compiled_call("calls_a_rule_that_is_wrong")
    source = Path(__file__).read_text("utf-8").splitlines()
    numbers = [int(line.rpartition(":")[2]) for line in error_report(error.value).splitlines()[1:3]]
    assert "return self.widht" in source[numbers[0] - 1]
    assert "return self.reads_a_misspelt_field(world, p)" in source[numbers[1] - 1]


def test_a_record_knows_its_class_by_its_fields_and_parameters_have_none():
    assert state_class(numba.from_dtype(record_dtype(Bench, {}))) is Bench
    assert state_class(numba.from_dtype(PARAMETERS)) is None


def test_a_single_record_of_the_world_is_written_where_it_is():
    def age(benches, parks, years):
        world = pointer_to(Place(benches, parks[0]))
        world.park.age += years
        world.benches[1].widen(0.5, times=3)

    benches, parks = np.zeros(2, record_dtype(Bench, {})), np.zeros(1, record_dtype(Park, {}))
    numba.njit(age)(benches, parks, 4)
    assert parks["age"].tolist() == [4]
    assert benches["width"].tolist() == [0.0, 1.5]
