"""Upper government: its leader, the pressure it sets, and the experience it pools."""

from __future__ import annotations

from typing import Annotated, Any

from sim.chance import BUREAU_LEADER
from sim.chance.random_numbers import uniform
from sim.codes import TOURNAMENT
from sim.compiler.rule import rule
from sim.compiler.state import State
from sim.rules.pressure import tournament_power
from sim.rules.turnover import leader_changes


class Bureau(State):
    """Pressure is relative to the case (power as given); `pool` is learnt value per instrument and kind."""

    id: int
    pressure: float
    tenure: int
    leaders: int
    pool: Annotated[list[float], "instruments*kinds"]

    @rule
    def leader_may_change(self, world: Any, p: Any, now: int) -> None:
        """The bureau's leader changes by hazard or schedule; the review clock then starts anew."""
        u = uniform(world.random_numbers, BUREAU_LEADER, now, self.id, 0)
        self.tenure += 1
        if (
            leader_changes(
                u, p.turnover.bureau_hazard, now, p.turnover.bureau_election, p.turnover.election_interval
            )
            == 1
        ):
            self.tenure = 0
            self.leaders += 1

    @rule
    def set_pressure(self, p: Any, now: int) -> None:
        """Once a year: the incentive power for its offices, as declared or as a tournament makes it."""
        if now % 12 == 0:
            self.pressure = p.incentives.power
            if p.incentives.tournament == TOURNAMENT:
                self.pressure = tournament_power(
                    p.incentives.prize_gap,
                    p.incentives.tournament_noise,
                    p.incentives.effort_cost,
                    p.incentives.spillover,
                )

    @rule
    def pool_experience(self, world: Any, p: Any, now: int) -> None:
        """Once a year, where experience is pooled, every office learns the mean of what all offices know."""
        if p.policy.pooled <= 0.0 or now == 0 or now % 12 != 0 or len(world.offices) == 0:
            return
        for cell in range(len(self.pool)):
            total = 0.0
            for office in world.offices:
                total += office.learnt[cell]
            self.pool[cell] = total / len(world.offices)
            for office in world.offices:
                office.learnt[cell] += p.policy.pooled * (self.pool[cell] - office.learnt[cell])
