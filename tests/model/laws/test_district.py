"""How work is laid over the communities of a district: openings, levels up to need, groups one by one."""

import random

import pytest

from sim.agents.district import place
from sim.arms import GMINUS_S, NONE
from sim.codes import NOBODY
from sim.rules.value import curve_at_need
from tests.support import scenarios

STUDIO, FIRM, GROUP = range(3)


def district(**changes):
    """Five communities without anything, that need as much as their number plus one of each kind."""
    one = scenarios.model({"population.communities": 5, "population.studios": 0, **changes}, NONE)
    for community in one.world.communities:
        community.need = [community.id + 1.0, community.id + 1.0, 1.0]
    return one


def lay(one, kind, units, error=0.0, backer=NOBODY):
    hours = one.p.kinds.hours[kind]
    return place(one.world, one.p, one.world.offices[0], kind, units * hours, hours, error, backer)


def column(one, field, kind):
    return [getattr(community, field)[kind] for community in one.world.communities]


def test_studios_open_at_one_whole_unit_the_neediest_first_and_what_is_begun_is_finished():
    one = district()
    assert lay(one, STUDIO, 0.6) == 0.0
    assert column(one, "open", STUDIO) == [0] * 5
    assert column(one, "progress", STUDIO) == [0.0] * 4 + [pytest.approx(0.6)]
    one.world.communities[0].need[STUDIO] = 9.0  # a greater need elsewhere does not stop what is begun
    assert lay(one, STUDIO, 1.0) == 1.0
    assert column(one, "open", STUDIO) == [0, 0, 0, 0, 1]
    assert column(one, "progress", STUDIO)[0] == pytest.approx(0.6)
    assert lay(one, STUDIO, 2.0) == 2.0
    assert column(one, "open", STUDIO) == [1, 0, 0, 1, 1]


def test_a_studio_gives_nothing_before_it_is_open_and_upkeep_goes_to_open_ones_alone():
    one = district()
    lay(one, STUDIO, 0.75)
    for community in one.world.communities:
        community.enjoy(one.p, [0.0] * 3, curve_at_need(one.p.value.curvature))
    assert sum(column(one, "enjoyed", STUDIO)) == 0.0
    assert lay(one, STUDIO, 4.25) == 5.0
    assert column(one, "level", STUDIO) == pytest.approx([1.0] * 5)
    lay(one, STUDIO, 5.0)
    # what is left of need is 0, 1, 2, 3, 4: five units go in proportion
    assert column(one, "level", STUDIO) == pytest.approx([1.0, 1.5, 2.0, 2.5, 3.0])


def test_levels_rise_in_proportion_to_unmet_need_and_never_above_it():
    one = district()
    assert lay(one, FIRM, 7.5) == pytest.approx(7.5)
    assert column(one, "level", FIRM) == pytest.approx([0.5, 1.0, 1.5, 2.0, 2.5])
    assert one.world.tally.saturated == 0.0
    assert lay(one, FIRM, 10.0) == pytest.approx(7.5)
    assert column(one, "level", FIRM) == pytest.approx([1.0, 2.0, 3.0, 4.0, 5.0])
    assert one.world.tally.saturated == pytest.approx(2.5)
    assert lay(one, FIRM, 1.0) == 0.0
    assert one.world.tally.saturated == pytest.approx(3.5)


def test_where_next_to_nothing_is_needed_rounding_counts_nothing_below_zero():
    found = []
    for units in range(1, 200):
        one = district()
        for community in one.world.communities:
            community.need[FIRM] = 1e-20 * (community.id + 3)
        found.append(lay(one, FIRM, units / 7.0))
    assert min(found) == 0.0
    assert max(found) < 1e-12


def test_who_misjudges_needs_wastes_work_on_some_and_overlooks_others():
    one = district()
    for community in one.world.communities:
        community.misjudged = [0.0, 1.0 if community.id == 0 else -1.0, 0.0]
    assert lay(one, FIRM, 6.0, error=1.0) == pytest.approx(1.0)  # all of it goes where one unit is needed
    assert column(one, "level", FIRM) == pytest.approx([1.0, 0.0, 0.0, 0.0, 0.0])
    assert one.world.tally.saturated == pytest.approx(5.0)


