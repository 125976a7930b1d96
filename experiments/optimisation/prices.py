"""What a setting of the levers costs the public a year, by the declared prices of the group costs."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.rules import money

PRICED: Mapping[str, str] = {
    "capability.training": "costs.training",
    "capability.cultivation": "costs.cultivation",
    "control.digital": "costs.digital",
    "control.openness": "costs.openness",
    "relations.memory": "costs.memory",
    "control.depth": "costs.evaluation",
    "capability.deliberation": "costs.deliberation",
    "capability.feedback": "costs.feedback",
}
"""The levers that cost money, each with the parameter that says how much at level 1 (yuan a year)."""

STARTING_STATE = ("capability.design", "capability.management", "relations.trust_kept")
"""Levers that describe how an office starts rather than what it decides; training and memory change them."""


def yearly_price(values: Mapping[str, Any]) -> NDArray[np.float64]:
    """Return what the levers cost in yuan a year, by the model's own rule; values may be numbers or arrays.

    Raises KeyError when a priced lever or its price is missing.
    """
    groups: dict[str, dict[str, Any]] = {}
    for name in (*PRICED, *PRICED.values()):
        group, _, field = name.partition(".")
        groups.setdefault(group, {})[field] = np.asarray(values[name], dtype=np.float64)
    p = SimpleNamespace(**{group: SimpleNamespace(**fields) for group, fields in groups.items()})
    return np.asarray(money.yearly_price(p))
