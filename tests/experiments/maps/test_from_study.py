"""A map from the runs of a study is the map of these runs."""

import numpy as np
import pytest

from experiments.maps.from_study import from_study
from experiments.study.arrays import study_values
from sim.arms import G_S, GS, NONE, G, S
from tests.support.finished_study import GRID, SALTELLI, created, finished


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    return finished(tmp_path_factory.mktemp("studies"), "grid", GRID)


def test_a_map_of_a_grid(grid):
    found = from_study(grid)
    assert (found.x_name, found.y_name) == ("contract.term", "incentives.power")
    assert (found.draws, found.seeds) == (6, 1)
    values = study_values(grid, [NONE, G, S, G_S, GS], ["value"])[..., 0]
    gain = (values[:, :, 4] - values[:, :, 3]).mean(axis=0)
    np.testing.assert_allclose(found.gain, gain.reshape(3, 2).T)
    delta = (values[:, :, 4] - values[:, :, 1] - values[:, :, 2] + values[:, :, 0]).mean(axis=0)
    np.testing.assert_allclose(from_study(grid, "alone").gain, delta.reshape(3, 2).T)


def test_its_metadata_name_the_study(grid):
    metadata = from_study(grid).metadata
    assert (metadata.study, metadata.seed, metadata.runs, metadata.months) == ("grid", 5, 6 * 6 * 3, 12)


@pytest.mark.parametrize(
    ("sizes", "draws", "seeds"),
    [("draws = 3\nseeds = 2\n", 3, 2), ('seeds = 4\nuncertain = "fixed"\n', 1, 4)],
)
def test_replications_are_divided_into_draws_and_their_seeds(sizes, draws, seeds, tmp_path):
    study = finished(tmp_path, "grid", GRID.replace("draws = 6\n", sizes))
    found = from_study(study, "alone")
    assert (found.draws, found.seeds) == (draws, seeds)
    values = study_values(study, [NONE, G, S, GS], ["value"])[..., 0]
    delta = values[:, :, 3] - values[:, :, 1] - values[:, :, 2] + values[:, :, 0]
    clusters = delta.reshape(draws, seeds, 6).mean(axis=1) if draws > 1 else delta
    error = clusters.std(axis=0, ddof=1) / np.sqrt(len(clusters))
    np.testing.assert_allclose(found.gain_error, error.reshape(3, 2).T)


def test_another_design_is_refused(tmp_path):
    with pytest.raises(ValueError, match="needs: grid"):
        from_study(created(tmp_path, "saltelli", SALTELLI))


def test_an_unfinished_study_is_refused_naming_the_points(tmp_path):
    with pytest.raises(ValueError, match="6 of 6 points are missing: 0, 1, 2"):
        from_study(created(tmp_path, "begun", GRID))
