"""A contract (or a grant, a voucher, an in-house lot): one record from the lot's opening to its closing."""

from __future__ import annotations

from typing import Annotated, Any

from sim.agents.district import place, volunteers_earned
from sim.agents.provider import produce
from sim.chance import LATE_PAYMENT, TARGET_ERROR, normal, uniform
from sim.choices import (
    AWAITING,
    GIVEN,
    INDEX,
    MULTITASK,
    NOBODY,
    PASSED,
    RUNNING,
    TENDERED,
    VACANT,
)
from sim.records import State
from sim.rule import rule
from sim.rules.burden import contract_burden, net_share
from sim.rules.capability import adjusted_target, misjudged, need_error
from sim.rules.delivery import (
    access_gain,
    delegation_yield,
    schedule_pressure,
    switching_yield,
)
from sim.rules.effort import (
    distortion_angle,
    effort_shares,
    index_incentive,
    mission_bonus,
    multitask_incentives,
    relational_bonus,
    rewarded,
    urgency,
)
from sim.rules.money import fen, month_plan, part_due, share_of
from sim.rules.reporting import inflation, inflation_hours
from sim.rules.staffing import affordable_posts


class Contract(State):
    """Money in fen, months counted from the start of the run; per kind: targets, achieved, reported, worked.

    `worked` are the effective hours that its money worked, at the unhurried rate.
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
        full = fen(p.contract.sum)
        part = amount / full if full > 0 else 0.0
        for kind in range(len(self.covered)):
            inside = kind >= first and kind < after
            self.covered[kind] = 1 if inside else 0
            self.target[kind] = 0.0
            if inside:
                z = normal(world.luck, TARGET_ERROR, now, office.id, kind)
                self.target[kind] = misjudged(p.kinds.target[kind] * min(1.0, part), error, z)
            self.achieved[kind] = 0.0
            self.reported[kind] = 0.0
            self.worked[kind] = 0.0
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
            delay = p.contract.approval + world.organizations[organization].pause
            self.start = now + min(delay, term - 1)
            world.organizations[organization].contracts += 1
            world.tally.signed += 1
            world.tally.approval_months += self.start - now
        office.committed += self.sum
        self.end = now + term
        self.original_end = self.end
        self.squeeze = 1.0
        if self.conditional == 1:
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
        self.spendable = min(
            month_plan(self.budget - self.used, self.end - now), max(0, released - self.used)
        )
        self.wanted = affordable_posts(self.spendable, p.resources.labour_share, fen(p.resources.wage))

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
                u = uniform(world.luck, LATE_PAYMENT, now, self.office, self.organization)
                if u < p.contract.late_payment:
                    self.late_until = now + p.contract.late_months
            if now < self.late_until:
                relation.late = 1
                break
            due = part_due(advance, self.tranche, parts)
            self.pay(office, due)
            self.tranche += 1
            self.late_until = 0

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
    def ask_volunteers(self, world: Any) -> None:
        """Make known in the office's district that the contractor is at work there."""
        if self.conditional == 1 and self.hours > 0.0:
            office = world.offices[self.office]
            for place_id in range(office.first, office.first + office.communities):
                community = world.communities[place_id]
                community.trust_total += world.ties[place_id][self.organization].trust

    @rule
    def take_volunteers(self, world: Any, p: Any) -> None:
        """Take the volunteer hours that the contractor's trust earns, and those the instrument brings."""
        if self.conditional == 1 and self.hours > 0.0:
            boost = p.instruments.volunteer_boost[self.instrument]
            self.volunteers = volunteers_earned(
                world, p, world.offices[self.office], self.organization, boost
            )

    @rule
    def employ(self, world: Any, filled: float) -> None:
        """Book this month's posts and spending: the share of wanted posts that are filled."""
        self.posts = self.wanted * filled
        money = int(self.spendable * filled)
        self.used += money
        if self.conditional == 0:
            self.pay(world.offices[self.office], money)

    @rule
    def plan_work(self, world: Any, p: Any, now: int) -> None:
        """Divide hours of contract and own staff over the covered kinds, by what pays and what matters."""
        organization = world.organizations[self.organization]
        office = world.offices[self.office]
        relation = world.relations[self.office][self.organization]
        relation.decide(p, now)
        own = organization.own_posts / organization.working
        paid = (self.posts + own) * p.resources.hours_per_post
        self.set_incentives(world, p, now, office, organization)
        self.inflate(p, relation)
        autonomy = p.instruments.autonomy[self.instrument]
        burden = contract_burden(
            p.control.indicator_burden,
            p.control.indicators,
            p.instruments.reporting[self.instrument],
            p.control.control * (1.0 - autonomy),
            p.control.digital,
            p.control.approval_burden,
            p.control.levels,
        )
        net = paid * net_share(p.control.base_burden, burden) * organization.pace(p)
        net = net * max(0.0, 1.0 - inflation_hours(self.inflated, p.control.inflation_cost))
        net = max(0.0, net - p.control.monitoring_hours * p.control.depth)
        organization.keep_hours(paid, net)
        self.hours = net
        for kind in range(len(self.utility)):
            press = 1.0
            if p.kinds.stages[kind] == 0 and self.target[kind] > 0.0:
                monthly = self.output[kind] / (p.kinds.hours[kind] * self.squeeze)
                press = urgency(self.target[kind] - self.reported[kind], monthly)
            self.utility[kind] = (
                self.incentive[kind] * self.emphasis[kind] * press
                + p.incentives.mission * p.kinds.weight[kind]
            )
        used = effort_shares(
            self.utility, self.share, self.covered, p.incentives.curvature, p.incentives.correlation
        )
        organization.assigned_hours += net * used
        organization.idle_hours += net - net * used
        for kind in range(len(self.covered)):
            if self.covered[kind] == 1 and organization.covered[kind] == 0:
                organization.covered[kind] = 1
                organization.kinds_worked += 1
        office.funded_hours += self.posts * p.resources.hours_per_post
        office.own_hours += own * p.resources.hours_per_post
        self.note_direction(world, p)

    @rule
    def note_direction(self, world: Any, p: Any) -> None:
        """Goal deviation: the angle between the division of effort and the weights of the kinds, by hours."""
        if self.hours > 0.0:
            world.tally.angle += self.hours * distortion_angle(p.kinds.weight, self.share)
            world.tally.angle_hours += self.hours

    @rule
    def set_incentives(self, world: Any, p: Any, now: int, office: Any, organization: Any) -> None:
        """The incentive per kind: b·v, or what the office finds best against the provider's response."""
        term = self.original_end - self.signed
        hazard = min(1.0, p.turnover.office_hazard * term)
        bonus = relational_bonus(
            p.incentives.discount, p.contract.renewal, hazard, p.incentives.renewal_margin
        )
        autonomy = p.instruments.autonomy[self.instrument]
        pays_for = p.instruments.pays_for[self.instrument]
        self.power = world.bureau.pressure * (p.contract.share_at_risk + bonus) * (1.0 - autonomy)
        for kind in range(len(self.incentive)):
            ripe = 1.0
            if p.kinds.ripening[kind] > term:
                ripe = term / p.kinds.ripening[kind]
            value = rewarded(
                pays_for,
                p.kinds.verifiability[kind],
                p.kinds.hours_verifiability[kind],
                p.control.depth,
                p.kinds.weight[kind],
                ripe,
            )
            outcome = p.kinds.weight[kind] * ripe
            rewarded_part = (1.0 - p.contract.outcome_pay) * value + p.contract.outcome_pay * outcome
            self.incentive[kind] = self.power * rewarded_part
        if p.incentives.office_policy != GIVEN:
            self.optimise_incentives(p, office)

    @rule
    def optimise_incentives(self, p: Any, office: Any) -> None:
        """Set incentives by own weights against the provider's response (O1, O2 or O4 in the limit)."""
        kinds = len(self.incentive)
        if p.incentives.office_policy == MULTITASK:
            for kind in range(kinds):
                seen = p.kinds.verifiability[kind] + (1.0 - p.kinds.verifiability[kind]) * p.control.depth
                self.utility[kind] = (1.0 - seen) / max(1e-9, seen)  # noise variance; utility is set later
            multitask_incentives(
                self.incentive,
                office.weights,
                self.utility,
                p.incentives.risk_aversion,
                p.incentives.curvature,
                p.incentives.correlation,
            )
        elif p.incentives.office_policy == INDEX:
            best = index_incentive(
                office.weights,
                self.incentive,
                p.incentives.risk_aversion,
                1.0,
                p.incentives.curvature,
                p.incentives.correlation,
            )
            for kind in range(kinds):
                self.incentive[kind] = best * self.incentive[kind]
        else:
            for kind in range(kinds):
                mission = p.incentives.mission * p.kinds.weight[kind]
                self.incentive[kind] = mission_bonus(office.weights[kind], mission)
        for kind in range(kinds):
            self.incentive[kind] = max(0.0, self.incentive[kind])

    @rule
    def inflate(self, p: Any, relation: Any) -> None:
        """How far the provider over-reports: not at all when candid, else as far as it pays."""
        self.inflated = 0.0
        if relation.candour == 0:
            detection = p.control.depth * p.control.independence
            fine = p.control.fine * self.power
            self.inflated = min(1.0, inflation(self.power, detection, fine, p.control.inflation_cost))

    @rule
    def deliver(self, world: Any, p: Any) -> None:
        """Do the planned work: skill, delegation, switching, access and luck turn hours into results."""
        if self.hours <= 0.0:
            return
        organization = world.organizations[self.organization]
        office = world.offices[self.office]
        relation = world.relations[self.office][self.organization]
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
            self.output,
            self.share,
            self.hours,
            self.volunteers,
            quality,
            organization.skill,
            organization.noise,
        )
        # what the money yields is its own posts' part, in hours at the unhurried rate
        bought = (
            self.posts * organization.working / (self.posts * organization.working + organization.own_posts)
        )
        for kind in range(len(self.output)):
            if self.covered[kind] == 1:
                needed = p.kinds.hours[kind]
                if p.kinds.stages[kind] == 0:
                    needed = needed * self.squeeze
                self.achieved[kind] += place(
                    world, p, office, kind, self.output[kind], needed, office.error, self.id
                )
                self.worked[kind] += self.output[kind] * bought * (p.kinds.hours[kind] / needed)

    @rule
    def hours_needed(self, p: Any) -> float:
        """Hours that the hours-limited targets still need."""
        needed = 0.0
        for kind in range(len(self.covered)):
            if self.covered[kind] == 1 and p.kinds.stages[kind] == 0:
                needed += (
                    max(0.0, self.target[kind] - self.reported[kind]) * p.kinds.hours[kind] * self.squeeze
                )
        return needed

    @rule
    def report(self, p: Any, now: int) -> None:
        """Report progress: what was achieved, and more where that pays and little can be checked.

        Added: inflated share·target·elapsed·(1 − verifiability), up to the target.
        """
        length = self.original_end - self.start
        elapsed = min(1.0, (now + 1 - self.start) / length) if length > 0 else 1.0
        for kind in range(len(self.reported)):
            if self.covered[kind] == 1:
                added = self.inflated * self.target[kind] * elapsed * (1.0 - p.kinds.verifiability[kind])
                claimed = min(max(self.target[kind], self.achieved[kind]), self.achieved[kind] + added)
                self.reported[kind] = max(self.reported[kind], claimed)

    @rule
    def feed_back(self, p: Any, now: int, office: Any) -> None:
        """Each quarter, where feedback is alive, targets, emphasis and term follow what was reported.

        Targets move to the feasible, emphasis to what lags, and the end may move a month.
        """
        strength = p.capability.feedback * office.management
        elapsed = now + 1 - self.start
        if strength <= 0.0 or elapsed <= 0 or elapsed % 3 != 0 or office.pause > 0:
            return
        length = self.original_end - self.start
        behind = 0
        for kind in range(len(self.target)):
            if self.covered[kind] == 1 and self.target[kind] > 0.0:
                feasible = self.reported[kind] * length / elapsed
                expected = self.target[kind] * min(1.0, elapsed / length)
                lag = max(0.0, 1.0 - self.reported[kind] / expected) if expected > 0.0 else 0.0
                if lag > 0.0:
                    behind = 1
                self.emphasis[kind] += strength * lag
                if feasible > 0.0:
                    self.target[kind] = adjusted_target(
                        self.target[kind], feasible, p.capability.feedback, office.management
                    )
        if behind == 1 and strength >= 0.25 and self.end - self.original_end < 3:
            self.end += 1

    @rule
    def attainment(self, p: Any, now: int, truly: int) -> float:
        """Weighted share of the targets reached relative to schedule, as reported or in truth, in [0, 1].

        Components: each kind by its verifiability (what can be counted counts), and spending on plan.
        """
        length = self.original_end - self.start
        elapsed = min(1.0, (now + 1 - self.start) / length) if length > 0 else 1.0
        total = 0.0
        weight = 0.0
        for kind in range(len(self.target)):
            if self.covered[kind] == 1 and self.target[kind] > 0.0:
                reached = self.achieved[kind] if truly == 1 else self.reported[kind]
                part = min(1.0, reached / (self.target[kind] * elapsed))
                total += p.kinds.verifiability[kind] * part
                weight += p.kinds.verifiability[kind]
        spending = 1.0
        if self.budget > 0:
            spending = min(1.0, self.used / (self.budget * elapsed))
        if weight <= 0.0:
            return spending
        counted = 1.0 - p.evaluation.spending_weight
        return counted * total / weight + p.evaluation.spending_weight * spending
