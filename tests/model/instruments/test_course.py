"""The course of a contract: approval, payment, review, extension, closing, reporting, renewal."""

from copy import deepcopy

import pytest

from sim.agents.milestones import settle
from sim.codes import AWAITING, FAILED, PASSED, RUNNING, TERMINATED
from tests.model.instruments.test_instruments import SMALL, at_work
from tests.support import scenarios

PLAIN = {
    **SMALL, "population.organizations": 1, "contract.extension": 0,
    "turnover.office_hazard": 0.0, "turnover.organization_hazard": 0.0,
}  # fmt: skip
HONEST = {"form.candour": "honest"}
"""Who is candid reports the truth, and is fined for nothing."""


def history(changes, seed=1):
    """The contract of the first row, month by month, as copies of its numbers."""
    return [
        deepcopy(vars(one.world.contracts[0])) for one in scenarios.months({**PLAIN, **changes}, seed=seed)
    ]


@pytest.mark.parametrize("approval", [0, 1, 3])
def test_approval_delays_the_start_and_not_the_end(approval):
    seen = history({"contract.approval": approval, "evaluation.pass_mark": 0.0})
    states = [each["state"] for each in seen[:8]]
    assert states == [*[AWAITING] * approval, *[RUNNING] * (7 - approval), PASSED]
    assert (seen[0]["start"], seen[0]["end"]) == (approval, 8)
    assert all(each["paid"] == 0 for each in seen[:approval])
    assert scenarios.run({**PLAIN, "contract.approval": approval}).measure("approval_months") == approval


