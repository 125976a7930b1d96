"""What a setting of the levers costs the public a year, by the declared prices of the group costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    """Return Σ level·price over the priced levers, in yuan a year; values may be numbers or arrays.

    The office pays it out of the grant, as `receive_grant` of the model does. Raises KeyError when a priced
    lever or its price is missing.
    """
    return np.asarray(
        sum(np.asarray(values[lever], dtype=np.float64) * values[price] for lever, price in PRICED.items())
    )
