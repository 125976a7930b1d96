"""Is 1+1 > 2 in a scenario? The answer with the statistics that must accompany it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Array
from experiments.results import Result
from experiments.runs.outcomes import ALONE, BENCHMARKS, Benchmark, contrast
from experiments.runs.paired import PairedRuns
from experiments.statistics.intervals import Estimate, mean_interval
from experiments.statistics.sample_size import SampleSize, draws_for_verdict, ratio_influence, sample_size
from experiments.synergy.break_even import (
    BreakEven,
    HorizonBreakEven,
    WeightBreakEven,
    break_even,
    horizon_break_even,
    weight_break_evens,
)
from experiments.synergy.declared import DeclaredPart, declared_part
from experiments.synergy.synergy import BenchmarkAnswer, Synergy, synergy, synergy_by_component
from sim.arms import ARMS, G, S
from sim.scenario import Scenario

COMPONENTS = ("services", "groups", "capital")
"""Measures that add up to public value."""

PRODUCTIVITY = "resources.relative_productivity"
"""The parameter whose break-even is part of the headline."""

NO_COMPLEMENTARITY: Mapping[str, float] = {"production.substitution": 1.0, "production.access": 0.0}
"""Without complementarity: paid and voluntary hours only add up, and an office's support opens no doors."""

MATERIAL = 0.02
"""The share of all that was made from which on units that nobody could use are material."""

IDLE = 0.15
"""The share of paid hours idle in an arm without a contract from which on a contract may gain by waking them
(assumed).
"""

LEAST_DRAWS = 10
"""Draws needed for a break-even along a parameter."""


@dataclass(frozen=True)
class Saturation(Result):
    """Units that nobody could use in one arm, and their mean share of all units made."""

    arm: str
    units: Estimate
    of_made: float
    material: bool


@dataclass(frozen=True)
class IdleHours(Result):
    """The share of paid hours that are idle where one side is alone.

    What a contract creates by giving idle staff something to do is activation, not cooperation.

    Attributes:
        arm: the arm, "G" or "S".
        share: the mean share of paid hours.
        draws_above: the part of the draws in which it exceeds `IDLE`.
        material: whether the mean exceeds `IDLE`.
    """

    arm: str
    share: Estimate
    draws_above: float
    material: bool


@dataclass(frozen=True)
class RunsNeeded(Result):
    """Sample sizes for half the Monte Carlo interval, and for a share of draws resolved from its threshold.

    Attributes:
        sample_size: draws and seeds for half the present half-width of 1+1 (of Δ where 1+1 is undefined);
            None where there is no interval.
        verdict_draws: draws at which the share of draws above two would be resolved from the verdict's
            threshold; None where it equals the threshold or there is only one draw.
    """

    sample_size: SampleSize | None
    verdict_draws: int | None


@dataclass(frozen=True)
class Posterior(Result):
    """1+1 given the observations: a ratio of weighted means.

    Attributes:
        value: the ratio.
        low: lower end of the 95% interval, the percentile bootstrap over draws.
        high: upper end of the 95% interval.
        first: the weighted 5% quantile of the draws' ratios, noise of seeds included.
        last: the weighted 95% quantile.
        above_two: the weighted share of draws with a mean Δ above zero.
        effective_draws: effective number of draws.
        benchmark: what 1+1 is compared with, "side_by_side" or "alone"; "" in files written before it was
            named.
    """

    value: float
    low: float
    high: float
    first: float
    last: float
    above_two: float
    effective_draws: float
    benchmark: str = ""


@dataclass(frozen=True)
class Beside(Result):
    """What accompanies 1+1 by one benchmark.

    Attributes:
        benchmark: its name.
        productivity: break-even of its gain along government's relative productivity; None where that is
            fixed.
        weights: break-even weights of the components of value; empty where weights are drawn.
        horizon: the break-even month; None where no months were kept.
        runs_needed: sample sizes for a narrower interval.
    """

    benchmark: str
    productivity: BreakEven | None
    weights: tuple[WeightBreakEven, ...]
    horizon: HorizonBreakEven | None
    runs_needed: RunsNeeded


@dataclass(frozen=True)
class Headline(Result):
    """1+1 with the statistics that accompany it.

    Break-evens and sample sizes of superadditivity (against the two, each alone) are its own; those of added
    value of contracting are in `added_value`.

    Attributes:
        synergy: the statistics of 1+1.
        components: the same for services, groups and social capital alone.
        productivity: break-even along government's relative productivity; None where that is fixed.
        weights: break-even weights of the components of value; empty where weights are drawn.
        horizon: the break-even month; None where no months were kept.
        runs_needed: sample sizes for a narrower interval.
        saturation: units that nobody could use, by arm.
        added_value: break-evens and sample sizes of added value of contracting.
        declared: how much of the governance part declared coefficients explain; None with one draw, or where
            nobody is contracted.
        idle: hours idle where one side is alone.
        additive: 1+1 with production.substitution = 1 and production.access = 0, with common random numbers;
            None where it was not run.
        gross: 1+1 with burdens and transactions costing nothing, with common random numbers; None where it
            was not run.
    """

    synergy: Synergy
    components: dict[str, Synergy]
    productivity: BreakEven | None
    weights: tuple[WeightBreakEven, ...]
    horizon: HorizonBreakEven | None
    runs_needed: RunsNeeded
    saturation: tuple[Saturation, ...]
    added_value: Beside
    declared: DeclaredPart | None
    idle: tuple[IdleHours, ...]
    additive: Synergy | None = None
    gross: Synergy | None = None

    def beside(self, benchmark: str) -> Beside:
        """Return break-evens and sample sizes of one benchmark.

        Args:
            benchmark: its name.

        Returns:
            What accompanies 1+1 by it.

        Example:
            >>> import oneplusone as opo
            >>> opo.simulate(draws=2, months=6, progress=False).headline.beside("alone").benchmark
            'alone'
        """
        if benchmark == self.added_value.benchmark:
            return self.added_value
        return Beside(ALONE.name, self.productivity, self.weights, self.horizon, self.runs_needed)


