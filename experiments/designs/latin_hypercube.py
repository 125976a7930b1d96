"""Latin hypercube designs over factors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.designs.factors import Factor
from experiments.isolation import isolated


def problem(size: int) -> dict[str, Any]:
    """Return SALib's description of `size` factors on the unit interval."""
    return {"num_vars": size, "names": [f"x{i}" for i in range(size)], "bounds": [[0.0, 1.0]] * size}


def latin_points(factors: Sequence[Factor], points: int, seed: int = 0) -> Array:
    """Return a Latin hypercube in the unit cube of the factors (SALib's): (points, factors)."""
    from SALib.sample import latin

    with isolated(seed):
        return np.asarray(latin.sample(problem(len(factors)), points, seed=np.random.default_rng(seed)))
