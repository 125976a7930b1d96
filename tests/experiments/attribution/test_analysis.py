"""The ledger and the reform paths of a scenario: one result each, with what is needed to repeat it."""

import contextlib
import json

import pytest

from experiments.attribution.analysis import LEDGER_ARMS, PATHS_ARMS, ledger, reform_paths
from experiments.runs.simulator import ScenarioSimulator
from sim.scenario import Scenario


class Counting:
    """Progress that keeps what each stage announced and the runs reported."""

    def __init__(self):
        self.stages = {}

    @contextlib.contextmanager
    def stage(self, name, total=None):
        finished = []
        yield finished.append
        self.stages[name] = (total, sum(finished))


@pytest.fixture(scope="module")
def short():
    return Scenario.load("s_association", changes={"run.horizon": 9})


def test_a_ledger_carries_what_made_it(short):
    progress = Counting()
    found = ledger(short, draws=2, settings=(1,), seed=5, progress=progress)
    metadata = found.metadata
    assert [one.setting for one in found.settings] == ["2"]
    assert (metadata.kind, metadata.seed, metadata.draws, metadata.seeds) == ("ledger", 5, 2, 2)
    assert metadata.runs == 2**8 * 2 * 2 * LEDGER_ARMS
    assert metadata.arms == ("none", "G", "S", "GS")
    assert progress.stages == {"ledger": (1024, 1024)}
    assert "metadata" not in found.to_dict()
    assert json.loads(found.to_json())["settings"][0]["setting"] == "2"


def test_reform_paths_count_their_own_runs_of_a_shared_simulator(short):
    simulator, progress = ScenarioSimulator(short), Counting()
    first = reform_paths(simulator, draws=2, progress=progress)
    second = reform_paths(simulator, draws=2)
    assert first == second
    assert first.metadata.runs == second.metadata.runs == 8 * 2 * 2 * PATHS_ARMS
    assert simulator.runs == 2 * first.metadata.runs
    assert progress.stages == {"paths": (32, 32)}
