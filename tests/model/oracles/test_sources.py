"""Where together more may come than from the two apart: closed forms, limits and nulls of each source."""

import math
from itertools import pairwise

import pytest

from sim.agents.coordination import office_shift, organization_shift
from sim.arms import G_S, GS, G
from sim.codes import DISJOINT, INDEPENDENT, LOTS_HURRIED, NESTED
from sim.rules.capability import lean, management_yield, precision_weight
from sim.rules.delivery import (
    fixed_proportions,
    hurried_yield,
    reach_with_support,
    unreached_after,
    volunteers_that_come,
)
from sim.rules.money import credit_limit
from sim.rules.relations import logistic_trust, trust_after
from sim.rules.value import curve_at_need, discounted, worth_of_level
from tests.support import scenarios

SMALL = {"population.communities": 8, "population.studios": 3, "run.horizon": 24}


def test_residents_reached_by_two_are_the_union_of_their_circles():
    """Independent 1 − Π(1 − a), nested the larger, disjoint the sum up to all; one circle is itself."""
    for circles, both in ((INDEPENDENT, 0.82), (NESTED, 0.7), (DISJOINT, 1.0)):
        assert 1.0 - unreached_after(circles, 1.0, 0.7) == pytest.approx(0.7)
        left = unreached_after(circles, unreached_after(circles, 1.0, 0.4), 0.7)
        assert 1.0 - left == pytest.approx(both)
        assert unreached_after(circles, 1.0, 1.0) == 0.0  # who reaches all leaves nobody: the first edition


def test_support_opens_doors_only_where_there_are_closed_ones_and_trust():
    assert reach_with_support(0.7, 0.0, 1, 1.0) == pytest.approx(0.7)
    assert reach_with_support(0.7, 0.5, 0, 1.0) == reach_with_support(0.7, 0.5, 1, 0.0) == pytest.approx(0.7)
    assert reach_with_support(0.7, 0.5, 1, 0.6) == pytest.approx(1.0 - 0.3 * 0.7)
    assert reach_with_support(1.0, 0.5, 1, 0.6) == 1.0


def test_public_money_may_crowd_volunteers_out_or_in_but_none_works_twice():
    assert volunteers_that_come(0.8, 0.25, 0.5) == pytest.approx(0.7)
    assert volunteers_that_come(0.8, -0.25, 0.5) == pytest.approx(0.9)
    assert volunteers_that_come(0.9, -0.3, 1.0) == 1.0


def test_volunteers_taken_are_those_reached_in_every_arm():
    """Hours a month = offered × reach of those at work, each once."""
    for arm, reached in ((G, 0.4), (G_S, 1.0 - 0.6 * 0.3)):
        changes = {
            **SMALL, "production.office_reach": 0.4, "production.organization_reach": 0.7,
            "production.crowding_out": 0.0,
        }  # fmt: skip
        for one in scenarios.months(changes, arm):
            offered = sum(community.volunteer_hours for community in one.world.communities)
            taken = sum(each.volunteers for each in (*one.world.offices, *one.world.organizations))
            assert taken == pytest.approx(offered * reached, rel=1e-12)


def test_several_contracts_of_one_organisation_are_one_circle():
    """Unbundling raises nobody's reach: three contracts take what one does."""
    taken = []
    for bundle in (1, 3):
        changes = {
            **SMALL, "production.office_reach": 0.4, "production.organization_reach": 0.7,
            "contract.bundle": bundle, "contract.approval": 0, "contract.late_payment": 0.0,
            "form.effort": "provider", "production.noise": 0.0, "production.crowding_out": 0.0,
            "production.legitimacy": 0.0,
        }  # fmt: skip
        one = scenarios.model(changes, GS)
        one.step()
        offered = sum(community.volunteer_hours for community in one.world.communities)
        taken.append(sum(contract.volunteers for contract in one.world.contracts) / offered)
        assert one.world.offices[0].unreached == pytest.approx(0.6 * 0.3)
    assert taken[0] == pytest.approx(taken[1], rel=1e-9)


