"""Both engines are the same model: every number of the state and every measure, to the last bit."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.arms import ARMS, GS
from sim.compiler.records import pack, same
from sim.engine import run_batch, run_series, run_states
from sim.engine.kernel import WENT_WELL
from sim.model import ContractingModel
from sim.scenario.scenario import Scenario
from sim.world import STATES
from tests.support.phases import BothEngines, compiled_step, described, phases
from tests.support.random_worlds import Case, Run, compiled_run, extreme_case, random_case, state_differences
from tests.support.scenarios import measured
from tests.support.services import with_kinds

CASES = [name for name in Scenario.available() if Scenario.load(name).purpose == "case"]
BLOCK = 50
SAMPLE = 1000
"""Points of `make test`; with more, every scenario is run to its end in every arm."""
MONTHS = 18
"""Within the sample all arms but that of the contract, which has every part of a world, end in this month; of
a city the contract ends in twice, the others in half as many.
"""
WALKED = 10
"""Beyond the sample each tenth world is compared after every phase, the others at their end."""
OVERLAYS = [name for name in Scenario.available() if name not in CASES]


@pytest.fixture(scope="module")
def step() -> Any:
    """The compiled phases of a month, one at a time."""
    return compiled_step()


def assert_same_throughout(case: Case, step: Any) -> int:
    """Compare a case after every phase of every month, and with the engine's own run; the kind of failure."""
    run = compiled_run(case)
    try:
        both = BothEngines(case, step)
    except Exception:  # as founding fails in Mesa it must have failed in the engine
        assert (run.fault == WENT_WELL, run.month) == (False, 0), case
        return run.fault
    walk = both.walk()
    if walk.difference:
        pytest.fail(f"{case}\n{walk.difference}")
    # where Python raises for a logarithm of zero, compiled code goes on with an infinity
    assert (run.fault == WENT_WELL, run.month) == (walk.fault == WENT_WELL, walk.month), case
    if walk.fault == WENT_WELL:
        assert_same_end(case, both.model, run)
    return walk.fault


def assert_same_at_the_end(case: Case, step: Any) -> int:
    """Compare a case where both engines have run it; one that fails, or differs, after every phase."""
    run = compiled_run(case)
    if run.fault != WENT_WELL:
        return assert_same_throughout(case, step)
    try:
        model = ContractingModel(case.scenario, case.arm, case.seed, collect=False).run()
        same_end = not state_differences(model.world, run.arrays)
    except Exception:
        same_end = False
    if not same_end:  # the walk names the phase in which they part
        assert_same_throughout(case, step)
        pytest.fail(f"{case}\nthe ends differ though no phase does")
    assert_same_end(case, model, run)
    return run.fault


