"""What the figure of a simulation draws, as plain values: enough to draw it anew without a run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from experiments.arrays import Array
from experiments.calibration.observations import Observation, ObservationCheck, leave_one_out_weights
from experiments.provenance import RunMetadata
from experiments.results import AnalysisResult, Result
from experiments.runs.paired import PairedRuns
from experiments.simulation.simulate import SimulationResult
from experiments.statistics.intervals import mean_covariance, t_quantile
from experiments.synergy.headline import Headline, Posterior
from sim.arms import GS
from sim.scenario import Scenario

LIFE = ("awaiting", "delivering", "extension", "passed", "failed", "terminated")
"""The states of a contract, in the order of `SimulationPicture.life`."""


@dataclass(frozen=True)
class Levels(Result):
    """A kind's services month by month: means by arm (arms, months), and half-widths of 95% bands or None."""

    kind: str
    mean: Array
    half: Array | None


@dataclass(frozen=True)
class Given(Result):
    """1+1 given the observations: value, ends of its interval, and 5–95% over draws."""

    value: float
    low: float
    high: float
    first: float
    last: float


@dataclass(frozen=True)
class Histogram(Result):
    """The observation conditioned on: shares of runs between `edges`, of all and of conditioned ones."""

    name: str
    observed: float
    low: float
    high: float
    edges: tuple[float, ...]
    all_runs: tuple[float, ...]
    conditioned: tuple[float, ...] | None


@dataclass(frozen=True, repr=False)
class SimulationPicture(AnalysisResult):
    """What is drawn of a simulation.

    Attributes:
        levels: services of each kind month by month.
        arms: the arms that `levels` has, in its order.
        life: shares of the contracts signed so far by state (states of LIFE, months).
        review: the month of the mid-term review; None where it is not one month.
        given: 1+1 given the observations, against the two alone.
        given_side_by_side: the same against both side by side.
        histogram: the observation that was conditioned on.
        draws: draws of which months are kept, and `seeds` of each; `all_draws` and `all_seeds` are those of
            the answer.
        seed: the master seed.
        headline: 1+1 with what stands beside it.
        metadata: what is needed to repeat it.
    """

    FIGURES = "figure"

    levels: tuple[Levels, ...]
    arms: tuple[int, ...]
    life: Array
    review: int | None
    given: Given | None
    given_side_by_side: Given | None
    histogram: Histogram | None
    draws: int
    seeds: int
    all_draws: int
    all_seeds: int
    seed: int
    headline: Headline = field(metadata={"plain": False})
    metadata: RunMetadata = field(repr=False, compare=False, metadata={"plain": False})

    @property
    def scenario(self) -> Scenario:
        """What was run."""
        return self.metadata.scenario


def picture_of(found: SimulationResult) -> SimulationPicture:
    """Return what the figure of a simulation draws."""
    monthly, scenario, beside = found.monthly, found.scenario, found.observations
    return SimulationPicture(
        levels=tuple(_levels(monthly, row.name) for row in scenario.rows["kinds"]),
        arms=tuple(monthly.arms),
        life=life_shares(monthly),
        review=_review(scenario, monthly),
        given=_given(None if beside is None else beside.posterior),
        given_side_by_side=_given(None if beside is None else beside.posterior_side_by_side),
        histogram=_histogram(scenario, found.runs, found.observations),
        draws=monthly.draws,
        seeds=monthly.seeds,
        all_draws=found.runs.draws,
        all_seeds=found.runs.seeds,
        seed=found.runs.seed,
        headline=found.headline,
        metadata=found.metadata,
    )


def _given(one: Posterior | None) -> Given | None:
    return None if one is None else Given(one.value, one.low, one.high, one.first, one.last)


def _levels(monthly: PairedRuns, kind: str) -> Levels:
    values = monthly.of(f"now_{kind}")
    if not values.size:
        return Levels(kind, np.zeros((len(monthly.arms), 0)), None)
    means, halves = [], []
    for place in range(len(monthly.arms)):
        mean, covariance, degrees = mean_covariance(values[:, :, place])
        means.append(mean)
        if degrees:
            halves.append(t_quantile(degrees) * np.sqrt(np.diag(covariance)))
    return Levels(kind, np.array(means), np.array(halves) if halves else None)


def life_shares(monthly: PairedRuns) -> Array:
    """Shares of the contracts signed so far by their state during each month, (states of LIFE, months).

    Contracts close, and extensions begin, at the end of a month. Where a run signs one contract its approval
    and extension are shown apart; with more they count as delivering.
    """

    def of(name: str) -> Array:
        return monthly.arm(GS, name)

    def before(name: str) -> Array:
        values = of(name)
        return np.concatenate([np.zeros_like(values[:, :, :1]), values[:, :, :-1]], axis=2)

    months = np.arange(1, monthly.values.shape[3] + 1)
    signed, single = of("signed"), of("signed") == 1
    closed = [before(name) for name in ("passed", "failed", "terminated")]
    under_way = signed - sum(closed)
    awaiting = np.where(single & (months <= of("approval_months")), under_way, 0.0)
    extension = np.where(single & (before("extended") > 0), under_way, 0.0)
    delivering = under_way - awaiting - extension
    states = np.stack([awaiting, delivering, extension, *closed]).mean(axis=(1, 2))
    return np.asarray(states / np.maximum(states.sum(axis=0), 1e-12))


def _review(scenario: Scenario, monthly: PairedRuns) -> int | None:
    """Return the month of the mid-term review where every run signs one contract."""
    if not monthly.values.shape[3] or not (monthly.arm(GS, "signed")[:, :, -1] == 1).all():
        return None
    start = int(np.median(monthly.arm(GS, "approval_months")[:, :, -1]))
    return start + (int(scenario.values["contract.term"]) - start) // 2


def _histogram(scenario: Scenario, runs: PairedRuns, observed: ObservationCheck | None) -> Histogram | None:
    one: Observation | None = None
    if observed is not None:
        one = next((each for each in observed.observations if each.use == "condition"), None)
    if observed is None or one is None:
        return None
    values = runs.arm(GS, one.measure)
    edges = np.arange(math.floor(values.min()) - 0.5, math.ceil(values.max()) + 1.5)
    flat = values.ravel()
    conditioned, shown = None, observed.conclusive or not scenario.priors
    if observed.conditioned is not None and shown:
        weights = leave_one_out_weights(observed.conditioned.weights).ravel()
        conditioned = tuple(np.histogram(flat, edges, weights=weights)[0].tolist())
    shares = np.histogram(flat, edges)[0] / flat.size
    low, high = one.band
    return Histogram(
        one.name, one.observed, low, high, tuple(edges.tolist()), tuple(shares.tolist()), conditioned
    )
