"""How long does a community group take to stand on its own, and what happens without support?"""

from sim.chance.transforms import poisson
from sim.compiler.rule import rule


@rule
def stage_jumps(u: float, stages: int, gestation: float, support: float) -> int:
    """Stages a group climbs in a month: Poisson(n·support/τ) from one uniform u (Erlang at whole months)."""
    if support <= 0.0:
        return 0
    return poisson(u, stages * support / gestation)


@rule
def social_capital(capital: float, groups: int, growth: float, decay: float) -> float:
    """Social capital after a month: SC + min(1, g·groups)·(1 − SC) − d·SC, in [0, 1]."""
    return capital + min(1.0, growth * groups) * (1.0 - capital) - decay * capital
