"""Scenario discovery of a scenario: one result with what is needed to repeat it."""

import contextlib
import json

import pytest

from experiments.discovery.analysis import discover
from sim.scenario import Scenario
from tests.support.thresholds import middle


@pytest.fixture(scope="module")
def short():
    return Scenario.load("s_association", changes={"run.horizon": 9})


def test_a_discovery_carries_what_made_it(short):
    stages = {}

    class Counting:
        @contextlib.contextmanager
        def stage(self, name, total=None):
            finished = []
            yield finished.append
            stages.setdefault(name, (total, sum(finished)))

    vary = ["contract.term", "resources.relative_productivity"]
    threshold = float(middle(vary, months=9))
    found = discover(short, vary, futures=80, threshold=threshold, seeds=2, seed=3, progress=Counting())
    assert found.threshold == threshold
    assert (found.futures, found.held_out, found.master_seeds) == (80, 40, (3, 4))
    assert list(found.ranges) == vary
    assert found.benchmark == "side_by_side"
    assert found.metadata.runs == 120 * 2 * 3
    assert (found.metadata.kind, found.metadata.seeds, found.metadata.draws) == ("discover", 2, None)
    assert stages == {"futures": (720, 720), "prim": (None, 0), "cart": (None, 0)}
    assert "metadata" not in json.loads(found.to_json())


def test_too_few_futures_are_refused(short):
    with pytest.raises(ValueError, match="39 futures are too few to find a rule and to judge it"):
        discover(short, futures=39)


def test_of_runs_that_are_too_few_it_is_said_how_many_are_enough(short):
    """39 futures, half as many held out, in 4 seeds and 3 arms are 702 runs; one more begins a 40th."""
    with pytest.raises(ValueError, match=r"^100 runs are 6 futures, too few .*; allowed: 703 runs or more$"):
        discover(short, runs=100)
    with pytest.raises(ValueError, match=r"^702 runs are 39 futures, too few"):
        discover(short, runs=702)
