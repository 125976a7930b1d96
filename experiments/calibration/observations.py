"""Observations of the case compared with the model's prior and conditional predictions.

A scenario's reference observations name a measure of the contract arm. Runs weigh as their observation
models say how likely they make what was observed; their weights are those of their parameter draw. The
conditional prediction is for a new run with another seed: each run counts by the weights of the *other* runs
of its draw, so that agreement after conditioning is not built in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.calibration.conditioning import (
    LEAST_EFFECTIVE,
    Agreement,
    Commonest,
    Conditioned,
    InformedPrior,
    NoRunAgrees,
    Shift,
    agreement,
    commonest,
    condition_on,
    ratio_shift,
    updated_priors,
)
from experiments.calibration.observation_models import model_for
from experiments.calibration.stated import AllFacts, stated
from experiments.results import Result
from experiments.runs.outcomes import ALONE, BENCHMARKS, SIDE_BY_SIDE, Benchmark, contrast
from experiments.runs.paired import PairedRuns
from experiments.statistics.epistemic import RANGE, RESAMPLES
from experiments.synergy.headline import Posterior
from sim.arms import GS
from sim.measured import has_months
from sim.parameters.service_kinds import KINDS
from sim.scenario import Scenario
from sim.scenario.comparable import check_measured
from sim.scenario.errors import Refusals
from sim.scenario.observations import measure_of, model_of


@dataclass(frozen=True)
class Observation(Result):
    """One observation compared with the runs, under the prior and given the observations.

    Attributes:
        name: its name in the scenario.
        measure: the measure of the contract arm that it is compared with.
        observed: the observed value.
        of: the number that it is out of; NaN where there is none.
        beyond: the share of runs with more than that number; 0 where there is none.
        use: "condition" or "check".
        model: its observation model.
        band: the simulated values that count as agreement; of an observation model the values within 95% of
            the likeliest.
        prior: predicted by all runs, with the error of observation.
        given: predicted by the runs given the observations; None where no run agrees or nothing is
            conditioned on.
        common: the commonest value.
        common_given: the commonest value given the observations, or None.
    """

    name: str
    measure: str
    observed: float
    of: float
    beyond: float
    use: str
    model: str
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
        posterior: 1+1 given the observations, against the two alone; None where it is undefined or nothing
            can be concluded.
        posterior_side_by_side: the same against both side by side; None also where that arm was not run.
        shift: what that changes in 1+1 against the two alone, and whether it is resolved; None as
            `posterior`.
        updated_priors: every uncertain parameter before and after, the most moved first; empty where nothing
            can be concluded.
        agreeing: how many runs agree with each observation, where none agrees with all.
        stated: how many runs agree with all facts as they are stated; None where the end of a run can be
            compared with none.
        shift_side_by_side: as `shift`, against both side by side; None as `posterior_side_by_side`.
        benchmarks: names of the benchmarks whose arms were run; side by side leads.
    """

    observations: tuple[Observation, ...]
    conditioned: Conditioned | None
    posterior: Posterior | None
    posterior_side_by_side: Posterior | None
    shift: Shift | None
    updated_priors: tuple[InformedPrior, ...]
    agreeing: Mapping[str, int]
    stated: AllFacts | None = None
    shift_side_by_side: Shift | None = None
    benchmarks: tuple[str, ...] = (ALONE.name,)

    @property
    def shifts(self) -> dict[str, Shift | None]:
        """What the observations change in 1+1, by each benchmark that was run; None where it is undefined."""
        both = {SIDE_BY_SIDE.name: self.shift_side_by_side, ALONE.name: self.shift}
        return {name: both[name] for name in self.benchmarks}

    def given(self, benchmark: str) -> Posterior | None:
        """Return 1+1 by a benchmark given the observations.

        Args:
            benchmark: its name.

        Returns:
            1+1 of the weighted runs; None where it is undefined or nothing can be concluded.

        Example:
            >>> import oneplusone as opo
            >>> opo.simulate(draws=2, progress=False).observations.given("alone") is None
            True
        """
        return self.posterior if benchmark == ALONE.name else self.posterior_side_by_side

    @property
    def conclusive(self) -> bool:
        """Whether the weighted draws are enough, and near enough to the observations, to conclude from."""
        weighted = self.conditioned
        return weighted is not None and is_conclusive(weighted.effective_draws, self.observations)

    @property
    def informed_priors(self) -> tuple[InformedPrior, ...]:
        """The uncertain parameters whose mean the observations move, resolved at 5%."""
        return tuple(one for one in self.updated_priors if one.resolved)

    @property
    def no_run_agrees(self) -> bool:
        """Whether no run agrees with the observations to condition on."""
        return bool(self.agreeing)

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists, without the weights of the runs.

        Returns:
            One entry for each field.

        Example:
            >>> import oneplusone as opo
            >>> list(opo.simulate(draws=2, progress=False).observations.to_dict())[0]
            'observations'
        """
        plain = super().to_dict()
        del plain["updated_priors"]
        plain["informed_priors"] = [one.to_dict() for one in self.informed_priors]
        plain["no_run_agrees"] = self.no_run_agrees
        if plain["conditioned"] is not None:
            del plain["conditioned"]["weights"]
        return plain


def compare_with_observations(
    scenario: Scenario, runs: PairedRuns, seed: int = 0, monthly: PairedRuns | None = None
) -> ObservationCheck | None:
    """Compare a scenario's observations with its runs, before and after conditioning on them.

    Args:
        scenario: what was run, with its observations.
        runs: its paired runs, without failures.
        seed: seed of the bootstrap and of the permutations.
        monthly: the months of the same runs, for observations made before the measure's usual month.

    Returns:
        The comparison; None when the scenario has no observation that a measure can be compared with, or the
        contract arm was not run.
    """
    simulated = simulated_observations(scenario, runs, monthly)
    if not simulated:
        return None
    observed = {name: scenario.reference[name] for name in simulated}
    models = {name: model_for(each) for name, each in observed.items()}
    to_condition_on = {
        name: (simulated[name], models[name]) for name, each in observed.items() if each["use"] == "condition"
    }
    conditioned, agreeing = None, dict[str, int]()
    if to_condition_on:
        try:
            conditioned = condition_on(to_condition_on)
        except NoRunAgrees as problem:
            agreeing = problem.agreeing
    weights = None if conditioned is None else leave_one_out_weights(conditioned.weights)
    compared = []
    would_be_seen = predicted_observations(scenario, simulated, seed)
    for name, each in observed.items():
        value, band = float(each["value"]), models[name].band
        predicted = would_be_seen[name]
        compared.append(
            Observation(
                name=name,
                measure=measure_of(name, each),
                observed=value,
                of=float(each.get("of", np.nan)),
                beyond=float((simulated[name] > each.get("of", np.inf)).mean()),
                use=each["use"],
                model=model_of(each),
                band=band,
                prior=agreement(predicted, band, value),
                given=None if weights is None else agreement(predicted, band, value, weights),
                common=commonest(simulated[name]),
                common_given=None if weights is None else commonest(simulated[name], weights),
            )
        )
    moved: tuple[InformedPrior, ...] = ()
    posterior = beside = shift = shift_beside = None
    run = tuple(one.name for one in BENCHMARKS if one.ratio.arms <= set(runs.arms))
    if (
        conditioned is not None
        and weights is not None
        and runs.draws > 1
        and is_conclusive(conditioned.effective_draws, compared)
    ):
        moved = updated_priors(runs.parameter_draws, conditioned.weights, seed)
        posterior = conditioned_synergy(runs, weights, seed)
        if SIDE_BY_SIDE.name in run:
            beside = conditioned_synergy(runs, weights, seed, SIDE_BY_SIDE)
        shift = None if posterior is None else _shift(runs, weights, seed, ALONE)
        shift_beside = None if beside is None else _shift(runs, weights, seed, SIDE_BY_SIDE)
    at_the_end = simulated if monthly is None else simulated_observations(scenario, runs)
    return ObservationCheck(
        tuple(compared), conditioned, posterior, beside, shift, moved, agreeing, stated(scenario, at_the_end),
        shift_beside, run,
    )  # fmt: skip


def _shift(runs: PairedRuns, weights: Array, seed: int, benchmark: Benchmark) -> Shift | None:
    """What weights change in 1+1 by a benchmark."""
    return ratio_shift(*_parts(runs, benchmark), weights, seed, benchmark.name)


def uncovered(observations: Sequence[Observation]) -> tuple[str, ...]:
    """Return the observations to condition on with which no prediction under the prior agrees."""
    return tuple(one.name for one in observations if one.use == "condition" and one.prior.in_band.value == 0)


def is_conclusive(effective: float, observations: Sequence[Observation]) -> bool:
    """Return whether anything is concluded from draws weighted by observations.

    Args:
        effective: effective number of draws, counted as it is shown.
        observations: the observations beside the runs.

    Returns:
        True from `LEAST_EFFECTIVE` draws on, where some prediction agrees with each observation.
    """
    return round(effective) >= LEAST_EFFECTIVE and not uncovered(observations)


def draws_for(wanted: float, effective: float, draws: int) -> int:
    """Return the draws with an effective sample as wanted, as the present share of it goes on; 0 if none."""
    return math.ceil(wanted * draws / effective) if effective > 0 else 0


def simulated_observations(
    scenario: Scenario, runs: PairedRuns, monthly: PairedRuns | None = None
) -> dict[str, Array]:
    """Return what the contract arm has, (draws, seeds), for each observation that it can be compared with."""
    if GS not in runs.arms:
        return {}
    found, comparable = {}, comparable_observations(scenario)
    for name, each in scenario.reference.items():
        measure = measure_of(name, each)
        if name in comparable and measure in runs.measures:
            found[name] = runs.arm(GS, measure)
        elif monthly is not None and measure in monthly.measures and has_months(measure):
            found[name] = monthly.arm(GS, measure)[:, :, each["month"] - 1]
    return found


def predicted_observations(
    scenario: Scenario, simulated: Mapping[str, Array], seed: int = 0
) -> dict[str, Array]:
    """Return what would be observed of each run, (draws, seeds), by name: with the error of observation.

    Args:
        scenario: what was run, with its observations.
        simulated: what the runs have, from `simulated_observations`.
        seed: seed of the errors.
    """
    rng = np.random.default_rng(seed)
    return {
        name: model_for(scenario.reference[name]).predicted(values, rng) for name, values in simulated.items()
    }


def comparable_observations(scenario: Scenario) -> dict[str, Mapping[str, Any]]:
    """Return the observations that the end of a run can be compared with, by name."""
    mistimed = mistimed_observations(scenario)
    return {
        name: each
        for name, each in scenario.reference.items()
        if each["use"] != "metadata" and _number(each["value"]) and name not in mistimed
    }


def taken_in(scenario: Scenario, measure: str) -> int | None:
    """Return the month in which a measure is taken: the term's last, or the horizon; None where it is
    drawn.
    """
    name = "run.horizon" if has_months(measure) else "contract.term"
    return None if name in scenario.priors else int(scenario.values[name])


def mistimed_observations(scenario: Scenario) -> dict[str, int]:
    """Return the months of the observations that were made in another month than their measure is taken in,
    by name.
    """
    return {
        name: each["month"]
        for name, each in scenario.reference.items()
        if each["use"] != "metadata"
        and _number(each["value"])
        and "month" in each
        and each["month"] != taken_in(scenario, measure_of(name, each))
    }


def never_compared(scenario: Scenario) -> dict[str, int]:
    """Return the months of the observations that no month of a run can be compared with, by name.

    Those are of measures that are taken at the end of the term alone, in another month, or of a month after
    the horizon.
    """
    return {
        name: month
        for name, month in mistimed_observations(scenario).items()
        if not has_months(measure_of(name, scenario.reference[name]))
        or not 1 <= month <= int(scenario.values["run.horizon"])
    }


def check_observations(scenario: Scenario) -> None:
    """Raise ScenarioError for each number to condition on or to check that no measure corresponds to.

    Those of a file are refused when it is read, with all else; what an earlier version kept is not.
    """
    scenario.require_case()
    kinds, faults = [row.name for row in scenario.rows[KINDS.name]], Refusals()
    for name, each in scenario.reference.items():
        if each["use"] != "metadata" and _number(each["value"]):
            with faults.kept():
                check_measured(scenario.reference_sources.get(name, ""), name, each, kinds)
    faults.settle()


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
    return np.asarray(others / others.sum())


def conditioned_synergy(
    runs: PairedRuns, weights: Array, seed: int = 0, benchmark: Benchmark = ALONE
) -> Posterior | None:
    """Return 1+1 over weighted runs, net of the empty arm: against the two alone 2·Σw·v(GS)/Σw·(v(G) + v(S)).

    Args:
        runs: paired runs of the arms that the benchmark needs.
        weights: weights of the runs, (draws, seeds).
        seed: seed of the bootstrap.
        benchmark: what the contract is compared with.

    Returns:
        1+1 given the observations; None when the sum of what both create apart is not positive in every
        resample.
    """
    above, below = _parts(runs, benchmark)
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
        benchmark=benchmark.name,
    )


def _parts(runs: PairedRuns, benchmark: Benchmark) -> tuple[Array, Array]:
    """Twice what both create together, and what they create apart, net of the empty arm, (draws, seeds)."""
    values, ratio = runs.of("value"), benchmark.ratio
    above = ratio.factor * contrast(ratio.numerator, values, runs.arms)
    return above, contrast(ratio.denominator, values, runs.arms)


def _number(value: object) -> bool:
    return isinstance(value, bool | int | float)
