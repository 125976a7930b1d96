"""Exports: every format holds the same numbers, no cell is a formula, no partial file is left."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.errors import InvalidInput
from experiments.files import disarmed
from experiments.study.study import Study
from experiments.study.tables.export import stata_names
from tests.support.toy_study import Toy, specification


class Sly(Toy):
    """A toy whose failures would be formulas in a spreadsheet."""

    def evaluate(self, *args: object) -> object:  # type: ignore[override]
        outcome = super().evaluate(*args)  # type: ignore[arg-type]
        formula = '=HYPERLINK("http://example.org")'
        failures = tuple(failure._replace(message=formula) for failure in outcome.failures)
        return replace(outcome, failures=failures)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    toy = Sly(poison=(0.9, 2), drawn=True)
    study = Study.create(specification(series=("flow",)), tmp_path / "s", toy, rows_per_shard=80)
    study.run()
    return study


def numbers(rows: pd.DataFrame) -> np.ndarray:
    return rows[["run_id", "point_id", "replication", "toy.x", "value", "m1", "m2"]].to_numpy(dtype=float)


def test_csv_and_parquet_hold_the_same_numbers(study: Study, tmp_path: Path) -> None:
    runs = study.runs()
    csv = pd.read_csv(study.export(tmp_path / "runs.csv"))
    parquet = pd.read_parquet(study.export(tmp_path / "runs.parquet"))
    for table in (csv, parquet):
        assert set(table.columns) == set(runs.columns)
        assert np.array_equal(numbers(table), numbers(runs), equal_nan=True)
    assert csv["seed"].tolist() == runs["seed"].tolist()


def test_stata_and_excel_hold_the_same_numbers(study: Study, tmp_path: Path) -> None:
    runs = study.runs()
    stata = pd.read_stata(study.export(tmp_path / "runs.dta"))
    excel = pd.read_excel(study.export(tmp_path / "runs.xlsx"))
    assert np.array_equal(numbers(stata.rename(columns={"toy_x": "toy.x"})), numbers(runs), equal_nan=True)
    np.testing.assert_allclose(numbers(excel), numbers(runs), rtol=1e-15)  # Excel keeps 16 digits
    for table in (stata, excel):
        assert table["seed"].astype("int64").tolist() == runs["seed"].tolist()
        assert table["arm"].tolist() == runs["arm"].tolist()


def test_a_text_that_looks_like_a_formula_is_disarmed_and_numbers_are_not(
    study: Study, tmp_path: Path
) -> None:
    csv = study.export(tmp_path / "runs.csv").read_text()
    assert "\"'=HYPERLINK" in csv
    assert ',"=HYPERLINK' not in csv
    from openpyxl import load_workbook

    sheet = load_workbook(study.export(tmp_path / "runs.xlsx")).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert [disarmed(cell) for cell in ("=1", "+1", "-x", "−x", "@a", "\tx", "a=1", "")] == [
        "'=1", "'+1", "'-x", "'−x", "'@a", "'\tx", "a=1", "",
    ]  # fmt: skip


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    class Negative(Toy):
        def evaluate(self, *args: object) -> object:  # type: ignore[override]
            outcome = super().evaluate(*args)  # type: ignore[arg-type]
            return replace(outcome, values=-outcome.values)

    study = Study.create(specification(), tmp_path / "s", Negative())
    study.run()
    assert pd.read_csv(study.export(tmp_path / "runs.csv"))["value"].lt(0).all()


def test_other_tables_are_exported_too(study: Study, tmp_path: Path) -> None:
    assert len(pd.read_csv(study.export(tmp_path / "p.csv", "points"))) == 40
    assert list(pd.read_csv(study.export(tmp_path / "d.csv", "draws")).columns) == ["replication", "toy.y"]
    assert len(pd.read_csv(study.export(tmp_path / "s.csv", "series"))) == 960 * 4


@pytest.mark.parametrize(
    ("name", "table", "said"),
    [("runs.sav", "runs", "not a known format"), ("a.csv", "people", "no table 'people'")],
)
def test_unknown_formats_and_tables_are_refused(
    study: Study, tmp_path: Path, name: str, table: str, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        study.export(tmp_path / name, table)
    assert not (tmp_path / name).exists()


def test_more_rows_than_excel_holds_are_refused(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.study.tables.export._EXCEL_ROWS", 959)
    (tmp_path / "a.xlsx").write_bytes(b"old")
    with pytest.raises(InvalidInput, match="Excel holds at most 959 rows"):
        study.export(tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == b"old"


def test_the_same_study_exports_the_same_bytes(study: Study, tmp_path: Path) -> None:
    other = Study.create(
        specification(series=("flow",)), tmp_path / "o", Sly(poison=(0.9, 2), drawn=True), rows_per_shard=333
    )
    for part in (2, 1):
        other.run(part=(part, 2))
    for ending in ("csv", "parquet"):
        one = study.export(tmp_path / f"one.{ending}").read_bytes()
        assert one == other.export(tmp_path / f"other.{ending}").read_bytes()


def test_stata_names_are_allowed_and_different() -> None:
    columns = ["contract.term", "contract_term", "1st", "x" * 40, "x" * 39 + "y", "能力"]
    names = list(stata_names(columns).values())
    assert names[:3] == ["contract_term", "contract_term_2", "v1st"]
    assert len(set(names)) == len(columns)
    assert all(len(name) <= 32 and name.isidentifier() and name.isascii() for name in names)


def test_sql_sees_all_tables(study: Study) -> None:
    counted = study.query(
        "select arm, count(*) as n, count(value) as good from runs group by arm order by arm"
    )
    failed = (study.runs()["status"] == "failed").sum()
    assert counted["n"].tolist() == [240] * 4
    assert counted["good"].sum() == 960 - failed
    joined = study.query(
        'select avg(r.value) as v, max(p."toy.x") as x, max(d."toy.y") as y, count(s.flow) as f '
        "from runs r join points p using (point_id) join draws d using (replication) "
        "join series s using (run_id) where s.month = 4"
    )
    assert joined["v"].item() == pytest.approx(study.runs()["value"].mean())
    assert joined["f"].item() == 960 - failed
    with pytest.raises(InvalidInput, match="the query is wrong"):
        study.query("select nonsense from nowhere")
    with pytest.raises(InvalidInput, match=r'vlaue".*Candidate bindings: "value"'):
        study.query("select vlaue from runs")
    with pytest.raises(InvalidInput, match=r'rnus .*Did you mean "runs"'):
        study.query("select value from rnus")


def test_missing_extras_are_named(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(InvalidInput, match=r"pip install 'oneplusone\[query\]'.*make install"):
        study.query("select 1")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InvalidInput, match=r"pip install 'oneplusone\[excel\]'.*make install"):
        study.export(tmp_path / "a.xlsx")
    monkeypatch.setitem(sys.modules, "distributed", None)
    shard = next((study.folder / "runs").iterdir())
    shard.unlink()
    with pytest.raises(InvalidInput, match=r"pip install 'oneplusone\[cluster\]'.*make install"):
        study.run(cluster="tcp://127.0.0.1:9")


def test_before_anything_is_finished_there_is_nothing_to_read(tmp_path: Path) -> None:
    study = Study.create(specification(), tmp_path / "s", Toy())
    assert len(study.runs()) == 0
    for act in (lambda: study.export(tmp_path / "a.csv"), lambda: study.query("select 1")):
        with pytest.raises(InvalidInput, match="nothing is finished yet"):
            act()
