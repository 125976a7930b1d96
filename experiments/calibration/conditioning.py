"""Conditioning parameter draws on observations: the one way to weights, and which priors these move."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.arrays import Array
from experiments.calibration.observation_models import ObservationModel, Tolerance
from experiments.results import Result
from experiments.runs.outcomes import RATIO_UNIT
from experiments.statistics.epistemic import RANGE
from experiments.statistics.intervals import (
    CONFIDENCE,
    Estimate,
    checked,
    normal_quantile,
    share_interval,
    wilson,
)


@dataclass(frozen=True)
class Agreement(Result):
    """A simulated quantity compared with an observation, in the quantity's unit.

    Attributes:
        median: the median over runs.
        low: the 5% quantile over runs.
        high: the 95% quantile over runs.
        band: the values that count as agreement, ends included.
        in_band: the share of runs within the band, with Wilson's interval.
        observed: the observation; NaN where there is none.
        observed_rank: the share of runs below the observation, ties counting one half: near 0 or 1 the model
            is unlikely to produce it.
        effective: effective number of runs (of draws, where the runs are weighted).
    """

    median: float
    low: float
    high: float
    band: tuple[float, float]
    in_band: Estimate
    observed: float
    observed_rank: float
    effective: float


@dataclass(frozen=True)
class Commonest(Result):
    """The commonest value of a count.

    Attributes:
        value: the commonest value.
        share: its share of runs.
        margin: its lead over the next, in shares.
        resolved: whether the lead is resolved at 5%: its 95% interval excludes zero.
    """

    value: float
    share: float
    margin: float
    resolved: bool


@dataclass(frozen=True)
class Conditioned(Result):
    """Runs weighted by their agreement with the observations.

    Attributes:
        weights: the weights of the runs, (draws, seeds); they sum to 1.
        accepted: the share of runs that agree, with Wilson's interval; where agreement is a matter of degree,
            the share that rejection sampling would accept.
        effective_runs: Kish's effective number of runs, 1/Σw².
        effective_draws: the same with the weights of a draw's runs added up: the number of parameter draws
            that the conclusion rests on.
    """

    weights: Array
    accepted: Estimate
    effective_runs: float
    effective_draws: float


def agreement(
    simulated: ArrayLike,
    band: tuple[float, float],
    observed: float = math.nan,
    weights: ArrayLike | None = None,
) -> Agreement:
    """Return the median, the 5–95% range and the share of runs within a band of a simulated quantity.

    Args:
        simulated: (draws, seeds), in the quantity's unit.
        band: the values that count as agreement, ends included.
        observed: the observation.
        weights: weights of the runs, (draws, seeds), from `condition_on`: they make it a posterior
            prediction, and the effective number of draws replaces the number of runs.

    Returns:
        The agreement.

    Raises:
        ValueError: a band whose ends are exchanged.

    Example:
        >>> agreement([[14.0], [15.0], [23.0], [24.0]], (15, 23)).in_band.value
        0.5
    """
    array = checked(simulated, 2, "simulated")
    if not band[0] <= band[1]:
        raise ValueError(f"band is {band}; its first end must not be above the second")
    inside = ((array >= band[0]) & (array <= band[1])).astype(float)
    if weights is None:
        w = np.full(array.shape, 1 / array.size)
        share, effective = share_interval(inside), float(array.size)
    else:
        w = _normalised(weights, array.shape)
        effective = _effective(w.sum(axis=1))
        share = _weighted_share(inside, w, effective)
    low, median, high = _weighted_quantiles(array, w, (RANGE[0], 0.5, RANGE[1]))
    rank = math.nan
    if math.isfinite(observed):
        rank = float((w * ((array < observed) + 0.5 * (array == observed))).sum())
    return Agreement(median, low, high, (float(band[0]), float(band[1])), share, observed, rank, effective)


def commonest(counts: ArrayLike, weights: ArrayLike | None = None) -> Commonest:
    """Return the commonest value of a simulated count, e.g. how many groups were incubated.

    The lead over the next value, p₁ − p₂, has the multinomial variance (p₁ + p₂ − (p₁ − p₂)²)/n with n the
    number of draws (effective, when weighted): conservative, since runs of a draw are not independent
    evidence.

    Args:
        counts: (draws, seeds).
        weights: weights of the runs, (draws, seeds).

    Returns:
        The commonest value.
    """
    array = checked(counts, 2, "counts")
    w = np.full(array.shape, 1 / array.size) if weights is None else _normalised(weights, array.shape)
    values, place = np.unique(array, return_inverse=True)
    shares = np.bincount(place.ravel(), w.ravel())
    order = np.argsort(-shares, kind="stable")
    first = float(shares[order[0]])
    second = float(shares[order[1]]) if len(values) > 1 else 0.0
    size = _effective(w.sum(axis=1))
    error = math.sqrt(max(0.0, first + second - (first - second) ** 2) / size)
    resolved = first - second > normal_quantile() * error if len(values) > 1 else wilson(1.0, size)[0] > 0.5
    return Commonest(float(values[order[0]]), first, first - second, resolved)


LEAST_EFFECTIVE = 30
"""The effective sample below which nothing is concluded from weighted draws.

