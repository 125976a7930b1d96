"""Is 1+1 > 2 in a scenario, and what must always stand beside the answer."""

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
from sim.scenario.scenario import Scenario

COMPONENTS = ("services", "groups", "capital")
PRODUCTIVITY = "resources.relative_productivity"
NO_COMPLEMENTARITY: Mapping[str, float] = {"production.substitution": 1.0, "production.access": 0.0}
"""The world in which paid and voluntary hours only add up, and an office's support opens no doors."""

MATERIAL = 0.02
"""From this part of all that was made on, units that nobody could use are said to be material."""

LEAST_DRAWS = 10
"""A change of sign along a parameter is not looked for in fewer."""


@dataclass(frozen=True)
class Saturation(Result):
    """Units that nobody could use in one arm, and their mean part of all units made."""

    arm: str
    units: Estimate
    of_made: float
    material: bool


@dataclass(frozen=True)
class Tighter(Result):
    """What it takes to halve the Monte Carlo interval, and to tell the verdict's share from its threshold.

    `plan` counts draws and keys for half the present half-width of 1+1 (of Δ where 1+1 is undefined).
    `verdict_draws` is None where the share equals a threshold or nothing is drawn.
    """

    sample_size: SampleSize | None
    verdict_draws: int | None


@dataclass(frozen=True)
class Headline(Result):
    """1+1 with all that stands beside it; None where something was not run or is not unknown.

    `additive` is 1+1 with production.substitution = 1 and production.access = 0, `gross` with burdens and
    transactions costing nothing, both on the same draws and luck. `components` are services, groups and
    social capital on their own. `productivity` is where Δ changes sign along government's relative
    productivity.
    """

    synergy: Synergy
    components: dict[str, Synergy]
    additive: Synergy | None
    gross: Synergy | None
    productivity: BreakEven | None
    weights: tuple[WeightBreakEven, ...]
    horizon: HorizonBreakEven | None
    tighter: Tighter
    saturation: tuple[Saturation, ...]


def headline(
    scenario: Scenario,
    runs: PairedRuns,
    monthly: PairedRuns | None = None,
    additive: PairedRuns | None = None,
    gross: PairedRuns | None = None,
    seed: int = 0,
) -> Headline:
    """Return 1+1 with all that stands beside it, from runs of all arms.

    `monthly` holds the value after each month (for the horizon), `additive` and `gross` are reruns of the
    same draws and keys. Raises ValueError for runs that failed: take `runs.whole()`.
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
        tighter=_tighter(found, values),
        saturation=saturation(runs),
    )


def saturation(runs: PairedRuns) -> tuple[Saturation, ...]:
    """Return for each arm the units that nobody could use, and their mean part of all units made."""
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
    """The flip of each kind's weight and of social capital's; nothing where weights themselves are drawn."""
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


def _tighter(found: Synergy, values: Array) -> Tighter:
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
    return Tighter(planned, draws)
