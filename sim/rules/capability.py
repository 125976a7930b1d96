"""How do skills of government and organisations grow, and how are they hollowed out?"""

from sim.arithmetic import power
from sim.compiler.rule import rule


@rule
def capability_after(
    level: float,
    training: float,
    training_growth: float,
    use: float,
    use_growth: float,
    decay: float,
    hollowing: float,
    outsourced: float,
) -> float:
    """An office capability after a month: grows with training and use, decays, hollows with outsourcing.

    c + growth·(1 − c) − loss·c, in [0, 1], with growth = min(1, training·g_t/12 + g_u·use) and
    loss = min(1, (decay + hollowing·outsourced)/12); g_t, decay and hollowing a year, g_u a month.
    """
    growth = min(1.0, training * training_growth / 12.0 + use_growth * use)
    loss = min(1.0, (decay + hollowing * outsourced) / 12.0)
    return level + growth * (1.0 - level) - loss * level


@rule
def skill_after(skill: float, growth: float, room: float, ceiling: float) -> float:
    """An organisation's skill after a month of practice or training: s + growth·room·(ceiling − s)."""
    return skill + growth * room * max(0.0, ceiling - skill)


@rule
def skill_after_quits(skill: float, lost_share: float) -> float:
    """Skill leaves with staff: a new member of staff starts at one, so s ← s − lost·(s − 1) where s > 1."""
    return skill - lost_share * max(0.0, skill - 1.0)


@rule
def need_error(error: float, design: float, deliberation: float, openness: float) -> float:
    """Error of assessed needs and of targets: ε(1 − design)(1 − ½deliberation)(1 − ½openness)."""
    return error * (1.0 - design) * (1.0 - 0.5 * deliberation) * (1.0 - 0.5 * openness)


@rule
def misjudged(right: float, error: float, z: float) -> float:
    """What is seen or set instead of what is right: right·max(0, 1 + error·z); the same without error."""
    return right * max(0.0, 1.0 + error * z)


@rule
def planned_target(feasible: float, ambition: float, managed: float) -> float:
    """What is asked for where targets are planned: feasible·max(0, 1 + (ambition − 1)·managed)."""
    return feasible * max(0.0, 1.0 + (ambition - 1.0) * managed)


@rule
def adjusted_target(target: float, feasible: float, feedback: float, management: float) -> float:
    """A quarter's feedback: target + f·management·(feasible − target)."""
    return target + feedback * management * (feasible - target)


@rule
def management_yield(reference: float, management: float, elasticity: float) -> float:
    """What management makes of a delay, a loss or an error: × (reference/m)^η; one at η = 0.

    Hefetz & Warner 2004 and Lamothe & Lamothe 2010 for the direction; a management under 0.05 counts as 0.05.
    """
    if elasticity <= 0.0:
        return 1.0
    return power(reference / max(0.05, management), elasticity)


@rule
def precision_weight(own: float, other: float) -> float:
    """Weight of one's own picture when two are pooled by precision: ε_other²/(ε_own² + ε_other²)."""
    both = own * own + other * other
    if both <= 0.0:
        return 0.5
    return other * other / both


@rule
def lean(own: float, other: float, mean: float) -> float:
    """How far a kind is the one's rather than the other's: 2(r − 1)/(r + 1), r = (own/other)/mean ratio."""
    relative = own / other / mean
    return 2.0 * (relative - 1.0) / (relative + 1.0)
