"""Whether a run agrees with all facts of a case as they are stated: the worlds that a page shows one by one.

Stricter than the bands of the observation models, by which draws are weighted: a studio that is half finished
is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arrays import Array
from experiments.results import Result
from sim.scenario import Scenario

_ROUNDING = 1e-9


@dataclass(frozen=True)
class AllFacts(Result):
    """How many runs agree with every fact as it is stated.

    Attributes:
        agreeing: how many do.
        runs: of how many.
        facts: the names of the facts.
    """

    agreeing: int
    runs: int
    facts: tuple[str, ...]


def stated(scenario: Scenario, simulated: Mapping[str, Array]) -> AllFacts | None:
    """Return how many runs agree with all facts as they are stated; None where there are no facts.

    Args:
        scenario: what was run, with its facts.
        simulated: what the contract arm has, (draws, seeds), for each fact.

    Returns:
        The count.

    Example:
        >>> case = Scenario.load("s_association")
        >>> stated(case, {"coverage": np.array([[20.4, 17.0]])}).agreeing
        1
    """
    if not simulated:
        return None
    agrees = agreeing(scenario, simulated)
    return AllFacts(int(agrees.sum()), agrees.size, tuple(simulated))


def agreeing(scenario: Scenario, simulated: Mapping[str, Array]) -> NDArray[np.bool_]:
    """Return whether each run agrees with all facts as they are stated, (draws, seeds)."""
    return np.asarray(
        np.all([agrees_with(scenario.reference[name], values) for name, values in simulated.items()], axis=0)
    )


def agrees_with(fact: Mapping[str, Any], values: Array) -> NDArray[np.bool_]:
    """Whether simulated values agree with a fact as observers would state it.

    Whole numbers are counted: a studio that is half finished is none. Whether something happened is whether
    there is any of it. Other numbers agree to within a twentieth.
    """
    value = fact["value"]
    if isinstance(value, bool):
        return np.asarray((values > 0) == value)
    if isinstance(value, int):
        return np.asarray(np.floor(values + _ROUNDING) == value)
    return np.asarray(np.abs(values - value) <= 0.05 * abs(value))
