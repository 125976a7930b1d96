"""Who does the work, who leaves, and when is one person doing many jobs?"""

from sim.arithmetic import exp
from sim.chance.transforms import binomial
from sim.compiler.rule import rule


@rule
def work_load(hours_needed: float, hours_left: float, cap: float) -> float:
    """Load = hours that the hours-limited targets still need / hours left, between 0 and the cap."""
    if hours_needed <= 0.0:
        return 0.0
    if hours_left <= 0.0:
        return cap
    return min(cap, hours_needed / hours_left)


@rule
def quit_hazard(hazard: float, elasticity: float, load: float) -> float:
    """Monthly probability that a member of staff leaves: h·exp(ε·max(0, load − 1)), at most one."""
    return min(1.0, hazard * exp(elasticity * max(0.0, load - 1.0)))


@rule
def posts_lost(u: float, posts: float, hazard: float) -> float:
    """Posts that leave this month, from one uniform u: binomial over people who share the posts evenly."""
    if posts <= 0.0 or hazard <= 0.0:
        return 0.0
    people = int(posts)
    if posts > people:
        people += 1
    return posts * (binomial(u, people, hazard) / people)


@rule
def affordable_posts(money: int, labour_share: float, wage: int) -> float:
    """Posts that a month's money pays for: money·labour share / wage (both in fen)."""
    return money * labour_share / wage
