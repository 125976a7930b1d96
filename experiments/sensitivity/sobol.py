"""Sensitivity of any outcome: what part of its variance is chance, which is whose parameter's, what is joint.

The variance of a single run's outcome splits into V(E[y|θ]), owed to the parameters θ, and E[V(y|θ)], owed to
chance. Sobol' indices divide the first part among the parameters; the second is measured by the replications
within each parameter point and is taken out of the indices when every point has keys of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.defaults import CHUNK
from experiments.designs.saltelli import Layout, SaltelliDesign
from experiments.errors import InvalidInput
from experiments.runs.design import DesignRuns, Evaluate, run_design
from experiments.runs.outcomes import Outcome
from experiments.runs.keys import INDEPENDENT
from experiments.sensitivity import estimators
from experiments.sensitivity.result import (
    CHANCE_ONLY,
    INDICES,
    NO_VARIANCE,
    REFUSED,
    RESOLVED_WIDTH,
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

PAIRS_KEPT = 10
"""How many pairs are reported besides those that are surely not zero."""


def run_sobol(
    evaluate: Evaluate,
    design: SaltelliDesign,
    outcomes: Sequence[Outcome],
    seeds: int,
    seed: int = 0,
    random_numbers: str = INDEPENDENT,
    chunk: int = CHUNK,
    progress: Callable[[int], object] = lambda done: None,
) -> Sensitivity:
    """Run a Saltelli design and return the Sobol' indices of all outcomes, chance kept apart.

    See `replicate` for the arguments. `luck="fresh"` gives every point keys of its own, so the indices are
    those of the expected outcome; `luck="fixed"` gives every point the same keys (cheaper where draws are
    shared), so they are those of the mean over just these worlds. The result says which.
    """
    replicated = run_design(
        evaluate, design.rows, design.points, outcomes, seeds, seed, random_numbers, chunk, progress
    )
    return indices(design.layout, replicated)


def indices(design: Layout, replicated: DesignRuns, confidence: float = CONFIDENCE) -> Sensitivity:
    """Return the Sobol' indices of outcomes already run, in the design's order.

    Raises ValueError when the number of points is not the design's.
    """
    if replicated.points != design.points:
        raise ValueError(f"{replicated.points} points were run; the design has {design.points}")
    if design.nets < 4:
        raise InvalidInput("analysis.too_few_nets", given=design.nets)
    return Sensitivity(
        factors=design.names,
        base_size=design.base_size,
        nets=design.nets,
        one_sequence=design.one_sequence,
        unknowns_in_chance=design.unknowns_in_chance,
        second_order=design.second_order,
        seeds=replicated.seeds,
        random_numbers=replicated.random_numbers,
        seed=replicated.seed,
        points=design.points,
        confidence=confidence,
        outcomes=tuple(
            _outcome(design, replicated, column, confidence) for column in range(len(replicated.outcomes))
        ),
    )


def _outcome(design: Layout, replicated: DesignRuns, column: int, confidence: float) -> OutcomeSensitivity:
    outcome, runs = replicated.outcomes[column], replicated.seeds
    output, within = replicated.means[:, column], replicated.noise[:, column]
    bad = np.flatnonzero(~np.isfinite(output))
    if len(bad):
        undefined = len(set(bad.tolist()) - set(replicated.broken))
        return _without_indices(outcome, REFUSED, failed=tuple(bad.tolist()), undefined=undefined)
    # A mean over equal runs may be off in the last bit; that is no variance.
    if np.ptp(output) <= 1e-12 * max(1.0, float(np.abs(output).max())):
        return _without_indices(outcome, NO_VARIANCE, noise=float(within.mean()))

    size, scale = len(design.names), float(output.std())
    blocks = estimators.split(estimators.standardised(output), size, design.second_order)
    noise = estimators.split(within / scale**2, size, design.second_order)
    fresh = replicated.random_numbers == INDEPENDENT
    shrunk = estimators.Blocks(noise.a / runs, noise.b / runs, noise.ab / runs, None)
    weights = estimators.leave_one_net_out(design.base_size, design.nets)
    every = estimators.estimate(blocks, weights, shrunk if fresh else None)

    chance_run = weights @ (noise.a + noise.b) / (2 * weights.sum(axis=1))
    if fresh:
        parameters, chance_mean = every.variance, chance_run / runs
    else:
        assert replicated.seed_means is not None
        common = float(replicated.seed_means[:, column].var(ddof=1)) / scale**2
        # What is left of chance after the common luck of the fixed keys varies with the parameters.
        chance_mean = np.maximum(0.0, chance_run - common) / runs
        parameters = every.variance - chance_mean
    in_means = float(chance_mean[0] / max(parameters[0] + chance_mean[0], 1e-300))
    variance, noise_variance = float(parameters[0]) * scale**2, float(chance_run[0]) * scale**2
    if not parameters[0] > jackknife.half_width(parameters[:, None], confidence)[0]:
        error = float(jackknife.standard_error(parameters[:, None])[0])
        needed = size_to_resolve(float(parameters[0]), error, design.nets - 1, design.base_size)
        return _without_indices(
            outcome, CHANCE_ONLY, variance, noise_variance, in_means, base_size_to_show=needed
        )

    first = jackknife.estimates(every.first, confidence)
    total = jackknife.estimates(every.total, confidence)
    joint = jackknife.estimates(1 - every.first.sum(axis=1, keepdims=True), confidence)[0]
    split = size_to_narrow(joint.high - joint.value, RESOLVED_WIDTH, design.base_size)
    chance = (chance_run / (parameters + chance_run))[:, None]
    best, worst = rank_intervals(every.total, confidence)
    moving = beyond_zero(every.total, confidence)
    return OutcomeSensitivity(
        outcome=outcome.name,
        state=INDICES,
        failed=(),
        undefined=0,
        variance=variance,
        noise=noise_variance,
        chance=jackknife.estimates(chance, confidence)[0],
        chance_in_means=in_means,
        interactions=joint,
        shares=tuple(
            VarianceShare(
                name,
                first[j],
                total[j],
                bool(moving[j]),
                int(best[j]),
                int(worst[j]),
                *_sizes_needed(design, first[j], total[j], bool(moving[j])),
            )
            for j, name in enumerate(design.names)
        ),
        pairs=_pairs(design, every, confidence),
        convergence=_convergence(design, blocks, shrunk if fresh else None, confidence),
        base_size_to_rank=_size_to_rank(design, every.total, best, worst),
        base_size_to_show=RESOLVED,
        base_size_to_split=RESOLVED if split == design.base_size else split,
    )


def _sizes_needed(design: Layout, first: Estimate, total: Estimate, told: bool) -> tuple[int, int]:
    """Return N with which both indices are narrow enough to be read, and N with which influence is told."""
    width = max(first.high - first.value, total.high - total.value)
    narrow = size_to_narrow(width, RESOLVED_WIDTH, design.base_size)
    tests, degrees = len(design.names), design.nets - 1
    seen = size_to_resolve(total.value, total.standard_error, degrees, design.base_size, tests)
    return RESOLVED if narrow == design.base_size else narrow, RESOLVED if told else seen


def _size_to_rank(design: Layout, totals: Array, best: NDArray[np.intp], worst: NDArray[np.intp]) -> int:
    """Return N with which the largest total index is told from the next one."""
    size = len(design.names)
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
    in_means: float = float("nan"),
    failed: tuple[int, ...] = (),
    undefined: int = 0,
    base_size_to_show: int = RESOLVED,
) -> OutcomeSensitivity:
    return OutcomeSensitivity(
        outcome.name, state, failed, undefined, variance, noise, None, in_means, None, (), (), (), RESOLVED,
        base_size_to_show, RESOLVED,
    )  # fmt: skip


def _pairs(design: Layout, every: estimators.Indices, confidence: float) -> tuple[Pair, ...]:
    if every.second is None or every.second.shape[1] == 0:
        return ()
    above = np.triu_indices(len(design.names), 1)
    sure = beyond_zero(every.second, confidence)
    order = np.argsort(-np.abs(every.second[0]), kind="stable")
    kept = [at for place, at in enumerate(order) if sure[at] or place < PAIRS_KEPT]
    estimates = jackknife.estimates(every.second[:, kept], confidence)
    size, degrees, tests = design.base_size, design.nets - 1, every.second.shape[1]
    return tuple(
        Pair(
            design.names[above[0][at]],
            design.names[above[1][at]],
            estimate,
            bool(sure[at]),
            RESOLVED
            if sure[at]
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
