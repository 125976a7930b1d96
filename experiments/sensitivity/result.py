"""Results of a sensitivity analysis by Sobol' indices, and the reasons where there are none."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from experiments.errors import InvalidInput, listed
from experiments.provenance import RunMetadata
from experiments.results import AnalysisResult, Result
from experiments.statistics.intervals import Estimate

NARROW_WIDTH = 0.1
"""Half-width up to which the 95% interval of an index is narrow enough for the index to be read."""

INDICES, NO_VARIANCE, UNRESOLVED, REFUSED = "indices", "no_variance", "unresolved", "refused"
"""States of an outcome: it has indices; it is constant; its variance due to parameters is not resolved from
noise; some points failed or are undefined."""

SINGLE_RUN, EXPECTED, SEEDS_MEAN = "single_run", "expected", "seeds_mean"
"""What indices are shares of: the variance of a single run's outcome, in which the seed is a factor; that of
the outcome expected at a point; that of the outcome's mean over the seeds that all points share."""


@dataclass(frozen=True)
class VarianceShare(Result):
    """One factor's indices of first and total order, in shares of the variance that `Sensitivity` names.

    `of_expected` is the first-order index of the outcome expected at a point, which every design estimates:
    of a single run, the first order divided by the part of the variance that is not stochastic; unknown for
    the seed, which has no rank either (0). `influential` says whether the total index is resolved at 5%,
    corrected for all parameters; `best_rank` and `worst_rank` are the ends of a simultaneous 95% interval of
    its rank. `base_size_to_narrow` is the N at which both intervals would be narrow enough,
    `base_size_to_resolve` that at which the influence would be resolved (see `statistics.power`: 0 where
    nothing is needed, −1 where no number can be planned).
    """

    name: str
    first: Estimate
    total: Estimate
    of_expected: Estimate
    influential: bool
    best_rank: int
    worst_rank: int
    base_size_to_narrow: int
    base_size_to_resolve: int

    @property
    def narrow(self) -> bool:
        """Whether both intervals are narrow enough for the indices to be read."""
        return all(e.known and e.high - e.value <= NARROW_WIDTH for e in (self.first, self.total))

    @property
    def ranked(self) -> bool:
        """Whether the rank is resolved."""
        return self.best_rank == self.worst_rank


@dataclass(frozen=True)
class Pair(Result):
    """The interaction of two factors, parameters or seed, beyond their own effects, and whether it is
    resolved at 5%.

    `base_size_to_resolve` is the N at which it would be resolved, as in `VarianceShare`.
    """

    first_name: str
    second_name: str
    index: Estimate
    influential: bool
    base_size_to_resolve: int


@dataclass(frozen=True)
class Step(Result):
    """The indices that a smaller design would have given: base rows, both orders, widest half-interval."""

    base_size: int
    first: tuple[float, ...]
    total: tuple[float, ...]
    widest: float


@dataclass(frozen=True)
class OutcomeSensitivity(Result):
    """What influences one outcome.

    `variance` is the variance due to parameters and `noise` that of single runs within a point, in the
    outcome's squared unit. `stochastic_share` is the share of a single run's variance that is not due to
    parameters: the total index of the seed, where it is a factor. `stochastic_share_of_means` is the same for
    the mean of a point's seeds; `interactions` is the part of the parameters' variance that no parameter
    causes alone. `random_numbers` has the indices of the seed where it is a factor: what it does alone, and
    in all. `state` says whether there are indices,
    or why not; `failed` lists the points that prevent them, of which `undefined` have no failed run but a
    ratio whose denominator is not positive. `base_size_to_rank` is the N at which the largest total index
    would be resolved from the next one, `base_size_to_show` that at which the parameters' variance would be
    resolved from the noise, `base_size_to_split` that at which the interval of the interactions would be
    narrow enough.
    """

    outcome: str
    state: str
    failed: tuple[int, ...]
    undefined: int
    variance: float
    noise: float
    stochastic_share: Estimate | None
    stochastic_share_of_means: float
    interactions: Estimate | None
    shares: tuple[VarianceShare, ...]
    random_numbers: VarianceShare | None
    pairs: tuple[Pair, ...]
    convergence: tuple[Step, ...]
    base_size_to_rank: int
    base_size_to_show: int
    base_size_to_split: int

    @property
    def every(self) -> tuple[VarianceShare, ...]:
        """The shares of all parameters, then that of the seed where it is a factor."""
        return self.shares if self.random_numbers is None else (*self.shares, self.random_numbers)

    @property
    def converged(self) -> bool:
        """Whether no index of the whole design lies outside the interval that half of it gives."""
        if len(self.convergence) < 2:
            return False
        full, half = self.convergence[:2]
        moved = np.abs(np.subtract(full.first + full.total, half.first + half.total))
        return bool(moved.max() <= half.widest)


