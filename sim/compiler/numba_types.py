"""What makes rules compile as they stand: method calls on records, and the world as one pointer.

Numba already compiles fields of records. Added here: `organization.deliver(world, p, now)` on a record finds
the method of the state class with these fields; a misspelt name is reported with the nearest right one; and
`world`, a named tuple of arrays and records in plain Python, is handed on as the address of that tuple. As it
is, a tuple of ten arrays costs each call some twenty nanoseconds of copying and reference counting.
"""

# Numba's classes for extending it carry no types.
# mypy: allow-untyped-calls, allow-untyped-decorators
# mypy: disable-error-code="attr-defined,import-untyped,override"

from __future__ import annotations

import re
from typing import Any, ClassVar

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.errors import NumbaAttributeError
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_builtin, lower_getattr_generic, register_model

from sim.compiler.records import CLASSES
from sim.compiler.rule import is_rule
from sim.compiler.state import nearest, no_field


def state_class(record: types.Record) -> type | None:
    """The state class whose fields these are, None for other records such as parameters."""
    return CLASSES.get(tuple(record.fields))


_CALLS: dict[Any, type[AbstractTemplate]] = {}


def _call_template(function: Any) -> type[AbstractTemplate]:
    """How to type and compile `record.name(...)`: as the rule, with the record as its first argument."""
    if function not in _CALLS:

        class RuleCall(AbstractTemplate):
            key = (types.Record, function)

            def generic(self, args: Any, kws: Any) -> Any:
                rule_type = self.context.resolve_value_type(function)
                signature = rule_type.get_call_type(self.context, (self.this, *args), kws)
                return signature.as_method()

        @lower_builtin(RuleCall.key, types.Record, types.VarArg(types.Any))
        def call(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            rule_type = context.typing_context.resolve_value_type(function)
            signature = rule_type.get_call_type(context.typing_context, signature.args, {})
            compiled = context.get_function(rule_type, signature)
            context.add_linking_libs(getattr(compiled, "libs", ()))
            return compiled(builder, args)

        _CALLS[function] = RuleCall
    return _CALLS[function]


@infer_getattr
class RulesOfRecords(AttributeTemplate):
    """A name on a record that is no field of it: a rule of its state class, or a mistake."""

    key = types.Record
    # Numba's own template fails on a name that is no field: one for a target is asked before it, whichever
    # was registered first.
    metadata: ClassVar = {"target": "cpu"}

    def generic_resolve(self, record: types.Record, name: str) -> Any:
        """Type the name; None leaves it to Numba's own fields."""
        cls = state_class(record)
        if name in record.fields:
            return None
        if cls is None:
            raise NumbaAttributeError(f"no parameter {name!r}{nearest(name, list(record.fields))}")
        function = getattr(cls, name, None)
        if not is_rule(function):
            raise NumbaAttributeError(no_field(cls, name))
        call = _call_template(function)
        return types.BoundFunction(type("RuleCall", (call,), {"this": record}), record)


class Pointer(types.Type):
    """The address of a named tuple of arrays and records, whose memory outlives the pointer."""

    def __init__(self, members: types.NamedTuple) -> None:
        self.members = members
        super().__init__(name=f"{members.instance_class.__name__}#{members._code}")

    @property
    def mangling_args(self) -> tuple[str, tuple[int]]:
        """A short name in symbols."""
        return "Pointer", (self._code,)


@register_model(Pointer)
class PointerModel(models.PrimitiveModel):
    """A pointer is one machine word."""

    def __init__(self, manager: Any, pointer: Pointer) -> None:
        tuple_type = manager.lookup(pointer.members).get_value_type()
        super().__init__(manager, pointer, tuple_type.as_pointer())


@infer_getattr
class PointerAttribute(AttributeTemplate):
    """The members of the tuple behind a pointer."""

    key = Pointer

    def generic_resolve(self, pointer: Pointer, name: str) -> Any:
        """Type a member, or report that there is none."""
        members = pointer.members
        if name not in members.fields:
            label = members.instance_class.__name__
            raise NumbaAttributeError(f"{label} has no field {name!r}{nearest(name, list(members.fields))}")
        return members.types[members.fields.index(name)]


@lower_getattr_generic(Pointer)
def load_member(context: Any, builder: Any, pointer: Pointer, value: Any, name: str) -> Any:
    """Load a member; arrays come without owner, so that holding them counts no references."""
    place = pointer.members.fields.index(name)
    member = pointer.members.types[place]
    zero, index = (ir.Constant(ir.IntType(32), number) for number in (0, place))
    loaded = builder.load(builder.gep(value, [zero, index], inbounds=True))
    return _ownerless(context, builder, member, loaded) if isinstance(member, types.Array) else loaded


def _ownerless(context: Any, builder: Any, array_type: types.Array, value: Any) -> Any:
    array = cgutils.create_struct_proxy(array_type)(context, builder, value=value)
    array.meminfo = cgutils.get_null_value(array.meminfo.type)
    array.parent = cgutils.get_null_value(array.parent.type)
    return array._getvalue()


@intrinsic
def _address(_typing: Any, members: Any) -> Any:
    """Write the tuple into the calling function's own frame and return where."""

    def generate(context: Any, builder: Any, _signature: Any, args: Any) -> Any:
        return cgutils.alloca_once_value(builder, args[0])

    return Pointer(members)(members), generate


def _itself(members: Any) -> Any:
    return members


pointer_to = _itself if numba.config.DISABLE_JIT else _address
"""pointer_to(members): the same world for compiled rules, valid while the function that calls this runs.

The arrays in the tuple must live as long. Without compilation, the tuple itself.
"""


class RowType(np.record):  # type: ignore[misc]  # numpy calls records final, but offers them as bases of dtypes
    """A record as the rules see it when nothing is compiled (NUMBA_DISABLE_JIT=1): fields, then rules."""

    def __getattribute__(self, name: str) -> Any:
        dtype = super().__getattribute__("dtype")
        if name not in (dtype.names or ()):
            return super().__getattribute__(name)
        value = self[name]
        return value.item() if value.dtype.char != "V" and not value.shape else value

    def __getattr__(self, name: str) -> Any:
        cls = CLASSES.get(tuple(self.dtype.names or ()))
        function = getattr(cls, name, None)
        if cls is None or function is None or not is_rule(function):
            raise AttributeError(no_field(cls, name) if cls else f"no parameter {name!r}")
        return function.__get__(self)


def rows(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The same array for compiled rules; without compilation, a view whose records obey rules."""
    return array.view(np.dtype((RowType, array.dtype))) if numba.config.DISABLE_JIT else array


def error_report(error: Exception) -> str:
    """Why rules did not compile, and the chain of lines that led there: Numba's own report without its types.

    One line for the reason, then one for each rule from the innermost outwards.
    """
    lines = [line.strip() for line in str(error).splitlines()]
    starts = (i for i, line in enumerate(lines) if line.startswith(("During: typing", "During: resolving")))
    above = [
        line for line in lines[: next(starts, len(lines))] if line and not line.startswith(("-", "raised"))
    ]
    refused = re.search(r'due to "TypeError: (.*?)"', "\n".join(above))
    reason = refused[1] if refused else above[-1]
    places = [match for line in lines if (match := re.fullmatch(r'File "(.+)", line (\d+):', line))]
    return "\n".join([reason, *dict.fromkeys(f"  {place[1]}:{place[2]}" for place in places)])
