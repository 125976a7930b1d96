"""Futures: many settings of levers and unknowns, run, and marked by whether 1+1 > 2 in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.designs.factors import Factor, values
from experiments.designs.latin_hypercube import latin_points
from experiments.discovery.boxes import Hits
from experiments.errors import InvalidInput, listed
from experiments.runs.design import DesignRuns, Evaluate, run_design
from experiments.runs.outcomes import DELTA, Outcome
from experiments.runs.keys import INDEPENDENT
from experiments.runs.settings import runs_failed
from experiments.statistics.epistemic import OWN_VARIANCE
from experiments.statistics.power import RESOLVED, doubt_of, seeds_to_halve_doubt


@dataclass(frozen=True)
class Futures:
    """Futures (rows) with their parameter values, and in which of them it happens.

    `doubt` is the expected share of futures on the wrong side because their means over replications are
    noisy, `keys_to_halve_doubt` the replications with which it would be half that (see `statistics.power`).
    `luck` says whether all share their keys; `unknowns_in_chance` whether the replications draw what nobody
    knows anew.
    """

    values: pd.DataFrame
    hits: Hits
    doubt: float
    seeds: int
    seed: int
    random_numbers: str = INDEPENDENT
    seeds_to_halve_doubt: int = RESOLVED
    unknowns_in_chance: bool = False

    @classmethod
    def of(cls, values_: pd.DataFrame, runs: DesignRuns, above: float = 0.0) -> Futures:
        """Return points already run as futures: it happens where the first outcome lies above `above`."""
        gap, noise = runs.means[:, 0] - above, runs.noise[:, 0] / runs.seeds
        # Few replications know a future's own noise too poorly: all share the average then.
        pooled = np.full(len(gap), noise.mean())
        error = np.sqrt(noise if runs.seeds >= OWN_VARIANCE else pooled)
        needed = seeds_to_halve_doubt(gap, error, runs.seeds)
        doubt = doubt_of(gap, error)
        return cls(values_, gap > 0, doubt, runs.seeds, runs.seed, runs.random_numbers, needed)

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
    outcome: Outcome = DELTA,
    above: float = 0.0,
    progress: Callable[[int], object] = lambda done: None,
) -> Futures:
    """Run a Latin hypercube of futures and mark those whose mean outcome lies above a value (Δ > 0: 1+1 > 2).

    Every future has keys of its own. Raises RunsFailed listing the points at which a run failed, InvalidInput
    those at which the outcome is undefined.
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
            "analysis.points_failed", outcome=outcome.name, count=len(runs.failed), total=points,
            ids=listed(runs.failed),
        )  # fmt: skip
    return Futures.of(pd.DataFrame(values(factors, unit)), runs, above)
