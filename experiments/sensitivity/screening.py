"""Screening by elementary effects (Morris), and moment-independent indices (PAWN, delta), all by SALib.

Every design is in the unit cube of the factors' priors, so a parameter with a point mass or few whole values
is conditioned on its quantile, never on a slice without points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from experiments.arrays import Array
from experiments.defaults import MORRIS_LEVELS, SENSITIVITY_SEEDS
from experiments.designs.factors import Factor, values
from experiments.designs.latin_hypercube import problem
from experiments.designs.saltelli import SEED
from experiments.errors import InvalidInput
from experiments.isolation import isolated
from experiments.provenance import RunMetadata
from experiments.results import AnalysisResult, Result
from experiments.runs.design import DesignRuns, Evaluate, run_design
from experiments.runs.keys import COMMON, FACTOR
from experiments.runs.outcomes import Outcome
from experiments.statistics.intervals import normal_quantile, t_quantile
from experiments.statistics.multiple_testing import rank_intervals
from experiments.statistics.power import NOT_PLANNABLE, clusters_of, level

METHODS = ("morris", "pawn", "delta")

LIMIT = 0.05
"""Share of the largest μ* that a parameter must exceed significantly to count as influential."""

DUMMIES = 30
"""Dummy factors without influence: the PAWN index of a finite sample under the null hypothesis."""


@dataclass(frozen=True)
class Screened(Result):
    """One parameter's measure by one method, for one outcome.

    Morris: `value` is μ*, the mean absolute effect over the parameter's whole range (outcome's unit), `sign`
    the mean effect μ, `spread` σ (large relative to μ*: interactions or nonlinearity). For the seed, which
    has no range, μ* is the mean absolute difference of two runs that differ in their random numbers alone; it
    has no rank (0). PAWN: `value` is the
    median Kolmogorov–Smirnov distance, `spread` the largest; delta: `value` is δ. `width` is the half-width
    of the 95% interval. `influential` says whether the influence is resolved at 5%; `best_rank` and
    `worst_rank` are the ends of a simultaneous 95% interval of the rank. `trajectories_to_resolve` is the
    number of Morris trajectories at which it would be resolved on which side of the limit the parameter lies
    (see `statistics.power`), and −1 for the other methods: their indices are biased by an amount that depends
    on the number of points.
    """

    outcome: str
    parameter: str
    method: str
    value: float
    width: float
    sign: float
    spread: float
    influential: bool
    best_rank: int
    worst_rank: int
    trajectories_to_resolve: int


@dataclass(frozen=True)
class LeftOut(Result):
    """An outcome that could not be screened: undefined at some points, or with failed runs.

    A ratio is undefined where its denominator is not positive.
    """

    outcome: str
    undefined: int
    failed: int
    points: int
    ids: tuple[int, ...]


@dataclass(frozen=True, repr=False)
class Screening(AnalysisResult):
    """The screening of every outcome that has a value at every point, and those left out with the reason.

    `plot` takes `outcome`, the name of one; by default the first.

    Attributes:
        method: "morris", "pawn" or "delta".
        size: trajectories of Morris, points of the other methods.
        seeds: seeds of each point.
        random_numbers: "factor" where the seed varies as the parameters do, "independent" where every point
            has seeds of its own, "common" where all share theirs.
        seed: the master seed.
        found: one measure for each outcome and parameter.
        left_out: the outcomes without a screening.
        draws_uncertain: whether a study's replications drew uncertain parameters, whose variance is then
            part of the noise.
        metadata: what is needed to repeat it.
    """

    REPORT = "screening_report"

    method: str
    size: int
    seeds: int
    random_numbers: str
    seed: int
    draws_uncertain: bool
    found: tuple[Screened, ...]
    left_out: tuple[LeftOut, ...]
    metadata: RunMetadata | None = field(default=None, repr=False, compare=False, metadata={"plain": False})


def _screened(
    method: str, size: int, runs: DesignRuns, screen: Callable[[str, Array], Sequence[Screened]]
) -> Screening:
    """Screen one outcome after the other; one without a value at some point is left out."""
    found: list[Screened] = []
    left_out = []
    for column, outcome in enumerate(runs.outcomes):
        output = runs.means[:, column]
        bad = np.flatnonzero(~np.isfinite(output)).tolist()
        if bad:
            failed = len(set(bad) & set(runs.broken))
            left_out.append(LeftOut(outcome.name, len(bad) - failed, failed, len(output), tuple(bad)))
        else:
            found += screen(outcome.name, output)
    return Screening(
        method, size, runs.seeds, runs.random_numbers, runs.seed, False, tuple(found), tuple(left_out)
    )


def check_trajectories(trajectories: int) -> None:
    """Raise InvalidInput for a single trajectory, which has no interval."""
    if trajectories < 2:
        raise InvalidInput("error.too_few_trajectories", given=trajectories)


def morris(
    evaluate: Evaluate,
    factors: Sequence[Factor],
    outcomes: Sequence[Outcome],
    trajectories: int,
    seeds: int = SENSITIVITY_SEEDS.usual,
    seed: int = 0,
    random_numbers: str = COMMON,
    progress: Callable[[int], object] = lambda done: None,
) -> Screening:
    """Screen parameters by Morris' elementary effects along random one-at-a-time trajectories.

    A parameter is influential when its μ* interval excludes a twentieth of the largest μ*; ranks have
    simultaneous intervals (jackknife over trajectories, Holm). Source: Morris 1991, Technometrics 33(2);
    Campolongo et al. 2007.

    Args:
        evaluate: the simulator.
        factors: what varies, D factors.
        outcomes: what to explain.
        trajectories: how many; each has D + 1 points, and one more where the seed is a factor.
        seeds: seeds per point, at least 2, where it is none.
        seed: master seed.
        random_numbers: COMMON by default, so that the points of a trajectory share their random numbers and
            an effect is not noise; or FACTOR: they share them but for one step, which changes nothing else.
        progress: called with the number of points just finished.

    Raises:
        InvalidInput: fewer than two trajectories.
    """
    from SALib.sample import morris as sampling

    check_trajectories(trajectories)
    size = len(factors) + (random_numbers == FACTOR)
    unit = sampling.sample(
        problem(size), trajectories, num_levels=MORRIS_LEVELS, seed=np.random.default_rng(seed)
    )

    def realisations(start: int, stop: int) -> NDArray[np.int64]:
        # a trajectory has two realisations of its own, before and after its step by the seed
        rows = np.arange(start, stop)
        first = rows - rows % (size + 1)
        return np.asarray(2 * (rows // (size + 1)) + (unit[rows, -1] != unit[first, -1]), dtype=np.int64)

    runs = run_design(
        evaluate,
        lambda start, stop: values(factors, unit[start:stop, : len(factors)]),
        len(unit),
        outcomes,
        seeds,
        seed,
        random_numbers,
        progress=progress,
        realisations=realisations,
    )
    return elementary_effects(unit, runs, factors, seed=seed)


def elementary_effects(
    unit: Array, runs: DesignRuns, factors: Sequence[Factor], levels: int = MORRIS_LEVELS, seed: int = 0
) -> Screening:
    """Return Morris' elementary effects of trajectories already run.

    A parameter is influential where it is above the limit at the 5% level, corrected for all parameters.

    Args:
        unit: coordinates of the points, (n, D), one trajectory of D + 1 points after the other; where the
            seed is a factor, that of the seed comes last.
        runs: the outcomes at these points.
        factors: the D factors.
        levels: levels of the grid of the trajectories.
        seed: seed of the bootstrap of μ*.

    Raises:
        InvalidInput: fewer than two trajectories.
    """
    from SALib.analyze import morris as analysis

    names = [each.name for each in factors]
    size, parameters = unit.shape[1], len(names)
    if runs.random_numbers == FACTOR:
        names.append(SEED)
    description, trajectories = problem(size), len(unit) // (size + 1)
    # effects are divided by the grid's step, but what comes of another seed has no such distance
    step = levels / (2 * (levels - 1))
    unscaled = np.array([1.0] * parameters + [step] * (size - parameters))
    check_trajectories(trajectories)
    trajectory = np.arange(len(unit)) // (size + 1)

    def screen(outcome: str, output: Array) -> list[Screened]:
        def effects(rows: NDArray[np.bool_], resamples: int) -> Any:
            return analysis.analyze(
                description, unit[rows], output[rows], resamples, num_levels=levels,
                seed=np.random.default_rng(seed),
            )  # fmt: skip

        whole = effects(np.ones(len(unit), dtype=bool), 1000)
        without = [effects(trajectory != left_out, 2)["mu_star"] for left_out in range(trajectories)]
        resampled = np.vstack([np.asarray(whole["mu_star"]), *map(np.asarray, without)]) * unscaled
        best, worst = rank_intervals(resampled[:, :parameters])
        value = resampled[0]
        # SALib's width is that of a normal distribution; with few trajectories the error is itself uncertain
        error = np.asarray(whole["mu_star_conf"]) * unscaled / normal_quantile()
        width = t_quantile(trajectories - 1) * error
        margin = t_quantile(trajectories - 1, level(size)) * error
        limit = LIMIT * float(np.max(value[:parameters]))
        needed = clusters_of(resampled - limit, np.abs(value - limit) > margin)
        mean, spread = (np.asarray(whole[name]) * unscaled for name in ("mu", "sigma"))
        return [
            Screened(
                outcome, name, "morris", float(value[j]), float(width[j]),
                float(mean[j]), float(spread[j]), bool(value[j] - margin[j] > limit),
                int(best[j]) if j < parameters else 0, int(worst[j]) if j < parameters else 0, needed[j],
            )
            for j, name in enumerate(names)
        ]  # fmt: skip

    return _screened("morris", trajectories, runs, screen)


def _null_limit(dummies: Array, parameters: int) -> tuple[float, float]:
    """Return the index that inert factors exceed in 5% of analyses, and its distance from their mean.

    m + t·s·√(1 + 1/n), the prediction limit for one more inert factor, t at 5% divided by the parameters.
    """
    t = float(special.stdtrit(len(dummies) - 1, 1 - 0.05 / parameters))
    width = t * float(dummies.std(ddof=1)) * float(np.sqrt(1 + 1 / len(dummies)))
    return float(dummies.mean()) + width, width


def pawn(
    unit: Array, runs: DesignRuns, factors: Sequence[Factor], slices: int = 10, seed: int = 0
) -> Screening:
    """Return PAWN indices: how much fixing a parameter shifts the whole distribution of an outcome.

    The index is never zero in a finite sample, so it is compared with that of dummy factors without
    influence: influential is what exceeds the prediction limit of one more of them, corrected for the number
    of parameters (Bonferroni); `width` is the distance of that limit from their mean. No ranks are resolved.
    Source: Pianosi & Wagener 2018, Environmental Modelling & Software 108.

    Args:
        unit: coordinates of the points, (n, D).
        runs: the outcomes at these points.
        factors: the D factors.
        slices: conditioning intervals of each factor.
        seed: seed of the dummy factors.
    """
    from SALib.analyze import pawn as analysis

    size = len(factors)
    dummies = np.random.default_rng(seed).random((len(unit), DUMMIES))

    def screen(outcome: str, output: Array) -> list[Screened]:
        index = analysis.analyze(problem(size + DUMMIES), np.hstack([unit, dummies]), output, S=slices)
        threshold, width = _null_limit(np.asarray(index["median"][size:]), size)
        return [
            Screened(
                outcome, each.name, "pawn", float(index["median"][j]), width, float("nan"),
                float(index["maximum"][j]), bool(index["median"][j] > threshold), 1, size, NOT_PLANNABLE,
            )
            for j, each in enumerate(factors)
        ]  # fmt: skip

    return _screened("pawn", len(unit), runs, screen)


def delta(
    unit: Array, runs: DesignRuns, factors: Sequence[Factor], resamples: int = 20, seed: int = 0
) -> Screening:
    """Return Borgonovo's δ of each parameter, for outcomes with heavy tails; slow (seconds per outcome).

    The bias-reduced estimate with its bootstrap interval; influential is what exceeds the same estimate for
    dummy factors, as in `pawn`, of which there are fewer here. Source: Plischke, Borgonovo & Smith 2013,
    European Journal of Operational Research 226(3).

    Args:
        unit: coordinates of the points, (n, D).
        runs: the outcomes at these points.
        factors: the D factors.
        resamples: of the bootstrap.
        seed: seed of the dummy factors and of the bootstrap.
    """
    from SALib.analyze import delta as analysis

    size, dummy_count = len(factors), 10
    dummies = np.random.default_rng(seed).random((len(unit), dummy_count))

    def screen(outcome: str, output: Array) -> list[Screened]:
        with isolated(seed):
            index = analysis.analyze(
                problem(size + dummy_count), np.hstack([unit, dummies]), output, num_resamples=resamples,
                method="delta",
            )  # fmt: skip
        value, width = np.asarray(index["delta_raw"]), np.asarray(index["delta_raw_conf"])
        threshold, _ = _null_limit(value[size:], size)
        return [
            Screened(
                outcome, each.name, "delta", float(value[j]), float(width[j]), float("nan"), float("nan"),
                bool(value[j] > threshold), 1, size, NOT_PLANNABLE,
            )
            for j, each in enumerate(factors)
        ]  # fmt: skip

    return _screened("delta", len(unit), runs, screen)
