"""Prior distributions, defined by their quantile functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@runtime_checkable
class Prior(Protocol):
    """A distribution over the values of one parameter, given by its quantile function."""

    @property
    def low(self) -> float:
        """The smallest value it can give."""

    @property
    def high(self) -> float:
        """The largest value it can give."""

    def quantile(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """The values below which the shares `u` of the distribution lie.

        Args:
            u: numbers strictly inside (0, 1), of any shape.

        Returns:
            Values of the same shape, in the parameter's unit.

        Example:
            >>> import numpy as np
            >>> Uniform(2.0, 4.0).quantile(np.array([0.25, 0.5])).tolist()
            [2.5, 3.0]
        """

    def written(self) -> dict[str, Any]:
        """The prior as a scenario file writes it.

        Returns:
            One entry: the name of the distribution, and its numbers.

        Example:
            >>> Uniform(0, 1).written()
            {'uniform': [0, 1]}
        """


@dataclass(frozen=True, slots=True)
class Uniform:
    """Every value from low to high alike: low + (high − low)·u."""

    low: float
    high: float

    def quantile(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """low + (high − low)·u."""
        from sim.parameters.quantiles import uniform_at

        return uniform_at(u, self.low, self.high)

    def written(self) -> dict[str, Any]:
        """{"uniform": [low, high]}."""
        return {"uniform": [self.low, self.high]}


@dataclass(frozen=True, slots=True)
class Triangular:
    """Most plausible at the mode, falling to nothing at low and high: a default and a range, and no more."""

    low: float
    mode: float
    high: float

    def quantile(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """low + √(u·w·(mode − low)) up to the mode, high − √((1 − u)·w·(high − mode)) beyond; w the width."""
        from sim.parameters.quantiles import triangular_at

        return triangular_at(u, self.low, self.mode, self.high)

    def written(self) -> dict[str, Any]:
        """{"triangular": [low, mode, high]}."""
        return {"triangular": [self.low, self.mode, self.high]}


@dataclass(frozen=True, slots=True)
class Integers:
    """Every whole number from low to high alike, both ends included."""

    low: int
    high: int

    def quantile(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """low + ⌊(high − low + 1)·u⌋."""
        from sim.parameters.quantiles import integer_at

        return integer_at(u, self.low, self.high)

    def written(self) -> dict[str, Any]:
        """{"integers": [low, high]}."""
        return {"integers": [self.low, self.high]}


@dataclass(frozen=True, slots=True)
class Discrete:
    """A few values, each with its weight; the weights sum to one."""

    values: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def low(self) -> float:
        """The smallest value."""
        return min(self.values)

    @property
    def high(self) -> float:
        """The largest value."""
        return max(self.values)

    def quantile(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """The value in whose stretch of the cumulated weights u falls."""
        import numpy as np

        from sim.parameters.quantiles import stretch_of

        return np.asarray(self.values, dtype=np.float64)[stretch_of(u, np.cumsum(self.weights))]

    def written(self) -> dict[str, Any]:
        """{"discrete": values}, with weights unless all are alike."""
        if len(set(self.weights)) == 1:
            return {"discrete": list(self.values)}
        return {"discrete": list(self.values), "weights": list(self.weights)}


@dataclass(frozen=True, slots=True)
class Mixture:
    """One of several priors, chosen by weight: a null with some mass, a range with the rest."""

    parts: tuple[tuple[float, Prior], ...]

    @property
    def low(self) -> float:
        """The smallest value of any part."""
        return min(part.low for _, part in self.parts)

    @property
    def high(self) -> float:
        """The largest value of any part."""
        return max(part.high for _, part in self.parts)

    def quantile(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """The part in whose stretch u falls, at u's place within that stretch."""
        import numpy as np

        from sim.parameters.quantiles import stretch_of, within

        ends = np.cumsum([weight for weight, _ in self.parts])
        place = stretch_of(u, ends)
        values = np.empty(np.shape(u), dtype=np.float64)
        for index, (weight, part) in enumerate(self.parts):
            here = place == index
            start = ends[index - 1] if index else 0.0
            values[here] = part.quantile(within(u[here], start, weight))
        return values

    def written(self) -> dict[str, Any]:
        """{"mixture": [{"weight": weight, …}, …]}; a single value is written {"at": value}."""
        return {"mixture": [{"weight": weight, **_written_part(part)} for weight, part in self.parts]}


def _written_part(part: Prior) -> Mapping[str, Any]:
    if isinstance(part, Discrete) and len(part.values) == 1:
        return {"at": part.values[0]}
    return part.written()


def point(value: float) -> Discrete:
    """All mass at one value."""
    return Discrete((value,), (1.0,))


def alike(*values: float) -> Discrete:
    """The given values, each with the same weight."""
    return Discrete(values, (1.0 / len(values),) * len(values))


def with_null(share: float, null: float, otherwise: Prior) -> Mixture:
    """The null value with the given share of the mass, the other prior with the rest."""
    return Mixture(((share, point(null)), (1.0 - share, otherwise)))
