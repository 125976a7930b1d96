"""A study computes every run exactly once, whatever way it is computed in."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from experiments.errors import InvalidInput
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification


def test_a_table_has_every_run_once_with_its_seed(tmp_path: Path) -> None:
    study = Study.create(specification(points=40, seeds=6), tmp_path / "s", Toy(), rows_per_shard=100)
    tally = study.run()
    runs = study.runs()
    assert (tally.runs, tally.finished, tally.failed, tally.status) == (960, 960, 0, 0)
    assert runs["run_id"].is_monotonic_increasing
    assert runs["run_id"].is_unique
    assert list(runs.columns[:7]) == ["run_id", "point_id", "replication", "arm", "seed", "status", "error"]
    assert set(zip(runs["point_id"], runs["replication"], runs["arm"], strict=True)) == {
        (point, replication, arm)
        for point in range(40)
        for replication in range(6)
        for arm in Toy().arm_names
    }
    assert runs.groupby("replication")["seed"].nunique().eq(1).all()
    assert runs["seed"].nunique() == 6
    assert study.verify() == []


def test_values_are_those_of_the_evaluator_at_the_points_draws_and_seeds_of_the_table(tmp_path: Path) -> None:
    toy = Toy(drawn=True)
    study = Study.create(specification(draws=3, seeds=2), tmp_path / "s", toy, rows_per_shard=64)
    study.run()
    runs, draws = study.runs(), study.draws()
    one_arm = runs[runs["arm"] == "S"]
    points = {name: one_arm[name].to_numpy() for name in ("toy.x", "toy.n")}
    points["toy.y"] = draws["toy.y"].to_numpy()[one_arm["replication"]]
    expected = toy.evaluate(points, one_arm["seed"].to_numpy().astype(np.uint64), [2], None).values[:, 0, :]
    assert np.array_equal(one_arm[["value", "m1", "m2"]].to_numpy(), expected)


def test_the_table_does_not_depend_on_the_shards(tmp_path: Path) -> None:
    tables = []
    for rows in (4, 100, 10_000):
        study = Study.create(specification(), tmp_path / f"s{rows}", Toy(), rows_per_shard=rows)
        study.run()
        tables.append(study.runs())
    pd.testing.assert_frame_equal(tables[0], tables[1], check_exact=True)
    pd.testing.assert_frame_equal(tables[0], tables[2], check_exact=True)


def test_a_second_run_computes_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    study = Study.create(specification(), tmp_path / "s", Toy(log=str(log)), rows_per_shard=100)
    study.run()
    before = log.read_text()
    assert Study(tmp_path / "s", Toy(log=str(log))).run().finished == 960
    assert log.read_text() == before


@pytest.mark.parametrize("end", ["fail", "raise", "infinite"])
def test_a_failed_run_is_a_row_and_other_rows_are_unaffected(tmp_path: Path, end: str) -> None:
    good = Study.create(specification(), tmp_path / "good", Toy(), rows_per_shard=100)
    good.run()
    bad = Study.create(specification(), tmp_path / "bad", Toy(poison=(0.9, 2), end=end), rows_per_shard=100)
    tally = bad.run()
    runs, whole = bad.runs(), good.runs()
    wrong = (whole["toy.x"] > 0.9) & (whole["arm"] == "S")
    assert wrong.sum() > 0
    assert (tally.failed, tally.status) == (wrong.sum(), 3)
    assert runs.loc[wrong, "status"].eq("failed").all()
    assert runs.loc[wrong, "error"].str.len().gt(5).all()
    assert runs.loc[wrong, ["value", "m1", "m2"]].isna().all(axis=None)
    pd.testing.assert_frame_equal(runs[~wrong], whole[~wrong], check_exact=True)


def test_monthly_series_have_a_table_of_their_own(tmp_path: Path) -> None:
    toy = Toy(poison=(0.9, 2), end="raise")
    study = Study.create(specification(series=("flow",)), tmp_path / "s", toy, rows_per_shard=100)
    study.run()
    series, runs = study.series(), study.runs()
    assert list(series.columns) == ["run_id", "point_id", "replication", "arm", "month", "flow"]
    assert len(series) == 4 * len(runs)
    first = series[series["month"] == 1]
    assert first["run_id"].tolist() == runs["run_id"].tolist()
    failed = (runs["status"] == "failed").to_numpy()
    assert failed.any()
    assert np.array_equal(first["flow"].isna().to_numpy(), failed)
    assert np.array_equal(first["flow"].to_numpy()[~failed], runs["value"].to_numpy()[~failed])
    assert study.verify() == []


def test_the_plan_describes_the_tables(tmp_path: Path) -> None:
    study = Study.create(specification(series=("flow",)), tmp_path / "s", Toy())
    study.run()
    plan = json.loads((study.folder / "plan.json").read_text())
    assert {"study_id", "design_hash", "fingerprint", "seed", "seeds_per_draw", "seed_stream"} <= set(plan)
    for table in ("runs", "series"):
        found = pq.read_schema(next((study.folder / table).iterdir()))
        kinds = {
            field.name: "string" if pa.types.is_dictionary(field.type) else str(field.type) for field in found
        }
        assert kinds == plan["schema"][table]


def test_a_shard_in_which_nothing_works_has_empty_months(tmp_path: Path) -> None:
    asked = specification(series=("flow",), months=4, arms=("S",))
    study = Study.create(asked, tmp_path / "s", Toy(), rows_per_shard=40)
    broken = Study(study.folder, Toy(poison=(-1.0, 2), end="raise"))
    assert broken.run().failed == 240
    assert len(broken.series()) == 240 * 4
    assert broken.series()["flow"].isna().all()
    assert broken.verify() == []


def test_only_the_arms_and_measures_asked_for_are_kept(tmp_path: Path) -> None:
    whole = Study.create(specification(), tmp_path / "whole", Toy())
    whole.run()
    some = Study.create(
        specification(arms=("GS", "G"), measures=("m2",)), tmp_path / "some", Toy(), rows_per_shard=50
    )
    some.run()
    runs = whole.runs()
    runs = runs[runs["arm"].isin(["G", "GS"])].drop(columns=["value", "m1"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(some.runs(), runs, check_exact=True)
    with pytest.raises(InvalidInput, match=r'there is no measure "m22"; .*; did you mean m2'):
        Study.create(specification(measures=("m22",)), tmp_path / "wrong", Toy())


def test_parts_of_an_array_job_give_the_same_table(tmp_path: Path) -> None:
    whole = Study.create(specification(), tmp_path / "whole", Toy(), rows_per_shard=100)
    whole.run()
    for part in (3, 1, 2):
        study = Study.create(specification(), tmp_path / "parts", Toy(), rows_per_shard=100)
        study.run(part=(part, 3))
    assert Study(tmp_path / "parts", Toy()).status().status == 0
    pd.testing.assert_frame_equal(study.runs(), whole.runs(), check_exact=True)
    names = {path.name for path in (tmp_path / "parts" / "manifest").iterdir()}
    assert names == {f"part-000{part}-of-0003.jsonl" for part in (1, 2, 3)}


def test_computing_apart_gives_the_same_table(tmp_path: Path) -> None:
    tables = []
    for isolate in (False, True):
        study = Study.create(specification(), tmp_path / f"s{isolate}", Toy(), rows_per_shard=200)
        study.run(isolate=isolate)
        tables.append(study.runs())
    pd.testing.assert_frame_equal(tables[0], tables[1], check_exact=True)
