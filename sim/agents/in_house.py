"""A month of an office's own work: hours divided over kinds, and turned into results."""

from typing import Any

from sim.agents.district import place
from sim.agents.provider import produce
from sim.codes import NOBODY
from sim.compiler.rule import rule
from sim.rules.burden import net_share
from sim.rules.delivery import switching_yield


@rule
def plan_in_house(world: Any, p: Any, office: Any) -> None:
    """In-house hours follow the leader's weights and staff's mission: u = power·bonus·weight + μ·w."""
    paid = office.posts() * p.resources.hours_per_post
    if paid <= 0.0:
        return
    net = paid * net_share(p.control.base_burden, p.control.inhouse_burden)
    net = max(0.0, net - office.monitoring_hours)
    office.kinds_worked = 0
    for kind in range(len(office.utility)):
        office.covered[kind] = 1
        office.kinds_worked += 1
        office.utility[kind] = (
            world.bureau.pressure * p.incentives.inhouse_bonus * office.weights[kind]
            + p.incentives.mission * p.kinds.weight[kind]
        )
    office.keep_hours(paid, net)
    office.divide_own_hours(p, net)
    office.funded_hours += office.staff * p.resources.hours_per_post
    office.own_hours += office.own_posts * p.resources.hours_per_post


@rule
def deliver_in_house(world: Any, p: Any, office: Any) -> None:
    """Do the planned in-house work in the district; each direct lot is credited its part of the hours.

    What is counted in the district counts towards a contract for the same kind, whoever did it.
    """
    if office.hours <= 0.0:
        return
    quality = p.resources.relative_productivity * switching_yield(
        p.production.switching, office.kinds_worked, office.posts()
    )
    produce(
        p,
        office.output,
        office.share,
        office.hours,
        office.volunteers,
        quality,
        office.skill,
        office.noise,
    )
    for kind in range(len(office.output)):
        counted = office.contractor[kind]
        made = place(world, p, office, kind, office.output[kind], p.kinds.hours[kind], office.error, counted)
        if counted != NOBODY:
            world.contracts[counted].achieved[kind] += made
        for contract in world.contracts:
            if contract.is_in_house(office.id) == 1:
                contract.worked[kind] += office.output[kind] * (contract.posts / office.posts())
