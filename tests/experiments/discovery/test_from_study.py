"""Rules from the runs of a study, judged on the other half of its points."""

import numpy as np

from experiments.discovery.from_study import from_study, study_futures
from experiments.runs.outcomes import ONE_PLUS_ONE
from experiments.study.arrays import study_outcomes
from tests.support.finished_study import SALTELLI, SALTELLI_RUNS, finished


def test_a_discovery_from_a_study_says_what_its_halves_share(tmp_path):
    study = finished(tmp_path, "saltelli", SALTELLI)
    middle = float(np.median(study_outcomes(study, [ONE_PLUS_ONE], ["value"]).means))
    found = from_study(study, density=0.7, threshold=middle)
    assert found.futures + found.held_out == study.plan.point_count
    assert found.common_random_numbers
    assert not found.draws_in_noise
    assert set(found.ranges) == {"resources.relative_productivity", "incentives.power"}
    metadata = found.metadata
    assert (metadata.study, metadata.seed, metadata.seeds, metadata.runs) == (
        "saltelli",
        5,
        3,
        SALTELLI_RUNS * 3 // 5,
    )
    assert metadata.months == 12
    assert "share their seeds" in found.plot()._supxlabel.get_text().replace("\n", " ")


def test_futures_of_a_study_are_held_out_in_turn(tmp_path):
    saltelli = finished(tmp_path, "saltelli", SALTELLI)
    train, held_out = study_futures(saltelli)
    assert len(train.hits) + len(held_out.hits) == saltelli.plan.point_count
    points = saltelli.points()
    assert train.values.iloc[1].to_dict() == points.loc[2].to_dict()
    assert held_out.values.iloc[1].to_dict() == points.loc[3].to_dict()
