"""Mark a function as a leaf: it may look at the bits of a number, and rules call it like one of Python's own.

A leaf is one source for plain Python and compiled code, like a rule, but `sim.compiler.grammar` does not read
its body: beside + − × ÷ and comparisons it has whole numbers of 64 bits, shifted and masked, the bits of a
double (`bits_of`, `float_of`) and tables of constants (`table`), all of which are the same in both.
"""

# Numba's ways of extending it carry no types.
# mypy: disable-error-code="import-untyped,no-untyped-call,misc"

import struct
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import lower_builtin, overload, type_callable

from sim.compiler.called import compiled_when_called
from sim.compiler.pipeline import IN_PLACE, LINKED

Function = TypeVar("Function", bound=Callable[..., Any])

_double, _int64 = struct.Struct("<d"), struct.Struct("<q")
_pack_double, _unpack_double = _double.pack, _double.unpack
_pack_int64, _unpack_int64 = _int64.pack, _int64.unpack


_options: dict[Callable[..., Any], Any] = {}
"""How each leaf is compiled."""


def leaf(function: Function) -> Function:
    """Mark a module's function as a leaf and return it unchanged; nothing is compiled until it is called."""
    return _marked(function, LINKED)


def inlined(function: Function) -> Function:
    """Mark a leaf that is small and called often: compiled code has it in place of every call."""
    return _marked(function, IN_PLACE)


def _marked(function: Function, options: Any) -> Function:
    compiled_when_called(**options)(function)
    _options[function] = options
    return function


def quick(function: Function) -> Function:
    """Have plain Python call a leaf of one or two floats as compiled code: a fifth of the time, or less.

    It is compiled at its first call; without the compiler (NUMBA_DISABLE_JIT=1) it stays plain Python.
    Compiled code calls the leaf as before.
    """
    compiled = njit()(function)

    def of_one(x: float) -> Any:
        return compiled(float(x))

    def of_two(x: float, y: float) -> Any:
        return compiled(float(x), float(y))

    called: Any = wraps(function)(of_one if function.__code__.co_argcount == 1 else of_two)
    overload(called, jit_options=_options[function], strict=False)(lambda *numbers: function)
    return called


def bits_of(number: float) -> int:
    """The 64 bits of a double as a signed whole number; the same call compiles."""
    bits: int = _unpack_int64(_pack_double(number))[0]
    return bits


def float_of(bits: int) -> float:
    """The double that has these 64 bits, given as a signed whole number; the same call compiles."""
    number: float = _unpack_double(_pack_int64(bits))[0]
    return number


def table(numbers: Sequence[float]) -> Callable[[int], float]:
    """A function from a place, 0 ≤ place < len(numbers), to the number there; the same call compiles.

    In compiled code the numbers are constants of the code, and a place outside is not noticed.
    """
    numbers = tuple(map(float, numbers))

    def number_at(place: int) -> float:
        return numbers[place]

    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        value = ir.Constant(ir.ArrayType(ir.DoubleType(), len(numbers)), numbers)
        constant = cgutils.global_constant(builder, "table", value)
        return builder.load(cgutils.gep_inbounds(builder, constant, 0, arguments[0]))

    type_callable(number_at)(_takes(types.int64, types.float64))
    lower_builtin(number_at, types.int64)(lower)
    return number_at


def _takes(argument: Any, result: Any) -> Callable[[Any], Callable[[Any], Any]]:
    def typing(context: Any) -> Callable[[Any], Any]:
        def signature(number: Any) -> Any:
            return result(argument) if type(number) is type(argument) else None

        return signature

    return typing


def _reinterpreted(kind: Any) -> Callable[..., Any]:
    def lower(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], kind)

    return lower


type_callable(bits_of)(_takes(types.float64, types.int64))
type_callable(float_of)(_takes(types.int64, types.float64))
lower_builtin(bits_of, types.float64)(_reinterpreted(ir.IntType(64)))
lower_builtin(float_of, types.int64)(_reinterpreted(ir.DoubleType()))
