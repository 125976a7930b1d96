"""One type for each marked function, compiled once for the same arguments however they are written."""

import numba
import pytest
from numba.core.typing.templates import builtin_registry

from sim.compiler.called import Called, compiled_when_called
from sim.compiler.pipeline import LINKED
from sim.compiler.rule import rule


def type_of(function):
    """What compiled code has for a marked function."""
    return next(kind for value, kind in builtin_registry.globals if value is function)


@rule
def shifted(x, by=1):
    return x + by


@rule
def inverse(x):
    return 1.0 / x


@compiled_when_called(**LINKED, error_model="numpy")
def unchecked(x):
    return inverse(x)


@rule
def of_nothing(x):
    return x.nothing


def test_a_function_is_compiled_once_however_its_arguments_are_written():
    @numba.njit
    def caller(n):
        return shifted(n, 2), shifted(n, n), shifted(by=n, x=3), shifted(4, by=5), shifted(n)

    assert caller(7) == (9, 14, 10, 9, 8)
    ways = type_of(shifted).compiler("python").overloads
    assert [str(kind) for kinds in ways for kind in kinds] == [
        "int64",
        "int64",
        "int64",
        "omitted(default=1)",
    ]


def test_a_division_by_zero_is_met_as_whoever_calls_says():
    @numba.njit
    def checked(x):
        return inverse(x)

    @numba.njit
    def not_checked(x):
        return unchecked(x)

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            checked(0.0)
        assert not_checked(0.0) == float("inf")


def test_what_is_never_called_is_never_made_ready():
    @rule
    def unused(x):
        return x

    kind = type_of(unused)
    assert isinstance(kind, Called)
    assert kind.get_call_signatures() == ([], True)
    numba.njit("i8(i8)")(lambda x: shifted(x, x))
    assert kind.get_call_signatures() == ([], True)
    assert type_of(shifted).get_call_signatures()[0]


def test_functions_of_one_name_are_not_taken_for_each_other():
    def named(result):
        @rule
        def one():
            return result

        return one

    first, second = named(1), named(2)
    assert numba.njit(lambda: (first(), second()))() == (1, 2)


def test_a_wrong_call_is_refused_with_its_reason():
    with pytest.raises(numba.TypingError, match="too many"):
        numba.njit("i8(i8)")(lambda x: shifted(x, x, x))
    with pytest.raises(numba.TypingError, match="nothing"):
        numba.njit("i8(i8)")(lambda x: of_nothing(x))
