"""Which unknowns do the facts tell something of, beyond what chance would?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.intervals import CONFIDENCE, Array, Result

PERMUTATIONS = 400


@dataclass(frozen=True)
class Informed(Result):
    """An unknown that the facts moved: its mean before and after, in the parameter's unit.

    `shift` is the change of the mean in prior standard deviations; `narrowed` is 1 − posterior/prior
    variance.
    """

    parameter: str
    before: float
    after: float
    shift: float
    narrowed: float


def informed(thetas: Mapping[str, NDArray[Any]], weights: Array, seed: int = 0) -> tuple[Informed, ...]:
    """Return the unknowns whose mean the weights move more than chance does, the most moved first.

    `thetas` are draws (draws,) by name, `weights` (draws, replications). The weights are dealt to the draws
    anew 400 times; what counts is beyond the 95% quantile of the largest shift among all unknowns, so that
    with 95% chance nothing is listed when the facts say nothing.
    """
    names = [name for name, column in thetas.items() if column.min() < column.max()]
    if not names:
        return ()
    raw = np.stack([thetas[name].astype(float) for name in names], axis=1)
    mean, deviation = raw.mean(axis=0), raw.std(axis=0)
    x = (raw - mean) / deviation
    own = weights.sum(axis=1) / weights.sum()
    rng = np.random.default_rng(seed)
    dealt = np.stack([own, *(rng.permutation(own) for _ in range(PERMUTATIONS))])
    shifts = dealt @ x
    limit = np.quantile(np.abs(shifts[1:]).max(axis=1), CONFIDENCE)
    narrowed = 1 - (own @ (x * x) - shifts[0] * shifts[0])
    order = np.argsort(-np.abs(shifts[0]), kind="stable")
    return tuple(
        Informed(
            parameter=names[place],
            before=float(mean[place]),
            after=float(mean[place] + shifts[0, place] * deviation[place]),
            shift=float(shifts[0, place]),
            narrowed=float(narrowed[place]),
        )
        for place in order
        if abs(shifts[0, place]) > limit
    )
