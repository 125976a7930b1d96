"""A setting relative to what there is, such as half as long again: what overlays and dilemmas say."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sim.parameters.declaration import NotAllowed, Parameter, Value
from sim.parameters.priors import Discrete, Integers, Mixture, Prior, Triangular, Uniform, point

FORMS = ("times", "plus", "at_least", "at_most")


@dataclass(frozen=True, slots=True)
class RelativeChange:
    """What a number becomes: times, then plus, then no less than at_least and no more than at_most.

    Whole numbers are rounded, half up, and everything stays within what its parameter allows. A bound never
    turns a change round: a term of 36 months at { times = 1.5, at_most = 24 } stays 36 months. `before` is
    the change that comes first, where one is laid upon another.
    """

    times: float = 1.0
    plus: float = 0.0
    at_least: float = -math.inf
    at_most: float = math.inf
    before: RelativeChange | None = field(default=None)

    def of(self, value: float, parameter: Parameter) -> Value:
        """The changed value, as the parameter stores it.

        Args:
            value: the value before, in the parameter's unit.
            parameter: the declaration that bounds it.

        Returns:
            A value within what the parameter allows; a whole number where it takes these only.

        Example:
            >>> from sim.parameters.registry import PARAMETERS
            >>> RelativeChange(times=1.5).of(8, PARAMETERS["contract.term"])
            12
        """
        now = value if self.before is None else self.before.of(value, parameter)
        moved = now * self.times + self.plus
        changed = min(max(moved, self.at_least), self.at_most)
        if moved > now:
            changed = max(changed, now)
        elif moved < now:
            changed = min(changed, now)
        if parameter.kind == "int":
            changed = math.floor(changed + 0.5)
        return parameter.stored(min(max(changed, parameter.least), parameter.most))

    def written(self) -> dict[str, float]:
        """The change as a file writes it, without one that comes before it.

        Returns:
            Its numbers by form; those that change nothing are left out.

        Example:
            >>> RelativeChange(times=1.5, at_most=24.0).written()
            {'times': 1.5, 'at_most': 24}
        """
        numbers = {form: getattr(self, form) for form in FORMS}
        neutral = {"times": 1.0, "plus": 0.0, "at_least": -math.inf, "at_most": math.inf}
        said = {form: number for form, number in numbers.items() if number != neutral[form]} or {"plus": 0.0}
        return {form: int(number) if float(number).is_integer() else number for form, number in said.items()}

    def of_prior(self, prior: Prior, parameter: Parameter) -> Prior:
        """The distribution of the changed value.

        Args:
            prior: the distribution before.
            parameter: the declaration that bounds it.

        Returns:
            A prior of the same form where its shape stays, otherwise one of weighted values.

        Raises:
            NotAllowed: no prior can say it.

        Example:
            >>> from sim.parameters.registry import PARAMETERS
            >>> RelativeChange(plus=1).of_prior(Integers(2, 4), PARAMETERS["contract.term"])
            Integers(low=3, high=5)
        """
        return _mapped(prior, lambda value: float(self.of(value, parameter)), self._straight(parameter))

    def _straight(self, parameter: Parameter) -> Callable[[float], bool]:
        """Whether a value is only multiplied and moved, so that the shape of a prior stays."""
        if self.before is not None:
            return lambda value: False
        return lambda value: self.of(value, parameter) == value * self.times + self.plus


Setting = Value | RelativeChange


def read(written: Mapping[str, object], parameter: Parameter) -> RelativeChange:
    """A change as a file writes it: { times = 1.5, at_most = 24 }. Raises NotAllowed."""
    if parameter.kind == "choice":
        raise NotAllowed("change_of_choice")
    numbers: dict[str, float] = {}
    for form, number in written.items():
        # Not even infinity and nan: both fail the comparison.
        plain = isinstance(number, int | float) and not isinstance(number, bool) and abs(number) < 1e15
        if form not in FORMS or not plain:
            raise NotAllowed("change_form")
        assert isinstance(number, int | float)
        numbers[form] = float(number)
    if not numbers or numbers.get("at_least", -math.inf) > numbers.get("at_most", math.inf):
        raise NotAllowed("change_form")
    return RelativeChange(
        times=numbers.get("times", 1.0),
        plus=numbers.get("plus", 0.0),
        at_least=numbers.get("at_least", -math.inf),
        at_most=numbers.get("at_most", math.inf),
    )


def after(setting: Setting, value: float, parameter: Parameter) -> Value:
    """A parameter's value once a setting is laid over it."""
    return setting.of(value, parameter) if isinstance(setting, RelativeChange) else setting


def laid(first: Setting | None, then: Setting, parameter: Parameter) -> Setting:
    """Two settings of a parameter as one: the later one lies over the earlier."""
    if not isinstance(then, RelativeChange) or first is None:
        return then
    if not isinstance(first, RelativeChange):
        return then.of(first, parameter)
    return RelativeChange(then.times, then.plus, then.at_least, then.at_most, first)


def _mapped(prior: Prior, of: Callable[[float], float], straight: Callable[[float], bool]) -> Prior:
    if isinstance(prior, Mixture):
        return Mixture(tuple((weight, _mapped(part, of, straight)) for weight, part in prior.parts))
    if isinstance(prior, Integers):
        values = [of(value) for value in range(prior.low, prior.high + 1)]
        if values == [values[0] + step for step in range(len(values))]:
            return Integers(int(values[0]), int(values[-1]))
        return _weighted(zip(values, [1.0 / len(values)] * len(values), strict=True))
    if isinstance(prior, Discrete):
        return _weighted(zip((of(value) for value in prior.values), prior.weights, strict=True))
    low, high = of(prior.low), of(prior.high)
    if low == high:
        return point(low)
    if isinstance(prior, Uniform | Triangular) and straight(prior.low) and straight(prior.high):
        low, high = min(low, high), max(low, high)
        if isinstance(prior, Uniform):
            return Uniform(low, high)
        return Triangular(low, of(prior.mode), high)
    raise NotAllowed("change_of_prior")


def _weighted(values: Iterable[tuple[float, float]]) -> Discrete:
    """Values with weights, each value once."""
    shares: dict[float, float] = {}
    for value, weight in values:
        shares[value] = shares.get(value, 0.0) + weight
    return Discrete(tuple(shares), tuple(shares.values()))
