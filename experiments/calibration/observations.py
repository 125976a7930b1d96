"""What was observed, set beside what the model says before and after it is told.

A scenario's reference facts name a measure of the contract arm. Runs that agree with the facts to condition
on speak for their draw of the unknowns. What the model then says is told of new luck: each run counts by how
many of the *other* runs of its draw agree, so that agreement after conditioning is no matter of course.
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
from sim.arms import GS, NONE, G, S
from sim.scenario.document import dotted
from sim.scenario.errors import ScenarioError, nearest
from sim.scenario.scenario import Scenario

MEASURE_OF = {"extension_requested": "requested"}
"""Facts that are called otherwise than the measure they are observations of."""


@dataclass(frozen=True)
class Fact(Result):
    """An observation, and the runs beside it: under the prior, and given the facts with new luck.

    `use` is "condition" or "check"; `band` holds the values that count as agreement, `common` the commonest
    value. `given` and `common_given` are None where no run agrees or nothing is conditioned on.
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
class Posterior(Result):
    """1+1 given the facts: a ratio of weighted means, its interval, its range.

    The 95% interval is the percentile bootstrap over draws, the range the weighted 5–95% quantiles over draws
    (replication noise left in). `above_two` is the weighted share of draws with a mean Δ above zero.
    """

    value: float
    low: float
    high: float
    first: float
    last: float
    above_two: float
    effective_draws: float


@dataclass(frozen=True)
class Facts(Result):
    """All facts of a scenario beside its runs; `informed` are the unknowns that the facts tell something of.

    `posterior` and `conditioned` are None when nothing is conditioned on or no run agrees (`nobody_agrees`).
    """

    facts: tuple[Fact, ...]
    conditioned: Conditioned | None
    posterior: Posterior | None
    informed_priors: tuple[InformedPrior, ...]
    nobody_agrees: bool

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists; the runs' weights are left out."""
        plain = super().to_dict()
        if plain["conditioned"] is not None:
            del plain["conditioned"]["weights"]
        return plain


def compare_with_observations(scenario: Scenario, runs: PairedRuns, seed: int = 0) -> Facts | None:
    """Return the scenario's facts beside its runs; None when it has none that a measure answers."""
    observed = {
        name: fact for name, fact in answered(scenario).items() if MEASURE_OF.get(name, name) in runs.measures
    }
    if not observed or GS not in runs.arms:
        return None
    simulated = {name: runs.arm(GS, MEASURE_OF.get(name, name)) for name in observed}
    bands = {name: _band(fact) for name, fact in observed.items()}
    telling = {
        name: (simulated[name], bands[name]) for name, fact in observed.items() if fact["use"] == "condition"
    }
    conditioned, nobody = None, False
    if telling:
        try:
            conditioned = condition_on(telling)
        except ValueError:  # no run agrees
            nobody = True
    weights = None if conditioned is None else of_other_runs(conditioned.weights)
    found = []
    for name, fact in observed.items():
        value = float(fact["value"])
        found.append(
            Fact(
                name=name,
                measure=MEASURE_OF.get(name, name),
                observed=value,
                of=float(fact.get("of", np.nan)),
                use=fact["use"],
                band=bands[name],
                prior=agreement(simulated[name], bands[name], value),
                given=None if weights is None else agreement(simulated[name], bands[name], value, weights),
                common=commonest(simulated[name]),
                common_given=None if weights is None else commonest(simulated[name], weights),
            )
        )
    told: tuple[InformedPrior, ...] = ()
    posterior = None
    if conditioned is not None and weights is not None and runs.draws > 1:
        told = informed_priors(runs.parameter_draws, conditioned.weights, seed)
        posterior = given_facts(runs, weights, seed)
    return Facts(tuple(found), conditioned, posterior, told, nobody)


def answered(scenario: Scenario) -> dict[str, Mapping[str, Any]]:
    """Return the facts that the scenario's contract arm can be set beside, by name.

    What was observed in a month says nothing of a contract whose term ends in another: the measures are those
    of the end of the term.
    """
    return {
        name: fact
        for name, fact in scenario.reference.items()
        if fact["use"] != "metadata" and _number(fact["value"]) and name not in untimely(scenario)
    }


def untimely(scenario: Scenario) -> dict[str, int]:
    """Return the months of those facts that were not observed at the end of the scenario's term, by name."""
    term = "contract.term"
    ends = None if term in scenario.priors else scenario.values[term]
    return {
        name: fact["month"]
        for name, fact in scenario.reference.items()
        if fact["use"] != "metadata" and fact.get("month", ends) != ends
    }


def check_facts(scenario: Scenario) -> None:
    """Raise ScenarioError for a number to condition on or to check that no measure answers."""
    names = [measure.name for measure in scenario_measures(scenario)]
    for name, fact in scenario.reference.items():
        known = MEASURE_OF.get(name, name) in names
        if fact["use"] != "metadata" and _number(fact["value"]) and not known:
            near = nearest(name, [*names, *MEASURE_OF])
            place, key = scenario.told_at.get(name, ""), dotted(("reference", name))
            raise ScenarioError(place, key, "fact_unmeasured", near=near)


def of_other_runs(weights: Array) -> Array:
    """Return for each run the mean weight of the other runs of its draw; its own where it is the only one.

    `weights` is (draws, replications) and sums to 1; so does the result.
    """
    seeds = weights.shape[1]
    if seeds == 1:
        return weights
    others = (weights.sum(axis=1, keepdims=True) - weights) / (seeds - 1)
    return others / others.sum()


def given_facts(runs: PairedRuns, weights: Array, seed: int = 0) -> Posterior | None:
    """Return 1+1 over runs with weights (draws, replications).

    1+1 = 2·Σw·v(GS)/Σw·(v(G) + v(S)), net of the empty arm; None when what they create apart is not positive.
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


def _band(fact: Any) -> tuple[float, float]:
    value = float(fact["value"])
    if isinstance(fact["value"], bool):
        return (0.5, np.inf) if fact["value"] else (-np.inf, 0.5)
    return float(fact.get("low", value)), float(fact.get("high", value))


def _number(value: object) -> bool:
    return isinstance(value, bool | int | float)
