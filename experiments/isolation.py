"""Isolation of third-party code that uses NumPy's global random state or alters warning filters."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator

import numpy as np


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
