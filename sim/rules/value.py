"""What is a service worth that comes later, or to somebody who has much already?"""

from sim.arithmetic import exp, power
from sim.compiler.rule import rule


@rule
def discounted(rate: float, month: int) -> float:
    """Worth of a service-month of a month as seen from the start: (1 + rate)^(−month/12); one at rate 0."""
    if rate <= 0.0:
        return 1.0
    return power(1.0 + rate, -month / 12.0)


@rule
def curve_at_need(curvature: float) -> float:
    """The curve of `worth_of_level` where need is met, before it is scaled to one: 1 − e^(−ω)."""
    return 1.0 - exp(-curvature)


@rule
def worth_of_level(level: float, need: float, curvature: float, at_need: float) -> float:
    """Units' worth of service at a level up to need: need·(1 − e^(−ωx))/(1 − e^(−ω)), x = level/need.

    The first units are worth more than the last; ω = 0 is linear: the level itself. `at_need` is the
    denominator, the same for all communities of a month.
    """
    had = min(level, need)
    if curvature <= 0.0 or had <= 0.0 or level >= need:
        return had  # the curve meets the line at both ends
    return need * (1.0 - exp(-curvature * had / need)) / at_need
