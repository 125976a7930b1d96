"""Why two streets in common random numbers part: causes, each with the values that take it away.

A cause is named only of a world in which it acts: the page runs that very world again without it, and
what the difference between its two streets then is says how much of it was the cause's.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sim.scenario import Scenario

CAUSES: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "approval": {"contract.approval": 0},
        "late": {"contract.late_payment": 0.0},
        "control": {
            "control.indicator_burden": 0.0,
            "control.approval_burden": 0.0,
            "control.monitoring_hours": 0.0,
        },
        "leaders": {
            "relations.trust_kept": 1.0,
            "turnover.pause": 0,
            "turnover.pause_loss": 0.0,
            "turnover.priority_spread": 0.0,
            "turnover.devaluation": 0.0,
        },
        "hurry": {"production.schedule_exponent": 0.0},
        "counted": {"incentives.power": 0.0},
        "bundled": {"production.switching": 0.0},
        "delegated": {"production.delegation_loss": 0.0},
        "quits": {"staffing.quit_hazard": 0.0, "staffing.quit_elasticity": 0.0},
    }
)
"""Each cause by name, with the values at which it does not act; its sentence is `screens.cause.NAME`."""


def causes_of(case: Scenario) -> dict[str, dict[str, float]]:
    """Return the causes that a case can have: what takes each away, where the case has it at all."""
    return {
        name: dict(without)
        for name, without in CAUSES.items()
        if any(case.values[one] != value or one in case.priors for one, value in without.items())
    }
