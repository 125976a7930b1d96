"""Points whose parameters contradict each other, such as more studios than communities, are refused early."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.designs.factors import Factor
from sim.scenario.scenario import Scenario

_MOST_CHECKED = 20_000  # rows of a long table, evenly spread; other contradictory rows become failed runs


def refuse_misfit_ranges(scenario: Scenario, factors: Sequence[Factor], places: Mapping[str, str]) -> None:
    """Raise ScenarioError, at its place, when some corner of the ranges that vary does not fit together."""
    ranges = {item.name: item.prior for item in factors}
    latest = max(scenario.order.values(), default=0) + 1
    replace(
        scenario,
        priors={**scenario.priors, **ranges},
        sources={**scenario.sources, **places},
        order={**scenario.order, **dict.fromkeys(ranges, latest)},
    ).with_values({})


def refuse_misfits(scenario: Scenario, points: Mapping[str, NDArray[Any]], place: str) -> None:
    """Raise ScenarioError when a point's parameters do not fit together."""
    count = len(next(iter(points.values()))) if points else 0
    for row in np.unique(np.linspace(0, count - 1, min(count, _MOST_CHECKED)).astype(np.int64)):
        values = {name: column[row].item() for name, column in points.items()}
        scenario.with_values(values, f"{place}, point {row}")
