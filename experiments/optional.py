"""Optional extras: packages that are imported only where they are used."""

from __future__ import annotations

import importlib
import inspect
from types import ModuleType

from experiments.errors import InvalidInput
from experiments.isolation import isolated

IMPORT_SYSTEM = ("importlib._bootstrap", "importlib._bootstrap_external")


def optional(module: str, extra: str) -> ModuleType:
    """Return a module of an optional extra. Raises InvalidInput naming what to install."""
    # Decorators of ema_workbench ask for the stack of each of their calls, and inspect then looks through all
    # modules for the one of every frame of the import itself, which its own table lacks: half of the time.
    known = getattr(inspect, "modulesbyfile", {})
    known.update({f"<frozen {name}>": name for name in IMPORT_SYSTEM})
    with isolated():
        try:
            return importlib.import_module(module)
        except ImportError:
            raise InvalidInput("error.extra_missing", module=module.partition(".")[0], extra=extra) from None
