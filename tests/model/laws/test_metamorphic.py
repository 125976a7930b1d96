"""What must not change when something that should not matter changes."""

import random

import pytest

from sim.arms import G_S, GS, S
from sim.codes import NOBODY
from tests.support import scenarios

# An office that always provides directly, beside an organisation that goes its own way, is G∥S.


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"contract.bundle": 1, "capability.training": 0.5},
        {"contract.cycle": 9, "contract.bundle": 2, "incentives.tournament": "tournament"},
        {"contract.cycle": 12, "population.offices": 3, "population.organizations": 4, "policy.pooled": 1.0},
    ],
    ids=lambda changes: "+".join(changes) or "case",
)
def test_always_direct_beside_an_independent_organisation_is_both_without_contract_to_the_last_bit(changes):
    for seed, point in enumerate(scenarios.draws(21, 2)):
        direct = {**point, **changes, "policy.instrument": "direct", "run.horizon": 30}
        for one, other in zip(
            scenarios.months(direct, GS, seed), scenarios.months(direct, G_S, seed), strict=True
        ):
            assert scenarios.differing(scenarios.state(one), scenarios.state(other)) == []


# An organisation that has nothing and does nothing changes nothing for the others, bit for bit.


@pytest.mark.parametrize("arm", scenarios.EVERY_ARM)
@pytest.mark.parametrize(
    "changes",
    [
        {"population.organizations": 1},
        {"population.organizations": 3, "policy.instrument": "voucher", "contract.cycle": 7},
        {
            "population.organizations": 2, "population.offices": 2, "policy.rule": "learning",
            "contract.cycle": 6,
        },
        {"population.organizations": 2, "policy.rule": "checklist", "contract.cycle": 6},
    ],
    ids=["case", "voucher", "learning", "checklist"],
)  # fmt: skip
def test_an_inert_organisation_changes_nothing_for_the_others(changes, arm):
    offices = changes.get("population.offices", 1)
    count = changes["population.organizations"]
    small = {"population.communities": 8, "population.studios": 3, "run.horizon": 20, **changes}
    large = {**small, "population.organizations": count + offices, "population.inert": offices}
    for one, other in zip(scenarios.months(small, arm), scenarios.months(large, arm), strict=True):
        here, there = scenarios.state(one), scenarios.state(other)
        there["organizations"] = there["organizations"][:count]
        for links in ("relations", "ties"):
            there[links] = [row[:count] for row in there[links]]
        assert scenarios.differing(here, there) == []


# What begins in month t leaves all months before t as they were.


@pytest.mark.parametrize("who", ["office", "organization", "bureau"])
def test_an_election_in_month_t_leaves_all_states_before_t_identical(who):
    point = scenarios.draws(22, 1, without=frozenset({f"turnover.{who}_election"}))[0]
    # a year of contracts, and reviews often enough that the bureau's own change is felt
    changes = {**point, "contract.cycle": 8, "run.horizon": 30, "incentives.review_months": 12}
    changes |= {f"turnover.{each}_hazard": 0.0 for each in ("office", "organization", "bureau")}
    without = list(map(scenarios.state, scenarios.months({**changes, f"turnover.{who}_election": -1})))
    for month in (0, 5, 17):
        changed = scenarios.months({**changes, f"turnover.{who}_election": month})
        for at, one in enumerate(changed):
            assert bool(scenarios.differing(scenarios.state(one), without[at])) is (at >= month)


@pytest.mark.parametrize(
    ("name", "values", "month"),
    [
        ("contract.cycle", (12, 0), 12),  # the second grant
        ("contract.late_payment", (0.0, 1.0), 1),  # the first tranche, after a month of approval
        ("evaluation.noise", (0.0, 0.3), 3),  # the review in the middle of months 1 to 8
        ("contract.termination", (0.0, 1.0), 3),
        ("contract.extension", (0, 6), 7),  # coverage is short at the end of the term
        ("policy.learning_rate", (0.0, 1.0), 11),  # the closing of what was then extended by four months
        ("needs.drift", (0.0, 0.1), 3),
    ],
    ids=str,
)
def test_a_parameter_that_acts_from_month_t_on_leaves_all_states_before_t_identical(name, values, month):
    """And it does act in that month: else the test would show nothing."""
    plain = {
        "contract.term": 8, "contract.approval": 1, "kinds.studio.target": 60.0, "run.horizon": 20,
        "turnover.office_hazard": 0.0, "turnover.organization_hazard": 0.0, "turnover.bureau_hazard": 0.0,
        "contract.extension_granted": 1.0,
    }  # fmt: skip
    both = (scenarios.months({**plain, name: value}) for value in values)
    for at, (one, other) in enumerate(zip(*both, strict=True)):
        differ = bool(scenarios.differing(scenarios.state(one), scenarios.state(other)))
        assert not (differ and at < month)
        if at == month:
            assert differ


