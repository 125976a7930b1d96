"""A month of an office's own work: hours divided over kinds, and turned into results."""

from typing import Any

from sim.agents.coordination import office_shift
from sim.agents.district import operate, place
from sim.agents.provider import produce
from sim.agents.sight import look_as_office
from sim.codes import BY_OFFICE, NOBODY, OWN_SIGHT, WHOEVER_DID_IT
from sim.compiler.rule import rule
from sim.rules.burden import net_share
from sim.rules.delivery import switching_yield


@rule
def plan_in_house(world: Any, p: Any, office: Any) -> None:
    """In-house hours follow the leader's weights and staff's mission: u = power·bonus·weight + μ·w."""
    paid = office.posts() * p.resources.hours_per_post
    if paid <= 0.0:
        return
    base = p.control.base_burden * (1.0 - p.control.fixed_part)
    net = paid * net_share(base, p.control.inhouse_burden)
    net = max(0.0, net - office.monitoring_hours - office.overhead(p))
    office.kinds_worked = 0
    for kind in range(len(office.utility)):
        office.covered[kind] = 1
        office.kinds_worked += 1
        office.utility[kind] = (
            world.bureau.pressure * p.incentives.inhouse_bonus * office.weights[kind]
            + p.incentives.mission * p.kinds.mission[kind]
        )
        if p.capability.coordination > 0.0 and office.contractor[kind] != NOBODY:
            contract = world.contracts[office.contractor[kind]]
            relation = world.relations[office.id][contract.organization]
            organization = world.organizations[contract.organization]
            shift = office_shift(p, office, organization, relation, kind)
            office.utility[kind] = office.utility[kind] * shift
    office.keep_hours(paid, net)
    office.divide_own_hours(p, net)
    office.funded_hours += office.staff * p.resources.hours_per_post
    office.own_hours += office.own_posts * p.resources.hours_per_post


@rule
def deliver_in_house(world: Any, p: Any, now: int, office: Any) -> None:
    """Do the planned in-house work in the district; each direct lot is credited its part of the hours.

    What is counted in the district counts towards a contract for the same kind, whoever did it; or, where
    only a provider's own work counts, the office leaves it what a contract covers and operates what is open.
    """
    if office.hours <= 0.0:
        return
    quality = p.resources.relative_productivity * switching_yield(
        p.production.switching, office.kinds_worked, office.posts()
    )
    office.draw_noise(world, p, now)
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
    office.at_work = BY_OFFICE
    for kind in range(len(office.output)):
        counted = office.contractor[kind]
        needed = p.kinds.hours[kind]
        if p.kinds.stages[kind] == 0:
            needed = needed / office.unhurried()
        error = office.error
        office.eyes_error = 0.0
        if p.form.sight == OWN_SIGHT and counted != NOBODY:
            who = world.contracts[counted].organization
            error = look_as_office(p, office, world.relations[office.id][who])
        if p.form.coverage == WHOEVER_DID_IT:
            made = place(world, p, office, kind, office.output[kind], needed, error, counted)
            if counted != NOBODY:
                world.contracts[counted].achieved[kind] += made
        elif office.awaited[kind] == 1 and p.kinds.opens[kind] == 1:
            operate(world, p, office, kind, office.output[kind], needed, error)
        else:
            place(world, p, office, kind, office.output[kind], needed, error, NOBODY)
        for row in range(world.tally.lots):
            contract = world.contracts[row]
            if contract.is_in_house(office.id) == 1:
                hurry = contract.squeeze if p.kinds.stages[kind] == 0 else 1.0
                contract.worked[kind] += office.output[kind] * (contract.posts / office.posts()) / hurry
