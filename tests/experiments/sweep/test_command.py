"""`oneplusone study report`: the words, the table, its files, and refusals."""

import csv
import json
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli.main import main
from experiments.study.study import Study
from tests.support.drawing import named_only
from tests.support.finished_study import GRID, created, finished


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return finished(tmp_path_factory.mktemp("studies"), "grid", GRID).folder


@pytest.mark.parametrize(
    ("lang", "word"),
    [("en", "1+1 is below two at 3 of 6 points and not resolved at 3"), ("zh", "在 3 个上无法分辨")],
)
def test_it_answers_in_words_and_writes_table_and_figures(folder, lang, word, tmp_path, capsys):
    asked = ["--lang", lang, "study", "report", str(folder), "--out", str(tmp_path / "out")]
    # Figures are drawn in both languages whatever the command speaks: once is enough.
    with nullcontext() if lang == "en" else named_only():
        assert main([*asked, "--csv", str(tmp_path / "points.csv")]) == 0
    said = capsys.readouterr().out
    assert word in said
    assert "1+1" in said
    rows = list(csv.reader((tmp_path / "points.csv").open(encoding="utf-8")))
    assert len(rows) == 7
    assert ("Term (months)" in rows[0]) == (lang == "en")
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"report.json", "report.csv", "report_zh.csv", "report.png", "report_zh.svg"} <= written


def test_json_holds_every_point_with_its_intervals(folder, tmp_path, capsys):
    with named_only():
        assert main(["study", "report", str(folder), "--json", "--out", str(tmp_path)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["kind"] == "oneplusone study report"
    assert found["study"] == "grid"
    assert found["report"]["benchmark"] == "side_by_side"
    for point in found["report"]["points"]:
        for ratio in (point["added_value"], point["one_plus_one"]):
            assert ratio["low"] < ratio["value"] < ratio["high"]


def test_the_benchmark_that_is_asked_for_leads_in_words_and_files(folder, tmp_path, capsys, monkeypatch):
    """It is another question: without --out its results go to a folder of their own."""
    monkeypatch.chdir(tmp_path)
    for more in ([], ["--benchmark", "side_by_side"], ["--benchmark", "alone"]):
        with named_only():
            assert main(["study", "report", str(folder), *more]) == 0
        first = "the two alone" if "alone" in more else "both side by side without a contract"
        assert f"1+1 is taken against {first}, in brackets" in " ".join(capsys.readouterr().out.split())
    reports = {
        path.parent.name: json.loads(path.read_text()) for path in tmp_path.glob("results/*/report.json")
    }
    assert {"alone", "side_by_side"} == {one["report"]["benchmark"] for one in reports.values()}
    assert "report_grid" in reports


@pytest.mark.parametrize(("option", "name"), [("--out", "there.txt/out"), ("--csv", "there.txt/points.csv")])
def test_where_nothing_can_be_written_nothing_is_computed(
    option, name, folder, tmp_path, capsys, monkeypatch
):
    (tmp_path / "there.txt").write_text("a file", encoding="utf-8")
    monkeypatch.setattr(Study, "report", lambda *given, **more: pytest.fail("something was computed"))
    asked = ["study", "report", str(folder), "--out", str(tmp_path / "out"), option, str(tmp_path / name)]
    assert main(asked) in (2, 4)
    assert "there.txt" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["there.txt"]


def test_missing_arms_end_in_one_line_and_status_two(tmp_path, capsys):
    study = created(tmp_path, "few", 'draws = 2\narms = ["G", "S", "GS"]\n[vary]\ncontract.term = [4, 8]\n')
    assert main(["study", "report", str(study.folder), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert "none, G, S, GS" in said[0]
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_case_of_ones_own_has_its_report(lang, tmp_path, capsys):
    """Its own kinds of service alone, and nothing of the shipped case."""
    case = Path(__file__).parents[3] / "docs" / "cases" / "chengdu.toml"
    (tmp_path / "chengdu.toml").write_bytes(case.read_bytes())
    file = tmp_path / "own.toml"
    file.write_text(
        'schema = 1\nname = "own"\nscenario = "chengdu.toml"\ndraws = 4\nmonths = 12\n'
        "[vary]\ncontract.term = [6, 12]\n",
        encoding="utf-8",
    )
    study = Study.create(file, tmp_path / "own")
    study.run()
    with named_only():
        asked = ["--lang", lang, "study", "report", str(study.folder), "--out", str(tmp_path / "out")]
        assert main(asked) == 0
    assert "S Association" not in capsys.readouterr().out
    table = pd.read_excel(study.export(tmp_path / "own.xlsx", lang=lang), sheet_name=1)
    names = set(table.iloc[:, 0])
    assert {"enjoyed_meals", "enjoyed_visits"} <= names
    assert not names & {"enjoyed_studio", "enjoyed_firm", "enjoyed_group"}
