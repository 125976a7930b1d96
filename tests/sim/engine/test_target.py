"""Code for another target: each edit of Numba's text finds what it looks for, or says so."""

import numpy as np
import pytest

from sim.engine.addresses import ArrayAt, arguments_at, record_of
from sim.engine.kernel import CompilationError
from sim.engine.target import Linked, Target, TargetError, edited, linked_entries, object_code
from sim.engine.webassembly import WASM32

RECORD = record_of(("numbers", "n"))
TEXT = """\
target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-i64:64"
@.const.picklebuf.ab12 = internal constant { ptr, i32 } { ptr null, i32 3 }
declare double @sqrt(double)
declare double @floor(double)
declare double @llvm.floor.f64(double)
define i32 @root(ptr %result, ptr %excinfo, ptr %call) {
  %bad = icmp eq ptr %call, null
  br i1 %bad, label %raise, label %fine
raise:
  store ptr @.const.picklebuf.ab12, ptr %excinfo, align 8
  ret i32 -1
fine:
  %first = getelementptr inbounds { i64, double }, ptr %call, i32 0, i32 0
  %step = getelementptr double, ptr %first, i64 0
  %x = load double, ptr %step
  %y = call double @sqrt(double %x)
  %z = call double @floor(double %y)
  store double %z, ptr %call
  ret i32 0
}
"""


def made(text):
    return object_code(Linked(text, {"entry": "root"}), WASM32)


def test_an_edit_counts_what_it_replaces():
    assert edited("a b a", "a", r"\1", 2) == r"\1 b \1"
    with pytest.raises(
        TargetError, match=r"has 2 of 'a', not 1: .*target\.py does not fit this version of Numba"
    ):
        edited("a b a", "a", "c", 1)


def test_numbas_text_becomes_an_object_of_webassembly():
    assert made(TEXT)[:4] == b"\0asm"


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("target triple", "target tripel", "target triple"),
        ("target datalayout", "; datalayout", "target datalayout"),
        ("ptr %excinfo, align 8", "ptr %error, align 8", "picklebuf"),
        ("declare double @sqrt(double)\n", "", "sqrt"),
        ("call double @sqrt", "call fast double @sqrt", "sqrt"),
        ("call double @floor(", "call double @floor (", "floor"),
        ("getelementptr inbounds {", "getelementptr inbounds nuw {", "getelementptr inbounds"),
        ("getelementptr double", "getelementptr nusw double", "getelementptr"),
    ],
)
def test_another_text_is_refused_with_what_was_looked_for(was, becomes, said):
    assert was in TEXT
    with pytest.raises(TargetError, match=f"{said}.*version of Numba"):
        made(TEXT.replace(was, becomes))


def test_what_the_target_lacks_is_named():
    text = TEXT.replace("declare double @sqrt", "declare double @expm1(double)\ndeclare double @sqrt")
    text = text.replace("@floor(", "@expm1(").replace("declare double @expm1(double)\n", "", 1)
    with pytest.raises(TargetError, match="wasm32-unknown-unknown does not have: expm1"):
        made(text)


def test_an_unknown_target_is_no_silent_default():
    with pytest.raises(RuntimeError, match="nowhere"):
        object_code(Linked(TEXT, {"entry": "root"}), Target("nowhere-at-all", ""))


def test_a_function_of_one_address_is_compiled_with_its_arrays():
    arguments = arguments_at(RECORD, [ArrayAt("numbers", np.dtype(np.float64), ("n", 2)), "n"])

    def entry(call):
        numbers, n = arguments(call)
        for row in range(n):
            numbers[row, 1] = numbers[row, 0]

    linked = linked_entries({"copy": entry})
    assert linked.symbols["copy"] in linked.text
    assert object_code(linked, WASM32)[:4] == b"\0asm"


def test_what_cannot_be_compiled_is_reported_in_one_line_with_its_place():
    def broken(call):
        return call.x.y

    with pytest.raises(CompilationError, match=r"test_target\.py:\d+"):
        linked_entries({"broken": broken})
