"""What holds in every month of every run: money to the fen, hours, states, ranges.

tests/conftest.py has them checked after each month that any test steps a Mesa model, and
tests/support/phases.py in the worlds that it takes through their months phase by phase.
"""

import math

from sim.agents.reporting import progress
from sim.codes import AWAITING, FAILED, NOBODY, PASSED, RUNNING, TERMINATED, VACANT

ROUNDING = 1e-9
"""Hours and shares are floats: sums of a few dozen terms are equal to this relative tolerance."""

OPEN = (AWAITING, RUNNING)
CLOSED = (PASSED, FAILED, TERMINATED)


def near(one, other):
    return math.isclose(one, other, rel_tol=ROUNDING, abs_tol=ROUNDING)


def assert_money_is_conserved(world):
    """granted = spent + committed + free + lapsed in fen, exactly; committed is due to open contracts."""
    due = [0] * len(world.offices)
    for contract in world.contracts:
        if contract.state in OPEN:
            due[contract.office] += contract.sum - contract.paid
    for office in world.offices:
        assert office.granted == office.spent + office.committed + office.free + office.lapsed
        assert office.committed == due[office.id]
        assert min(office.committed, office.free, office.lapsed) >= 0
    assert world.tally.spent == sum(office.spent for office in world.offices)
    # a provider that gives back all it was paid may be fined as well: only with what came back is it ≥ 0
    assert world.tally.spent + world.tally.returned >= 0


def assert_providers_books_balance(world):
    """income − outgo = reserve + what open contracts have paid and is not used, in fen, exactly."""
    unused = [0] * len(world.organizations)
    for contract in world.contracts:
        if contract.state in OPEN and contract.conditional == 1:
            unused[contract.organization] += contract.received() - contract.used
    for organization in world.organizations:
        assert organization.income - organization.outgo == organization.reserve + unused[organization.id]


def assert_each_contract_has_one_state(world, now):
    tally = world.tally
    running = 0
    held = [0] * len(world.organizations)
    for contract in world.contracts:
        assert contract.state in (VACANT, *OPEN, *CLOSED)  # no lot stays on offer overnight
        if contract.state == VACANT:
            continue
        assert 0 <= contract.paid <= contract.sum <= contract.budget
        assert 0 <= contract.used <= contract.budget
        if contract.conditional == 0:
            assert contract.paid == contract.used
        if contract.state in OPEN:
            assert contract.signed <= contract.start < contract.original_end <= contract.end
            assert (contract.state == AWAITING) == (now < contract.start)
            if contract.conditional == 1:
                running += 1
                held[contract.organization] += 1
    assert tally.signed == running + tally.passed + tally.failed + tally.terminated
    assert held == [organization.contracts for organization in world.organizations]


def paid_to_closed(world):
    """What has been paid to each closed contract, by row and month of signing."""
    return {
        (contract.id, contract.signed, contract.state): (contract.paid, contract.used)
        for contract in world.contracts
        if contract.state in CLOSED
    }


def assert_nobody_is_paid_after_the_end(world, before):
    for key, settled in paid_to_closed(world).items():
        assert before.get(key, settled) == settled


def assert_hours_are_conserved(world, p):
    """Hours assigned + idle + burden = hours paid = posts × hours a post, for every provider at work."""
    for provider in (*world.offices, *world.organizations):
        parts = provider.assigned_hours, provider.idle_hours, provider.burden_hours
        assert near(sum(parts), provider.paid_hours)
        assert min(parts) >= -ROUNDING * provider.paid_hours
        assert provider.staff >= 0.0
        if provider.paid_hours > 0.0:
            assert near(provider.paid_hours, provider.posts() * p.resources.hours_per_post)
    for organization in world.organizations:
        assert organization.active == 1 or organization.paid_hours == 0.0
        if organization.active == 1 and organization.home != NOBODY:
            assert near(organization.paid_hours, organization.posts() * p.resources.hours_per_post)


def assert_volunteers_work_once(world, p, now):
    """What providers take is at most what communities offer, but for what an instrument adds."""
    offered = sum(community.volunteer_hours for community in world.communities)
    taken = sum(provider.volunteers for provider in (*world.offices, *world.organizations))
    for contract in world.contracts:
        if contract.state in OPEN or contract.end > now:
            taken += contract.volunteers / (1.0 + p.instruments.volunteer_boost[contract.instrument])
    assert taken <= offered * (1.0 + ROUNDING) + ROUNDING


def assert_in_range(world, p):
    for holder in (*world.offices, *world.organizations, *world.contracts):
        assert all(0.0 <= part <= 1.0 for part in holder.share)
        assert sum(holder.share) <= 1.0 + ROUNDING
    for office in world.offices:
        places = range(office.first, office.first + office.communities)
        for kind, count in enumerate(office.open_in):
            assert count == sum(world.communities[place].open[kind] for place in places)
        assert 0.0 <= office.design <= 1.0
        assert 0.0 <= office.management <= 1.0
        assert 0.0 <= office.error <= p.needs.error
        assert min(office.skill) > 0.0
    for organization in world.organizations:
        assert min(organization.skill) > 0.0
        assert 0.0 <= organization.load <= p.staffing.load_cap
        most = organization.resource_posts * (1.0 + max(0.0, p.resources.crowding_in))
        assert 0.0 <= organization.own_posts <= most
    for row in world.relations:
        for relation in row:
            assert 0.0 <= relation.office_trust <= 1.0
            assert 0.0 <= relation.organization_trust <= 1.0
            assert relation.support in (0, 1)
            assert relation.candour in (0, 1)
    for row in world.ties:
        assert all(0.0 <= tie.trust <= 1.0 for tie in row)
    for community in world.communities:
        assert 0.0 <= community.office_trust <= 1.0
        assert 0.0 <= community.capital <= 1.0
        assert 0.0 <= community.satisfied <= 1.0 + ROUNDING
        for kind, stages in enumerate(p.kinds.stages):
            assert community.need[kind] >= 0.0
            assert community.level[kind] >= 0.0
            assert 0 <= community.stage[kind] <= stages
            assert 0.0 <= community.support[kind] <= 1.0 + ROUNDING
            assert 0.0 <= community.progress[kind] <= 1.0
            assert community.open[kind] in (0, 1)
            assert community.enjoyed[kind] >= 0.0
    for contract in world.contracts:
        assert min(contract.target) >= 0.0
        if contract.state in OPEN:
            assert min(contract.achieved) >= 0.0
            # of groups, the stages climbed under it: one that matures may have started under another contract
            true = [progress(p, contract, kind) for kind in range(len(contract.reported))]
            assert all(said >= did for said, did in zip(contract.reported, true, strict=True)) or (
                contract.conditional == 0 or contract.hours == 0.0
            )


def assert_laws(one, settled):
    """All laws, at the end of a month."""
    now = one.months - 1
    assert_money_is_conserved(one.world)
    assert_providers_books_balance(one.world)
    assert_each_contract_has_one_state(one.world, now)
    assert_nobody_is_paid_after_the_end(one.world, settled)
    assert_hours_are_conserved(one.world, one.p)
    assert_volunteers_work_once(one.world, one.p, now)
    assert_in_range(one.world, one.p)
