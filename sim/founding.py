"""The world at the start: who exists, where, with what; the same in every arm but for who may act."""

from typing import Any

from sim.arithmetic import power
from sim.chance import (
    COMMUNITY_TRUST,
    EVALUATOR_INDEPENDENCE,
    EVALUATOR_LENIENCY,
    MISJUDGED,
    NEED_SPREAD,
    SKILL_SPREAD,
    STUDIO_START,
)
from sim.chance.random_numbers import noise, normal, uniform
from sim.codes import EXPERT, NOBODY, PEER
from sim.compiler.rule import rule


@rule
def found(world: Any, p: Any) -> None:
    """Give every agent its first state; from an all-zero state, so that both engines begin alike."""
    world.bureau.pressure = p.incentives.power
    found_offices(world, p)
    found_organizations(world, p)
    found_evaluators(world, p)
    found_communities(world, p)
    for row in range(len(world.contracts)):
        contract = world.contracts[row]
        contract.id = row
        contract.office = NOBODY
        contract.organization = NOBODY
        contract.instrument = NOBODY
        contract.best_bidder = NOBODY
    for community in world.communities:
        world.tally.capital_start += community.capital
        world.tally.capital += community.capital


@rule
def found_offices(world: Any, p: Any) -> None:
    """Offices share the communities evenly, in order; government's own posts are there if government acts."""
    offices = len(world.offices)
    communities = len(world.communities)
    for number in range(offices):
        office = world.offices[number]
        office.id = number
        office.first = communities * number // offices
        office.communities = communities * (number + 1) // offices - office.first
        if p.arm.government == 1:
            office.own_posts = p.resources.government_posts
        office.design = p.capability.design
        office.management = p.capability.management
        for kind in range(len(office.skill)):
            office.skill[kind] = relative_skill(p, kind)
            office.noise[kind] = 1.0
            office.priority[kind] = 1.0
            office.covered[kind] = 1
        for cell in range(len(office.learnt)):
            office.learnt[cell] = 1.0
        office.assess_needs(p)


@rule
def relative_skill(p: Any, kind: int) -> float:
    """The office's productivity in a kind relative to its mean over the kinds.

    Each is the declared one to the power of the contrast: 0 makes all kinds alike. How productive it is
    over all is another parameter's matter: the relative productivity.
    """
    total = 0.0
    for other in range(len(p.kinds.productivity)):
        total += power(p.kinds.productivity[other], p.resources.contrast)
    return power(p.kinds.productivity[kind], p.resources.contrast) / (total / len(p.kinds.productivity))


@rule
def found_organizations(world: Any, p: Any) -> None:
    """Organisations spread over the offices' districts; with resources pooled, government has their posts."""
    offices = len(world.offices)
    for number in range(len(world.organizations)):
        organization = world.organizations[number]
        organization.id = number
        organization.home = number % offices if offices > 0 else NOBODY
        for kind in range(len(organization.skill)):
            spread = p.capability.skill_spread
            organization.skill[kind] = noise(world.random_numbers, SKILL_SPREAD, 0, number, kind, spread)
            organization.noise[kind] = 1.0
            organization.covered[kind] = 1
        inert = number >= len(world.organizations) - p.population.inert
        if p.arm.organizations == 1 and not inert:
            organization.active = 1
            organization.resource_posts = p.resources.organization_posts
        if p.arm.pooled == 1 and not inert and offices > 0:
            world.offices[organization.home].own_posts += p.resources.organization_posts
        for office in range(offices):
            relation = world.relations[office][number]
            relation.office = office
            relation.organization = number
            relation.office_trust = p.relations.initial_trust
            relation.organization_trust = p.relations.initial_trust


@rule
def found_evaluators(world: Any, p: Any) -> None:
    """Six evaluators in ten are trade experts, the rest peers; each has its own leniency and independence."""
    for number in range(len(world.evaluators)):
        evaluator = world.evaluators[number]
        evaluator.id = number
        evaluator.kind = EXPERT if number % 5 < 3 else PEER
        u = uniform(world.random_numbers, EVALUATOR_LENIENCY, 0, number, 0)
        evaluator.leniency = 2.0 * u * p.evaluation.leniency
        u = uniform(world.random_numbers, EVALUATOR_INDEPENDENCE, 0, number, 0)
        evaluator.independence = min(1.0, max(0.0, p.control.independence + 0.4 * (u - 0.5)))


@rule
def found_communities(world: Any, p: Any) -> None:
    """Communities differ in need at random; the first studios are open from a random place on."""
    for office in world.offices:
        for place in range(office.first, office.first + office.communities):
            community = world.communities[place]
            community.id = place
            community.office = office.id
            community.capital = p.society.capital_start
            community.office_trust = 0.5
            for kind in range(len(community.need)):
                spread = noise(world.random_numbers, NEED_SPREAD, 0, place, kind, p.needs.spread)
                community.need[kind] = p.kinds.need[kind] * spread
                community.misjudged[kind] = normal(world.random_numbers, MISJUDGED, 0, place, kind)
                community.backer[kind] = NOBODY
            for tie in world.ties[place]:
                tie.community = place
                tie.trust = 0.5
            for number in range(len(world.organizations)):
                world.ties[place][number].organization = number
                u = uniform(world.random_numbers, COMMUNITY_TRUST, 0, place, number)
                trust = 0.4 + 0.2 * u
                world.ties[place][number].trust = trust
                world.relations[office.id][number].standing += trust / office.communities
    open_first_studios(world, p)


@rule
def open_first_studios(world: Any, p: Any) -> None:
    """Open the studios of the start, spread evenly over the communities from a random place."""
    communities = len(world.communities)
    if communities == 0:
        return
    studios = min(p.population.studios, communities)
    shift = int(communities * uniform(world.random_numbers, STUDIO_START, 0, 0, 0))
    for number in range(studios):
        place = (shift + number * communities // studios) % communities
        community = world.communities[place]
        for kind in range(len(community.open)):
            if p.kinds.opens[kind] == 1:
                community.open[kind] = 1
                community.progress[kind] = 1.0
                community.level[kind] = 1.0
                if len(world.offices) > 0:
                    world.offices[community.office].open_in[kind] += 1
