"""Conditioning the parameter draws on observations, and which priors that moves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.arrays import Array
from experiments.results import Result
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
    """A simulated quantity beside an observation, in the quantity's unit.

    `low` and `high` are the 5–95% range over runs; `in_band` the share of runs within `band` (ends included)
    with Wilson's interval; `observed_rank` the share of runs below the observation, ties counting one half:
    near 0 or 1 the model could hardly have produced it. `effective` is the effective number of runs.
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
    """The commonest value of a count and its share of runs; `margin` is its lead over the next in shares.

    `settled` tells whether the lead is more than chance: its 95% interval excludes zero.
    """

    value: float
    share: float
    margin: float
    settled: bool


@dataclass(frozen=True)
class Conditioned(Result):
    """Runs weighted by their agreement with the facts.

    `weights` is (draws, replications) and sums to 1. `accepted` is the share of runs that agree, with
    Wilson's interval. `effective_runs` = 1/Σw²; `effective_draws` is
    the same with the weights of a draw's runs added up: how many parameter sets the conclusion really rests
    on.
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

    `simulated` is (draws, replications); `weights` of the same shape (from `condition_on`) make it a
    posterior prediction, and then the effective number of draws takes the place of the number of runs. Raises
    ValueError for a band whose ends are exchanged.
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

    `counts` is (draws, replications). The lead over the next value, p₁ − p₂, has the multinomial variance
    (p₁ + p₂ − (p₁ − p₂)²)/n with n the number of draws (effective, when weighted): cautious, since runs of a
    draw are no independent evidence.
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
    settled = first - second > normal_quantile() * error if len(values) > 1 else wilson(1.0, size)[0] > 0.5
    return Commonest(float(values[order[0]]), first, first - second, settled)


def condition_on(facts: Mapping[str, tuple[ArrayLike, tuple[float, float]]]) -> Conditioned:
    """Return the weights of runs that agree with every fact (rejection), as far as the facts tell.

    `facts` maps a name to (simulated values (draws, replications), band). A run counts when all its
    quantities lie in their bands, ends included. Raises ValueError when no run does, naming how many met each
    fact. Source: Pritchard et al. 1999, Molecular Biology and Evolution 16(12): rejection sampling.
    """
    if not facts:
        raise ValueError("no fact to condition on")
    agrees: dict[str, NDArray[np.bool_]] = {}
    for name, (simulated, band) in facts.items():
        array = checked(simulated, 2, name)
        agrees[name] = (array >= band[0]) & (array <= band[1])
    shapes = {met.shape for met in agrees.values()}
    if len(shapes) > 1:
        raise ValueError(f"the facts' runs do not match: shapes {sorted(shapes)}")
    accepted = np.logical_and.reduce(list(agrees.values()))
    if not accepted.any():
        met = ", ".join(f"{name}: {int(each.sum())}" for name, each in agrees.items())
        raise ValueError(f"none of {accepted.size} runs agrees with all facts; agreeing with each: {met}")
    return _conditioned(accepted.astype(float), share_interval(accepted.astype(float)))


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


@dataclass(frozen=True)
class InformedPrior(Result):
    """An unknown that the facts moved: its mean before and after, in the parameter's unit.

    `shift` is the change of the mean in prior standard deviations; `narrowed` is 1 − posterior/prior
    variance.
    """

    parameter: str
    before: float
    after: float
    shift: float
    narrowed: float


def informed_priors(
    parameter_draws: Mapping[str, NDArray[Any]], weights: Array, seed: int = 0
) -> tuple[InformedPrior, ...]:
    """Return the unknowns whose mean the weights move more than chance does, the most moved first.

    `thetas` are draws (draws,) by name, `weights` (draws, replications). The weights are dealt to the draws
    anew 400 times; what counts is beyond the 95% quantile of the largest shift among all unknowns, so that
    with 95% chance nothing is listed when the facts say nothing.
    """
    names = [name for name, column in parameter_draws.items() if column.min() < column.max()]
    if not names:
        return ()
    raw = np.stack([parameter_draws[name].astype(float) for name in names], axis=1)
    mean, deviation = raw.mean(axis=0), raw.std(axis=0)
    x = (raw - mean) / deviation
    own = weights.sum(axis=1) / weights.sum()
    rng = np.random.default_rng(seed)
    dealt = np.stack([own, *(rng.permutation(own) for _ in range(PERMUTATIONS))])
    shifts = dealt @ x
    limit = np.quantile(np.abs(shifts[1:]).max(axis=1), CONFIDENCE)
    narrowed = 1 - (own @ (x * x) - shifts[0] * shifts[0])
    order = np.argsort(-np.abs(shifts[0]), kind="stable")
    return tuple(
        InformedPrior(
            parameter=names[place],
            before=float(mean[place]),
            after=float(mean[place] + shifts[0, place] * deviation[place]),
            shift=float(shifts[0, place]),
            narrowed=float(narrowed[place]),
        )
        for place in order
        if abs(shifts[0, place]) > limit
    )
