"""What observed facts teach: uncertain parameters, 1+1 and the facts themselves before and after them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from experiments.arrays import Array
from experiments.calibration.conditioning import LEAST_EFFECTIVE, InformedPrior, Shift
from experiments.calibration.facts import with_facts
from experiments.calibration.next_fact import NextFact, next_facts
from experiments.calibration.observations import (
    Observation,
    ObservationCheck,
    check_observations,
    compare_with_observations,
    conditioned_synergy,
    draws_for,
    is_conclusive,
    leave_one_out_weights,
    mistimed_observations,
    never_compared,
    predicted_observations,
    simulated_observations,
    uncovered,
)
from experiments.defaults import CALIBRATION, SEEDS
from experiments.errors import InvalidInput
from experiments.progress import SILENT, Progress
from experiments.provenance import RunMetadata, arm_names, paired_metadata
from experiments.results import AnalysisResult, Result
from experiments.runs.design import size_of
from experiments.runs.engines import scenario_measures
from experiments.runs.outcomes import ALONE, BENCHMARKS, SIDE_BY_SIDE
from experiments.runs.paired import PairedRuns, run_paired, run_paired_by_month
from experiments.runs.simulator import Subject, simulated
from experiments.statistics.intervals import Estimate, wilson
from experiments.synergy.headline import Posterior
from sim.arms import G_S, GS, NONE, G, S
from sim.parameters.declaration import Parameter
from sim.parameters.priors import Discrete, Mixture, Prior, Uniform
from sim.scenario import Scenario
from sim.scenario.observations import measure_of

CALIBRATION_ARMS = (NONE, G, S, G_S, GS)
"""The arms that 1+1 by both benchmarks and the facts need."""

ENOUGH_DRAWS = 100
"""The effective sample from which priors are written: a decile is then known to about ± 6 percentage points
(95%).
"""

DECILES = 10
BINS = 12
SHOWN = 6
"""Parameters of which the distributions are kept, the most moved."""


@dataclass(frozen=True)
class Learnt(Result):
    """The distribution of a parameter or of a fact before and after: shares between `edges`.

    `observed` and the `band` of values that agree are those of a fact; NaN for a parameter.
    """

    name: str
    edges: tuple[float, ...]
    before: tuple[float, ...]
    after: tuple[float, ...]
    observed: float
    band: tuple[float, float]


@dataclass(frozen=True, repr=False)
class Calibration(AnalysisResult):
    """What was learnt from observed facts.

    Attributes:
        facts: each fact beside what the runs predict, before and after.
        left_out: months of the facts that were not compared, by name: measures are not taken in them.
        parameters: every uncertain parameter before and after, the most moved first; empty where nothing can
            be concluded.
        prior: 1+1 of all draws against the two alone, by the same estimator as `posterior`.
        posterior: 1+1 against the two alone given the facts; None where nothing can be concluded or 1+1 is
            undefined.
        shift: the change of 1+1 against the two alone and whether it is resolved; None as `posterior`.
        accepted: the share of runs that agree; where agreement is a matter of degree, the share that
            rejection sampling would accept. NaN where no run agrees.
        effective_draws: Kish's effective number of draws; 0 where no run agrees.
        draws: parameter draws, and `seeds` of each.
        agreeing: how many runs agree with each fact, where none agrees with all.
        next_facts: measures whose observation would narrow 1+1 against the two alone further, the best first.
        distributions: of the most moved parameters, and of the facts.
        deciles: of each parameter that moved, its posterior deciles, or the shares of its values.
        metadata: what is needed to repeat it; its scenario has the facts.
        prior_side_by_side: as `prior`, against both side by side; None also in files of earlier
            versions, which ran no such arm.
        posterior_side_by_side: as `posterior`, against both side by side.
        shift_side_by_side: as `shift`, against both side by side; None also in files written before it was
            judged.
        next_facts_side_by_side: as `next_facts`, against both side by side.
    """

    REPORT = "posterior_report"

    facts: tuple[Observation, ...]
    left_out: Mapping[str, int]
    parameters: tuple[InformedPrior, ...]
    prior: Posterior | None
    posterior: Posterior | None
    shift: Shift | None
    accepted: Estimate
    effective_draws: float
    draws: int
    seeds: int
    agreeing: Mapping[str, int]
    next_facts: tuple[NextFact, ...]
    distributions: tuple[Learnt, ...]
    deciles: Mapping[str, tuple[tuple[float, float], ...]]
    metadata: RunMetadata = field(repr=False, compare=False, metadata={"plain": False})
    prior_side_by_side: Posterior | None = None
    posterior_side_by_side: Posterior | None = None
    shift_side_by_side: Shift | None = None
    next_facts_side_by_side: tuple[NextFact, ...] = ()

    @property
    def answers(self) -> dict[str, tuple[Posterior | None, Posterior | None]]:
        """1+1 before and given the facts, by each benchmark that was run; side by side leads."""
        both = {
            SIDE_BY_SIDE.name: (self.prior_side_by_side, self.posterior_side_by_side),
            ALONE.name: (self.prior, self.posterior),
        }
        return {name: both[name] for name in self.benchmarks}

    @property
    def benchmarks(self) -> tuple[str, ...]:
        """Names of the benchmarks whose arms were run; side by side leads."""
        run = set(self.metadata.arms)
        return tuple(one.name for one in BENCHMARKS if set(arm_names(one.ratio.arms)) <= run)

    @property
    def shifts(self) -> dict[str, Shift | None]:
        """What the facts change in 1+1, by each benchmark that was run; None as `posterior`."""
        both = {SIDE_BY_SIDE.name: self.shift_side_by_side, ALONE.name: self.shift}
        return {name: both[name] for name in self.benchmarks}

    @property
    def to_observe(self) -> dict[str, tuple[NextFact, ...]]:
        """Measures whose observation would narrow 1+1 further, by each benchmark that was run."""
        both = {SIDE_BY_SIDE.name: self.next_facts_side_by_side, ALONE.name: self.next_facts}
        return {name: both[name] for name in self.benchmarks}

    @property
    def units(self) -> dict[str, Any]:
        """The unit of every number: of 1+1 and of shares, of each parameter, of each fact's measure."""
        scenario = self.metadata.scenario
        measures = {one.name: one.unit for one in scenario_measures(scenario)}
        return {
            "one_plus_one": "ratio",
            "above_two": "share of draws",
            "accepted": "share of runs",
            "reduction": "share of the variance of 1+1 over draws",
            "shift of parameters": "standard deviations of the prior",
            "parameters": {one.parameter: scenario.parameters[one.parameter].unit for one in self.parameters},
            "facts": {one.name: measures[one.measure] for one in self.facts},
        }

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists, with the unit of every number.

        Returns:
            One entry for each field, and `units`; each 1+1 names its benchmark.

        Example:
            >>> import oneplusone as opo
            >>> opo.calibrate(draws=4, months=9, progress=False).to_dict()["units"]["one_plus_one"]
            'ratio'
        """
        return {**super().to_dict(), "units": self.units}

    @property
    def moved(self) -> tuple[InformedPrior, ...]:
        """The parameters whose mean moved, resolved at 5%."""
        return tuple(one for one in self.parameters if one.resolved)

    @property
    def conclusive(self) -> bool:
        """Whether anything can be concluded: see `is_conclusive`."""
        return is_conclusive(self.effective_draws, self.facts)

    @property
    def draws_needed(self) -> int:
        """Draws at which the effective sample would be `ENOUGH_DRAWS`, as the present share of it goes on."""
        return draws_for(ENOUGH_DRAWS, self.effective_draws, self.draws)

    @property
    def draws_to_conclude(self) -> int:
        """Draws at which the effective sample would be `LEAST_EFFECTIVE`, as its present share goes on."""
        return draws_for(LEAST_EFFECTIVE, self.effective_draws, self.draws)

    def to_scenario(self) -> Scenario:
        """Return the scenario with the priors of the parameters that moved replaced by their posteriors.

        Each replaced prior is the marginal posterior, by deciles. How parameters go together, and all that is
        not resolved in a single one, is lost. The facts are kept to be checked, not to be conditioned on
        twice.

        Returns:
            A scenario that stands alone and that everything takes.

        Raises:
            InvalidInput: the effective sample is below `ENOUGH_DRAWS`, no prediction agrees with a fact, or
                no parameter moved.

        Example:
            >>> import oneplusone as opo
            >>> found = opo.calibrate(draws=4, months=9, progress=False)
            >>> found.to_scenario()  # doctest: +IGNORE_EXCEPTION_DETAIL
            Traceback (most recent call last):
            experiments.errors.InvalidInput: an effective sample of 4 draws is too few for priors
        """
        if not self.effective_draws:
            raise InvalidInput("calibration.not_written_none")
        if uncovered(self.facts):
            raise InvalidInput("calibration.not_written_uncovered")
        if round(self.effective_draws) < ENOUGH_DRAWS:
            raise InvalidInput(
                "calibration.not_written_few", effective=round(self.effective_draws), enough=ENOUGH_DRAWS,
                draws=f"{self.draws_needed:,}",
            )  # fmt: skip
        if not self.deciles:
            raise InvalidInput("calibration.not_written_unmoved")
        scenario = self.metadata.scenario
        priors: dict[str, Prior] = dict(scenario.priors)
        for name, stretches in self.deciles.items():
            priors[name] = _prior(stretches, scenario.parameters[name])
        reference = {
            name: {**each, "use": "check"} if each["use"] == "condition" else each
            for name, each in scenario.reference.items()
        }
        titles = {lang: self._view(self.REPORT, lang).given_title(self, lang) for lang in scenario.titles}
        return replace(
            scenario,
            name=f"{scenario.name.replace('+', '_')}_given_facts",
            titles=MappingProxyType(titles),
            priors=MappingProxyType(priors),
            reference=MappingProxyType(reference),
        )


def calibrate(
    subject: Subject,
    facts: str | Path | Mapping[str, Mapping[str, Any]] | None = None,
    draws: int | None = None,
    seeds: int = SEEDS,
    seed: int = 0,
    engine: str = "auto",
    progress: Progress = SILENT,
    runs: int | None = None,
) -> Calibration:
    """Weight parameter draws by observed facts and say what that teaches.

    Args:
        subject: a scenario, or the simulator of one, whose runs are then counted together.
        facts: further facts, see `with_facts`; beside the observations of the scenario to condition on.
        draws: number of parameter draws; 1,000 by default.
        seeds: seeds per draw.
        seed: master seed.
        engine: "auto", "compiled" or "mesa", where `subject` is a scenario.
        progress: what watches the computation; its stage is "runs".
        runs: runs of all arms together instead of draws, rounded up to whole draws.

    Returns:
        Parameters, 1+1 and facts before and after.

    Raises:
        ScenarioError: facts that are not allowed.
        InvalidInput: nothing is uncertain, or there is no fact to condition on.
        EnvironmentFailure: every draw has a failed run.

    Example:
        >>> found = calibrate(Scenario.load("s_association"), draws=40)
        >>> 0 < found.effective_draws <= 40
        True
    """
    simulator = simulated(subject, engine)
    scenario = simulator.scenario if facts is None else with_facts(simulator.scenario, facts)
    check_observations(scenario)
    left_out = never_compared(scenario)
    if not scenario.priors:
        raise InvalidInput("calibration.nothing_uncertain", scenario=scenario.name)
    uses = {name: each["use"] for name, each in scenario.reference.items() if name not in left_out}
    if "condition" not in uses.values():
        raise InvalidInput("calibration.no_facts", scenario=scenario.name)
    draws = size_of(draws, CALIBRATION.usual, runs, seeds * len(CALIBRATION_ARMS))
    by_month = tuple(
        dict.fromkeys(
            measure_of(name, scenario.reference[name])
            for name in mistimed_observations(scenario)
            if name not in left_out
        )
    )
    with progress.stage("runs", draws * seeds * len(CALIBRATION_ARMS)) as advance:
        made, months = run_paired_by_month(
            scenario, draws, seeds, draws if by_month else 0, CALIBRATION_ARMS, seed, simulator.engine.name,
            advance, by_month or ("value",),
        )  # fmt: skip
    simulator.runs += draws * seeds * len(CALIBRATION_ARMS)
    simulator.seconds += made.seconds
    simulator.failures += made.failures
    kept = np.asarray(np.isfinite(made.values).all(axis=(1, 2, 3)))
    whole = made.whole()
    monthly = months.subset(kept) if by_month else None
    check = compare_with_observations(scenario, whole, seed, monthly)
    if check is None or not any(one.use == "condition" for one in check.observations):
        raise InvalidInput("calibration.no_facts", scenario=scenario.name)
    metadata = paired_metadata("calibrate", scenario, whole, (made,))
    return _calibration(scenario, whole, monthly, check, left_out, seed, metadata)


def answers_of(
    scenario: Scenario, draws: int, seeds: int, seed: int = 0, engine: str = "auto"
) -> dict[str, Posterior | None]:
    """Return 1+1 of a scenario's own priors by benchmark, as `Calibration.prior` is; None if undefined."""
    runs = run_paired(scenario, draws, seeds, CALIBRATION_ARMS, seed, engine).whole()
    alike = np.full(runs.run_seeds.shape, 1 / runs.run_seeds.size)
    return {each.name: conditioned_synergy(runs, alike, seed, each) for each in BENCHMARKS}


