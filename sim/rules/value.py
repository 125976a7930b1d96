"""What is a service worth that comes later, or to somebody who has much already?"""

import math

from sim.compiler.rule import rule


@rule
def discounted(rate: float, month: int) -> float:
    """Worth of a service-month of a month as seen from the start: (1 + rate)^(−month/12); one at rate 0."""
    if rate <= 0.0:
        return 1.0
    return math.pow(1.0 + rate, -month / 12.0)


@rule
def worth_of_level(level: float, need: float, curvature: float) -> float:
    """Units' worth of service at a level up to need: need·(1 − e^(−ωx))/(1 − e^(−ω)), x = level/need.

    The first units are worth more than the last; ω = 0 is linear: the level itself.
    """
    had = min(level, need)
    if curvature <= 0.0 or need <= 0.0:
        return had
    return need * (1.0 - math.exp(-curvature * had / need)) / (1.0 - math.exp(-curvature))
