"""A contract (or a grant, a voucher, an in-house lot): one record from the lot's opening to its closing."""

from __future__ import annotations

from typing import Annotated, Any

from sim.agents.district import call_volunteers, volunteers_earned
from sim.agents.targets import feasible_target
from sim.chance import LATE_PAYMENT, TARGET_ERROR
from sim.chance.random_numbers import normal, uniform
from sim.codes import (
    AWAITING,
    CONTRACTS_HURRIED,
    LATE_EACH_MONTH,
    LOTS_HURRIED,
    NOBODY,
    PASSED,
    PER_PROVIDER,
    RUNNING,
    TARGETS_PLANNED,
    TENDERED,
    VACANT,
)
from sim.compiler.rule import rule
from sim.compiler.state import State
from sim.rules.capability import misjudged, need_error, planned_target
from sim.rules.delivery import hurried_yield, reach_with_support, schedule_pressure, unreached_after
from sim.rules.money import credit_limit, fen, month_plan, part_due, share_of
from sim.rules.staffing import affordable_posts

UNLIMITED = 1000.0
"""Months of credit from which on there is no limit."""


class Contract(State):
    """Money in fen, months counted from the start of the run; per kind: targets, achieved, reported, worked.

    `worked` are the effective hours that its money worked, at the unhurried rate; `climbed` the stages, as
    parts of a whole way, that groups climbed with its support.
    `budget` is what the provider may spend in all: the sum, a private match and user fees; `spendable` this
    month's part of it; `retained` the share at risk, paid at a passed closing and pre-financed by the
    provider.
    """

    id: int
    state: int
    office: int
    organization: int
    instrument: int
    conditional: int
    shared: int
    signed: int
    start: int
    end: int
    original_end: int
    covered: Annotated[list[int], "kinds"]
    target: Annotated[list[float], "kinds"]
    achieved: Annotated[list[float], "kinds"]
    reported: Annotated[list[float], "kinds"]
    worked: Annotated[list[float], "kinds"]
    climbed: Annotated[list[float], "kinds"]
    emphasis: Annotated[list[float], "kinds"]
    incentive: Annotated[list[float], "kinds"]
    utility: Annotated[list[float], "kinds"]
    share: Annotated[list[float], "kinds"]
    output: Annotated[list[float], "kinds"]
    sum: int
    budget: int
    retained: int
    paid: int
    used: int
    spendable: int
    tranche: int
    late_until: int
    withheld: int
    reviewed: int
    requested: int
    extended: int
    wanted: float
    posts: float
    hours: float
    volunteers: float
    power: float
    inflated: float
    squeeze: float
    bought: float
    best_bidder: int
    best_score: float

    @rule
    def is_vacant(self) -> int:
        """One if this row of the table may take a new lot: never used, or closed for good."""
        return 1 if self.state == VACANT or self.state >= PASSED else 0

    @rule
    def is_in_house(self, office: int) -> int:
        """One if this is a running in-house lot of the office."""
        return 1 if self.state == RUNNING and self.office == office and self.organization == NOBODY else 0

    @rule
    def grants_right(self, p: Any, kind: int) -> int:
        """One if a signed contract gives its provider the sole right to work of a kind for this office."""
        if self.conditional == 0 or self.organization == NOBODY:
            return 0
        if self.state != AWAITING and self.state != RUNNING:
            return 0
        if self.covered[kind] == 1 and p.instruments.exclusivity[self.instrument] == 1:
            return 1
        return 0

    @rule
    def is_working(self, now: int) -> int:
        """One if an organisation works under this contract in this month."""
        return 1 if self.state == RUNNING and self.organization != NOBODY and now < self.end else 0

    @rule
    def open_lot(
        self,
        world: Any,
        p: Any,
        now: int,
        office: Any,
        instrument: int,
        first: int,
        after: int,
        amount: int,
        shared: int,
    ) -> None:
        """Open a lot: its kinds, targets by its money and the office's skill; in-house it starts at once."""
        self.state = TENDERED
        self.office = office.id
        self.organization = NOBODY
        self.instrument = instrument
        self.shared = shared
        in_house = instrument != NOBODY and p.instruments.in_house[instrument] == 1
        self.conditional = 0 if in_house or instrument == NOBODY else 1
        self.sum = amount
        self.paid = 0
        self.used = 0
        self.spendable = 0
        self.tranche = 0
        self.late_until = 0
        self.withheld = 0
        self.reviewed = 0
        self.requested = 0
        self.extended = 0
        self.inflated = 0.0
        self.posts = 0.0
        self.hours = 0.0
        self.best_bidder = NOBODY
        self.best_score = 0.0
        error = need_error(p.needs.target_error, office.design, p.capability.deliberation, p.control.openness)
        error = error * office.managed(p, p.capability.target_elasticity)
        full = fen(p.contract.sum)
        part = amount / full if full > 0 else 0.0
        if p.form.effort == PER_PROVIDER:
            part = part * len(self.covered) / (after - first)  # a lot's targets are its kinds' own
        for kind in range(len(self.covered)):
            inside = kind >= first and kind < after
            self.covered[kind] = 1 if inside else 0
            self.target[kind] = 0.0
            if inside:
                z = normal(world.random_numbers, TARGET_ERROR, now, office.id, kind)
                right = p.kinds.target[kind] * min(1.0, part)
                if p.form.targets == TARGETS_PLANNED:
                    feasible = feasible_target(p, self.instrument, kind, amount, after - first)
                    managed = office.managed(p, p.capability.target_elasticity)
                    right = planned_target(feasible, p.contract.ambition, managed)
                self.target[kind] = misjudged(right, error, z)
            self.achieved[kind] = 0.0
            self.reported[kind] = 0.0
            self.worked[kind] = 0.0
            self.climbed[kind] = 0.0
            self.emphasis[kind] = 1.0
            self.share[kind] = 0.0
            self.output[kind] = 0.0
        if in_house:
            self.sign(world, p, now, office, NOBODY, amount)

    @rule
    def sign(self, world: Any, p: Any, now: int, office: Any, organization: int, amount: int) -> None:
        """Sign a lot with a provider: budget committed, start delayed by the approval, end fixed."""
        term = p.contract.term
        self.organization = organization
        self.sum = amount
        self.budget = amount
        self.retained = 0
        self.signed = now
        self.start = now
        self.state = AWAITING
        office.free -= amount
        if self.conditional == 1:
            term = max(1, int(p.contract.term * p.instruments.term_factor[self.instrument] + 0.5))
            charge = share_of(amount, p.instruments.transaction_cost[self.instrument])
            office.spent += charge
            self.sum = amount - charge
            extra = p.instruments.private_match[self.instrument] + p.instruments.user_fee[self.instrument]
            self.budget = self.sum + share_of(self.sum, extra)
            self.retained = share_of(self.sum, p.contract.share_at_risk)
            approval = int(p.contract.approval * office.managed(p, p.capability.approval_elasticity) + 0.5)
            delay = approval + world.organizations[organization].pause
            self.start = now + min(delay, term - 1)
            world.organizations[organization].contracts += 1
            world.tally.signed += 1
            world.tally.approval_months += self.start - now
        office.committed += self.sum
        self.end = now + term
        self.original_end = self.end
        self.squeeze = 1.0
        contracts = p.form.schedule == CONTRACTS_HURRIED and self.conditional == 1
        if contracts or p.form.schedule == LOTS_HURRIED:
            self.squeeze = schedule_pressure(
                1.0 * term, p.production.natural_term, p.production.schedule_exponent
            )

    @rule
    def begin_month(self, world: Any, p: Any, now: int) -> None:
        """Start when approved; pay what is due; see what this month's money would pay for."""
        self.wanted = 0.0
        self.spendable = 0
        self.posts = 0.0
        self.hours = 0.0
        self.volunteers = 0.0
        if self.state == AWAITING and now >= self.start:
            self.state = RUNNING
        if self.state != RUNNING or now >= self.end:
            return
        self.pay_tranche(world, p, now)
        released = self.budget
        advance = self.sum - self.retained
        if self.conditional == 1 and advance > 0 and self.paid < advance:
            released = int(self.budget * (self.paid / advance))
        if self.conditional == 1 and self.sum > 0 and p.contract.credit < UNLIMITED:
            released = min(released, self.received() + self.credit(world, p))
        self.spendable = min(
            month_plan(self.budget - self.used, self.end - now), max(0, released - self.used)
        )
        if self.conditional == 1 and p.contract.repayment > 0.0:
            self.repay(world, p)
        self.wanted = affordable_posts(self.spendable, p.resources.labour_share, fen(p.resources.wage))

    @rule
    def slowed(self, p: Any) -> float:
        """By what factor work under this contract takes longer because its term is short.

        All of its hours are hurried, or those alone that its money buys.
        """
        if p.form.schedule == LOTS_HURRIED:
            return 1.0 / hurried_yield(self.bought, self.squeeze)
        return self.squeeze

    @rule
    def received(self) -> int:
        """Fen that the provider has received so far, a private match and user fees with them."""
        if self.sum <= 0:
            return self.paid
        return int(self.budget * (self.paid / self.sum))

    @rule
    def credit(self, world: Any, p: Any) -> int:
        """Fen the provider can pre-finance this month: months of revenue, at most half a year's own wages."""
        organization = world.organizations[self.organization]
        length = max(1, self.original_end - self.start)
        means = int(6.0 * organization.resource_posts * fen(p.resources.wage))
        return credit_limit(p.contract.credit, self.budget / length, means, organization.reserve)

    @rule
    def repay(self, world: Any, p: Any) -> None:
        """A provider in debt repays out of the month's money before it hires."""
        organization = world.organizations[self.organization]
        if organization.reserve < 0:
            repaid = min(-organization.reserve, share_of(self.spendable, p.contract.repayment))
            organization.reserve += repaid
            self.used += repaid
            self.spendable -= repaid

    @rule
    def pay_tranche(self, world: Any, p: Any, now: int) -> None:
        """Pay the due tranches, unless withheld or late; an in-house lot or a gift is paid as it goes."""
        if self.conditional == 0:
            return
        office = world.offices[self.office]
        relation = world.relations[self.office][self.organization]
        advance = self.sum - self.retained
        parts = p.contract.tranches
        length = self.original_end - self.start
        while self.tranche < parts and now >= self.start + self.tranche * length // parts:
            if self.withheld == 1:
                break
            if self.late_until == 0:
                u = uniform(world.random_numbers, LATE_PAYMENT, now, self.office, self.organization)
                if u < p.contract.late_payment * office.managed(p, p.capability.payment_elasticity):
                    self.late_until = now + p.contract.late_months
                    if self.late_until > now:
                        relation.late = 1
            if now < self.late_until:
                if p.form.lateness == LATE_EACH_MONTH:
                    relation.late = 1
                break
            due = part_due(advance, self.tranche, parts)
            self.pay_provider(world, office, due)
            self.tranche += 1
            self.late_until = 0

    @rule
    def pay_provider(self, world: Any, office: Any, amount: int) -> None:
        """Pay a contractor; with each part of the sum come a private match and users' fees."""
        before = self.received()
        self.pay(office, amount)
        world.organizations[self.organization].income += self.received() - before

    @rule
    def pay(self, office: Any, amount: int) -> None:
        """Move fen from what the office has committed to what it has spent."""
        self.paid += amount
        office.committed -= amount
        office.spent += amount

    @rule
    def stake_claims(self, world: Any, p: Any) -> None:
        """Ask the provider for the posts; mark what is bought, from whom, and what users pay."""
        office = world.offices[self.office]
        if self.organization == NOBODY:
            office.needed += self.wanted
            return
        organization = world.organizations[self.organization]
        organization.needed += self.wanted
        if self.conditional == 0:
            organization.gifted += 1
            return
        organization.working += 1
        office.outsourced += self.wanted
        office.monitoring_hours += p.control.monitoring_hours * p.control.depth
        for kind in range(len(self.covered)):
            if self.covered[kind] == 1:
                office.fee[kind] = max(office.fee[kind], p.instruments.user_fee[self.instrument])
                if office.contractor[kind] == NOBODY:
                    office.contractor[kind] = self.id

    @rule
    def hold_kinds(self, world: Any, now: int) -> None:
        """Mark the kinds that a signed contract covers, from its award on: they are its provider's to do."""
        if self.conditional == 1 and (self.state == AWAITING or self.state == RUNNING) and now < self.end:
            for kind in range(len(self.covered)):
                if self.covered[kind] == 1:
                    world.offices[self.office].awaited[kind] = 1

    @rule
    def reach(self, world: Any, p: Any) -> float:
        """Share of the residents whom the contractor reaches, with what the office's support adds."""
        relation = world.relations[self.office][self.organization]
        return reach_with_support(
            p.production.organization_reach, p.production.legitimacy, relation.support, relation.office_trust
        )

    @rule
    def part_here(self, world: Any) -> float:
        """This contract's part of its provider's contracted hours in the district, where they are divided."""
        relation = world.relations[self.office][self.organization]
        if relation.hours_here <= 0.0:
            return 1.0
        return self.hours / relation.hours_here

    @rule
    def ask_volunteers(self, world: Any, p: Any, now: int) -> None:
        """Make known in the office's district that the contractor is at work: once, whatever it holds."""
        if self.conditional == 1 and self.hours > 0.0:
            office = world.offices[self.office]
            relation = world.relations[self.office][self.organization]
            reach = self.reach(world, p)
            weight = reach * self.part_here(world)
            if relation.asked != now + 1:
                office.unreached = unreached_after(p.form.circles, office.unreached, reach)
            relation.asked = now + 1
            call_volunteers(world, office, self.organization, weight)

    @rule
    def take_volunteers(self, world: Any, p: Any) -> None:
        """Take the volunteer hours that the contractor's trust earns, and those the instrument brings."""
        if self.conditional == 1 and self.hours > 0.0:
            boost = p.instruments.volunteer_boost[self.instrument]
            weight = self.reach(world, p) * self.part_here(world)
            self.volunteers = volunteers_earned(
                world, p, world.offices[self.office], self.organization, boost, weight
            )

    @rule
    def employ(self, world: Any, filled: float) -> None:
        """Book this month's posts and spending: the share of wanted posts that are filled."""
        self.posts = self.wanted * filled
        money = int(self.spendable * filled)
        self.used += money
        if self.organization != NOBODY:
            world.organizations[self.organization].outgo += money
            if self.conditional == 0:
                world.organizations[self.organization].income += money
        if self.conditional == 0:
            hurry = self.posts * (1.0 - 1.0 / self.squeeze)
            if self.organization == NOBODY:
                world.offices[self.office].hurried += hurry
            else:
                world.organizations[self.organization].hurried += hurry
            self.pay(world.offices[self.office], money)
