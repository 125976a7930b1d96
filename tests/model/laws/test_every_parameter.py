"""Every parameter that may be set moves some measure of some world: none is declared and never read."""

from typing import Any

import numpy as np

from sim.arms import GS, G
from sim.codes import INSTRUMENTS
from sim.engine import run_batch
from sim.parameters.registry import PARAMETERS
from tests.support import scenarios

SEEDS = 4
"""Seeds on which a change is looked for."""

SMALL = {"run.horizon": 36, "population.communities": 12, "population.studios": 4}
BOUGHT_AGAIN = {"contract.cycle": 9, "contract.term": 7, "population.organizations": 3}

WORLDS: tuple[dict[str, Any], ...] = (
    {},
    {"kinds.studio.gestation": 12.0, "kinds.firm.gestation": 12.0},
    {"incentives.tournament": "tournament"},
    {"incentives.office_policy": "multitask"},
    {
        **BOUGHT_AGAIN, "population.offices": 2, "run.horizon": 60, "capability.feedback": 0.8,
        "control.depth": 0.5, "relations.organization_cost": 0.7, "evaluation.pass_mark": 0.7,
        "capability.training": 0.3, "capability.cultivation": 0.3, "relations.memory": 0.3,
    },
    {
        **BOUGHT_AGAIN, "population.offices": 2, "run.horizon": 60, "policy.rule": "learning",
        "policy.pooled": 0.5, "turnover.office_election": 5, "turnover.organization_election": 6,
        "turnover.bureau_election": 7, "turnover.election_interval": 20,
    },
    *({**BOUGHT_AGAIN, "policy.instrument": name} for name in INSTRUMENTS[1:]),
    {**BOUGHT_AGAIN, "policy.second": "grant", "policy.mix": 0.3},
    {
        **BOUGHT_AGAIN, "population.offices": 2, "run.horizon": 60, "policy.rule": "learning",
        "policy.revision": 0.5, "policy.switching_cost": 0.1, "contract.lapse": 1,
        "turnover.office_election": 5,
        "contract.share_at_risk": 0.5, "evaluation.pass_mark": 0.9, "contract.repayment": 0.5,
        "resources.organization_posts": 0.2, "form.targets": "planned", "turnover.devaluation": 0.5,
        "kinds.studio.hours": 400.0,
    },
    {
        **BOUGHT_AGAIN, "form.sight": "own", "form.trust": "three_outcomes", "form.schedule": "lots",
        "form.effort": "provider", "form.progress": "stages", "form.scoring": "declared",
        "form.coverage": "provider", "form.candour": "by_trust", "form.lateness": "once",
        "form.unused": "kept", "contract.credit": 1.0, "needs.pooling": 0.5, "capability.feedback": 0.8,
        "production.office_reach": 0.5, "production.organization_reach": 0.5, "production.legitimacy": 0.5,
        "capability.coordination": 0.5, "capability.management": 0.7, "kinds.studio.productivity": 1.5,
        "capability.approval_elasticity": 0.5, "capability.payment_elasticity": 0.5,
        "capability.delegation_elasticity": 0.5, "capability.target_elasticity": 0.5,
        "needs.target_error": 0.3, "control.fixed_part": 0.4, "control.shared_overhead": 0.4,
        "relations.organization_cost": 0.2, "relations.office_cost": 0.2, "control.depth": 0.5,
    },
    {"contract.bundle": 1, "evaluation.appointer": "bureau", "instruments.contract.pays_for": "hours"},
)  # fmt: skip

NOTHING_TO_MOVE = {
    **{
        f"instruments.direct.{column}": "in-house lots sign no contract"
        for column in (
            "exclusivity", "pays_for", "private_match", "reporting", "term_factor", "volunteer_boost",
        )
    },
    "kinds.studio.gestation": "a kind without stages does not grow",
    "kinds.firm.gestation": "a kind without stages does not grow",
    "kinds.group.decay": "a kind with stages has no level",
}  # fmt: skip
"""Cells of a table that mean nothing in their row, and why."""


def other_values(parameter, at):
    """What a parameter may be set to instead: every other choice, or the ends of its ranges."""
    if parameter.kind == "choice":
        return [value for value in range(len(parameter.options)) if value != at]
    ends = (parameter.low, parameter.high, parameter.least, parameter.most)
    return sorted({end for end in ends if end != at and end < 1e4})


def moving(changes, names):
    """Those of the named parameters that move some measure of this world when set to another value."""
    scenario = scenarios.setting({**SMALL, **changes})
    points = [
        (name, value)
        for name in names
        for value in other_values(scenario.parameters[name], scenario.values[name])
    ]
    values = {name: np.full(SEEDS * (len(points) + 1), scenario.values[name]) for name, _ in points}
    for place, (name, value) in enumerate(points, 1):
        values[name][SEEDS * place : SEEDS * (place + 1)] = value
    seeds = np.tile(np.arange(SEEDS, dtype=np.uint64), len(points) + 1)
    found = run_batch(scenario, values, seeds, (G, GS)).values.reshape(len(points) + 1, -1)
    # a run that failed is NaN and says nothing of what the parameter does
    moved = (found[1:] != found[0]) & np.isfinite(found[1:])
    return {name for (name, _), row in zip(points, moved, strict=True) if row.any()}


def test_every_parameter_is_read_and_matters_somewhere():
    world = scenarios.defaults().parameters  # with the services that it has
    still = {name for name, parameter in world.items() if not parameter.structural}
    assert {name for name in still if not name.startswith("kinds.")} == {
        name for name, parameter in PARAMETERS.items() if not parameter.structural and "*" not in name
    }
    for changes in WORLDS:
        still -= moving(changes, sorted(still))
    assert still == set(NOTHING_TO_MOVE)
