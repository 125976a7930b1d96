"""The laws of tests/support/invariants.py in every arm, over many cycles, in random worlds; and their
teeth.
"""

import pytest

from sim.arms import ARMS, GS
from sim.codes import TENDERED
from sim.model import ContractingModel
from tests.support import scenarios
from tests.support.invariants import assert_laws
from tests.support.random_worlds import random_case

# The fixture of tests/conftest.py asserts them in every month; here are the worlds they are to hold in.


@pytest.mark.parametrize("arm", scenarios.EVERY_ARM, ids=[arm.name for arm in ARMS])
def test_the_laws_hold_in_every_arm_at_random_parameter_points(arm):
    for seed, point in enumerate(scenarios.draws(11, 3)):
        scenarios.run(point, arm, seed)


CYCLES = {
    "contract.cycle": 9, "contract.term": 7, "run.horizon": 60, "population.communities": 12,
    "population.studios": 4, "contract.late_payment": 0.4, "evaluation.pass_mark": 0.75,
    "contract.termination": 0.45, "control.depth": 0.5, "capability.feedback": 0.8,
}  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"policy.instrument": "ppp", "contract.bundle": 1},
        {"policy.mix": 0.4, "policy.second": "voucher", "population.organizations": 3},
        {"policy.rule": "learning", "policy.temperature": 1.0, "population.organizations": 3},
        {"policy.rule": "checklist", "population.organizations": 2, "contract.bundle": 1},
        {"population.offices": 3, "population.organizations": 4, "population.inert": 1, "tender.local": 1},
    ],
    ids=lambda changes: "+".join(changes),
)
def test_the_laws_hold_through_many_cycles_of_failing_ending_and_buying_again(changes):
    for seed in range(2):
        one = scenarios.run({**CYCLES, **changes}, GS, seed)
        assert one.world.tally.closed > 5


def test_the_laws_hold_in_random_worlds():
    """Sizes, levers and uncertain parameters at random, often at the ends of what is allowed."""
    for number in range(120):
        case = random_case(number, longest=18)
        ContractingModel(case.scenario, case.arm, case.seed, collect=False).run()


def test_a_broken_law_would_be_noticed():
    """One fen that appears from nowhere, an hour that nobody worked, a share too many."""
    one = scenarios.model()
    one.step()
    assert_laws(one, {})
    for agent, field, change in (
        (one.world.offices[0], "spent", 1),
        (one.world.offices[0], "idle_hours", 0.01),
        (one.world.offices[0], "design", 1.0),
        (one.world.contracts[0], "paid", 1),
        (one.world.contracts[0], "state", TENDERED - one.world.contracts[0].state),
        (one.world.tally, "signed", 1),
        (one.world.communities[3], "capital", 1.0),
    ):
        right = getattr(agent, field)
        setattr(agent, field, right + change)
        with pytest.raises(AssertionError):
            assert_laws(one, {})
        setattr(agent, field, right)
    assert_laws(one, {})


def test_every_run_of_every_test_is_watched():
    """A fen that appears between two months, in a separate run or by `run`."""
    for go_on in (ContractingModel.run, lambda one: one.step()):
        one = scenarios.model()
        one.step()
        one.world.offices[0].spent += 1
        with pytest.raises(AssertionError):
            go_on(one)
