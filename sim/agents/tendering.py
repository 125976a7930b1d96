"""Who gets a lot: all ask, one clearing rule decides by a total order, all then act."""

from typing import Any

from sim.chance import BID, RENEWAL, TIE_BREAK
from sim.chance.random_numbers import normal, uniform
from sim.codes import COMMUNITY_CHOOSES, DIRECT, DONE_IN_HOUSE, NOBODY, TENDERED, VACANT
from sim.compiler.rule import rule

RENEWED = 100.0
"""What a renewal adds to a score: more than any bid can make up for."""


@rule
def clear_tenders(world: Any, p: Any, now: int) -> None:
    """Award every tendered lot: repeatedly the lot whose best bid is highest, until none has a bidder.

    Order: score, then keyed tie-break, then id. A lot nobody bids for is withdrawn and its money stays free,
    or it is done in-house.
    """
    tendered = 0
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        if contract.state == TENDERED:
            find_best_bidder(world, p, now, contract)
            tendered += 1
    if tendered == 0:
        return
    while True:
        chosen = NOBODY
        best = -1.0
        for row in range(world.tally.lots):
            contract = world.contracts[row]
            if contract.state == TENDERED and contract.best_bidder != NOBODY and contract.best_score > best:
                chosen = contract.id
                best = contract.best_score
        if chosen == NOBODY:
            break
        award(world, p, now, world.contracts[chosen])
        for row in range(world.tally.lots):
            contract = world.contracts[row]
            if contract.state == TENDERED and contract.best_bidder != NOBODY:
                bidder = world.organizations[contract.best_bidder]
                if may_bid(world, p, now, bidder, contract) == 0:
                    find_best_bidder(world, p, now, contract)
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        if contract.state == TENDERED and p.form.unawarded == DONE_IN_HOUSE and contract.instrument != NOBODY:
            contract.instrument = DIRECT
            contract.conditional = 0
            contract.sign(world, p, now, world.offices[contract.office], NOBODY, contract.sum)
        elif contract.state == TENDERED:
            world.offices[contract.office].unplanned = 1
            contract.state = VACANT


@rule
def is_eligible(p: Any, organization: Any, office: int) -> int:
    """One if an organisation is active, within reach of an office's tenders, and has room for a contract."""
    if organization.active == 0 or organization.contracts >= p.tender.capacity:
        return 0
    if p.tender.local == 1 and organization.home != office:
        return 0
    return 1


@rule
def may_bid(world: Any, p: Any, now: int, organization: Any, contract: Any) -> int:
    """One if an organisation may bid: eligible, and nothing of the lot is another's sole right.

    It may have one of the lots that many share, and a gift only at home.
    """
    if is_eligible(p, organization, contract.office) == 0:
        return 0
    if contract.shared == 1 and world.relations[contract.office][organization.id].awarded == now + 1:
        return 0
    if contract.instrument == NOBODY and organization.home != contract.office:
        return 0
    office = world.offices[contract.office]
    for kind in range(len(contract.covered)):
        if contract.covered[kind] == 1:
            holder = office.sole_right(world, p, kind)
            if holder != NOBODY and holder != organization.id:
                return 0
    return 1


@rule
def bid_score(world: Any, p: Any, now: int, contract: Any, organization: Any) -> float:
    """Score of a bid, above zero: skill in the kinds, trust, incumbency, what the office cannot judge."""
    relation = world.relations[contract.office][organization.id]
    skill = 0.0
    covered = 0
    for kind in range(len(contract.covered)):
        if contract.covered[kind] == 1:
            skill += organization.skill[kind]
            covered += 1
    score = p.tender.quality_weight * skill / max(1, covered)
    score += p.tender.trust_weight * relation.office_trust
    if relation.incumbent == 1:
        score += p.tender.incumbency
        if uniform(world.random_numbers, RENEWAL, now, contract.office, organization.id) < p.contract.renewal:
            score += RENEWED
    blur = p.tender.noise * (1.0 - world.offices[contract.office].management)
    score += blur * normal(world.random_numbers, BID, now, contract.office, organization.id)
    if contract.instrument != NOBODY and p.instruments.chooser[contract.instrument] == COMMUNITY_CHOOSES:
        score = mean_trust(world, world.offices[contract.office], organization)
    return max(1e-9, 10.0 + score)


@rule
def mean_trust(world: Any, office: Any, organization: Any) -> float:
    """Mean trust of a district's communities in an organisation: whom they would choose with a voucher."""
    if office.communities == 0:
        return 0.0
    total = 0.0
    for place in range(office.first, office.first + office.communities):
        total += world.ties[place][organization.id].trust
    return total / office.communities


@rule
def find_best_bidder(world: Any, p: Any, now: int, contract: Any) -> None:
    """The best bid for a lot among those who may bid."""
    contract.best_bidder = NOBODY
    contract.best_score = -1.0
    tie = -1.0
    for organization in world.organizations:
        if may_bid(world, p, now, organization, contract) == 1:
            score = bid_score(world, p, now, contract, organization)
            if score >= contract.best_score:
                u = uniform(world.random_numbers, TIE_BREAK, now, contract.office, organization.id)
                if score > contract.best_score or u > tie:
                    contract.best_bidder = organization.id
                    contract.best_score = score
                    tie = u


@rule
def award(world: Any, p: Any, now: int, contract: Any) -> None:
    """Sign a lot with its best bidder."""
    bidder = world.organizations[contract.best_bidder]
    world.relations[contract.office][bidder.id].awarded = now + 1
    if contract.best_score >= RENEWED:
        world.tally.renewed += 1
    contract.sign(world, p, now, world.offices[contract.office], bidder.id, contract.sum)
