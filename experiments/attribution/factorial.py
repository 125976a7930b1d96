"""Switches, each a named group of parameter values, and all 2ⁿ combinations of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.arrays import Array
from experiments.errors import InvalidInput


@dataclass(frozen=True)
class Switch:
    """A named group of parameter values; the switch is active where they are set.

    `settings` maps each parameter to its value, or to one for each draw (draws,).
    """

    name: str
    settings: Mapping[str, float | Array]


def check_disjoint(switches: Sequence[Switch]) -> None:
    """Refuse switches that set the same parameter to different values: their order would decide."""
    owner: dict[str, Switch] = {}
    for switch in switches:
        for name, value in switch.settings.items():
            other = owner.setdefault(name, switch)
            if not np.array_equal(other.settings[name], value):
                raise InvalidInput(
                    "ledger.switches_disagree", name=name, first=other.name, second=switch.name,
                    one=other.settings[name], two=value,
                )  # fmt: skip


def combinations(switches: Sequence[Switch]) -> list[dict[str, float | Array]]:
    """Return the settings of all 2ⁿ combinations; in combination c, switch i is active if bit i is set."""
    check_disjoint(switches)
    return [
        {
            name: value
            for place, switch in enumerate(switches)
            if combination >> place & 1
            for name, value in switch.settings.items()
        }
        for combination in range(1 << len(switches))
    ]
