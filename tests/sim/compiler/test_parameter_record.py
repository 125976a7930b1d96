"""Parameters as a nested record and as a plain object."""

import numba
import numpy as np
import pytest

from sim.compiler.parameter_record import fill_parameters, parameter_dtype, plain_parameters

LAYOUT = {
    "contract": {"term": (int, None), "sum": (float, None)},
    "kinds": {"hours": (float, 3), "n": (int, 3)},
}
VALUES = {"contract": {"term": 8, "sum": 2e5}, "kinds": {"hours": [38.0, 40.0, 8.0], "n": [0, 0, 4]}}


def filled(values):
    record = np.zeros(1, parameter_dtype(LAYOUT))[0]
    fill_parameters(record, values)
    return record


def changed(group, name, value):
    return VALUES | {group: VALUES[group] | {name: value}}


def read(p, kind):
    return p.contract.term * p.kinds.hours[kind] + p.contract.sum + p.kinds.n[kind]


def test_the_same_path_reads_the_same_number_plain_and_compiled():
    record = filled(VALUES)
    p = plain_parameters(record)
    compiled = numba.njit(read)
    for kind in range(3):
        assert read(p, kind) == compiled(record, kind)
    assert p.kinds.n == [0, 0, 4]
    assert type(p.contract.term) is int


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        (changed("contract", "term", 8.0), TypeError, r"contract.term is 8\.0 \(float\); it must be int"),
        (changed("contract", "sum", 8), TypeError, r"contract.sum is 8 \(int\); it must be float"),
        (changed("kinds", "hours", [1.0, 2, 3.0]), TypeError, r"kinds.hours\[1\] is 2"),
        (changed("kinds", "hours", [1.0, 2.0]), ValueError, "kinds.hours holds 2 numbers, not 3"),
        (changed("contract", "tern", 3), KeyError, "no parameter contract.tern; did you mean 'term'"),
        (VALUES | {"contarct": {}}, KeyError, "no parameter contarct; did you mean 'contract'"),
        ({"contract": VALUES["contract"]}, KeyError, "parameter kinds is missing"),
    ],
)
def test_values_of_another_shape_or_type_are_refused_by_name(values, error, message):
    with pytest.raises(error, match=message):
        filled(values)
