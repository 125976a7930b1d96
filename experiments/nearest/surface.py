"""A response surface around the case, and its point nearest to the case at which a gain is made.

The surface is 1+1 − 2 ≈ start + Σ (b·x + c·x²), one slope and one square for each axis. Where it is linear
the nearest point solves a convex quadratic programme with one constraint and bounds, whose dual has one
variable; with squares the same dual is searched, axis by axis exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.statistics.multiple_testing import holm

LEVEL = 0.05
"""Axes whose influence is not resolved at this level, corrected for their number, do not move."""

SPARE = 10
"""Degrees of freedom that a regression must leave."""

GROWTH = 1.1
"""How much farther the point may be with fewer parameters."""

_STEPS = 200


@dataclass(frozen=True)
class Surface:
    """What 1+1 − 2 is around the case, in the unit of the ratio.

    Attributes:
        start: its value at the case.
        slopes: (axes,), by unit of each axis; 0 where no influence is resolved.
        squares: (axes,), of the second order.
        resolved: whether an influence is resolved, (axes,).
    """

    start: float
    slopes: Array
    squares: Array
    resolved: NDArray[np.bool_]

    def at(self, move: Array, squares: bool = True) -> float:
        """Return what the surface says after a move (axes,), with or without its squares."""
        bent = float(self.squares @ (move * move)) if squares else 0.0
        return self.start + float(self.slopes @ move) + bent

    def of(self, axes: NDArray[np.bool_]) -> Surface:
        """Return the surface of some axes alone, (axes,)."""
        return Surface(self.start, self.slopes * axes, self.squares * axes, self.resolved & axes)


def nearest_point(
    slopes: Array, squares: Array, scales: Array, low: Array, high: Array, needed: float
) -> tuple[Array, bool]:
    """Return the smallest move that gains `needed`, and whether there is one within the bounds.

    Minimises Σ (scale·x)² subject to Σ (slope·x + square·x²) reaching `needed` (from either side, by its
    sign) and low ≤ x ≤ high. Exact where all squares are zero; else the dual of the problem, whose gap a
    check by real runs must close.

    Args:
        slopes: (axes,).
        squares: (axes,).
        scales: what a unit counts in the distance, (axes,).
        low: lower bounds, (axes,).
        high: upper bounds, (axes,).
        needed: what is to be gained.

    Returns:
        The move (axes,); the one that gains most, and False, where none gains enough.

    Example:
        >>> two, none = np.array([3.0, 4.0]), np.zeros(2)
        >>> nearest_point(two, none, np.ones(2), none - 9, none + 9, 5.0)[0].round(6).tolist()
        [0.6, 0.8]
    """
    towards = 1.0 if needed >= 0 else -1.0
    aim, first, second = abs(needed), towards * slopes, towards * squares

    def best(price: float) -> Array:
        """Where each axis minimises (scale·x)²/2 − price·gain: at a bound, at zero, or between."""
        bend = scales**2 - 2 * price * second
        with np.errstate(divide="ignore", invalid="ignore"):
            inner = np.where(bend > 0, price * first / bend, 0.0)
        inner = np.clip(np.nan_to_num(inner), low, high)
        places = np.stack([np.clip(0.0, low, high), inner, low, high])
        costs = (scales * places) ** 2 / 2 - price * (first * places + second * places**2)
        return np.asarray(np.take_along_axis(places, costs.argmin(axis=0)[None], axis=0)[0])

    def gain(move: Array) -> float:
        return float(first @ move + second @ (move * move))

    still = best(0.0)
    if gain(still) >= aim:
        return still, True
    top = 1.0
    while gain(best(top)) < aim:
        top *= 4
        if top > 1e12:
            return best(top), False
    bottom = 0.0
    for _ in range(_STEPS):
        middle = (bottom + top) / 2
        bottom, top = (bottom, middle) if gain(best(middle)) >= aim else (middle, top)
    return best(top), True


def distance(move: Array, scales: Array) -> float:
    """Return the length of a move, in the unit of the group."""
    return float(np.sqrt(((scales * move) ** 2).sum()))


def sparse_point(
    slopes: Array, squares: Array, scales: Array, low: Array, high: Array, needed: float
) -> tuple[Array, Array, bool]:
    """Return the nearest point, the nearest one that a few axes carry, and whether they reach it.

    The axis with the smallest part is fixed at zero again and again, as long as the distance stays within
    `GROWTH` times that of the point with all. See `nearest_point` for the arguments.
    """
    full, reached = nearest_point(slopes, squares, scales, low, high, needed)
    kept, least = full, distance(full, scales)
    while reached and np.count_nonzero(kept) > 1:
        parts = np.where(kept != 0, (scales * kept) ** 2, np.inf)
        allowed = kept != 0
        allowed[int(parts.argmin())] = False
        fewer, enough = nearest_point(
            slopes * allowed, squares * allowed, scales, low * allowed, high * allowed, needed
        )
        if not enough or distance(fewer, scales) > GROWTH * least:
            break
        kept = fewer
    return full, kept, reached


def least_draws(uncertain: int, levers: int) -> int:
    """Return the fewest draws from which a surface can be fitted."""
    return max(1 + uncertain, 2 * levers) + SPARE


@dataclass(frozen=True)
class Around:
    """What a design around a move found, in moves from the case.

    Attributes:
        centre: the move, (axes,).
        gaps: 1+1 − 2 of each draw there, (draws,), scaled so that its mean is that of the ratio.
        scores: normal scores of the draws, (draws, axes); 0 for what does not move.
        moves: how far each lever was moved from the centre in each draw, (draws, axes).
        changes: how much 1+1 − 2 changed with that, (draws,).
    """

    centre: Array
    gaps: Array
    scores: Array
    moves: Array
    changes: Array


def fitted(designs: Sequence[Around], lever: NDArray[np.bool_]) -> Surface:
    """Fit a surface to the runs of designs, the last of them around where it is to be right.

    Uncertainties are fitted to the draws at the centre of the last: E over the prior moved by x of any
    function of the draws is, to the second order, its mean + b·x + c·x² with b and c the coefficients of z
    and z² − 1 (Hermite polynomials). Levers are fitted to what each draw gains in all designs when they are
    moved, with common random numbers.

    Args:
        designs: what was found, at least one.
        lever: which axes are levers, (axes,).

    Returns:
        The surface, in moves from the case; at the last centre it has the value that was found there.
    """
    last = designs[-1]
    slopes, squares = np.zeros(len(lever)), np.zeros(len(lever))
    resolved = np.zeros(len(lever), dtype=bool)
    first = np.concatenate([one.moves for one in designs])
    second = np.concatenate([(one.centre + one.moves) ** 2 - one.centre**2 for one in designs])
    changes = np.concatenate([one.changes for one in designs])
    for is_lever, outcome, one, two in (
        (False, last.gaps, last.scores, last.scores**2 - 1.0),
        (True, changes, first, second),
    ):
        places = np.flatnonzero((lever == is_lever) & one.any(axis=0))
        if not places.size:
            continue
        # A lever's square belongs to it: it may help at first and harm later.
        _, p = _regression(outcome, one[:, places], two[:, places] if is_lever else None, not is_lever)
        chosen = places[holm(p) < LEVEL]
        if chosen.size:
            found, _ = _regression(outcome, one[:, chosen], two[:, chosen], not is_lever)
            slopes[chosen], squares[chosen] = found.T
            resolved[chosen] = True
    # Those of the beliefs are around the centre as yet.
    slopes = np.where(lever, slopes, slopes - 2 * squares * last.centre)
    there = float((slopes + squares * last.centre) @ last.centre)
    return Surface(float(last.gaps.mean()) - there, slopes, squares, resolved)


def _regression(outcome: Array, first: Array, second: Array | None, intercept: bool) -> tuple[Array, Array]:
    """Return coefficients of both orders, (inputs, 2), and a p value for each input (F)."""
    from scipy import special

    size = first.shape[1]
    parts = [first] + ([] if second is None else [second])
    table = np.column_stack([*parts, *([np.ones(len(outcome))] if intercept else [])])
    inverse = np.linalg.pinv(table.T @ table)
    beta = inverse @ (table.T @ outcome)
    residual = outcome - table @ beta
    degrees = len(outcome) - table.shape[1]
    variance = float(residual @ residual) / degrees
    found, p = np.zeros((size, 2)), np.ones(size)
    for place in range(size):
        at = [place + order * size for order in range(len(parts))]
        found[place, : len(at)] = beta[at]
        if variance <= 1e-24:  # nothing but what moves it moves it
            p[place] = float(np.abs(beta[at]).max() <= 1e-9)
            continue
        wald = beta[at] @ np.linalg.pinv(inverse[np.ix_(at, at)]) @ beta[at] / variance / len(at)
        p[place] = float(special.fdtrc(len(at), degrees, wald))
    return found, p
