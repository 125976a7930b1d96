"""State classes, the arrays that hold the same state, and what is refused on the way between them."""

from __future__ import annotations

import math
from typing import Annotated

import mesa
import numpy as np
import pytest

from sim.compiler.records import FieldDifference, differences, pack, record_dtype
from sim.compiler.rule import rule
from sim.compiler.state import State, blank, fields, zero

SIZES = {"kinds": 3, "instruments": 2}


class Supplier(State):
    id: int
    hours: float


class Kiosk(Supplier):
    share: Annotated[list[float], "kinds"]
    seen: Annotated[list[int], "instruments*kinds"]
    trust: float
    pair: Annotated[list[float], 2]

    @rule
    def open_up(self):
        self.hours = 1.0


class KioskInMesa(Kiosk, mesa.Agent):
    pass


def kiosk(number: int) -> Kiosk:
    made = blank(Kiosk, SIZES)
    made.id = number
    made.hours = 1.5 * number
    made.share[1] = -0.0
    made.seen[5] = -(2**63)
    made.trust = math.nan
    return made


def test_fields_come_in_order_those_of_bases_first():
    assert list(fields(Kiosk)) == ["id", "hours", "share", "seen", "trust", "pair"]
    assert fields(Kiosk)["seen"].length(SIZES) == 6
    assert fields(Kiosk)["pair"].length({}) == 2


def test_the_dtype_is_aligned_with_all_floats_in_front():
    dtype = record_dtype(Kiosk, SIZES)
    assert dtype.names == ("hours", "share", "trust", "pair", "id", "seen")
    assert dtype["share"].shape == (3,)
    assert dtype["seen"].base == np.int64
    assert dtype.isalignedstruct
    assert dtype.itemsize == 8 * (1 + 3 + 1 + 2 + 1 + 6)


def test_a_blank_object_is_all_zero_and_has_its_own_lists():
    one, other = blank(Kiosk, SIZES), blank(Kiosk, SIZES)
    one.share[0] = 1.0
    assert other.share == [0.0, 0.0, 0.0]
    assert type(other.id) is int
    assert type(other.hours) is float


def test_packing_keeps_every_bit():
    objects = [kiosk(number) for number in range(4)]
    array = np.zeros(4, record_dtype(Kiosk, SIZES))
    pack(objects, array)
    assert array["hours"].tolist() == [0.0, 1.5, 3.0, 4.5]
    assert differences(objects, array) == []
    assert type(array["seen"][1].tolist()[5]) is int


def test_links_of_two_dimensions_are_lists_of_lists():
    rows = [[kiosk(3 * i + j) for j in range(3)] for i in range(2)]
    array = np.zeros((2, 3), record_dtype(Kiosk, SIZES))
    pack(rows, array)
    assert array["id"].tolist() == [[0, 1, 2], [3, 4, 5]]
    rows[1][2].hours = 0.25
    assert differences(rows, array) == [FieldDifference("Kiosk", (1, 2), "hours", 0.25, 7.5)]


def test_a_single_object_goes_with_a_single_record():
    array = np.zeros((), record_dtype(Kiosk, SIZES))
    pack(kiosk(7), array)
    assert array["id"] == 7


@pytest.mark.parametrize(
    ("field", "value", "stored"), [("hours", -0.0, 0.0), ("hours", math.nan, 1.0), ("id", True, 1)]
)
def test_differences_see_signed_zeros_numbers_that_are_none_and_types(field, value, stored):
    one = blank(Kiosk, SIZES)
    array = np.zeros(1, record_dtype(Kiosk, SIZES))
    setattr(one, field, value)
    array[field] = stored
    assert [found.field for found in differences([one], array)] == [field]