def _calibration(
    scenario: Scenario,
    runs: PairedRuns,
    monthly: PairedRuns | None,
    check: ObservationCheck,
    left_out: Mapping[str, int],
    seed: int,
    metadata: RunMetadata,
) -> Calibration:
    alike = np.full(runs.run_seeds.shape, 1 / runs.run_seeds.size)
    conditioned = check.conditioned
    own = alike.sum(axis=1) if conditioned is None else conditioned.weights.sum(axis=1)
    accepted = Estimate(0.0, *wilson(0.0, runs.draws), math.nan, runs.draws)
    to_observe = {
        one.name: next_facts(scenario, runs, own, check.observations, seed, one) if check.conclusive else ()
        for one in BENCHMARKS
    }
    return Calibration(
        facts=check.observations,
        left_out=dict(left_out),
        parameters=check.updated_priors,
        prior=conditioned_synergy(runs, alike, seed),
        posterior=check.posterior,
        shift=check.shift,
        accepted=accepted if conditioned is None else conditioned.accepted,
        effective_draws=0.0 if conditioned is None else conditioned.effective_draws,
        draws=runs.draws,
        seeds=runs.seeds,
        agreeing=dict(check.agreeing),
        next_facts=to_observe[ALONE.name],
        distributions=tuple(_distributions(scenario, runs, monthly, check, own, seed)),
        deciles={
            one.parameter: _stretches(
                np.asarray(runs.parameter_draws[one.parameter], dtype=np.float64),
                own,
                scenario.parameters[one.parameter],
            )
            for one in check.informed_priors
        },
        metadata=metadata,
        prior_side_by_side=conditioned_synergy(runs, alike, seed, SIDE_BY_SIDE),
        posterior_side_by_side=check.posterior_side_by_side,
        shift_side_by_side=check.shift_side_by_side,
        next_facts_side_by_side=to_observe[SIDE_BY_SIDE.name],
    )


