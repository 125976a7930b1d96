"""A street office: its leader and that leader's priorities, its money, its staff, and what it can do."""

from __future__ import annotations

from typing import Annotated, Any

from sim.agents.district import call_volunteers, volunteers_earned
from sim.agents.provider import Provider
from sim.chance import OFFICE_LEADER, PRIORITY, QUIT_OFFICE, WORK_NOISE_OFFICE
from sim.chance.random_numbers import noise, uniform
from sim.codes import NO_GRANT, NOBODY
from sim.compiler.rule import rule
from sim.rules.capability import capability_after, management_yield, need_error
from sim.rules.delivery import unreached_after
from sim.rules.money import fen, yearly_price
from sim.rules.pressure import leader_weight
from sim.rules.turnover import leader_changes, new_priority


class StreetOffice(Provider):
    """Money in fen: granted = spent + committed + free + lapsed.

    `learnt`: value per yuan by instrument and kind. `unreached`: share of the district's volunteers whom
    nobody calls this month; `called`: one if anybody calls any. `at_work` says who is at work in the district
    at the moment, `eyes_error` and `eyes_of` with how much of whose own misjudgement.
    `awaited`: 1 for kinds that a signed contract covers; `open_in`: in how many of its communities a kind is
    open; `current`: the instrument of each lot, from 1 on;
    `soured`: 1 where the last lot failed.
    """

    first: int
    communities: int
    granted: int
    spent: int
    committed: int
    free: int
    unplanned: int
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
    lapsed: int
    unreached: float
    called: int
    at_work: int
    eyes_error: float
    eyes_of: int
    awaited: Annotated[list[int], "kinds"]
    open_in: Annotated[list[int], "kinds"]
    current: Annotated[list[int], "kinds"]
    soured: Annotated[list[int], "kinds"]

    @rule
    def leader_may_change(self, world: Any, p: Any, now: int) -> None:
        """A new leader redraws priorities, pauses decisions, and trusts what the institution remembers."""
        self.tenure += 1
        if self.pause > 0:
            self.pause -= 1
        u = uniform(world.random_numbers, OFFICE_LEADER, now, self.id, 0)
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
                    uniform(world.random_numbers, PRIORITY, now, self.id, kind), p.turnover.priority_spread
                )
                before = self.priority[kind]
                self.priority[kind] = drawn + p.relations.memory * (before - drawn)
                if p.turnover.devaluation > 0.0 and self.priority[kind] < before:
                    self.let_go(world, p, kind, 1.0 - self.priority[kind] / before)
            for relation in world.relations[self.id]:
                relation.new_office_leader(p)

    @rule
    def let_go(self, world: Any, p: Any, kind: int, fallen: float) -> None:
        """Unfinished work of a kind that fell from favour loses part of what it had come to."""
        kept = 1.0 - p.turnover.devaluation * fallen
        for place in range(self.first, self.first + self.communities):
            community = world.communities[place]
            if community.open[kind] == 0:
                community.progress[kind] = community.progress[kind] * kept

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
        if p.contract.lapse == 1 and now > 0 and (now + p.contract.fiscal_month) % 12 == 0:
            self.lapsed += self.free
            self.free = 0
            self.unplanned = 0
        due = now == 0
        if p.contract.cycle > 0 and now % p.contract.cycle == 0:
            due = True
        if not due:
            return
        amount = fen(p.contract.sum)
        years = 1.0
        if p.contract.cycle > 0:
            years = p.contract.cycle / 12.0
        cost = min(amount, fen(yearly_price(p) * years))
        self.granted += amount
        self.spent += cost
        self.free += amount - cost
        self.unplanned = 1

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
    def staff_up(self, world: Any, p: Any, now: int) -> None:
        """Staff leave and are hired for what the office itself was given to do."""
        self.hire(p, uniform(world.random_numbers, QUIT_OFFICE, now, self.id, 0))

    @rule
    def draw_noise(self, world: Any, p: Any, now: int) -> None:
        """Draw this month's noise of in-house work, per kind."""
        for kind in range(len(self.noise)):
            drawn = noise(world.random_numbers, WORK_NOISE_OFFICE, now, self.id, kind, p.production.noise)
            self.noise[kind] = drawn

    @rule
    def ask_volunteers(self, world: Any, p: Any) -> None:
        """Make known in its district that it is at work there itself."""
        self.unreached = 1.0
        self.called = 0
        if self.hours > 0.0:
            reach = p.production.office_reach
            self.unreached = unreached_after(p.form.circles, self.unreached, reach)
            call_volunteers(world, self, NOBODY, reach)

    @rule
    def take_volunteers(self, world: Any, p: Any) -> None:
        """Take its district's volunteer hours that its trust earns."""
        if self.hours > 0.0:
            self.volunteers = volunteers_earned(world, p, self, NOBODY, 0.0, p.production.office_reach)

    @rule
    def keep_capabilities(self, p: Any) -> None:
        """Design and management grow with training and use, decay, and hollow out with what is bought."""
        use = 1.0 if self.outsourced > 0.0 else 0.0
        bought = self.outsourced / (self.outsourced + self.posts()) if self.outsourced > 0.0 else 0.0
        self.design = self.capability_kept(p, self.design, 1.0, bought)
        self.management = self.capability_kept(p, self.management, use, bought)
        self.assess_needs(p)

    @rule
    def capability_kept(self, p: Any, capability: float, use: float, bought: float) -> float:
        """A capability after this month, by how much it was used and what share of the work was bought."""
        return capability_after(
            capability,
            p.capability.training,
            p.capability.training_growth,
            use,
            p.capability.use_growth,
            p.capability.decay,
            p.capability.hollowing,
            bought,
        )

    @rule
    def learn_from_partners(self, world: Any, p: Any, now: int) -> None:
        """A candid partner teaches the office design and management; several teach no more than one."""
        for relation in world.relations[self.id]:
            if relation.worked == now + 1 and relation.candour == 1:
                self.design += p.capability.partner_learning * (1.0 - self.design)
                self.management += p.capability.partner_learning * (1.0 - self.management)
                break
        self.assess_needs(p)

    @rule
    def managed(self, p: Any, elasticity: float) -> float:
        """What the office's management makes of a delay, a loss or an error with this elasticity."""
        return management_yield(p.capability.management_reference, self.management, elasticity)

    @rule
    def assess_needs(self, p: Any) -> None:
        """How far off the office's picture of needs is: by design capability, deliberation and openness."""
        self.error = need_error(p.needs.error, self.design, p.capability.deliberation, p.control.openness)
