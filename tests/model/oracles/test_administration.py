"""Closed forms of reporting, staffing, capability, money and turnover."""

import itertools
import random

import pytest

from sim.rules.capability import (
    adjusted_target,
    capability_after,
    need_error,
    planned_target,
    skill_after,
    skill_after_quits,
)
from sim.rules.money import fen, month_plan, part_due, share_of
from sim.rules.relations import community_trust
from sim.rules.reporting import inflation, inflation_hours
from sim.rules.staffing import affordable_posts, posts_lost, quit_hazard, work_load
from sim.rules.turnover import leader_changes, new_priority


def test_nobody_inflates_from_the_threshold_of_honesty_on():
    """g* = max(0, ((1−d)b − d·fine)/c) maximises (1−d)b·g − d·fine·g − ½c·g²; zero from d* = b/(b + fine)."""
    for bonus, fine, cost in itertools.product((0.1, 0.6), (0.1, 0.5, 2.0), (0.5, 1.0)):
        threshold = bonus / (bonus + fine)
        assert inflation(bonus, threshold * (1.0 + 1e-9), fine, cost) == 0.0
        assert inflation(bonus, threshold * (1.0 - 1e-6), fine, cost) > 0.0
        for detection in (0.0, 0.02, 0.3):
            found = inflation(bonus, detection, fine, cost)

            def gain(g, detection=detection, bonus=bonus, fine=fine, cost=cost):
                return (1.0 - detection) * bonus * g - detection * fine * g - inflation_hours(g, cost)

            assert gain(found) >= max(gain(found + 1e-3), gain(max(0.0, found - 1e-3)))
    assert inflation(0.0, 0.0, 0.0, 0.5) == 0.0


def test_who_is_overloaded_leaves_sooner():
    """h·exp(ε·max(0, load − 1)), at most one; load = hours needed / hours left, capped."""
    assert quit_hazard(0.0184, 0.5, 0.7) == quit_hazard(0.0184, 0.5, 1.0) == 0.0184
    assert quit_hazard(0.0184, 0.5, 3.0) == pytest.approx(0.0184 * 2.718281828459045)
    assert quit_hazard(0.5, 2.0, 3.0) == 1.0
    assert work_load(300.0, 200.0, 3.0) == 1.5
    assert (work_load(900.0, 200.0, 3.0), work_load(1.0, 0.0, 3.0), work_load(0.0, 0.0, 3.0)) == (
        3.0,
        3.0,
        0.0,
    )


@pytest.mark.parametrize("posts", [0.4, 1.0, 2.7, 6.0])
def test_as_many_posts_are_lost_as_the_hazard_says(posts):
    """The mean over all random numbers is posts × hazard; a year at 0.0184 a month loses about a fifth."""
    steps = 100_000
    lost = [posts_lost((step + 0.5) / steps, posts, 0.0184) for step in range(steps)]
    assert sum(lost) / steps == pytest.approx(posts * 0.0184, rel=1e-3)
    assert max(lost) <= posts
    assert pytest.approx(0.20, abs=5e-3) == 1.0 - (1.0 - 0.0184) ** 12


def test_money_pays_posts_at_the_wage():
    assert affordable_posts(2_500_000, 0.7, 650_000) == pytest.approx(2.692307692)


def test_capability_grows_with_training_and_use_and_decays_with_what_is_bought():
    assert capability_after(0.4, 1.0, 0.12, 1.0, 0.02, 0.0, 0.0, 0.0) == pytest.approx(0.4 + 0.03 * 0.6)
    assert capability_after(0.4, 0.0, 0.1, 0.0, 0.02, 0.12, 0.24, 0.5) == pytest.approx(0.4 - 0.02 * 0.4)
    level = 0.9
    for _ in range(12):
        level = capability_after(level, 0.0, 0.1, 0.0, 0.02, 0.1, 0.0, 0.0)
    assert 0.05 < 1.0 - level / 0.9 < 0.2


def test_skill_grows_to_its_ceiling_and_leaves_with_those_who_have_it():
    assert skill_after(1.0, 0.1, 0.5, 1.5) == pytest.approx(1.025)
    assert skill_after(1.6, 0.1, 0.5, 1.5) == 1.6
    assert skill_after_quits(1.4, 0.25) == pytest.approx(1.3)
    assert skill_after_quits(0.9, 0.25) == 0.9


def test_design_deliberation_and_openness_lower_errors_of_need():
    assert need_error(0.3, 0.4, 0.0, 0.0) == pytest.approx(0.18)
    assert need_error(0.3, 0.4, 1.0, 1.0) == pytest.approx(0.045)
    assert need_error(0.3, 1.0, 0.0, 0.0) == 0.0


def test_a_planned_target_is_never_below_nothing():
    assert planned_target(20.0, 1.1, 2.0) == pytest.approx(24.0)
    assert planned_target(20.0, 0.7, 2.0) == pytest.approx(8.0)
    assert planned_target(20.0, 0.4, 2.0) == 0.0


def test_feedback_moves_a_target_part_of_the_way():
    assert adjusted_target(25.0, 15.0, 0.5, 0.4) == pytest.approx(23.0)
    assert community_trust(0.5, 2.0, 0.1) == pytest.approx(0.55)


def test_parts_of_a_sum_add_up_to_the_fen():
    rng = random.Random(1)
    for _ in range(500):
        total, parts = rng.randrange(10**9), rng.randint(1, 12)
        due = [part_due(total, part, parts) for part in range(parts)]
        assert sum(due) == total
        assert max(due) - min(due) <= 1
        left, months = total, rng.randint(1, 36)
        for month in range(months):
            left -= month_plan(left, months - month)
            assert left >= 0
        assert left == 0
    assert (fen(0.005), fen(123.456), share_of(1001, 0.25)) == (1, 12346, 250)
    assert month_plan(-5, 3) == 0


def test_leaders_change_by_hazard_and_on_schedule():
    assert leader_changes(0.01, 0.02, 3, -1, 0) == 1
    assert leader_changes(0.02, 0.02, 3, -1, 0) == 0
    scheduled = [month for month in range(40) if leader_changes(0.9, 0.0, month, 5, 12)]
    assert scheduled == [5, 17, 29]
    assert [month for month in range(40) if leader_changes(0.9, 0.0, month, 5, 0)] == [5]
    assert [month for month in range(40) if leader_changes(0.9, 0.0, month, -1, 12)] == []
    assert (new_priority(0.0, 0.3), new_priority(0.5, 0.3), new_priority(1.0, 0.3)) == (0.7, 1.0, 1.3)
