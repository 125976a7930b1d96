"""When does it pay to report more than was done?"""

from sim.compiler.rule import rule


@rule
def inflation(incentive: float, detection: float, fine: float, cost: float) -> float:
    """Share of a target over-reported: g* = max(0, ((1 − d)·b − d·fine)/c).

    Detection d = depth × independence.
    Honest from the threshold d* = b/(b + fine) on. `fine` and `incentive` in the same unit.
    """
    return max(0.0, ((1.0 - detection) * incentive - detection * fine) / cost)


@rule
def inflation_hours(inflated: float, cost: float) -> float:
    """Share of hours that over-reporting itself takes: ½c·g²."""
    return 0.5 * cost * inflated * inflated
