"""What can be moved, and how far: levers by shares of a range, uncertainties by deviations of a prior.

A lever is set. An uncertainty is *believed* to be elsewhere: with z = Φ⁻¹(F) the normal score of a draw, its
value becomes F⁻¹(Φ(z + x)), so that every draw stays within its prior and x counts standard deviations,
whatever the prior looks like (points with mass, whole numbers). x²/2 is the information that separates the
moved belief from the prior. Source: Hasofer & Lind 1974, J. Engineering Mechanics Division 100(1), whose
index is this distance.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.designs.factors import Factor, factor
from experiments.errors import InvalidInput
from experiments.runs.simulator import ScenarioSimulator
from sim.parameters.draws import uniforms
from sim.parameters.priors import Prior

LEVER, UNCERTAIN = "lever", "uncertain"

FARTHEST = 3.0
"""Standard deviations by which a belief is moved at most (assumed): farther away than one draw in 700."""

OF_A_RANGE = math.sqrt(12.0)
"""Standard deviations that a lever's range counts where both are moved: those of a uniform distribution."""

_EDGE, _CELLS = 1e-12, 5040
# 5040 is divisible by all numbers to ten: no cell lies astride two parts of a mixture with such weights.


@dataclass(frozen=True)
class Axis:
    """One parameter that can be moved.

    Attributes:
        factor: the parameter: a lever with its range, an uncertainty with its prior.
        kind: LEVER or UNCERTAIN.
        value: the scenario's value.
        low: how far it can be moved downwards, not above 0: of a lever in ranges, of an uncertainty in
            standard deviations.
        high: how far upwards, not below 0.
    """

    factor: Factor
    kind: str
    value: float
    low: float
    high: float

    @classmethod
    def of(cls, simulator: ScenarioSimulator, name: str) -> Axis:
        """Return a parameter of a scenario as an axis.

        Raises InvalidInput for one that does not exist, shapes the world, or is a choice without order.
        """
        one = simulator.factor(name)
        if simulator.scenario.parameters[name].kind == "choice":
            raise InvalidInput("nearest.choice", name=name)
        value = float(simulator.scenario.values[name])
        if name in simulator.scenario.priors:
            return cls(one, UNCERTAIN, value, -FARTHEST, FARTHEST)
        ranged = factor(name, parameters=simulator.scenario.parameters)
        if ranged.prior.low == ranged.prior.high:
            return cls(ranged, LEVER, value, 0.0, 0.0)
        start = (value - ranged.prior.low) / (ranged.prior.high - ranged.prior.low)
        return cls(ranged, LEVER, value, min(0.0, -start), max(0.0, 1.0 - start))

    @property
    def name(self) -> str:
        """The parameter's dotted name."""
        return self.factor.name

    @property
    def step(self) -> float:
        """The smallest move: one whole number, of a lever that has no others; 0 where there is none."""
        whole = self.kind == LEVER and self.factor.whole
        return 1.0 / (self.factor.prior.high - self.factor.prior.low) if whole else 0.0

    def scale(self, group: str) -> float:
        """Return what one unit of this axis counts in the distance of a group."""
        return OF_A_RANGE if self.kind == LEVER and group == "both" else 1.0

    def moved(self, by: float | Array, scores: Array, drawn: float | Array) -> float | Array:
        """Return the value, or one for each draw, after a move.

        Args:
            by: how far, in the axis's unit; one number, or one for each draw (draws,).
            scores: normal scores z of the draws, (draws,).
            drawn: the value, or the draws, before; what does not move is returned as it is, to the last bit.
        """
        if not np.any(by):
            return drawn
        if self.kind == LEVER:
            low, high = self.factor.prior.low, self.factor.prior.high
            found = self.value + (high - low) * np.asarray(by)
            found = np.clip(found, min(low, self.value), max(high, self.value))
            return float(found) if np.ndim(by) == 0 else np.asarray(found, dtype=np.float64)
        from scipy import special

        unit = np.clip(special.ndtr(scores + by), _EDGE, 1 - _EDGE)
        return self.factor.values(_exchanged(unit, _order(self.factor.prior)))


def on_steps(move: Array, steps: Array) -> Array:
    """Return a move whose whole-number levers move by whole numbers, each to the nearest.

    Args:
        move: how far each axis is moved, (axes,).
        steps: the smallest move of each axis, 0 where there is none, (axes,).

    Example:
        >>> on_steps(np.array([0.3, 0.3]), np.array([0.25, 0.0])).tolist()
        [0.25, 0.3]
    """
    whole = steps > 0
    return np.where(whole, np.rint(move / np.where(whole, steps, 1.0)) * steps, move)


def scores_of(axes: Sequence[Axis], seed: int, draws: int) -> Array:
    """Return the normal scores of the scenario's own draws, (draws, axes); of levers zeros."""
    from scipy import special

    table = np.zeros((draws, len(axes)))
    for place, axis in enumerate(axes):
        if axis.kind == UNCERTAIN:
            order = _order(axis.factor.prior)
            rank = None if order is None else np.argsort(order)
            table[:, place] = special.ndtri(_exchanged(uniforms(axis.name, seed, draws), rank))
    return table


def _order(prior: Prior) -> NDArray[np.intp] | None:
    """Return in which order the cells of the unit interval have rising values; None where they have already.

    A mixture draws its first part from the lowest numbers, wherever that part lies.
    """
    return _ordered(cast(Hashable, prior))


@cache
def _ordered(prior: Any) -> NDArray[np.intp] | None:
    values = prior.quantile((np.arange(_CELLS) + 0.5) / _CELLS)
    return None if (np.diff(values) >= 0).all() else np.argsort(values, kind="stable")


def _exchanged(unit: Array, cells: NDArray[np.intp] | None) -> Array:
    """Return numbers of the unit interval, each at its place within another cell."""
    if cells is None:
        return unit
    places = np.minimum((unit * _CELLS).astype(np.intp), _CELLS - 1)
    return np.asarray(np.clip((cells[places] + unit * _CELLS - places) / _CELLS, _EDGE, 1 - _EDGE))


def setting(
    axes: Sequence[Axis], move: Array, scores: Array, base: Mapping[str, float | Array]
) -> dict[str, float | Array]:
    """Return the values after a move, of the parameters that move: {name: value, or one for each draw}.

    Args:
        axes: what can be moved.
        move: how far, (axes,), or for each draw, (draws, axes).
        scores: see `scores_of`.
        base: the value or the draws of every axis before.
    """
    return {
        axis.name: axis.moved(
            float(move[place]) if move.ndim == 1 else move[:, place], scores[:, place], base[axis.name]
        )
        for place, axis in enumerate(axes)
        if np.any(move[..., place])
    }
