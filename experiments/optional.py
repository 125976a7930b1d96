"""What other packages change in the process, undone: NumPy's global random state, warning filters."""

from __future__ import annotations

import contextlib
import importlib
import warnings
from collections.abc import Iterator
from types import ModuleType

import numpy as np

from experiments.errors import InvalidInput


@contextlib.contextmanager
def isolated(seed: int = 0) -> Iterator[None]:
    """Seed NumPy's global random state for a package that draws from it, silence it, and leave no trace.

    The seed may be any whole number; the global state takes 32 bits of it.
    """
    state, form = np.random.get_state(), warnings.formatwarning  # noqa: NPY002
    # Recorded, hence silent: such notes say nothing to the reader of a result.
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("ignore")
        try:
            np.random.seed(seed % 2**32)  # noqa: NPY002
            yield
        finally:
            np.random.set_state(state)  # noqa: NPY002
            warnings.formatwarning = form


def optional(module: str, extra: str) -> ModuleType:
    """Return a module of an optional extra; raises InvalidInput, naming what to install, when it is not
    there.
    """
    with isolated():
        try:
            return importlib.import_module(module)
        except ImportError:
            raise InvalidInput(
                "error.extra_missing", module=module.partition(".")[0], extra=extra
            ) from None
