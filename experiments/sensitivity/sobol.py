"""Sobol' indices of an outcome: the stochastic share of its variance, each parameter's, the interactions.

The variance of a single run's outcome is V(E[y|point]), due to the parameters, plus E[V(y|point)], the
stochastic part. Where the seed is a factor, the outcome is a function of point and seed, and Sobol' indices
divide all of its variance: the seed's total index is the stochastic part, what it does alone and in
interplay. Else they divide the first part among the parameters; the second is estimated from the seeds within
each parameter point and is removed from the indices when every point has its own seeds.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.defaults import CHUNK
from experiments.designs.saltelli import Layout, SaltelliDesign
from experiments.errors import InvalidInput
from experiments.runs.design import DesignRuns, Evaluate, run_design
from experiments.runs.keys import COMMON, FACTOR, INDEPENDENT
from experiments.runs.outcomes import Outcome
from experiments.sensitivity import estimators
from experiments.sensitivity.result import (
    EXPECTED,
    INDICES,
    NARROW_WIDTH,
    NO_VARIANCE,
    REFUSED,
    SEEDS_MEAN,
    SINGLE_RUN,
    UNRESOLVED,
    OutcomeSensitivity,
    Pair,
    Sensitivity,
    Step,
    VarianceShare,
)
from experiments.statistics import jackknife
from experiments.statistics.intervals import CONFIDENCE, Estimate
from experiments.statistics.multiple_testing import beyond_zero, rank_intervals
from experiments.statistics.power import RESOLVED, size_to_narrow, size_to_resolve

ESTIMANDS = {FACTOR: SINGLE_RUN, INDEPENDENT: EXPECTED, COMMON: SEEDS_MEAN}
"""What the indices of each kind of random numbers are shares of the variance of."""

UNKNOWN = Estimate(math.nan, math.nan, math.nan, math.nan, 0)
"""Of what an estimand has no part."""

PAIRS_KEPT = 10
"""How many pairs are reported besides those that are resolved."""


def run_sobol(
    evaluate: Evaluate,
    design: SaltelliDesign,
    outcomes: Sequence[Outcome],
    seeds: int = 1,
    seed: int = 0,
    random_numbers: str = INDEPENDENT,
    chunk: int = CHUNK,
    progress: Callable[[int], object] = lambda done: None,
) -> Sensitivity:
    """Run a Saltelli design and return the Sobol' indices of all outcomes.

    Args:
        evaluate: the simulator.
        design: the design; where the seed is one of its factors, each point is one run, and `seeds` and
            `random_numbers` say nothing.
        outcomes: what to explain.
        seeds: seeds per point, at least 2.
        seed: master seed.
        random_numbers: INDEPENDENT, each point with its own seeds, so that indices are those of the expected
            outcome; or COMMON, the same seeds at all points, so that they are those of the mean over these.
        chunk: points run at a time.
        progress: called with the number of points just finished.
    """
    rows = max(1, chunk // design.step)  # whole base rows: within one, points differ in one factor
    runs = run_design(
        evaluate, design.rows, design.points, outcomes, seeds, seed,
        FACTOR if design.varies_seed else random_numbers, rows * design.step, progress, design.realisations,
    )  # fmt: skip
    return indices(design.layout, runs)


def indices(design: Layout, runs: DesignRuns, confidence: float = CONFIDENCE) -> Sensitivity:
    """Return the Sobol' indices of outcomes already run, in the order of the design.

    Raises ValueError when the number of points is not the design's, InvalidInput for fewer than four nets.
    """
    if runs.points != design.points:
        raise ValueError(f"{runs.points} points were run; the design has {design.points}")
    if design.nets < 4:
        raise InvalidInput("error.too_few_nets", given=design.nets)
    return Sensitivity(
        factors=design.parameters,
        estimand=ESTIMANDS[runs.random_numbers],
        base_size=design.base_size,
        nets=design.nets,
        one_sequence=design.one_sequence,
        draws_uncertain=design.draws_uncertain,
        second_order=design.second_order,
        seeds=runs.seeds,
        random_numbers=runs.random_numbers,
        seed=runs.seed,
        points=design.points,
        confidence=confidence,
        outcomes=tuple(_outcome(design, runs, column, confidence) for column in range(len(runs.outcomes))),
    )


def _outcome(design: Layout, runs: DesignRuns, column: int, confidence: float) -> OutcomeSensitivity:
    outcome, seeds = runs.outcomes[column], runs.seeds
    output, within = runs.means[:, column], runs.noise[:, column]
    bad = np.flatnonzero(~np.isfinite(output))
    if len(bad):
        undefined = len(set(bad.tolist()) - set(runs.broken))
        return _without_indices(outcome, REFUSED, failed=tuple(bad.tolist()), undefined=undefined)
    # A mean over equal runs may be off in the last bit; that is no variance.
    if np.ptp(output) <= 1e-12 * max(1.0, float(np.abs(output).max())):
        return _without_indices(outcome, NO_VARIANCE, noise=float(within.mean()))

    size, scale = len(design.names), float(output.std())
    blocks = estimators.split(estimators.standardised(output), size, design.second_order)
    noise = estimators.split(within / scale**2, size, design.second_order)
    independent = runs.random_numbers == INDEPENDENT
    shrunk = estimators.Blocks(noise.a / seeds, noise.b / seeds, noise.ab / seeds, None)
    weights = estimators.leave_one_net_out(design.base_size, design.nets)
    every = estimators.estimate(blocks, weights, shrunk if independent else None)

    if runs.random_numbers == FACTOR:
        # every run's noise is the seed's doing
        of_run = of_mean = every.variance * every.total[:, -1]
        parameters = every.variance - of_run
    else:
        parameters, of_run, of_mean = _divided(runs, column, every, weights, noise, scale)
    share_of_means = float(of_mean[0] / max(parameters[0] + of_mean[0], 1e-300))
    variance, noise_variance = float(parameters[0]) * scale**2, float(of_run[0]) * scale**2
    if not parameters[0] > jackknife.half_width(parameters[:, None], confidence)[0]:
        error = float(jackknife.standard_error(parameters[:, None])[0])
        needed = size_to_resolve(float(parameters[0]), error, design.nets - 1, design.base_size)
        return _without_indices(
            outcome, UNRESOLVED, variance, noise_variance, share_of_means, base_size_to_show=needed
        )

    due = (parameters / (parameters + of_run))[:, None] if design.varies_seed else np.ones((len(weights), 1))
    first = jackknife.estimates(every.first, confidence)
    total = jackknife.estimates(every.total, confidence)
    expected = every.first[:, : len(design.parameters)] / due
    of_expected = jackknife.estimates(expected, confidence)
    joint = jackknife.estimates(1 - expected.sum(axis=1, keepdims=True), confidence)[0]
    split = size_to_narrow(joint.high - joint.value, NARROW_WIDTH, design.base_size)
    stochastic = (of_run / (parameters + of_run))[:, None]
    totals = every.total[:, : len(design.parameters)]
    best, worst = rank_intervals(totals, confidence)
    influential = beyond_zero(every.total, confidence)

    def share(j: int, name: str) -> VarianceShare:
        ranked = j < len(design.parameters)
        return VarianceShare(
            name,
            first[j],
            total[j],
            of_expected[j] if ranked else UNKNOWN,
            bool(influential[j]),
            int(best[j]) if ranked else 0,
            int(worst[j]) if ranked else 0,
            *_sizes_needed(design, first[j], total[j], bool(influential[j])),
        )

    shares = tuple(share(j, name) for j, name in enumerate(design.names))
    return OutcomeSensitivity(
        outcome=outcome.name,
        state=INDICES,
        failed=(),
        undefined=0,
        variance=variance,
        noise=noise_variance,
        stochastic_share=jackknife.estimates(stochastic, confidence)[0],
        stochastic_share_of_means=share_of_means,
        interactions=joint,
        shares=shares[: len(design.parameters)],
        random_numbers=shares[-1] if design.varies_seed else None,
        pairs=_pairs(design, every, confidence),
        convergence=_convergence(design, blocks, shrunk if independent else None, confidence),
        base_size_to_rank=_size_to_rank(design, totals, best, worst),
        base_size_to_show=RESOLVED,
        base_size_to_split=RESOLVED if split == design.base_size else split,
    )


def _divided(
    runs: DesignRuns,
    column: int,
    every: estimators.Indices,
    weights: Array,
    noise: estimators.Blocks,
    scale: float,
) -> tuple[Array, Array, Array]:
    """Return the variance due to parameters, of a run within its point, and of a point's mean, (weights,).

    From several seeds a point; `noise` and what is returned are in units of `scale` squared.
    """
    of_run = weights @ (noise.a + noise.b) / (2 * weights.sum(axis=1))
    if runs.random_numbers == INDEPENDENT:
        return every.variance, of_run, of_run / runs.seeds
    assert runs.seed_means is not None
    common = float(runs.seed_means[:, column].var(ddof=1)) / scale**2
    # The noise beyond what the common seeds add alike at all points varies with the parameters.
    of_mean = np.maximum(0.0, of_run - common) / runs.seeds
    return every.variance - of_mean, of_run, of_mean


def _sizes_needed(design: Layout, first: Estimate, total: Estimate, influential: bool) -> tuple[int, int]:
    """Return the N at which both intervals are narrow enough, and that at which influence is resolved."""
    width = max(first.high - first.value, total.high - total.value)
    narrow = size_to_narrow(width, NARROW_WIDTH, design.base_size)
    tests, degrees = len(design.names), design.nets - 1
    resolving = size_to_resolve(total.value, total.standard_error, degrees, design.base_size, tests)
    return RESOLVED if narrow == design.base_size else narrow, RESOLVED if influential else resolving


def _size_to_rank(design: Layout, totals: Array, best: NDArray[np.intp], worst: NDArray[np.intp]) -> int:
    """Return the N at which the largest total index is resolved from the next one."""
    size = len(design.parameters)
    if (best == worst)[np.argmax(totals[0])] or size < 2:
        return RESOLVED
    largest, second = np.argsort(-totals[0], kind="stable")[:2]
    gap = (totals[:, largest] - totals[:, second])[:, None]
    error = float(jackknife.standard_error(gap)[0])
    tests = size * (size - 1) // 2
    return size_to_resolve(float(gap[0, 0]), error, design.nets - 1, design.base_size, tests)


def _without_indices(
    outcome: Outcome,
    state: str,
    variance: float = 0.0,
    noise: float = 0.0,
    share_of_means: float = float("nan"),
    failed: tuple[int, ...] = (),
    undefined: int = 0,
    base_size_to_show: int = RESOLVED,
) -> OutcomeSensitivity:
    return OutcomeSensitivity(
        outcome.name, state, failed, undefined, variance, noise, None, share_of_means, None, (), None, (), (),
        RESOLVED, base_size_to_show, RESOLVED,
    )  # fmt: skip


def _pairs(design: Layout, every: estimators.Indices, confidence: float) -> tuple[Pair, ...]:
    if every.second is None or every.second.shape[1] == 0:
        return ()
    above = np.triu_indices(len(design.names), 1)
    influential = beyond_zero(every.second, confidence)
    order = np.argsort(-np.abs(every.second[0]), kind="stable")
    kept = [at for place, at in enumerate(order) if influential[at] or place < PAIRS_KEPT]
    estimates = jackknife.estimates(every.second[:, kept], confidence)
    size, degrees, tests = design.base_size, design.nets - 1, every.second.shape[1]
    return tuple(
        Pair(
            design.names[above[0][at]],
            design.names[above[1][at]],
            estimate,
            bool(influential[at]),
            RESOLVED
            if influential[at]
            else size_to_resolve(estimate.value, estimate.standard_error, degrees, size, tests),
        )
        for at, estimate in zip(kept, estimates, strict=True)
    )


def _convergence(
    design: Layout, blocks: estimators.Blocks, noise: estimators.Blocks | None, confidence: float
) -> tuple[Step, ...]:
    """Return the indices at N, N/2 and N/4: every net cut to its first rows, which are a net again."""
    steps = []
    rows = design.base_size // design.nets
    place = np.arange(design.base_size) % rows
    only = estimators.Blocks(blocks.a, blocks.b, blocks.ab, None)
    for part in (1, 2, 4):
        if rows // part < 2:
            break
        if design.one_sequence:  # its first rows are a smaller sequence
            smaller = estimators.leave_one_net_out(design.base_size // part, design.nets)
            weights = np.pad(smaller, ((0, 0), (0, design.base_size - design.base_size // part)))
        else:
            weights = estimators.leave_one_net_out(design.base_size, design.nets) * (place < rows // part)
        every = estimators.estimate(only, weights, noise)
        both = np.hstack([every.first, every.total])
        widest = float(np.max(jackknife.half_width(both, confidence)))
        steps.append(Step(design.base_size // part, tuple(every.first[0]), tuple(every.total[0]), widest))
    return tuple(steps)
