"""Whoever provides services, government or social organisation: the same planning in every arm."""

from __future__ import annotations

from typing import Annotated, Any

from sim.codes import LEONTIEF
from sim.compiler.rule import rule
from sim.compiler.state import State
from sim.rules.delivery import coproduction, fixed_proportions
from sim.rules.effort import effort_shares
from sim.rules.staffing import posts_lost, quit_hazard


class Provider(State):
    """Staff, skill and hours that a street office and a social organisation have in common.

    Posts are full-time equivalents; hours are per month; `hours`, `share`, `output` and `volunteers` are
    those of the provider's work on its own account (in-house provision, or the organisation's own mission).
    """

    id: int
    own_posts: float
    staff: float
    needed: float
    waiting: int
    load: float
    quits: float
    skill: Annotated[list[float], "kinds"]
    noise: Annotated[list[float], "kinds"]
    covered: Annotated[list[int], "kinds"]
    utility: Annotated[list[float], "kinds"]
    share: Annotated[list[float], "kinds"]
    output: Annotated[list[float], "kinds"]
    hours: float
    volunteers: float
    kinds_worked: int
    paid_hours: float
    burden_hours: float
    assigned_hours: float
    idle_hours: float
    hurried: float

    @rule
    def begin_month(self) -> None:
        """Forget last month's hours; what is needed is asked for anew."""
        self.needed = 0.0
        self.hours = 0.0
        self.volunteers = 0.0
        self.kinds_worked = 0
        self.paid_hours = 0.0
        self.burden_hours = 0.0
        self.assigned_hours = 0.0
        self.idle_hours = 0.0
        self.hurried = 0.0

    @rule
    def hire(self, p: Any, u: float) -> None:
        """Overloaded staff leave, vacancies fill after the hiring lag, unpaid posts end at once."""
        hazard = quit_hazard(p.staffing.quit_hazard, p.staffing.quit_elasticity, self.load)
        self.quits = posts_lost(u, self.staff, hazard)
        self.staff -= self.quits
        if self.needed <= self.staff or self.waiting >= p.staffing.hiring_lag:
            self.staff = self.needed
            self.waiting = 0
        else:
            self.waiting += 1

    @rule
    def filled_share(self) -> float:
        """Share of the posts that money would pay for which are filled, in [0, 1]."""
        if self.needed <= 0.0:
            return 0.0
        return self.staff / self.needed

    @rule
    def unhurried(self) -> float:
        """Output of an hour of own work next to unhurried work; `hurried`: posts' worth that hurry takes."""
        if self.hurried <= 0.0:
            return 1.0
        return 1.0 - self.hurried / self.posts()

    @rule
    def overhead(self, p: Any) -> float:
        """Fixed overhead of a month, in hours: the fixed part of the base burden of the own posts."""
        return p.control.fixed_part * p.control.base_burden * p.resources.hours_per_post * self.own_posts

    @rule
    def posts(self) -> float:
        """All posts at work this month: own and hired."""
        return self.own_posts + self.staff

    @rule
    def keep_hours(self, paid: float, net: float) -> None:
        """Book a month's paid hours: what is not net went into burden, so that the books stay exact."""
        self.paid_hours += paid
        self.burden_hours += paid - net

    @rule
    def divide_own_hours(self, p: Any, net: float) -> None:
        """Divide own net hours over kinds by their utility; what no kind deserves stays idle."""
        used = effort_shares(
            self.utility, self.share, self.covered, p.incentives.curvature, p.incentives.correlation
        )
        self.hours = net
        self.assigned_hours += net * used
        self.idle_hours += net - net * used


@rule
def produce(
    p: Any,
    output: list[float],
    share: list[float],
    hours: float,
    volunteers: float,
    quality: float,
    skill: list[float],
    noise: list[float],
) -> None:
    """Effective hours per kind: co-production of paid and voluntary hours × quality × skill × noise.

    Writes `output` (kinds), in effective hours of the month.
    """
    for kind in range(len(output)):
        paid = hours * share[kind]
        voluntary = volunteers * share[kind]
        paid_share = 1.0 - p.kinds.volunteer[kind]
        if p.form.coproduction == LEONTIEF:
            made = fixed_proportions(paid, voluntary, paid_share)
        else:
            made = coproduction(paid, voluntary, paid_share, p.production.substitution)
        output[kind] = made * quality * skill[kind] * noise[kind]
