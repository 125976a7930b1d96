"""Make, buy, or another instrument: which one does an office choose?"""

from sim.arithmetic import exp
from sim.codes import CONTRACT, DIRECT, GRANT
from sim.compiler.rule import rule


@rule
def softmax_weight(value: float, best: float, temperature: float) -> float:
    """Unnormalised probability of an option: exp((value − best)/temperature), one for the best."""
    return exp((value - best) / temperature)


@rule
def instrument_appeal(
    learnt: float, transaction_cost: float, pressure: float, pressure_weight: float, visible: float
) -> float:
    """Its appeal: learnt value per yuan relative to direct − transaction cost + pressure·visible."""
    return learnt - transaction_cost + pressure * pressure_weight * visible


@rule
def learnt_value(old: float, signal: float, rate: float) -> float:
    """Value learnt after a cycle: old + rate·(signal − old)."""
    return old + rate * (signal - old)


@rule
def checklist(verifiability: float, bidders: int, management: float) -> int:
    """The smart buyer's rule of thumb: buy what can be checked from those who compete, if one can manage it.

    No provider: direct provision. Verifiable, at least two bidders, able management: contract. Hard to verify
    with a provider at hand: grant. Otherwise direct provision. After Zhan Guobin 2013's 'smart buyer'.
    """
    if bidders == 0:
        return DIRECT
    if verifiability >= 0.5 and bidders >= 2 and management >= 0.4:
        return CONTRACT
    if verifiability < 0.5:
        return GRANT
    return DIRECT
