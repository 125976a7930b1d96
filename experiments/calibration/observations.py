"""Observations of the case compared with the model's prior and conditional predictions.

A scenario's reference observations name a measure of the contract arm. Runs that agree with the observations
to condition on give weight to their parameter draw. The conditional prediction is for a new run with another
seed: each run counts by how many of the *other* runs of its draw agree, so that agreement after conditioning
is not built in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.calibration.conditioning import (
    Agreement,
    Commonest,
    Conditioned,
    InformedPrior,
    agreement,
    commonest,
    condition_on,
    informed_priors,
)
from experiments.results import Result
from experiments.runs.engines import scenario_measures
from experiments.runs.paired import PairedRuns
from experiments.statistics.epistemic import RANGE, RESAMPLES
from experiments.synergy.headline import Posterior
from sim.arms import GS, NONE, G, S
from sim.scenario import Scenario
from sim.scenario.document import dotted
from sim.scenario.errors import ScenarioError, nearest

MEASURE_OF = {"extension_requested": "requested"}
"""Observations whose measure has another name."""


@dataclass(frozen=True)
class Observation(Result):
    """One observation compared with the runs, under the prior and given the observations.

    Attributes:
        name: its name in the scenario.
        measure: the measure of the contract arm that it is compared with.
        observed: the observed value.
        of: the number that it is out of; NaN where there is none.
        use: "condition" or "check".
        band: the values that count as agreement.
        prior: agreement of all runs.
        given: agreement of the runs given the observations; None where no run agrees or nothing is
            conditioned on.
        common: the commonest value.
        common_given: the commonest value given the observations, or None.
    """

    name: str
    measure: str
    observed: float
    of: float
    use: str
    band: tuple[float, float]
    prior: Agreement
    given: Agreement | None
    common: Commonest
    common_given: Commonest | None


@dataclass(frozen=True)
class ObservationCheck(Result):
    """All observations of a scenario compared with its runs, and what conditioning on them changes.

    Attributes:
        observations: one comparison for each observation.
        conditioned: the weighted runs; None where nothing is conditioned on or no run agrees.
        posterior: 1+1 given the observations, or None.
        informed_priors: the uncertain parameters whose mean the observations move.
        no_run_agrees: whether no run agrees with the observations to condition on.
    """

    observations: tuple[Observation, ...]
    conditioned: Conditioned | None
    posterior: Posterior | None
    informed_priors: tuple[InformedPrior, ...]
    no_run_agrees: bool

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists, without the weights of the runs."""
        plain = super().to_dict()
        if plain["conditioned"] is not None:
            del plain["conditioned"]["weights"]
        return plain


def compare_with_observations(scenario: Scenario, runs: PairedRuns, seed: int = 0) -> ObservationCheck | None:
    """Compare a scenario's observations with its runs, before and after conditioning on them.

    Args:
        scenario: what was run, with its observations.
        runs: its paired runs, without failures.
        seed: seed of the bootstrap and of the permutations.

    Returns:
        The comparison; None when the scenario has no observation that a measure can be compared with, or the
        contract arm was not run.
    """
    observed = {
        name: each
        for name, each in comparable_observations(scenario).items()
        if MEASURE_OF.get(name, name) in runs.measures
    }
    if not observed or GS not in runs.arms:
        return None
    simulated = {name: runs.arm(GS, MEASURE_OF.get(name, name)) for name in observed}
    bands = {name: _band(each) for name, each in observed.items()}
    to_condition_on = {
        name: (simulated[name], bands[name]) for name, each in observed.items() if each["use"] == "condition"
    }
    conditioned, no_run_agrees = None, False
    if to_condition_on:
        try:
            conditioned = condition_on(to_condition_on)
        except ValueError:
            no_run_agrees = True
    weights = None if conditioned is None else leave_one_out_weights(conditioned.weights)
    compared = []
    for name, each in observed.items():
        value = float(each["value"])
        compared.append(
            Observation(
                name=name,
                measure=MEASURE_OF.get(name, name),
                observed=value,
                of=float(each.get("of", np.nan)),
                use=each["use"],
                band=bands[name],
                prior=agreement(simulated[name], bands[name], value),
                given=None if weights is None else agreement(simulated[name], bands[name], value, weights),
                common=commonest(simulated[name]),
                common_given=None if weights is None else commonest(simulated[name], weights),
            )
        )
    moved: tuple[InformedPrior, ...] = ()
    posterior = None
    if conditioned is not None and weights is not None and runs.draws > 1:
        moved = informed_priors(runs.parameter_draws, conditioned.weights, seed)
        posterior = conditioned_synergy(runs, weights, seed)
    return ObservationCheck(tuple(compared), conditioned, posterior, moved, no_run_agrees)


