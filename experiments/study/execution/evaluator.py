"""The interface of what a study runs: anything that turns parameter points and seeds into measures.

`engine.EngineEvaluator` runs the model; tests have small evaluators.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from numpy.typing import NDArray

from experiments.arrays import Points, Seeds
from experiments.runs.engines import EngineRuns
from sim.parameters.declaration import Parameter


class RunEvaluator(Protocol):
    """Computes runs. It is pickled to workers, so it holds little and rebuilds what it needs."""

    arm_names: Sequence[str]
    """Name of each arm; its position is its number."""
    measure_names: Sequence[str]
    """Name of each measure, in the order of `EngineRuns.values`."""
    series_names: Sequence[str]
    """Name of each monthly series it can give."""

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The declaration of each parameter that may vary, by name."""
        ...

    @property
    def drawn_names(self) -> Sequence[str]:
        """Names of the uncertain parameters that are drawn from their priors; empty if none is."""
        ...

    def prepare(self) -> None:
        """Do once what is slow the first time, such as compiling."""
        ...

    def evaluate(
        self,
        points: Points,
        seeds: Seeds,
        arms: Sequence[int],
        months: int | None,
        series: Sequence[str] = (),
    ) -> EngineRuns:
        """Run every arm of every pair (point i, seed i); a result depends on its own point and seed alone.

        Args:
            points: parameter name → its values, (n,).
            seeds: the seeds, (n,).
            arms: numbers of arms.
            months: the horizon, or None for the evaluator's own.
            series: names of the monthly series to keep.

        Returns:
            Measures (n, arms, measures), NaN where undefined or failed; monthly (n, arms, months, series);
            the failures.

        Example:
            >>> import numpy as np
            >>> from experiments.study.example import finished_study
            >>> evaluator = finished_study().evaluator
            >>> points = {"contract.term": np.array([6, 12])}
            >>> evaluator.evaluate(points, np.array([1, 2], np.uint64), [0, 6], 12).values.shape[:2]
            (2, 2)
        """
        ...

    def draw(self, seed: int, low: int, high: int) -> dict[str, NDArray[Any]]:
        """Return the drawn parameters in draws `low` to `high` − 1.

        Args:
            seed: the master seed.
            low: the number of the first draw.
            high: one more than the number of the last.

        Returns:
            An array (high − low,) by parameter name; {} if none is drawn.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().evaluator.draw(0, 3, 5)["contract.approval"].shape
            (2,)
        """
        ...

    def on_threads(self, threads: int) -> RunEvaluator:
        """Return the same evaluator using so many threads, for workers that share a machine.

        Args:
            threads: the number of threads, from 1.

        Returns:
            An evaluator with the same results.

        Example:
            >>> from experiments.study.example import finished_study
            >>> finished_study().evaluator.on_threads(1).arm_names[:3]
            ('none', 'G', 'S')
        """
        ...

    def fingerprint(self) -> dict[str, str]:
        """Return what a result depends on beside its inputs.

        Returns:
            A hash of the code, and versions of libraries, by name.

        Example:
            >>> from experiments.study.example import finished_study
            >>> "code" in finished_study().evaluator.fingerprint()
            True
        """
        ...
