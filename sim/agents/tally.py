"""The running count of a world: what every measure is made of, one record for the whole run."""

from __future__ import annotations

import math
from typing import Annotated, Any

from sim.codes import BY_MISSION, BY_OFFICE
from sim.compiler.rule import rule
from sim.compiler.state import State
from sim.rules.value import discounted


class Tally(State):
    """Sums over the months so far; money in fen, hours and service-months, per kind where said.

    `lots` are the rows of the table of contracts up to the last that ever held a lot; nobody looks beyond.
    """

    months: int
    lots: int
    enjoyed: Annotated[list[float], "kinds"]
    enjoyed_now: Annotated[list[float], "kinds"]
    enjoyed_after: Annotated[list[float], "kinds"]
    living: float
    capital_start: float
    capital: float
    at_term: Annotated[list[float], "kinds"]
    target_at_term: Annotated[list[float], "kinds"]
    made: float
    saturated: float
    groups_matured: int
    signed: int
    closed: int
    passed: int
    failed: int
    terminated: int
    requested: int
    extended: int
    reviews: int
    withheld: int
    opened_by_office: int
    opened_by_mission: int
    opened_by_contract: int
    open_at_term: Annotated[list[int], "kinds"]
    renewed: int
    reversed: int
    could_reverse: int
    evaluations: int
    score: float
    overstated: float
    false_passes: int
    false_fails: int
    angle: float
    angle_hours: float
    angle_covered: float
    paid_hours: float
    burden_hours: float
    assigned_hours: float
    idle_hours: float
    load: float
    load_months: int
    quits: float
    approval_months: int
    office_trust: float
    organization_trust: float
    cooperation: float
    relation_months: int
    returned: int
    spent: int
    lapsed: int
    debt: int
    office_leaders: int
    organization_leaders: int
    fairness: float
    responsiveness: float

    @rule
    def count_month(self, world: Any, p: Any, now: int) -> None:
        """Add this month's services, hours, loads and money to the sums."""
        self.months = now + 1
        if now + 1 == p.contract.term:
            self.count_open(world)
        worth = discounted(p.value.discount, now)
        for kind in range(len(self.enjoyed)):
            self.enjoyed[kind] += self.enjoyed_now[kind] * worth
            if now >= p.contract.term:
                self.enjoyed_after[kind] += self.enjoyed_now[kind] * worth
        self.spent = 0
        self.lapsed = 0
        self.debt = 0
        self.office_leaders = 0
        self.organization_leaders = 0
        for office in world.offices:
            self.count_hours(office)
            self.spent += office.spent
            self.lapsed += office.lapsed
            self.office_leaders += office.leaders
        for organization in world.organizations:
            self.count_hours(organization)
            self.debt += max(0, -organization.reserve)
            if organization.active == 1:
                self.organization_leaders += organization.leaders
            if organization.working > 0:
                self.load += organization.load
                self.load_months += 1

    @rule
    def forget_communities(self) -> None:
        """Begin anew what is counted of the communities month by month."""
        for kind in range(len(self.enjoyed_now)):
            self.enjoyed_now[kind] = 0.0
        self.capital = 0.0
        self.living = 0.0

    @rule
    def count_enjoyed(self, community: Any) -> None:
        """Add what one community enjoys this month."""
        for kind in range(len(self.enjoyed_now)):
            self.enjoyed_now[kind] += community.enjoyed[kind]

    @rule
    def count_community(self, community: Any, living: int) -> None:
        """Add one community's month: its social capital and its living groups."""
        self.capital += community.capital
        self.living += living

    @rule
    def count_open(self, world: Any) -> None:
        """Count where each kind is open at the end of the term."""
        for community in world.communities:
            for kind in range(len(self.open_at_term)):
                self.open_at_term[kind] += community.open[kind]

    @rule
    def count_opening(self, by: int) -> None:
        """Note who opened what opens: the office, an organisation of its own accord, or a contractor."""
        if by == BY_OFFICE:
            self.opened_by_office += 1
        elif by == BY_MISSION:
            self.opened_by_mission += 1
        else:
            self.opened_by_contract += 1

    @rule
    def count_hours(self, provider: Any) -> None:
        """Add one provider's month of hours, and who left."""
        self.paid_hours += provider.paid_hours
        self.burden_hours += provider.burden_hours
        self.assigned_hours += provider.assigned_hours
        self.idle_hours += provider.idle_hours
        self.quits += provider.quits

    @rule
    def count_relation(self, relation: Any) -> None:
        """Add one month of a relation under contract."""
        self.office_trust += relation.office_trust
        self.organization_trust += relation.organization_trust
        self.cooperation += 0.5 * (relation.support + relation.candour)
        self.relation_months += 1

    @rule
    def look_back(self, world: Any, p: Any) -> None:
        """At the horizon: how evenly need was met, and whether supply followed need.

        Fairness = mean over communities of |share met − mean share met|; responsiveness = correlation over
        communities and kinds of units received and needed (0 where undefined).
        """
        count = 0
        mean_met = 0.0
        mean_need = 0.0
        mean_got = 0.0
        for community in world.communities:
            mean_met += community.satisfied
            for kind in range(len(self.enjoyed)):
                mean_need += community.need[kind]
                mean_got += community.received_total[kind]
                count += 1
        if count == 0:
            return
        mean_met = mean_met / len(world.communities)
        mean_need = mean_need / count
        mean_got = mean_got / count
        gap = 0.0
        cross = 0.0
        need_square = 0.0
        got_square = 0.0
        for community in world.communities:
            gap += abs(community.satisfied - mean_met)
            for kind in range(len(self.enjoyed)):
                need = community.need[kind] - mean_need
                got = community.received_total[kind] - mean_got
                cross += need * got
                need_square += need * need
                got_square += got * got
        self.fairness = gap / len(world.communities)
        self.responsiveness = 0.0
        if need_square > 0.0 and got_square > 0.0:
            self.responsiveness = cross / math.sqrt(need_square * got_square)
