"""Switches, each a group of parameter values, and all 2ⁿ combinations of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments.errors import InvalidInput


@dataclass(frozen=True)
class Switch:
    """A named group of parameter values, {parameter: value}, that are set when the switch is thrown."""

    name: str
    settings: Mapping[str, float]


def check_disjoint(switches: Sequence[Switch]) -> None:
    """Refuse switches that set the same parameter to different values: their order would decide."""
    owner: dict[str, Switch] = {}
    for switch in switches:
        for name, value in switch.settings.items():
            other = owner.setdefault(name, switch)
            if other.settings[name] != value:
                raise InvalidInput(
                    "analysis.switches_disagree", name=name, first=other.name, second=switch.name,
                    one=other.settings[name], two=value,
                )  # fmt: skip


def combinations(switches: Sequence[Switch]) -> list[dict[str, float]]:
    """Return the settings of all 2ⁿ cells in order: cell c throws switch i where bit i of c is set."""
    check_disjoint(switches)
    return [
        {
            name: value
            for place, switch in enumerate(switches)
            if cell >> place & 1
            for name, value in switch.settings.items()
        }
        for cell in range(1 << len(switches))
    ]
