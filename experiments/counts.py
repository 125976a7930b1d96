"""Whole numbers as people give them: 12, also as 12.0 or 1e3; never a truth value, a text or half a run."""

from __future__ import annotations

import math

import numpy as np

from experiments.errors import InvalidInput


def count(name: str, given: float, least: int = 1) -> int:
    """Return a whole number, also of 12.0 or 1e3. Raises InvalidInput for anything else."""
    if not is_number(given) or given != math.floor(given) or given < least:
        raise InvalidInput("error.not_a_count", name=name, given=repr(given), least=least)
    return int(given)


def optional_count(name: str, given: float | None, least: int = 1) -> int | None:
    """Return `count`, or None for None."""
    return None if given is None else count(name, given, least)


def is_number(given: object) -> bool:
    """Return whether this is a finite number: a truth value, a text and an array are none."""
    number = isinstance(given, int | float | np.integer | np.floating) and not isinstance(given, bool)
    return number and math.isfinite(given)  # type: ignore[arg-type]
