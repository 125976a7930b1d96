"""A community: what it needs, what it has, its own group, its trust and its volunteers."""

from __future__ import annotations

from typing import Annotated, Any

from sim.chance import GROUP_DEATH, GROUP_FALLBACK, GROUP_STAGE, MISJUDGED_ITSELF, NEED_DRIFT
from sim.chance.random_numbers import noise, normal, uniform
from sim.codes import NOBODY
from sim.compiler.rule import rule, small_rule
from sim.compiler.state import State
from sim.rules.capability import misjudged
from sim.rules.incubation import social_capital, stage_jumps
from sim.rules.relations import community_trust
from sim.rules.value import worth_of_level


class Community(State):
    """One community; per kind: need (units a month), level (units), progress to opening, group stage.

    `opened_by` says who opened what opens: nobody (open from the start), the office, an organisation of its
    own accord, or a contractor. `seen` is the need that the provider last at work perceived here, `queued`
    the id of who stands at this place of the last queue of the district's communities.
    """

    id: int
    office: int
    need: Annotated[list[float], "kinds"]
    level: Annotated[list[float], "kinds"]
    progress: Annotated[list[float], "kinds"]
    open: Annotated[list[int], "kinds"]
    stage: Annotated[list[int], "kinds"]
    support: Annotated[list[float], "kinds"]
    backer: Annotated[list[int], "kinds"]
    misjudged: Annotated[list[float], "kinds"]
    received: Annotated[list[float], "kinds"]
    received_total: Annotated[list[float], "kinds"]
    enjoyed: Annotated[list[float], "kinds"]
    seen: float
    queued: int
    satisfied: float
    capital: float
    office_trust: float
    trust_total: float
    volunteer_hours: float
    opened_by: Annotated[list[int], "kinds"]

    @rule
    def drift(self, world: Any, p: Any, now: int) -> None:
        """Once a quarter each need drifts at random, its mean unchanged."""
        if p.needs.drift > 0.0 and now > 0 and now % 3 == 0:
            for kind in range(len(self.need)):
                drift = noise(world.random_numbers, NEED_DRIFT, now, self.id, kind, p.needs.drift)
                self.need[kind] = self.need[kind] * drift

    @rule
    def decay(self, world: Any, p: Any, now: int) -> None:
        """Levels decay; a group left without support may fall back a stage, a living one may die."""
        for kind in range(len(self.level)):
            self.level[kind] = self.level[kind] * (1.0 - p.kinds.decay[kind])
            stages = p.kinds.stages[kind]
            if stages > 0:
                if self.stage[kind] >= stages:
                    if uniform(world.random_numbers, GROUP_DEATH, now, self.id, kind) < p.gestation.death:
                        self.stage[kind] = 0
                elif (
                    self.stage[kind] > 0
                    and self.support[kind] <= 0.0
                    and uniform(world.random_numbers, GROUP_FALLBACK, now, self.id, kind)
                    < p.gestation.fall_back
                ):
                    self.stage[kind] -= 1
                self.support[kind] = 0.0
                self.backer[kind] = NOBODY
        self.trust_total = 0.0

    @rule
    def living_groups(self, p: Any) -> int:
        """How many self-financing groups live here."""
        living = 0
        for kind in range(len(self.stage)):
            if p.kinds.stages[kind] > 0 and self.stage[kind] >= p.kinds.stages[kind]:
                living += 1
        return living

    @rule
    def offer_volunteers(self, p: Any) -> None:
        """Volunteer hours this month: a base that grows with social capital, and what living groups give."""
        base = p.production.volunteer_hours * (1.0 + self.capital)
        self.volunteer_hours = base + p.gestation.group_volunteers * self.living_groups(p)

    @rule
    def unmet(self, p: Any, kind: int) -> float:
        """Units of a kind that could still be enjoyed here; for a group, the stages it still lacks."""
        if p.kinds.stages[kind] > 0:
            return 1.0 * max(0, p.kinds.stages[kind] - self.stage[kind])
        return max(0.0, self.need[kind] - self.level[kind])

    @small_rule
    def perceived(self, world: Any, p: Any, kind: int, error: float, office: Any) -> float:
        """Unmet need as who is at work in the district sees it: unmet·max(0, 1 + Σ error·misjudgement).

        `error` weighs the office's misjudgement, `office.eyes_error` that of the organisation at work: one
        for all kinds, drawn where it is asked for, as keeping it would be most of a city's memory.
        """
        unmet = self.unmet(p, kind)
        if unmet <= 0.0:
            return 0.0
        if office.eyes_error <= 0.0:
            return misjudged(unmet, error, self.misjudged[kind])
        own = normal(world.random_numbers, MISJUDGED_ITSELF, 0, self.id, office.eyes_of)
        return misjudged(unmet, 1.0, error * self.misjudged[kind] + office.eyes_error * own)

    @rule
    def waits(self, p: Any, kind: int) -> int:
        """One if it waits for a kind that opens here, or its group could be supported more this month."""
        if p.kinds.stages[kind] > 0:
            return 1 if self.stage[kind] < p.kinds.stages[kind] and self.support[kind] < 1.0 else 0
        return 1 if self.open[kind] == 0 else 0

    @rule
    def is_before(self, other: Any, kind: int) -> int:
        """One if it is served before another: further on, then more need perceived, then the lower id."""
        if self.stage[kind] != other.stage[kind]:
            return 1 if self.stage[kind] > other.stage[kind] else 0
        if self.progress[kind] != other.progress[kind]:
            return 1 if self.progress[kind] > other.progress[kind] else 0
        if self.seen != other.seen:
            return 1 if self.seen > other.seen else 0
        return 1 if self.id < other.id else 0

    @rule
    def is_behind(self, other: Any, kind: int) -> int:
        """One if it is served after another whatever need is perceived: it is less far on."""
        if self.stage[kind] != other.stage[kind]:
            return 1 if self.stage[kind] < other.stage[kind] else 0
        return 1 if self.progress[kind] < other.progress[kind] else 0

    @rule
    def grow_group(self, world: Any, p: Any, now: int, kind: int) -> None:
        """A supported group climbs stages at random; it matures at the last. Credits whoever backed it."""
        stages = p.kinds.stages[kind]
        if self.stage[kind] < stages and self.support[kind] > 0.0:
            u = uniform(world.random_numbers, GROUP_STAGE, now, self.id, kind)
            helped = min(1.0, self.support[kind])
            before = self.stage[kind]
            self.stage[kind] += stage_jumps(u, stages, p.kinds.gestation[kind], helped)
            if self.backer[kind] != NOBODY:
                climbed = min(stages, self.stage[kind]) - before
                world.contracts[self.backer[kind]].climbed[kind] += climbed / stages
            if self.stage[kind] >= stages:
                self.stage[kind] = stages
                world.tally.groups_matured += 1
                if self.backer[kind] != NOBODY:
                    world.contracts[self.backer[kind]].achieved[kind] += 1.0

    @rule
    def enjoy(self, p: Any, fee: list[float], at_need: float) -> int:
        """What is received this month per kind, up to need, and what it is worth: × need / mean need.

        Studios only where open; a living group counts one; a user fee keeps that share of users away. Returns
        one if there was anything to enjoy.
        """
        anything = 0
        for kind in range(len(self.level)):
            had = 0.0
            if p.kinds.stages[kind] > 0:
                if self.stage[kind] >= p.kinds.stages[kind]:
                    had = 1.0
            elif p.kinds.opens[kind] == 0 or self.open[kind] == 1:
                had = worth_of_level(self.level[kind], self.need[kind], p.value.curvature, at_need)
            self.received[kind] = 0.0
            self.enjoyed[kind] = 0.0
            if had > 0.0:
                weight = 1.0
                if p.kinds.need[kind] > 0.0:
                    weight = self.need[kind] / p.kinds.need[kind]
                self.received[kind] = had * (1.0 - fee[kind])
                self.received_total[kind] += self.received[kind]
                self.enjoyed[kind] = self.received[kind] * weight
                anything = 1
        return anything

    @rule
    def grow_capital(self, p: Any, living: int) -> None:
        """Social capital grows with living groups and decays without them."""
        self.capital = social_capital(self.capital, living, p.society.capital_growth, p.society.capital_decay)

    @rule
    def weigh_satisfaction(self, p: Any) -> None:
        """Note the share of its own need that is met, in [0, 1]; kinds count by weight, a group needs one."""
        met = 0.0
        wanted = 0.0
        for kind in range(len(self.need)):
            if self.need[kind] > 0.0:
                wanted += p.kinds.weight[kind]
                if self.received[kind] > 0.0:
                    needed = self.need[kind]
                    if p.kinds.stages[kind] > 0:
                        needed = 1.0
                    met += p.kinds.weight[kind] * min(1.0, self.received[kind] / needed)
        self.satisfied = met / wanted if met > 0.0 else 0.0

    @rule
    def judge_office(self, p: Any) -> None:
        """Trust in the office moves towards the share of need met while it works here."""
        self.office_trust = community_trust(self.office_trust, self.satisfied, p.relations.community_gain)


class Tie(State):
    """A community's trust in one social organisation."""

    community: int
    organization: int
    trust: float

    @rule
    def judge(self, p: Any, satisfaction: float) -> None:
        """Trust in the organisation moves towards the share of need met while it works here."""
        self.trust = community_trust(self.trust, satisfaction, p.relations.community_gain)
