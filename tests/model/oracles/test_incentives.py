"""What incentives a principal sets: many tasks, distorted measures, missions, relations; closed forms."""

import itertools
import math

import numpy as np
import pytest

from sim.rules.effort import (
    distortion_angle,
    effort_shares,
    index_incentive,
    mission_bonus,
    multitask_incentives,
    relational_bonus,
    self_enforcing_limit,
)
from tests.model.oracles.test_effort import cost_matrix
from tests.support import scenarios

# What stands between the office's incentives and the provider's effort in the whole model, switched off: the
# provider has no mission, all is seen as urgent, nothing is hidden.
BARE = {
    "contract.approval": 0,
    "incentives.mission": 0.0,
    "kinds.studio.target": 1e6,
    "kinds.firm.target": 1e6,
    "capability.feedback": 0.0,
    "capability.coordination": 0.0,
    "form.effort": "contract",
    "form.schedule": "contracts",
}


# O1: Holmström & Milgrom 1991. Linear contracts, quadratic cost, exponential utility, noise normal and
# independent over kinds; effort is interior and hours do not bind.


def test_multitask_incentives_solve_the_principals_problem():
    """α = (I + rCΣ)⁻¹B: the stationary point of B·e − ½eᵀCe − ½rαᵀΣα with Ce = α."""
    rng = np.random.default_rng(1)
    for _ in range(200):
        kinds = int(rng.integers(1, 6))
        benefit, noise = rng.uniform(0, 2, kinds), rng.uniform(0, 3, kinds)
        risk, curvature, correlation = rng.uniform(0, 3), rng.uniform(0.1, 2), rng.uniform(0, 0.9)
        cost = cost_matrix(kinds, curvature, correlation)
        found = [0.0] * kinds
        multitask_incentives(found, list(benefit), list(noise), risk, curvature, correlation)
        solved = np.linalg.solve(np.eye(kinds) + risk * cost @ np.diag(noise), benefit)
        assert found == pytest.approx(solved, abs=1e-12)
        slope = np.linalg.solve(cost, benefit - found) - risk * noise * found
        assert slope == pytest.approx(np.zeros(kinds), abs=1e-11)


def test_with_a_second_task_that_nobody_can_measure_the_first_is_paid_less_or_not_at_all():
    """α₁ = (B₁ − B₂C₁₂/C₂₂)/(1 + rσ₁²(C₁₁ − C₁₂²/C₂₂)); zero or negative iff B₂C₁₂/C₂₂ ≥ B₁."""
    noise, risk, curvature, correlation, unmeasurable = 0.7, 1.3, 0.6, 0.4, 1e14
    cost = cost_matrix(2, curvature, correlation)
    for second in (0.0, 1.0, 2.4, 2.6, 4.0):
        found = [0.0, 0.0]
        multitask_incentives(found, [1.0, second], [noise, unmeasurable], risk, curvature, correlation)
        pull = second * cost[0, 1] / cost[1, 1]
        expected = (1.0 - pull) / (1.0 + risk * noise * (cost[0, 0] - cost[0, 1] ** 2 / cost[1, 1]))
        assert found[0] == pytest.approx(expected, rel=1e-10)
        assert (found[0] <= 0.0) == (pull >= 1.0)
        assert abs(found[1]) < 1e-9


def test_an_office_that_optimises_pays_what_the_multitask_theory_says_and_gets_that_effort():
    """In the whole model: α as above, negative pay set to none; with no mission and hours to spare Ce = α."""
    one = scenarios.model(
        {
            **BARE,
            "incentives.office_policy": "multitask",
            "incentives.curvature": 4.0,
            "incentives.correlation": 0.2,
        }
    )
    one.step()
    contract, office, p = one.world.contracts[0], one.world.offices[0], one.p
    seen = [m + (1.0 - m) * p.control.depth for m in p.kinds.verifiability]
    cost = cost_matrix(3, 4.0, 0.2)
    noise = np.diag([(1.0 - v) / v for v in seen])
    alpha = np.linalg.solve(np.eye(3) + p.incentives.risk_aversion * cost @ noise, office.weights)
    assert contract.incentive == pytest.approx(np.maximum(alpha, 0.0), abs=1e-12)
    paid = [k for k in range(3) if contract.share[k] > 0.0]
    assert paid
    assert sum(contract.share) < 1.0
    assert (cost @ contract.share)[paid] == pytest.approx(alpha[paid], abs=1e-12)