def _distributions(
    scenario: Scenario,
    runs: PairedRuns,
    monthly: PairedRuns | None,
    check: ObservationCheck,
    own: Array,
    seed: int,
) -> list[Learnt]:
    """The most moved parameters, and the facts as they would be observed of the runs, before and after."""
    found = []
    for one in check.updated_priors[:SHOWN]:
        values = np.asarray(runs.parameter_draws[one.parameter], dtype=np.float64)
        whole = scenario.parameters[one.parameter].kind != "float"
        found.append(learnt(one.parameter, values, own, whole))
    simulated_values = simulated_observations(scenario, runs, monthly)
    predicted = predicted_observations(scenario, simulated_values, seed)
    shares = np.full(runs.run_seeds.shape, 1 / runs.run_seeds.size)
    if check.conditioned is not None:
        shares = leave_one_out_weights(check.conditioned.weights)  # those of the predictions in the table
    for fact in check.observations:
        values = predicted[fact.name]
        whole = bool((values == np.round(values)).all())
        found.append(learnt(fact.name, values.ravel(), shares.ravel(), whole, fact.observed, fact.band))
    return found


def learnt(
    name: str,
    values: Array,
    weights: Array,
    whole: bool,
    observed: float = math.nan,
    band: tuple[float, float] = (math.nan, math.nan),
) -> Learnt:
    """Return the distribution of values before and after, with bins of as many whole numbers each."""
    low, high = float(values.min()), float(values.max())
    if whole:  # each bin has as many whole numbers
        width = 1.0 if high - low < 3 * BINS else math.ceil((high - low + 1) / BINS)
        edges = np.arange(low - 0.5, high + width, width)
    else:
        edges = np.linspace(low, high if high > low else low + 1.0, BINS + 1)
    before = np.histogram(values, edges)[0] / len(values)
    after = np.histogram(values, edges, weights=weights)[0] / weights.sum()
    return Learnt(name, tuple(edges.tolist()), tuple(before.tolist()), tuple(after.tolist()), observed, band)


def _stretches(values: Array, own: Array, parameter: Parameter) -> tuple[tuple[float, float], ...]:
    """Deciles of a real parameter, (low, high) of each tenth; values of another one with their shares."""
    if parameter.kind != "float":
        known = np.unique(values)
        shares = [float(own[values == value].sum() / own.sum()) for value in known]
        return tuple((float(v), share) for v, share in zip(known, shares, strict=True) if share > 0)
    levels = np.linspace(0, 1, DECILES + 1)
    met = own > 0
    ends = np.quantile(values[met], levels, weights=own[met], method="inverted_cdf").tolist()
    return tuple(pairwise(ends))


def _prior(stretches: tuple[tuple[float, float], ...], parameter: Parameter) -> Prior:
    if parameter.kind != "float":
        values, shares = zip(*stretches, strict=True)
        total = math.fsum(shares)
        return Discrete(tuple(int(value) for value in values), tuple(share / total for share in shares))
    parts = [Uniform(low, high) if low < high else Discrete((low,), (1.0,)) for low, high in stretches]
    return Mixture(tuple((1 / len(parts), part) for part in parts))