At 30 a share is known to ± 18 percentage points at worst (95%) and a mean to a fifth of its standard
deviation; with fewer, shares of 95% and 80% cannot be distinguished, and single draws decide.
"""

REACH = 1e-6
"""The least likelihood, relative to the likeliest value, with which a run is said to reach an observation."""


class NoRunAgrees(ValueError):
    """No run agrees with all observations.

    Attributes:
        agreeing: how many runs agree with each observation.
        runs: how many there are.
    """

    def __init__(self, agreeing: Mapping[str, int], runs: int) -> None:
        met = ", ".join(f"{name}: {count}" for name, count in agreeing.items())
        super().__init__(f"none of {runs} runs agrees with all observations; agreeing with each: {met}")
        self.agreeing = dict(agreeing)
        self.runs = runs


def condition_on(
    observations: Mapping[str, tuple[ArrayLike, tuple[float, float] | ObservationModel]],
) -> Conditioned:
    """Return the weights of the runs given every observation: the product of the likelihoods.

    With tolerances alone this is rejection sampling. Sources: Pritchard et al. 1999, Molecular Biology and
    Evolution 16(12); Wilkinson 2013, Statistical Applications in Genetics and Molecular Biology 12(2).

    Args:
        observations: name → (simulated values (draws, seeds), observation model); a pair of numbers is the
            band of a tolerance, ends included.

    Returns:
        Weights proportional to the likelihood of each run; zero where an observation is impossible.

    Raises:
        ValueError: no observation, or shapes that do not match.
        NoRunAgrees: no run reaches one of the observations (`REACH`), or all of them together.

    Example:
        >>> condition_on({"count": ([[20.0], [1.0]], (15, 23))}).weights.tolist()
        [[1.0], [0.0]]
    """
    if not observations:
        raise ValueError("no observation to condition on")
    logs: dict[str, Array] = {}
    for name, (simulated, model) in observations.items():
        known = model if isinstance(model, ObservationModel) else Tolerance(*model)
        logs[name] = known.relative(checked(simulated, 2, name))
    shapes = {each.shape for each in logs.values()}
    if len(shapes) > 1:
        raise ValueError(f"the runs of the observations do not match: shapes {sorted(shapes)}")
    agreeing = {name: int((each >= math.log(REACH)).sum()) for name, each in logs.items()}
    together = np.add.reduce(list(logs.values()))
    if not all(agreeing.values()) or not np.isfinite(together.max()):
        raise NoRunAgrees(agreeing, together.size)
    # Divided by the largest before they are added up: likelihoods of many observations would vanish.
    return _conditioned(np.exp(together - together.max()), share_interval(np.exp(together)))


def _conditioned(raw: Array, accepted: Estimate) -> Conditioned:
    weights = raw / raw.sum()
    return Conditioned(weights, accepted, _effective(weights), _effective(weights.sum(axis=1)))


def _normalised(weights: ArrayLike, shape: tuple[int, ...]) -> Array:
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != shape or not np.isfinite(w).all() or (w < 0).any() or w.sum() == 0:
        raise ValueError(
            f"weights of shape {w.shape}: finite numbers of at least 0 of shape {shape} are needed"
        )
    return np.asarray(w / w.sum())


def _effective(weights: Array) -> float:
    """Kish's effective sample size, (Σw)²/Σw²."""
    return float(weights.sum() ** 2 / (weights * weights).sum())


def _weighted_share(inside: Array, weights: Array, effective: float) -> Estimate:
    share = min(1.0, float((inside * weights).sum()))
    low, high = wilson(share, effective)
    error = math.sqrt(share * (1 - share) / effective)
    return Estimate(share, low, high, error, math.floor(effective))


def _weighted_quantiles(array: Array, weights: Array, levels: tuple[float, ...]) -> list[float]:
    met = weights.ravel() > 0
    values, w = array.ravel()[met], weights.ravel()[met]
    if (w == w[0]).all():
        found = np.quantile(values, levels)
    else:
        found = np.quantile(values, levels, weights=w, method="inverted_cdf")
    return [float(quantile) for quantile in found]


PERMUTATIONS = 400
"""Random permutations of the weights that give the null distribution of shifts."""


@dataclass(frozen=True)
class InformedPrior(Result):
    """An uncertain parameter before and after its draws are weighted by observations.

    Attributes:
        parameter: its dotted name.
        before: its mean over draws, in its unit.
        after: its weighted mean.
        after_error: Monte Carlo standard error of `after`.
        deviation_before: its standard deviation over draws.
        deviation_after: its weighted standard deviation.
        deviation_error: Monte Carlo standard error of `deviation_after`.
        shift: the change of the mean in prior standard deviations.
        narrowed: 1 − posterior variance/prior variance.
        resolved: whether the shift is significant at 5%, all parameters tested together.
    """

    parameter: str
    before: float
    after: float
    after_error: float
    deviation_before: float
    deviation_after: float
    deviation_error: float
    shift: float
    narrowed: float
    resolved: bool