def test_elections_come_again_after_their_interval():
    changes = {
        "turnover.office_election": 3, "turnover.organization_election": 5, "turnover.bureau_election": 7,
        "turnover.election_interval": 10, "run.horizon": 30,
        "turnover.office_hazard": 0.0, "turnover.organization_hazard": 0.0, "turnover.bureau_hazard": 0.0,
    }  # fmt: skip
    seen = [
        (one.world.offices[0].leaders, one.world.organizations[0].leaders, one.world.bureau.leaders)
        for one in scenarios.months(changes)
    ]
    for column, first in enumerate((3, 5, 7)):
        changed = [month for month in range(1, 30) if seen[month][column] > seen[month - 1][column]]
        assert changed == [first, first + 10, first + 20]


def test_a_longer_horizon_leaves_all_earlier_months_as_they_were():
    for arm in scenarios.EVERY_ARM:
        short = list(map(scenarios.state, scenarios.months({"run.horizon": 12}, arm)))
        long = list(map(scenarios.state, scenarios.months({"run.horizon": 14}, arm)))
        assert short[:11] == long[:11]  # in its last month a run looks back as well


def test_after_the_contract_its_parameters_no_longer_matter():
    """The same history up to the closing; then depth of evaluation and control could be anything."""
    one, other = scenarios.model(), scenarios.model()
    for each in (one, other):
        while each.world.tally.closed < 1 or any(
            c.conditional and c.state < 4 and c.state for c in each.world.contracts
        ):
            each.step()
    other.p.control.depth = 0.9
    other.p.evaluation.leniency = 0.0
    other.p.instruments.reporting[1] = 3.0
    one.run()
    other.run()
    assert scenarios.differing(scenarios.state(one), scenarios.state(other)) == []


# Money has no absolute unit.


def test_with_all_prices_a_hundredfold_no_decision_changes():
    """Sums, wages and costs × 100: states and counts are equal, amounts too but for rounding to fen."""
    known = frozenset({"resources.wage"})
    for seed, point in enumerate(scenarios.draws(23, 2, known)):
        changes = {
            **point, "contract.cycle": 10, "run.horizon": 30, "capability.training": 0.4,
            "control.depth": 0.5, "policy.mix": 0.3, "policy.second": "ppp",
        }  # fmt: skip
        prices = {"contract.sum": 200_000.0, "resources.wage": 6000.0}
        prices |= {name: 7000.0 for name in scenarios.setting().values if name.startswith("costs.")}
        dear = {name: 100.0 * price for name, price in prices.items()}
        both = scenarios.months(changes | prices, GS, seed), scenarios.months(changes | dear, GS, seed)
        for one, other in zip(*both, strict=True):
            for mine, theirs in zip(one.world.contracts, other.world.contracts, strict=True):
                assert (mine.state, mine.instrument, mine.end) == (
                    theirs.state,
                    theirs.instrument,
                    theirs.end,
                )
            for mine, theirs in zip(one.world.communities, other.world.communities, strict=True):
                assert (mine.open, mine.stage) == (theirs.open, theirs.stage)
                assert mine.level == pytest.approx(theirs.level, rel=1e-6, abs=1e-9)
            office, rich = one.world.offices[0], other.world.offices[0]
            assert rich.granted == 100 * office.granted > 0
            assert rich.spent == pytest.approx(100 * office.spent, abs=100_000)


# Districts that share nothing.

APART = {
    "population.offices": 2, "population.organizations": 2, "population.communities": 16,
    "population.studios": 0, "tender.local": 1, "contract.cycle": 9, "run.horizon": 30,
}  # fmt: skip
ALONE = {**APART, "population.offices": 1, "population.organizations": 1, "population.communities": 8}


def of_district(one, number):
    """The state of one office's district: its office, organisation, communities, links and contracts."""
    world = one.world
    inside = range(8 * number, 8 * number + 8)
    return {
        "office": scenarios.bits(world.offices[number]),
        "organization": scenarios.bits(world.organizations[number]),
        "communities": [scenarios.bits(world.communities[place]) for place in inside],
        "relation": scenarios.bits(world.relations[number][number]),
        "ties": [scenarios.bits(world.ties[place][number]) for place in inside],
        "contracts": [scenarios.bits(contract) for contract in world.contracts if contract.office == number],
    }


@pytest.mark.parametrize("arm", scenarios.EVERY_ARM)
def test_a_district_is_the_same_to_the_last_bit_whether_or_not_there_is_another(arm):
    for seed, point in enumerate(scenarios.draws(24, 2)):
        point = {**point, "policy.mix": 0.3, "policy.second": "grant"}
        both, alone = (
            scenarios.months({**point, **APART}, arm, seed),
            scenarios.months({**point, **ALONE}, arm, seed),
        )
        for one, other in zip(both, alone, strict=True):
            assert scenarios.differing(of_district(one, 0), of_district(other, 0)) == []


