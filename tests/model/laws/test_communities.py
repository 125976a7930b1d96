"""What a community gets beside what it needs: shares met, fairness, responsiveness."""

import pytest

from sim.arms import NONE
from sim.rules.value import curve_at_need
from tests.support import scenarios

NEEDS = (0.5, 1.0, 1.5, 2.0)
"""Need of each community relative to the mean need."""


FOUR = {"population.communities": 4, "population.studios": 0, "run.horizon": 1, "value.curvature": 0.0}
"""Value linear in what is given, so that shares can be worked out by hand."""


def unequal(share_met):
    """Four communities of unequal need, each with the share of its own need that is given for it."""
    one = scenarios.model(FOUR, NONE)
    for community, need, share in zip(one.world.communities, NEEDS, share_met, strict=True):
        community.need = [need * mean for mean in one.p.kinds.need]
        community.open = [1, 1, 1]
        community.level = [share * needed for needed in community.need]
        community.stage = [0, 0, one.p.kinds.stages[2] if share >= 1.0 else 0]
        community.enjoy(one.p, [0.0] * 3, curve_at_need(one.p.value.curvature))
        community.weigh_satisfaction(one.p)
    one.world.tally.look_back(one.world, one.p)
    return one


def test_whose_need_is_met_is_content_however_small_or_large_the_need():
    one = unequal([1.0] * 4)
    assert [community.satisfied for community in one.world.communities] == pytest.approx([1.0] * 4)
    assert one.world.tally.fairness == pytest.approx(0.0, abs=1e-12)


def test_the_share_met_is_of_its_own_need_and_a_group_counts_when_it_lives():
    """Half of the needs for studios and firms, no group: (½ + ½ + 0)/3 everywhere, no gap."""
    one = unequal([0.5] * 4)
    assert [community.satisfied for community in one.world.communities] == pytest.approx([1.0 / 3.0] * 4)
    assert one.world.tally.fairness == pytest.approx(0.0, abs=1e-12)
    # half of them met in full, half not at all: every community is half away from the mean
    assert unequal([1.0, 1.0, 0.0, 0.0]).world.tally.fairness == pytest.approx(0.5)


def test_a_service_month_is_worth_more_where_need_is_greater():
    """Value: units received × need / mean need."""
    one = unequal([0.5] * 4)
    for community, need in zip(one.world.communities, NEEDS, strict=True):
        assert community.received[1] == pytest.approx(0.5 * need * one.p.kinds.need[1])
        assert community.enjoyed[1] == pytest.approx(community.received[1] * need)


def test_a_user_fee_keeps_its_share_of_users_away_from_what_is_met():
    one = unequal([1.0] * 4)
    for community in one.world.communities:
        community.enjoy(one.p, [0.25] * 3, curve_at_need(one.p.value.curvature))
        community.weigh_satisfaction(one.p)
        assert community.satisfied == pytest.approx(0.75)


def test_supply_that_is_blind_to_need_is_not_responsive_and_supply_by_need_is():
    """One kind only: the same units everywhere correlate with nothing, units by need with need."""
    found = []
    for by_need in (0, 1):
        one = scenarios.model(FOUR, NONE)
        for community, need in zip(one.world.communities, NEEDS, strict=True):
            community.need = [4.0 * need, 0.0, 0.0]
            community.open = [1, 1, 1]
            community.level = [need if by_need else 1.0, 0.0, 0.0]
            community.enjoy(one.p, [0.0] * 3, curve_at_need(one.p.value.curvature))
        for community in one.world.communities:  # one kind: the others are needed and given alike
            community.need = [community.need[0]] * 3
            community.received_total = [community.received_total[0]] * 3
        one.world.tally.look_back(one.world, one.p)
        found.append(one.world.tally.responsiveness)
    assert found == [0.0, pytest.approx(1.0)]
