"""Futures: points of levers and uncertain parameters, run, and marked by whether 1+1 > 2 there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.designs.factors import Factor, values
from experiments.designs.latin_hypercube import latin_points
from experiments.discovery.boxes import Hits
from experiments.errors import InvalidInput, listed
from experiments.progress import Advance
from experiments.runs.design import DesignRuns, Evaluate, run_design
from experiments.runs.keys import INDEPENDENT
from experiments.runs.outcomes import SIDE_BY_SIDE, Outcome
from experiments.runs.settings import runs_failed
from experiments.statistics.epistemic import OWN_VARIANCE
from experiments.statistics.power import RESOLVED, misclassified_share, seeds_to_halve_misclassified


@dataclass(frozen=True)
class Futures:
    """Futures (rows) with their parameter values, and which of them are hits.

    Attributes:
        values: parameter values, a row for each future.
        hits: where the outcome exceeds the threshold, (futures,).
        misclassified: expected share of futures on the wrong side of the threshold, because their means over
            seeds are noisy.
        seeds: seeds of each future.
        seed: master seed.
        random_numbers: COMMON where all futures share their seeds, else INDEPENDENT.
        seeds_to_halve_misclassified: seeds with which that share would be half, see `statistics.power`.
        draws_in_noise: whether every replication also draws the uncertain parameters.
    """

    values: pd.DataFrame
    hits: Hits
    misclassified: float
    seeds: int
    seed: int
    random_numbers: str = INDEPENDENT
    seeds_to_halve_misclassified: int = RESOLVED
    draws_in_noise: bool = False

    @classmethod
    def of(cls, values_: pd.DataFrame, runs: DesignRuns, above: float = 0.0) -> Futures:
        """Return points already run as futures; hits are those whose first outcome lies above `above`."""
        gap, noise = runs.means[:, 0] - above, runs.noise[:, 0] / runs.seeds
        # With few seeds a future's own noise is too poorly estimated: all share the average then.
        pooled = np.full(len(gap), noise.mean())
        error = np.sqrt(noise if runs.seeds >= OWN_VARIANCE else pooled)
        needed = seeds_to_halve_misclassified(gap, error, runs.seeds)
        misclassified = misclassified_share(gap, error)
        return cls(values_, gap > 0, misclassified, runs.seeds, runs.seed, runs.random_numbers, needed)

    def part(self, rows: slice) -> Futures:
        """Return some of the futures."""
        chosen = self.values.iloc[rows].reset_index(drop=True)
        return replace(self, values=chosen, hits=self.hits[rows])


def futures(
    evaluate: Evaluate,
    factors: Sequence[Factor],
    points: int,
    seeds: int,
    seed: int = 0,
    outcome: Outcome = SIDE_BY_SIDE.gain,
    above: float = 0.0,
    progress: Advance = lambda finished: None,
) -> Futures:
    """Run a Latin hypercube of futures and mark those whose mean outcome lies above a value; by default the
    gain of contracting above zero, so that 1+1 > 2 against both side by side.

    Every future has its own seeds. Raises RunsFailed listing the futures in which a run failed, InvalidInput
    those in which the outcome is undefined.
    """
    unit = latin_points(factors, points, seed)
    runs = run_design(
        evaluate,
        lambda start, stop: values(factors, unit[start:stop]),
        points,
        [outcome],
        seeds,
        seed,
        INDEPENDENT,
        progress=progress,
    )
    if runs.broken:
        raise runs_failed(evaluate, runs.broken, points)
    if runs.failed:
        raise InvalidInput(
            "discovery.points_undefined", outcome=outcome.name, count=len(runs.failed), total=points,
            ids=listed(runs.failed),
        )  # fmt: skip
    return Futures.of(pd.DataFrame(values(factors, unit)), runs, above)
