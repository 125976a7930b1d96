"""Functions whose sensitivity indices are known in closed form."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from experiments.designs.factors import Factor
from sim.parameters.priors import Uniform


@dataclass(frozen=True)
class KnownFunction:
    """A function of points {name: values} with its first, total (D,) and second order (D, D) indices."""

    factors: tuple[Factor, ...]
    formula: Callable
    first: np.ndarray
    total: np.ndarray
    second: np.ndarray

    def __call__(self, points):
        return self.formula(np.column_stack([points[factor.name] for factor in self.factors]))


def ishigami(a=7.0, b=0.1):
    """Return f = sin x₁ + a sin² x₂ + b x₃⁴ sin x₁ on [−π, π]³ [Ishigami & Homma 1990]."""
    factors = tuple(Factor(f"x{i}", Uniform(-math.pi, math.pi)) for i in range(3))
    variance = a**2 / 8 + b * math.pi**4 / 5 + b**2 * math.pi**8 / 18 + 0.5
    v1, v2 = 0.5 * (1 + b * math.pi**4 / 5) ** 2, a**2 / 8
    v13 = b**2 * math.pi**8 * (1 / 18 - 1 / 50)
    second = np.zeros((3, 3))
    second[0, 2] = second[2, 0] = v13 / variance
    return KnownFunction(
        factors,
        lambda x: np.sin(x[:, 0]) + a * np.sin(x[:, 1]) ** 2 + b * x[:, 2] ** 4 * np.sin(x[:, 0]),
        np.array([v1, v2, 0.0]) / variance,
        np.array([v1 + v13, v2, v13]) / variance,
        second,
    )


def g_star(a, alpha=1.0, delta=0.0):
    """Return Π ((1+α)|2{x_i+δ} − 1|^α + a_i)/(1 + a_i); α = 1, δ = 0 is Sobol's G [Saltelli et al. 2010]."""
    a = np.asarray(a, dtype=float)
    factors = tuple(Factor(f"x{i}", Uniform(0.0, 1.0)) for i in range(len(a)))
    parts = alpha**2 / ((1 + 2 * alpha) * (1 + a) ** 2)
    variance = np.prod(1 + parts) - 1
    return KnownFunction(
        factors,
        lambda x: np.prod(
            ((1 + alpha) * np.abs(2 * np.modf(x + delta)[0] - 1) ** alpha + a) / (1 + a), axis=1
        ),
        parts / variance,
        parts * np.prod(1 + parts) / (1 + parts) / variance,
        np.outer(parts, parts) / variance,
    )


FUNCTIONS = {
    "ishigami": ishigami(),
    "sobol_g": g_star([0, 1, 4.5, 9, 99, 99, 99, 99]),
    "g_star": g_star([0, 0.1, 0.2, 0.3, 0.4, 0.8, 1, 2, 3, 4], alpha=0.5, delta=0.3),
}
