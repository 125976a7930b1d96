"""The additive world: what must be set, and no more, so that 1+1 is exactly 2; an overlay does it as well."""

NEUTRAL: dict[str, float | int] = {
    # money: the same profile in every arm, all of it spent
    "contract.approval": 0,
    "contract.tranches": 1,
    "contract.share_at_risk": 0.0,
    "contract.late_payment": 0.0,
    "contract.termination": 0.0,
    "contract.credit": 1000.0,  # what is at risk is advanced, not spent later
    "capability.feedback": 0.0,
    "staffing.hiring_lag": 0,
    "turnover.pause": 0,
    "instruments.contract.transaction_cost": 0.0,
    # hours: none lost, all worked, in every arm
    "incentives.mission": 1.0,
    "control.indicator_burden": 0.0,
    "control.approval_burden": 0.0,
    "control.inhouse_burden": 0.0,
    "control.monitoring_hours": 0.0,
    # always candid, and the candid honest: over-reporting would cost hours
    "relations.organization_cost": 0.0,
    "form.candour": 0,
    # production: equal skill, linear
    "resources.relative_productivity": 1.0,
    "capability.skill_spread": 0.0,
    "capability.skill_growth": 0.0,
    "capability.cultivation": 0.0,
    "production.volunteer_hours": 0.0,
    "production.access": 0.0,
    "production.noise": 0.0,
    "production.delegation_depth": 0,
    "production.switching": 0.0,
    "production.schedule_exponent": 0.0,
    "control.fixed_part": 0.0,
    "resources.crowding_in": 0.0,
    # value: linear, the same for an hour of every kind, without ceiling, threshold or incubation
    "value.curvature": 0.0,
    "needs.spread": 0.0,
    "needs.drift": 0.0,
    "kinds.studio.opens": 0,
    "kinds.group.stages": 0,
    **{f"kinds.{kind}.hours": 40.0 for kind in ("studio", "firm", "group")},
    **{f"kinds.{kind}.decay": 0.03 for kind in ("studio", "firm", "group")},
    **{f"kinds.{kind}.weight": 1.0 for kind in ("studio", "firm", "group")},
    **{f"kinds.{kind}.productivity": 1.0 for kind in ("studio", "firm", "group")},
    **{f"kinds.{kind}.need": 1_000_000.0 for kind in ("studio", "firm", "group")},
}
