"""A social organisation: its own mission, its staff and skill, its leader, what it bids and delivers."""

from __future__ import annotations

from typing import Any

from sim.agents.district import call_volunteers, judge_in_district, place, volunteers_earned
from sim.agents.provider import Provider, produce
from sim.agents.sight import own_error
from sim.chance import ORGANIZATION_LEADER, QUIT_ORGANIZATION, WORK_NOISE_ORGANIZATION
from sim.chance.random_numbers import noise, uniform
from sim.codes import AWAITING, BY_MISSION, NOBODY, OWN_SIGHT, WHOEVER_DID_IT
from sim.compiler.rule import rule
from sim.rules.burden import net_share, room_for_innovation
from sim.rules.capability import skill_after, skill_after_quits
from sim.rules.delivery import switching_yield, unreached_after
from sim.rules.staffing import affordable_posts
from sim.rules.turnover import leader_changes


class SocialOrganization(Provider):
    """`home`: the office in whose district its own mission lies; `reserve`: fen, negative while it owes;
    `saved`: what of it this month's work may cost.

    The books in fen: income − outgo = reserve + what open contracts have paid and it has not used. Its own
    resources are hours, not money, and enter only where they repay a debt.
    """

    home: int
    active: int
    reserve: int
    contracts: int
    working: int
    gifted: int
    tenure: int
    leaders: int
    pause: int
    resource_posts: float
    saved: int
    income: int
    outgo: int

    @rule
    def leader_may_change(self, world: Any, p: Any, now: int) -> None:
        """A new association leader delays acceptance and work for some months and starts with other trust."""
        self.tenure += 1
        if self.pause > 0:
            self.pause -= 1
        u = uniform(world.random_numbers, ORGANIZATION_LEADER, now, self.id, 0)
        if (
            leader_changes(
                u,
                p.turnover.organization_hazard,
                now,
                p.turnover.organization_election,
                p.turnover.election_interval,
            )
            == 1
        ):
            self.tenure = 0
            self.leaders += 1
            self.pause = p.turnover.pause
            for office in world.offices:
                world.relations[office.id][self.id].new_organization_leader(p)

    @rule
    def use_own_resources(self, p: Any, wage: int) -> None:
        """Own posts this month; up to half are given up while the organisation repays what it owes.

        They rise with the funded share of last month's posts where public money crowds own resources in.
        """
        self.own_posts = self.resource_posts
        if self.staff > 0.0:
            funded = self.staff / (self.staff + self.resource_posts)
            self.own_posts = self.resource_posts * (1.0 + p.resources.crowding_in * funded)
        if self.reserve < 0 and self.own_posts > 0.0:
            repaid = min(-self.reserve, int(0.5 * self.own_posts * wage))
            self.reserve += repaid
            self.income += repaid
            self.own_posts -= repaid / wage

    @rule
    def use_savings(self, p: Any, wage: int) -> None:
        """Between contracts, what earlier ones left is spent on the own mission, a twelfth a month."""
        self.saved = 0
        if self.working == 0 and self.reserve > 0 and self.home != NOBODY:
            self.saved = min(self.reserve, self.reserve // 12 + wage)
            self.needed += affordable_posts(self.saved, p.resources.labour_share, wage)

    @rule
    def staff_up(self, world: Any, p: Any, now: int) -> None:
        """Staff leave and are hired; skill leaves with them."""
        self.hire(p, uniform(world.random_numbers, QUIT_ORGANIZATION, now, self.id, 0))
        if self.saved > 0:
            spent = int(self.saved * self.filled_share())
            self.reserve -= spent
            self.outgo += spent
        everyone = self.posts() + self.quits
        if self.quits > 0.0 and everyone > 0.0:
            for kind in range(len(self.skill)):
                self.skill[kind] = skill_after_quits(self.skill[kind], self.quits / everyone)

    @rule
    def pace(self, p: Any) -> float:
        """Share of its hours an organisation works: less while a new leader settles in."""
        if self.pause > 0:
            return 1.0 - p.turnover.pause_loss
        return 1.0

    @rule
    def draw_noise(self, world: Any, p: Any, now: int) -> None:
        """Draw this month's noise of its work, per kind."""
        for kind in range(len(self.noise)):
            drawn = noise(
                world.random_numbers, WORK_NOISE_ORGANIZATION, now, self.id, kind, p.production.noise
            )
            self.noise[kind] = drawn

    @rule
    def plan_mission(self, world: Any, p: Any) -> None:
        """With no contract at work, all hours follow its mission, u = μ·w: a sole right bars no charity."""
        for kind in range(len(self.covered)):
            self.covered[kind] = 0
        if self.working > 0 or self.home == NOBODY:
            return
        paid = self.posts() * p.resources.hours_per_post
        if paid <= 0.0:
            return
        net = paid * net_share(p.control.base_burden * (1.0 - p.control.fixed_part), 0.0) * self.pace(p)
        net = max(0.0, net - self.overhead(p))
        home = world.offices[self.home]
        for kind in range(len(self.utility)):
            self.covered[kind] = 1
            self.kinds_worked += 1
            self.utility[kind] = p.incentives.mission * p.kinds.mission[kind]
        self.keep_hours(paid, net)
        self.divide_own_hours(p, net)
        home.funded_hours += self.staff * p.resources.hours_per_post
        home.own_hours += self.own_posts * p.resources.hours_per_post

    @rule
    def ask_volunteers(self, world: Any, p: Any) -> None:
        """Make known in the home district that it is at work there; under contract the contract does so."""
        if self.hours > 0.0 and self.working == 0:
            home = world.offices[self.home]
            reach = p.production.organization_reach
            home.unreached = unreached_after(p.form.circles, home.unreached, reach)
            call_volunteers(world, home, self.id, reach)

    @rule
    def take_volunteers(self, world: Any, p: Any) -> None:
        """Take the home district's volunteer hours that its trust earns."""
        if self.hours > 0.0 and self.working == 0:
            reach = p.production.organization_reach
            self.volunteers = volunteers_earned(world, p, world.offices[self.home], self.id, 0.0, reach)

    @rule
    def be_judged(self, world: Any, p: Any, now: int) -> None:
        """Communities of the home district judge it while it works there on its own account alone."""
        if self.hours > 0.0 and world.relations[self.home][self.id].worked != now + 1:
            judge_in_district(world, p, world.offices[self.home], self.id)

    @rule
    def deliver_mission(self, world: Any, p: Any, now: int) -> None:
        """Do the planned work of the own mission in the home district."""
        if self.hours <= 0.0:
            return
        quality = switching_yield(p.production.switching, self.kinds_worked, self.posts())
        self.draw_noise(world, p, now)
        produce(p, self.output, self.share, self.hours, self.volunteers, quality, self.skill, self.noise)
        home = world.offices[self.home]
        home.at_work = BY_MISSION
        error = home.error
        home.eyes_error = 0.0
        if p.form.sight == OWN_SIGHT:
            error = 0.0
            home.eyes_error = own_error(p, world.relations[self.home][self.id])
            home.eyes_of = self.id
        for kind in range(len(self.output)):
            needed = p.kinds.hours[kind]
            if p.kinds.stages[kind] == 0:
                needed = needed / self.unhurried()
            made = place(world, p, home, kind, self.output[kind], needed, error, NOBODY)
            if p.form.coverage != WHOEVER_DID_IT and p.kinds.opens[kind] == 1:
                credit_waiting_contract(world, self, kind, made)

    @rule
    def practise(self, p: Any) -> None:
        """Skill grows while funded or cultivated, as control leaves room; cultivation works for all."""
        funded = 0.0
        if self.working > 0 or self.gifted > 0:
            funded = p.capability.skill_growth
        trained = p.capability.cultivation * p.capability.training_growth / 12.0
        room = 1.0
        if self.working > 0:
            room = room_for_innovation(p.control.control, p.control.digital)
        for kind in range(len(self.skill)):
            self.skill[kind] = skill_after(
                self.skill[kind], funded + trained, room, p.capability.skill_ceiling
            )
            if p.capability.skill_decay > 0.0:
                lost = p.capability.skill_decay / 12.0
                self.skill[kind] = skill_after_quits(self.skill[kind], lost)


@rule
def credit_waiting_contract(world: Any, organization: Any, kind: int, made: float) -> None:
    """What a provider opens at home while its contract for the kind awaits approval counts for it."""
    for row in range(world.tally.lots):
        contract = world.contracts[row]
        mine = contract.organization == organization.id and contract.office == organization.home
        if mine and contract.conditional == 1 and contract.state == AWAITING and contract.covered[kind] == 1:
            contract.achieved[kind] += made
            return
