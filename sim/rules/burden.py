"""How many hours do forms, approvals and inspections take from the work?"""

from sim.compiler.rule import rule


@rule
def contract_burden(
    indicator_burden: float,
    indicators: float,
    reporting: float,
    control: float,
    digital: float,
    approval_burden: float,
    levels: int,
) -> float:
    """Share of hours lost under a contract: b1·indicators·reporting·control·(1 − digital) + b2·levels."""
    return indicator_burden * indicators * reporting * control * (1.0 - digital) + approval_burden * levels


@rule
def net_share(base: float, burden: float) -> float:
    """Share of hours left for the work: max(0, 1 − b0 − burden)."""
    return max(0.0, 1.0 - base - burden)


@rule
def room_for_innovation(control: float, digital: float) -> float:
    """How much room control leaves for new ways of working: 1 − control·(1 − digital), in [0, 1]."""
    return 1.0 - control * (1.0 - digital)
