"""The runs of a study as arrays: rows matched by id, incomplete ones refused."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.provenance import confidence_of, stated_sources
from experiments.runs.outcomes import DELTA, measured
from experiments.study.arrays import point_values, study_outcomes, study_scenario, study_values, to_months
from experiments.study.execution.engine import planned_scenario
from sim.arms import GS, NONE, G, S
from sim.engine import run_batch
from sim.scenario import Scenario
from tests.support.finished_study import GRID, created, finished


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    return finished(tmp_path_factory.mktemp("studies"), "grid", GRID)


def test_values_are_those_of_the_engine_by_point_replication_and_arm(grid):
    values = study_values(grid, [GS, NONE], ["spent", "value"])
    assert values.shape == (6, 6, 2, 2)
    row = grid.runs().query("point_id == 4 and replication == 2 and arm == 'GS'").iloc[0]
    scenario = Scenario.load("s_association")
    drawn = {name: column[2:3] for name, column in scenario.draw(5, 3).items()}
    points = drawn | {"contract.term": [12], "incentives.power": [0.0]}
    alone = run_batch(scenario, points, [int(row["seed"])], [GS], 12).values[0, 0, 0]
    assert row["contract.term"] == 12
    assert values[2, 4, 0, 1] == row["value"] == alone


def test_measures_are_found_by_name_whatever_the_study_kept(grid, tmp_path):
    """A study that kept two measures, in another order than the scenario's, gives what one with all gives."""
    few = finished(tmp_path, "few", GRID.replace("[vary]", 'measures = ["spent", "value"]\n[vary]'))
    names = grid.plan.measures
    assert few.plan.measures != names[: len(few.plan.measures)]
    outcomes = [DELTA, measured("spent@GS", names.index("spent"), GS)]
    one, other = (study_outcomes(study, outcomes, names) for study in (grid, few))
    assert np.array_equal(one.means, other.means)
    spent = few.runs().query("arm == 'GS'").groupby("point_id")["spent"].mean()
    np.testing.assert_allclose(one.means[:, 1], spent, rtol=1e-12)
    with pytest.raises(ValueError, match="did not keep these measures: coverage"):
        study_outcomes(few, [measured("coverage@GS", names.index("coverage"), GS)], names)


def test_points_are_numbers_and_choices_those_of_their_options(grid, tmp_path):
    assert point_values(grid)["contract.term"].tolist() == [4.0, 4.0, 8.0, 8.0, 12.0, 12.0]
    choice = created(tmp_path, "choice", 'draws = 2\n[vary]\npolicy.instrument = ["grant", "contract"]\n')
    options = Scenario.load("s_association").parameters["policy.instrument"].options
    named = choice.points()["policy.instrument"].astype(str)
    assert [options[int(place)] for place in point_values(choice)["policy.instrument"]] == named.tolist()


def test_the_scenario_of_a_study_has_its_horizon(grid):
    assert study_scenario(grid).values["run.horizon"] == 12


def test_how_sure_each_value_is_travels_with_the_study(grid):
    """A plan writes every value out, the defaults too; what the case did not state is not stated there."""
    case, kept = Scenario.load("s_association"), study_scenario(grid)
    names = [name for name in case.values if name != "run.horizon"]
    assert [confidence_of(kept, name) for name in names] == [confidence_of(case, name) for name in names]
    assert [kept.sources[name] for name in names] == [case.sources[name] for name in names]


def test_of_a_file_in_a_folder_its_name_and_line_are_kept(tmp_path):
    case = Scenario.load("s_association")
    (tmp_path / "mine.toml").write_text(case.to_toml(), encoding="utf-8")
    mine = Scenario.load(tmp_path / "mine.toml")
    kept = stated_sources(mine)
    assert kept["contract.term"] == mine.sources["contract.term"].removeprefix(f"{tmp_path}/")
    assert kept["contract.term"].startswith("mine.toml:")


def test_a_horizon_that_the_case_has_by_itself_is_not_set_by_the_study():
    case = Scenario.load("s_association")
    own = int(case.values["run.horizon"])
    assert to_months(case, own).sources["run.horizon"] == case.sources["run.horizon"]
    assert to_months(case, own + 1).values["run.horizon"] == own + 1


def test_a_plan_of_an_earlier_version_states_what_differs_from_the_defaults(grid):
    model = {name: value for name, value in grid.plan.model.items() if name != "sources"}
    earlier, case = planned_scenario(model), Scenario.load("s_association")
    assert replace(grid.plan, model=model).study_id == grid.plan.study_id
    stated = {name for name in case.values if confidence_of(earlier, name) == "S"}
    assert set() < stated < {name for name in case.values if confidence_of(case, name) == "S"}


def test_absent_arms_and_measures_are_refused(grid):
    with pytest.raises(ValueError, match="G-"):
        study_values(grid, [4], ["value"])
    with pytest.raises(ValueError, match="did not keep these measures: applause; it kept value"):
        study_values(grid, [GS], ["applause"])


def test_an_unfinished_study_is_refused_naming_the_points(tmp_path):
    study = created(tmp_path, "begun", GRID)
    with pytest.raises(ValueError, match="6 of 6 points are missing: 0, 1, 2"):
        study_values(study, [GS], ["value"])


def test_draws_not_their_seeds_are_the_replications_of_a_study_that_draws(tmp_path):
    study = finished(tmp_path, "both", GRID.replace("draws = 6", "draws = 3\nseeds = 2"))
    found = study_outcomes(study, [DELTA], study.plan.measures)
    assert found.seeds == 3
    values = study_values(study, [NONE, G, S, GS], ["value"])[..., 0]
    delta = values[:, :, 3] - values[:, :, 1] - values[:, :, 2] + values[:, :, 0]
    by_draw = delta.reshape(3, 2, -1).mean(axis=1)
    np.testing.assert_allclose(found.means[:, 0], delta.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(found.noise[:, 0], by_draw.var(axis=0, ddof=1), rtol=1e-12)


def test_one_draw_with_several_seeds_is_no_sample_of_draws(tmp_path):
    study = finished(tmp_path, "one", GRID.replace("draws = 6", "draws = 1\nseeds = 2"))
    with pytest.raises(ValueError, match="at least 2 are needed"):
        study_outcomes(study, [DELTA], study.plan.measures)
