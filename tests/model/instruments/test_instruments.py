"""The seven instruments: each is reached, and each attribute of a row shows where it should."""

import pytest

from sim.codes import AWAITING, INSTRUMENTS, NOBODY, RUNNING
from tests.support import scenarios

SMALL = {
    "population.communities": 10, "population.studios": 4, "population.organizations": 3, "run.horizon": 30,
    "contract.approval": 0, "contract.late_payment": 0.0, "turnover.pause": 0, "contract.termination": 0.0,
    "capability.feedback": 0.0, "control.depth": 0.4,
}  # fmt: skip

BOUGHT = tuple(name for name in INSTRUMENTS if name != "direct")


def row(name, column):
    return scenarios.defaults().values[f"instruments.{name}.{column}"]


def at_work(one):
    """The contracts under which organisations work this month."""
    return [c for c in one.world.contracts if c.state in (AWAITING, RUNNING) and c.conditional == 1]


def after_a_month(changes, seed=1):
    one = scenarios.model({**SMALL, **changes}, seed=seed)
    one.step()
    return one


def with_cell(column, value, seed=1):
    """The first month of an ordinary contract with one attribute of its row changed."""
    return after_a_month({f"instruments.contract.{column}": value}, seed)


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_each_instrument_is_signed_worked_under_and_closed(name):
    number = INSTRUMENTS.index(name)
    one = scenarios.model({**SMALL, "policy.instrument": name})
    one.step()
    contracts = at_work(one)
    assert [c.instrument for c in contracts] == ([] if name == "direct" else [number] * len(contracts))
    if name != "direct":
        assert len(contracts) == (1 if row(name, "chooser") == 0 else 3)
        assert len({c.organization for c in contracts}) == len(contracts)
        assert all(c.hours > 0.0 and c.volunteers > 0.0 for c in contracts)
    one.run()
    assert one.measure("signed") == len(contracts)
    assert one.measure("passed") + one.measure("failed") == len(contracts)
    assert one.measure("spent") > 150_000.0
    free = scenarios.run({**SMALL, "policy.instrument": name, f"instruments.{name}.user_fee": 0.0})
    assert free.measure("value") > scenarios.run({**SMALL, "contract.sum": 0.0}).measure("value")


@pytest.mark.parametrize("name", BOUGHT)
def test_the_terms_of_a_row_are_those_of_its_contracts(name):
    contracts = at_work(after_a_month({"policy.instrument": name}))
    value = scenarios.setting(SMALL).values
    levers = ("control.digital", "control.openness", "capability.deliberation", "capability.feedback")
    price = value["costs.evaluation"] * value["control.depth"]  # the office's own levers come off the grant
    price += sum(value[f"costs.{lever.partition('.')[2]}"] * value[lever] for lever in levers)
    for contract in contracts:
        assert contract.end - contract.signed == int(8 * row(name, "term_factor") + 0.5)
        added = row(name, "private_match") + row(name, "user_fee")
        assert contract.budget == pytest.approx(contract.sum * (1.0 + added), abs=1)
    total = sum(contract.sum for contract in contracts)
    expected = 100.0 * (value["contract.sum"] - price) * (1.0 - row(name, "transaction_cost"))
    assert total == pytest.approx(expected, abs=len(contracts))


def test_autonomy_weakens_incentives_and_control():
    held, free = with_cell("autonomy", 0.0), with_cell("autonomy", 0.5)
    mine, theirs = at_work(held)[0], at_work(free)[0]
    assert theirs.power == pytest.approx(0.5 * mine.power, rel=1e-12)
    assert theirs.incentive == pytest.approx([0.5 * part for part in mine.incentive], rel=1e-12)
    assert free.world.tally.burden_hours < held.world.tally.burden_hours
    # and what is left of the effort follows the mission more closely
    assert free.measure("goal_deviation") < held.measure("goal_deviation")


def test_reporting_takes_hours_in_proportion():
    none, usual, double = (with_cell("reporting", level) for level in (0.0, 1.0, 2.0))
    lost = [each.world.tally.burden_hours for each in (none, usual, double)]
    assert lost[0] < lost[1] < lost[2]
    assert lost[2] - lost[1] == pytest.approx(lost[1] - lost[0], rel=1e-9)


def test_a_longer_term_spreads_the_same_sum_and_takes_away_the_hurry():
    short, long = at_work(with_cell("term_factor", 1.0))[0], at_work(with_cell("term_factor", 3.0))[0]
    assert (short.end, long.end) == (8, 24)
    assert short.squeeze > 1.0
    assert long.squeeze == 1.0
    assert long.sum == short.sum
    assert long.spendable == pytest.approx(short.spendable / 3, abs=1)


def test_private_money_pays_more_posts_and_never_comes_back_to_the_office():
    without, matched = with_cell("private_match", 0.0), with_cell("private_match", 0.5)
    assert at_work(matched)[0].posts == pytest.approx(1.5 * at_work(without)[0].posts, rel=1e-6)
    office = matched.run().world.offices[0]
    assert office.granted == 20_000_000
    assert office.spent <= office.granted
    assert matched.measure("value") > without.run().measure("value")


def test_a_user_fee_adds_money_and_keeps_users_away():
    fees = ({"instruments.contract.user_fee": fee, "value.curvature": 0.0} for fee in (0.0, 0.3))
    free, charged = (after_a_month(changes) for changes in fees)
    assert at_work(charged)[0].budget == pytest.approx(1.3 * at_work(free)[0].budget, abs=1)
    community = charged.world.communities[0]
    kind = 1
    had = min(community.level[kind], community.need[kind]) * community.need[kind] / charged.p.kinds.need[kind]
    assert had > 0.0
    assert community.enjoyed[kind] == pytest.approx(0.7 * had, rel=1e-12)


