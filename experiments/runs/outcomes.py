"""Estimands: contrasts between arms of one measure, and ratios of two contrasts.

The arms of one replication share parameters and random numbers, so an outcome is formed replication by
replication (contrasts) or from the means of a parameter point's runs (quotients: a ratio of means, never a
mean of ratios).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from experiments.arrays import Array
from experiments.errors import InvalidInput
from experiments.statistics.jackknife import estimates, leave_one_out
from sim.arms import G_S, GMINUS_S, GMINUS_SPLUS, GS, NONE, G, S
from sim.measured import GENERAL

V_UNIT = GENERAL[0].unit
"""The unit of public value v, and so of every contrast of it that is no ratio."""
RATIO_UNIT = "ratio"
"""The unit of quotients of two contrasts."""


@dataclass(frozen=True)
class Outcome:
    """A contrast Σ c_a·y_a over arms a, or a quotient factor·(Σ c_a·y_a)/(Σ d_a·y_a), of one measure."""

    name: str
    numerator: Mapping[int, float]
    denominator: Mapping[int, float] = field(default_factory=dict)
    factor: float = 1.0
    measure: int = 0

    @property
    def is_quotient(self) -> bool:
        """Whether this outcome divides, and can therefore be undefined."""
        return bool(self.denominator)

    @property
    def arms(self) -> frozenset[int]:
        """The arms that must be run for it."""
        return frozenset(self.numerator) | frozenset(self.denominator)


ONE_PLUS_ONE = Outcome("one_plus_one", {GS: 1, NONE: -1}, {G: 1, S: 1, NONE: -2}, 2.0)
DELTA = Outcome("delta", {GS: 1, G: -1, S: -1, NONE: 1})
GOVERNANCE = Outcome("governance", {GS: 1, GMINUS_SPLUS: -1})
TRANSFER = Outcome("transfer", {GMINUS_SPLUS: 1, G_S: -1})
SCALE = Outcome("scale", {G_S: 1, G: -1, S: -1, NONE: 1})
VALUE_GS = Outcome("value_gs", {GS: 1, NONE: -1})
VALUE_G = Outcome("value_g", {G: 1, NONE: -1})
VALUE_S = Outcome("value_s", {S: 1, NONE: -1})

ADDED_VALUE = Outcome("added_value", {GS: 1, NONE: -1}, {G_S: 1, NONE: -1}, 2.0)
CONTRACT_GAIN = Outcome("contract_gain", {GS: 1, G_S: -1})
MULTIPLIER = Outcome("multiplier", {GS: 1, GMINUS_S: -1}, {G_S: 1, GMINUS_S: -1})


@dataclass(frozen=True)
class Benchmark:
    """What the contract is compared with when it is asked whether 1+1 is more than two.

    Attributes:
        name: its name in results, such as "side_by_side".
        ratio: the ratio of means that is two where the contract and the benchmark create alike.
        gain: the difference that is positive exactly where the ratio is above two; defined everywhere.
    """

    name: str
    ratio: Outcome
    gain: Outcome

    @property
    def brief(self) -> tuple[Outcome, ...]:
        """What is looked at where nothing is named: the difference, then the ratio."""
        return self.gain, self.ratio

    def above(self, threshold: float) -> Outcome:
        """Return the contrast that is positive exactly where the ratio exceeds a threshold."""
        numerator = dict(self.ratio.numerator)
        for arm, weight in self.ratio.denominator.items():
            numerator[arm] = numerator.get(arm, 0.0) - weight * threshold / self.ratio.factor
        return Outcome("above", numerator)


SIDE_BY_SIDE = Benchmark("side_by_side", ADDED_VALUE, CONTRACT_GAIN)
"""Added value of contracting: against the two side by side without a contract; above two where M > 1."""

ALONE = Benchmark("alone", ONE_PLUS_ONE, DELTA)
"""Superadditivity: against the sum of the two, each alone."""

BENCHMARKS = (SIDE_BY_SIDE, ALONE)
"""Both benchmarks, the leading one first; they are shown side by side."""


def benchmark_named(name: str) -> Benchmark:
    """Return a benchmark by its name. Raises InvalidInput for any other."""
    for benchmark in BENCHMARKS:
        if benchmark.name == name:
            return benchmark
    names = ", ".join(benchmark.name for benchmark in BENCHMARKS)
    raise InvalidInput("error.unknown_benchmark", name=name, names=names)


HEADLINE = (
    CONTRACT_GAIN, ADDED_VALUE, DELTA, GOVERNANCE, TRANSFER, SCALE, VALUE_GS, VALUE_G, VALUE_S, ONE_PLUS_ONE,
)  # fmt: skip


def above_ratio(threshold: float) -> Outcome:
    """Return the contrast that is positive exactly where 1+1 > threshold: v(GS) − threshold/2·(v(G) + v(S)).

    At 2 it is Δ. Unlike the ratio it is defined everywhere.
    """
    half = threshold / 2
    return Outcome("above", {GS: 1.0, G: -half, S: -half, NONE: threshold - 1})


def measured(name: str, measure: int, arm: int) -> Outcome:
    """Return the outcome "this measure in this arm", in the measure's unit."""
    return Outcome(name, {arm: 1.0}, measure=measure)


