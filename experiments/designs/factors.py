"""What an analysis varies: parameters with their priors, as maps from the unit interval to values.

Every design of this package lives in the unit cube; a prior's quantile function turns a coordinate into a
value. So a prior with a point mass, a whole number or a choice needs no special treatment in any analysis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Array
from experiments.errors import InvalidInput
from sim.parameters.declaration import Parameter
from sim.parameters.priors import Integers, Prior, Uniform
from sim.parameters.registry import PARAMETERS
from sim.scenario.errors import nearest


@dataclass(frozen=True)
class Factor:
    """One varied parameter: its dotted name and the prior that gives its values, in the parameter's unit."""

    name: str
    prior: Prior

    def values(self, unit: Array) -> Array:
        """Return the values at coordinates `unit` of [0, 1]."""
        return np.asarray(self.prior.quantile(unit), dtype=np.float64)


def factor(name: str, prior: Prior | None = None, parameters: Mapping[str, Parameter] = PARAMETERS) -> Factor:
    """Return a parameter as a factor: with the prior given, its own, or every value of its range alike.

    Raises InvalidInput for an unknown name.
    """
    if name not in parameters:
        raise InvalidInput("analysis.unknown_parameter", name=name, near=nearest(name, parameters) or "–")
    parameter = parameters[name]
    if prior is None:
        prior = parameter.prior
    if prior is None:
        low, high = parameter.low, parameter.high
        prior = Uniform(low, high) if parameter.kind == "float" else Integers(int(low), int(high))
    return Factor(name, prior)


def values(factors: Sequence[Factor], unit: Array) -> dict[str, Array]:
    """Return {name: values} for rows `unit` (points, factors) of the unit cube.

    Raises InvalidInput when a parameter varies twice, ValueError when columns and factors differ in number.
    """
    names = [each.name for each in factors]
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput("analysis.varied_twice", name=name)
    if unit.shape[1] != len(factors):
        raise ValueError(f"the design has {unit.shape[1]} columns for {len(factors)} factors")
    return {each.name: each.values(unit[:, column]) for column, each in enumerate(factors)}