def test_differences_name_the_element_of_a_list():
    one = blank(Kiosk, SIZES)
    array = np.zeros(1, record_dtype(Kiosk, SIZES))
    one.share[2] = 1e-300
    assert differences([one], array) == [FieldDifference("Kiosk", (0,), "share[2]", 1e-300, 0.0)]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("id", 2.0, r"Kiosk 0: id is 2\.0 \(float\); it must be int"),
        ("id", True, r"Kiosk 0: id is True \(bool\); it must be int"),
        ("hours", 2, r"Kiosk 0: hours is 2 \(int\); it must be float"),
        ("hours", np.float64(2.0), r"Kiosk 0: hours is np\.float64\(2\.0\) \(float64\); it must be float"),
        ("hours", None, r"Kiosk 0: hours is None"),
        ("share", [0.0, 1, 0.0], r"Kiosk 0: share\[1\] is 1 \(int\); it must be float"),
        ("shrae", [0.0], r"Kiosk 0: Kiosk has no field 'shrae'; did you mean 'share'\?"),
    ],
)
def test_packing_refuses_other_types_naming_class_place_field_and_value(field, value, message):
    one = blank(Kiosk, SIZES)
    setattr(one, field, value)
    with pytest.raises(TypeError, match=message):
        pack([one], np.zeros(1, record_dtype(Kiosk, SIZES)))


def test_packing_refuses_what_does_not_fit():
    array = np.zeros(1, record_dtype(Kiosk, SIZES))
    one = blank(Kiosk, SIZES)
    one.id = 2**63
    with pytest.raises(OverflowError, match="id is 9223372036854775808: more than 64 bits"):
        pack([one], array)
    one = blank(Kiosk, SIZES)
    one.share = [0.0, 0.0]
    with pytest.raises(ValueError, match=r"share is \[0\.0, 0\.0\], not a list of 3"):
        pack([one], array)
    with pytest.raises(ValueError, match="2 objects for 1 records"):
        pack([blank(Kiosk, SIZES), blank(Kiosk, SIZES)], array)


def test_agents_of_mesa_have_the_same_state_and_keep_their_own_attributes():
    model = mesa.Model(seed=1)
    agents = [zero(KioskInMesa(model), SIZES) for _ in range(3)]
    array = np.zeros(3, record_dtype(KioskInMesa, SIZES))
    agents[2].hours = 2.5
    pack(agents, array)
    assert array.dtype == record_dtype(Kiosk, SIZES)
    assert array["hours"].tolist() == [0.0, 0.0, 2.5]
    assert agents[2].unique_id == 3
    assert agents[2].model is model


def test_asking_an_object_for_what_it_does_not_have_names_the_nearest():
    one = blank(Kiosk, SIZES)
    with pytest.raises(AttributeError, match="Kiosk has no field 'trsut'; did you mean 'trust'"):
        _ = one.trsut
    with pytest.raises(AttributeError, match="did you mean 'open_up'"):
        one.open_upp()


def test_classes_that_are_no_state_are_refused():
    class Truthful(State):
        open: bool

    class Named(State):
        name: str

    class Located(State):
        pos: float

    class Preset(State):
        hours: float = 1.0

    class Empty(State):
        pass

    for cls, message in (
        (Truthful, r"Truthful.open: a field is int, float or .*, not bool \(write int, 0 or 1\)"),
        (Named, "Named.name: a field is int, float or"),
        (Located, "Located.pos: the name is taken"),
        (Preset, "Preset.hours: the name is taken"),
        (Empty, "Empty declares no state"),
    ):
        with pytest.raises(TypeError, match=message):
            record_dtype(cls, SIZES)


def test_two_classes_may_not_declare_the_same_fields():
    class First(State):
        only_here: float

    class Second(State):
        only_here: float

    record_dtype(First, SIZES)
    with pytest.raises(TypeError, match="Second and First declare the same fields: only_here"):
        record_dtype(Second, SIZES)


def test_an_unknown_size_is_named():
    class Sized(State):
        cells: Annotated[list[float], "districts"]

    with pytest.raises(KeyError, match="districts"):
        record_dtype(Sized, SIZES)
