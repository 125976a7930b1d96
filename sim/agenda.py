"""A month: who does what, in which order."""

from typing import Any

from sim.agents.contracted_work import deliver, divide_work, plan_work
from sim.agents.district import judge_in_district
from sim.agents.in_house import deliver_in_house, plan_in_house
from sim.agents.milestones import pass_milestones
from sim.agents.planning import plan_lots
from sim.agents.providers_effort import divide_effort
from sim.agents.reporting import feed_back, hours_needed, report
from sim.agents.sight import own_error
from sim.agents.tendering import clear_tenders
from sim.codes import NOBODY, OWN_SIGHT, PER_CONTRACT, PER_PROVIDER, RUNNING
from sim.compiler.rule import rule
from sim.rules.money import fen
from sim.rules.staffing import work_load
from sim.rules.value import curve_at_need


@rule
def month(world: Any, p: Any, now: int) -> None:
    """One month of every agent's life; each phase is finished for all before the next begins."""
    needs_drift_and_levels_decay(world, p, now)
    leaders_change(world, p, now)
    bureau_sets_pressure(world, p, now)
    offices_plan(world, p, now)
    organizations_bid(world, p, now)
    contracts_begin_and_are_paid(world, p, now)
    staff_come_and_go(world, p, now)
    hours_are_planned(world, p, now)
    volunteers_are_shared(world, p, now)
    services_are_delivered(world, p, now)
    progress_is_reported(world, p, now)
    offices_feed_back(world, p, now)
    contracts_pass_milestones(world, p, now)
    all_learn(world, p, now)
    measures_are_taken(world, p, now)


@rule
def needs_drift_and_levels_decay(world: Any, p: Any, now: int) -> None:
    """Needs drift, levels decay, unsupported groups may fall back."""
    for community in world.communities:
        community.drift(world, p, now)
        community.decay(world, p, now)


@rule
def leaders_change(world: Any, p: Any, now: int) -> None:
    """Leaders change by hazard and at scheduled elections: bureau, offices, organisations."""
    world.bureau.leader_may_change(world, p, now)
    for office in world.offices:
        office.leader_may_change(world, p, now)
    for organization in world.organizations:
        organization.leader_may_change(world, p, now)


@rule
def bureau_sets_pressure(world: Any, p: Any, now: int) -> None:
    """Once a year the bureau sets pressure and pools what its offices have learnt."""
    world.bureau.set_pressure(p, now)
    world.bureau.pool_experience(world, p, now)


@rule
def offices_plan(world: Any, p: Any, now: int) -> None:
    """Grants arrive; offices weigh the kinds and turn free budget into lots."""
    for office in world.offices:
        office.receive_grant(p, now)
        office.weigh_kinds(world, p)
        plan_lots(world, p, now, office)


@rule
def organizations_bid(world: Any, p: Any, now: int) -> None:
    """Organisations bid; one clearing rule awards."""
    clear_tenders(world, p, now)


@rule
def contracts_begin_and_are_paid(world: Any, p: Any, now: int) -> None:
    """Approved contracts start, due tranches are paid, and each asks for the posts its money pays for."""
    wage = fen(p.resources.wage)
    for office in world.offices:
        office.begin_month()
        office.monitoring_hours = 0.0
        office.funded_hours = 0.0
        office.own_hours = 0.0
        office.outsourced = 0.0
        for kind in range(len(office.contractor)):
            office.contractor[kind] = NOBODY
            office.fee[kind] = 0.0
            office.awaited[kind] = 0
        for relation in world.relations[office.id]:
            relation.late = 0
            relation.hours_here = 0.0
    for organization in world.organizations:
        organization.begin_month()
        organization.working = 0
        organization.gifted = 0
        organization.use_own_resources(p, wage)
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        contract.begin_month(world, p, now)
        contract.hold_kinds(world, now)
        if contract.state == RUNNING and now < contract.end:
            contract.stake_claims(world, p)
    for organization in world.organizations:
        organization.use_savings(p, wage)


@rule
def staff_come_and_go(world: Any, p: Any, now: int) -> None:
    """Overloaded staff leave, vacancies are filled, money is spent on the posts that are."""
    for office in world.offices:
        office.staff_up(world, p, now)
    for organization in world.organizations:
        organization.staff_up(world, p, now)
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        if contract.state == RUNNING and now < contract.end:
            if contract.organization != NOBODY:
                contract.employ(world, world.organizations[contract.organization].filled_share())
            else:
                contract.employ(world, world.offices[contract.office].filled_share())


