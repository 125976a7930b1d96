"""What a call of one of Numba's own functions means, found out once for each of its arguments' types.

An addition of two numbers is looked for among some thirty kinds of addition, at every plus sign anew; a field
of a record among all that records may have. Rules say the same few things thousands of times.
"""

# Numba's classes for extending it carry no types.
# mypy: disable-error-code="attr-defined,import-untyped,no-untyped-call,misc"

from __future__ import annotations

import copy
from collections.abc import Mapping
from types import BuiltinFunctionType, FunctionType
from typing import Any

from numba import types
from numba.core.targetconfig import ConfigStack
from numba.core.typing.context import Context


def division() -> str:
    """How what is being compiled meets divisions by zero."""
    flags = ConfigStack.top_or_none()
    return "" if flags is None else str(flags.error_model)


class Remembering(Context):
    """Numba's knowledge of types, with a memory of what it answered; what it does not know is asked again."""

    @classmethod
    def of(cls, context: Context) -> Remembering:
        """The same knowledge, shared and not copied, with its memory: one for each of Numba's."""
        if isinstance(context, cls):
            return context
        if not hasattr(context, "remembering"):
            context.remembering = copy.copy(context)
            context.remembering.__class__ = cls
            context.remembering.calls, context.remembering.attributes = {}, {}
        found: Remembering = context.remembering
        return found

    def resolve_function_type(self, func: Any, args: Any, kws: Any) -> Any:
        """The types that go in and out of a call."""
        if not isinstance(func, types.Function):
            return super().resolve_function_type(func, args, kws)
        named = tuple(kws.items()) if isinstance(kws, Mapping) else tuple(kws)
        asked = (division(), id(func), tuple(args), named)
        if asked not in self.calls:
            found = super().resolve_function_type(func, args, kws)
            if found is None:
                return None
            self.calls[asked] = func, found  # the function is kept, so that no other has its place
        return self.calls[asked][1]

    def resolve_getattr(self, typ: Any, attr: str) -> Any:
        """The type of an attribute of something of a type, None where it has none."""
        asked = typ, attr
        found = self.attributes.get(asked)
        if found is None:
            found = super().resolve_getattr(typ, attr)
            if found is not None and not isinstance(typ, types.Module):
                self.attributes[asked] = found
        return found

    def resolve_value_type(self, val: Any) -> Any:
        """The type of a constant; a function that is known is not first asked for a type of its own."""
        if isinstance(val, BuiltinFunctionType | FunctionType):
            found = self._lookup_global(val)
            if found is not None:
                return found
        return super().resolve_value_type(val)
