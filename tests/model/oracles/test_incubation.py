"""How long a community group takes to stand on its own: exactly an Erlang time, seen at whole months."""

import itertools
import math

import pytest

from sim.agents.community import Community
from sim.arms import S
from sim.compiler.state import blank
from sim.rules.incubation import social_capital, stage_jumps
from sim.world import sizes
from tests.support import scenarios


def mature_by(month, stages, gestation):
    """P(mature by t) = 1 − Σ_{j<n} e^{−nt/τ}(nt/τ)^j/j!."""
    mean = stages * month / gestation
    return 1.0 - sum(math.exp(-mean) * mean**j / math.factorial(j) for j in range(stages))


def largest_u_for(jumps, stages, gestation, helped):
    """The largest uniform number that still gives at most so many jumps: their cumulative chance."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if stage_jumps(middle, stages, gestation, helped) <= jumps:
            low = middle
        else:
            high = middle
    return low


def chances(stages, gestation, helped=1.0):
    """The chance of each number of jumps in a month, as the rule turns a uniform number into jumps."""
    steps = [largest_u_for(jumps, stages, gestation, helped) for jumps in range(stages)]
    each = [steps[0]] + [after - before for before, after in itertools.pairwise(steps)]
    return [*each, 1.0 - steps[-1]]


@pytest.mark.parametrize("stages", [1, 4, 8])
@pytest.mark.parametrize("gestation", [12.0, 18.0, 24.0])
def test_the_chance_to_be_mature_after_some_months_is_erlangs(stages, gestation):
    """O11: n stages of mean total τ under full support; the chain of monthly jumps is convolved exactly."""
    jump = chances(stages, gestation)
    at = [1.0] + [0.0] * stages
    for month in range(1, 25):
        after = [0.0] * (stages + 1)
        for stage, here in enumerate(at):
            for jumps, chance in enumerate(jump):
                after[min(stages, stage + jumps)] += here * chance
        at = after
        assert at[stages] == pytest.approx(mature_by(month, stages, gestation), abs=1e-12)


def test_the_two_numbers_of_the_case():
    """Eight months, four stages: 0.105 with a mean of 18 months, 0.0465 with 24."""
    assert mature_by(8, 4, 18.0) == pytest.approx(0.105, abs=5e-4)
    assert mature_by(8, 4, 24.0) == pytest.approx(0.0465, abs=5e-5)


def test_with_half_the_support_a_group_takes_twice_as_long():
    assert chances(4, 24.0, 0.5) == pytest.approx(chances(4, 48.0), abs=1e-12)
    assert stage_jumps(1.0 - 1e-9, 4, 24.0, 0.0) == 0


def test_a_community_grows_its_group_by_these_chances():
    """6,000 communities, eight months of full support each: |z| < 5.6 fails falsely with chance 2e-8."""
    one = scenarios.model({"kinds.group.gestation": 18.0})
    size, grown, count = sizes(scenarios.setting()), 0, 6000
    for number in range(count):
        community = blank(Community, size)
        community.id, community.backer = number, [-1, -1, -1]
        for month in range(8):
            community.support[2] = 1.0
            community.grow_group(one.world, one.p, month, 2)
        grown += community.living_groups(one.p)
    chance = mature_by(8, 4, 18.0)
    assert abs(grown - count * chance) < 5.6 * math.sqrt(count * chance * (1.0 - chance))
    assert one.world.tally.groups_matured == grown


def test_in_the_whole_model_fully_supported_groups_mature_by_these_chances():
    """One organisation that easily supports all groups, 2,400 communities in all: |z| < 5.6, chance 2e-8."""
    changes = {
        "population.communities": 100, "population.studios": 0, "kinds.group.hours": 0.01,
        "kinds.group.gestation": 18.0, "gestation.death": 0.0, "run.horizon": 8,
    }  # fmt: skip
    matured = [scenarios.run(changes, S, seed).measure("matured") for seed in range(24)]
    count, chance = 2400, mature_by(8, 4, 18.0)
    assert abs(sum(matured) - count * chance) < 5.6 * math.sqrt(count * chance * (1.0 - chance))


def test_social_capital_grows_with_groups_and_settles_where_growth_meets_decay():
    """SC + g·groups·(1 − SC) − d·SC settles at g/(g + d) with one group, falls without."""
    capital = 0.2
    for _ in range(3000):
        capital = social_capital(capital, 1, 0.02, 0.01)
    assert capital == pytest.approx(2.0 / 3.0, rel=1e-12)
    assert social_capital(0.2, 0, 0.02, 0.01) == pytest.approx(0.198)


def test_social_capital_is_never_more_than_whole_however_many_groups_build_it():
    assert social_capital(0.9, 3, 0.9, 0.0) == 1.0
    assert social_capital(0.5, 2, 0.5, 0.25) == pytest.approx(0.875)
