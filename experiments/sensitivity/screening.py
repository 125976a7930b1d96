"""Screening by elementary effects (Morris), and indices that need no variance (PAWN, delta), all by SALib.

Every design is in the unit cube of the factors' priors, so a parameter with a point mass or few whole values
is conditioned on its place in its prior, never on a slice that holds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from experiments.arrays import Array
from experiments.defaults import MORRIS_LEVELS, SENSITIVITY_SEEDS
from experiments.designs.factors import Factor, values
from experiments.designs.latin_hypercube import problem
from experiments.errors import InvalidInput
from experiments.optional import isolated
from experiments.results import Result
from experiments.runs.design import DesignRuns, Evaluate, run_design
from experiments.runs.outcomes import Outcome
from experiments.runs.keys import COMMON
from experiments.statistics.intervals import normal_quantile, t_quantile
from experiments.statistics.multiple_testing import rank_intervals
from experiments.statistics.power import NOT_PLANNABLE, clusters_of, level

LIMIT = 0.05
"""Part of the largest μ* that a parameter must surely exceed to count as influential."""

DUMMIES = 30
"""Made-up factors that do nothing: how large a PAWN index is by chance alone."""


@dataclass(frozen=True)
class Screened(Result):
    """One parameter's measure by one method, per outcome.

    Morris: `value` is μ*, the mean absolute effect of crossing the parameter's whole range (outcome's unit),
    `sign` the mean effect μ, `spread` σ (large beside μ*: interactions or bends). PAWN: `value` is the median
    Kolmogorov–Smirnov distance, `spread` the largest; delta: `value` is δ. `width` is the half-width of the
    95% interval. `influential` says whether it is more than chance gives; `walks_to_resolve` is how many
    walks of Morris would tell on which side of the limit an open one lies (see `statistics.power`), and −1
    for the other methods: their indices are biased by an amount that depends on the number of points.
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
    walks_to_resolve: int


@dataclass(frozen=True)
class LeftOut(Result):
    """An outcome that could not be screened: at how many of the points it is undefined, at how many failed.

    Undefined is a quotient that divides by what is not positive there; failed, a run without a result.
    """

    outcome: str
    undefined: int
    failed: int
    points: int
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Screening(Result):
    """The screening of every outcome that has a value at every point, and those left out with the reason."""

    found: tuple[Screened, ...]
    left_out: tuple[LeftOut, ...]


def _screened(replicated: DesignRuns, screen: Callable[[str, Array], Sequence[Screened]]) -> Screening:
    """Screen one outcome after the other; one without a value at some point is left out, and said to be."""
    found: list[Screened] = []
    left_out = []
    for column, outcome in enumerate(replicated.outcomes):
        output = replicated.means[:, column]
        bad = np.flatnonzero(~np.isfinite(output)).tolist()
        if bad:
            failed = len(set(bad) & set(replicated.broken))
            left_out.append(LeftOut(outcome.name, len(bad) - failed, failed, len(output), tuple(bad)))
        else:
            found += screen(outcome.name, output)
    return Screening(tuple(found), tuple(left_out))


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
    """Screen parameters by Morris' elementary effects along `trajectories` random one-at-a-time walks.

    trajectories × (D + 1) points. The keys are fixed by default, so that a step of a walk meets the same
    luck before and after and an effect is not noise. A parameter is influential when its μ* interval
    excludes a twentieth of the largest μ*; ranks are those that leaving out trajectories (jackknife, Holm)
    leaves open. Raises InvalidInput for fewer than two walks. Source: Morris 1991, Technometrics 33(2);
    Campolongo et al. 2007.
    """
    from SALib.sample import morris as sampling

    _check_walks(trajectories)
    unit = sampling.sample(
        problem(len(factors)), trajectories, num_levels=MORRIS_LEVELS, seed=np.random.default_rng(seed)
    )
    replicated = run_design(
        evaluate,
        lambda start, stop: values(factors, unit[start:stop]),
        len(unit),
        outcomes,
        seeds,
        seed,
        random_numbers,
        progress=progress,
    )
    return elementary_effects(unit, replicated, factors, seed=seed)


def _check_walks(trajectories: int) -> None:
    """Refuse what has no interval: the scatter of one walk is not known."""
    if trajectories < 2:
        raise InvalidInput("analysis.too_few_walks", given=trajectories)