@dataclass(frozen=True, repr=False)
class Sensitivity(AnalysisResult):
    """The sensitivity of every outcome asked for.

    `plot` takes `outcome`, the name of one; by default the first that has indices.

    Attributes:
        factors: the parameters that were varied, by dotted name.
        estimand: what the indices are shares of: the variance of a "single_run", of the "expected" outcome of
            a point, or of its mean over the seeds that all points share, "seeds_mean".
        base_size: base rows N of the design.
        nets: the scrambled nets that the rows consist of, each left out once for the intervals.
        one_sequence: whether they are blocks of one sequence, as in a study.
        draws_uncertain: whether a study's replications drew uncertain parameters, whose variance is then
            part of the noise.
        second_order: whether pairs have indices.
        seeds: seeds of each point.
        random_numbers: "factor" where the seed varies as the parameters do, "independent" where every point
            has seeds of its own, "common" where all share theirs.
        seed: the master seed.
        points: points of the design.
        confidence: that of the intervals.
        outcomes: what influences each outcome.
        metadata: what is needed to repeat it.
    """

    factors: tuple[str, ...]
    estimand: str
    base_size: int
    nets: int
    one_sequence: bool
    draws_uncertain: bool
    second_order: bool
    seeds: int
    random_numbers: str
    seed: int
    points: int
    confidence: float
    outcomes: tuple[OutcomeSensitivity, ...]
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})

    def of(self, name: str) -> OutcomeSensitivity:
        """Return the sensitivity of one outcome.

        Args:
            name: its name, such as "delta".

        Returns:
            The indices of every parameter, the stochastic share, and the sizes needed.

        Raises:
            InvalidInput: it was not analysed, or points without a value prevent its indices.

        Example:
            >>> import oneplusone as opo
            >>> vary = ["contract.term", "incentives.power"]
            >>> found = opo.sobol(vary=vary, size=64, months=12, progress=False)
            >>> len(found.of("contract_gain").shares)
            2
        """
        found = [item for item in self.outcomes if item.outcome == name]
        if not found:
            names = ", ".join(item.outcome for item in self.outcomes)
            raise InvalidInput("error.unknown_outcome", name=name, names=names)
        failed = found[0].failed
        if found[0].state == REFUSED:
            raise InvalidInput(
                "design.points_failed",
                outcome=name,
                count=len(failed),
                total=self.points,
                ids=listed(failed),
            )
        return found[0]

    def frame(self) -> pd.DataFrame:
        """Return everything found about each parameter as one table, without words.

        Returns:
            One row per outcome and parameter, and one for the seed where it is a factor: indices, interval
            ends, ranks, flags, sizes needed, and the estimand.

        Example:
            >>> import oneplusone as opo
            >>> vary = ["contract.term", "incentives.power"]
            >>> found = opo.sobol(vary=vary, size=64, months=12, measures="delta", progress=False)
            >>> len(found.frame())
            3
        """
        rows = []
        for item in self.outcomes:
            for share in item.every:
                row: dict[str, object] = {"outcome": item.outcome, "parameter": share.name}
                for order, estimate in (("first", share.first), ("total", share.total)):
                    row |= {
                        order: estimate.value,
                        f"{order}_low": estimate.low,
                        f"{order}_high": estimate.high,
                    }
                row |= {
                    "of_expected": share.of_expected.value,
                    "of_expected_low": share.of_expected.low,
                    "of_expected_high": share.of_expected.high,
                }
                row |= {"best_rank": share.best_rank, "worst_rank": share.worst_rank}
                row |= {"narrow": share.narrow, "influential": share.influential}
                row |= {"base_size_to_narrow": share.base_size_to_narrow}
                row |= {"base_size_to_resolve": share.base_size_to_resolve, "estimand": self.estimand}
                rows.append(row)
        return pd.DataFrame(rows)
