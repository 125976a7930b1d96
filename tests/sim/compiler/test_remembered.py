"""What Numba answered once is not asked again, and nothing else changes by it."""

import gc
import inspect

import numba
import numpy as np
import pytest
from numba import types
from numba.core.base import BaseContext
from numba.core.compiler import CompilerBase
from numba.core.cpu import CPUContext
from numba.core.lowering import Lower
from numba.core.registry import cpu_target
from numba.core.ssa import reconstruct_ssa
from numba.core.typed_passes import PreLowerStripPhis
from numba.core.typing.context import BaseContext as Typing
from numba.extending import overload

from sim.compiler.pipeline import RuleCompiler, Undescribed
from sim.compiler.remembered import Remembered, Remembering, RememberingTarget
from sim.compiler.rule import rule
from sim.engine.kernel import unswept


@rule
def sums(row, x):
    return row.one + row.other + x + x + row.one


ROW = np.array([(1.0, 2.0)], [("one", float), ("other", float)])[0]


@pytest.fixture
def asked(monkeypatch):
    """What Numba itself is asked."""
    found = []

    def note(cls, method, what):
        own = getattr(cls, method)
        monkeypatch.setattr(
            cls, method, lambda self, *given: (found.append(what(self, *given)), own(self, *given))[1]
        )

    note(types.Function, "get_call_type", lambda kind, _context, args, _kws: (kind.typing_key, args))
    note(Typing, "resolve_getattr", lambda _context, kind, name: (kind, name))
    note(BaseContext, "get_getattr", lambda _context, kind, name: ("lowered", kind, name))
    return found


def test_the_same_is_asked_once(asked):
    remembering = Remembering.of(cpu_target.typing_context)
    remembering.functions.clear()
    remembering.attributes.clear()
    remembering.lowered.clear()

    @numba.njit
    def caller(row):
        return sums(row, 4.0)

    assert caller(ROW) == 12.0
    record = numba.typeof(ROW)
    for question in ((record, "one"), (record, "other"), ("lowered", record, "one")):
        assert asked.count(question) == 1
    plus = [one for one in asked if one[1] == (types.float64, types.float64)]
    assert len(plus) == len(set(plus)) == 1


def test_a_mistake_is_not_remembered_as_an_answer():
    remembering = Remembering.of(cpu_target.typing_context)
    assert Remembering.of(remembering) is remembering
    assert remembering.resolve_getattr(types.float64, "nothing") is None
    assert (types.float64, "nothing") not in remembering.attributes
    known = remembering.resolve_value_type(divmod)
    assert isinstance(known, Remembered)
    assert known is remembering.resolve_value_type(divmod)
    with pytest.raises(numba.TypingError):
        known.get_call_type(remembering, (types.float64, types.none), {})
    assert known._answers == {}


def test_what_is_added_to_a_function_later_is_heard():
    def added(x):
        raise NotImplementedError

    overload(added)(lambda x: (lambda x: x + 1) if isinstance(x, types.Integer) else None)
    remembering = Remembering.of(cpu_target.typing_context)
    remembering.refresh()
    before = remembering.resolve_value_type(added)
    overload(added)(lambda x: (lambda x: x * 2.0) if isinstance(x, types.Float) else None)
    remembering.refresh()
    assert len(remembering.resolve_value_type(added).templates) == len(before.templates) + 1

    @rule
    def both():
        return added(1), added(1.5)

    assert numba.njit(lambda: both())() == (2, 3.0)


def test_a_context_for_another_machine_is_refused():
    class Other(CPUContext):
        pass

    other = Other.__new__(Other)
    with pytest.raises(TypeError, match="not for Other"):
        RememberingTarget.take(other, None)


@pytest.mark.parametrize(
    ("own", "numbas"),
    [
        (RememberingTarget.refresh, BaseContext.refresh),
        (RememberingTarget.get_getattr, BaseContext.get_getattr),
        (RememberingTarget.get_function, BaseContext.get_function),
        (Remembering.resolve_getattr, Typing.resolve_getattr),
        (Remembering.resolve_value_type, Typing.resolve_value_type),
        (Remembered.get_call_type, types.Function.get_call_type),
        (Undescribed.lower_block, Lower.lower_block),
    ],
    ids=lambda one: one.__qualname__,
)
def test_what_is_put_in_place_of_numbas_own_takes_what_that_takes(own, numbas):
    assert list(inspect.signature(own).parameters) == list(inspect.signature(numbas).parameters)


def test_what_a_rule_is_compiled_by_is_there_in_numba():
    assert list(inspect.signature(CompilerBase).parameters)[:2] == ["typingctx", "targetctx"]
    assert list(inspect.signature(reconstruct_ssa).parameters) == ["func_ir"]
    assert list(inspect.signature(PreLowerStripPhis._strip_phi_nodes).parameters) == ["self", "func_ir"]
    typing, target = cpu_target.typing_context, cpu_target.target_context
    made = RuleCompiler(typing, target, None, (), None, numba.core.compiler.Flags(), {})
    assert type(made.state.targetctx) is RememberingTarget
    assert type(made.state.typingctx) is Remembering
    assert (type(typing), type(target)) == (type(cpu_target.typing_context), CPUContext)
    assert type(typing) is not Remembering


def test_what_the_compiler_kept_is_not_searched_when_it_is_done():
    gc.unfreeze()  # what tests/conftest.py leaves out of searches: outside of tests nothing is
    gc.collect()
    with unswept():
        assert not gc.isenabled()
        kept = [[] for _ in range(200_000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    assert sum(gc.get_count()[:1]) < 100_000
    assert any(one is kept[0] for one in gc.get_objects(generation=2))
