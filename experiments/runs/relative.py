"""Measures relative to money and size, from runs: they are comparable across scenarios of any size."""

from __future__ import annotations

import math

import numpy as np

from experiments.arrays import Array
from experiments.runs.engines import shown_measures
from experiments.runs.paired import PairedRuns
from sim.measures import RELATIVE, Measure, Relative
from sim.scenario.scenario import Scenario

_BY_NAME = {one.measure.name: one for one in RELATIVE}
RELATIVE_NAMES = frozenset(_BY_NAME)
"""The names of the relative measures."""


def reported_measures(scenario: Scenario) -> tuple[Measure, ...]:
    """Return the measures of a scenario as reports show them: each is followed by those relative to it."""
    shown: list[Measure] = []
    for measure in shown_measures(scenario):
        shown += [measure, *(one.measure for one in RELATIVE if one.of == measure.name)]
    return tuple(shown)


def common_measures(a: Scenario, b: Scenario) -> tuple[Measure, ...]:
    """Return the measures that two scenarios have in common; those of kinds that one lacks are left out."""
    there = {measure.name for measure in reported_measures(b)}
    return tuple(measure for measure in reported_measures(a) if measure.name in there)


def values_of(scenario: Scenario, runs: PairedRuns, arm: int, name: str) -> Array:
    """Return a measure of every run in an arm, (draws, seeds), be it the engine's or relative.

    A relative one is zero where there is nothing to divide by, as ratios of the model are.
    """
    one = _BY_NAME.get(name)
    if one is None:
        return runs.arm(arm, name)
    whole = runs.arm(arm, one.of)
    per = _per(one, scenario, runs, arm)
    return np.divide(whole, per, out=np.zeros_like(whole), where=per > 0)


def divisible(scenario: Scenario, runs: PairedRuns, arm: int, name: str) -> bool:
    """Return whether a measure is defined in an arm: a relative one where any run has what divides it."""
    one = _BY_NAME.get(name)
    return one is None or bool((_per(one, scenario, runs, arm) > 0).any())


def mean_of(scenario: Scenario, runs: PairedRuns, arm: int, name: str) -> float:
    """Return the mean of a measure in an arm, NaN where it is undefined in every run."""
    if not divisible(scenario, runs, arm, name):
        return math.nan
    return float(values_of(scenario, runs, arm, name).mean())


def _per(one: Relative, scenario: Scenario, runs: PairedRuns, arm: int) -> Array:
    if one.per in runs.measures:
        return runs.arm(arm, one.per) / one.each
    drawn = runs.parameter_draws.get(one.per)
    size = np.full(runs.draws, float(scenario.values[one.per])) if drawn is None else np.asarray(drawn, float)
    return np.broadcast_to(size[:, None] / one.each, (runs.draws, runs.seeds))
