"""People on a contract's way: delegated levels, panels and who appoints them, leaders, overloaded staff."""

import pytest

from sim.codes import PASSED
from sim.rules.delivery import delegation_yield
from tests.model.instruments.test_course import PLAIN, history
from tests.model.instruments.test_instruments import at_work
from tests.support import scenarios


@pytest.mark.parametrize(
    ("changes", "oversight"),
    [
        ({}, 0.0),
        ({"production.role_clarity": 0.8}, 0.0),
        ({"control.oversight": 0.6, "control.control": 0.5}, 0.3),
    ],
    ids=["loss", "role clarity", "oversight"],
)
def test_each_level_of_delegation_loses_a_part_that_clear_roles_and_control_keep(changes, oversight):
    none = {**PLAIN, "control.oversight": 0.0, "production.noise": 0.0, **changes}
    outputs = []
    for depth in (0, 1, 3):
        one = scenarios.model({**none, "production.delegation_depth": depth})
        one.step()
        outputs.append(at_work(one)[0].output)
    p = one.p.production
    for depth, output in zip((1, 3), outputs[1:], strict=True):
        kept = delegation_yield(p.delegation_loss, p.role_clarity, oversight, depth)
        assert kept == pytest.approx(
            (1.0 - p.delegation_loss * (1.0 - p.role_clarity) * (1.0 - oversight)) ** depth
        )
        assert output == pytest.approx([kept * part for part in outputs[0]], rel=1e-12)


def panel(appointer):
    """Leniency and independence of the panel's members, averaged over many panels."""
    changes = {
        "evaluation.appointer": appointer,
        "evaluation.purchaser_say": 1.0,
        "population.evaluators": 20,
    }
    called = []
    for seed in range(12):
        one = scenarios.run({**PLAIN, **changes, "run.horizon": 8, "evaluation.pass_mark": 0.0}, seed=seed)
        members = [each for each in one.world.evaluators if each.called]
        assert len(members) == 5
        called += members
    lenient = sum(each.leniency * (1.0 - each.independence) for each in called) / len(called)
    return lenient, sum(each.independence for each in called) / len(called)


def test_who_appoints_the_panel_decides_who_sits_on_it():
    purchaser, bureau, lot = panel("purchaser"), panel("bureau"), panel("lot")
    assert purchaser[0] > lot[0] > bureau[0]
    assert bureau[1] > lot[1] > purchaser[1]


def test_a_purchasers_panel_passes_what_inspection_fails():
    """The same contracts over 40 seeds: false passes with the purchaser's panel, fewer with the bureau's."""
    weak = {
        **PLAIN,
        "kinds.studio.target": 120.0,
        "kinds.firm.target": 90.0,
        "kinds.group.target": 8.0,
        "evaluation.purchaser_say": 1.0,
        "run.horizon": 8,
    }
    found = {}
    for appointer in ("purchaser", "bureau"):
        runs = [scenarios.run({**weak, "evaluation.appointer": appointer}, seed=seed) for seed in range(12)]
        found[appointer] = sum(one.world.tally.false_passes - one.world.tally.false_fails for one in runs)
    assert found["purchaser"] > found["bureau"]


def leaders(one):
    world = one.world
    return world.bureau.leaders, world.offices[0].leaders, world.organizations[0].leaders


def test_leaders_change_by_hazard_each_on_its_own():
    for number, who in enumerate(("bureau", "office", "organization")):
        rates = {f"turnover.{each}_hazard": 0.0 for each in ("bureau", "office", "organization")}
        one = scenarios.run({**PLAIN, **rates, f"turnover.{who}_hazard": 1.0, "run.horizon": 9})
        assert leaders(one) == tuple(9 if place == number else 0 for place in range(3))


def test_a_new_office_leader_redraws_priorities_pauses_decisions_and_forgets_trust():
    changes = {
        **PLAIN, "contract.cycle": 12, "run.horizon": 20, "turnover.office_election": 12, "turnover.pause": 3,
        "turnover.priority_spread": 0.5, "relations.organization_cost": 0.0, "relations.breach": 0.0,
    }  # fmt: skip
    for memory in (0.0, 1.0):
        one = scenarios.model({**changes, "relations.memory": memory})
        while one.months < 12:
            one.step()
        trust = one.world.relations[0][0].office_trust
        assert trust > 0.6
        one.step()
        office = one.world.offices[0]
        kept = 0.4 + 0.6 * memory
        # in this month nobody works under a contract, so that trust learns nothing
        expected = kept * trust + (1.0 - kept) * 0.5
        if memory:
            assert (office.pause, office.priority) == (0, [1.0] * 3)
            assert one.measure("signed") == 2.0
        else:
            assert office.pause == 3
            assert len(set(office.priority)) == 3
            assert all(0.5 < part < 1.5 for part in office.priority)
            assert one.world.relations[0][0].office_trust == pytest.approx(expected, rel=1e-12)
            while one.months < 16:
                assert one.measure("signed") == 1.0  # the plans of month 12 wait for month 15
                one.step()
            assert one.measure("signed") == 2.0


def test_while_an_offices_leader_settles_in_no_milestone_is_passed():
    seen = history({"turnover.office_election": 6, "turnover.pause": 4})
    closed = [month for month, each in enumerate(seen) if each["state"] == PASSED]
    assert closed[0] == 10  # due with month 7, but the leader of month 6 decides nothing before month 10
    assert len({each["paid"] for each in seen[7:10]}) == 1


def test_a_new_association_leader_delays_acceptance_and_slows_the_work():
    changes = {"turnover.organization_election": 0, "turnover.pause": 2, "turnover.pause_loss": 0.5}
    seen = history(changes)
    assert seen[0]["start"] == 2
    slow, quick = (
        scenarios.model({**PLAIN, **changes, "turnover.organization_election": month}) for month in (1, -1)
    )
    for one in (slow, quick):
        one.step()
        one.step()
    assert at_work(slow)[0].hours < 0.7 * at_work(quick)[0].hours


def test_overload_makes_staff_leave_and_skill_with_them():
    heavy = {
        **PLAIN,
        "kinds.studio.target": 200.0,
        "staffing.quit_hazard": 0.1,
        "run.horizon": 8,
        "staffing.hiring_lag": 1,
    }
    calm = [
        scenarios.run({**heavy, "staffing.quit_elasticity": 0.0}, seed=seed).measure("quits")
        for seed in range(8)
    ]
    tense = [
        scenarios.run({**heavy, "staffing.quit_elasticity": 2.0}, seed=seed).measure("quits")
        for seed in range(8)
    ]
    assert all(low <= high for low, high in zip(calm, tense, strict=True))
    assert sum(calm) < sum(tense)
