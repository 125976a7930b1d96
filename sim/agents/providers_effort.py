"""One provider's effort over all it does: every kind of every contract, and its own mission beside them.

The effort rule's problem (sim/rules/effort.py) over pairs of contract and kind, with one curvature over
all of the provider's hours: a contract for one kind idles nobody who has other work.
"""

from typing import Any

from sim.agents.contracted_work import divide_work, note_direction
from sim.codes import NOBODY
from sim.compiler.rule import rule


@rule
def divide_effort(world: Any, p: Any, now: int, organization: Any) -> None:
    """Divide a contractor's hours over all its contracts and its own mission; alone, a contract is all."""
    beside = mission_beside(p, organization)
    if organization.working == 1 and beside == 0:
        for row in range(world.tally.lots):
            contract = world.contracts[row]
            if is_its_work(contract, organization, now) == 1:
                divide_work(world, p, contract)
        return
    hours = 0.0
    own_hours = 0.0
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        if is_its_work(contract, organization, now) == 1:
            hours += contract.hours
            own_hours += contract.hours * (1.0 - contract.bought)
    if hours <= 0.0:
        return
    threshold = common_threshold(world, p, now, organization, beside)
    contracted = 0.0
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        if is_its_work(contract, organization, now) == 1:
            for kind in range(len(contract.share)):
                contract.share[kind] = 0.0
                if contract.covered[kind] == 1:
                    above = max(0.0, contract.utility[kind] - threshold)
                    contract.share[kind] = above / p.incentives.curvature
                    contracted += contract.share[kind]
    mission = 0.0
    if beside == 1:
        mission = share_mission(p, organization, threshold, own_hours / hours)
    used = contracted + mission
    full = min(1.0, used)
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        if is_its_work(contract, organization, now) == 1:
            give_hours(world, p, contract, hours, used)
    if mission > 0.0:
        keep_for_mission(organization, hours * (mission / used), full / mission)
    organization.assigned_hours += hours * full
    organization.idle_hours += hours - hours * full


@rule
def keep_for_mission(organization: Any, hours: float, scale: float) -> None:
    """Keep hours for the own mission, and its shares of them."""
    organization.hours = hours
    for kind in range(len(organization.share)):
        organization.share[kind] = organization.share[kind] * scale


@rule
def is_its_work(contract: Any, organization: Any, now: int) -> int:
    """One if this contract is at work this month with this organisation."""
    mine = contract.organization == organization.id
    if mine and contract.conditional == 1 and contract.is_working(now) == 1:
        return 1
    return 0


@rule
def mission_beside(p: Any, organization: Any) -> int:
    """One if an organisation under contract has own hours, and kinds that no contract of its covers."""
    if organization.home == NOBODY or organization.own_posts <= 0.0:
        return 0
    beside = 0
    for kind in range(len(organization.covered)):
        organization.utility[kind] = 0.0
        if organization.covered[kind] == 0:
            organization.utility[kind] = p.incentives.mission * p.kinds.mission[kind]
            beside = 1
    return beside


@rule
def common_threshold(world: Any, p: Any, now: int, organization: Any, beside: int) -> float:
    """The utility that an hour must promise to be worked: the effort rule's θ over all pairs (see there)."""
    correlation = p.incentives.correlation
    threshold = 0.0
    while True:
        total = 0.0
        active = 0
        for row in range(world.tally.lots):
            contract = world.contracts[row]
            if is_its_work(contract, organization, now) == 1:
                for kind in range(len(contract.utility)):
                    if contract.covered[kind] == 1 and contract.utility[kind] > threshold:
                        total += contract.utility[kind]
                        active += 1
        if beside == 1:
            for kind in range(len(organization.utility)):
                if organization.utility[kind] > threshold:
                    total += organization.utility[kind]
                    active += 1
        if active == 0:
            return threshold
        slack = correlation * total / (1.0 - correlation + correlation * active)
        binding = (total - p.incentives.curvature) / active
        raised = max(0.0, max(slack, binding))
        if raised <= threshold:
            return threshold
        threshold = raised


@rule
def share_mission(p: Any, organization: Any, threshold: float, most: float) -> float:
    """Shares of the kinds of the own mission, together at most the own hours' part; returns their sum."""
    mission = 0.0
    for kind in range(len(organization.share)):
        organization.share[kind] = max(0.0, organization.utility[kind] - threshold) / p.incentives.curvature
        if organization.covered[kind] == 1:
            organization.share[kind] = 0.0
        mission += organization.share[kind]
        if organization.share[kind] > 0.0:
            organization.kinds_worked += 1
    if mission <= most:
        return mission
    for kind in range(len(organization.share)):
        organization.share[kind] = organization.share[kind] * (most / mission)
    return most


@rule
def give_hours(world: Any, p: Any, contract: Any, hours: float, used: float) -> None:
    """Give a contract its part of the provider's hours, and turn its kinds' shares into parts of these."""
    part = 0.0
    for kind in range(len(contract.share)):
        part += contract.share[kind]
    if part <= 0.0:
        contract.hours = 0.0
        return
    contract.hours = hours * (part / used)
    for kind in range(len(contract.share)):
        contract.share[kind] = min(1.0, contract.share[kind] * (min(1.0, used) / part))
    note_direction(world, p, contract)
    world.relations[contract.office][contract.organization].hours_here += contract.hours
