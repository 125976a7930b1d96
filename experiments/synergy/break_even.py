"""Break-even analysis: at which parameter value, weight or month the gain of a benchmark changes sign.

The gain is Δ, of the two each alone, unless another is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from experiments.arrays import Array
from experiments.results import Result
from experiments.runs.outcomes import DELTA, Outcome, contrast
from experiments.statistics.epistemic import RESAMPLES
from experiments.statistics.intervals import (
    CONFIDENCE,
    Estimate,
    checked,
    fieller,
    mean_covariance,
    mean_interval,
    rounding_of,
)
from experiments.synergy.verdict import LESS, MORE
from sim.arms import ARMS

Shape = Literal["monotone", "linear"]

SPIKES = 0.05
"""Share of the draws at either end of a parameter where the zero of an isotonic fit is not trusted."""


@dataclass(frozen=True)
class BreakEven(Result):
    """The value of a parameter at which Δ changes sign, within the range that was drawn.

    Attributes:
        status: "found" (at `value`, both ends of the interval within the range), "none" (Δ keeps `sign`
            within the range) or "unresolved".
        value: the break-even value, in the parameter's unit; NaN where there is none.
        low: lower end of the 95% interval; the edge of the range where `low_open`.
        high: upper end of the 95% interval; the edge of the range where `high_open`.
        low_open: whether the interval reaches below the range.
        high_open: whether the interval reaches above the range.
        direction: +1 when Δ rises with the parameter, −1 when it falls.
        sign: the sign that Δ keeps; 0 where it is zero in every draw or keeps none.
        first: lower edge of the range.
        last: upper edge of the range.
        draws: number of draws.
    """

    status: Literal["found", "none", "unresolved"]
    value: float
    low: float
    high: float
    low_open: bool
    high_open: bool
    direction: int
    sign: int
    first: float
    last: float
    draws: int


def break_even(parameter: ArrayLike, delta: ArrayLike, shape: Shape = "monotone", seed: int = 0) -> BreakEven:
    """Return the value of a parameter at which the regression of Δ on it is zero.

    The regression averages over everything else that was drawn: the break-even is that of E[Δ | parameter],
    not of each draw. The interval is the percentile bootstrap over draws, 1,000 resamples. No theorem covers
    it for isotonic fits; in simulations of straight and curved relations with 60 and 200 draws it held the
    true value in 93–98%.

    Args:
        parameter: the drawn values, (draws,).
        delta: Δ, (draws,) or (draws, seeds); averaged over seeds.
        shape: "monotone" (isotonic, in the direction of the rank correlation: no form assumed) or "linear"
            (narrower where the relation is straight, biased where it is curved).
        seed: seed of the bootstrap.

    Returns:
        The break-even, in the parameter's unit.

    Raises:
        ValueError: arrays that do not match, fewer than 10 draws, or a parameter that does not vary.

    Example:
        >>> x = np.linspace(0, 1, 41)
        >>> break_even(x, x - 0.25).status
        'found'
    """
    x = checked(parameter, 1, "parameter").ravel()
    y = checked(delta, 1, "delta")
    y = y.mean(axis=1) if y.ndim > 1 else y
    if x.shape != y.shape:
        raise ValueError(f"parameter has {len(x)} draws and delta {len(y)}; they must match")
    if len(x) < 10:
        raise ValueError(f"{len(x)} draws; at least 10 are needed to find a break-even")
    if x.min() == x.max():
        raise ValueError(f"parameter is {x[0]:g} in every draw: it must vary")
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    fits: dict[str, Callable[[Array, Array, Array], tuple[Array, Array]]] = {
        "monotone": _monotone,
        "linear": _linear,
    }
    if shape not in fits:
        raise ValueError(f"shape is {shape!r}; allowed: {', '.join(fits)}")
    if not y.any():
        nan = math.nan
        return BreakEven("none", nan, nan, nan, False, False, 1, 0, float(x[0]), float(x[-1]), len(x))
    counts = np.random.default_rng(seed).multinomial(len(x), np.full(len(x), 1 / len(x)), RESAMPLES)
    places, directions = fits[shape](x, y, np.vstack([np.ones(len(x)), counts]))
    value, direction = float(places[0]), int(directions[0])
    # In the direction of the whole sample: "positive throughout" is a break-even before the range; one in the
    # other direction says nothing about where this one lies.
    either = np.where(np.arange(RESAMPLES) % 2, math.inf, -math.inf)
    turned = np.where(np.isinf(places[1:]), -places[1:], either)
    found = np.where(directions[1:] == direction, places[1:], turned)
    return _described(value, direction, found, float(x[0]), float(x[-1]), len(x))


def _described(
    value: float, direction: int, found: Array, first: float, last: float, draws: int
) -> BreakEven:
    edge = (1 - CONFIDENCE) / 2
    low = float(np.quantile(found, edge, method="lower"))
    high = float(np.quantile(found, 1 - edge, method="higher"))
    inside = math.isfinite(value)
    if not inside and low == high == value:
        sign = direction if value < 0 else -direction
        nan = math.nan
        return BreakEven("none", nan, nan, nan, False, False, direction, sign, first, last, draws)
    resolved = inside and math.isfinite(low) and math.isfinite(high)
    return BreakEven(
        status="found" if resolved else "unresolved",
        value=value if inside else math.nan,
        low=min(max(low, first), last),
        high=max(min(high, last), first),
        low_open=low == -math.inf,
        high_open=high == math.inf,
        direction=direction,
        sign=0,
        first=first,
        last=last,
        draws=draws,
    )


def _linear(x: Array, y: Array, weights: Array) -> tuple[Array, Array]:
    """Return for each row of weights the root of its least-squares line and the line's direction.

    A root before or after the data is −∞ or +∞.
    """
    total = weights.sum(axis=1)
    middle, level = weights @ x / total, weights @ y / total
    spread = weights @ (x * x) / total - middle * middle
    slope = (weights @ (x * y) / total - middle * level) / np.where(spread > 0, spread, math.inf)
    directions = np.where(slope < 0, -1, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        roots = np.where(slope == 0, np.where(level > 0, -math.inf, math.inf), middle - level / slope)
    roots = np.where(roots < x[0], -math.inf, np.where(roots > x[-1], math.inf, roots))
    return roots, directions


def _monotone(x: Array, y: Array, weights: Array) -> tuple[Array, Array]:
    """Return for each row of weights the zero of its isotonic fit, and the direction; x must ascend."""
    ranks = np.argsort(np.argsort(y)).astype(np.float64)
    total = weights.sum(axis=1)
    covariance = weights @ (x * ranks) / total - (weights @ x / total) * (weights @ ranks / total)
    directions = np.where(covariance < 0, -1, 1)
    if (y > 0).all() or (y < 0).all():  # a fit is made of means of y, which then all have its sign
        return np.where(directions * np.sign(y[0]) < 0, math.inf, -math.inf), directions
    from scipy import optimize  # a sixth of a second to import

    xs, starts = np.unique(x, return_index=True)
    sizes = np.add.reduceat(weights, starts, axis=1)
    sums = np.add.reduceat(weights * y, starts, axis=1)
    places = np.empty(len(weights))
    for row, direction in enumerate(directions):
        met = sizes[row] > 0
        size, at = sizes[row, met], xs[met]
        # Turned by its direction the fit ascends through zero: `below` of its values are negative.
        fitted = optimize.isotonic_regression(direction * sums[row, met] / size, weights=size).x
        below = int(np.searchsorted(fitted, 0.0, side="left"))
        above = int(np.searchsorted(fitted, 0.0, side="right"))
        if below == len(fitted):
            places[row] = math.inf
        elif above == 0:
            places[row] = -math.inf
        else:
            places[row] = (at[max(below - 1, 0)] + at[min(above, len(at) - 1)]) / 2
    # At the ends an isotonic fit follows single draws: what it does among the outermost is not trusted.
    inner = np.quantile(x, (SPIKES, 1 - SPIKES))
    places = np.where(places < inner[0], -math.inf, np.where(places > inner[1], math.inf, places))
    return places, directions


@dataclass(frozen=True)
class WeightBreakEven(Result):
    """The weight of one component of value at which Δ = 0, all other weights kept.

    Attributes:
        component: name of the component.
        status: "found" (at `weight`), "none" (Δ keeps its sign for every weight ≥ 0) or "unresolved" (the
            component's Δ does not differ from zero at the 5% level, or the interval reaches below 0).
        current: the weight now.
        weight: the break-even weight with its 95% interval.
        relative: break-even weight/current weight; NaN where the current weight is 0.
        delta: the component's Δ per unit of weight.
        lower_verdict: the nearest weight below the current one at which the share of draws with Δ > 0 passes
            0.9 or 0.1; NaN where there is none.
        upper_verdict: the same above the current weight.
    """

    component: str
    status: Literal["found", "none", "unresolved"]
    current: float
    weight: Estimate
    relative: float
    delta: Estimate
    lower_verdict: float
    upper_verdict: float


@dataclass(frozen=True)
class HorizonBreakEven(Result):
    """The month from which Δ of the value cumulated so far has the sign it ends with.

    Attributes:
        status: "found" (at `month`), "none" (one sign throughout) or "unresolved" (not resolved from zero at
            the end).
        month: the break-even month, counted from 1; 0 where there is none.
        low: the month after the last one in which the other sign is resolved.
        high: the first month from which the final sign is resolved.
        low_open: whether the other sign is resolved in no month.
        sign: the sign at the end; 0 where it is not resolved.
        sign_changes: how often the mean changes sign.
        months: number of months.
    """

    status: Literal["found", "none", "unresolved"]
    month: int
    low: int
    high: int
    low_open: bool
    sign: int
    sign_changes: int
    months: int


def component_deltas(components: ArrayLike, gain: Outcome = DELTA) -> Array:
    """Return the gain of every replication and component; Δ = v(GS) − v(G) − v(S) + v(∅) by default.

    Args:
        components: (draws, seeds, 8 arms, …), in any unit.
        gain: a contrast of arms.

    Returns:
        (draws, seeds, …) in that unit; differences no larger than rounding are 0.
    """
    arms = checked(components, 3, "components")
    deltas = contrast(gain.numerator, np.moveaxis(arms, 2, -1), range(len(ARMS)))
    return np.where(np.abs(deltas) <= rounding_of(arms), 0.0, deltas)


def weight_break_evens(
    components: ArrayLike,
    weights: ArrayLike,
    names: Sequence[str],
    crossed: bool = False,
    gain: Outcome = DELTA,
) -> tuple[WeightBreakEven, ...]:
    """Return for each component the weight at which the gain Δ = Σ w_c·Δ_c changes sign.

    Δ is linear in the weights, so w_c* = −Σ_{j≠c} w_j·Δ_j / Δ_c: a ratio of means, with Fieller's interval
    clustered by draw.

    Args:
        components: the components of value, *unweighted*, (draws, seeds, 8 arms, components).
        weights: their weights, (components,).
        names: their names.
        crossed: whether all draws have the same seeds.
        gain: the contrast of arms whose sign is looked at.

    Returns:
        One break-even for each component.

    Raises:
        ValueError: weights that are negative or do not match.
    """
    deltas = component_deltas(checked(components, 4, "components"), gain)
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (deltas.shape[2],) or len(names) != len(w):
        raise ValueError(f"{deltas.shape[2]} components, weights of shape {w.shape} and {len(names)} names")
    if not (np.isfinite(w) & (w >= 0)).all():
        raise ValueError(f"weights are {w.tolist()}; allowed: numbers of at least 0")
    return tuple(_weight_break_even(deltas, w, index, name, crossed) for index, name in enumerate(names))


def _weight_break_even(
    deltas: Array, weights: Array, index: int, name: str, crossed: bool
) -> WeightBreakEven:
    own = deltas[:, :, index]
    others = deltas @ np.where(np.arange(len(weights)) == index, 0.0, weights)
    current = float(weights[index])
    own_delta = mean_interval(own, crossed)
    found = fieller(*mean_covariance(np.stack([-others, own], axis=2), crossed))
    status: Literal["found", "none", "unresolved"]
    if not found.known:
        # A component in which nothing differs cannot change the sign of Δ.
        status = "none" if not own.any() else "unresolved"
    elif found.low > 0:
        status = "found"
    else:
        status = "none" if found.high < 0 else "unresolved"
    lower, upper = _verdict_weights(others.mean(axis=1), own.mean(axis=1), current)
    return WeightBreakEven(
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
    changing = (own != 0) & (-others * own > 0)
    zeros, place = np.unique(-others[changing] / own[changing], return_inverse=True)
    steps = np.zeros(len(zeros))
    np.add.at(steps, place, np.sign(own[changing]))
    # Interval i lies between zeros i − 1 and i of the draws' Δ; the first begins at a weight just above 0.
    start = float(((others > 0) | ((others == 0) & (own > 0))).sum())
    shares = (start + np.concatenate([[0.0], np.cumsum(steps)])) / len(own)
    group = (shares >= MORE).astype(int) - (shares <= LESS).astype(int)
    here = int(np.searchsorted(zeros, current, side="right"))
    other = np.flatnonzero(group != group[here])
    below, above = other[other < here], other[other > here]
    return (
        float(zeros[below[-1]]) if len(below) else math.nan,
        float(zeros[above[0] - 1]) if len(above) else math.nan,
    )


def horizon_break_even(
    cumulative: ArrayLike, crossed: bool = False, gain: Outcome = DELTA
) -> HorizonBreakEven:
    """Return the month from which the cumulative gain has its final sign, with its interval.

    Months in which the 95% interval of Δ includes zero are those in which the break-even may lie; intervals
    are month by month, not simultaneous.

    Args:
        cumulative: value up to the end of each month, (draws, seeds, 8 arms, months).
        crossed: whether all draws have the same seeds.
        gain: the contrast of arms whose sign is looked at.

    Returns:
        The break-even month.
    """
    deltas = component_deltas(checked(cumulative, 4, "cumulative"), gain)
    months = deltas.shape[2]
    estimates = [mean_interval(deltas[:, :, month], crossed) for month in range(months)]
    signs = np.array([estimate.sign for estimate in estimates])
    raw = np.sign([estimate.value for estimate in estimates]).astype(int)
    moving = raw[raw != 0]
    changes = int((moving[1:] != moving[:-1]).sum())
    final = int(signs[-1])
    if final == 0:
        return HorizonBreakEven("unresolved", 0, 0, 0, False, 0, changes, months)
    opposite = np.flatnonzero(raw == -final)
    other_resolved = np.flatnonzero(signs == -final)
    not_final = np.flatnonzero(signs != final)
    high = int(not_final[-1]) + 2 if len(not_final) else 1
    low = int(other_resolved[-1]) + 2 if len(other_resolved) else 1
    if not len(opposite):
        return HorizonBreakEven("none", 0, 0, high, True, final, changes, months)
    month = int(opposite[-1]) + 2
    return HorizonBreakEven("found", month, low, high, not len(other_resolved), final, changes, months)
