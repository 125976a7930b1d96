"""Many runs at once: the same numbers in any order, refusals before any run, failures that stay alone."""

from __future__ import annotations

import math
import os
import re
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from sim.arms import ARMS, GS, NONE, G, S
from sim.engine import batch, run_batch, run_series, run_states
from sim.measures import measures_of
from sim.model import ContractingModel
from sim.scenario.scenario import Scenario
from sim.world import STATES

SMALL = {"population.communities": 8, "population.studios": 3, "run.horizon": 14}
N = 40
MEASURES = measures_of(("studio", "firm", "group"))
VALUE = [measure.name for measure in MEASURES].index("value")


@pytest.fixture(scope="module")
def scenario():
    return Scenario.load("s_association", changes=SMALL)


@pytest.fixture(scope="module")
def draws(scenario):
    return Scenario.load("s_association", changes=SMALL).draw(5, N)


@pytest.fixture(scope="module")
def seeds():
    return np.arange(N, dtype=np.uint64) // 3 + np.uint64(2**63)


@pytest.fixture(scope="module")
def reference(scenario, draws, seeds):
    return run_batch(scenario, draws, seeds, range(len(ARMS)), threads=1)


def test_a_batch_has_a_row_for_each_point_arm_and_measure(reference):
    assert reference.values.shape == (N, len(ARMS), len(MEASURES))
    assert reference.failures == []
    assert np.isfinite(reference.values).all()
    assert len(np.unique(reference.values[:, GS, VALUE])) == N


@pytest.mark.parametrize(
    "way",
    [
        {"threads": 2, "chunk": 1},
        {"threads": 3, "chunk": 7},
        {"threads": 1, "chunk": 1000},
        {"draw_table": False},
        {"threads": 64},
    ],
)
def test_threads_chunks_and_the_table_of_draws_change_no_bit(scenario, draws, seeds, reference, way):
    again = run_batch(scenario, draws, seeds, range(len(ARMS)), **way)
    assert np.array_equal(again.values, reference.values)


