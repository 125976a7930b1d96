"""How hard does upper government press, and what does the pressed leader then care about?"""

import math

from sim.compiler.rule import rule


@rule
def tournament_power(prize_gap: float, noise: float, effort_cost: float, spillover: float) -> float:
    """Effort of an official in a two-person promotion tournament: min(1, (1−ρ)ΔW/(2σ√π κ)).

    Lazear & Rosen 1981 with normal shocks; spillover as in Zhou 2004.
    """
    return min(1.0, (1.0 - spillover) * prize_gap / (2.0 * noise * math.sqrt(math.pi) * effort_cost))


@rule
def leader_weight(
    visible_weight: float,
    verifiability: float,
    ripening: int,
    months_to_review: int,
    weight: float,
    priority: float,
) -> float:
    """The leader's weight of a kind: ω·m·[ripens before the next review] + (1 − ω)·w·priority."""
    visible = 0.0
    if ripening <= months_to_review:
        visible = verifiability
    return visible_weight * visible + (1.0 - visible_weight) * weight * priority