@rule
def hours_are_planned(world: Any, p: Any, now: int) -> None:
    """Both sides decide if they cooperate; then providers divide their hours over kinds.

    In-house, on their own mission, and under contract.
    """
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        if contract.conditional == 1 and contract.is_working(now) == 1:
            relation = world.relations[contract.office][contract.organization]
            relation.decide(p, now)
            if p.form.sight == OWN_SIGHT:
                relation.error = own_error(p, relation)
    for office in world.offices:
        plan_in_house(world, p, office)
    for organization in world.organizations:
        organization.plan_mission(world, p)
        organization.load = 0.0
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        if contract.conditional == 1 and contract.is_working(now) == 1:
            plan_work(world, p, now, contract)
            if p.form.effort == PER_CONTRACT:
                divide_work(world, p, contract)
            organization = world.organizations[contract.organization]
            hours_left = contract.hours * (contract.end - now)
            load = work_load(hours_needed(p, contract), hours_left, p.staffing.load_cap)
            organization.load = max(organization.load, load)
    for organization in world.organizations:
        if p.form.effort == PER_PROVIDER and organization.working > 0:
            divide_effort(world, p, now, organization)


@rule
def volunteers_are_shared(world: Any, p: Any, now: int) -> None:
    """Each community's volunteer hours are used once, split by trust over the providers at work there."""
    for office in world.offices:
        office.ask_volunteers(world, p)
    for organization in world.organizations:
        organization.ask_volunteers(world, p)
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        contract.ask_volunteers(world, p, now)
    for office in world.offices:
        if office.called == 1:
            for place in range(office.first, office.first + office.communities):
                world.communities[place].offer_volunteers(p)
    for office in world.offices:
        office.take_volunteers(world, p)
    for organization in world.organizations:
        organization.take_volunteers(world, p)
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        contract.take_volunteers(world, p)


@rule
def services_are_delivered(world: Any, p: Any, now: int) -> None:
    """Planned hours become services; supported groups grow."""
    for office in world.offices:
        deliver_in_house(world, p, now, office)
    for organization in world.organizations:
        organization.deliver_mission(world, p, now)
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        deliver(world, p, now, contract)
    for kind in range(len(p.kinds.stages)):
        if p.kinds.stages[kind] > 0:
            for community in world.communities:
                community.grow_group(world, p, now, kind)


@rule
def progress_is_reported(world: Any, p: Any, now: int) -> None:
    """Providers report what they achieved, and more where it pays and cannot be seen."""
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        if contract.conditional == 1 and contract.is_working(now) == 1:
            report(p, now, contract)


@rule
def offices_feed_back(world: Any, p: Any, now: int) -> None:
    """Offices monitor and, where feedback is alive, adjust targets, emphasis and term."""
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        if contract.conditional == 1 and contract.is_working(now) == 1:
            feed_back(p, now, contract, world.offices[contract.office])


@rule
def contracts_pass_milestones(world: Any, p: Any, now: int) -> None:
    """Mid-term review, closing, extension, termination, and what is given back."""
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        pass_milestones(world, p, now, contract)


@rule
def all_learn(world: Any, p: Any, now: int) -> None:
    """Trust follows what was done; skills grow; communities judge and change."""
    for office in world.offices:
        for relation in world.relations[office.id]:
            if relation.worked == now + 1:
                relation.learn(world, p, now)
                world.tally.count_relation(relation)
    for organization in world.organizations:
        organization.practise(p)
    for office in world.offices:
        office.keep_capabilities(p)
        if p.capability.partner_learning > 0.0:
            office.learn_from_partners(world, p, now)
    communities_judge(world, p)
    for organization in world.organizations:
        organization.be_judged(world, p, now)
    for office in world.offices:
        for relation in world.relations[office.id]:
            if relation.worked == now + 1:
                judge_in_district(world, p, office, relation.organization)


@rule
def communities_judge(world: Any, p: Any) -> None:
    """Communities enjoy what there is, weigh how far it meets their need, and judge the office."""
    at_need = curve_at_need(p.value.curvature)
    world.tally.forget_communities()
    for office in world.offices:
        for place in range(office.first, office.first + office.communities):
            community = world.communities[place]
            community.satisfied = 0.0
            if community.enjoy(p, office.fee, at_need) == 1:
                community.weigh_satisfaction(p)
                world.tally.count_enjoyed(community)
            living = community.living_groups(p)
            community.grow_capital(p, living)
            if office.hours > 0.0:
                community.judge_office(p)
            world.tally.count_community(community, living)


@rule
def measures_are_taken(world: Any, p: Any, now: int) -> None:
    """Sums of the month; at the horizon, what can only be seen from there."""
    world.tally.count_month(world, p, now)
    if now + 1 == p.run.horizon:
        world.tally.look_back(world, p)
