"""Sensitivity analyses of a finished study are those of its own runs, whatever its design."""

import numpy as np
import pytest

from experiments.runs.outcomes import DELTA
from experiments.sensitivity.from_study import from_study, study_layout, study_method, study_screening
from experiments.sensitivity.result import Sensitivity
from experiments.sensitivity.sobol import indices
from experiments.study.arrays import study_outcomes
from tests.support.finished_study import GRID, SALTELLI, SALTELLI_RUNS, created, finished


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory):
    return finished(tmp_path_factory.mktemp("studies"), "saltelli", SALTELLI)


def test_indices_of_a_saltelli_study(saltelli):
    layout = study_layout(saltelli)
    assert layout.points == saltelli.plan.point_count
    assert layout.one_sequence
    result = indices(layout, study_outcomes(saltelli, [DELTA], ["value"]))
    shares = {share.name: share.total.value for share in result.of("delta").shares}
    assert shares["resources.relative_productivity"] > shares["incentives.power"]
    assert result.random_numbers == "common"


def test_the_entry_point_gives_the_same_indices_with_the_study_in_its_metadata(saltelli):
    found = from_study(saltelli, [DELTA])
    assert isinstance(found, Sensitivity)
    assert found == indices(study_layout(saltelli), study_outcomes(saltelli, [DELTA], ["value"]))
    metadata = found.metadata
    assert (metadata.study, metadata.seed, metadata.seeds, metadata.runs) == (
        "saltelli",
        5,
        3,
        SALTELLI_RUNS * 4 // 5,
    )
    assert metadata.months == 12


@pytest.mark.parametrize(
    ("kind", "size", "method"), [("morris", 8, "morris"), ("lhs", 120, "pawn"), ("sobol", 128, "delta")]
)
def test_a_screening_of_a_study_is_that_of_its_points(kind, size, method, tmp_path):
    """What determines Δ is found in the study's own runs, without a further one."""
    study = finished(
        tmp_path,
        kind,
        'seeds = 2\nuncertain = "fixed"\narms = ["none", "G", "S", "GS"]\n'
        "[vary]\nresources.relative_productivity = { uniform = [0.6, 1.4] }\n"
        f"capability.feedback = {{ uniform = [0, 1] }}\n[design]\nkind = '{kind}'\nsize = {size}\n",
    )
    assert study_method(study) == ("morris" if kind == "morris" else "pawn")
    screening = from_study(study, [DELTA], method)
    assert (screening.method, screening.size, screening.seeds) == (method, size, 2)
    assert (screening.random_numbers, screening.seed, screening.draws_uncertain) == ("common", 5, False)
    again = study_screening(study, method, [DELTA], study.plan.measures)
    assert screening.to_dict() == again.to_dict()
    first, second = screening.found
    assert (first.parameter, first.method) == ("resources.relative_productivity", method)
    assert first.influential
    assert first.value > second.value
    if method == "morris":
        points, delta = study.points(), study_outcomes(study, [DELTA], study.plan.measures).means[:, 0]
        steps = np.diff(points["resources.relative_productivity"]).reshape(-1)
        changed = (np.arange(len(points) - 1) % 3 < 2) & (steps != 0)
        slopes = np.diff(delta)[changed] / (steps[changed] / 0.8)
        assert first.value == pytest.approx(np.abs(slopes).mean(), rel=1e-9)
    with pytest.raises(ValueError, match="this analysis needs: saltelli"):
        study_layout(study)


def test_drawn_parameters_are_said_to_be_in_the_noise_of_a_study(saltelli, tmp_path):
    assert not study_layout(saltelli).draws_uncertain
    drawn = created(
        tmp_path,
        "drawn",
        "draws = 2\n[vary]\nincentives.power = { uniform = [0, 1.5] }\n"
        '[design]\nkind = "saltelli"\nsize = 64\n',
    )
    assert study_layout(drawn).draws_uncertain


def test_other_designs_and_methods_are_refused(saltelli, tmp_path):
    with pytest.raises(ValueError, match="this analysis needs: saltelli"):
        from_study(created(tmp_path, "grid", GRID))
    with pytest.raises(ValueError, match="this analysis needs: morris"):
        from_study(saltelli, method="morris")
    with pytest.raises(ValueError, match="there is no method fast"):
        from_study(saltelli, method="fast")
