"""How an office chooses: fixed, a mix, the smart buyer's checklist, learning; and taking back."""

import math

import pytest

from sim.agents.choosing import choose_instrument
from sim.arms import G_S, GS
from sim.chance import TARGET_ERROR
from sim.chance.random_numbers import normal
from sim.codes import CONTRACT, DIRECT, GRANT, INSTRUMENTS
from sim.rules.instruments import checklist, learnt_value, softmax_weight
from tests.model.instruments.test_instruments import SMALL, at_work
from tests.support import scenarios

CYCLES = {**SMALL, "contract.cycle": 10, "run.horizon": 60}


def chosen(changes, **office):
    """The instruments of all lots of the first month in their order, the office given some state."""
    one = scenarios.model({**SMALL, **changes})
    for name, value in office.items():
        setattr(one.world.offices[0], name, value)
    one.step()
    lots = [c for c in one.world.contracts if c.state]
    return [c.instrument for c in sorted(lots, key=lambda lot: lot.id)]


def test_a_fixed_policy_takes_the_instrument_it_is_given_for_every_lot():
    assert chosen({"policy.instrument": "ppp", "contract.bundle": 1}) == [INSTRUMENTS.index("ppp")] * 3
    assert chosen({"policy.instrument": "direct", "contract.bundle": 2}) == [DIRECT] * 2


def test_a_bundle_decides_which_kinds_go_together():
    one = scenarios.model({**SMALL, "contract.bundle": 2})
    one.step()
    lots = at_work(one)
    assert [lot.covered for lot in lots] == [[1, 1, 0], [0, 0, 1]]
    assert lots[0].sum == pytest.approx(lots[1].sum, abs=1)


def test_a_mix_divides_each_lot_between_two_instruments():
    one = scenarios.model({**SMALL, "policy.mix": 0.3, "policy.second": "grant"})
    one.step()
    first, second = at_work(one)
    assert (first.instrument, second.instrument) == (CONTRACT, GRANT)
    whole = first.sum / 0.95 + second.sum / 0.97
    assert second.sum / 0.97 == pytest.approx(0.3 * whole, abs=2)
    assert second.target == pytest.approx([0.3 / 0.7 * part for part in first.target], rel=1e-6)
    assert len(at_work(_first_month({"policy.mix": 0.3, "policy.second": "contract"}))) == 1
    assert (
        len(at_work(_first_month({"policy.mix": 0.3, "policy.second": "grant", "policy.rule": "learning"})))
        < 2
    )


@pytest.mark.parametrize("second", ["grant", "voucher", "direct"])
def test_all_of_a_mix_by_the_second_instrument_is_that_instrument_alone(second):
    mixed = scenarios.run({**SMALL, "policy.mix": 1.0, "policy.second": second})
    alone = scenarios.run({**SMALL, "policy.instrument": second})
    assert scenarios.measured(mixed) == scenarios.measured(alone)


def _first_month(changes):
    one = scenarios.model({**SMALL, **changes})
    one.step()
    return one


def test_two_contracts_with_one_organisation_are_one_relation_and_one_job_a_kind():
    """A mix that one organisation wins whole: trust learns once a month, kinds are not counted twice."""
    one_lot = {**SMALL, "population.organizations": 1, "policy.second": "grant"}
    one, two = scenarios.model(one_lot), scenarios.model({**one_lot, "policy.mix": 0.5})
    for each in (one, two):
        each.step()
        assert each.world.tally.relation_months == 1
        assert each.world.organizations[0].kinds_worked == 3
    assert two.world.organizations[0].working == 2
    assert two.world.relations[0][0].office_trust == one.world.relations[0][0].office_trust


def test_the_checklist_buys_what_can_be_checked_from_those_who_compete():
    assert checklist(0.9, 0, 0.9) == DIRECT
    assert checklist(0.9, 2, 0.5) == CONTRACT
    assert checklist(0.9, 1, 0.5) == DIRECT
    assert checklist(0.9, 2, 0.3) == DIRECT
    assert checklist(0.2, 1, 0.1) == GRANT
    kinds = {"policy.rule": "checklist", "contract.bundle": 1}
    assert chosen(kinds, management=0.6) == [CONTRACT, CONTRACT, GRANT]
    assert chosen(kinds, management=0.2) == [DIRECT, DIRECT, GRANT]
    assert chosen({**kinds, "population.organizations": 1}, management=0.6) == [DIRECT, DIRECT, GRANT]
    assert chosen({**kinds, "population.organizations": 0}, management=0.6) == [DIRECT] * 3


