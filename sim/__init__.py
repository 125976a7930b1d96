"""The model of 1+1>2: rules, agents, the month, and the two engines that run it.

`Scenario` and `ScenarioError` are loaded when they are first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.scenario.errors import ScenarioError
    from sim.scenario.scenario import Scenario

__all__ = ["Scenario", "ScenarioError"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from sim import scenario

        return getattr(scenario, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