def test_order_and_company_of_points_and_arms_change_no_bit(scenario, draws, seeds, reference):
    order = np.random.default_rng(3).permutation(N)[: N // 2]
    some = {name: column[order] for name, column in draws.items()}
    again = run_batch(scenario, some, seeds[order], [GS, NONE, G])
    assert np.array_equal(again.values, reference.values[order][:, [GS, NONE, G]])


def test_a_point_is_what_the_scenario_with_its_values_is(scenario, draws, seeds, reference):
    point = {name: column[7].item() for name, column in draws.items()}
    alone = run_batch(scenario.with_values(point), None, seeds[7:8], [GS])
    assert np.array_equal(alone.values[0, 0], reference.values[7, GS])


def test_every_seed_of_64_bits_is_a_seed_and_zero_like_any_other(scenario):
    batch = run_batch(scenario, None, [0, 1, 2**64 - 1, 0], [GS])
    values = batch.values[:, 0, VALUE]
    assert values[0] == values[3]
    assert len(set(values[:3])) == 3


def test_months_set_the_horizon_and_points_may_have_their_own(scenario):
    short = run_batch(scenario, None, [4, 4], [GS], months=6)
    own = run_batch(scenario, {"run.horizon": [6, 14]}, [4, 4], [GS])
    assert np.array_equal(short.values[0], own.values[0])
    assert np.array_equal(own.values[1], run_batch(scenario, None, [4], [GS]).values[0])


def test_nothing_to_run_is_an_empty_result(scenario):
    assert run_batch(scenario, None, [], [GS]).values.shape == (0, 1, len(MEASURES))
    assert run_batch(scenario, None, [1], []).values.shape == (1, 0, len(MEASURES))
    assert run_batch(scenario, None, [1], [GS], months=0).failures == []


@pytest.mark.parametrize("emptied", ["offices", "organizations", "communities"])
def test_a_world_may_lack_any_kind_of_agent(scenario, emptied):
    changes = {f"population.{emptied}": 0} | ({"population.studios": 0} if emptied == "communities" else {})
    batch = run_batch(scenario.with_values(changes), None, [1], range(len(ARMS)))
    assert batch.failures == []
    assert np.isfinite(batch.values).all()


def test_a_series_ends_in_the_batch_and_stops_at_each_points_horizon(scenario):
    horizons = {"run.horizon": [14, 9]}
    series = run_series(scenario, horizons, [3, 3], [GS, G])
    assert series.values.shape == (2, 2, 14, len(MEASURES))
    batch = run_batch(scenario, horizons, [3, 3], [GS, G])
    assert np.array_equal(series.values[0, :, 13], batch.values[0])
    assert np.array_equal(series.values[1, :, 8], batch.values[1])
    assert np.isnan(series.values[1, :, 9:]).all()
    assert np.isfinite(series.values[1, :, :9]).all()


def test_states_are_taken_after_the_months_asked_for(scenario):
    founding, later, last = run_states(scenario, {"contract.term": 3}, 9, GS, [0, 5, 99])
    assert list(founding) == list(STATES)
    assert founding["communities"].shape == (8,)
    assert [state["tally"]["months"].tolist() for state in (founding, later, last)] == [[0], [5], [14]]
    assert founding["communities"]["need"].min() > 0.0


REFUSED = {
    "contract.tern": ([8, 8], "no parameter 'contract.tern'; did you mean 'contract.term'"),
    "population.communities": ([8, 8], "population.communities shapes the world"),
    "contract.term": ([8, 8.5], r"contract.term: value 8.5 of point 1; allowed is a whole number from 1 to"),
    "contract.sum": ([-1.0, 5.0], r"contract.sum: value -1.0 of point 0; allowed is a number from 0 to"),
    "control.depth": ([0.5, math.nan], "control.depth: value nan of point 1"),
    "control.digital": ([0.5], r"control.digital: \(1,\) values for 2 seeds"),
    "control.control": (["low", "high"], "control.control: values are numbers"),
    "control.openness": ([True, False], "control.openness: values are numbers"),
    "contract.late_payment": ([0.1, math.inf], "contract.late_payment: value inf of point 1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_values_are_refused_before_any_run(scenario, name):
    column, message = REFUSED[name]
    with pytest.raises(ValueError, match=message):
        run_batch(scenario, {name: column}, [1, 2], [GS])


@pytest.mark.parametrize("seeds", [[-1], [2**64], [1.5], ["1"], [[1, 2]], [True]])
def test_other_seeds_are_refused(scenario, seeds):
    with pytest.raises(ValueError, match="seed"):
        run_batch(scenario, None, seeds, [GS])


def test_other_arms_and_crowds_beyond_the_ids_are_refused(scenario):
    for arm in (8, -1, 6.9, True, "6", "GS", None):
        with pytest.raises(ValueError, match=f"arm {arm}: arms go from 0 to 7"):
            run_batch(scenario, None, [1], [GS, arm])
    crowd = Loose(scenario, {"population.communities": 65_537})
    with pytest.raises(ValueError, match=r"\(65537,\) communities: ids of agents go from 0 to 65535"):
        run_batch(crowd, None, [1], [GS])


class Loose:
    """A scenario that allows what would never be allowed, so that runs fail."""

    def __init__(self, scenario, values=()):
        self.rows = scenario.rows
        self.values = dict(scenario.values) | dict(values)
        self.parameters = {
            name: replace(parameter, least=-math.inf, most=math.inf)
            for name, parameter in scenario.parameters.items()
        }


def test_a_failed_run_leaves_the_others_alone_and_says_what_went_wrong(scenario):
    loose = Loose(scenario)
    values = {
        "kinds.studio.hours": [38.0, 0.0, 38.0, 38.0],
        "society.capital_start": [0.2, 0.2, math.inf, 0.2],
    }
    batch = run_batch(loose, values, [1, 2, 3, 4], [GS, NONE])
    good = run_batch(loose, None, [1, 2, 3, 4], [GS, NONE])
    assert np.array_equal(batch.values[[0, 3]], good.values[[0, 3]])
    assert np.array_equal(batch.values[1, 1], good.values[1, 1])  # where nobody works nothing is divided
    assert np.isnan(batch.values[1, 0]).all()
    assert np.isnan(batch.values[2]).all()
    assert [(failure.pair, failure.arm) for failure in batch.failures] == [(1, GS), (2, GS), (2, NONE)]
    messages = [failure.message for failure in batch.failures]
    assert re.fullmatch(
        r"month 0: \w+ 0: \w+\.py:\d+: ZeroDivisionError: float division by zero", messages[0]
    )
    assert re.fullmatch(r"month 0: \w+ 0: \w+ is .*inf.*", messages[1])
    assert messages[2] == "month 0: Community 0: capital is nan"


def test_mesa_says_the_same_of_a_failed_run(scenario):
    loose = Loose(scenario, {"society.capital_start": math.inf})
    (failure,) = run_batch(loose, None, [3], [NONE]).failures
    model = ContractingModel(loose, NONE, 3)
    with pytest.raises(FloatingPointError, match=r"^month 0: Community 0: capital is nan$") as raised:
        model.step()
    assert str(raised.value) == failure.message
    assert not model.running


@pytest.mark.parametrize("wage", ["low", "most"])
def test_the_largest_world_with_the_most_money_is_far_from_the_end_of_its_integers(wage):
    scenario = Scenario.load("s_association")
    largest = {
        name: parameter.most
        for name, parameter in scenario.parameters.items()
        if name.startswith(("population.", "costs.", "resources."))
    }
    largest |= {"contract.sum": scenario.parameters["contract.sum"].most, "population.inert": 0}
    largest |= {"population.studios": 4000, "run.horizon": scenario.parameters["run.horizon"].most}
    largest |= {"resources.wage": getattr(scenario.parameters["resources.wage"], wage)}
    (state,) = run_states(scenario.with_values(largest), None, 7, GS, [600])
    assert state["tally"]["months"] == 600
    integers = [
        abs(array[name].astype(np.float64)).max()
        for array in state.values()
        for name in array.dtype.names
        if array.dtype[name].base == np.int64
    ]
    assert 10**11 < max(integers) < 2**60  # fen: some of it is money


def test_of_many_failures_the_first_are_reported_in_full(scenario, monkeypatch):
    monkeypatch.setattr(batch, "MAX_DIAGNOSED", 2)
    values = {"society.capital_start": np.full(5, math.inf)}
    messages = [failure.message for failure in run_batch(Loose(scenario), values, range(5), [NONE]).failures]
    assert messages == ["month 0: Community 0: capital is nan"] * 2 + ["month 0: a number is not finite"] * 3


def test_trust_in_an_organization_that_is_no_number_is_seen_in_its_month(scenario, monkeypatch):
    """Ties are not looked at themselves: plain Python, which looks at all, names the same month."""
    values, seeds = {"relations.community_gain": np.full(4, math.inf)}, range(4)
    found = []
    for diagnosed in (0, 4):
        monkeypatch.setattr(batch, "MAX_DIAGNOSED", diagnosed)
        failures = run_batch(Loose(scenario), values, seeds, [S, GS]).failures
        found.append([failure.message.split(":")[0] for failure in failures])
    assert found[0] == found[1]
    assert len(found[0]) == 8


def test_a_failed_run_of_a_series_is_nan_throughout(scenario):
    series = run_series(Loose(scenario), {"kinds.studio.hours": [0.0, 38.0]}, [1, 1], [GS])
    assert np.isnan(series.values[0]).all()
    assert np.isfinite(series.values[1]).all()
    assert len(series.failures) == 1


def test_an_error_of_a_thread_is_an_error_of_the_batch(scenario, monkeypatch):
    ran = []

    def fail(work, space, part, rows_wanted, until=0):
        ran.append(part)
        if part.start:
            raise MemoryError("no room")
        return engine_run(work, space, part, rows_wanted)

    engine_run = batch._Work.run_chunk
    monkeypatch.setattr(batch._Work, "run_chunk", fail)
    with pytest.raises(MemoryError, match="no room"):
        run_batch(scenario, None, range(64), [NONE], threads=2, chunk=1)
    assert len(ran) < 64


@pytest.mark.full  # conformance has it for each phase
def test_without_compilation_the_same_numbers_come_out(scenario, tmp_path):
    program = (
        "from sim.engine import run_batch\n"
        "from sim.scenario import Scenario\n"
        "small = {'population.communities': 3, 'population.studios': 1, 'run.horizon': 4}\n"
        "scenario = Scenario.load('s_association', changes=small)\n"
        "batch = run_batch(scenario, {'contract.term': [3, 2]}, [1, 2**64 - 1], [6, 1], threads=1)\n"
        "assert batch.failures == [], batch.failures\n"
        "print(batch.values.tobytes().hex())\n"
    )
    results = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, timeout=300, check=True,
            env=os.environ | {"NUMBA_DISABLE_JIT": setting},
        ).stdout
        for setting in ("0", "1")
    ]  # fmt: skip
    assert results[0] == results[1]
