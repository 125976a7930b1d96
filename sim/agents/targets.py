"""What a contract can do: its burden by instrument, and what its money and term allow as a target."""

from typing import Any

from sim.codes import NOBODY, UNHURRIED
from sim.compiler.rule import rule
from sim.rules.burden import contract_burden, net_share
from sim.rules.delivery import delegation_yield, schedule_pressure, switching_yield
from sim.rules.money import fen


@rule
def instrument_burden(p: Any, instrument: int) -> float:
    """Share of hours that forms, approvals and inspections take under a contract of this instrument."""
    return contract_burden(
        p.control.indicator_burden,
        p.control.indicators,
        p.instruments.reporting[instrument],
        p.control.control * (1.0 - p.instruments.autonomy[instrument]),
        p.control.digital,
        p.control.approval_burden,
        p.control.levels,
    )


@rule
def feasible_target(p: Any, instrument: int, kind: int, amount: int, kinds: int) -> float:
    """What a sum and the term can do of a kind, the hours divided evenly over a lot's kinds.

    Forms, inspections and levels of delegation are the planner's own and counted in. Of groups,
    those that can be supported, × the part of their way that they climb in the time.
    """
    months = max(1, p.contract.term - p.contract.approval)
    post_months = amount * p.resources.labour_share / fen(p.resources.wage)
    burden = 0.0
    if instrument != NOBODY:
        burden = instrument_burden(p, instrument)
    hours = post_months * p.resources.hours_per_post * net_share(p.control.base_burden, burden) / kinds
    hours = hours * switching_yield(p.production.switching, kinds, post_months / months)
    hours = hours * delegation_yield(
        p.production.delegation_loss,
        p.production.role_clarity,
        p.control.oversight * p.control.control,
        p.production.delegation_depth,
    )
    if p.kinds.stages[kind] > 0:
        return hours / (months * p.kinds.hours[kind]) * min(1.0, months / max(1.0, p.kinds.gestation[kind]))
    pressed = 1.0
    if p.form.schedule != UNHURRIED:
        pressed = schedule_pressure(
            1.0 * p.contract.term, p.production.natural_term, p.production.schedule_exponent
        )
    return hours / (p.kinds.hours[kind] * pressed)