def test_what_happens_in_one_district_does_not_touch_the_other():
    for seed in range(2):
        calm, stirred = scenarios.model(APART, GS, seed), scenarios.model(APART, GS, seed)
        stirred.world.offices[0].own_posts = 3.0
        stirred.world.organizations[0].resource_posts = 0.0
        for community in stirred.world.communities[:8]:
            community.need = [3.0 * need for need in community.need]
        while calm.running:
            calm.step()
            stirred.step()
            assert scenarios.differing(of_district(calm, 1), of_district(stirred, 1)) == []
        assert of_district(calm, 0) != of_district(stirred, 0)


# All that is drawn by id, off: what is left knows no names.

NAMELESS = {
    "needs.spread": 0.0, "needs.drift": 0.0, "needs.error": 0.0, "needs.organization_error": 0.0,
    "capability.skill_spread": 0.0,
    "production.noise": 0.0, "production.volunteer_hours": 0.0, "gestation.group_volunteers": 0.0,
    "kinds.group.stages": 0, "staffing.quit_hazard": 0.0, "tender.noise": 0.0, "contract.late_payment": 0.0,
    "contract.renewal": 0.0, "contract.extension_granted": 1.0, "relations.breach": 0.0,
    "turnover.office_hazard": 0.0, "turnover.organization_hazard": 0.0, "turnover.bureau_hazard": 0.0,
    "evaluation.noise": 0.0, "evaluation.leniency": 0.0, "control.independence": 1.0,
    "policy.signal_noise": 0.0,
}  # fmt: skip


@pytest.mark.parametrize("arm", scenarios.EVERY_ARM)
def test_two_equal_districts_give_twice_the_value_of_one(arm):
    both = scenarios.run({**NAMELESS, **APART}, arm).measure("value")
    alone = scenarios.run({**NAMELESS, **ALONE}, arm).measure("value")
    assert both == pytest.approx(2.0 * alone, rel=1e-12)


def with_needs(order, arm=GS):
    """A district of communities of different need, numbered in this order."""
    one = scenarios.model({**NAMELESS, "population.communities": 7, "population.studios": 0}, arm)
    for place, who in enumerate(order):
        one.world.communities[place].need = [
            (1.0 + 0.3 * who) * need for need in one.world.communities[place].need
        ]
    return one.run()


@pytest.mark.parametrize("arm", [S, G_S, GS])
def test_communities_fare_alike_under_any_numbers(arm):
    order = list(range(7))
    first = with_needs(order, arm)
    random.Random(1).shuffle(order)
    other = with_needs(order, arm)
    for place, who in enumerate(order):
        mine, theirs = first.world.communities[who], other.world.communities[place]
        assert mine.open == theirs.open
        assert mine.level == pytest.approx(theirs.level, rel=1e-9)
        assert mine.received_total == pytest.approx(theirs.received_total, rel=1e-9)
    assert first.measure("value") == pytest.approx(other.measure("value"), rel=1e-9)


def test_the_better_bidder_wins_under_any_number():
    """Three organisations of different skill: contracts follow the skill, not the id."""
    found = []
    for best in range(3):
        one = scenarios.model({**NAMELESS, "population.organizations": 3, "contract.cycle": 12})
        for organization in one.world.organizations:
            organization.skill = [1.3 if organization.id == best else 1.0] * 3
        winners = set()
        while one.running:
            one.step()
            winners |= {
                c.organization for c in one.world.contracts if c.conditional and c.organization != NOBODY
            }
        assert winners == {best}
        found.append(one.measure("value"))
    assert found == pytest.approx([found[0]] * 3, rel=1e-9)


def test_kinds_fare_alike_under_any_names():
    """Two kinds that neither open nor grow, their parameters exchanged: what is enjoyed is exchanged."""
    plain = {**NAMELESS, "kinds.studio.opens": 0}
    values = scenarios.setting(plain).values
    columns = [name.rpartition(".")[2] for name in values if name.startswith("kinds.firm.")]
    given = {"kinds.firm.weight": 1.4, "kinds.studio.hours": 30.0, "kinds.firm.ripening": 9}
    one = {
        f"kinds.{kind}.{column}": values[f"kinds.{kind}.{column}"]
        for kind in ("studio", "firm")
        for column in columns
    }
    one.update(given)
    other = {
        f"kinds.{there}.{column}": one[f"kinds.{here}.{column}"]
        for here, there in (("studio", "firm"), ("firm", "studio"))
        for column in columns
    }
    for arm in (G_S, GS):
        mine, theirs = scenarios.run({**plain, **one}, arm), scenarios.run({**plain, **other}, arm)
        assert mine.measure("enjoyed_studio") == pytest.approx(theirs.measure("enjoyed_firm"), rel=1e-9)
        assert mine.measure("enjoyed_firm") == pytest.approx(theirs.measure("enjoyed_studio"), rel=1e-9)
        assert mine.measure("enjoyed_firm") != pytest.approx(theirs.measure("enjoyed_firm"), rel=1e-3)