def elementary_effects(
    unit: Array, replicated: DesignRuns, factors: Sequence[Factor], levels: int = MORRIS_LEVELS, seed: int = 0
) -> Screening:
    """Return Morris' elementary effects of walks already run; `unit` holds their coordinates (n, D).

    The walks stand one after the other, D + 1 points each. A parameter is surely above the limit at 95% for
    all of them together. Raises InvalidInput for fewer than two walks.
    """
    from SALib.analyze import morris as analysis

    size = len(factors)
    description, trajectories = problem(size), len(unit) // (size + 1)
    _check_walks(trajectories)
    walk = np.arange(len(unit)) // (size + 1)

    def screen(outcome: str, output: Array) -> list[Screened]:
        def effects(rows: NDArray[np.bool_], resamples: int) -> Any:
            return analysis.analyze(
                description, unit[rows], output[rows], resamples, num_levels=levels,
                seed=np.random.default_rng(seed),
            )  # fmt: skip

        whole = effects(np.ones(len(unit), dtype=bool), 1000)
        without = [effects(walk != left_out, 2)["mu_star"] for left_out in range(trajectories)]
        resampled = np.vstack([np.asarray(whole["mu_star"]), *map(np.asarray, without)])
        best, worst = rank_intervals(resampled)
        value = np.asarray(whole["mu_star"])
        # SALib's width is that of a normal distribution; of few walks the error is itself uncertain
        error = np.asarray(whole["mu_star_conf"]) / normal_quantile()
        width = t_quantile(trajectories - 1) * error
        sure = t_quantile(trajectories - 1, level(size)) * error
        limit = LIMIT * float(np.max(value))
        needed = clusters_of(resampled - limit, np.abs(value - limit) > sure)
        return [
            Screened(
                outcome, each.name, "morris", float(value[j]), float(width[j]),
                float(whole["mu"][j]), float(whole["sigma"][j]), bool(value[j] - sure[j] > limit),
                int(best[j]), int(worst[j]), needed[j],
            )
            for j, each in enumerate(factors)
        ]  # fmt: skip

    return _screened(replicated, screen)


def _by_chance(idle: Array, parameters: int) -> tuple[float, float]:
    """Return the index that chance alone exceeds in 5% of analyses, and how far that is above its mean.

    m + t·s·√(1 + 1/n), the prediction limit for one more inert factor, t at 5% shared among the parameters.
    """
    t = float(special.stdtrit(len(idle) - 1, 1 - 0.05 / parameters))
    width = t * float(idle.std(ddof=1)) * float(np.sqrt(1 + 1 / len(idle)))
    return float(idle.mean()) + width, width


def pawn(
    unit: Array, replicated: DesignRuns, factors: Sequence[Factor], slices: int = 10, seed: int = 0
) -> Screening:
    """Return PAWN indices: how far fixing a parameter moves the whole distribution of an outcome.

    `unit` holds the points' coordinates (n, D), `replicated` the outcomes at them. The index is never zero in
    a finite sample, so it is set against made-up factors that do nothing: influential is what exceeds the
    prediction limit of one more of them, corrected for the number of parameters (Bonferroni); `width` is that
    limit's distance from their mean. No ranks are told apart here; all are left open. Source: Pianosi &
    Wagener 2018, Environmental Modelling & Software 108.
    """
    from SALib.analyze import pawn as analysis

    size = len(factors)
    dummies = np.random.default_rng(seed).random((len(unit), DUMMIES))

    def screen(outcome: str, output: Array) -> list[Screened]:
        index = analysis.analyze(problem(size + DUMMIES), np.hstack([unit, dummies]), output, S=slices)
        threshold, width = _by_chance(np.asarray(index["median"][size:]), size)
        return [
            Screened(
                outcome, each.name, "pawn", float(index["median"][j]), width, float("nan"),
                float(index["maximum"][j]), bool(index["median"][j] > threshold), 1, size, NOT_PLANNABLE,
            )
            for j, each in enumerate(factors)
        ]  # fmt: skip

    return _screened(replicated, screen)


def delta(
    unit: Array, replicated: DesignRuns, factors: Sequence[Factor], resamples: int = 20, seed: int = 0
) -> Screening:
    """Return Borgonovo's δ of each parameter, for outcomes with heavy tails; slow (seconds an outcome).

    `unit` holds the points' coordinates (n, D), `replicated` the outcomes at them. The bias-reduced estimate
    with its bootstrap interval; influential is what exceeds the same estimate for made-up factors, as in
    `pawn`, of which there are fewer here. Source: Plischke, Borgonovo & Smith 2013, European Journal of
    Operational Research 226(3).
    """
    from SALib.analyze import delta as analysis

    size, idle_size = len(factors), 10
    dummies = np.random.default_rng(seed).random((len(unit), idle_size))

    def screen(outcome: str, output: Array) -> list[Screened]:
        with isolated(seed):
            index = analysis.analyze(
                problem(size + idle_size), np.hstack([unit, dummies]), output, num_resamples=resamples,
                method="delta",
            )  # fmt: skip
        value, width = np.asarray(index["delta_raw"]), np.asarray(index["delta_raw_conf"])
        threshold, _ = _by_chance(value[size:], size)
        return [
            Screened(
                outcome, each.name, "delta", float(value[j]), float(width[j]), float("nan"), float("nan"),
                bool(value[j] > threshold), 1, size, NOT_PLANNABLE,
            )
            for j, each in enumerate(factors)
        ]  # fmt: skip

    return _screened(replicated, screen)
