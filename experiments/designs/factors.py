"""What a design varies: parameters with their distributions, as maps from the unit interval to values.

Every sequence of points lives in the unit cube; a distribution's quantile function turns a coordinate into a
value. So a prior with a point mass, a whole number or a choice needs no special treatment in any analysis.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.errors import InvalidInput
from sim.parameters.declaration import Parameter
from sim.parameters.priors import Integers, Prior, Uniform, alike
from sim.parameters.registry import PARAMETERS
from sim.scenario.errors import nearest


@dataclass(frozen=True)
class Factor:
    """One varied parameter: its dotted name and the distribution of its values, in the parameter's unit.

    `listed` are the values of a factor that takes just these, each with the same probability; `steps` is the
    number of equal steps by which a grid covers a range; `whole` says that the parameter takes whole numbers
    only.
    """

    name: str
    prior: Prior
    listed: tuple[float, ...] = ()
    steps: int = 0
    whole: bool = False

    @classmethod
    def of(cls, parameter: Parameter, prior: Prior | None = None, steps: int = 0) -> Factor:
        """Return a parameter as a factor.

        Args:
            parameter: its declaration.
            prior: the distribution; by default the declared prior, or uniform over the declared range.
            steps: the number of levels that a grid takes from the range.

        Returns:
            The factor, in the parameter's unit.

        Example:
            >>> Factor.of(PARAMETERS["contract.term"], steps=3).levels().tolist()
            [4, 20, 36]
        """
        if prior is None:
            prior = parameter.prior
        if prior is None:
            low, high = parameter.low, parameter.high
            prior = Uniform(low, high) if parameter.kind == "float" else Integers(int(low), int(high))
        return cls(parameter.name, prior, steps=steps, whole=parameter.kind != "float")

    @classmethod
    def listing(cls, parameter: Parameter, values: Sequence[float]) -> Factor:
        """Return a parameter as a factor that takes the listed values, each with the same probability.

        Args:
            parameter: its declaration.
            values: the values, in its unit.

        Returns:
            The factor.

        Example:
            >>> Factor.listing(PARAMETERS["contract.term"], [4, 8, 12]).level_count
            3
        """
        return cls(parameter.name, alike(*values), tuple(values), whole=parameter.kind != "float")

    def values(self, unit: Array) -> Array:
        """Return the values at coordinates of the unit interval.

        Args:
            unit: numbers from 0 to 1, of any shape.

        Returns:
            Floats of the same shape, in the parameter's unit.

        Example:
            >>> Factor.listing(PARAMETERS["contract.term"], [4, 8]).values(np.array([0.2, 0.8])).tolist()
            [4.0, 8.0]
        """
        return np.asarray(self.prior.quantile(unit), dtype=np.float64)

    def stored(self, unit: Array) -> NDArray[Any]:
        """Return the values at coordinates of the unit interval as the parameter stores them.

        Args:
            unit: numbers from 0 to 1, of any shape.

        Returns:
            Values of the same shape: integers where the parameter takes whole numbers only.

        Example:
            >>> Factor.listing(PARAMETERS["contract.term"], [4, 8]).stored(np.array([0.2, 0.8])).tolist()
            [4, 8]
        """
        return self._stored(self.prior.quantile(unit))

    def levels(self) -> NDArray[Any]:
        """Return the values that a grid visits.

        Returns:
            Each value once, (levels,), in the parameter's unit: those listed, or equal steps over the range.

        Raises:
            InvalidInput: a range without `steps`.

        Example:
            >>> Factor.listing(PARAMETERS["contract.term"], [4, 8]).levels().tolist()
            [4, 8]
        """
        if self.listed:
            return self._stored(np.array(self.listed))
        if self.steps < 1 or not isinstance(self.prior, Uniform | Integers):
            raise InvalidInput("design.no_levels", name=self.name)
        return np.unique(self._stored(np.linspace(self.prior.low, self.prior.high, self.steps)))

    @property
    def level_count(self) -> int:
        """How many levels a grid has at most, known before they are made (whole numbers may coincide)."""
        return len(self.listed) or max(1, self.steps)

    def written(self) -> dict[str, Any]:
        """Return the factor as plain values.

        Returns:
            Its name, its distribution, and its steps if it has any.

        Example:
            >>> factor("contract.term").written()
            {'name': 'contract.term', 'integers': [4, 36]}
        """
        steps = {"steps": self.steps} if self.steps else {}
        return {"name": self.name, **self.prior.written(), **steps}

    def _stored(self, values: NDArray[Any]) -> NDArray[Any]:
        return np.rint(values).astype(np.int64) if self.whole else np.asarray(values, dtype=np.float64)


def factor(name: str, prior: Prior | None = None, parameters: Mapping[str, Parameter] = PARAMETERS) -> Factor:
    """Return a parameter as a factor, found by its name.

    Args:
        name: dotted name.
        prior: the distribution; by default the declared prior, or uniform over the declared range.
        parameters: the declared parameters.

    Raises:
        InvalidInput: there is no such parameter.
    """
    if name not in parameters:
        raise InvalidInput("error.unknown_parameter", name=name, near=nearest(name, parameters) or "–")
    return Factor.of(parameters[name], prior)


def values(factors: Sequence[Factor], unit: Array) -> dict[str, Array]:
    """Return {name: values (points,)} for rows `unit` (points, factors) of the unit cube.

    Raises InvalidInput when a parameter varies twice, ValueError when columns and factors differ in number.
    """
    names = [each.name for each in factors]
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput("design.varied_twice", name=name)
    if unit.shape[1] != len(factors):
        raise ValueError(f"the design has {unit.shape[1]} columns for {len(factors)} factors")
    return {each.name: each.values(unit[:, column]) for column, each in enumerate(factors)}