def test_under_optimised_incentives_a_target_that_is_nearly_reached_presses_less():
    """Urgency is remaining work over last month's output, however the office sets its incentives."""
    for policy in ("given", "multitask", "index", "mission"):
        one = scenarios.model({**BARE, "incentives.office_policy": policy, "kinds.firm.decay": 0.0})
        one.step()
        contract, p = one.world.contracts[0], one.p
        made = contract.output[1] / (p.kinds.hours[1] * contract.squeeze)
        assert made > 0.0
        contract.target[1] = contract.reported[1] + 0.25 * made
        one.step()
        press = (contract.utility[1] - p.incentives.mission * p.kinds.weight[1]) / contract.incentive[1]
        assert press == pytest.approx(0.25, rel=1e-9)


# O2: Baker 2002. Value f·a, measure g·a + ε, cost ½|a|², risk r, noise σ².


def test_the_incentive_on_a_distorted_measure_and_the_surplus_it_leaves():
    """b* = f·g/(|g|² + rσ²), surplus |f|²|g|²cos²θ/2(|g|² + rσ²), θ the goal deviation as reported."""
    rng = np.random.default_rng(2)
    for _ in range(200):
        value, measured = rng.uniform(0, 1, 3), rng.uniform(0, 1, 3)
        risk, noise = rng.uniform(0, 2), rng.uniform(0, 2)
        bonus = index_incentive(list(value), list(measured), risk, noise, 1.0, 0.0)
        square = measured @ measured
        assert bonus == pytest.approx(value @ measured / (square + risk * noise), rel=1e-12)
        action = bonus * measured
        surplus = value @ action - 0.5 * action @ action - 0.5 * risk * noise * bonus**2
        angle = math.radians(distortion_angle(list(value), list(measured)))
        expected = (value @ value) * square * math.cos(angle) ** 2 / (2.0 * (square + risk * noise))
        assert surplus == pytest.approx(expected, rel=1e-9)


def test_with_any_cost_the_index_incentive_is_where_its_surplus_is_largest():
    rng = np.random.default_rng(3)
    for _ in range(50):
        value, measured = rng.uniform(0, 1, 4), rng.uniform(0, 1, 4)
        curvature, correlation, risk, noise = rng.uniform(0.2, 2), rng.uniform(0, 0.9), rng.uniform(0, 2), 0.5
        cost = cost_matrix(4, curvature, correlation)
        bonus = index_incentive(list(value), list(measured), risk, noise, curvature, correlation)

        def surplus(b, value=value, measured=measured, cost=cost, risk=risk):
            action = np.linalg.solve(cost, b * measured)
            return value @ action - 0.5 * action @ cost @ action - 0.5 * risk * 0.5 * b * b

        step = 1e-4
        assert surplus(bonus) >= max(surplus(bonus + step), surplus(max(0.0, bonus - step)))


def test_the_distortion_angle_is_that_of_the_cosine():
    rng = np.random.default_rng(4)
    for _ in range(500):
        value, done = rng.normal(size=3), rng.normal(size=3)
        cosine = value @ done / math.sqrt((value @ value) * (done @ done))
        assert distortion_angle(list(value), list(done)) == pytest.approx(
            math.degrees(math.acos(cosine)), abs=1e-9
        )
    assert distortion_angle([1.0, 0.0], [0.0, 2.0]) == pytest.approx(90.0, abs=1e-12)
    assert distortion_angle([1.0, 2.0], [2.0, 4.0]) == pytest.approx(0.0, abs=1e-5)
    assert distortion_angle([1.0, 2.0], [0.0, 0.0]) == 0.0


def test_an_office_that_pays_on_one_index_scales_what_is_counted():
    """In the whole model: incentive = b*·g, with g what the contract counts and unit noise."""
    given = scenarios.model(BARE)
    chosen = scenarios.model({**BARE, "incentives.office_policy": "index"})
    given.step()
    chosen.step()
    counted, p = np.array(given.world.contracts[0].incentive), chosen.p
    cost = cost_matrix(3, p.incentives.curvature, p.incentives.correlation)
    weights = np.array(chosen.world.offices[0].weights)
    best = (weights @ np.linalg.solve(cost, counted)) / (
        counted @ np.linalg.solve(cost, counted) + p.incentives.risk_aversion
    )
    assert best > 0.0
    assert chosen.world.contracts[0].incentive == pytest.approx(best * counted, rel=1e-12)


