"""What do hours become: paid and voluntary work, skill, delegation, switching, access, schedule pressure?"""

from sim.arithmetic import power
from sim.codes import DISJOINT, NESTED
from sim.compiler.rule import rule


@rule
def coproduction(paid: float, voluntary: float, paid_share: float, substitution: float) -> float:
    """Effective hours of paid and voluntary work together (CES, constant returns; Ostrom 1996 for the idea).

    Y = [α^(1−r)·h^r + (1−α)^(1−r)·v^r]^(1/r), which is Y₀[α(h/h₀)^r + (1−α)(v/v₀)^r]^(1/r) at the
    reference mix v₀/h₀ = (1−α)/α. r = 1 is the additive null Y = h + v; r < 1 is superadditive. Reckoned as
    m·[α(x/m)^r + (1−α)(y/m)^r]^(1/r), x = h/α, y = v/(1−α), m the larger of them: one power is then of one.
    """
    if substitution >= 1.0 or paid_share >= 1.0:
        return paid + voluntary
    if paid_share <= 0.0:
        return voluntary
    paid_for = paid / paid_share
    helped = voluntary / (1.0 - paid_share)
    if paid_for <= 0.0 and helped <= 0.0:
        return 0.0
    if paid_for >= helped:
        inner = paid_share + (1.0 - paid_share) * power(helped / paid_for, substitution)
        return paid_for * power(inner, 1.0 / substitution)
    inner = paid_share * power(paid_for / helped, substitution) + (1.0 - paid_share)
    return helped * power(inner, 1.0 / substitution)


@rule
def fixed_proportions(paid: float, voluntary: float, paid_share: float) -> float:
    """Effective hours where paid and voluntary work count only in the reference mix: min(h/α, v/(1−α))."""
    if paid_share <= 0.0 or paid_share >= 1.0:
        return paid + voluntary
    return min(paid / paid_share, voluntary / (1.0 - paid_share))


@rule
def delegation_yield(loss: float, role_clarity: float, oversight: float, depth: int) -> float:
    """What is left of quality after delegation: (1 − loss·(1 − clarity)·(1 − oversight))^depth, depth whole.

    Oversight is what control prevents of the loss (control × the share it can prevent; 0 is the null).
    """
    kept = 1.0 - loss * (1.0 - role_clarity) * (1.0 - oversight)
    left = 1.0
    for _ in range(depth):
        left = left * kept
    return left


@rule
def switching_yield(switching: float, kinds: int, posts: float) -> float:
    """What is left when few people do many jobs: 1/(1 + s(K − 1)/posts); one with one kind or s = 0."""
    if kinds <= 1 or posts <= 0.0:
        return 1.0
    return 1.0 / (1.0 + switching * (kinds - 1) / posts)


@rule
def reach_with_support(reach: float, legitimacy: float, support: int, trust: float) -> float:
    """Residents a contractor reaches: 1 − (1 − a_S)(1 − λ·support·T): the office's word opens further doors.

    Those whom the office calls itself are in its own circle already, which the union counts apart.
    """
    return 1.0 - (1.0 - reach) * (1.0 - legitimacy * support * trust)


@rule
def unreached_after(circles: int, unreached: float, reach: float) -> float:
    """Share of residents whom nobody reaches once one more provider with this reach is at work.

    Independent circles: × (1 − a); nested: the larger counts; disjoint: they add up to at most all.
    """
    if circles == NESTED:
        return min(unreached, 1.0 - reach)
    if circles == DISJOINT:
        return max(0.0, unreached - reach)
    return unreached * (1.0 - reach)


@rule
def volunteers_that_come(reached: float, crowding_out: float, funded: float) -> float:
    """Share of the volunteer hours that is worked: min(1, reached·(1 − crowding out·funded share))."""
    return min(1.0, reached * (1.0 - crowding_out * funded))


@rule
def access_gain(access: float, support: int, trust: float) -> float:
    """What the office's support opens: 1 + A·support·T, only for hours under a running contract."""
    return 1.0 + access * support * trust


@rule
def schedule_pressure(term: float, natural_term: float, exponent: float) -> float:
    """Hours per unit rise in a term under the natural one: max(1, (T0/T)^γ) (COCOMO II; Boehm 2000)."""
    if exponent <= 0.0 or term >= natural_term or term <= 0.0:
        return 1.0
    return power(natural_term / term, exponent)


@rule
def hurried_yield(hurried: float, pressure: float) -> float:
    """Output of an hour when part of the hours are hurried: 1 − hurried·(1 − 1/pressure), in (0, 1]."""
    return 1.0 - hurried * (1.0 - 1.0 / pressure)
