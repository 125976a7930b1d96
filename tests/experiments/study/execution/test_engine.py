"""Studies of the model: the table is what either engine gives, and changed code is refused."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.errors import InvalidInput
from experiments.runs.engines import EngineRuns, Mesa
from experiments.study.execution.engine import EngineEvaluator, code_hash
from experiments.study.spec import StudySpec
from experiments.study.storage.plan import differences
from experiments.study.study import Study
from sim.engine import RunFailure, run_batch
from sim.engine.batch import MAX_DIAGNOSED
from sim.scenario.scenario import Scenario

FILE = """
schema = 1
scenario = "s_association"
draws = 3
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
    assert study.run().status == 0
    return study


def test_a_row_is_what_the_engine_gives_for_its_point_seed_and_draw(study: Study) -> None:
    runs, draws = study.runs(), study.draws()
    scenario = Scenario.load("s_association", changes={"run.horizon": 12})
    assert set(scenario.uncertain) - {"contract.term", "incentives.power"} <= set(draws.columns)
    for place in (0, 7, 23):
        row = runs.iloc[place]
        values = {name: np.array([column[row["replication"]]]) for name, column in draws.items()}
        for name, column in values.items():
            if column.dtype.kind not in "iuf":
                values[name] = np.array([scenario.parameters[name].stored(column[0])])
        values |= {name: np.array([row[name]]) for name in ("contract.term", "incentives.power")}
        arm = {"G": 1, "GS": 6}[row["arm"]]
        batch = run_batch(scenario, values, [int(row["seed"])], [arm])
        assert np.array_equal(batch.values[0, 0], row[list(study.plan.measures)].to_numpy(dtype=float))


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
    assert moved.run(isolate=True).finished == study.plan.runs
    assert shard.read_bytes() == before


def test_changed_parameters_are_refused_by_name(study: Study) -> None:
    model = copy.deepcopy(study.plan.model)
    model["toml"] = re.sub(r"(?m)^depth = .*$", "depth = 0.33", model["toml"])
    other = Study(study.folder, EngineEvaluator.built(model))
    with pytest.raises(InvalidInput, match=r"control.depth: [\d.]+ → 0.33|prior of control.depth: .* → —"):
        other.run()


def test_the_fingerprint_names_code_libraries_and_every_parameter() -> None:
    evaluator = EngineEvaluator(Scenario.load("s_association"))
    found = evaluator.fingerprint()
    assert {"code", "python", "machine", "numpy", "numba", "llvmlite", "contract.term"} <= set(found)
    assert found["code"] == code_hash()
    other = EngineEvaluator(Scenario.load("s_association", changes={"contract.sum": 1}))
    assert any("contract.sum" in line for line in differences(found, other.fingerprint()))


def test_without_draws_parameters_stay_at_the_scenarios_values(tmp_path: Path) -> None:
    (tmp_path / "fixed.toml").write_text(FILE + "[design]\n", encoding="utf-8")
    text = FILE.replace("draws = 3", 'seeds = 3\nuncertain = "fixed"')
    (tmp_path / "fixed.toml").write_text(text)
    study = Study.create(tmp_path / "fixed.toml", tmp_path / "s")
    study.run()
    assert study.draws().empty
    assert study.runs()["value"].notna().all()


def test_a_specification_may_be_made_in_python(tmp_path: Path) -> None:
    from experiments.study.design import Design

    evaluator = EngineEvaluator(Scenario.load("s_association"))
    design = Design("list", table={"contract.term": np.array([6, 12])})
    spec = StudySpec("mine", design, draws=2, arms=("GS",), months=6, model=evaluator.model())
    study = Study.create(spec, tmp_path / "s")
    assert study.run().finished == 4
    assert isinstance(study.runs(), pd.DataFrame)


def test_a_study_is_the_same_on_both_engines(tmp_path: Path) -> None:
    text = FILE.replace("draws = 3", "draws = 2\nseeds = 2").replace('"value"]', '"value", "spent"]')
    (tmp_path / "terms.toml").write_text(text)
    compiled = Study.create(tmp_path / "terms.toml", tmp_path / "compiled", engine="compiled")
    mesa = Study.create(tmp_path / "terms.toml", tmp_path / "mesa", engine="mesa")
    assert compiled.run().status == mesa.run().status == 0
    assert (compiled.plan.engine, Study(mesa.folder).plan.engine) == ("compiled", "mesa")
    assert isinstance(Study(mesa.folder).evaluator.engine, Mesa)  # type: ignore[attr-defined]
    for table in ("runs", "series", "points", "draws"):
        one, other = (getattr(study, table)() for study in (compiled, mesa))
        assert len(one) > 0
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_a_folder_keeps_its_engine(tmp_path: Path) -> None:
    (tmp_path / "terms.toml").write_text(FILE.replace("months = 12", "months = 2"))
    Study.create(tmp_path / "terms.toml", tmp_path / "s", engine="mesa")
    assert Study.create(tmp_path / "terms.toml", tmp_path / "s").plan.engine == "mesa"
    with pytest.raises(InvalidInput, match="engine: mesa → compiled"):
        Study.create(tmp_path / "terms.toml", tmp_path / "s", engine="compiled")
    with pytest.raises(InvalidInput, match="there is no engine repast"):
        Study.create(tmp_path / "terms.toml", tmp_path / "t", engine="repast")


def test_every_failed_run_of_a_batch_is_diagnosed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Engines diagnose some failures of a batch; a row must not depend on how many fail with it."""
    evaluator = EngineEvaluator(Scenario.load("s_association"))
    engine = evaluator.engine

    class Failing:
        name = "failing"

        def run(self, scenario: object, points: object, seeds: np.ndarray, *rest: object) -> EngineRuns:
            n = len(seeds)
            message = "month 3: a rule failed"
            failures = tuple(
                RunFailure(pair, 1, f"{message}: {seeds[pair]}" if pair < MAX_DIAGNOSED else message)
                for pair in range(n)
            )
            return EngineRuns(
                np.full((n, 1, len(evaluator.measure_names)), np.nan), failures, np.empty((n, 1, 0, 0))
            )

    monkeypatch.setattr(evaluator, "engine", Failing())
    seeds = np.arange(MAX_DIAGNOSED + 5, dtype=np.uint64)
    found = evaluator.evaluate({}, seeds, [1], 12)
    assert [failure.message for failure in found.failures] == [
        f"month 3: a rule failed: {seed}" for seed in seeds
    ]
    assert engine.name == "compiled"