def test_division_of_labour_is_a_swap_that_nobody_gains_by_when_both_are_alike():
    """1 + c·a·H_G/(H_G + H_S) and 1 − c·a·H_S/(H_G + H_S), a = 2(r − 1)/(r + 1), r over all kinds."""
    assert lean(1.0, 1.0, 1.0) == 0.0
    assert lean(3.0, 1.0, 1.0) == pytest.approx(1.0)
    changes = {
        **SMALL, "capability.coordination": 0.3, "capability.management": 0.8, "capability.skill_spread": 0.0,
        "kinds.studio.productivity": 1.3, "kinds.firm.productivity": 0.9, "kinds.group.productivity": 0.5,
    }  # fmt: skip
    one = scenarios.model(changes, GS)
    for _ in range(3):
        one.step()
    office, organization = one.world.offices[0], one.world.organizations[0]
    relation = one.world.relations[0][0]
    relation.support = relation.candour = 1
    mean = sum(1.0 / skill for skill in office.skill) / 3.0
    posts = office.posts(), organization.posts()
    for kind, skill in enumerate(office.skill):
        ratio = organization.skill[kind] / skill / (mean * organization.skill[kind])
        towards = 2.0 * (ratio - 1.0) / (ratio + 1.0)
        ours = organization_shift(one.p, office, organization, relation, kind)
        theirs = office_shift(one.p, office, organization, relation, kind)
        assert ours == pytest.approx(1.0 + 0.3 * towards * posts[0] / sum(posts))
        assert theirs == pytest.approx(1.0 - 0.3 * towards * posts[1] / sum(posts))
    relation.candour = 0
    assert organization_shift(one.p, office, organization, relation, 0) == 1.0


@pytest.mark.parametrize("contrast", [0.0, 0.5, 1.0])
def test_the_contrast_between_kinds_is_an_exponent_of_what_is_declared(contrast):
    declared = (1.3, 0.9, 0.5)
    kinds = dict(zip(("studio", "firm", "group"), declared, strict=True))
    changes = {f"kinds.{kind}.productivity": value for kind, value in kinds.items()}
    model = scenarios.model({**SMALL, **changes, "resources.contrast": contrast}, GS)
    skill = model.world.offices[0].skill
    assert sum(skill) / 3.0 == pytest.approx(1.0)
    for kind, value in enumerate(declared):
        assert skill[kind] / skill[0] == pytest.approx((value / declared[0]) ** contrast)
    if contrast == 0.0:
        assert list(skill) == [1.0, 1.0, 1.0]


def test_the_offices_productivity_over_the_kinds_has_mean_one():
    """Its level is the relative productivity's matter alone."""
    one = scenarios.model({**SMALL, "kinds.studio.productivity": 1.8, "kinds.group.productivity": 0.5})
    assert sum(one.world.offices[0].skill) / 3.0 == pytest.approx(1.0)


def test_management_shortens_what_it_can_and_the_null_is_one():
    assert management_yield(0.4, 0.4, 0.7) == 1.0
    assert management_yield(0.4, 0.1, 0.0) == 1.0
    assert management_yield(0.4, 0.8, 1.0) == pytest.approx(0.5)
    assert management_yield(0.4, 0.1, 0.5) == pytest.approx(2.0)
    assert management_yield(0.4, 0.0, 1.0) == pytest.approx(8.0)  # as at 0.05


def test_pooling_by_precision_has_the_least_error_of_all_weights():
    """w = ε₂²/(ε₁² + ε₂²) gives ε₁ε₂/√(ε₁² + ε₂²), under the better of the two."""
    one, other = 0.3, 0.2
    weight = precision_weight(one, other)
    error = math.hypot(weight * one, (1.0 - weight) * other)
    assert error == pytest.approx(one * other / math.hypot(one, other))
    assert all(
        error <= math.hypot(part * one, (1.0 - part) * other) + 1e-15 for part in (0.0, 0.2, 0.31, 0.5, 1.0)
    )
    assert precision_weight(0.0, 0.0) == 0.5


