"""Studies of the model itself: the table is what the engine gives, and says when the model has changed."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.errors import InvalidInput
from experiments.study.execution.engine import EngineEvaluator, code_hash
from experiments.study.spec import StudySpec
from experiments.study.storage.plan import differences
from experiments.study.study import Study
from sim.engine import run_batch
from sim.scenario.scenario import Scenario

FILE = """
schema = 1
scenario = "s_association"
replications = 3
months = 12
arms = ["G", "GS"]
monthly = ["value"]
[vary]
contract.term = [6, 8]
incentives.power = [0.5, 1.0]
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("engine")
    (folder / "terms.toml").write_text(FILE)
    study = Study.create(folder / "terms.toml", folder / "s", rows_per_shard=16)
    assert study.run(show=False).status == 0
    return study


def test_a_row_is_what_the_engine_gives_for_its_point_key_and_draw(study: Study) -> None:
    runs, draws = study.runs(), study.draws()
    scenario = Scenario.load("s_association", changes={"run.horizon": 12})
    assert set(scenario.unknowns) - {"contract.term", "incentives.power"} <= set(draws.columns)
    for row in (0, 7, 23):
        told = runs.iloc[row]
        values = {name: np.array([column[told["replication"]]]) for name, column in draws.items()}
        for name, column in values.items():
            if column.dtype.kind not in "iuf":
                values[name] = np.array([scenario.parameters[name].stored(column[0])])
        values |= {name: np.array([told[name]]) for name in ("contract.term", "incentives.power")}
        arm = {"G": 1, "GS": 6}[told["arm"]]
        batch = run_batch(scenario, values, [int(told["key"])], [arm])
        assert np.array_equal(batch.values[0, 0], told[list(study.plan.measures)].to_numpy(dtype=float))


def test_the_last_month_of_a_series_is_the_measure(study: Study) -> None:
    last = study.series()[lambda rows: rows["month"] == 12]
    assert np.array_equal(last["value"].to_numpy(), study.runs()["value"].to_numpy())


def test_a_study_needs_only_its_folder(study: Study, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(study.folder, tmp_path / "moved")
    moved = Study(tmp_path / "moved")
    shard = next((moved.folder / "runs").iterdir())
    before = shard.read_bytes()
    shard.unlink()
    assert moved.run(show=False, isolate=True).finished == study.plan.runs
    assert shard.read_bytes() == before


def test_changed_parameters_are_refused_by_name(study: Study) -> None:
    model = copy.deepcopy(study.plan.model)
    model["toml"] = model["toml"].replace("horizon", "horizon") + "\n[control]\ndepth = 0.33\n"
    other = Study(study.folder, EngineEvaluator.built(model))
    with pytest.raises(InvalidInput, match=r"control.depth: [\d.]+ → 0.33|prior of control.depth: .* → —"):
        other.run(show=False)


def test_the_fingerprint_names_code_libraries_and_every_parameter() -> None:
    evaluator = EngineEvaluator(Scenario.load("s_association"))
    found = evaluator.fingerprint()
    assert {"code", "python", "machine", "numpy", "numba", "llvmlite", "contract.term"} <= set(found)
    assert found["code"] == code_hash()
    other = EngineEvaluator(Scenario.load("s_association", changes={"contract.sum": 1}))
    assert any("contract.sum" in line for line in differences(found, other.fingerprint()))


def test_fixed_unknowns_stay_at_the_scenarios_values(tmp_path: Path) -> None:
    (tmp_path / "fixed.toml").write_text(FILE + "[design]\n", encoding="utf-8")
    text = FILE.replace("[vary]", 'unknowns = "fixed"\n[vary]')
    (tmp_path / "fixed.toml").write_text(text)
    study = Study.create(tmp_path / "fixed.toml", tmp_path / "s")
    study.run(show=False)
    assert study.draws().empty
    assert study.runs()["value"].notna().all()


def test_a_request_may_be_made_in_python(tmp_path: Path) -> None:
    from experiments.study.design import Design

    evaluator = EngineEvaluator(Scenario.load("s_association"))
    design = Design("list", table={"contract.term": np.array([6, 12])})
    request = StudySpec("mine", design, replications=2, arms=("GS",), months=6, model=evaluator.model())
    study = Study.create(request, tmp_path / "s")
    assert study.run(show=False).finished == 4
    assert isinstance(study.runs(), pd.DataFrame)
