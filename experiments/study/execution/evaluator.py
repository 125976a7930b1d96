"""What a study runs: anything that turns parameter values and run keys into measures.

The engine of the model is one such evaluator; tests use small ones of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.failure import RunFailure
from sim.parameters.declaration import Parameter

Values = Mapping[str, NDArray[Any]]
"""Parameter values by name, one array entry for each pair of point and key."""


@dataclass
class Evaluated:
    """The results of a batch of n pairs of point and key.

    `values` has shape (n, arms, measures), NaN where undefined or failed; `series` has shape
    (n, arms, months, series), or is None when no monthly series was asked for.
    """

    values: NDArray[np.float64]
    failures: list[RunFailure] = field(default_factory=list)
    series: NDArray[np.float64] | None = None


class Evaluator(Protocol):
    """Computes runs. It is pickled to workers, so it holds little and rebuilds what it needs."""

    arm_names: Sequence[str]
    """Name of each arm; its position is its number."""
    measure_names: Sequence[str]
    """Name of each measure, in the order of `Evaluated.values`."""
    series_names: Sequence[str]
    """Name of each monthly series it can give."""

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The declaration of each parameter that may vary, by name."""
        ...

    def prepare(self) -> None:
        """Do once what is slow the first time, such as compiling."""
        ...

    def evaluate(
        self,
        points: Values,
        keys: NDArray[np.uint64],
        arms: Sequence[int],
        months: int | None,
        series: Sequence[str] = (),
    ) -> Evaluated:
        """Run every arm of every pair (point i, key i); a result depends on its own point and key alone."""
        ...

    def draw(self, seed: int, low: int, high: int) -> dict[str, NDArray[Any]]:
        """Return what nobody knows, drawn for replications `low` to `high` − 1; {} if nothing is drawn."""
        ...

    def on_threads(self, threads: int) -> Evaluator:
        """Return the same evaluator using so many threads, for workers that share a machine."""
        ...

    def fingerprint(self) -> dict[str, str]:
        """Return what a result depends on beside its inputs: hash of the code, versions of libraries."""
        ...