# O4: Besley & Ghatak 2005. Value π of effort, mission θ, cost ½e², no liability below zero.


def test_a_mission_takes_the_place_of_pay():
    """b* = max(0, (π − θ)/2) maximises (π − b)e with e = b + θ; e* = b* + θ."""
    for value, mission in itertools.product((0.0, 0.2, 0.5, 0.9), (0.0, 0.1, 0.5, 0.8)):
        bonus = mission_bonus(value, mission)
        assert bonus == max(0.0, (value - mission) / 2.0)
        grid = np.linspace(0.0, 1.0, 20001)
        assert bonus == pytest.approx(grid[np.argmax((value - grid) * (grid + mission))], abs=5.1e-5)
        share = [0.0]
        effort_shares([bonus + mission], share, [1], 1.0, 0.0)
        assert share[0] == pytest.approx(min(1.0, bonus + mission), abs=1e-15)


def test_an_office_that_counts_on_the_mission_pays_half_of_what_it_lacks():
    """In the whole model: b_k = max(0, (π_k − μw_k)/2), π the office's weights; utility is then b + θ."""
    one = scenarios.model({**BARE, "incentives.office_policy": "mission", "incentives.mission": 0.3})
    one.step()
    contract, office = one.world.contracts[0], one.world.offices[0]
    care = [0.3 * weight for weight in one.p.kinds.weight]
    expected = [max(0.0, (value - own) / 2.0) for value, own in zip(office.weights, care, strict=True)]
    assert max(expected) > 0.0
    assert contract.incentive == pytest.approx(expected, abs=1e-15)
    for kind in range(3):
        press = 1.0  # with targets out of reach all work is urgent, and support of groups always is
        assert contract.utility[kind] == pytest.approx(expected[kind] * press + care[kind], abs=1e-15)


# O6: Baker, Gibbons & Murphy 2002; Levin 2003. Grim trigger; the relation goes on with δ̃ = δp(1−h) a period.


def test_a_bonus_enforces_itself_up_to_the_discounted_surplus_of_the_relation():
    """Honouring costs b now and keeps surplus s for ever after: b ≤ Σ_{t≥1} δ̃ᵗs = δ̃/(1−δ̃)·s."""
    for patience, surplus in itertools.product((0.0, 0.3, 0.45, 0.8), (0.0, 0.1, 1.0)):
        kept = sum(patience**t * surplus for t in range(1, 400))
        assert self_enforcing_limit(patience, surplus) == pytest.approx(kept, rel=1e-12)


def test_the_relational_bonus_is_what_renewal_is_worth_and_never_above_what_enforces_itself():
    for discount, renewal, hazard, margin in itertools.product(
        (0.5, 0.9, 1.0), (0.0, 0.5, 1.0), (0.0, 0.2, 1.0), (0.0, 0.3, 1.0)
    ):
        patience = discount * renewal * (1.0 - hazard)
        bonus = relational_bonus(discount, renewal, hazard, margin)
        assert bonus == pytest.approx(patience * margin, abs=1e-15)
        if patience < 1.0:
            assert bonus <= self_enforcing_limit(patience, margin) + 1e-15


def test_in_the_model_a_leader_who_may_leave_within_the_term_is_less_of_an_incentive():
    """power·(share at risk + δp(1 − h·term)·margin): h the hazard of the office's leader."""
    found = []
    for hazard in (0.0, 0.05, 0.2):
        one = scenarios.model({**BARE, "turnover.office_hazard": hazard, "turnover.pause": 0})
        one.step()
        p, contract = one.p, one.world.contracts[0]
        patience = p.incentives.discount * p.contract.renewal * (1.0 - min(1.0, hazard * p.contract.term))
        expected = p.incentives.power * (p.contract.share_at_risk + patience * p.incentives.renewal_margin)
        assert contract.power == pytest.approx(expected, rel=1e-12)
        found.append(contract.power)
    assert found[0] > found[1] > found[2] > 0.0