def comparable_observations(scenario: Scenario) -> dict[str, Mapping[str, Any]]:
    """Return the observations that the scenario's contract arm can be compared with, by name.

    Measures are those of the end of the contract's term: an observation of another month is not comparable.
    """
    mistimed = mistimed_observations(scenario)
    return {
        name: each
        for name, each in scenario.reference.items()
        if each["use"] != "metadata" and _number(each["value"]) and name not in mistimed
    }


def mistimed_observations(scenario: Scenario) -> dict[str, int]:
    """Return the months of the observations that were not made at the end of the scenario's term, by name."""
    term = "contract.term"
    ends = None if term in scenario.priors else scenario.values[term]
    return {
        name: each["month"]
        for name, each in scenario.reference.items()
        if each["use"] != "metadata" and each.get("month", ends) != ends
    }


def check_observations(scenario: Scenario) -> None:
    """Raise ScenarioError for a number to condition on or to check that no measure corresponds to."""
    names = [measure.name for measure in scenario_measures(scenario)]
    for name, each in scenario.reference.items():
        known = MEASURE_OF.get(name, name) in names
        if each["use"] != "metadata" and _number(each["value"]) and not known:
            near = nearest(name, [*names, *MEASURE_OF])
            place, key = scenario.reference_sources.get(name, ""), dotted(("reference", name))
            raise ScenarioError(place, key, "fact_unmeasured", near=near)


def leave_one_out_weights(weights: Array) -> Array:
    """Return for each run the mean weight of the other runs of its draw; its own where it is the only one.

    Args:
        weights: weights of the runs, (draws, seeds); they sum to 1.

    Returns:
        Weights of the same shape; they sum to 1.

    Example:
        >>> leave_one_out_weights(np.array([[0.5, 0.0], [0.25, 0.25]])).tolist()
        [[0.0, 0.5], [0.25, 0.25]]
    """
    seeds = weights.shape[1]
    if seeds == 1:
        return weights
    others = (weights.sum(axis=1, keepdims=True) - weights) / (seeds - 1)
    return others / others.sum()


def conditioned_synergy(runs: PairedRuns, weights: Array, seed: int = 0) -> Posterior | None:
    """Return 1+1 = 2·Σw·v(GS)/Σw·(v(G) + v(S)), net of the empty arm, over weighted runs.

    Args:
        runs: paired runs of the empty arm, both single arms and the contract.
        weights: weights of the runs, (draws, seeds).
        seed: seed of the bootstrap.

    Returns:
        1+1 given the observations; None when the sum of what both create apart is not positive in every
        resample.
    """
    none = runs.arm(NONE, "value")
    above = 2 * (runs.arm(GS, "value") - none)
    below = runs.arm(G, "value") + runs.arm(S, "value") - 2 * none
    own = weights.sum(axis=1)
    met = own > 0
    own = own[met]
    a, b = (weights * above).sum(axis=1)[met], (weights * below).sum(axis=1)[met]
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(len(a), np.full(len(a), 1 / len(a)), RESAMPLES)
    bottoms = counts @ b
    if not (b.sum() > 0 and (bottoms > 0).all()):
        return None
    low, high = np.quantile(counts @ a / bottoms, (0.025, 0.975))
    positive = b > 0
    ratios = a[positive] / b[positive]
    first, last = np.quantile(ratios, RANGE, weights=own[positive], method="inverted_cdf")
    return Posterior(
        value=float(a.sum() / b.sum()),
        low=float(low),
        high=float(high),
        first=float(first),
        last=float(last),
        above_two=float(own @ (a / 2 > b) / own.sum()),
        effective_draws=float(own.sum() ** 2 / (own * own).sum()),
    )


def _band(observation: Mapping[str, Any]) -> tuple[float, float]:
    value = float(observation["value"])
    if isinstance(observation["value"], bool):
        return (0.5, np.inf) if observation["value"] else (-np.inf, 0.5)
    return float(observation.get("low", value)), float(observation.get("high", value))


def _number(value: object) -> bool:
    return isinstance(value, bool | int | float)
