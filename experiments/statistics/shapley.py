"""Shapley values and Harsanyi dividends of a game given by the value of every coalition.

A coalition of n players is the number whose bit i says whether player i is in it; a game is an array whose
last axis holds the 2ⁿ coalitions in that order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from experiments.arrays import Array


def players(coalitions: int) -> int:
    """Return n for 2ⁿ coalitions; raises ValueError when their number is no power of two above one."""
    size = coalitions.bit_length() - 1
    if coalitions < 2 or 1 << size != coalitions:
        raise ValueError(f"{coalitions} coalitions are not those of a whole number of players (2, 4, 8, ...)")
    return size


def shapley_values(game: Array) -> Array:
    """Return each player's average marginal contribution, (..., n): φ_i = Σ_T w(|T|)·[v(T∪i) − v(T)].

    w(t) = t!(n−t−1)!/n!. A player who never changes anything gets exactly 0, since each difference is 0.
    Source: Shapley 1953.
    """
    size = players(game.shape[-1])
    coalition = np.arange(game.shape[-1])
    members = np.array([int(number).bit_count() for number in coalition])
    weight = np.array(
        [math.factorial(t) * math.factorial(size - t - 1) / math.factorial(size) for t in range(size)]
    )
    values = np.empty((*game.shape[:-1], size))
    for player in range(size):
        without = coalition[(coalition >> player) & 1 == 0]
        marginal = game[..., without | (1 << player)] - game[..., without]
        values[..., player] = (marginal * weight[members[without]]).sum(axis=-1)
    return values


def exact_shapley_values(game: Sequence[float]) -> list[Fraction]:
    """Return the Shapley values of a single game as exact fractions: they sum to v(all) − v(none) exactly."""
    size = players(len(game))
    exact = [Fraction(float(value)) for value in game]
    weight = [
        Fraction(math.factorial(t) * math.factorial(size - t - 1), math.factorial(size)) for t in range(size)
    ]
    values = []
    for player in range(size):
        bit = 1 << player
        values.append(
            sum(
                (
                    weight[without.bit_count()] * (exact[without | bit] - exact[without])
                    for without in range(len(exact))
                    if not without & bit
                ),
                Fraction(0),
            )
        )
    return values


def dividends(game: Array) -> Array:
    """Return each coalition's Harsanyi dividend, (..., 2ⁿ): what it adds beyond all its parts.

    d(T) = Σ_{U⊆T} (−1)^{|T|−|U|} v(U); the dividend of a pair is its interaction where no other player is
    present. Dividends sum to v(all), and φ_i = Σ_{T∋i} d(T)/|T|. Source: Harsanyi 1963.
    """
    out = np.array(game, dtype=np.float64)
    coalition = np.arange(out.shape[-1])
    for player in range(players(out.shape[-1])):
        inside = coalition[(coalition >> player) & 1 == 1]
        out[..., inside] = out[..., inside] - out[..., inside ^ (1 << player)]
    return out


def pairs(size: int) -> list[tuple[int, int]]:
    """Return all pairs of players (i, j), i < j, in order."""
    return [(i, j) for i in range(size) for j in range(i + 1, size)]
