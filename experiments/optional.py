"""Optional extras: packages that are imported only where they are used."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from experiments.errors import InvalidInput
from experiments.isolation import isolated

IMPORT_SYSTEM = ("importlib._bootstrap", "importlib._bootstrap_external")

IDLE = "rfc3987_syntax"
"""Where Jupyter is installed, jsonschema imports it, and it compiles 38 grammars for three seconds. By way of
altair ema_workbench imports jsonschema, and nobody there checks an address."""


def optional(module: str, extra: str) -> ModuleType:
    """Return a module of an optional extra. Raises InvalidInput naming what to install."""
    # Decorators of ema_workbench ask for the stack of each of their calls, and inspect then looks through all
    # modules for the one of every frame of the import itself, which its own table lacks: half of the time.
    known = getattr(inspect, "modulesbyfile", {})
    known.update({f"<frozen {name}>": name for name in IMPORT_SYSTEM})
    with isolated(), _without(IDLE):
        try:
            return importlib.import_module(module)
        except ImportError:
            raise InvalidInput("error.extra_missing", module=module.partition(".")[0], extra=extra) from None


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Let a module be missing while others are imported, unless it is there already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        sys.modules.pop(name, None)
