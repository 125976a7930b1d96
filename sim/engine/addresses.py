"""Arguments by address: a record of whole numbers says where each array stands in memory and how long it is.

Code for another machine has no NumPy to make its arguments. It is called with one address, of a record of
64-bit whole numbers (`record_of`), and makes its arrays from it, of the very types that the engine compiles
for. Whoever calls it needs to know the places in the record and the layout of the arrays, nothing of Numba.
"""

# mypy: allow-untyped-calls, allow-untyped-decorators, disable-error-code="attr-defined,import-untyped"

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import make_array, populate_array

WORD = 8

Axis = int | str | tuple["Axis", ...]
"""A length: a number, the name of a field of the record that holds it, or a product of such."""


class ArrayAt(NamedTuple):
    """An array: the field that holds its address, its elements and its axes; without axes, a record."""

    field: str
    dtype: np.dtype[Any]
    axes: tuple[Axis, ...]


def record_of(names: Sequence[str]) -> np.dtype[Any]:
    """The record in which a call finds its arguments: 64-bit whole numbers of these names."""
    return np.dtype([(name, np.int64) for name in names])


def compiled_type(one: ArrayAt | str) -> Any:
    """The type of an argument for the compiler; arrays in C's order, aligned, to be written to."""
    if isinstance(one, str):
        return types.int64
    element = numba.from_dtype(one.dtype)
    return types.Array(element, len(one.axes), "C", aligned=True) if one.axes else element


def arguments_at(record: np.dtype[Any], wanted: Sequence[ArrayAt | str]) -> Callable[[Any], Any]:
    """A function for compiled code: from the address of a record to a tuple of what it says.

    Args:
        record: as `record_of` makes it.
        wanted: an array or a record for each `ArrayAt`, a whole number for each name of a field.
    """
    fields = record.fields
    assert fields is not None
    places: Mapping[str, int] = {name: at for name, (_, at, *_) in fields.items()}
    kinds = types.Tuple([compiled_type(one) for one in wanted])

    @intrinsic
    def arguments(_typing: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
            def number(name: str) -> Any:
                at = builder.gep(args[0], [ir.Constant(ir.IntType(32), places[name])])
                return builder.load(builder.bitcast(at, ir.IntType(64).as_pointer()))

            def length(axis: Axis) -> Any:
                if isinstance(axis, str):
                    return number(axis)
                if isinstance(axis, int):
                    return ir.Constant(ir.IntType(64), axis)
                product = length(axis[0])
                for factor in axis[1:]:
                    product = builder.mul(product, length(factor))
                return product

            def array(one: ArrayAt, kind: Any) -> Any:
                if not one.axes:
                    return builder.inttoptr(number(one.field), context.get_value_type(kind))
                made = make_array(kind)(context, builder)
                lengths = [length(axis) for axis in one.axes]
                strides = [ir.Constant(ir.IntType(64), one.dtype.itemsize)]
                for each in reversed(lengths[1:]):
                    strides.insert(0, builder.mul(strides[0], each))
                data = builder.inttoptr(number(one.field), made.data.type)
                populate_array(made, data, lengths, strides, one.dtype.itemsize, None)
                return made._getvalue()

            values = [
                number(one) if isinstance(one, str) else array(one, kind)
                for one, kind in zip(wanted, kinds, strict=True)
            ]
            return context.make_tuple(builder, kinds, values)

        return kinds(address), generate

    return arguments  # type: ignore[return-value]  # it is given its first argument by the compiler


def words_of(array: ArrayAt) -> ArrayAt:
    """The same memory as unsigned words of 64 bits: (elements, words of one)."""
    assert array.dtype.itemsize % WORD == 0
    rows: Axis = array.axes if len(array.axes) > 1 else array.axes[0]
    return ArrayAt(array.field, np.dtype(np.uint64), (rows, array.dtype.itemsize // WORD))
