"""The ledger and the reform paths of a scenario: one result each, with what is needed to repeat it."""

import json
import re

import pytest

from experiments.attribution.analysis import LEDGER_ARMS, PATHS_ARMS, ledger, reform_paths
from experiments.errors import InvalidInput
from experiments.runs.simulator import ScenarioSimulator
from sim.scenario import Scenario
from sim.sources import SOURCES
from tests.support.watching import Watch


@pytest.fixture(scope="module")
def short():
    return Scenario.load("s_association", changes={"run.horizon": 9})


def test_a_ledger_carries_what_made_it(short):
    progress = Watch()
    found = ledger(short, draws=2, settings=(1,), seed=5, progress=progress, sides=["dilemmas"])
    metadata = found.metadata
    assert [one.setting for one in found.settings] == ["2"]
    assert (metadata.kind, metadata.seed, metadata.draws, metadata.seeds) == ("ledger", 5, 2, 2)
    assert metadata.runs == 2**8 * 2 * 2 * LEDGER_ARMS
    assert metadata.arms == ("none", "G", "S", "G+S", "G-+S", "GS")
    assert progress.stages == [("ledger", metadata.runs, metadata.runs)]
    assert "metadata" not in found.to_dict()
    assert json.loads(found.to_json())["settings"][0]["setting"] == "2"


def test_the_side_of_the_sources_is_divided_likewise_and_adds_up(short):
    """Every source has an entry in every outcome; the parts are exactly what all of them change together."""
    found = ledger(short, draws=2, seed=5, sides=["sources"])
    assert (found.settings, found.sources.side) == ((), "sources")
    assert found.sides == (found.sources,)
    assert found.sources.dilemmas == tuple(one.name for one in SOURCES)
    assert set(found.sources.changes) == set(found.sources.dilemmas)
    for outcome in ("contract_gain", "delta", "value_gs"):
        account = found.sources.of(outcome)
        parts = sum(one.estimate.value for one in account.entries)
        assert parts == pytest.approx(account.actual.value - account.neutral.value, abs=1e-9)
    assert {one.outcome for one in found.sources.accounts} >= {"multiplier", "value_gs", "value_g", "value_s"}
    assert json.loads(found.to_json())["sources"]["side"] == "sources"


def test_the_world_as_it_is_is_the_same_on_both_sides(short):
    found = ledger(short, draws=2, settings=(0,), seed=5)
    for outcome in ("contract_gain", "delta"):
        ends = [side.of(outcome).actual.value for side in found.sides]
        assert ends[0] == ends[1]
    said = found.summary("en")
    assert re.search(r"Both sides of [^:]*: Neutral setting 1 .*sources of synergy", said)
    assert "两侧" in found.summary("zh")


def test_a_side_that_there_is_not_is_refused(short):
    with pytest.raises(InvalidInput, match="the ledger has no side costs"):
        ledger(short, draws=2, sides=["costs"])


def test_reform_paths_count_their_own_runs_of_a_shared_simulator(short):
    simulator, progress = ScenarioSimulator(short), Watch()
    first = reform_paths(simulator, draws=2, progress=progress)
    second = reform_paths(simulator, draws=2)
    assert first == second
    assert first.metadata.runs == second.metadata.runs == 8 * 2 * 2 * PATHS_ARMS
    assert simulator.runs == 2 * first.metadata.runs
    assert progress.stages == [("paths", first.metadata.runs, first.metadata.runs)]
