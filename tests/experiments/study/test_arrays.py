"""Analyses of a finished study: rows matched by id, incomplete ones refused, same answers as without it."""

import numpy as np
import pytest

from experiments.discovery.from_study import study_futures
from experiments.maps.from_study import study_map
from experiments.runs.outcomes import DELTA, measured
from experiments.sensitivity.from_study import study_layout, study_method, study_screening
from experiments.sensitivity.sobol import indices
from experiments.study.arrays import study_outcomes, study_values
from experiments.study.study import Study
from sim.arms import GS, NONE, G, S
from sim.engine import run_batch
from sim.scenario.scenario import Scenario

HEAD = 'schema = 1\nscenario = "s_association"\nseed = 5\nmonths = 12\n'


def finished(folder, name, text):
    file = folder / f"{name}.toml"
    file.write_text(f'name = "{name}"\n{HEAD}{text}', encoding="utf-8")
    study = Study.create(file, folder / name)
    study.run(show=False)
    return study


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    return finished(
        tmp_path_factory.mktemp("studies"),
        "grid",
        'replications = 6\narms = ["none", "G", "S", "GS"]\n'
        "[vary]\ncontract.term = [4, 8, 12]\nincentives.power = [0.0, 0.6]\n",
    )


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory):
    return finished(
        tmp_path_factory.mktemp("studies"),
        "saltelli",
        'replications = 3\nunknowns = "fixed"\narms = ["none", "G", "S", "GS"]\n'
        "[vary]\nresources.relative_productivity = { uniform = [0.6, 1.4] }\n"
        "incentives.power = { uniform = [0, 1.5] }\n"
        '[design]\nkind = "saltelli"\nsize = 64\n',
    )


def test_values_are_those_of_the_engine_by_point_replication_and_arm(grid):
    values = study_values(grid, [GS, NONE], ["spent", "value"])
    assert values.shape == (6, 6, 2, 2)
    row = grid.runs().query("point_id == 4 and replication == 2 and arm == 'GS'").iloc[0]
    scenario = Scenario.load("s_association")
    drawn = {name: column[2:3] for name, column in scenario.draw(5, 3).items()}
    points = drawn | {"contract.term": [12], "incentives.power": [0.0]}
    alone = run_batch(scenario, points, [int(row["key"])], [GS], 12).values[0, 0, 0]
    assert row["contract.term"] == 12
    assert values[2, 4, 0, 1] == row["value"] == alone


def test_a_map_of_a_grid(grid):
    found = study_map(grid)
    assert (found.x_name, found.y_name) == ("contract.term", "incentives.power")
    assert found.draws == 6
    values = study_values(grid, [NONE, G, S, GS], ["value"])[..., 0]
    delta = (values[:, :, 3] - values[:, :, 1] - values[:, :, 2] + values[:, :, 0]).mean(axis=0)
    np.testing.assert_allclose(found.delta, delta.reshape(3, 2).T)


def test_indices_of_a_saltelli_study(saltelli):
    layout = study_layout(saltelli)
    assert layout.points == saltelli.plan.point_count
    assert layout.one_sequence
    result = indices(layout, study_outcomes(saltelli, [DELTA], ["value"]))
    shares = {share.name: share.total.value for share in result.of("delta").shares}
    assert shares["resources.relative_productivity"] > shares["incentives.power"]
    assert result.luck == "fixed"


def test_futures_of_a_study_are_held_out_in_turn(saltelli):
    train, held_out = study_futures(saltelli)
    assert len(train.hits) + len(held_out.hits) == saltelli.plan.point_count
    points = saltelli.points()
    assert train.values.iloc[1].to_dict() == points.loc[2].to_dict()
    assert held_out.values.iloc[1].to_dict() == points.loc[3].to_dict()


