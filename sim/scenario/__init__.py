"""What is to be run: a scenario, read from files, with everything it sets and where each value comes from.

`Scenario` is loaded when it is first asked for: an error about one is quicker to have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.errors import ScenarioError

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

__all__ = ["Scenario", "ScenarioError"]


def __getattr__(name: str) -> Any:
    if name == "Scenario":
        from sim.scenario.scenario import Scenario

        return Scenario
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
