"""O13, the null of the whole question: where nothing makes them differ, 1+1 is exactly 2.

Assumptions: an hour of every kind is worth the same in every arm and is never wasted, every fen of the sum is
spent on the same month's wages whoever spends it, and what is produced adds up without ceiling or threshold.
"""

from typing import NamedTuple

import pytest

from sim.arms import G_S, GMINUS_S, GMINUS_SPLUS, GPLUS, GS, NONE, G, S
from sim.model import ContractingModel
from sim.scenario.scenario import Scenario
from tests.support import scenarios
from tests.support.additive_world import NEUTRAL

EXACT = 1e-12

KINDS = ("studio", "firm", "group")

SMALL = {"population.communities": 5, "population.studios": 0, "run.horizon": 20}
"""Few communities and months: the null has no size."""


class Parts(NamedTuple):
    """1+1, and the three parts of the difference relative to v(G) + v(S)."""

    sum: float
    governance: float
    transfer: float
    scale: float


def parts(value):
    """1+1 and its parts from public value by arm, net of nobody acting."""
    alone = value[G] + value[S]
    assert min(value[G], value[S]) > 0.0
    return Parts(
        2.0 * value[GS] / alone,
        (value[GS] - value[GMINUS_SPLUS]) / alone,
        (value[GMINUS_SPLUS] - value[G_S]) / alone,
        (value[G_S] - alone) / alone,
    )


def additive(changes=None, seed=1):
    return parts(scenarios.values({**NEUTRAL, **SMALL, **(changes or {})}, seed))


def assert_nothing_is_made_or_lost(found):
    assert found.sum == pytest.approx(2.0, rel=EXACT)
    assert found[1:] == pytest.approx((0.0, 0.0, 0.0), abs=EXACT)


@pytest.mark.parametrize("seed", range(2))
def test_in_the_additive_world_one_and_one_is_two_to_the_last_digits(seed):
    value = scenarios.values(NEUTRAL, seed)
    assert_nothing_is_made_or_lost(parts(value))
    assert value[GPLUS] == pytest.approx(value[G] + value[S], rel=EXACT)
    assert value[GS] > value[GMINUS_S]  # the contract does something: the sum is not lost in both


@pytest.mark.parametrize(
    "changes",
    [
        {"contract.cycle": 12},
        {"contract.term": 13, "contract.sum": 123_456.78, "contract.share_at_risk": 0.3},
        {"population.organizations": 3, "contract.sum": 240_000.0, "resources.wage": 7001.0},
        {"population.offices": 2, "population.organizations": 2, "contract.cycle": 10},
        {"resources.government_posts": 2.5, "resources.organization_posts": 0.5},
    ],
    ids=lambda changes: "+".join(changes),
)  # fmt: skip
def test_it_is_two_for_any_means_and_any_numbers_of_actors(changes):
    """Sums that months and providers divide without a rest: else fen are spent a month earlier or later."""
    assert_nothing_is_made_or_lost(additive(changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"relations.breach": 0.5, "relations.initial_trust": 0.1},
        {"turnover.office_hazard": 0.3, "turnover.organization_hazard": 0.3, "turnover.bureau_hazard": 0.3},
        {"incentives.tournament": "tournament", "incentives.power": 1.5},
        {"incentives.office_policy": "multitask"},
        {"evaluation.noise": 0.3, "evaluation.leniency": 0.4, "control.depth": 0.9},
        {"staffing.quit_hazard": 0.3, "staffing.quit_elasticity": 2.0},
        {"capability.training": 1.0, "capability.hollowing": 0.3, "control.openness": 1.0},
        {"needs.error": 0.6, "capability.design": 0.1},
        {"control.base_burden": 0.25, "resources.labour_share": 0.6},
        {"society.capital_decay": 0.05},
        {"production.office_reach": 0.4, "production.organization_reach": 0.7, "production.legitimacy": 0.5},
        {"capability.coordination": 0.9, "capability.management": 0.9},
        {f"capability.{what}_elasticity": 1.0 for what in ("approval", "payment", "delegation", "target")},
        {"form.sight": "own", "needs.organization_error": 0.6, "needs.pooling": 1.0, "needs.error": 0.6},
        {"contract.credit": 0.0, "contract.repayment": 1.0},
        {"contract.lapse": 1, "contract.cycle": 12},
        {"value.discount": 0.05},
        {"capability.partner_learning": 0.1, "capability.skill_decay": 0.1},
        {"policy.revision": 0.1, "policy.switching_cost": 0.3, "turnover.devaluation": 0.6},
        {"form.schedule": "lots"},
        {"form.trust": "three_outcomes", "form.lateness": "once", "relations.breach": 0.3},
        {"form.trust": "logistic", "relations.breach": 0.3},
        {"form.coverage": "provider", "form.scoring": "declared", "form.progress": "stages"},
        {"form.candour": "by_trust", "incentives.power": 0.0, "form.pause": "tenders"},
        {"form.targets": "planned"},
        {"form.unawarded": "in_house", "form.unused": "kept", "form.circles": "disjoint"},
        {"form.coproduction": "leontief", **{f"kinds.{kind}.volunteer": 0.0 for kind in KINDS}},
    ],
    ids=lambda changes: "+".join(changes),
)
def test_what_nothing_in_it_reads_may_stay_on(changes):
    assert_nothing_is_made_or_lost(additive(changes))


@pytest.mark.parametrize("bundle", [1, 2, 3])
def test_it_is_two_however_the_work_is_bundled(bundle):
    """One effort over all that a provider does, and each lot with its own kinds' targets: nobody idles."""
    found = additive({"form.effort": "provider", "contract.bundle": bundle, "contract.sum": 240_000.0})
    assert_nothing_is_made_or_lost(found)