def knows(**learnt):
    """Learnt values of all instruments for all kinds: one, but for those named."""
    return [learnt.get(name, 1.0) for name in INSTRUMENTS for _ in range(3)]


def test_a_learning_office_takes_what_it_has_learnt_to_be_best():
    cold = {"policy.rule": "learning", "policy.temperature": 0.01, "policy.pressure_weight": 0.0}
    assert chosen(cold, learnt=knows(grant=2.0)) == [GRANT]
    assert chosen(cold, learnt=knows(direct=2.0)) == [DIRECT]
    # transaction costs count: a contract must be better by five hundredths
    assert chosen(cold, learnt=knows(contract=1.02)) == [DIRECT]
    assert chosen(cold, learnt=knows(contract=1.20)) == [CONTRACT]


def test_pressure_speaks_for_what_the_bureau_can_see():
    """Direct provision and contract leave no autonomy; a grant does, so that its results are less on show."""
    keen = {"policy.rule": "learning", "policy.temperature": 0.01, "incentives.power": 1.5}
    learnt = knows(grant=1.3, direct=0.0, voucher=0.0, ppp=0.0, franchise=0.0, time_bank=0.0)
    assert chosen({**keen, "policy.pressure_weight": 0.0}, learnt=learnt) == [GRANT]
    assert chosen({**keen, "policy.pressure_weight": 1.0}, learnt=learnt) == [CONTRACT]


def test_choice_by_learnt_value_is_a_softmax():
    """Seven equal instruments without cost: each is taken in about a seventh of 420 lots.

    χ² with 6 degrees of freedom stays under 45 but for a false alarm in 5e-8.
    """
    free = {f"instruments.{name}.transaction_cost": 0.0 for name in INSTRUMENTS}
    changes = {**free, "policy.rule": "learning", "policy.pressure_weight": 0.0, "contract.bundle": 1}
    one = scenarios.model({**SMALL, **changes})
    office, counts = one.world.offices[0], [0] * 7
    for month in range(140):
        for kind in range(3):
            counts[choose_instrument(one.world, one.p, month, office, kind, kind + 1, kind)] += 1
    assert sum((count - 60.0) ** 2 / 60.0 for count in counts) < 45.0
    assert softmax_weight(0.8, 1.0, 0.1) == pytest.approx(math.exp(-2.0))


def test_closing_teaches_the_office_what_a_lot_yielded():
    """old + rate·(signal − old) per kind, without noise; what no lot covered is as before."""
    quiet = {
        "policy.signal_noise": 0.0,
        "policy.learning_rate": 0.4,
        "contract.bundle": 2,
        "contract.extension": 0,
    }
    one = scenarios.model({**SMALL, **quiet, "evaluation.pass_mark": 0.0})
    while one.world.tally.closed == 0:
        one.step()
    lots = [lot for lot in one.world.contracts if lot.sum > 0]
    office, p = one.world.offices[0], one.p
    for lot in lots:
        hours = lot.sum / 100.0 * p.resources.labour_share / p.resources.wage * p.resources.hours_per_post
        for kind in range(3):
            if lot.covered[kind]:
                signal = lot.worked[kind] * sum(lot.covered) / hours
                expected = learnt_value(1.0, signal, 0.4)
                assert office.learnt[3 * CONTRACT + kind] == pytest.approx(expected, rel=1e-9)
    assert office.learnt[3 * GRANT : 3 * GRANT + 3] == [1.0] * 3


def test_in_house_lots_teach_the_same_whether_cut_or_whole():
    """Direct provision yields what its hours yield, into however many lots its money is cut."""
    quiet = {**SMALL, "policy.instrument": "direct", "policy.signal_noise": 0.0, "run.horizon": 9}
    whole = scenarios.run({**quiet, "contract.bundle": 3}).world.offices[0].learnt
    cut = scenarios.run({**quiet, "contract.bundle": 1}).world.offices[0].learnt
    assert whole[:3] != [1.0] * 3
    assert cut[:3] == pytest.approx(whole[:3], rel=1e-6)


