"""Is 1+1 > 2 in a scenario? The answer with the statistics that must accompany it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Array
from experiments.results import Result
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
from experiments.synergy.synergy import Synergy, synergy, synergy_by_component
from sim.arms import ARMS, GS, NONE, G, S
from sim.scenario import Scenario

COMPONENTS = ("services", "groups", "capital")
"""Measures that add up to public value."""

PRODUCTIVITY = "resources.relative_productivity"
"""The parameter whose break-even is part of the headline."""

NO_COMPLEMENTARITY: Mapping[str, float] = {"production.substitution": 1.0, "production.access": 0.0}
"""Without complementarity: paid and voluntary hours only add up, and an office's support opens no doors."""

MATERIAL = 0.02
"""The share of all that was made from which on units that nobody could use are material."""

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
    """

    value: float
    low: float
    high: float
    first: float
    last: float
    above_two: float
    effective_draws: float


@dataclass(frozen=True)
class Headline(Result):
    """1+1 with the statistics that accompany it.

    Attributes:
        synergy: the statistics of 1+1.
        components: the same for services, groups and social capital alone.
        additive: 1+1 with production.substitution = 1 and production.access = 0, with common random numbers;
            None where it was not run.
        gross: 1+1 with burdens and transactions costing nothing, with common random numbers; None where it
            was not run.
        productivity: break-even along government's relative productivity; None where that is fixed.
        weights: break-even weights of the components of value; empty where weights are drawn.
        horizon: the break-even month; None where no months were kept.
        runs_needed: sample sizes for a narrower interval.
        saturation: units that nobody could use, by arm.
    """

    synergy: Synergy
    components: dict[str, Synergy]
    additive: Synergy | None
    gross: Synergy | None
    productivity: BreakEven | None
    weights: tuple[WeightBreakEven, ...]
    horizon: HorizonBreakEven | None
    runs_needed: RunsNeeded
    saturation: tuple[Saturation, ...]


def headline(
    scenario: Scenario,
    runs: PairedRuns,
    monthly: PairedRuns | None = None,
    additive: PairedRuns | None = None,
    gross: PairedRuns | None = None,
    seed: int = 0,
) -> Headline:
    """Return 1+1 with the statistics that accompany it, from runs of all arms.

    Args:
        scenario: what was run.
        runs: the paired runs; without failures, see `PairedRuns.whole`.
        monthly: the value after each month, for the horizon.
        additive: the same draws and seeds without complementarity.
        gross: the same draws and seeds without costs of cooperation.
        seed: seed of the bootstraps.

    Returns:
        The headline.

    Raises:
        ValueError: runs that failed.
    """
    values = runs.of("value")
    parts = np.stack([runs.of(name) for name in COMPONENTS], axis=3)
    found = synergy(values, seed=seed)
    return Headline(
        synergy=found,
        components=synergy_by_component(parts, COMPONENTS, seed=seed),
        additive=None if additive is None else synergy(additive.of("value"), seed=seed),
        gross=None if gross is None else synergy(gross.of("value"), seed=seed),
        productivity=_productivity(runs, values, seed),
        weights=_weights(scenario, runs),
        horizon=None
        if monthly is None or not monthly.values.size
        else horizon_break_even(monthly.of("value")),
        runs_needed=_runs_needed(found, values),
        saturation=saturation(runs),
    )


def saturation(runs: PairedRuns) -> tuple[Saturation, ...]:
    """Return for each arm the units that nobody could use, and their mean share of all units made."""
    lost, parts = runs.of("saturated"), runs.of("wasted")
    found = []
    for place, arm in enumerate(runs.arms):
        units = mean_interval(lost[:, :, place])
        part = float(parts[:, :, place].mean())
        found.append(Saturation(ARMS[arm].name, units, part, part >= MATERIAL))
    return tuple(found)


def _productivity(runs: PairedRuns, values: Array, seed: int) -> BreakEven | None:
    drawn = runs.parameter_draws.get(PRODUCTIVITY)
    if drawn is None or runs.draws < LEAST_DRAWS or drawn.min() == drawn.max():
        return None
    delta = values[:, :, GS] - values[:, :, G] - values[:, :, S] + values[:, :, NONE]
    return break_even(drawn, delta, seed=seed)


def _weights(scenario: Scenario, runs: PairedRuns) -> tuple[WeightBreakEven, ...]:
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
    return weight_break_evens(np.stack(columns, axis=3), weights, names)


def _runs_needed(found: Synergy, values: Array) -> RunsNeeded:
    net = values - values[:, :, NONE : NONE + 1]
    apart = net[:, :, G] + net[:, :, S]
    quantity = found.delta if found.one_plus_one.undefined else found.one_plus_one
    pilot = net[:, :, GS] - apart
    if not found.one_plus_one.undefined:
        pilot = ratio_influence(2 * net[:, :, GS], apart)
    half = (quantity.estimate.high - quantity.estimate.low) / 4
    try:
        planned = sample_size(pilot, half_width=half, seeds=found.seeds if found.draws > 1 else None)
    except ValueError:  # a single run, no variance, or more than ten million: nothing to plan
        planned = None
    draws = None
    if found.draws > 1:
        share = found.share_above_two.value
        draws = draws_for_verdict(share, 0.9 if share > 0.5 else 0.1)
    return RunsNeeded(planned, draws)
