"""How much of the governance part of Δ the declared coefficients already explain, draw by draw.

What an hour yields under a contract, relative to an hour of a gift, is a product of coefficients that a
scenario declares or draws: schedule pressure, delegation, reporting and approvals, the charge of the
instrument, access. Were nothing else at work, the governance part v(GS) − v(G₋∥S₊) would be that product less
one, times what the gift gains, v(G₋∥S₊) − v(G₋∥S). What it does not explain emerges from the run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Array
from experiments.results import Result
from experiments.runs.paired import PairedRuns
from experiments.statistics.epistemic import RESAMPLES
from experiments.statistics.intervals import CONFIDENCE, Estimate, mean_interval
from sim.arms import GMINUS_S, GMINUS_SPLUS, GS
from sim.codes import CONTRACTS_HURRIED
from sim.rules.burden import contract_burden, net_share
from sim.rules.capability import management_yield
from sim.rules.delivery import access_gain, delegation_yield, schedule_pressure
from sim.scenario import Scenario

FACTORS = ("schedule", "delegation", "burden", "transaction", "access")
"""What the product is made of; each is one where a contracted hour yields what a given one does."""

LEAST_DRAWS = 10
"""Draws from which on a share of variance is given."""


@dataclass(frozen=True)
class DeclaredPart(Result):
    """What declared coefficients explain of the governance part.

    Attributes:
        r_squared: the squared correlation, over draws, of the governance part with its prediction; 95%
            percentile bootstrap over draws. The noise of seeds counts as not explained.
        predicted: the mean of the prediction (product − 1) × gain of the gift, in the unit of v.
        governance: the mean of the governance part, in that unit.
        product: the mean product of the factors.
        factors: the mean of each of `FACTORS`.
        draws: number of draws.
    """

    r_squared: Estimate
    predicted: Estimate
    governance: Estimate
    product: float
    factors: Mapping[str, float]
    draws: int


def declared_factors(scenario: Scenario, runs: PairedRuns) -> dict[str, Array]:
    """Return what an hour yields under the scenario's instrument relative to a gift's, factor by factor.

    Trust counts as it is at the start, and support as given.

    Args:
        scenario: what was run.
        runs: its runs, whose draws are taken.

    Returns:
        (draws,) for each of `FACTORS`, without unit.
    """
    instrument = _instrument(scenario)
    table = np.empty((len(FACTORS), runs.draws))
    for draw in range(runs.draws):
        here = {**scenario.values, **{name: column[draw] for name, column in runs.parameter_draws.items()}}
        table[:, draw] = _yields({name: float(value) for name, value in here.items()}, instrument)
    return dict(zip(FACTORS, table, strict=True))


def _instrument(scenario: Scenario) -> str:
    """Return the name of the instrument that the scenario sets."""
    return scenario.parameters["policy.instrument"].options[int(scenario.values["policy.instrument"])]


def _yields(value: Mapping[str, float], instrument: str) -> tuple[float, ...]:
    """Return the factors of one draw, in the order of FACTORS."""

    def its(column: str) -> float:
        return value[f"instruments.{instrument}.{column}"]

    schedule = 1.0
    if int(value["form.schedule"]) == CONTRACTS_HURRIED:  # of lots the gift is hurried as well
        schedule = 1.0 / schedule_pressure(
            max(1.0, float(int(value["contract.term"] * its("term_factor") + 0.5))),
            value["production.natural_term"],
            value["production.schedule_exponent"],
        )
    managed = management_yield(
        value["capability.management_reference"],
        value["capability.management"],
        value["capability.delegation_elasticity"],
    )
    delegation = delegation_yield(
        min(1.0, value["production.delegation_loss"] * managed),
        value["production.role_clarity"],
        value["control.oversight"] * value["control.control"],
        int(value["production.delegation_depth"]),
    )
    burden = contract_burden(
        value["control.indicator_burden"],
        value["control.indicators"],
        its("reporting"),
        value["control.control"] * (1.0 - its("autonomy")),
        value["control.digital"],
        value["control.approval_burden"],
        int(value["control.levels"]),
    )
    base = value["control.base_burden"]
    left = net_share(base, 0.0)
    return (
        schedule,
        delegation,
        net_share(base, burden) / left if left > 0.0 else 0.0,
        1.0 - its("transaction_cost"),
        access_gain(value["production.access"], 1, value["relations.initial_trust"]),
    )


def declared_part(scenario: Scenario, runs: PairedRuns, seed: int = 0) -> DeclaredPart | None:
    """Return how much of the governance part the declared coefficients explain.

    Args:
        scenario: what was run.
        runs: its runs in all arms.
        seed: seed of the bootstrap.

    Returns:
        The share with what it is made of; None with fewer than 10 draws, where the scenario's instrument
        contracts nobody, or where prediction or governance part is the same in all draws.
    """
    if runs.draws < LEAST_DRAWS or scenario.values[f"instruments.{_instrument(scenario)}.in_house"]:
        return None
    factors = declared_factors(scenario, runs)
    product = np.prod(np.stack(list(factors.values())), axis=0)
    values = runs.of("value")
    governance = values[:, :, GS] - values[:, :, GMINUS_SPLUS]
    gift = values[:, :, GMINUS_SPLUS] - values[:, :, GMINUS_S]
    predicted = (product - 1.0)[:, None] * gift
    shares = _r_squared(predicted.mean(axis=1), governance.mean(axis=1), seed)
    if not np.isfinite(shares[0]):
        return None
    edge = (1 - CONFIDENCE) / 2
    low, high = np.nanquantile(shares[1:], (edge, 1 - edge))
    value, error = float(shares[0]), float(np.nanstd(shares[1:], ddof=1))
    return DeclaredPart(
        r_squared=Estimate(value, min(float(low), value), max(float(high), value), error, runs.draws),
        predicted=mean_interval(predicted),
        governance=mean_interval(governance),
        product=float(product.mean()),
        factors={name: float(column.mean()) for name, column in factors.items()},
        draws=runs.draws,
    )


def _r_squared(x: Array, y: Array, seed: int) -> Array:
    """Return the squared correlation of the whole sample, then of each bootstrap sample of draws."""
    chosen = np.random.default_rng(seed).integers(0, len(x), (RESAMPLES, len(x)))
    samples = np.vstack([np.arange(len(x)), chosen])
    a, b = x[samples], y[samples]
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    spread = (a * a).sum(axis=1) * (b * b).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 0, (a * b).sum(axis=1) ** 2 / spread, np.nan)
