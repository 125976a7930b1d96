"""What made a result: sizes, failed runs and draws left out."""

import numpy as np

from experiments.provenance import paired_metadata
from experiments.runs.paired import run_paired
from sim.arms import ARMS
from sim.scenario.scenario import Scenario

CASE = Scenario.load("s_association", changes={"run.horizon": 14})


def test_left_out_draws_are_named():
    runs = run_paired(CASE, 4, 1, seed=6)
    kept = runs.subset(np.array([True, False, True, True]))
    metadata = paired_metadata("run", CASE, kept, (runs,))
    assert metadata.draws_left_out == (1,)
    assert metadata.to_dict()["draws_left_out"] == [1]
    assert (metadata.draws, metadata.seeds, metadata.seed, metadata.months) == (4, 1, 6, 14)
    assert metadata.runs == 4 * 8
    assert metadata.arms == tuple(arm.name for arm in ARMS)
    assert metadata.failed == ()
