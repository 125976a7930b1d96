"""Observation models: how what is observed may differ from what happens, and how likely that makes a run.

Weighting runs by such a likelihood is exact inference under the declared error of observation; a tolerance is
the uniform error, for which it is rejection sampling. Source: Wilkinson 2013, Statistical Applications in
Genetics and Molecular Biology 12(2).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from experiments.arrays import Array
from sim.scenario.observations import model_of

NEAR = 1.9207
"""Values whose log-likelihood is within this of the largest agree: χ²(0.95, one degree of freedom)/2."""


@runtime_checkable
class ObservationModel(Protocol):
    """What is observed, given what happens in a run."""

    @property
    def band(self) -> tuple[float, float]:
        """The simulated values that agree: the tolerance, or those within `NEAR` of the likeliest."""

    def relative(self, simulated: Array) -> Array:
        """Log-likelihood of each run, less that of the likeliest value: 0 at most, −∞ where impossible."""

    def predicted(self, simulated: Array, rng: np.random.Generator) -> Array:
        """What would be observed of each run, error of observation included."""


@dataclass(frozen=True)
class Tolerance:
    """Values from `low` to `high` agree, all alike; others do not."""

    low: float
    high: float

    @property
    def band(self) -> tuple[float, float]:
        """Its ends."""
        return self.low, self.high

    def relative(self, simulated: Array) -> Array:
        """0 inside, −∞ outside."""
        return np.where((simulated >= self.low) & (simulated <= self.high), 0.0, -np.inf)

    def predicted(self, simulated: Array, rng: np.random.Generator) -> Array:
        """The runs as they are: a tolerance says what is near enough, not how one errs."""
        return simulated


@dataclass(frozen=True)
class NormalError:
    """The value is that of the run plus a normal error of standard deviation `error`."""

    value: float
    error: float

    @property
    def band(self) -> tuple[float, float]:
        """The value and 1.96 errors on both sides."""
        half = math.sqrt(2 * NEAR) * self.error
        return self.value - half, self.value + half

    def relative(self, simulated: Array) -> Array:
        """−(value − run)²/2·error²."""
        from scipy import stats

        return np.asarray(
            stats.norm.logpdf(self.value, simulated, self.error) - stats.norm.logpdf(0.0, 0.0, self.error)
        )

    def predicted(self, simulated: Array, rng: np.random.Generator) -> Array:
        """Each run with an error of its own."""
        return rng.normal(simulated, self.error)


@dataclass(frozen=True)
class BinomialShare:
    """`value` of `of` happened, each with the probability that the run's share gives.

    A run is itself one sample: its share is (run + ½)/(of + 1), Jeffreys' estimate, so that a run in which
    all or none happened does not rule out the rest. Runs beyond `of` count as all.
    """

    value: float
    of: float

    @property
    def band(self) -> tuple[float, float]:
        """The whole numbers near enough."""
        return _near(self, self.of)

    def _share(self, simulated: Array) -> Array:
        return (np.clip(simulated, 0.0, self.of) + 0.5) / (self.of + 1.0)

    def _log_likelihood(self, share: Array) -> Array:
        from scipy import stats

        return np.asarray(stats.binom.logpmf(self.value, self.of, share))

    def relative(self, simulated: Array) -> Array:
        """Log-likelihood of each run's share, less that of the likeliest share that a run can have."""
        from scipy import optimize

        ends = self._share(np.array([0.0, self.of]))
        best = optimize.minimize_scalar(
            lambda share: -float(self._log_likelihood(np.asarray(share))), bounds=tuple(ends),
            method="bounded", options={"xatol": 1e-9},
        )  # fmt: skip
        # At an end the search stops a little before it.
        largest = max(-float(best.fun), *self._log_likelihood(ends))
        return np.minimum(0.0, self._log_likelihood(self._share(simulated)) - largest)

    def predicted(self, simulated: Array, rng: np.random.Generator) -> Array:
        """A count of `of` with each run's share."""
        return rng.binomial(int(self.of), self._share(simulated)).astype(float)


@dataclass(frozen=True)
class BetaBinomialShare(BinomialShare):
    """As `BinomialShare`, the probability varying around the run's share: what is counted goes together.

    `overdispersion` ρ is the correlation of two of the `of`: a = p·(1 − ρ)/ρ, b = (1 − p)·(1 − ρ)/ρ.
    """

    overdispersion: float

    def _shapes(self, share: Array) -> tuple[Array, Array]:
        size = (1.0 - self.overdispersion) / self.overdispersion
        return share * size, (1.0 - share) * size

    def _log_likelihood(self, share: Array) -> Array:
        from scipy import stats

        return np.asarray(stats.betabinom.logpmf(self.value, self.of, *self._shapes(share)))

    def predicted(self, simulated: Array, rng: np.random.Generator) -> Array:
        """A count of `of` with a probability drawn around each run's share."""
        return rng.binomial(int(self.of), rng.beta(*self._shapes(self._share(simulated)))).astype(float)


@dataclass(frozen=True)
class PoissonCount:
    """A count whose mean is that of the run, + ½: the run is one sample too (Jeffreys' estimate)."""

    value: float

    @property
    def band(self) -> tuple[float, float]:
        """The whole numbers near enough."""
        return _near(self, self.value + 10 * math.sqrt(self.value + 1))

    def relative(self, simulated: Array) -> Array:
        """Log-likelihood of each run, less that of the likeliest: the observed count itself."""
        from scipy import stats

        largest = stats.poisson.logpmf(self.value, max(self.value, 0.5))
        return np.asarray(stats.poisson.logpmf(self.value, _mean(simulated)) - largest)

    def predicted(self, simulated: Array, rng: np.random.Generator) -> Array:
        """A count with each run's mean."""
        return rng.poisson(_mean(simulated)).astype(float)


def _mean(simulated: Array) -> Array:
    return np.maximum(simulated, 0.0) + 0.5


def model_for(observation: Mapping[str, Any]) -> ObservationModel:
    """Return the observation model that a scenario declares for an observation.

    Args:
        observation: an entry of `Scenario.reference` with a number, yes or no as its value.

    Example:
        >>> model_for({"value": 20, "of": 25})
        BinomialShare(value=20.0, of=25.0)
    """
    value, model = float(observation["value"]), model_of(observation)
    if isinstance(observation["value"], bool):
        return Tolerance(0.5, math.inf) if observation["value"] else Tolerance(-math.inf, 0.5)
    if model == "normal":
        return NormalError(value, float(observation["error"]))
    if model == "poisson":
        return PoissonCount(value)
    if model == "binomial":
        return BinomialShare(value, float(observation["of"]))
    if model == "beta-binomial":
        return BetaBinomialShare(value, float(observation["of"]), float(observation["overdispersion"]))
    return Tolerance(float(observation.get("low", value)), float(observation.get("high", value)))


def _near(model: BinomialShare | PoissonCount, most: float) -> tuple[float, float]:
    """The first and the last whole number from 0 to `most` that agrees: there is no gap between them."""

    def agrees(value: int) -> bool:
        return bool(model.relative(np.array([float(value)]))[0] >= -NEAR)

    middle, last = round(model.value), math.ceil(most)
    first = bisect_left(range(middle), True, key=agrees)
    beyond = bisect_left(range(middle + 1, last + 1), True, key=lambda value: not agrees(value))
    return float(first), float(middle + beyond)