def assert_same_end(case: Case, model: ContractingModel, run: Run) -> None:
    """Compare the state and the measures in which a run ended in both engines."""
    differing = state_differences(model.world, run.arrays)
    if differing:
        pytest.fail(f"{case}\nat the end: {'; '.join(map(described, differing[:5]))}")
    pairs = zip(measured(model), run.measures.tolist(), strict=True)
    assert [place for place, (one, other) in enumerate(pairs) if not same(one, other)] == [], case
    for member in STATES:
        objects = getattr(model.world, member)
        single = member in ("bureau", "tally")
        pack([objects] if single else objects, run.arrays[member])  # every type is what it says


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Random worlds in blocks, so that several processes can share them and a test never takes minutes."""
    if "block" in metafunc.fixturenames:
        points = metafunc.config.getoption("points")
        blocks = [range(first, min(first + BLOCK, points)) for first in range(0, points, BLOCK)]
        metafunc.parametrize("block", blocks, ids=[f"{block[0]}-{block[-1]}" for block in blocks])


def test_random_worlds_have_the_same_bits(block: range, step: Any) -> None:
    went_well = []
    for number in block:
        walked = number < SAMPLE or number % WALKED == 0
        compare = assert_same_throughout if walked else assert_same_at_the_end
        went_well.append(compare(random_case(number), step) == WENT_WELL)
    assert sum(went_well) >= 0.9 * len(block)


def test_worlds_at_the_ends_of_all_ranges_have_the_same_bits(step: Any) -> None:
    # integers of Python do not overflow: where those of the engine did, the two would differ
    went_well = [assert_same_throughout(extreme_case(number), step) == WENT_WELL for number in range(25)]
    assert any(went_well)


@pytest.mark.parametrize("arm", range(len(ARMS)), ids=[arm.name for arm in ARMS])
@pytest.mark.parametrize("name", CASES + OVERLAYS)
def test_every_shipped_scenario_has_the_same_bits_in_every_arm(
    name: str, arm: int, step: Any, points: int
) -> None:
    scenario = Scenario.load(name) if name in CASES else Scenario.load("s_association", [name])
    if points <= SAMPLE and (arm != GS or name == "city"):  # a second for every four months of a city
        months = MONTHS if name != "city" else 2 * MONTHS if arm == GS else MONTHS // 2
        scenario = scenario.with_values({"run.horizon": months})
    assert assert_same_throughout(Case(scenario, arm, 2**64 - 1 - arm), step) == WENT_WELL


# two kinds: of the number that a new case has, so that other tests have compiled for it
@pytest.mark.parametrize(
    "kinds", [2, *(pytest.param(number, marks=pytest.mark.full) for number in (1, 4, 12))]
)
def test_another_number_of_kinds_of_service_has_the_same_bits(kinds: int) -> None:
    settings = "[population]\ncommunities = 12\nstudios = 4\n"
    settings += "[contract]\nsum = 200000\nterm = 8\n[run]\nhorizon = 15\n"
    hours = [12.0 + place for place in range(kinds)]
    scenario = Scenario.parse(with_kinds("other_kinds", hours, settings, base=""))
    case = Case(scenario, GS, 5)
    assert_same_end(case, ContractingModel(scenario, GS, 5, collect=False).run(), compiled_run(case))


def test_the_phases_are_those_of_the_agenda() -> None:
    assert len(phases()) >= 12
    assert phases()[0] == "needs_drift_and_levels_decay"


def test_a_difference_is_found_in_the_phase_that_makes_it(monkeypatch: pytest.MonkeyPatch, step: Any) -> None:
    from sim import agenda

    original = agenda.staff_come_and_go

    def with_a_slip(world: Any, p: Any, now: int) -> None:
        original(world, p, now)
        if now == 2:
            world.offices[0].staff = math.nextafter(world.offices[0].staff, 9.0)

    monkeypatch.setattr(agenda, "staff_come_and_go", with_a_slip)
    scenario = Scenario.load("s_association", changes={"population.communities": 5, "population.studios": 2})
    with pytest.raises(pytest.fail.Exception) as raised:
        assert_same_throughout(Case(scenario, GS, 3), step)
    assert str(raised.value) == (
        "arm GS, seed 3, values {'population.communities': 5, 'population.studios': 2}\n"
        "month 2, staff_come_and_go: StreetOfficeAgent 0: staff is 5e-324 in Mesa, 0.0 in the engine"
    )


def test_a_difference_at_the_end_is_found_in_the_phase_that_makes_it(
    monkeypatch: pytest.MonkeyPatch, step: Any
) -> None:
    from sim import agenda

    original = agenda.staff_come_and_go

    def with_a_slip(world: Any, p: Any, now: int) -> None:
        original(world, p, now)
        world.offices[0].staff = math.nextafter(world.offices[0].staff, 9.0)

    scenario = Scenario.load("s_association", changes={"population.communities": 5, "population.studios": 2})
    case = Case(scenario.with_values({"run.horizon": 3}), GS, 3)
    assert assert_same_at_the_end(case, step) == WENT_WELL
    monkeypatch.setattr(agenda, "staff_come_and_go", with_a_slip)
    with pytest.raises(pytest.fail.Exception, match="month 0, staff_come_and_go: StreetOffice"):
        assert_same_at_the_end(case, step)


def test_series_and_states_are_those_of_mesa_month_by_month() -> None:
    scenario = Scenario.load("s_association", changes={"population.communities": 9, "population.studios": 3})
    model = ContractingModel(scenario, GS, 4, collect=False)
    states = run_states(scenario, None, 4, GS, range(13))
    series = run_series(scenario, None, [4], [GS], months=None).values[0, 0]
    assert state_differences(model.world, states[0]) == []
    for now in range(12):
        model.step()
        assert state_differences(model.world, states[now + 1]) == []
        assert [*map(same, measured(model), series[now].tolist())].count(False) == 0


def test_the_batch_gives_the_measures_of_mesa() -> None:
    scenario = Scenario.load("s_association", changes={"population.communities": 6, "population.studios": 2})
    batch = run_batch(scenario, {"contract.term": [4, 12, 8]}, [7, 7, 8], [6, 1], months=15)
    for point, (term, seed) in enumerate([(4, 7), (12, 7), (8, 8)]):
        for place, arm in enumerate((6, 1)):
            setting = scenario.with_values({"contract.term": term, "run.horizon": 15})
            model = ContractingModel(setting, arm, seed, collect=False).run()
            assert measured(model) == batch.values[point, place].tolist()


def test_without_compilation_phases_have_the_same_bits() -> None:
    program = (
        "from tests.model.conformance.test_conformance import assert_same_throughout\n"
        "from tests.support.phases import compiled_step\n"
        "from tests.support.random_worlds import random_case\n"
        "print([assert_same_throughout(random_case(number), compiled_step()) for number in range(2)])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
        cwd=Path(__file__).parents[3],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
    )
    assert done.stdout == f"{[WENT_WELL] * 2}\n"
