"""How compiled code finds a function that is marked for it: by one type for each, and a compiler behind it.

Numba's way for a function that stays plain Python (`register_jitable`) asks at every call which of many
functions might be meant, compiles anew for every way of writing the same arguments, and keys what it finds by
all settings of the compiler: a good part of the time that typing a rule takes.
"""

# Numba's classes for extending it carry no types.
# mypy: disable-error-code="attr-defined,import-untyped,no-untyped-call,misc"

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numba
from numba import types
from numba.core.datamodel import models
from numba.core.typing.templates import infer_global
from numba.extending import register_model

from sim.compiler.remembered import division

Function = TypeVar("Function", bound=Callable[..., Any])


class Called(types.Callable, types.Dummy):
    """The type that a marked function has for compiled code, which compiles it where it calls it."""

    def __init__(self, function: Callable[..., Any], options: Any) -> None:
        self.function = function
        self._options = options
        self._compilers: dict[str, Any] = {}
        self._calls: dict[Any, Any] = {}
        super().__init__(name=f"compiled {function.__module__}.{function.__qualname__}")

    @property
    def key(self) -> Any:
        """What tells one such type from another: its function."""
        return self.function

    def compiler(self, way: str) -> Any:
        """Numba's compiler of the function, made when it is first called: most are imported and never are.

        One for each way in which divisions by zero are met, which a function has from whoever calls it.
        """
        if way not in self._compilers:
            self._compilers[way] = numba.njit(**self._options)(self.function)
        return self._compilers[way]

    def get_call_type(self, _context: Any, args: Any, kws: Mapping[str, Any]) -> Any:
        """Compile for arguments of these types, unless that was done, and say what types go in and out."""
        positional = tuple(map(types.unliteral, args))
        named = {name: types.unliteral(kind) for name, kind in kws.items()}
        way = division()
        asked = (way, positional, tuple(named.items()))
        found = self._calls.get(asked)
        if found is None:
            compiler = self.compiler(way)
            names, folded = compiler.fold_argument_types(positional, named)
            compiler.compile(tuple(folded))
            found = compiler.overloads[tuple(folded)].signature.replace(pysig=names)
            self._calls[asked] = found
        return found

    def get_impl_key(self, signature: Any) -> Any:
        """By what the compiled function is known to code that is lowered."""
        return self.compiler(division()).overloads[signature.args].entry_point

    def get_call_signatures(self) -> tuple[list[Any], bool]:
        """What it was compiled for so far, for messages; and that there may be more."""
        return [one for made in self._compilers.values() for one in made.nopython_signatures], True


register_model(Called)(models.OpaqueModel)


def compiled_when_called(**options: Any) -> Callable[[Function], Function]:
    """Let compiled code call a function, compiled with these of Numba's options; Python's stays as it is."""

    def marked(function: Function) -> Function:
        infer_global(function, Called(function, options))
        return function

    return marked
