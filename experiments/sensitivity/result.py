"""What a sensitivity analysis says, outcome by outcome, and when it declines to say it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from experiments.errors import InvalidInput, listed
from experiments.results import Result
from experiments.statistics.intervals import Estimate

RESOLVED_WIDTH = 0.1
"""An index whose 95% interval reaches further than this to either side is called not resolved."""

INDICES, NO_VARIANCE, CHANCE_ONLY, REFUSED = "indices", "no_variance", "chance_only", "refused"


@dataclass(frozen=True)
class VarianceShare(Result):
    """One parameter's indices: first and total order, whether they are resolved, and the ranks left open.

    `base_size_to_resolve` is the N at which both intervals would be narrow enough, `base_size_to_tell` that
    at which the influence would be told from none (see `statistics.power`: 0 where nothing is open, −1
    where no number can be named).
    """

    name: str
    first: Estimate
    total: Estimate
    influential: bool
    best_rank: int
    worst_rank: int
    base_size_to_resolve: int
    base_size_to_tell: int

    @property
    def resolved(self) -> bool:
        """Whether both intervals are narrow enough to be read."""
        return all(e.known and e.high - e.value <= RESOLVED_WIDTH for e in (self.first, self.total))

    @property
    def ranked(self) -> bool:
        """Whether one rank only is left open."""
        return self.best_rank == self.worst_rank


@dataclass(frozen=True)
class Pair(Result):
    """The interaction of two parameters beyond their own effects, and whether it is more than chance.

    `base_size_to_tell` is the N at which it would be told, as for a `Share`.
    """

    first_name: str
    second_name: str
    index: Estimate
    influential: bool
    base_size_to_tell: int


@dataclass(frozen=True)
class Step(Result):
    """The indices that a smaller design would have given: base rows, both orders, widest half-interval."""

    base_size: int
    first: tuple[float, ...]
    total: tuple[float, ...]
    widest: float


@dataclass(frozen=True)
class OutcomeSensitivity(Result):
    """What moves one outcome.

    `chance` is the share of a single run's variance that is chance, `chance_in_means` the same for the
    mean of a point's replications; `interactions` is the part of the parameters' variance that no parameter
    causes alone. `state` says whether there are indices, or why not; `failed` lists the points that stood in
    their way, of which `undefined` are those whose runs are whole but leave a quotient undefined.
    `base_size_to_rank` is the N at which the largest total index would be told from the next one,
    `base_size_to_show` that at which the parameters' variance would be told from the noise,
    `base_size_to_split` that at which the part of the interplay would be known as well as an index must be.
    """

    outcome: str
    state: str
    failed: tuple[int, ...]
    undefined: int
    variance: float
    noise: float
    chance: Estimate | None
    chance_in_means: float
    interactions: Estimate | None
    shares: tuple[VarianceShare, ...]
    pairs: tuple[Pair, ...]
    convergence: tuple[Step, ...]
    base_size_to_rank: int
    base_size_to_show: int
    base_size_to_split: int

    @property
    def converged(self) -> bool:
        """Whether halving the design moved no index out of the interval that the half design had claimed."""
        if len(self.convergence) < 2:
            return False
        full, half = self.convergence[:2]
        moved = np.abs(np.subtract(full.first + full.total, half.first + half.total))
        return bool(moved.max() <= half.widest)


@dataclass(frozen=True)
class Sensitivity(Result):
    """The sensitivity of every outcome asked for, with what is needed to repeat it."""

    factors: tuple[str, ...]
    base_size: int
    nets: int
    one_sequence: bool
    unknowns_in_chance: bool
    second_order: bool
    seeds: int
    random_numbers: str
    seed: int
    points: int
    confidence: float
    outcomes: tuple[OutcomeSensitivity, ...]

    def of(self, name: str) -> OutcomeSensitivity:
        """Return one outcome's sensitivity; raises InvalidInput, listing the points, where one failed."""
        found = [item for item in self.outcomes if item.outcome == name]
        if not found:
            names = ", ".join(item.outcome for item in self.outcomes)
            raise InvalidInput("analysis.unknown_outcome", name=name, names=names)
        failed = found[0].failed
        if found[0].state == REFUSED:
            raise InvalidInput(
                "analysis.points_failed",
                outcome=name,
                count=len(failed),
                total=self.points,
                ids=listed(failed),
            )
        return found[0]

    def frame(self) -> pd.DataFrame:
        """Return one row per outcome and parameter: indices, interval ends, open ranks, flags."""
        rows = []
        for item in self.outcomes:
            for share in item.shares:
                row: dict[str, object] = {"outcome": item.outcome, "parameter": share.name}
                for order, estimate in (("first", share.first), ("total", share.total)):
                    row |= {
                        order: estimate.value,
                        f"{order}_low": estimate.low,
                        f"{order}_high": estimate.high,
                    }
                row |= {"best_rank": share.best_rank, "worst_rank": share.worst_rank}
                row |= {"resolved": share.resolved, "influential": share.influential}
                row |= {"base_size_to_resolve": share.base_size_to_resolve}
                row |= {"base_size_to_tell": share.base_size_to_tell}
                rows.append(row)
        return pd.DataFrame(rows)