def test_tranches_come_at_even_steps_and_the_share_at_risk_at_a_passed_closing():
    seen = history({"contract.share_at_risk": 0.2, "contract.tranches": 4, "evaluation.pass_mark": 0.0})
    whole = seen[0]["sum"]
    advance = whole - int(whole * 0.2)
    paid = [each["paid"] for each in seen[:9]]
    quarters = [advance * part // 4 for part in (1, 2, 3, 4)]
    assert paid == [*[part for part in quarters for _ in range(2)][:7], whole, whole]
    assert seen[7]["state"] == PASSED


def test_a_failed_closing_does_not_pay_the_share_at_risk_and_the_organisation_repays_what_it_advanced():
    one = scenarios.run(
        {**PLAIN, "contract.share_at_risk": 0.2, "evaluation.pass_mark": 1.0, "run.horizon": 8, **HONEST}
    )
    contract = one.world.contracts[0]
    assert contract.state == FAILED
    assert contract.paid <= contract.sum - contract.retained
    assert one.world.offices[0].free > 0
    assert one.world.organizations[0].reserve == contract.paid - contract.used < 0
    later = scenarios.model({**PLAIN, "contract.share_at_risk": 0.2, "evaluation.pass_mark": 1.0}).run()
    assert later.world.organizations[0].reserve > one.world.organizations[0].reserve


def test_a_failed_review_withholds_tranches_until_what_is_reported_has_mended():
    harsh = {"evaluation.pass_mark": 1.0, "contract.tranches": 8}
    seen = history(harsh)
    assert [each["withheld"] for each in seen[:7]] == [0, 0, 0, 1, 1, 1, 1]
    assert len({each["paid"] for each in seen[3:7]}) == 1
    mended = scenarios.model({**PLAIN, **harsh})
    while mended.months < 4:
        mended.step()
    assert mended.world.contracts[0].withheld == 1
    mended.p.evaluation.pass_mark = 0.0
    mended.step()
    assert mended.world.contracts[0].withheld == 0
    paid = mended.world.contracts[0].paid
    mended.step()
    assert mended.world.contracts[0].paid > paid


def test_late_payment_stops_hiring_and_breaks_a_promise():
    changes = {"contract.late_payment": 1.0, "contract.late_months": 2, "contract.tranches": 1}
    seen = history(changes)
    assert [each["paid"] > 0 for each in seen[:4]] == [False, False, True, True]
    assert [each["posts"] > 0.0 for each in seen[:4]] == [False, False, True, True]
    calm = {**PLAIN, **changes, "relations.breach": 0.0, "run.horizon": 2}
    late, timely = scenarios.run(calm), scenarios.run({**calm, "contract.late_payment": 0.0})
    trust = [one.world.relations[0][0].organization_trust for one in (late, timely)]
    assert trust[0] < 0.5 < trust[1]


def test_a_hopeless_contract_is_ended_at_mid_term_and_its_money_spent_in_house():
    one = scenarios.model({**PLAIN, "contract.termination": 1.0, "evaluation.pass_mark": 1.0})
    while one.months < 4:
        one.step()
    contract = one.world.contracts[0]
    assert (contract.state, contract.paid) == (TERMINATED, contract.paid)
    assert one.measure("terminated") == 1.0
    left, paid = one.world.offices[0].free, contract.paid
    assert left > 0
    one.step()
    again = one.world.contracts[0]  # the row is vacant again and takes the in-house lot
    assert (again.conditional, again.state, again.sum) == (0, RUNNING, left)
    assert one.world.offices[0].own_posts < one.world.offices[0].posts()
    assert one.measure("reversed") == 1.0
    one.run()
    assert one.world.organizations[0].reserve <= 0
    assert one.world.offices[0].spent > paid


@pytest.mark.parametrize("granted", [0.0, 1.0])
def test_where_coverage_is_short_an_extension_is_asked_for_once(granted):
    short = {
        **PLAIN, "population.communities": 40, "population.studios": 0, "kinds.studio.target": 40.0,
        "contract.extension": 4, "contract.extension_granted": granted, "run.horizon": 20,
    }  # fmt: skip
    one = scenarios.model(short)
    while one.world.contracts[0].state != PASSED and one.world.contracts[0].state != FAILED:
        one.step()
    assert one.months == (12 if granted else 8)
    one.run()
    assert one.measure("requested") == 1.0
    assert one.measure("extended") == granted
    easy = scenarios.run({**short, "kinds.studio.target": 1.0})
    assert easy.measure("requested") == 0.0


TWO = {
    **PLAIN, "population.organizations": 2, "contract.cycle": 10, "run.horizon": 12, "tender.noise": 0.0,
    "evaluation.pass_mark": 0.0, "capability.skill_growth": 0.0,
}  # fmt: skip


def second_winner(changes):
    """Who wins the second tender, where the other is by then a little more skilled; the incumbent is 0."""
    one = scenarios.model({**TWO, **changes})
    organizations = one.world.organizations
    organizations[0].skill, organizations[1].skill = [1.1] * 3, [1.0] * 3
    one.step()
    assert at_work(one)[0].organization == 0
    organizations[1].skill = [1.2] * 3
    while one.months < 11:
        one.step()
    return at_work(one)[0].organization, one.measure("renewed")


def test_an_incumbent_who_passed_is_preferred_or_renewed_unheard():
    open_again = {"tender.trust_weight": 0.0, "contract.renewal": 0.0}
    assert second_winner({**open_again, "tender.incumbency": 0.0}) == (1, 0.0)
    assert second_winner({**open_again, "tender.incumbency": 0.5}) == (0, 0.0)
    assert second_winner({**open_again, "tender.incumbency": 0.0, "contract.renewal": 1.0}) == (0, 1.0)
    failed = {"evaluation.pass_mark": 1.0, "contract.renewal": 1.0, "tender.incumbency": 0.5}
    assert second_winner({**open_again, **failed}) == (1, 0.0)


def test_trust_speaks_for_a_bidder():
    free = {
        "contract.renewal": 0.0,
        "tender.incumbency": 0.0,
        "relations.organization_cost": 0.0,
        "relations.breach": 0.0,
    }
    assert second_winner({**free, "tender.trust_weight": 1.0}) == (0, 0.0)


def test_over_reporting_is_what_pays_falls_with_detection_and_is_fined():
    """An organisation that is not candid inflates; where detection is certain enough it does not."""
    sly = {
        **PLAIN,
        "relations.organization_cost": 1.0,
        "relations.initial_trust": 0.5,
        "evaluation.pass_mark": 0.0,
        "form.unused": "returned",
    }
    hidden = scenarios.model({**sly, "control.depth": 0.1, "control.independence": 0.2, "control.fine": 1.0})
    seen = scenarios.model({**sly, "control.depth": 0.9, "control.independence": 1.0, "control.fine": 1.0})
    honest = scenarios.model({**sly, **HONEST, "relations.organization_cost": 0.0, "control.depth": 0.1})
    for one in (hidden, seen, honest):
        while one.months < 7:
            one.step()
    assert hidden.world.contracts[0].inflated > 0.0
    assert sum(hidden.world.contracts[0].reported) > sum(hidden.world.contracts[0].achieved)
    assert seen.world.contracts[0].inflated == 0.0
    assert honest.world.contracts[0].inflated == 0.0
    before = hidden.world.organizations[0].reserve
    hidden.step()
    assert hidden.world.tally.returned > 0
    assert hidden.world.organizations[0].reserve < before


def test_a_fine_is_due_also_from_a_provider_that_gave_everything_back():
    one = scenarios.model({**PLAIN, "control.depth": 0.5, "control.independence": 1.0, "control.fine": 2.0})
    while one.months < 7:
        one.step()
    contract, office = one.world.contracts[0], one.world.offices[0]
    contract.inflated, contract.power, contract.used = 1.0, 0.3, 0
    spent, paid, reserve = office.spent, contract.paid, one.world.organizations[0].reserve
    settle(one.world, one.p, 7, contract, office, FAILED)
    fine = int(0.3 * contract.sum)
    assert one.world.organizations[0].reserve == reserve - fine
    assert office.spent == spent - paid - fine < 0
    assert office.granted == office.spent + office.committed + office.free


def test_feedback_moves_targets_to_what_is_feasible_and_emphasis_to_what_lags():
    far = {"kinds.studio.target": 90.0, "control.depth": 0.1}
    live = history({**far, "capability.feedback": 1.0, "capability.management": 0.8})
    dead = history(far)
    assert dead[2]["target"][0] == dead[0]["target"][0]
    assert live[2]["target"][0] < live[0]["target"][0]
    assert max(live[2]["emphasis"]) > 1.0
    assert live[7]["end"] > dead[7]["end"]
