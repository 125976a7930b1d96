"""A query reads its own study only, keeps every digit, and fails in one line."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from experiments.cli.main import main
from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.study.storage import store as storage
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification

PATTERNS = [
    "terms[1]",
    "terms*",
    "terms?",
    "**",
    "[a-z]*",
    "terms[!2]",
    "[",
    "terms{1,2}",
    "~",
    "k=1",
    "a'b",
    "a:b",
]
if os.name != "nt":
    PATTERNS += ["terms\\[1]", 'a"b', "%20"]
MEANS = "select arm, avg(value) as value, count(*) as n from runs group by arm order by arm"


@pytest.fixture
def whole(tmp_path: Path) -> Study:
    study = Study.create(specification(series=("flow",)), tmp_path / "s", Toy(), rows_per_shard=400)
    study.run()
    return study


@pytest.mark.parametrize("name", PATTERNS)
def test_a_folder_whose_name_is_a_pattern_gives_its_own_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for sibling in ("terms1", "terms2", "t", "a1"):
        Study.create(specification(points=4, seeds=9), sibling, Toy()).run()
    study = Study.create(specification(points=3, seeds=2, series=("flow",)), name, Toy())
    study.run()
    found, right = study.query(MEANS), study.runs().groupby("arm", observed=True)["value"]
    assert found["n"].tolist() == [6, 6, 6, 6]
    assert found["value"].tolist() == pytest.approx(right.mean().sort_index(key=lambda arm: arm.astype(str)))
    assert study.query("select count(*) as n from series")["n"].item() == 24 * 4
    study.export(Path(name) / "runs.parquet")
    assert pq.read_metadata(Path(name).absolute() / "runs.parquet").num_rows == 24


def test_rows_that_the_manifest_does_not_record_are_refused(
    whole: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = storage.Store.shard_files
    monkeypatch.setattr(storage.Store, "shard_files", lambda *given: files(*given)[:-1])
    with pytest.raises(EnvironmentFailure, match="of runs have 640 rows and the manifest records 960"):
        whole.query("select count(*) from runs")


@pytest.mark.parametrize(
    "sql",
    [
        "select arm::int from runs",
        "select error('stop') from runs",
        "select 1 << 900 from runs",
    ],
)
def test_a_query_that_fails_while_it_computes_is_one_line_and_status_two(
    whole: Study, capsys: pytest.CaptureFixture[str], sql: str
) -> None:
    with pytest.raises(InvalidInput, match="the query is wrong"):
        whole.query(sql)
    for form in ([], ["--json"], ["--csv"]):
        assert main(["study", "query", str(whole.folder), sql, *form]) == 2
        said = capsys.readouterr()
        assert (said.err.count("\n"), said.out) == (1, "")


def strict(said: str) -> Any:
    def refuse(constant: str) -> None:
        pytest.fail(f"{constant} is no JSON")

    return json.loads(said, parse_constant=refuse)


def test_json_is_strict_and_has_every_digit(whole: Study, capsys: pytest.CaptureFixture[str]) -> None:
    sql = (
        "select 1/0.0 as infinite, 'nan'::double as undefined, {'a': 'nan'::double, 'b': [1/0.0, 0.5]}"
        " as nested,"
        " map {'x': '-inf'::double} as map, quantile_cont(value, [.05, .5, .95]) as q, list(run_id) as ids,"
        " sum(seed) as sum, 0.1 as tenth, 1234567890123456789.5::decimal(30,1) as long,"
        " interval 1 month as time,"
        " date 'infinity' as day, timetz '12:00:00+08' as clock, 1 as n, 2 as n from runs"
    )
    assert main(["study", "query", str(whole.folder), sql, "--json"]) == 0
    (row,) = strict(capsys.readouterr().out)
    runs = whole.runs()
    assert (row["infinite"], row["undefined"], row["map"]) == (None, None, {"x": None})
    assert row["nested"] == {"a": None, "b": [None, 0.5]}
    assert row["q"] == pytest.approx(runs["value"].quantile([0.05, 0.5, 0.95]).tolist(), rel=1e-12)
    assert sorted(row["ids"]) == runs["run_id"].tolist()
    assert row["sum"] == sum(map(int, runs["seed"]))
    assert (row["tenth"], row["long"]) == (0.1, "1234567890123456789.5")
    assert (row["time"], row["day"], row["clock"]) == ("1 month", "infinity", "12:00:00+08")
    assert (row["n"], row["n_2"]) == (1, 2)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".dta", ".parquet"])
@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("range(2000)", list(range(2000))),
        ("[0.1, 0.30000000000000004]::double[]", [0.1, 0.30000000000000004]),
        ("{'a': 1}", {"a": 1}),
        ("time '12:00:01'", "12:00:01"),
        ("timestamptz '2024-01-01 00:00:00+00' at time zone 'UTC'", "2024-01-01 00:00:00"),
        ("interval 14 month", "1 year 2 months"),
        ("'6a1c0e8e-0000-4000-8000-000000000001'::uuid", "6a1c0e8e-0000-4000-8000-000000000001"),
        ("0.25", 0.25),
        ("12::hugeint", 12),
    ],
)
def test_an_answer_of_any_type_is_written(
    whole: Study, tmp_path: Path, ending: str, value: str, right: Any
) -> None:
    path = tmp_path / f"answer{ending}"
    assert whole.ask(f"select {value} as x from range(1)").export(path) == path
    found = _READERS[ending](path)["x"][0]
    if isinstance(right, list | dict):
        found = json.loads(found) if isinstance(found, str) else found
        assert (list(found) if isinstance(right, list) else found) == right
    else:
        assert (found if isinstance(right, str) else float(found)) == right


_READERS: dict[str, Any] = {
    ".csv": pd.read_csv, ".xlsx": pd.read_excel, ".dta": pd.read_stata, ".parquet": pd.read_parquet,
}  # fmt: skip


@pytest.mark.parametrize(
    ("ending", "value", "said"),
    [
        (".dta", "1/0.0", "Stata has no infinity, and column 'x' holds it"),
        (".xlsx", "1/0.0", "Excel has no infinity, and column 'x' holds it"),
        (".dta", "1e308", "outside the range supported by Stata"),
        (".xlsx", "range(20000)", "a text of 128,890 characters"),
        (".xlsx", "'x' || chr(1)", "control characters"),
    ],
)
def test_what_a_format_cannot_hold_is_refused_in_one_line(
    whole: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str, value: str, said: str
) -> None:
    path = tmp_path / f"answer{ending}"
    path.write_text("before")
    assert main(["study", "query", str(whole.folder), f"select {value} as x", "--out", str(path)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert path.read_text() == "before"
    assert sorted(item.name for item in tmp_path.iterdir()) == [path.name, "s"]


def test_csv_goes_to_the_terminal_whole(whole: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(["study", "query", str(whole.folder), "select run_id, value, [value] as l from runs", "--csv"])
        == 0
    )
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 961
    assert lines[0] == "run_id,value,l"
    first = whole.runs().set_index("run_id")["value"]
    run, value, *_ = lines[1].split(",")
    assert math.isclose(float(value), first[int(run)], rel_tol=0)


@pytest.mark.parametrize("width", [60, 80, 100])
def test_a_wide_answer_fits_the_terminal(
    whole: Study, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert main(["study", "query", str(whole.folder), "select *, *, range(900) as long from runs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    assert "60 of 960 rows; --csv" in " ".join(lines[-2:])
