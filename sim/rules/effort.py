"""How does a provider divide its hours when some work is counted and some is not?

Multitask moral hazard (Holmström & Milgrom 1991) for a provider with a mission (Besley & Ghatak 2005).
"""

import math

from sim.codes import PAYS_HOURS, PAYS_INPUT, PAYS_OUTCOME, PAYS_OUTPUT
from sim.compiler.rule import rule


@rule
def effort_shares(
    utility: list[float], share: list[float], covered: list[int], curvature: float, correlation: float
) -> float:
    """Divide net hours over the covered kinds so that no kind promises more at the margin.

    Maximises u·x − ½c̄ xᵀ[(1−ρ)I + ρ11ᵀ]x over x ≥ 0, Σx ≤ 1, with κ = c̄(1−ρ) given.
    For the active set A of size m: slack θ = c̄ρ·Σu/(c̄(1−ρ+ρm)); binding θ = (Σu − κ)/m; the larger
    rules (they cross where Σx = 1); x = max(0, (u − θ)/κ). Kinds with u ≤ θ leave A until none does.
    Writes `share` (kinds) and returns the share of hours used, in [0, 1]. κ > 0.
    """
    kinds = len(share)
    full_cost = curvature / (1.0 - correlation)
    threshold = 0.0
    while True:
        total = 0.0
        active = 0
        for kind in range(kinds):
            if covered[kind] == 1 and utility[kind] > threshold:
                total += utility[kind]
                active += 1
        if active == 0:
            break
        slack = full_cost * correlation * total / (full_cost * (1.0 - correlation + correlation * active))
        binding = (total - curvature) / active
        raised = max(0.0, max(slack, binding))
        if raised <= threshold:
            break
        threshold = raised
    used = 0.0
    for kind in range(kinds):
        share[kind] = 0.0
        if covered[kind] == 1 and utility[kind] > threshold:
            share[kind] = min(1.0, (utility[kind] - threshold) / curvature)
            used += share[kind]
    return min(1.0, used)


@rule
def rewarded(
    pays_for: int, verifiability: float, hours_verifiability: float, depth: float, weight: float, ripe: float
) -> float:
    """How much of a unit of effort a contract of this kind rewards, in [0, 1] for weights up to one.

    Output: v = m + (1 − m)·depth. Outcome: its weight, as far as it ripens within the term. Use: its
    weight as users see it. Hours: as far as hours are seen. Input: nothing.
    """
    value = 0.0
    if pays_for == PAYS_OUTPUT:
        value = verifiability + (1.0 - verifiability) * depth
    elif pays_for == PAYS_OUTCOME:
        value = weight * ripe
    elif pays_for == PAYS_HOURS:
        value = hours_verifiability
    elif pays_for != PAYS_INPUT:
        value = weight * verifiability
    return value


@rule
def relational_bonus(discount: float, renewal: float, hazard: float, margin: float) -> float:
    """The part of the incentive that rests on the hope of renewal, capped where it enforces itself.

    δ̃ = δp(1 − h); bonus = δ̃·margin, and a bonus b holds by itself iff b ≤ δ̃/(1 − δ̃)·margin
    (Baker, Gibbons & Murphy 2002; Levin 2003). Relative to the contract sum.
    """
    patience = discount * renewal * (1.0 - hazard)
    wanted = patience * margin
    if patience >= 1.0:
        return wanted
    return min(wanted, self_enforcing_limit(patience, margin))


@rule
def self_enforcing_limit(patience: float, surplus: float) -> float:
    """The largest bonus that a relation enforces by itself: δ̃/(1 − δ̃)·surplus, for 0 ≤ δ̃ < 1."""
    return patience / (1.0 - patience) * surplus


@rule
def urgency(remaining: float, monthly_output: float) -> float:
    """How pressing a target still is: min(1, remaining reported work / one full month's output)."""
    if remaining <= 0.0:
        return 0.0
    if monthly_output <= 0.0:
        return 1.0
    return min(1.0, remaining / monthly_output)


