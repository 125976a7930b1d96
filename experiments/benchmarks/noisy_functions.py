"""Functions with noise whose Sobol' indices are known, of a single run and of the expected outcome.

A function f of x has the mean μ, the variance V and the first- and total-order indices S and T. With z
standard normal and drawn by the seed, and q the variance of the noise beside V:

- additive, f(x) + σz: the seed acts alone; the parameters keep S and T, both times 1/(1 + q);
- multiplicative, f(x)(1 + σz): the seed acts alone through μ, and together with each effect of the
  parameters;
- of each point, f(x) + σz(x): a different z at every point, as where a run's course hangs on every parameter.
  The seed does nothing alone, all of its part is interplay, and of every parameter's total index too.

Sources: Ishigami & Homma 1990, ISUMA; Saltelli et al. 2010, Computer Physics Communications 181(2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Array, Seeds
from experiments.designs.factors import Factor
from experiments.runs.outcomes import Outcome
from sim.arms import GS
from sim.parameters.priors import Uniform
from sim.splitmix import mix64

ADDITIVE, MULTIPLICATIVE, OF_EACH_POINT = "additive", "multiplicative", "of each point"
NOISES = (ADDITIVE, MULTIPLICATIVE, OF_EACH_POINT)

THE_VALUE = Outcome("value", {GS: 1.0})


@dataclass(frozen=True)
class Known:
    """A function of points (n, D), with mean, variance, and indices of first and total order, (D,)."""

    name: str
    factors: tuple[Factor, ...]
    formula: Callable[[Array], Array]
    mean: float
    variance: float
    first: Array
    total: Array


@dataclass(frozen=True)
class Noisy:
    """A known function with noise; `evaluate` is what designs run.

    `share` is the stochastic share of a single run's variance. `first` and `total` are the indices of a
    single run, (D + 1,), the seed's last.
    """

    known: Known
    noise: str
    share: float

    @property
    def _spread(self) -> float:
        """σ, at which the noise has its share of the variance."""
        beside = self.share / (1 - self.share) * self.known.variance
        if self.noise == MULTIPLICATIVE:
            beside /= self.known.variance + self.known.mean**2
        return math.sqrt(beside)

    def evaluate(self, points: dict[str, Array], run_seeds: Seeds, arms: Sequence[int]) -> Array:
        """Return the outcome of point i with seed i, (n, arms, 1)."""
        x = np.column_stack([points[factor.name] for factor in self.known.factors])
        value, z = self.known.formula(x), _normal(run_seeds)
        if self.noise == OF_EACH_POINT:
            keys = np.asarray(run_seeds, dtype=np.uint64)
            for column in np.ascontiguousarray(x.T):
                keys = mix64(keys ^ column.view(np.uint64))
            z = _normal(keys)
        noise = self._spread * z * (value if self.noise == MULTIPLICATIVE else 1.0)
        return np.repeat((value + noise)[:, None, None], len(arms), axis=1)

    @property
    def first(self) -> Array:
        """First-order indices of a single run."""
        alone = {ADDITIVE: self.share, OF_EACH_POINT: 0.0}.get(self.noise)
        if alone is None:
            alone = self.share * self.known.mean**2 / (self.known.variance + self.known.mean**2)
        return np.append((1 - self.share) * self.known.first, alone)

    @property
    def total(self) -> Array:
        """Total-order indices of a single run."""
        shares = (1 - self.share) * self.known.total
        if self.noise == MULTIPLICATIVE:
            shares = (1 + self._spread**2) * shares
        elif self.noise == OF_EACH_POINT:
            shares = shares + self.share
        return np.append(shares, self.share)


def _normal(seeds: Seeds) -> Array:
    from scipy.special import ndtri

    bits = mix64(np.asarray(seeds, dtype=np.uint64)) >> np.uint64(12)
    return np.asarray(ndtri((bits.astype(np.float64) + 0.5) * 2.0**-52))


def ishigami(a: float = 7.0, b: float = 0.1) -> Known:
    """Return sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ on [−π, π]³."""
    factors = tuple(Factor(f"x{place}", Uniform(-math.pi, math.pi)) for place in range(3))
    variance = a**2 / 8 + b * math.pi**4 / 5 + b**2 * math.pi**8 / 18 + 0.5
    one, two = 0.5 * (1 + b * math.pi**4 / 5) ** 2, a**2 / 8
    both = b**2 * math.pi**8 * (1 / 18 - 1 / 50)
    return Known(
        "Ishigami",
        factors,
        lambda x: np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0]),
        a / 2,
        variance,
        np.array([one, two, 0.0]) / variance,
        np.array([one + both, two, both]) / variance,
    )


def sobol_g(a: Sequence[float] = (0, 1, 4.5, 9, 99, 99, 99, 99)) -> Known:
    """Return Π (|4x_i − 2| + a_i)/(1 + a_i) on the unit cube."""
    weights = np.array(a, dtype=float)
    parts = 1 / (3 * (1 + weights) ** 2)
    variance = float(np.prod(1 + parts) - 1)
    return Known(
        "Sobol' G",
        _unit_cube(len(weights)),
        lambda x: np.asarray(np.prod((np.abs(4 * x - 2) + weights) / (1 + weights), axis=1)),
        1.0,
        variance,
        parts / variance,
        parts * np.prod(1 + parts) / (1 + parts) / variance,
    )


def linear(weights: Sequence[float] = (1, 2, 3, 4)) -> Known:
    """Return Σ w_i x_i on the unit cube, whose indices of both orders are the same."""
    w = np.array(weights, dtype=float)
    parts = w**2 / 12
    shares = parts / parts.sum()
    return Known(
        "linear", _unit_cube(len(w)), lambda x: x @ w, float(w.sum() / 2), float(parts.sum()), shares, shares
    )


def _unit_cube(size: int) -> tuple[Factor, ...]:
    return tuple(Factor(f"x{place}", Uniform(0.0, 1.0)) for place in range(size))


FUNCTIONS = (ishigami(), sobol_g(), linear())
