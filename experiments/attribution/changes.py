"""What a path or a neutral setting changes in a case: parameter by parameter, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Array
from experiments.attribution.factorial import Switch
from experiments.results import Result
from sim.dilemmas import DILEMMAS
from sim.parameters.change import RelativeChange, Setting, after
from sim.parameters.declaration import Parameter, Value
from sim.reforms import REFORMS
from sim.scenario.scenario import Scenario
from sim.sources import SOURCES

Base = Mapping[str, float | Array]
"""The value, or the draws (draws,), of each parameter."""

Shown = float | int | str | tuple[float, float]


@dataclass(frozen=True)
class ParameterChange(Result):
    """A parameter that a path or a neutral setting changes in a case.

    Attributes:
        parameter: its dotted name.
        labels: what it is called in each language.
        unit: its unit.
        before: its value in the case, a choice by its name; both ends of its range where it is drawn.
        after: the same once the path is taken, or the dilemma is neutral.
    """

    parameter: str
    labels: Mapping[str, str]
    unit: str
    before: Shown
    after: Shown


Changes = Mapping[str, tuple[ParameterChange, ...]]
"""What each path, or the neutral setting of each dilemma or source, changes."""


def path_changes(scenario: Scenario) -> Changes:
    """Return what each reform path changes in a scenario, by the path's overlay; empty where nothing."""
    return {path.overlay: changed(scenario, path.settings_of(scenario)) for path in REFORMS}


def neutral_changes(scenario: Scenario, setting: int) -> Changes:
    """Return what each dilemma's first (0) or second (1) neutral setting changes in a scenario."""
    return {one.name: changed(scenario, one.settings_of(scenario, setting)) for one in DILEMMAS}


def source_changes(scenario: Scenario) -> Changes:
    """Return what each source's neutral setting changes in a scenario."""
    return {one.name: changed(scenario, one.settings_of(scenario)) for one in SOURCES}


def changed(scenario: Scenario, settings: Mapping[str, Setting]) -> tuple[ParameterChange, ...]:
    """Return what settings change in a scenario; a parameter that stays as it is, is left out."""
    found = []
    for name, setting in settings.items():
        parameter, prior = scenario.parameters[name], scenario.priors.get(name)
        value = scenario.values[name]
        ends = (value, value) if prior is None else (prior.low, prior.high)
        then = tuple(after(setting, end, parameter) for end in ends)
        if then != ends:
            both = _shown(parameter, ends), _shown(parameter, then)
            found.append(ParameterChange(name, dict(parameter.labels), parameter.unit, *both))
    return tuple(found)


def _shown(parameter: Parameter, ends: Sequence[Value]) -> Shown:
    if parameter.kind == "choice":
        return parameter.shown(ends[0])
    return ends[0] if ends[0] == ends[1] else (ends[0], ends[1])


def switch(name: str, scenario: Scenario, settings: Mapping[str, Setting], base: Base) -> Switch:
    """Return settings of a scenario as a switch, at the draws of what is uncertain.

    `base` has the value or the draws (draws,) of every parameter that is set.
    """
    return Switch(name, {key: _at(scenario, key, setting, base[key]) for key, setting in settings.items()})


def _at(scenario: Scenario, name: str, setting: Setting, base: float | Array) -> float | Array:
    if not isinstance(setting, RelativeChange):
        return setting
    parameter = scenario.parameters[name]
    if isinstance(base, np.ndarray):
        return np.array([setting.of(value, parameter) for value in base.tolist()], dtype=np.float64)
    return float(setting.of(base, parameter))


def touched(settings: Iterable[Mapping[str, Setting]]) -> list[str]:
    """Return all parameters that some settings set."""
    return [name for each in settings for name in each]
