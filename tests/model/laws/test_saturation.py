"""Needs must not be met to the brim, or more could not be worth more; and groups must be within reach of all.

What is material: units that nobody could use are counted by the tally, relative to all units made. In the
default scenario there are none. Over the uncertain parameters of the case a part below 5% on average, and
above 10% in at most one draw in eight, is held immaterial; nearly all of it is support that found no group
left to grow.
"""

import statistics

import numpy as np
import pytest

from sim.arms import ARMS, G_S, GMINUS_S, GMINUS_SPLUS, GPLUS, GS, NONE, G, S
from sim.engine import run_batch
from sim.measures import GENERAL
from sim.model import ContractingModel
from sim.scenario.scenario import Scenario
from tests.support import scenarios

CASE = Scenario.load("s_association")
ACTING = (G, S, G_S, GMINUS_S, GMINUS_SPLUS, GS, GPLUS)


def made(one):
    """Units of all kinds made in the month that has just passed."""
    makers = (*one.world.offices, *one.world.organizations, *one.world.contracts)
    return sum(
        hours / needed
        for maker in makers
        if maker.hours > 0.0
        for hours, needed in zip(maker.output, one.p.kinds.hours, strict=True)
    )


def filled(one, kind):
    """Level of a kind relative to need, over all communities."""
    communities = one.world.communities
    return sum(c.level[kind] for c in communities) / sum(c.need[kind] for c in communities)


def wasted(one):
    """The part of all units made over a run that nobody could use; at the end the model is at its horizon."""
    total = 0.0
    while one.running:
        one.step()
        total += made(one)
    return one.measure("saturated") / total


@pytest.mark.parametrize("arm", ACTING, ids=[ARMS[arm].name for arm in ACTING])
def test_no_arm_of_the_default_scenario_saturates(arm):
    for seed in range(2):
        one = ContractingModel(scenarios.setting(), arm, seed, collect=False)
        assert wasted(one) == 0.0
        assert max(filled(one, 0), filled(one, 1)) < 0.7
        assert one.measure("living") < 0.6 * len(one.world.communities)


@pytest.mark.parametrize("arm", ACTING, ids=[ARMS[arm].name for arm in ACTING])
def test_over_the_uncertain_parameters_of_the_case_saturation_is_not_material(arm):
    count = 16
    points = CASE.draw(3, count)
    found = []
    for point in range(count):
        drawn = CASE.with_values({name: column[point].item() for name, column in points.items()})
        one = ContractingModel(drawn, arm, point, collect=False)
        found.append(wasted(one))
        assert max(filled(one, 0), filled(one, 1)) < 0.95
    assert statistics.fmean(found) < 0.05
    assert sum(part > 0.10 for part in found) <= count // 8


def test_where_needs_are_small_the_run_says_that_it_saturates():
    small = {f"kinds.{kind}.need": 0.05 for kind in ("studio", "firm", "group")}
    assert scenarios.run(small, G_S).measure("saturated") > 10.0


GENEROUS = {
    "kinds.group.gestation": 12.0, "kinds.group.hours": 4.0, "incentives.mission": 0.8, "contract.term": 24,
    "resources.government_posts": 2.0, "resources.organization_posts": 2.0,
}  # fmt: skip


@pytest.mark.parametrize("arm", [G, S, GS], ids=["G", "S", "GS"])
def test_groups_are_within_reach_of_each_side_alone_and_of_both(arm):
    found = scenarios.run(GENEROUS, arm)
    assert found.measure("matured") >= 5.0
    assert found.measure("groups") > 0.0
    assert (found.measure("incubated") > 0.0) is (arm == GS)
    # also as the defaults are, given time
    assert scenarios.run(None, arm).measure("matured") >= 1.0


def test_nothing_grows_where_nobody_acts():
    assert scenarios.run(GENEROUS, NONE).measure("matured") == 0.0


def test_nor_does_any_arm_of_the_city():
    """Eight parameter draws: in no arm is 5% of what was made of use to nobody, on average."""
    city = Scenario.load("city")
    place = [measure.name for measure in GENERAL].index("wasted")
    values = run_batch(city, city.draw(3, 8), np.arange(8, dtype=np.uint64), range(len(ARMS))).values
    assert values[:, :, place].mean(axis=0).max() < 0.05