def arms_needed(outcomes: Sequence[Outcome]) -> tuple[int, ...]:
    """Return the arms that must be run for these outcomes, ascending."""
    return tuple(sorted(frozenset().union(*(outcome.arms for outcome in outcomes))))


def per_run(outcome: Outcome, values: Array, arms: Sequence[int]) -> tuple[Array, Array]:
    """Return the outcome of each point and each run's influence on it, over the runs of that point.

    `values` is (replications R, points n, arms, measures). The first array is (n,): the contrast of means, or
    the quotient of means. The second is (R, n), with that outcome as its mean over runs: for a contrast the
    runs' own values; for a quotient q = f·a/b its linearisation q + f·(a_r − (a/b)·b_r)/b̄ (delta method),
    whose variance within a point is the quotient's noise. A quotient whose denominator is not positive is
    NaN.
    """
    position = {arm: column for column, arm in enumerate(arms)}

    def contrast(weights: Mapping[int, float]) -> Array:
        total = np.zeros(values.shape[:2])
        for arm, weight in weights.items():
            total += weight * values[:, :, position[arm], outcome.measure]
        return total

    above = contrast(outcome.numerator)
    if not outcome.is_quotient:
        return above.mean(axis=0), above
    below = contrast(outcome.denominator)
    bottom = below.mean(axis=0)
    bottom = np.where(bottom > 0, bottom, np.nan)
    ratio = above.mean(axis=0) / bottom
    runs = outcome.factor * (ratio + (above - ratio * below) / bottom)
    return outcome.factor * ratio, runs


BRIEF = SIDE_BY_SIDE.brief
"""What a sensitivity analysis looks at by default."""


def contrast(weights: Mapping[int, float], games: Array, arms: Sequence[int]) -> Array:
    """Return Σ c_a·y_a over the last axis (arms)."""
    position = {arm: column for column, arm in enumerate(arms)}
    total = np.zeros(games.shape[:-1])
    for arm, weight in weights.items():
        total = total + weight * games[..., position[arm]]
    return total


def resample(outcome: Outcome, games: Array, arms: Sequence[int]) -> tuple[Array | None, int]:
    """Return an outcome of every cell, whole and without each cluster (1 + clusters, cells), or why not.

    `games` is (draws, replications, cells, arms). Where a quotient's denominator is not clearly positive in
    some cells the array is None, and the number of those cells comes with it.
    """
    above = leave_one_out(contrast(outcome.numerator, games, arms))
    if not outcome.is_quotient:
        return above, 0
    below = leave_one_out(contrast(outcome.denominator, games, arms))
    lowest = np.array([estimate.low if estimate.known else estimate.value for estimate in estimates(below)])
    unclear = ~(lowest > 0) | (below <= 0).any(axis=0)
    if unclear.any():
        return None, int(unclear.sum())
    return outcome.factor * above / below, 0
