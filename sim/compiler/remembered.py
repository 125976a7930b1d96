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
from numba.core.cpu import CPUContext
from numba.core.datamodel import models
from numba.core.targetconfig import ConfigStack
from numba.core.typing.context import Context
from numba.extending import register_model


def division() -> str:
    """How what is being compiled meets divisions by zero."""
    flags = ConfigStack.top_or_none()
    return "" if flags is None else str(flags.error_model)


class Remembered(types.Function):
    """One of Numba's own functions, such as plus, with a memory of the types that go in and out of it."""

    def __init__(self, known: Any) -> None:
        self.known = known
        self._answers: dict[Any, Any] = {}
        super().__init__(known.templates)

    def get_call_type(self, context: Any, args: Any, kws: Mapping[str, Any]) -> Any:
        """What types go in and out of a call, None where there is no such call."""
        asked = division(), tuple(args), tuple(kws.items())
        found = self._answers.get(asked)
        if found is None:
            found = super().get_call_type(context, args, kws)
            if found is not None:
                self._answers[asked] = found
        return found


register_model(Remembered)(models.OpaqueModel)


class Remembering(Context):
    """Numba's knowledge of types, with a memory of what it answered; what it does not know is asked again."""

    functions: dict[Any, Remembered]
    attributes: dict[tuple[Any, str], Any]
    lowered: dict[tuple[Any, str], Any]
    plain: set[Any]

    @classmethod
    def of(cls, context: Context) -> Remembering:
        """The same knowledge, shared and not copied, with its memory: one for each of Numba's."""
        if isinstance(context, cls):
            return context
        if not hasattr(context, "remembering"):
            own = copy.copy(context)
            own.__class__ = cls
            own.functions, own.attributes, own.lowered, own.plain = {}, {}, {}, set()
            context.remembering = own
        found: Remembering = context.remembering
        return found

    def resolve_getattr(self, typ: Any, attr: str) -> Any:
        """The type of an attribute of something of a type, None where it has none."""
        asked = typ, attr
        found = self.attributes.get(asked)
        if found is None:
            found = super().resolve_getattr(typ, attr)
            if found is not None:
                self.attributes[asked] = found
        return found

    def resolve_value_type(self, val: Any) -> Any:
        """The type of a constant; a function that is known is not first asked for a type of its own."""
        if not isinstance(val, BuiltinFunctionType | FunctionType):
            return super().resolve_value_type(val)
        known = self._lookup_global(val)
        if type(known) is not types.Function:
            return known or super().resolve_value_type(val)
        if val not in self.functions or self.functions[val].known is not known:
            self.functions[val] = Remembered(known)
        return self.functions[val]


class RememberingTarget(CPUContext):
    """Numba's knowledge of how to lower, with a memory."""

    typing_context: Remembering

    @classmethod
    def take(cls, context: CPUContext, typing: Remembering) -> None:
        """Let a context, which its owner has alone, remember."""
        if type(context) is not CPUContext:
            raise TypeError(f"rules are compiled for the processor itself, not for {type(context).__name__}")
        context.__class__ = cls
        context.typing_context = typing

    def refresh(self) -> None:
        """Take over what Numba's parts came to know how to lower; look for no new parts."""
        for known in list(self._registries):
            self.install_registry(known)

    def get_getattr(self, typ: Any, attr: str) -> Any:
        """How an attribute is lowered; None, where Numba finds it in another way, is an answer too."""
        asked = typ, attr
        remembered = self.typing_context.lowered
        if asked not in remembered:
            remembered[asked] = super().get_getattr(typ, attr)
        return remembered[asked]

    def get_function(self, fn: Any, sig: Any, _firstcall: bool = True) -> Any:
        """How a call is lowered; that an array is no wrapped one is found out once, and not at each use."""
        if fn != "__array__":
            return super().get_function(fn, sig, _firstcall)
        if sig.args in self.typing_context.plain:
            raise NotImplementedError("an array is one already")
        try:
            return super().get_function(fn, sig, _firstcall)
        except NotImplementedError:
            self.typing_context.plain.add(sig.args)
            raise
