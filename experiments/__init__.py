"""What one does with the model: comparing, sweeping, explaining, drawing, reporting.

`simulate(scenario)` runs a scenario and sums it up, `Study` is a sweep that survives interruption; each is
loaded when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.simulation.simulate import SimulationResult, simulate
    from experiments.study.study import Study

__all__ = ["SimulationResult", "Study", "simulate"]


def __getattr__(name: str) -> Any:
    if name == "Study":
        from experiments import study

        return study.Study
    if name in __all__:
        from experiments.simulation import simulate

        return getattr(simulate, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