def test_it_is_two_where_there_is_no_organisation():
    """A lot that nobody bids for is done in-house: then the contract's arm is the government's."""
    changes = {"form.unawarded": "in_house", "population.organizations": 0}
    value = scenarios.values({**NEUTRAL, **SMALL, **changes})
    assert value[G] > 0.0
    assert value[S] == 0.0
    assert 2.0 * value[GS] / (value[G] + value[S]) == pytest.approx(2.0, rel=EXACT)


@pytest.mark.parametrize(
    ("changes", "moved"),
    [
        ({"contract.approval": 1}, "governance"),
        ({"production.schedule_exponent": 1.24, "form.schedule": "contracts"}, "governance"),
        ({"production.access": 0.2}, "governance"),
        ({"production.delegation_depth": 1}, "governance"),
        ({"control.indicator_burden": 0.2}, "governance"),
        ({"control.approval_burden": 0.03}, "governance"),
        ({"control.monitoring_hours": 8.0}, "governance"),
        ({"instruments.contract.transaction_cost": 0.05}, "governance"),
        ({"control.inhouse_burden": 0.05}, "transfer"),
        ({"resources.relative_productivity": 1.1}, "transfer"),
        ({"capability.skill_spread": 0.1}, "transfer"),
        ({"capability.skill_growth": 0.01}, "transfer"),
        ({"production.switching": 0.15, "resources.organization_posts": 2.0}, "transfer"),
        ({"production.volunteer_hours": 1.0}, "scale"),
        ({"resources.crowding_in": 0.2}, "transfer"),
        (
            {"control.fixed_part": 0.5, "control.base_burden": 0.2, "control.shared_overhead": 0.5},
            "governance",
        ),
        ({"value.curvature": 2.0, **{f"kinds.{kind}.need": 50.0 for kind in KINDS}}, "scale"),
        ({"kinds.group.stages": 4, "population.communities": 20, "run.horizon": 48}, "scale"),
    ],
    ids=lambda given: "+".join(given) if isinstance(given, dict) else given,
)
def test_each_mechanism_that_is_neutralised_would_move_it(changes, moved):
    """The null has teeth: any of these switched on again shows, and where it shows is reported."""
    found = additive(changes)
    assert abs(getattr(found, moved)) > 1e-4


def test_with_a_ceiling_of_need_it_is_less_than_two_and_all_of_that_is_scale():
    """Diminishing returns: needs in reach, alike and known; shares fixed, so that who serves is no matter."""
    changes = {f"kinds.{kind}.need": 2.0 for kind in ("studio", "firm", "group")}
    changes |= {"needs.error": 0.0, "needs.organization_error": 0.0, "incentives.power": 0.0}
    found = additive(changes)
    assert found.sum < 1.8
    assert found.governance == pytest.approx(0.0, abs=EXACT)
    assert found.transfer == pytest.approx(0.0, abs=EXACT)
    assert found.scale == pytest.approx(0.5 * found.sum - 1.0, abs=EXACT)


def test_with_volunteers_to_share_and_complements_it_is_less_than_two_and_all_of_that_is_scale():
    """CES of paid and voluntary hours: volunteers trust both alike, and own posts are as many."""
    changes = {
        **NEUTRAL, **SMALL, "production.substitution": 0.5, "production.volunteer_hours": 5.0,
        "production.crowding_out": 0.0, "relations.community_gain": 0.0,
        "production.office_reach": 1.0, "production.organization_reach": 1.0,
    }  # fmt: skip
    value = []
    for arm in scenarios.EVERY_ARM:
        one = scenarios.model(changes, arm)
        for row in one.world.ties:
            for tie in row:
                tie.trust = 0.5
        value.append(one.run().measure("value"))
    found = parts([each - value[NONE] for each in value])
    assert found.sum < 1.9
    assert found.governance == pytest.approx(0.0, abs=EXACT)
    assert found.transfer == pytest.approx(0.0, abs=EXACT)
    assert found.scale == pytest.approx(0.5 * found.sum - 1.0, abs=EXACT)


def test_the_shipped_overlay_is_an_additive_world():
    """Over the case, at random points of what stays uncertain."""
    case = Scenario.load("s_association", overlays=["additive_null"], changes=SMALL)
    points = case.draw(5, 3)
    for point in range(3):
        drawn = case.with_values({name: column[point].item() for name, column in points.items()})
        value = [
            ContractingModel(drawn, arm, point, collect=False).run().measure("value")
            for arm in scenarios.EVERY_ARM
        ]
        assert_nothing_is_made_or_lost(parts([each - value[NONE] for each in value]))


@pytest.mark.parametrize("name", NEUTRAL)
def test_the_shipped_overlay_sets_what_the_null_needs(name):
    """Where it differs from the setting here it must be neutral in its own way: checked by the test above."""
    shipped = Scenario.load("s_association", overlays=["additive_null"])
    if name in shipped.uncertain or shipped.values[name] != NEUTRAL[name]:
        assert name in OTHERWISE


OTHERWISE = {
    "relations.organization_cost": "no incentive at all, so that nothing is over-reported",
    "form.candour": "the same",
    "contract.credit": "nothing is at risk, so that nothing is advanced",
    "incentives.mission": "any that fills the hours",
    **{f"kinds.{kind}.decay": "alike for all kinds" for kind in ("studio", "firm", "group")},
}
"""What the shipped overlay may set otherwise, and why it is neutral all the same."""
