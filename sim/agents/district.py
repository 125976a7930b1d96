"""How a provider's work of one kind is laid over the communities of an office's district.

Studios open one after the other, groups are supported one after the other, other work follows unmet need.
"""

from typing import Any

from sim.agents.queue import in_queue, queue_up
from sim.codes import NOBODY
from sim.compiler.rule import rule
from sim.rules.delivery import volunteers_that_come


@rule
def place(
    world: Any, p: Any, office: Any, kind: int, hours: float, hours_per_unit: float, error: float, backer: int
) -> float:
    """Lay effective hours of a kind over a district; returns what counts towards a target.

    Openings for a kind that opens, units for a kind that does not; groups are counted when they mature.
    """
    if hours <= 0.0:
        return 0.0
    world.tally.made += hours / hours_per_unit
    if p.kinds.stages[kind] > 0:
        support_groups(world, p, office, kind, hours, hours_per_unit, error, backer)
        return 0.0
    units = hours / hours_per_unit
    if p.kinds.opens[kind] == 0:
        return max(0.0, units - deepen(world, p, office, kind, units, error))  # shares may round up
    opened = 0.0
    queue = 0
    while units > 0.0:
        if queue == 0:
            if office.open_in[kind] < office.communities:
                queue = queue_up(world, p, office, kind, error, units)
            if queue == 0:
                deepen(world, p, office, kind, units, error)
                break
        queue -= 1
        community = world.communities[in_queue(world, office, queue)]
        lacking = 1.0 - community.progress[kind]
        if units < lacking:
            community.progress[kind] += units
            break
        units -= lacking
        community.progress[kind] = 1.0
        community.open[kind] = 1
        office.open_in[kind] += 1
        community.opened_by[kind] = office.at_work
        world.tally.count_opening(office.at_work)
        community.level[kind] += 1.0
        opened += 1.0
    return opened


@rule
def operate(
    world: Any, p: Any, office: Any, kind: int, hours: float, hours_per_unit: float, error: float
) -> None:
    """Work at what is open already of a kind that opens, and open no more of it."""
    if hours > 0.0:
        world.tally.made += hours / hours_per_unit
        deepen(world, p, office, kind, hours / hours_per_unit, error)


@rule
def deepen(world: Any, p: Any, office: Any, kind: int, units: float, error: float) -> float:
    """Spread units in proportion to perceived unmet need, none beyond it; returns what nobody could use."""
    total = 0.0
    for place_id in range(office.first, office.first + office.communities):
        community = world.communities[place_id]
        if p.kinds.opens[kind] == 0 or community.open[kind] == 1:
            community.seen = community.perceived(world, p, kind, error, office)
            total += community.seen
    if total <= 0.0:
        world.tally.saturated += units
        return units
    lost = 0.0
    for place_id in range(office.first, office.first + office.communities):
        community = world.communities[place_id]
        if p.kinds.opens[kind] == 0 or community.open[kind] == 1:
            given = units * (community.seen / total)
            taken = min(given, community.unmet(p, kind))
            community.level[kind] += taken
            lost += given - taken
    world.tally.saturated += lost
    return lost


@rule
def support_groups(
    world: Any, p: Any, office: Any, kind: int, hours: float, hours_per_unit: float, error: float, backer: int
) -> None:
    """Support groups in turn, each up to a full month: highest stage, most perceived need, lowest id."""
    left = hours / hours_per_unit
    queue = 0
    while left > 0.0:
        if queue == 0:
            queue = queue_up(world, p, office, kind, error, left)
            if queue == 0:
                world.tally.saturated += left
                break
        queue -= 1
        community = world.communities[in_queue(world, office, queue)]
        given = min(left, 1.0 - community.support[kind])
        community.support[kind] += given
        if backer != NOBODY:
            community.backer[kind] = backer
        left -= given


@rule
def call_volunteers(world: Any, office: Any, organization: int, weight: float) -> None:
    """Make known in a district that a provider is at work there: each community's trust in it × its reach.

    `weight` is the reach, `organization` NOBODY the office.
    """
    office.called = 1
    for place_id in range(office.first, office.first + office.communities):
        community = world.communities[place_id]
        trust = community.office_trust
        if organization != NOBODY:
            trust = world.ties[place_id][organization].trust
        community.trust_total += trust * weight


@rule
def volunteers_earned(
    world: Any, p: Any, office: Any, organization: int, boost: float, weight: float
) -> float:
    """Volunteer hours that a provider at work in a district earns: each community's hours, split by trust.

    They are split by reach × trust, `weight` being the reach. What nobody reaches does not come, nor what
    paid work crowds out; an instrument may bring more: × (1 + boost). `organization` NOBODY: the office.
    """
    total = 0.0
    for place_id in range(office.first, office.first + office.communities):
        community = world.communities[place_id]
        if community.trust_total > 0.0:
            trust = community.office_trust
            if organization != NOBODY:
                trust = world.ties[place_id][organization].trust
            total += community.volunteer_hours * (trust * weight / community.trust_total)
    funded = 0.0
    if office.funded_hours > 0.0:
        funded = office.funded_hours / (office.funded_hours + office.own_hours)
    come = volunteers_that_come(1.0 - office.unreached, p.production.crowding_out, funded)
    return total * come * (1.0 + boost)


@rule
def judge_in_district(world: Any, p: Any, office: Any, organization: int) -> None:
    """The communities of a district judge an organisation that works among them; that is its standing."""
    total = 0.0
    for place_id in range(office.first, office.first + office.communities):
        tie = world.ties[place_id][organization]
        tie.judge(p, world.communities[place_id].satisfied)
        total += tie.trust
    if office.communities > 0:
        world.relations[office.id][organization].standing = total / office.communities