def test_shared_information_lowers_the_error_of_served_need_only_with_candour():
    """P20: the weights on the two misjudgements at full feedback and pooling, and without candour."""
    seen = {}
    for candid in (1, 0):
        changes = {
            **SMALL, "form.sight": "own", "needs.pooling": 1.0, "capability.feedback": 1.0,
            "relations.organization_cost": 0.0 if candid else 100.0, "needs.error": 0.6,
            "needs.organization_error": 0.6, "contract.approval": 0,
        }  # fmt: skip
        one = scenarios.model(changes, GS)
        one.step()
        office, relation = one.world.offices[0], one.world.relations[0][0]
        assert relation.candour == candid
        seen[candid] = office.eyes_error, relation.error
    assert seen[0][0] == pytest.approx(seen[0][1])  # alone it sees with its own error
    assert seen[1][0] < seen[1][1]


def worth_at(level, need, curvature):
    return worth_of_level(level, need, curvature, curve_at_need(curvature))


def test_value_of_further_units_falls_towards_need_and_is_linear_at_the_null():
    for level in (0.0, 1.0, 3.0, 9.0):
        assert worth_at(level, 4.0, 0.0) == min(level, 4.0)
        assert worth_at(level, 4.0, 1e-9) == pytest.approx(min(level, 4.0), rel=1e-6)
    assert worth_at(4.0, 4.0, 2.0) == worth_at(5.0, 4.0, 2.0) == 4.0
    worth = [worth_at(step, 4.0, 2.0) for step in (0.0, 1.0, 2.0, 3.0, 4.0)]
    gains = [after - before for before, after in pairwise(worth)]
    assert gains == sorted(gains, reverse=True)
    assert worth_at(3.0, 0.0, 2.0) == 0.0


def test_later_value_is_discounted_by_the_year():
    assert discounted(0.0, 40) == 1.0
    assert discounted(0.03, 12) == pytest.approx(1.0 / 1.03)
    assert discounted(0.03, 0) == 1.0


def test_only_hours_that_a_lot_pays_are_hurried():
    """1/s̄ = 1 − b(1 − 1/s): all of them, none, half."""
    assert hurried_yield(1.0, 1.25) == pytest.approx(0.8)
    assert hurried_yield(0.0, 1.25) == 1.0
    assert hurried_yield(0.5, 2.0) == pytest.approx(0.75)
    for arm in (G, GS):
        lots = {**SMALL, "form.schedule": "lots", "contract.term": 5, "contract.approval": 0}
        one = scenarios.model(lots, arm)
        one.step()
        assert one.p.form.schedule == LOTS_HURRIED
        lot = one.world.contracts[0]
        assert lot.squeeze == pytest.approx(
            (one.p.production.natural_term / 5.0) ** one.p.production.schedule_exponent
        )
        if arm == G:
            office = one.world.offices[0]
            assert office.unhurried() == pytest.approx(
                hurried_yield(lot.posts / office.posts(), lot.squeeze), rel=1e-12
            )


def test_in_fixed_proportions_more_of_one_alone_gives_nothing():
    assert fixed_proportions(8.0, 2.0, 0.8) == pytest.approx(10.0)
    assert fixed_proportions(80.0, 2.0, 0.8) == pytest.approx(10.0)
    assert fixed_proportions(8.0, 2.0, 1.0) == 10.0


def test_logistic_trust_stays_within_bounds_and_moves_as_the_linear_one_at_a_half():
    for trust in (0.01, 0.5, 0.99):
        assert 0.0 < logistic_trust(trust, 0, 0.06, 0.18) < trust < logistic_trust(trust, 1, 0.06, 0.18) < 1.0
    gain = logistic_trust(0.5, 1, 0.001, 0.003) - 0.5
    assert gain == pytest.approx(2.0 * (trust_after(0.5, 1, 0.001, 0.003) - 0.5), rel=1e-2)


def test_credit_ends_at_means_and_at_debt():
    assert credit_limit(1.0, 1000.0, 5000, 0) == 1000
    assert credit_limit(3.0, 1000.0, 500, 0) == 500
    assert credit_limit(3.0, 1000.0, 5000, -2000) == 1000
    assert credit_limit(1.0, 1000.0, 5000, -2000) == 0
