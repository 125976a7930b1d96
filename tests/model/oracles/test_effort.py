"""How a provider divides its hours, against its conditions of optimality, a solver, and closed forms."""

import itertools
import random

import numpy as np
import pytest
from scipy.optimize import minimize

from sim.rules.effort import effort_shares


def cost_matrix(kinds, curvature, correlation):
    """C = c̄[(1−ρ)I + ρ11ᵀ] with c̄ = κ/(1−ρ)."""
    full = curvature / (1.0 - correlation)
    return full * ((1.0 - correlation) * np.eye(kinds) + correlation * np.ones((kinds, kinds)))


def instances(count, seed):
    """Random problems of one to six kinds, so scaled that hours bind in about half of them."""
    rng = random.Random(seed)
    for _ in range(count):
        kinds = rng.randint(1, 6)
        scale = rng.choice((0.1, 0.3, 1.0, 3.0))
        utility = [scale * rng.uniform(-0.3, 1.0) for _ in range(kinds)]
        covered = [1 if rng.random() < 0.85 else 0 for _ in range(kinds)]
        yield utility, covered, rng.uniform(0.05, 1.5), rng.choice((0.0, 0.1, rng.uniform(0.0, 0.95)))


def test_shares_satisfy_the_conditions_of_karush_kuhn_and_tucker_where_hours_bind_and_where_not():
    """Maximise u·x − ½xᵀCx over x ≥ 0, Σx ≤ 1: a concave problem, so that the conditions are sufficient."""
    bound = 0
    for utility, covered, curvature, correlation in instances(4000, 1):
        share = [9.0] * len(utility)
        used = effort_shares(utility, share, covered, curvature, correlation)
        assert used == pytest.approx(sum(share), abs=1e-12)
        assert used <= 1.0
        marginal = np.array(utility) - cost_matrix(len(utility), curvature, correlation) @ share
        inside = [marginal[k] for k in range(len(share)) if share[k] > 0.0]
        price = max(0.0, max(inside, default=0.0))
        for kind, part in enumerate(share):
            assert part >= 0.0
            if not covered[kind]:
                assert part == 0.0
            elif part > 0.0:
                assert marginal[kind] == pytest.approx(price, abs=1e-11)
            else:
                assert marginal[kind] <= price + 1e-11
        if price > 1e-9:
            assert used == pytest.approx(1.0, abs=1e-12)
            bound += 1
    assert 1000 < bound < 3000


def test_shares_agree_with_a_quadratic_programme_solver():
    for utility, covered, curvature, correlation in instances(60, 2):
        share = [0.0] * len(utility)
        effort_shares(utility, share, covered, curvature, correlation)
        cost, gain = cost_matrix(len(utility), curvature, correlation), np.array(utility)
        found = minimize(
            lambda x, cost=cost, gain=gain: 0.5 * x @ cost @ x - gain @ x,
            np.full(len(utility), 0.1),
            jac=lambda x, cost=cost, gain=gain: cost @ x - gain,
            bounds=[(0.0, 1.0 if one else 0.0) for one in covered],
            constraints={"type": "ineq", "fun": lambda x: 1.0 - x.sum(), "jac": lambda x: -np.ones(len(x))},
            method="SLSQP",
            options={"ftol": 1e-14, "maxiter": 500},
        )
        assert share == pytest.approx(found.x, abs=2e-6)


def test_shares_agree_with_the_best_of_all_active_sets():
    for utility, covered, curvature, correlation in itertools.islice(instances(200, 3), 200):
        share = [0.0] * len(utility)
        effort_shares(utility, share, covered, curvature, correlation)
        cost, gain = cost_matrix(len(utility), curvature, correlation), np.array(utility)
        best = 0.0
        for size in range(1, len(utility) + 1):
            for active in itertools.combinations([k for k, one in enumerate(covered) if one], size):
                rows = list(active)
                free = np.linalg.solve(cost[np.ix_(rows, rows)], gain[rows])
                system = np.block([[cost[np.ix_(rows, rows)], np.ones((size, 1))], [np.ones((1, size)), 0.0]])
                tight = np.linalg.solve(system, np.append(gain[rows], 1.0))[:-1]
                for x in (free, tight):
                    if x.min() >= 0.0 and x.sum() <= 1.0 + 1e-12:
                        best = max(best, gain[rows] @ x - 0.5 * x @ cost[np.ix_(rows, rows)] @ x)
        assert gain @ share - 0.5 * np.array(share) @ cost @ share == pytest.approx(best, abs=1e-12)


@pytest.mark.parametrize("correlation", [0.0, 0.1, 0.5])
def test_with_hours_that_bind_the_countable_kind_takes_all_exactly_from_the_corner_on(correlation):
    """Two kinds, u = b·v + μ·w: the second gets nothing iff b ≥ [κ + μ(w₂−w₁)]/(v₁−v₂)."""
    curvature, mission, seen, weight = 0.54, 0.9, (0.9, 0.2), (0.9, 1.2)
    corner = (curvature + mission * (weight[1] - weight[0])) / (seen[0] - seen[1])
    share = [0.0, 0.0]
    for power, starved in ((corner * (1 + 1e-9), True), (corner * (1 - 1e-9), False)):
        effort_shares(
            [power * v + mission * w for v, w in zip(seen, weight, strict=True)],
            share, [1, 1], curvature, correlation,
        )  # fmt: skip
        assert sum(share) == pytest.approx(1.0, abs=1e-12)
        assert (share[1] < 1e-12) is starved


def test_with_slack_hours_the_corner_is_where_spillover_outweighs_the_mission():
    """Two kinds, hours to spare: the second gets nothing iff b ≥ μ(w₂ − ρw₁)/(ρv₁ − v₂), for ρv₁ > v₂."""
    curvature, correlation, mission, seen, weight = 1.5, 0.4, 0.05, (0.9, 0.2), (0.9, 1.2)
    corner = mission * (weight[1] - correlation * weight[0]) / (correlation * seen[0] - seen[1])
    share = [0.0, 0.0]
    for power, starved in ((corner * (1 + 1e-9), True), (corner * (1 - 1e-9), False)):
        utility = [power * v + mission * w for v, w in zip(seen, weight, strict=True)]
        used = effort_shares(utility, share, [1, 1], curvature, correlation)
        assert used < 0.9
        assert (share[1] < 1e-12) is starved


def test_with_hours_that_bind_a_kind_loses_iff_it_is_less_seen_than_the_mean_of_the_active():
    rng = random.Random(4)
    for _ in range(200):
        seen = [rng.uniform(0.0, 1.0) for _ in range(4)]
        before, after = [0.0] * 4, [0.0] * 4
        effort_shares([0.30 * v + 1.0 for v in seen], before, [1] * 4, 2.0, 0.1)
        effort_shares([0.31 * v + 1.0 for v in seen], after, [1] * 4, 2.0, 0.1)
        assert min(*before, *after) > 0.0
        for kind in range(4):
            assert (after[kind] < before[kind]) is (seen[kind] < sum(seen) / 4)
