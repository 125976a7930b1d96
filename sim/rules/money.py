"""Money in whole fen: what is due, what may be spent, what must be given back?"""

from typing import Any

from sim.compiler.rule import rule


@rule
def yearly_price(p: Any) -> float:
    """What the levers cost in yuan a year: Σ price × level. An office pays it out of its grants."""
    return (
        p.costs.training * p.capability.training
        + p.costs.cultivation * p.capability.cultivation
        + p.costs.digital * p.control.digital
        + p.costs.openness * p.control.openness
        + p.costs.memory * p.relations.memory
        + p.costs.evaluation * p.control.depth
        + p.costs.deliberation * p.capability.deliberation
        + p.costs.feedback * p.capability.feedback
    )


@rule
def fen(yuan: float) -> int:
    """Yuan as whole fen, rounded half up."""
    return int(yuan * 100.0 + 0.5)


@rule
def part_due(total: int, part: int, parts: int) -> int:
    """Fen due with tranche `part` of `parts` (0-based), the parts summing exactly to the total."""
    return total * (part + 1) // parts - total * part // parts


@rule
def share_of(total: int, share: float) -> int:
    """A share of a sum in whole fen, rounded down."""
    return int(total * share)


@rule
def month_plan(left: int, months_left: int) -> int:
    """Fen to spend this month when what is left is spread evenly: left // months left (all in the last)."""
    if months_left <= 1:
        return max(0, left)
    return max(0, left // months_left)


@rule
def credit_limit(months: float, monthly_revenue: float, means: int, reserve: int) -> int:
    """Fen a provider can pre-finance: min(months × revenue, its means) less what it owes, not below 0."""
    return max(0, int(min(months * monthly_revenue, 1.0 * means)) + min(0, reserve))