def headline(
    scenario: Scenario,
    runs: PairedRuns,
    monthly: PairedRuns | None = None,
    seed: int = 0,
) -> Headline:
    """Return 1+1 with the statistics that accompany it, from runs of all arms.

    Args:
        scenario: what was run.
        runs: the paired runs; without failures, see `PairedRuns.whole`.
        monthly: the value after each month, for the horizon.
        seed: seed of the bootstraps.

    Returns:
        The headline.

    Raises:
        ValueError: runs that failed.
    """
    values = runs.of("value")
    parts = np.stack([runs.of(name) for name in COMPONENTS], axis=3)
    found = synergy(values, seed=seed)
    months = None if monthly is None or not monthly.values.size else monthly.of("value")
    added, alone = (
        Beside(
            benchmark=benchmark.name,
            productivity=_productivity(runs, values, seed, benchmark),
            weights=_weights(scenario, runs, benchmark),
            horizon=None if months is None else horizon_break_even(months, gain=benchmark.gain),
            runs_needed=_runs_needed(found, answer, values, benchmark),
        )
        for benchmark, answer in zip(BENCHMARKS, found.answers(), strict=True)
    )
    return Headline(
        synergy=found,
        components=synergy_by_component(parts, COMPONENTS, seed=seed),
        productivity=alone.productivity,
        weights=alone.weights,
        horizon=alone.horizon,
        runs_needed=alone.runs_needed,
        saturation=saturation(runs),
        added_value=added,
        declared=declared_part(scenario, runs, seed),
        idle=idle_hours(runs),
    )


def idle_hours(runs: PairedRuns) -> tuple[IdleHours, ...]:
    """Return the share of paid hours that are idle where government, and where organisations, are alone."""
    found = []
    for arm in (G, S):
        shares = runs.arm(arm, "idle")
        mean, above = mean_interval(shares), float((shares.mean(axis=1) > IDLE).mean())
        found.append(IdleHours(ARMS[arm].name, mean, above, mean.value > IDLE))
    return tuple(found)


def saturation(runs: PairedRuns) -> tuple[Saturation, ...]:
    """Return for each arm the units that nobody could use, and their mean share of all units made."""
    lost, parts = runs.of("saturated"), runs.of("wasted")
    found = []
    for place, arm in enumerate(runs.arms):
        units = mean_interval(lost[:, :, place])
        part = float(parts[:, :, place].mean())
        found.append(Saturation(ARMS[arm].name, units, part, part >= MATERIAL))
    return tuple(found)


def _gain(values: Array, benchmark: Benchmark) -> Array:
    """Return the gain of every run, (draws, seeds)."""
    return contrast(benchmark.gain.numerator, values, range(len(ARMS)))


def _productivity(runs: PairedRuns, values: Array, seed: int, benchmark: Benchmark) -> BreakEven | None:
    drawn = runs.parameter_draws.get(PRODUCTIVITY)
    if drawn is None or runs.draws < LEAST_DRAWS or drawn.min() == drawn.max():
        return None
    return break_even(drawn, _gain(values, benchmark), seed=seed)


def _weights(scenario: Scenario, runs: PairedRuns, benchmark: Benchmark) -> tuple[WeightBreakEven, ...]:
    """The break-even weight of each kind and of social capital; nothing where weights are drawn."""
    kinds = [row.name for row in scenario.rows["kinds"]]
    names = [f"kinds.{kind}.weight" for kind in kinds]
    columns = [runs.of(f"enjoyed_{kind}") for kind in kinds]
    capital = scenario.values["value.capital_weight"]
    if capital > 0:
        names.append("value.capital_weight")
        columns.append(runs.of("capital") / capital)
    if any(name in runs.parameter_draws for name in names):
        return ()
    weights = [scenario.values[name] for name in names]
    return weight_break_evens(np.stack(columns, axis=3), weights, names, gain=benchmark.gain)


def _runs_needed(found: Synergy, answer: BenchmarkAnswer, values: Array, benchmark: Benchmark) -> RunsNeeded:
    quantity = answer.gain if answer.ratio.undefined else answer.ratio
    pilot = _gain(values, benchmark)
    if not answer.ratio.undefined:
        above, below = (
            contrast(weights, values, range(len(ARMS)))
            for weights in (benchmark.ratio.numerator, benchmark.ratio.denominator)
        )
        pilot = ratio_influence(benchmark.ratio.factor * above, below)
    half = (quantity.estimate.high - quantity.estimate.low) / 4
    try:
        planned = sample_size(pilot, half_width=half, seeds=found.seeds if found.draws > 1 else None)
    except ValueError:  # a single run, no variance, or more than ten million: nothing to plan
        planned = None
    draws = None
    if found.draws > 1:
        share = answer.share_above_two.value
        draws = draws_for_verdict(share, 0.9 if share > 0.5 else 0.1)
    return RunsNeeded(planned, draws)
