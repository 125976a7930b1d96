"""How does trust between office and organisation grow, break and survive a change of leader?"""

from sim.arithmetic import exp
from sim.compiler.rule import rule


@rule
def trust_after(trust: float, kept: int, gain: float, loss: float) -> float:
    """Trust after a month: kept T + a(1 − T); breached T − bT."""
    if kept == 1:
        return trust + gain * (1.0 - trust)
    return trust - loss * trust


@rule
def trust_after_new_leader(trust: float, initial: float, kept_share: float, memory: float) -> float:
    """Trust after a change of leader: κT + (1 − κ)T0, κ = κ_T + (1 − κ_T)·institutional memory."""
    kept = kept_share + (1.0 - kept_share) * memory
    return kept * trust + (1.0 - kept) * initial


@rule
def cooperates(gain: float, trust: float, cost: float) -> int:
    """Cooperate if and only if what is hoped for outweighs what it costs: gain × T ≥ cost (1 or 0)."""
    if gain * trust >= cost:
        return 1
    return 0


@rule
def community_trust(trust: float, enjoyed_share: float, gain: float) -> float:
    """A community's trust in a provider: T + a_c(enjoyed/need − T), enjoyed/need in [0, 1]."""
    return trust + gain * (min(1.0, enjoyed_share) - trust)


@rule
def logistic_trust(trust: float, kept: int, gain: float, loss: float) -> float:
    """The same on a logistic scale: log-odds rise by 4·gain or fall by 4·loss, as linear at one half."""
    odds = trust / max(1e-9, 1.0 - trust)
    step = 4.0 * gain if kept == 1 else -4.0 * loss
    moved = odds * exp(step)
    return moved / (1.0 + moved)
