"""A month of work under a contract: hours divided over kinds, and turned into results."""

from typing import Any

from sim.agents.coordination import organization_shift
from sim.agents.district import place
from sim.agents.incentives import inflate, set_incentives
from sim.agents.provider import produce
from sim.agents.sight import look_as_contractor
from sim.agents.targets import instrument_burden
from sim.codes import BY_CONTRACT, OWN_SIGHT
from sim.compiler.rule import rule
from sim.rules.burden import net_share
from sim.rules.delivery import access_gain, delegation_yield, switching_yield
from sim.rules.effort import covered_angle, distortion_angle, effort_shares, urgency
from sim.rules.reporting import inflation_hours


@rule
def plan_work(world: Any, p: Any, now: int, contract: Any) -> None:
    """Net hours of contract and own staff this month, and what each covered kind is worth to the provider."""
    organization = world.organizations[contract.organization]
    office = world.offices[contract.office]
    relation = world.relations[contract.office][contract.organization]
    own = organization.own_posts / organization.working
    paid = (contract.posts + own) * p.resources.hours_per_post
    # what the money yields is its own posts' part
    bought = contract.posts * organization.working
    contract.bought = 0.0
    if bought > 0.0:
        contract.bought = bought / (bought + organization.own_posts)
    set_incentives(world, p, contract, office)
    inflate(p, contract, relation)
    burden = instrument_burden(p, contract.instrument)
    base = p.control.base_burden * (1.0 - p.control.fixed_part)
    net = paid * net_share(base, burden) * organization.pace(p)
    overhead = organization.overhead(p) * (1.0 - p.control.shared_overhead) / organization.working
    net = max(0.0, net - overhead)
    net = net * max(0.0, 1.0 - inflation_hours(contract.inflated, p.control.inflation_cost))
    net = max(0.0, net - p.control.monitoring_hours * p.control.depth)
    organization.keep_hours(paid, net)
    contract.hours = net
    for kind in range(len(contract.utility)):
        press = 1.0
        if p.kinds.stages[kind] == 0 and contract.target[kind] > 0.0:
            monthly = contract.output[kind] / (p.kinds.hours[kind] * contract.slowed(p))
            press = urgency(contract.target[kind] - contract.reported[kind], monthly)
        contract.utility[kind] = (
            contract.incentive[kind] * contract.emphasis[kind] * press
            + p.incentives.mission * p.kinds.mission[kind]
        )
        if p.capability.coordination > 0.0:
            contract.utility[kind] = contract.utility[kind] * organization_shift(
                p, office, organization, relation, kind
            )
        if contract.covered[kind] == 1 and organization.covered[kind] == 0:
            organization.covered[kind] = 1
            organization.kinds_worked += 1
    office.funded_hours += contract.posts * p.resources.hours_per_post
    office.own_hours += own * p.resources.hours_per_post


@rule
def divide_work(world: Any, p: Any, contract: Any) -> None:
    """Divide a contract's hours over its kinds, by what pays and what matters; the rest stays idle."""
    organization = world.organizations[contract.organization]
    used = effort_shares(
        contract.utility, contract.share, contract.covered, p.incentives.curvature, p.incentives.correlation
    )
    organization.assigned_hours += contract.hours * used
    organization.idle_hours += contract.hours - contract.hours * used
    note_direction(world, p, contract)


@rule
def note_direction(world: Any, p: Any, contract: Any) -> None:
    """Goal deviation: the angle between the division of effort and the weights of the kinds, by hours.

    Over the kinds that the contract covers (0° for one kind), and over all kinds.
    """
    if contract.hours > 0.0:
        angle = distortion_angle(p.kinds.weight, contract.share)
        world.tally.angle += contract.hours * angle
        kinds = 0
        for kind in range(len(contract.covered)):
            kinds += contract.covered[kind]
        if kinds > 1:
            covered = angle
            if kinds < len(contract.covered):
                covered = covered_angle(p.kinds.weight, contract.share, contract.covered)
            world.tally.angle_covered += contract.hours * covered
        world.tally.angle_hours += contract.hours


@rule
def deliver(world: Any, p: Any, now: int, contract: Any) -> None:
    """Do the planned work: skill, delegation, switching, access and noise turn hours into results."""
    if contract.hours <= 0.0:
        return
    organization = world.organizations[contract.organization]
    office = world.offices[contract.office]
    relation = world.relations[contract.office][contract.organization]
    quality = delegation_yield(
        min(1.0, p.production.delegation_loss * office.managed(p, p.capability.delegation_elasticity)),
        p.production.role_clarity,
        p.control.oversight * p.control.control,
        p.production.delegation_depth,
    )
    quality = quality * switching_yield(
        p.production.switching, organization.kinds_worked, organization.posts()
    )
    quality = quality * access_gain(p.production.access, relation.support, relation.office_trust)
    organization.draw_noise(world, p, now)
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
    office.at_work = BY_CONTRACT
    error = office.error
    office.eyes_error = 0.0
    if p.form.sight == OWN_SIGHT:
        error = look_as_contractor(p, office, relation)
    for kind in range(len(contract.output)):
        if contract.covered[kind] == 1:
            needed = p.kinds.hours[kind]
            if p.kinds.stages[kind] == 0:
                needed = needed * contract.slowed(p)
            contract.achieved[kind] += place(
                world, p, office, kind, contract.output[kind], needed, error, contract.id
            )
            # what its money worked, in hours at the unhurried rate
            contract.worked[kind] += contract.output[kind] * contract.bought * (p.kinds.hours[kind] / needed)
