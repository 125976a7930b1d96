"""A month of work under a contract: hours divided over kinds, and turned into results."""

from typing import Any

from sim.agents.district import place
from sim.agents.incentives import inflate, set_incentives
from sim.agents.provider import produce
from sim.compiler.rule import rule
from sim.rules.burden import contract_burden, net_share
from sim.rules.delivery import access_gain, delegation_yield, switching_yield
from sim.rules.effort import distortion_angle, effort_shares, urgency
from sim.rules.reporting import inflation_hours


@rule
def plan_work(world: Any, p: Any, now: int, contract: Any) -> None:
    """Divide hours of contract and own staff over the covered kinds, by what pays and what matters."""
    organization = world.organizations[contract.organization]
    office = world.offices[contract.office]
    relation = world.relations[contract.office][contract.organization]
    relation.decide(p, now)
    own = organization.own_posts / organization.working
    paid = (contract.posts + own) * p.resources.hours_per_post
    set_incentives(world, p, contract, office)
    inflate(p, contract, relation)
    autonomy = p.instruments.autonomy[contract.instrument]
    burden = contract_burden(
        p.control.indicator_burden,
        p.control.indicators,
        p.instruments.reporting[contract.instrument],
        p.control.control * (1.0 - autonomy),
        p.control.digital,
        p.control.approval_burden,
        p.control.levels,
    )
    net = paid * net_share(p.control.base_burden, burden) * organization.pace(p)
    net = net * max(0.0, 1.0 - inflation_hours(contract.inflated, p.control.inflation_cost))
    net = max(0.0, net - p.control.monitoring_hours * p.control.depth)
    organization.keep_hours(paid, net)
    contract.hours = net
    for kind in range(len(contract.utility)):
        press = 1.0
        if p.kinds.stages[kind] == 0 and contract.target[kind] > 0.0:
            monthly = contract.output[kind] / (p.kinds.hours[kind] * contract.squeeze)
            press = urgency(contract.target[kind] - contract.reported[kind], monthly)
        contract.utility[kind] = (
            contract.incentive[kind] * contract.emphasis[kind] * press
            + p.incentives.mission * p.kinds.weight[kind]
        )
    used = effort_shares(
        contract.utility, contract.share, contract.covered, p.incentives.curvature, p.incentives.correlation
    )
    organization.assigned_hours += net * used
    organization.idle_hours += net - net * used
    for kind in range(len(contract.covered)):
        if contract.covered[kind] == 1 and organization.covered[kind] == 0:
            organization.covered[kind] = 1
            organization.kinds_worked += 1
    office.funded_hours += contract.posts * p.resources.hours_per_post
    office.own_hours += own * p.resources.hours_per_post
    note_direction(world, p, contract)


@rule
def note_direction(world: Any, p: Any, contract: Any) -> None:
    """Goal deviation: the angle between the division of effort and the weights of the kinds, by hours."""
    if contract.hours > 0.0:
        world.tally.angle += contract.hours * distortion_angle(p.kinds.weight, contract.share)
        world.tally.angle_hours += contract.hours


@rule
def deliver(world: Any, p: Any, contract: Any) -> None:
    """Do the planned work: skill, delegation, switching, access and noise turn hours into results."""
    if contract.hours <= 0.0:
        return
    organization = world.organizations[contract.organization]
    office = world.offices[contract.office]
    relation = world.relations[contract.office][contract.organization]
    quality = delegation_yield(
        p.production.delegation_loss,
        p.production.role_clarity,
        p.control.oversight * p.control.control,
        p.production.delegation_depth,
    )
    quality = quality * switching_yield(
        p.production.switching, organization.kinds_worked, organization.posts()
    )
    quality = quality * access_gain(p.production.access, relation.support, relation.office_trust)
    produce(
        p,
        contract.output,
        contract.share,
        contract.hours,
        contract.volunteers,
        quality,
        organization.skill,
        organization.noise,
    )
    # what the money yields is its own posts' part, in hours at the unhurried rate
    bought = contract.posts * organization.working
    bought = bought / (bought + organization.own_posts)
    for kind in range(len(contract.output)):
        if contract.covered[kind] == 1:
            needed = p.kinds.hours[kind]
            if p.kinds.stages[kind] == 0:
                needed = needed * contract.squeeze
            contract.achieved[kind] += place(
                world, p, office, kind, contract.output[kind], needed, office.error, contract.id
            )
            contract.worked[kind] += contract.output[kind] * bought * (p.kinds.hours[kind] / needed)