@rule
def multitask_incentives(
    incentive: list[float],
    benefit: list[float],
    noise_variance: list[float],
    risk_aversion: float,
    curvature: float,
    correlation: float,
) -> None:
    """The best linear incentives for each kind when measurement is noisy and the agent risk averse.

    α = (I + r CΣ)⁻¹B with C = c̄[(1−ρ)I + ρ11ᵀ], Σ = diag(σ²) (Holmström & Milgrom 1991), solved in
    closed form as a diagonal plus a rank-one matrix (Sherman–Morrison). Writes `incentive` (kinds).
    """
    kinds = len(incentive)
    full_cost = curvature / (1.0 - correlation)
    scale = risk_aversion * full_cost
    weighted_benefit = 0.0
    weighted_noise = 0.0
    for kind in range(kinds):
        own = 1.0 + scale * (1.0 - correlation) * noise_variance[kind]
        weighted_benefit += noise_variance[kind] * benefit[kind] / own
        weighted_noise += noise_variance[kind] / own
    spill = scale * correlation * weighted_benefit / (1.0 + scale * correlation * weighted_noise)
    for kind in range(kinds):
        own = 1.0 + scale * (1.0 - correlation) * noise_variance[kind]
        incentive[kind] = (benefit[kind] - spill) / own


@rule
def index_incentive(
    value: list[float],
    measured: list[float],
    risk_aversion: float,
    noise_variance: float,
    curvature: float,
    correlation: float,
) -> float:
    """The best single incentive on one index that may point away from value.

    b* = f'C⁻¹g/(g'C⁻¹g + rσ²); with C = I this is f·g/(|g|² + rσ²) (Baker 2002).
    """
    kinds = len(value)
    full_cost = curvature / (1.0 - correlation)
    sum_value = 0.0
    sum_measured = 0.0
    inner = 0.0
    square = 0.0
    for kind in range(kinds):
        sum_value += value[kind]
        sum_measured += measured[kind]
        inner += value[kind] * measured[kind]
        square += measured[kind] * measured[kind]
    shrink = correlation / (1.0 - correlation + correlation * kinds)
    gain = (inner - shrink * sum_value * sum_measured) / (full_cost * (1.0 - correlation))
    response = (square - shrink * sum_measured * sum_measured) / (full_cost * (1.0 - correlation))
    risk = risk_aversion * noise_variance
    if response + risk <= 0.0:
        return 0.0
    return max(0.0, gain / (response + risk))


@rule
def mission_bonus(value: float, mission: float) -> float:
    """The best bonus for an agent who already cares: b* = max(0, (π − θ)/2) (Besley & Ghatak 2005)."""
    return max(0.0, (value - mission) / 2.0)


@rule
def distortion_angle(value: list[float], measured: list[float]) -> float:
    """Goal-deviation angle θ between what is valued and what is done or measured, in degrees (Baker 2002)."""
    inner = 0.0
    norm_value = 0.0
    norm_measured = 0.0
    for kind in range(len(value)):
        inner += value[kind] * measured[kind]
        norm_value += value[kind] * value[kind]
        norm_measured += measured[kind] * measured[kind]
    if norm_value <= 0.0 or norm_measured <= 0.0:
        return 0.0
    cosine = min(1.0, max(-1.0, inner / math.sqrt(norm_value * norm_measured)))
    return arc_cosine(cosine)


@rule
def covered_angle(value: list[float], done: list[float], covered: list[int]) -> float:
    """The same angle over some of the kinds alone, in degrees; 0 where only one is covered."""
    inner = 0.0
    norm_value = 0.0
    norm_done = 0.0
    kinds = 0
    for kind in range(len(value)):
        if covered[kind] == 1:
            kinds += 1
            inner += value[kind] * done[kind]
            norm_value += value[kind] * value[kind]
            norm_done += done[kind] * done[kind]
    if kinds <= 1 or norm_value <= 0.0 or norm_done <= 0.0:
        return 0.0
    return arc_cosine(min(1.0, max(-1.0, inner / math.sqrt(norm_value * norm_done))))


@rule
def arc_cosine(cosine: float) -> float:
    """Degrees of the angle with this cosine, from exact arithmetic and a Newton-free half-angle series.

    math.acos is kept out of rules (its last bit may differ between processors); the angle is
    2·atan(√((1−c)/(1+c))) with atan by argument halving and its series, error below 1e-12 degrees.
    """
    if cosine <= -1.0:
        return 180.0
    tangent = math.sqrt((1.0 - cosine) / (1.0 + cosine))
    inverted = tangent > 1.0
    if inverted:
        tangent = 1.0 / tangent
    for _ in range(4):
        tangent = tangent / (1.0 + math.sqrt(1.0 + tangent * tangent))
    square = tangent * tangent
    term = tangent
    angle = 0.0
    for step in range(10):
        angle += term / (2.0 * step + 1.0)
        term = -term * square
    angle = 16.0 * angle
    quarter = 1.5707963267948966
    if inverted:
        angle = quarter - angle
    return 2.0 * angle * 90.0 / quarter
