"""What a contract makes it worth to do: the incentive per kind of service, and to over-report."""

from typing import Any

from sim.codes import GIVEN, HONEST_BY_TRUST, INDEX, MULTITASK
from sim.compiler.rule import rule
from sim.rules.effort import index_incentive, mission_bonus, multitask_incentives, relational_bonus, rewarded
from sim.rules.reporting import inflation


@rule
def set_incentives(world: Any, p: Any, contract: Any, office: Any) -> None:
    """The incentive per kind: b·v, or what the office finds best against the provider's response."""
    term = contract.original_end - contract.signed
    hazard = min(1.0, p.turnover.office_hazard * term)
    bonus = relational_bonus(p.incentives.discount, p.contract.renewal, hazard, p.incentives.renewal_margin)
    autonomy = p.instruments.autonomy[contract.instrument]
    pays_for = p.instruments.pays_for[contract.instrument]
    contract.power = world.bureau.pressure * (p.contract.share_at_risk + bonus) * (1.0 - autonomy)
    for kind in range(len(contract.incentive)):
        ripe = 1.0
        if p.kinds.ripening[kind] > term:
            ripe = term / p.kinds.ripening[kind]
        value = rewarded(
            pays_for,
            p.kinds.verifiability[kind],
            p.kinds.hours_verifiability[kind],
            p.control.depth,
            p.kinds.weight[kind],
            ripe,
        )
        outcome = p.kinds.weight[kind] * ripe
        rewarded_part = (1.0 - p.contract.outcome_pay) * value + p.contract.outcome_pay * outcome
        contract.incentive[kind] = contract.power * rewarded_part
    if p.incentives.office_policy != GIVEN:
        optimise_incentives(p, contract, office)


@rule
def optimise_incentives(p: Any, contract: Any, office: Any) -> None:
    """Set incentives by own weights against the provider's response (O1, O2 or O4 in the limit)."""
    kinds = len(contract.incentive)
    if p.incentives.office_policy == MULTITASK:
        for kind in range(kinds):
            seen = p.kinds.verifiability[kind] + (1.0 - p.kinds.verifiability[kind]) * p.control.depth
            contract.utility[kind] = (1.0 - seen) / max(1e-9, seen)  # noise variance; utility is set later
        multitask_incentives(
            contract.incentive,
            office.weights,
            contract.utility,
            p.incentives.risk_aversion,
            p.incentives.curvature,
            p.incentives.correlation,
        )
    elif p.incentives.office_policy == INDEX:
        best = index_incentive(
            office.weights,
            contract.incentive,
            p.incentives.risk_aversion,
            1.0,
            p.incentives.curvature,
            p.incentives.correlation,
        )
        for kind in range(kinds):
            contract.incentive[kind] = best * contract.incentive[kind]
    else:
        for kind in range(kinds):
            mission = p.incentives.mission * p.kinds.mission[kind]
            contract.incentive[kind] = mission_bonus(office.weights[kind], mission)
    for kind in range(kinds):
        contract.incentive[kind] = max(0.0, contract.incentive[kind])


@rule
def inflate(p: Any, contract: Any, relation: Any) -> None:
    """How far the provider over-reports: as it pays; when candid not at all, or as trust is lacking."""
    contract.inflated = 0.0
    if relation.candour == 0 or p.form.candour == HONEST_BY_TRUST:
        detection = p.control.depth * p.control.independence
        fine = p.control.fine * contract.power
        contract.inflated = min(1.0, inflation(contract.power, detection, fine, p.control.inflation_cost))
        if relation.candour == 1:
            contract.inflated = contract.inflated * (1.0 - relation.organization_trust)