def test_measures_are_found_by_name_whatever_the_study_kept(grid, tmp_path):
    """A study that kept two measures, in another order than the scenario's, gives what one with all gives."""
    few = finished(
        tmp_path,
        "few",
        'replications = 6\narms = ["none", "G", "S", "GS"]\nmeasures = ["spent", "value"]\n'
        "[vary]\ncontract.term = [4, 8, 12]\nincentives.power = [0.0, 0.6]\n",
    )
    names = grid.plan.measures
    assert few.plan.measures != names[: len(few.plan.measures)]
    looked_at = [DELTA, measured("spent@GS", names.index("spent"), GS)]
    one, other = (study_outcomes(study, looked_at, names) for study in (grid, few))
    assert np.array_equal(one.means, other.means)
    spent = few.runs().query("arm == 'GS'").groupby("point_id")["spent"].mean()
    np.testing.assert_allclose(one.means[:, 1], spent, rtol=1e-12)
    with pytest.raises(ValueError, match="did not keep these measures: coverage"):
        study_outcomes(few, [measured("coverage@GS", names.index("coverage"), GS)], names)


@pytest.mark.parametrize(
    ("kind", "size", "method"), [("morris", 8, "morris"), ("lhs", 120, "pawn"), ("sobol", 128, "delta")]
)
def test_a_screening_of_a_study_is_that_of_its_points(kind, size, method, tmp_path):
    """What decides Δ is found in the study's own runs, without a further one."""
    study = finished(
        tmp_path,
        kind,
        'replications = 2\nunknowns = "fixed"\narms = ["none", "G", "S", "GS"]\n'
        "[vary]\nresources.relative_productivity = { uniform = [0.6, 1.4] }\n"
        f"capability.feedback = {{ uniform = [0, 1] }}\n[design]\nkind = '{kind}'\nsize = {size}\n",
    )
    assert study_method(study) == ("morris" if kind == "morris" else "pawn")
    first, second = study_screening(study, method, [DELTA], study.plan.measures).found
    assert (first.parameter, first.method) == ("resources.relative_productivity", method)
    assert first.influential
    assert first.value > second.value
    if method == "morris":
        points, delta = study.points(), study_outcomes(study, [DELTA], study.plan.measures).means[:, 0]
        steps = np.diff(points["resources.relative_productivity"]).reshape(-1)
        moved = (np.arange(len(points) - 1) % 3 < 2) & (steps != 0)
        slopes = np.diff(delta)[moved] / (steps[moved] / 0.8)
        assert first.value == pytest.approx(np.abs(slopes).mean(), rel=1e-9)
    with pytest.raises(ValueError, match="this analysis needs: saltelli"):
        study_layout(study)


def test_drawn_unknowns_are_said_to_be_in_the_chance_of_a_study(saltelli, tmp_path):
    assert not study_layout(saltelli).unknowns_in_chance
    study = Study.create(_drawn(tmp_path), tmp_path / "drawn")
    assert study_layout(study).unknowns_in_chance


def _drawn(folder):
    file = folder / "drawn.toml"
    file.write_text(
        f'name = "drawn"\n{HEAD}replications = 2\n[vary]\nincentives.power = {{ uniform = [0, 1.5] }}\n'
        '[design]\nkind = "saltelli"\nsize = 64\n',
        encoding="utf-8",
    )
    return file


def test_other_designs_and_absent_arms_are_refused(grid, saltelli):
    with pytest.raises(ValueError, match="this analysis needs: saltelli"):
        study_layout(grid)
    with pytest.raises(ValueError, match="needs: grid"):
        study_map(saltelli)
    with pytest.raises(ValueError, match="G-"):
        study_values(grid, [4], ["value"])
    with pytest.raises(ValueError, match="did not keep these measures: applause; it kept value"):
        study_values(grid, [GS], ["applause"])


def test_an_unfinished_study_is_refused_naming_the_points(grid, tmp_path):
    study = Study.create(grid.folder.parent / "grid.toml", tmp_path / "begun")
    with pytest.raises(ValueError, match="6 of 6 points are missing: 0, 1, 2"):
        study_values(study, [GS], ["value"])