def test_a_boost_brings_more_volunteer_hours():
    plain, boosted = (
        at_work(with_cell("volunteer_boost", 0.0))[0],
        at_work(with_cell("volunteer_boost", 0.5))[0],
    )
    assert plain.volunteers > 0.0
    assert boosted.volunteers == pytest.approx(1.5 * plain.volunteers, rel=1e-12)


def test_a_transaction_cost_is_spent_at_signing():
    free, costly = with_cell("transaction_cost", 0.0), with_cell("transaction_cost", 0.1)
    assert at_work(costly)[0].sum == pytest.approx(0.9 * at_work(free)[0].sum, abs=1)
    charge = at_work(free)[0].sum - at_work(costly)[0].sum
    paid = [at_work(each)[0].paid for each in (free, costly)]
    assert costly.world.offices[0].spent - paid[1] == free.world.offices[0].spent - paid[0] + charge


def test_what_is_paid_for_decides_what_is_rewarded():
    """Output m + (1−m)·depth, outcome w as far as it ripens, use w·m, hours as seen, input nothing."""
    plain = {"contract.outcome_pay": 0.0, "kinds.group.weight": 0.9, "kinds.firm.hours_verifiability": 0.7}
    seen = (0.9, 0.5, 0.2)
    expected = {
        "input": [0.0, 0.0, 0.0],
        "output": [m + (1.0 - m) * 0.4 for m in seen],
        "outcome": [1.0, 1.0, 0.9 * 8 / 24],
        "use": [0.9, 0.5, 0.9 * 0.2],
        "hours": [0.5, 0.7, 0.5],
    }
    for pays_for, parts in expected.items():
        contract = at_work(after_a_month({**plain, "instruments.contract.pays_for": pays_for}))[0]
        assert contract.incentive == pytest.approx([contract.power * part for part in parts], rel=1e-12)
    # a share of every contract is paid by outcome
    part = at_work(after_a_month({**plain, "contract.outcome_pay": 0.5}))[0]
    mixed = [0.5 * (a + b) for a, b in zip(expected["output"], expected["outcome"], strict=True)]
    assert part.incentive == pytest.approx([part.power * each for each in mixed], rel=1e-12)


def choosing(chooser, providers=1):
    """Who wins where the first is the most skilled, the second a little less, the third the best trusted."""
    changes = {
        **SMALL,
        "tender.noise": 0.0,
        "tender.providers": providers,
        "instruments.contract.chooser": chooser,
    }
    one = scenarios.model(changes)
    for organization, skill in zip(one.world.organizations, (1.4, 1.2, 1.0), strict=True):
        organization.skill = [skill] * 3
    for ties in one.world.ties:
        for tie in ties:
            tie.trust = 0.9 if tie.organization == 2 else 0.3
    one.step()
    return [contract.organization for contract in at_work(one)]


def test_an_office_takes_the_most_skilled_communities_whom_they_trust_open_entry_several():
    assert choosing("office", 3) == [0]
    assert choosing("community", 1) == [2]
    assert choosing("open", 1) == [0]
    assert choosing("open", 2) == [0, 1]
    assert sorted(choosing("community", 3)) == [0, 1, 2]


SOLE = {
    **SMALL, "policy.instrument": "franchise", "contract.cycle": 6, "contract.term": 4,
    "contract.extension": 0, "contract.renewal": 0.0, "tender.incumbency": 0.0, "tender.noise": 0.0,
    "capability.skill_growth": 0.0,
}  # fmt: skip


@pytest.mark.parametrize("sole", [0, 1])
def test_a_sole_right_bars_better_rivals_until_the_contract_ends(sole):
    """A franchise of 12 months, bought every 6; after the first tender another becomes far more skilled."""
    one = scenarios.model({**SOLE, "instruments.franchise.exclusivity": sole})
    one.step()
    first = at_work(one)[0].organization
    rival = (first + 1) % 3
    one.world.organizations[rival].skill = [3.0] * 3
    winners = {}
    while one.months < 13:
        one.step()
        for contract in at_work(one):
            winners[contract.signed] = contract.organization
    assert winners[6] == (first if sole else rival)
    # the first contract has ended with month 11, but the second holds the right until month 18
    assert winners[12] == (first if sole else rival)


def test_a_sole_right_ends_with_its_contract():
    one = scenarios.model({**SOLE, "contract.cycle": 12})
    one.step()
    contract = at_work(one)[0]
    assert contract.end == 12
    rival = (contract.organization + 1) % 3
    one.world.organizations[rival].skill = [3.0] * 3
    while one.months < 13:
        one.step()
    assert [each.organization for each in at_work(one)] == [rival]


def test_a_second_in_house_row_is_provided_in_house():
    """Instruments are rows: one marked in-house needs no provider, whatever its number and name."""
    one = scenarios.run({**SMALL, "instruments.grant.in_house": 1, "policy.instrument": "grant"})
    direct = scenarios.run({**SMALL, "policy.instrument": "direct"})
    assert one.measure("signed") == 0.0
    assert one.measure("value") == pytest.approx(direct.measure("value"), rel=1e-12)
    assert all(contract.organization == NOBODY for contract in one.world.contracts)
