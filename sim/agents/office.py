"""A street office: it plans, chooses an instrument, works in-house, monitors, and answers to its leader."""

from __future__ import annotations

from typing import Annotated, Any

from sim.agents.district import place, volunteers_earned
from sim.agents.provider import Provider, produce
from sim.agents.tendering import is_eligible
from sim.chance import (
    INSTRUMENT_CHOICE,
    LEARNING_NOISE,
    OFFICE_LEADER,
    PRIORITY,
    QUIT_OFFICE,
    WORK_NOISE_OFFICE,
    normal,
    uniform,
)
from sim.choices import (
    CHECKLIST,
    DIRECT,
    FIXED,
    GRANT_AS_GIFT,
    GRANT_IN_HOUSE,
    LEARNING,
    NO_GRANT,
    NOBODY,
    OFFICE_CHOOSES,
)
from sim.rule import rule
from sim.rules.burden import net_share
from sim.rules.capability import capability_after, need_error
from sim.rules.delivery import switching_yield, work_noise
from sim.rules.instruments import checklist, instrument_appeal, learnt_value, softmax_weight
from sim.rules.money import fen, part_due, share_of
from sim.rules.pressure import leader_weight
from sim.rules.turnover import leader_changes, new_priority


class StreetOffice(Provider):
    """Money in fen: granted = spent + committed + free. `learnt`: value per yuan by instrument and kind."""

    first: int
    communities: int
    granted: int
    spent: int
    committed: int
    free: int
    unplanned: int
    lots: int
    tenure: int
    leaders: int
    pause: int
    priority: Annotated[list[float], "kinds"]
    weights: Annotated[list[float], "kinds"]
    contractor: Annotated[list[int], "kinds"]
    fee: Annotated[list[float], "kinds"]
    bought: Annotated[list[int], "kinds"]
    learnt: Annotated[list[float], "instruments*kinds"]
    design: float
    management: float
    error: float
    monitoring_hours: float
    funded_hours: float
    own_hours: float
    outsourced: float

    @rule
    def leader_may_change(self, world: Any, p: Any, now: int) -> None:
        """A new leader redraws priorities, pauses decisions, and trusts what the institution remembers."""
        self.tenure += 1
        if self.pause > 0:
            self.pause -= 1
        u = uniform(world.luck, OFFICE_LEADER, now, self.id, 0)
        if (
            leader_changes(
                u, p.turnover.office_hazard, now, p.turnover.office_election, p.turnover.election_interval
            )
            == 1
        ):
            self.tenure = 0
            self.leaders += 1
            self.pause = int(p.turnover.pause * (1.0 - p.relations.memory) + 0.5)
            for kind in range(len(self.priority)):
                drawn = new_priority(
                    uniform(world.luck, PRIORITY, now, self.id, kind), p.turnover.priority_spread
                )
                self.priority[kind] = drawn + p.relations.memory * (self.priority[kind] - drawn)
            for relation in world.relations[self.id]:
                relation.new_office_leader(p)

    @rule
    def weigh_kinds(self, world: Any, p: Any) -> None:
        """What this leader wants of each kind, given what shows before the next review.

        The time to it runs anew when the office's or the bureau's leader changes.
        """
        since_review = min(self.tenure, world.bureau.tenure) % max(1, p.incentives.review_months)
        to_review = max(0, p.incentives.review_months - since_review)
        for kind in range(len(self.weights)):
            self.weights[kind] = leader_weight(
                p.incentives.visible_weight,
                p.kinds.verifiability[kind],
                p.kinds.ripening[kind],
                to_review,
                p.kinds.weight[kind],
                self.priority[kind],
            )

    @rule
    def receive_grant(self, p: Any, now: int) -> None:
        """The bureau's grant comes at the start and each cycle, less the price of the office's own levers."""
        if p.arm.grant == NO_GRANT:
            return
        due = now == 0
        if p.contract.cycle > 0 and now % p.contract.cycle == 0:
            due = True
        if not due:
            return
        amount = fen(p.contract.sum)
        years = 1.0
        if p.contract.cycle > 0:
            years = p.contract.cycle / 12.0
        price = (
            p.costs.training * p.capability.training
            + p.costs.cultivation * p.capability.cultivation
            + p.costs.digital * p.control.digital
            + p.costs.openness * p.control.openness
            + p.costs.memory * p.relations.memory
            + p.costs.evaluation * p.control.depth
            + p.costs.deliberation * p.capability.deliberation
            + p.costs.feedback * p.capability.feedback
        )
        cost = min(amount, fen(price * years))
        self.granted += amount
        self.spent += cost
        self.free += amount - cost
        self.unplanned = 1

    @rule
    def plan_lots(self, world: Any, p: Any, now: int) -> None:
        """Turn free budget into lots, each with its instrument or mix; what came back is spent in-house."""
        if self.free <= 0 or self.pause > 0:
            return
        if self.unplanned == 0:
            if (
                p.contract.cycle == 0
                and self.free > fen(p.contract.sum) // 100
                and p.arm.grant != GRANT_AS_GIFT
                and self.is_barred(world, p) == 0
            ):
                self.offer(world, p, now, DIRECT, 0, len(self.covered), self.free)
            return
        self.unplanned = 0
        available = self.free
        if p.arm.grant == GRANT_AS_GIFT:
            self.offer(world, p, now, NOBODY, 0, len(self.covered), available)
            return
        kinds = len(self.covered)
        bundle = max(1, min(kinds, p.contract.bundle))
        lots = (kinds + bundle - 1) // bundle
        for lot in range(lots):
            first = lot * bundle
            after = min(kinds, first + bundle)
            amount = part_due(available, lot, lots)
            chosen = self.choose_instrument(world, p, now, first, after)
            self.note_reversal(world, p, lot, chosen)
            second = share_of(amount, p.policy.mix)
            if p.policy.rule != FIXED or p.policy.second == chosen or p.arm.grant == GRANT_IN_HOUSE:
                second = 0
            self.offer(world, p, now, chosen, first, after, amount - second)
            if second > 0:
                self.offer(world, p, now, p.policy.second, first, after, second)

    @rule
    def sole_right(self, world: Any, p: Any, kind: int) -> int:
        """The organisation that alone may be given work of a kind in this district, or nobody."""
        rows = len(world.contracts) // len(world.offices)
        for row in range(self.id * rows, (self.id + 1) * rows):
            contract = world.contracts[row]
            if contract.grants_right(p, kind) == 1:
                return contract.organization
        return NOBODY

    @rule
    def is_barred(self, world: Any, p: Any) -> int:
        """One if somebody holds a sole right for a kind in this district."""
        for kind in range(len(self.covered)):
            if self.sole_right(world, p, kind) != NOBODY:
                return 1
        return 0

    @rule
    def note_reversal(self, world: Any, p: Any, lot: int, chosen: int) -> None:
        """Reverse contracting: what was bought last time is provided directly now."""
        if self.bought[lot] == 1:
            world.tally.could_reverse += 1
            if p.instruments.in_house[chosen] == 1:
                world.tally.reversed += 1
        self.bought[lot] = 1 - p.instruments.in_house[chosen]

    @rule
    def offer(
        self, world: Any, p: Any, now: int, instrument: int, first: int, after: int, amount: int
    ) -> None:
        """Open a lot, or several equal ones where communities choose or entry is open, in its vacant rows.

        With no row left the money stays free and is asked for again next month.
        """
        parts = self.places(world, p, instrument)
        opened = 0
        rows = len(world.contracts) // len(world.offices)
        for row in range(self.id * rows, (self.id + 1) * rows):
            contract = world.contracts[row]
            if opened == parts:
                break
            if contract.is_vacant() == 1:
                due = part_due(amount, opened, parts)
                contract.open_lot(world, p, now, self, instrument, first, after, due, 1 if parts > 1 else 0)
                self.lots += 1
                opened += 1
        if opened < parts:
            self.unplanned = 1

    @rule
    def places(self, world: Any, p: Any, instrument: int) -> int:
        """In how many equal lots a sum is offered: one, or, where others choose, as many as may share."""
        most = 1
        if instrument == NOBODY:
            most = len(world.organizations)
        elif p.instruments.chooser[instrument] != OFFICE_CHOOSES:
            most = p.tender.providers
        able = 0
        for organization in world.organizations:
            reached = instrument != NOBODY or organization.home == self.id
            if reached and is_eligible(p, organization, self.id) == 1:
                able += 1
        return max(1, min(most, able))

    @rule
    def choose_instrument(self, world: Any, p: Any, now: int, first: int, after: int) -> int:
        """In-house if the arm says so; else fixed, by checklist, or by learnt value and chance (softmax)."""
        if p.arm.grant == GRANT_IN_HOUSE:
            return DIRECT
        if p.policy.rule == CHECKLIST:
            return self.tick_checklist(world, p, first, after)
        if p.policy.rule != LEARNING:
            return p.policy.instrument
        best = self.appeal(world, p, 0, first, after)
        options = len(p.instruments.autonomy)
        for option in range(1, options):
            best = max(best, self.appeal(world, p, option, first, after))
        total = 0.0
        for option in range(options):
            total += softmax_weight(self.appeal(world, p, option, first, after), best, p.policy.temperature)
        threshold = total * uniform(world.luck, INSTRUMENT_CHOICE, now, self.id, first)
        running = 0.0
        chosen = 0
        for option in range(options):
            running += softmax_weight(self.appeal(world, p, option, first, after), best, p.policy.temperature)
            chosen = option
            if threshold < running:
                break
        return chosen

    @rule
    def tick_checklist(self, world: Any, p: Any, first: int, after: int) -> int:
        """The rule of thumb: how verifiable the lot is, how many could bid, how able management is."""
        verifiable = 0.0
        for kind in range(first, after):
            verifiable += p.kinds.verifiability[kind]
        bidders = 0
        for organization in world.organizations:
            bidders += is_eligible(p, organization, self.id)
        return checklist(verifiable / (after - first), bidders, self.management)

    @rule
    def appeal(self, world: Any, p: Any, option: int, first: int, after: int) -> float:
        """Weighted learnt value of an instrument for a lot, less its cost, plus what the bureau can see."""
        kinds = len(self.covered)
        value = 0.0
        visible = 0.0
        weight = 0.0
        for kind in range(first, after):
            # a sole right bars in-house lots
            if p.instruments.in_house[option] == 0 or self.sole_right(world, p, kind) == NOBODY:
                value += p.kinds.weight[kind] * self.learnt[option * kinds + kind]
            visible += p.kinds.verifiability[kind] * (1.0 - p.instruments.autonomy[option])
            weight += p.kinds.weight[kind]
        if weight <= 0.0:
            return 0.0
        return instrument_appeal(
            value / weight,
            p.instruments.transaction_cost[option],
            world.bureau.pressure,
            p.policy.pressure_weight,
            visible / (after - first),
        )

    @rule
    def learn(self, world: Any, p: Any, now: int, contract: Any, passed: int) -> None:
        """After a lot closes, what its money yielded per kind moves what is learnt, through noise.

        Only what those who may use it had counts: a user fee keeps that share of users away.
        """
        kinds = len(self.covered)
        covered = 0
        for kind in range(kinds):
            covered += contract.covered[kind]
        hours = contract.sum * p.resources.labour_share / fen(p.resources.wage) * p.resources.hours_per_post
        if covered == 0 or hours <= 0.0 or contract.instrument == NOBODY:
            return
        # in-house staff work at all kinds, whichever lot pays them
        divided = kinds if contract.organization == NOBODY else covered
        for kind in range(kinds):
            if contract.covered[kind] == 1:
                yielded = contract.worked[kind] * divided / hours
                yielded = yielded * (1.0 - p.instruments.user_fee[contract.instrument])
                z = normal(world.luck, LEARNING_NOISE, now, self.id, kind)
                signal = yielded + p.policy.signal_noise * z
                if passed == 0:
                    signal -= p.policy.disappointment
                cell = contract.instrument * kinds + kind
                self.learnt[cell] = learnt_value(self.learnt[cell], signal, p.policy.learning_rate)

    @rule
    def staff_up(self, world: Any, p: Any, now: int) -> None:
        """Staff leave and are hired for what the office itself was given to do."""
        self.hire(p, uniform(world.luck, QUIT_OFFICE, now, self.id, 0))

    @rule
    def draw_luck(self, world: Any, p: Any, now: int) -> None:
        """This month's luck of in-house work, per kind."""
        for kind in range(len(self.noise)):
            z = normal(world.luck, WORK_NOISE_OFFICE, now, self.id, kind)
            self.noise[kind] = work_noise(p.production.noise, z)

    @rule
    def plan_in_house(self, world: Any, p: Any) -> None:
        """In-house hours follow the leader's weights and staff's mission: u = power·bonus·weight + μ·w."""
        paid = self.posts() * p.resources.hours_per_post
        if paid <= 0.0:
            return
        net = paid * net_share(p.control.base_burden, p.control.inhouse_burden)
        net = max(0.0, net - self.monitoring_hours)
        self.kinds_worked = 0
        for kind in range(len(self.utility)):
            self.covered[kind] = 1
            self.kinds_worked += 1
            self.utility[kind] = (
                world.bureau.pressure * p.incentives.inhouse_bonus * self.weights[kind]
                + p.incentives.mission * p.kinds.weight[kind]
            )
        self.keep_hours(paid, net)
        self.divide_own_hours(p, net)
        self.funded_hours += self.staff * p.resources.hours_per_post
        self.own_hours += self.own_posts * p.resources.hours_per_post

    @rule
    def ask_volunteers(self, world: Any) -> None:
        """Make known in its district that it is at work there itself."""
        if self.hours > 0.0:
            for place_id in range(self.first, self.first + self.communities):
                community = world.communities[place_id]
                community.trust_total += community.office_trust

    @rule
    def take_volunteers(self, world: Any, p: Any) -> None:
        """Take its district's volunteer hours that its trust earns."""
        if self.hours > 0.0:
            self.volunteers = volunteers_earned(world, p, self, NOBODY, 0.0)

    @rule
    def deliver_in_house(self, world: Any, p: Any) -> None:
        """Do the planned in-house work in the district; each direct lot is credited its part of the hours.

        What is counted in the district counts towards a contract for the same kind, whoever did it.
        """
        if self.hours <= 0.0:
            return
        quality = p.resources.relative_productivity * switching_yield(
            p.production.switching, self.kinds_worked, self.posts()
        )
        produce(p, self.output, self.share, self.hours, self.volunteers, quality, self.skill, self.noise)
        for kind in range(len(self.output)):
            counted = self.contractor[kind]
            made = place(world, p, self, kind, self.output[kind], p.kinds.hours[kind], self.error, counted)
            if counted != NOBODY:
                world.contracts[counted].achieved[kind] += made
            for contract in world.contracts:
                if contract.is_in_house(self.id) == 1:
                    contract.worked[kind] += self.output[kind] * (contract.posts / self.posts())

    @rule
    def keep_capabilities(self, p: Any) -> None:
        """Design and management grow with training and use, decay, and hollow out with what is bought."""
        use = 1.0 if self.outsourced > 0.0 else 0.0
        bought = self.outsourced / (self.outsourced + self.posts()) if self.outsourced > 0.0 else 0.0
        self.design = capability_after(
            self.design,
            p.capability.training,
            p.capability.training_growth,
            1.0,
            p.capability.use_growth,
            p.capability.decay,
            p.capability.hollowing,
            bought,
        )
        self.management = capability_after(
            self.management,
            p.capability.training,
            p.capability.training_growth,
            use,
            p.capability.use_growth,
            p.capability.decay,
            p.capability.hollowing,
            bought,
        )
        self.assess_needs(p)

    @rule
    def assess_needs(self, p: Any) -> None:
        """How far off the office's picture of needs is: by design capability, deliberation and openness."""
        self.error = need_error(p.needs.error, self.design, p.capability.deliberation, p.control.openness)
