"""Rules are compiled for their callers alone."""

import numba
import pytest
from numba.core.codegen import JITCodeLibrary

from sim.compiler.pipeline import LinkedOnly
from sim.compiler.rule import rule


def test_machine_code_is_made_of_the_caller_and_not_of_its_rules(monkeypatch):
    made, linked, optimised = [], [], []

    def note(cls, method, names):
        done = getattr(cls, method)
        monkeypatch.setattr(cls, method, lambda self: (names.append(self.name), done(self)))

    note(LinkedOnly, "finalize", linked)
    note(JITCodeLibrary, "_optimize_final_module", optimised)
    note(JITCodeLibrary, "_finalize_specific", made)

    @rule
    def inner(x):
        return x + 1.0

    @rule
    def outer(x):
        return inner(x) * 2.0

    def caller(x):
        return outer(x)

    numba.njit("f8(f8)")(caller)
    assert [name.split(".")[-1] for name in linked] == ["inner", "outer"]
    for names in (optimised, made):
        assert not {name for name in names if "outer" in name or "inner" in name}
        assert any("caller" in name for name in names)


def test_a_rule_that_several_call_is_linked_into_each():
    @rule
    def shared(x):
        if x > 100.0:
            raise ValueError("too large")
        return x * x

    @rule
    def one(x):
        return shared(x) + shared(x + 1.0)

    @rule
    def other(x):
        return one(x) - shared(x)

    @numba.njit
    def caller(x):
        return one(x), other(x), shared(x)

    assert caller(3.0) == (25.0, 16.0, 9.0)
    with pytest.raises(ValueError, match="too large"):
        caller(100.0)


def test_a_rule_that_raises_is_heard_by_whoever_called_its_caller():
    @rule
    def inverse(x):
        if x == 3.0:
            raise ValueError("three is refused")
        return 1.0 / x

    @numba.njit
    def heard(x):
        try:
            return inverse(x)
        except Exception:
            return -1.0

    @numba.njit
    def through(x):
        return inverse(x)

    assert [heard(2.0), heard(0.0), heard(3.0)] == [0.5, -1.0, -1.0]
    for x, kind, words in ((0.0, ZeroDivisionError, "zero"), (3.0, ValueError, "three is refused")):
        with pytest.raises(kind, match=words):
            through(x)
