"""Which further fact would teach most: measures that go together with 1+1 among the draws that are left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Array
from experiments.calibration.conditioning import PERMUTATIONS
from experiments.calibration.observations import Observation
from experiments.results import Result
from experiments.runs.engines import shown_measures
from experiments.runs.outcomes import ALONE, Benchmark
from experiments.runs.paired import PairedRuns
from experiments.statistics.intervals import CONFIDENCE
from sim.arms import GS
from sim.scenario import Scenario

NOT_OBSERVED = ("value", "services", "groups", "capital", "outliving", "wasted", "saturated")
"""Measures that nobody observes: what 1+1 is made of, and shares of it."""

MOST = 5


@dataclass(frozen=True)
class NextFact(Result):
    """A measure of the contract arm, and the share of the variance of 1+1 that it would take away.

    Attributes:
        measure: its name.
        reduction: the squared correlation of one run's measure with 1+1 of the draw: the share by which a
            linear regression on it, observed once and without error, narrows the variance over draws.
        benchmark: what that 1+1 is compared with, "side_by_side" or "alone".
    """

    measure: str
    reduction: float
    benchmark: str = ALONE.name


def next_facts(
    scenario: Scenario,
    runs: PairedRuns,
    own: Array,
    observed: Sequence[Observation],
    seed: int = 0,
    benchmark: Benchmark = ALONE,
) -> tuple[NextFact, ...]:
    """Return the measures whose observation would narrow 1+1, resolved at 5%, the best first.

    A draw's 1+1 is linearised about the weighted ratio. Measure and 1+1 come from different seeds, so that
    the noise that a run's measure and its value share does not pass for knowledge.

    Args:
        scenario: what was run.
        runs: paired runs with at least two seeds.
        own: weights of the draws.
        observed: what was observed already, which is left out.
        seed: seed of the permutations.
        benchmark: what 1+1 is compared with.

    Returns:
        At most five measures; none with one seed, or where 1+1 is undefined or does not differ over draws.
    """
    if runs.seeds < 2:
        return ()
    own, ratio = own / own.sum(), benchmark.ratio
    above = ratio.factor * _weighted(runs, ratio.numerator)
    below = _weighted(runs, ratio.denominator)
    bottom = float(own @ below.mean(axis=1))
    if bottom <= 0:
        return ()
    influence = (above - float(own @ above.mean(axis=1)) / bottom * below) / bottom
    known = {one.measure for one in observed}
    names = [
        one.name
        for one in shown_measures(scenario)
        if one.name not in (*NOT_OBSERVED, *known) and not one.name.startswith("enjoyed_")
    ]
    names = [name for name in names if np.ptp(runs.arm(GS, name)) > 0]
    measures = np.stack([runs.arm(GS, name) for name in names], axis=2) if names else np.empty((0, 0, 0))
    if not names:
        return ()
    reduction = _reduction(measures, influence, own)
    rng = np.random.default_rng(seed)
    # The weights stay with the measures; what is permuted is which draw's 1+1 stands beside them.
    largest = [
        _reduction(measures, influence[order], own).max()
        for order in (rng.permutation(len(own)) for _ in range(PERMUTATIONS // 2))
    ]
    limit = float(np.quantile(largest, CONFIDENCE))
    order = np.argsort(-reduction, kind="stable")[:MOST]
    return tuple(
        NextFact(names[at], float(reduction[at]), benchmark.name) for at in order if reduction[at] > limit
    )


def _weighted(runs: PairedRuns, weights: Mapping[int, float]) -> Array:
    """The value of arms, weighted and added up, (draws, seeds)."""
    return np.asarray(sum(weight * runs.arm(arm, "value") for arm, weight in weights.items()))


def _reduction(measures: Array, influence: Array, own: Array) -> Array:
    """Squared correlations across seeds, (measures,), each at most 1; 0 where 1+1 does not differ."""
    m = measures - np.einsum("d,dsm->m", own, measures) / measures.shape[1]
    f = influence - float(own @ influence.mean(axis=1))
    seeds = m.shape[1]
    others = (f.sum(axis=1, keepdims=True) - f) / (seeds - 1)
    together = np.einsum("d,dsm,ds->m", own, m, others) / seeds
    spread = np.einsum("d,dsm->m", own, m * m) / seeds
    between = float(own @ (f * others).mean(axis=1))
    if between <= 0:
        return np.zeros(measures.shape[2])
    scaled = np.divide(together**2, spread, out=np.zeros_like(spread), where=spread > 0)
    return np.asarray(np.minimum(1.0, scaled / between))
