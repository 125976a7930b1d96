"""One street office and one social organisation: trust on both sides, and what each does with it."""

from __future__ import annotations

from typing import Any

from sim.chance import BREACH_OFFICE, BREACH_ORGANIZATION
from sim.chance.random_numbers import uniform
from sim.codes import LOGISTIC, TWO_OUTCOMES
from sim.compiler.rule import rule
from sim.compiler.state import State
from sim.rules.relations import cooperates, logistic_trust, trust_after, trust_after_new_leader


class Relation(State):
    """`office_trust`: of the office in the organisation; `organization_trust`: the reverse; in [0, 1].

    `standing` is the mean trust of the district's communities in the organisation.
    """

    office: int
    organization: int
    office_trust: float
    organization_trust: float
    support: int
    candour: int
    late: int
    incumbent: int
    awarded: int
    worked: int
    asked: int
    hours_here: float
    standing: float
    error: float

    @rule
    def decide(self, p: Any, now: int) -> None:
        """Each side cooperates if its gain times its trust covers its cost.

        The office then supports, the organisation is candid.
        """
        self.worked = now + 1
        self.support = cooperates(p.relations.office_gain, self.office_trust, p.relations.office_cost)
        self.candour = cooperates(
            p.relations.organization_gain, self.organization_trust, p.relations.organization_cost
        )

    @rule
    def learn(self, world: Any, p: Any, now: int) -> None:
        """Each side's trust follows what the other did: cooperated, paid in time, and met no mishap.

        `hours_here` are the hours of all contracts between the two, where they are divided at once.
        """
        loss = p.relations.gain_rate * p.relations.loss_ratio
        broken = 0
        u = uniform(world.random_numbers, BREACH_ORGANIZATION, now, self.office, self.organization)
        if u < p.relations.breach:
            broken = 1
        self.office_trust = moved_trust(p, self.office_trust, self.candour, broken, loss)
        broken = self.late
        u = uniform(world.random_numbers, BREACH_OFFICE, now, self.office, self.organization)
        if u < p.relations.breach:
            broken = 1
        self.organization_trust = moved_trust(p, self.organization_trust, self.support, broken, loss)

    @rule
    def new_office_leader(self, p: Any) -> None:
        """A new office leader's trust: what is kept and remembered, and the rest as at the start."""
        self.office_trust = trust_after_new_leader(
            self.office_trust, p.relations.initial_trust, p.relations.trust_kept, p.relations.memory
        )

    @rule
    def new_organization_leader(self, p: Any) -> None:
        """A new association leader's trust in the office: what is kept, and the rest as at the start."""
        self.organization_trust = trust_after_new_leader(
            self.organization_trust, p.relations.initial_trust, p.relations.trust_kept, p.relations.memory
        )


@rule
def moved_trust(p: Any, trust: float, cooperated: int, broken: int, loss: float) -> float:
    """Trust after a month in which the other side cooperated or not, and broke its word or not.

    In three outcomes who neither cooperated nor broke a promise leaves trust as it was.
    """
    kept = 0
    if cooperated == 1 and broken == 0:
        kept = 1
    if kept == 0 and broken == 0 and p.form.trust != TWO_OUTCOMES:
        return trust
    if p.form.trust == LOGISTIC:
        return logistic_trust(trust, kept, p.relations.gain_rate, loss)
    return trust_after(trust, kept, p.relations.gain_rate, loss)