def updated_priors(
    parameter_draws: Mapping[str, NDArray[Any]], weights: Array, seed: int = 0
) -> tuple[InformedPrior, ...]:
    """Return every uncertain parameter before and after weighting, the most moved first.

    A permutation test: the weights are randomly reassigned to the draws 400 times, and a shift is resolved
    when it exceeds the 95% quantile of the largest shift among all parameters. With uninformative
    observations the probability that anything is resolved is 5%.

    Args:
        parameter_draws: drawn values by name, (draws,).
        weights: weights of the runs, (draws, seeds).
        seed: seed of the permutations.

    Returns:
        The parameters that vary over draws.
    """
    names = [name for name, column in parameter_draws.items() if column.min() < column.max()]
    if not names:
        return ()
    raw = np.stack([parameter_draws[name].astype(float) for name in names], axis=1)
    mean, deviation = raw.mean(axis=0), raw.std(axis=0)
    x = (raw - mean) / deviation
    own = weights.sum(axis=1) / weights.sum()
    rng = np.random.default_rng(seed)
    permuted = np.stack([own, *(rng.permutation(own) for _ in range(PERMUTATIONS))])
    shifts = permuted @ x
    limit = np.quantile(np.abs(shifts[1:]).max(axis=1), CONFIDENCE)
    centred = (x - shifts[0]) ** 2
    variance = own @ centred
    spread = np.sqrt(variance)
    # Errors of self-normalised weights (the delta method), in prior standard deviations.
    mean_error = np.sqrt((own * own) @ centred)
    spread_error = np.sqrt((own * own) @ (centred - variance) ** 2) / np.maximum(2 * spread, 1e-300)
    narrowed = 1 - (own @ (x * x) - shifts[0] * shifts[0])
    order = np.argsort(-np.abs(shifts[0]), kind="stable")
    return tuple(
        InformedPrior(
            parameter=names[place],
            before=float(mean[place]),
            after=float(mean[place] + shifts[0, place] * deviation[place]),
            after_error=float(mean_error[place] * deviation[place]),
            deviation_before=float(deviation[place]),
            deviation_after=float(spread[place] * deviation[place]),
            deviation_error=float(spread_error[place] * deviation[place]) if spread[place] > 0 else 0.0,
            shift=float(shifts[0, place]),
            narrowed=float(narrowed[place]),
            resolved=bool(abs(shifts[0, place]) > limit),
        )
        for place in order
    )


def informed_priors(
    parameter_draws: Mapping[str, NDArray[Any]], weights: Array, seed: int = 0
) -> tuple[InformedPrior, ...]:
    """Return the uncertain parameters that weights move significantly; see `updated_priors`."""
    return tuple(one for one in updated_priors(parameter_draws, weights, seed) if one.resolved)


@dataclass(frozen=True)
class Shift(Result):
    """1+1 before and after weighting, and whether the change exceeds what random weights would do.

    Attributes:
        before: 1+1 of all draws.
        after: 1+1 of the weighted draws.
        resolved: whether the change is resolved at 5%.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone"; "" where the ratio is no 1+1.
        unit: the unit of all ratios.
    """

    before: float
    after: float
    resolved: bool
    benchmark: str = ""
    unit: str = RATIO_UNIT


def ratio_shift(
    above: ArrayLike, below: ArrayLike, weights: ArrayLike, seed: int = 0, benchmark: str = ""
) -> Shift | None:
    """Return how weights change a ratio of means, resolved by the permutation test of `updated_priors`.

    Args:
        above: numerators, (draws, seeds).
        below: denominators, (draws, seeds).
        weights: weights of the runs, (draws, seeds).
        seed: seed of the permutations.
        benchmark: the name of the benchmark whose 1+1 the ratio is.

    Returns:
        The change; None where a denominator is not positive on average.

    Example:
        >>> ratio_shift([[2.0], [4.0]], [[1.0], [1.0]], [[1.0], [0.0]]).after
        2.0
    """
    a, b, w = (np.asarray(each, dtype=np.float64) for each in (above, below, weights))
    rng = np.random.default_rng(seed)
    orders = [np.arange(len(w)), *(rng.permutation(len(w)) for _ in range(PERMUTATIONS))]
    tops, bottoms = (np.array([(w[order] * each).sum() for order in orders]) for each in (a, b))
    if b.mean() <= 0 or (bottoms <= 0).any():
        return None
    before, ratios = float(a.mean() / b.mean()), tops / bottoms
    limit = np.quantile(np.abs(ratios[1:] - before), CONFIDENCE)
    return Shift(before, float(ratios[0]), bool(abs(ratios[0] - before) > limit), benchmark)
