"""Optional extras: packages that are imported only where they are used."""

from __future__ import annotations

import importlib
from types import ModuleType

from experiments.errors import InvalidInput
from experiments.isolation import isolated


def optional(module: str, extra: str) -> ModuleType:
    """Return a module of an optional extra. Raises InvalidInput naming what to install."""
    with isolated():
        try:
            return importlib.import_module(module)
        except ImportError:
            raise InvalidInput("error.extra_missing", module=module.partition(".")[0], extra=extra) from None
