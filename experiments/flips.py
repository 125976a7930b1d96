"""Would another weight of value, or another horizon, turn the sign of Δ?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from experiments.intervals import Array, Estimate, Result, checked, fieller, mean_covariance, mean_interval
from experiments.synergy import ROUNDING
from experiments.verdict import LESS, MORE
from sim.arms import GS, NONE, G, S


@dataclass(frozen=True)
class WeightFlip(Result):
    """The weight of one component of value at which Δ = 0, all other weights kept.

    `status`: "flips" (at `weight`, a non-negative number, in the unit of weights), "none" (Δ keeps its sign
    for every weight ≥ 0), "unresolved" (the component's own Δ is not clearly away from zero, or the interval
    reaches below 0). `relative` is weight/current (NaN where the current weight is 0). `lower_verdict` and
    `upper_verdict` are the nearest weights below and above the current one at which the share of draws with Δ
    > 0 passes 0.9 or 0.1 (NaN where none does).
    """

    component: str
    status: Literal["flips", "none", "unresolved"]
    current: float
    weight: Estimate
    relative: float
    delta: Estimate
    lower_verdict: float
    upper_verdict: float


@dataclass(frozen=True)
class HorizonFlip(Result):
    """The month from which Δ of the value cumulated so far has the sign it ends with.

    `status`: "flips" (at `month`, counted from 1), "none" (one sign throughout), "unresolved" (not clearly of
    either sign at the end). The flip lies between `low`, the month after the last one with clearly the other
    sign, and `high`, the first month from which the sign is clear; `low_open` says that the other sign was
    never clear. `sign` is that at the end. `flips` counts all changes of sign of the mean.
    """

    status: Literal["flips", "none", "unresolved"]
    month: int
    low: int
    high: int
    low_open: bool
    sign: int
    flips: int
    months: int


def component_deltas(components: ArrayLike) -> Array:
    """Return Δ = v(GS) − v(G) − v(S), net of the empty arm, of every run and component.

    Axis 2 of `components` is the arms and disappears. What is no more than rounding is put to nought.
    """
    arms = checked(components, 3, "components")
    deltas = arms[:, :, GS] - arms[:, :, G] - arms[:, :, S] + arms[:, :, NONE]
    return np.where(np.abs(deltas) <= ROUNDING * np.abs(arms).max(), 0.0, deltas)


def weight_flips(
    components: ArrayLike, weights: ArrayLike, names: Sequence[str], crossed: bool = False
) -> tuple[WeightFlip, ...]:
    """Return for each component the weight at which Δ = Σ w_c·Δ_c changes sign.

    Δ is linear in the weights, so w_c* = −Σ_{j≠c} w_j·Δ_j / Δ_c: a ratio of means, with Fieller's interval
    clustered by draw. `components` is (draws, replications, 8 arms, components), *unweighted*, `weights` is
    (components,). Raises ValueError for weights that are negative or do not fit.
    """
    deltas = component_deltas(checked(components, 4, "components"))
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (deltas.shape[2],) or len(names) != len(w):
        raise ValueError(f"{deltas.shape[2]} components, weights of shape {w.shape} and {len(names)} names")
    if not (np.isfinite(w) & (w >= 0)).all():
        raise ValueError(f"weights are {w.tolist()}; allowed: numbers of at least 0")
    return tuple(_weight_flip(deltas, w, index, name, crossed) for index, name in enumerate(names))


def _weight_flip(deltas: Array, weights: Array, index: int, name: str, crossed: bool) -> WeightFlip:
    own = deltas[:, :, index]
    others = deltas @ np.where(np.arange(len(weights)) == index, 0.0, weights)
    current = float(weights[index])
    own_delta = mean_interval(own, crossed)
    found = fieller(*mean_covariance(np.stack([-others, own], axis=2), crossed))
    status: Literal["flips", "none", "unresolved"]
    if not found.known:
        # A component in which nothing differs can not turn anything.
        status = "none" if not own.any() else "unresolved"
    elif found.low > 0:
        status = "flips"
    else:
        status = "none" if found.high < 0 else "unresolved"
    lower, upper = _verdict_weights(others.mean(axis=1), own.mean(axis=1), current)
    return WeightFlip(
        component=name,
        status=status,
        current=current,
        weight=found,
        relative=found.value / current if current else math.nan,
        delta=own_delta,
        lower_verdict=lower,
        upper_verdict=upper,
    )


def _verdict_weights(others: Array, own: Array, current: float) -> tuple[float, float]:
    """Return the nearest weights ≥ 0, below and above the current, where the share of Δ > 0 changes class."""
    turning = (own != 0) & (-others * own > 0)
    turns, place = np.unique(-others[turning] / own[turning], return_inverse=True)
    steps = np.zeros(len(turns))
    np.add.at(steps, place, np.sign(own[turning]))
    # Stretch i lies between turn i − 1 and turn i; the first begins at a weight just above 0.
    start = float(((others > 0) | ((others == 0) & (own > 0))).sum())
    shares = (start + np.concatenate([[0.0], np.cumsum(steps)])) / len(own)
    group = (shares >= MORE).astype(int) - (shares <= LESS).astype(int)
    here = int(np.searchsorted(turns, current, side="right"))
    other = np.flatnonzero(group != group[here])
    below, above = other[other < here], other[other > here]
    return (
        float(turns[below[-1]]) if len(below) else math.nan,
        float(turns[above[0] - 1]) if len(above) else math.nan,
    )


def horizon_flip(cumulative: ArrayLike, crossed: bool = False) -> HorizonFlip:
    """Return the month from which the cumulative Δ has its final sign, and how sure that month is.

    `cumulative` is (draws, replications, 8 arms, months): value up to the end of each month. Months whose
    interval of Δ includes zero are those in which the flip may lie. Intervals are 95% month by month.
    """
    deltas = component_deltas(checked(cumulative, 4, "cumulative"))
    months = deltas.shape[2]
    estimates = [mean_interval(deltas[:, :, month], crossed) for month in range(months)]
    signs = np.array([estimate.sign for estimate in estimates])
    raw = np.sign([estimate.value for estimate in estimates]).astype(int)
    moving = raw[raw != 0]
    flips = int((moving[1:] != moving[:-1]).sum())
    final = int(signs[-1])
    if final == 0:
        return HorizonFlip("unresolved", 0, 0, 0, False, 0, flips, months)
    opposite = np.flatnonzero(raw == -final)
    clear_other = np.flatnonzero(signs == -final)
    not_clear = np.flatnonzero(signs != final)
    high = int(not_clear[-1]) + 2 if len(not_clear) else 1
    low = int(clear_other[-1]) + 2 if len(clear_other) else 1
    if not len(opposite):
        return HorizonFlip("none", 0, 0, high, True, final, flips, months)
    month = int(opposite[-1]) + 2
    return HorizonFlip("flips", month, low, high, not len(clear_other), final, flips, months)
