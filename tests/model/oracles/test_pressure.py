"""The promotion tournament that the bureau makes of its offices, against a numerical equilibrium."""

import math
import statistics

import numpy as np
import pytest

from sim.rules.pressure import leader_weight, tournament_power
from tests.support import scenarios

NORMAL = statistics.NormalDist()


def payoff(own, other, prize_gap, noise, effort_cost, spillover):
    """Expected prize less cost ½κe²; one wins if e₁ + ρe₂ + ε₁ > e₂ + ρe₁ + ε₂, the shocks normal."""
    lead = (1.0 - spillover) * (own - other) / (noise * math.sqrt(2.0))
    return prize_gap * NORMAL.cdf(lead) - 0.5 * effort_cost * own * own


@pytest.mark.parametrize(
    ("prize_gap", "noise", "effort_cost", "spillover"),
    [(1.0, 1.0, 1.0, 0.0), (1.0, 0.8, 1.0, 0.2), (2.0, 1.5, 1.2, 0.5), (0.5, 0.6, 0.7, 0.9)],
)
def test_pressure_is_the_symmetric_equilibrium_where_the_best_response_is_global(
    prize_gap, noise, effort_cost, spillover
):
    """O5, Lazear & Rosen 1981, Zhou 2004: e* = (1 − ρ)ΔW/(2σ√π κ), two risk-neutral officials, cost ½κe²."""
    found = tournament_power(prize_gap, noise, effort_cost, spillover)
    expected = (1.0 - spillover) * prize_gap / (2.0 * noise * math.sqrt(math.pi) * effort_cost)
    assert expected < 1.0  # the cap does not bind here
    assert found == pytest.approx(expected, rel=1e-14)
    grid = np.linspace(0.0, 3.0, 6001)
    gains = [payoff(own, found, prize_gap, noise, effort_cost, spillover) for own in grid]
    assert grid[int(np.argmax(gains))] == pytest.approx(found, abs=5e-4)


def test_with_little_noise_effort_at_the_formula_is_no_equilibrium():
    """Where shocks are small, giving up beats the formula's effort; pressure is capped."""
    expected = 1.0 / (2.0 * 0.1 * math.sqrt(math.pi))
    assert payoff(0.0, expected, 1.0, 0.1, 1.0, 0.0) > payoff(expected, expected, 1.0, 0.1, 1.0, 0.0)
    assert tournament_power(1.0, 0.1, 1.0, 0.0) == 1.0


def test_the_bureau_presses_as_the_tournament_makes_it():
    changes = {
        "incentives.tournament": "tournament",
        "incentives.spillover": 0.6,
        "incentives.prize_gap": 1.2,
    }
    one = scenarios.model(changes)
    one.step()
    p = one.p.incentives
    expected = (1.0 - 0.6) * 1.2 / (2.0 * p.tournament_noise * math.sqrt(math.pi) * p.effort_cost)
    assert one.world.bureau.pressure == pytest.approx(expected, rel=1e-14)
    assert scenarios.model().world.bureau.pressure == scenarios.setting().values["incentives.power"]


def test_what_a_pressed_leader_wants_is_what_will_show_before_the_review():
    """ω·m·[ripens before the next review] + (1 − ω)·w·priority."""
    assert leader_weight(0.75, 0.9, 6, 6, 2.0, 1.5) == pytest.approx(0.75 * 0.9 + 0.25 * 2.0 * 1.5)
    assert leader_weight(0.75, 0.9, 7, 6, 2.0, 1.5) == pytest.approx(0.25 * 2.0 * 1.5)


def test_late_in_the_year_of_review_only_what_shows_at_once_still_counts():
    """Weights of the kinds by month: firms ripen in six months, studios in one, groups in twenty-four."""
    changes = {"turnover.office_hazard": 0.0, "turnover.bureau_hazard": 0.0, "incentives.review_months": 12}
    seen = [list(one.world.offices[0].weights) for one in scenarios.months({**changes, "run.horizon": 14})]
    unseen = (1.0 - 0.75) * 1.0
    studio, firm, group = zip(*seen, strict=True)
    assert list(studio) == pytest.approx([unseen + 0.75 * 0.9] * 14)
    assert list(group) == pytest.approx([unseen] * 14)
    # the tenure is counted from one in the first month, so that five months are left in the seventh
    assert [weight > unseen for weight in firm] == [True] * 6 + [False] * 5 + [True] * 3


def test_pressure_is_set_once_a_year():
    one = scenarios.model({"run.horizon": 13})
    one.step()
    one.p.incentives.power = 1.3
    while one.running:
        assert one.world.bureau.pressure == scenarios.setting().values["incentives.power"]
        one.step()
    assert one.world.bureau.pressure == 1.3