def test_a_failed_lot_disappoints():
    quiet = {"policy.signal_noise": 0.0, "policy.learning_rate": 0.5, "contract.extension": 0}
    passed = scenarios.run({**SMALL, **quiet, "evaluation.pass_mark": 0.0, "run.horizon": 9})
    failed = scenarios.run(
        {**SMALL, **quiet, "evaluation.pass_mark": 1.0, "contract.share_at_risk": 0.0, "run.horizon": 9}
    )
    assert (passed.measure("passed"), failed.measure("failed")) == (1.0, 1.0)
    mine, theirs = (one.world.offices[0].learnt[3 * CONTRACT : 3 * CONTRACT + 3] for one in (passed, failed))
    assert all(low < high for low, high in zip(theirs, mine, strict=True))


def test_pooled_offices_share_what_they_know_once_a_year():
    changes = {**SMALL, "population.offices": 2, "policy.pooled": 0.5, "run.horizon": 14}
    one = scenarios.model(changes)
    one.world.offices[0].learnt = knows(voucher=3.0)
    while one.months < 12:
        one.step()
    cell = 3 * INSTRUMENTS.index("voucher")
    assert [office.learnt[cell] for office in one.world.offices] == [3.0, 1.0]
    one.step()
    assert [office.learnt[cell] for office in one.world.offices] == [2.5, 1.5]


def test_buying_and_then_making_is_counted_as_taking_back():
    """Reverse contracting: the office has learnt better of contracts when it plans its second cycle."""
    cold = {"policy.rule": "learning", "policy.temperature": 0.01, "policy.learning_rate": 0.0}
    cold |= {"policy.revision": 1.0}  # it looks anew at every cycle
    one = scenarios.model({**CYCLES, **cold, "contract.bundle": 1})
    office = one.world.offices[0]
    office.learnt = knows(contract=3.0)
    while one.months < 10:
        one.step()
    assert one.measure("signed") == 3.0
    office.learnt = knows(direct=3.0)
    one.run()
    assert one.measure("reversed") == 3.0
    assert one.measure("reversal_rate") == 1.0


def test_who_is_never_disappointed_and_never_doubts_never_takes_back():
    cold = {"policy.rule": "learning", "policy.temperature": 0.01, "policy.learning_rate": 0.0}
    one = scenarios.model({**CYCLES, **cold})
    one.world.offices[0].learnt = knows(contract=3.0)
    one.run()
    assert one.measure("signed") == 6.0
    assert one.measure("reversal_rate") == 0.0


def capabilities(changes, arm=GS):
    """Design and management of an office after two years of buying every ten months."""
    office = scenarios.run({**CYCLES, "run.horizon": 24, **changes}, arm).world.offices[0]
    return office.design, office.management


def test_who_buys_hollows_out_in_design_and_in_management():
    """decay + hollowing × the share bought, of both; who does the work itself does not hollow out."""
    kept, hollow = capabilities({"capability.hollowing": 0.0}), capabilities({"capability.hollowing": 0.3})
    assert all(less < more for less, more in zip(hollow, kept, strict=True))
    in_house = [capabilities({"capability.hollowing": rate}, G_S) for rate in (0.0, 0.3)]
    assert in_house[0] == in_house[1]


def targets(changes, seed=1):
    """The targets of the first month's contract, and the model."""
    one = scenarios.model(
        {**SMALL, "capability.deliberation": 0.0, "control.openness": 0.0, **changes}, seed=seed
    )
    one.step()
    return at_work(one)[0].target, one


@pytest.mark.parametrize(("design", "error"), [(0.1, 0.54), (0.9, 0.06)])
def test_an_office_sets_targets_that_fit_as_far_as_it_can_design(design, error):
    """target × max(0, 1 + error·z), error = ε(1 − design)(1 − ½deliberation)(1 − ½openness), ε = 0.6."""
    fitting, one = targets({})
    assert fitting == targets({"needs.error": 0.6, "capability.design": design})[0]
    for seed in range(1, 6):
        found, one = targets({"needs.target_error": 0.6, "capability.design": design}, seed)
        z = [normal(one.world.random_numbers, TARGET_ERROR, 0, 0, kind) for kind in range(3)]
        expected = [right * max(0.0, 1.0 + error * each) for right, each in zip(fitting, z, strict=True)]
        assert found == pytest.approx(expected, rel=1e-12)
        assert found != pytest.approx(fitting, rel=1e-3)