def test_groups_are_supported_one_after_the_other_the_most_advanced_first():
    one = district()
    for community, stage in zip(one.world.communities, (0, 2, 1, 4, 2), strict=True):
        community.stage[GROUP] = stage
    assert lay(one, GROUP, 2.5, backer=3) == 0.0
    assert column(one, "support", GROUP) == [0.0, 1.0, 0.5, 0.0, 1.0]
    assert column(one, "backer", GROUP) == [NOBODY, 3, 3, NOBODY, 3]
    lay(one, GROUP, 9.0)
    assert column(one, "support", GROUP) == [1.0, 1.0, 1.0, 0.0, 1.0]
    assert one.world.tally.saturated == pytest.approx(7.5)


def turn(one, kind):
    """Communities that wait for a kind, first to last, each found by comparing it with all others."""
    waiting = [community for community in one.world.communities if community.waits(one.p, kind) == 1]
    order = [
        (-community.stage[kind], -community.progress[kind], -community.unmet(one.p, kind), community.id)
        for community in waiting
    ]
    return [place_id for *_, place_id in sorted(order)]


@pytest.mark.parametrize("seed", range(40))
def test_studios_open_in_the_order_in_which_each_would_come_first_of_all_that_wait(seed):
    rng = random.Random(seed)
    size = rng.choice((1, 2, 3, 8, 40))
    one = scenarios.model({"population.communities": size, "population.studios": 0}, NONE)
    for community in one.world.communities:
        community.need[STUDIO] = rng.choice((1.0, 2.0, rng.random()))
        community.open[STUDIO] = rng.choice((0, 0, 1))
        community.progress[STUDIO] = rng.choice((0.0, 0.0, 0.0, 0.5, 0.75))
    order = turn(one, STUDIO)
    units = rng.choice((0.25, 1.0, 2.25, size / 2, size + 1.0))
    left, opened, due = units, column(one, "open", STUDIO), column(one, "progress", STUDIO)
    for place_id in order:
        lacking = 1.0 - due[place_id]
        if left < lacking:
            due[place_id] += left
            break
        left -= lacking
        opened[place_id], due[place_id] = 1, 1.0
    before = column(one, "open", STUDIO)
    assert lay(one, STUDIO, units) == sum(opened) - sum(before)
    assert column(one, "open", STUDIO) == opened
    assert column(one, "progress", STUDIO) == due


@pytest.mark.parametrize("seed", range(40))
def test_groups_are_supported_in_the_order_in_which_each_would_come_first(seed):
    rng = random.Random(seed)
    size = rng.choice((1, 2, 3, 8, 40))
    one = scenarios.model({"population.communities": size, "population.studios": 0}, NONE)
    for community in one.world.communities:
        community.stage[GROUP] = rng.randrange(one.p.kinds.stages[GROUP] + 1)
        community.support[GROUP] = rng.choice((0.0, 0.0, 0.25, 1.0))
    order = turn(one, GROUP)
    units = rng.choice((0.25, 1.0, 2.25, size / 2, size + 1.0))
    left, due = units, column(one, "support", GROUP)
    for place_id in order:
        given = min(left, 1.0 - due[place_id])
        due[place_id] += given
        left -= given
    lay(one, GROUP, units)
    assert column(one, "support", GROUP) == due
    assert one.world.tally.saturated == left


def test_an_unsupported_group_may_fall_back_and_a_living_one_die_a_supported_one_does_neither():
    one = district(**{"gestation.fall_back": 1.0, "gestation.death": 1.0})
    one.world.communities[0].stage[GROUP] = 2
    one.world.communities[1].stage[GROUP] = 2
    one.world.communities[1].support[GROUP] = 0.1
    one.world.communities[2].stage[GROUP] = 4
    for community in one.world.communities:
        community.decay(one.world, one.p, 1)
    assert column(one, "stage", GROUP) == [1, 2, 0, 0, 0]
    assert column(one, "support", GROUP) == [0.0] * 5


def test_volunteers_are_divided_by_trust_among_those_at_work():
    """Government and an organisation at work: hours of each community by trust; nobody's without work."""
    one = scenarios.model(
        {
            "population.communities": 2,
            "population.studios": 0,
            "production.crowding_out": 0.0,
            "production.office_reach": 1.0,
            "production.organization_reach": 1.0,
        },
        GMINUS_S,
    )
    for place_id, community in enumerate(one.world.communities):
        community.office_trust = 0.6
        one.world.ties[place_id][0].trust = 0.2
    one.step()
    offered = sum(community.volunteer_hours for community in one.world.communities)
    assert offered == pytest.approx(
        2 * one.p.production.volunteer_hours * (1.0 + one.p.society.capital_start)
    )
    assert one.world.offices[0].volunteers == pytest.approx(0.75 * offered)
    assert one.world.organizations[0].volunteers == pytest.approx(0.25 * offered)
