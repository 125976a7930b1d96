"""Exports that a colleague can read: labels with units, names of choices, a codebook, CSV for Excel."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from experiments.cli.main import main
from experiments.errors import InvalidInput
from experiments.study.study import Study
from experiments.texts import text
from sim.texts import UnknownLanguage
from tests.support.finished_study import finished

STUDY = (
    'draws = 2\narms = ["none", "G", "S", "GS"]\nmeasures = ["value", "spent"]\nmonthly = ["value"]\n'
    '[vary]\ncontract.term = [4, 8]\npolicy.instrument = ["contract", "grant"]\n'
)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return finished(tmp_path_factory.mktemp("studies"), "labels", STUDY)


@pytest.mark.parametrize(
    ("lang", "term", "spent", "grant"),
    [
        ("en", "Term (months) [contract.term]", "Public money spent (yuan) [spent]", "grant"),
        ("zh", "合同期限（个月） [contract.term]", "公共资金支出（元） [spent]", "补助"),
    ],
)
def test_stata_has_labels_with_units_and_names_of_choices(
    study: Study, tmp_path: Path, lang: str, term: str, spent: str, grant: str
) -> None:
    path = study.export(tmp_path / "a.dta", lang=lang)
    with pd.read_stata(path, iterator=True) as reader:
        labels = reader.variable_labels()
        values = reader.value_labels()
    assert labels["contract_term"] == term
    assert labels["spent"] == spent
    assert max(map(len, labels.values())) <= 80
    assert grant in values["policy_instrument"].values()
    assert set(values["arm"].values()) >= {"none", "G", "S", "GS"}


def test_excel_has_a_frozen_head_widths_and_a_codebook(study: Study, tmp_path: Path) -> None:
    for lang in ("en", "zh"):
        book = load_workbook(study.export(tmp_path / "a.xlsx", lang=lang))
        runs, words = book.worksheets
        assert words.title == text("codebook.sheet", lang)
        assert runs.freeze_panes == words.freeze_panes == "A2"
        columns = [cell.value for cell in runs[1]]
        rows = {row[0]: row for row in words.iter_rows(min_row=2, values_only=True)}
        assert list(rows) == columns
        assert rows["contract.term"][1:3] == ("Term", "合同期限")
        assert rows["contract.term"][3] == {"en": "months", "zh": "个月"}[lang]
        assert "GS" in rows["arm"][6]
        # every column is explained: label, role and meaning, never its bare name
        assert all(row[1] != name and row[4] and row[5] for name, row in rows.items())
        assert words.column_dimensions["F"].width > 20


@pytest.mark.parametrize("table", ["runs", "series", "points", "draws"])
def test_every_table_has_its_words(study: Study, tmp_path: Path, table: str) -> None:
    words = load_workbook(study.export(tmp_path / "a.xlsx", table)).worksheets[1]
    assert all(row[1] != row[0] and row[4] for row in words.iter_rows(min_row=2, values_only=True))


def test_csv_for_excel_begins_with_the_mark_of_utf_8_and_is_otherwise_the_same(
    study: Study, tmp_path: Path
) -> None:
    plain = study.export(tmp_path / "a.csv", lang="zh").read_bytes()
    marked = study.export(tmp_path / "b.csv", lang="zh", excel_csv=True).read_bytes()
    assert marked == b"\xef\xbb\xbf" + plain
    assert "补助" in plain.decode()
    with pytest.raises(InvalidInput, match=r"only a \.csv file"):
        study.export(tmp_path / "a.dta", excel_csv=True)


def test_names_in_english_are_those_of_the_study_file(study: Study, tmp_path: Path) -> None:
    table = pd.read_csv(study.export(tmp_path / "a.csv", "points"))
    assert set(table["policy.instrument"]) == {"contract", "grant"}


def test_an_unknown_language_is_refused(study: Study, tmp_path: Path) -> None:
    with pytest.raises(UnknownLanguage):
        study.export(tmp_path / "a.csv", lang="fr")
    assert not (tmp_path / "a.csv").exists()


# ---- the answer to a query

ASKED = (
    'select "policy.instrument", "contract.term", arm, avg(value) as mean, max(spent) as spent '
    "from runs join points using (point_id) group by all order by all"
)


@pytest.mark.parametrize(
    ("lang", "term", "spent", "grant"),
    [
        ("en", "Term (months) [contract.term]", "Public money spent (yuan) [spent]", "grant"),
        ("zh", "合同期限（个月） [contract.term]", "公共资金支出（元） [spent]", "补助"),
    ],
)
def test_columns_of_an_answer_that_are_known_have_their_labels_and_names_of_choices(
    study: Study, tmp_path: Path, lang: str, term: str, spent: str, grant: str
) -> None:
    with pd.read_stata(study.ask(ASKED).export(tmp_path / "a.dta", lang), iterator=True) as reader:
        labels, values = reader.variable_labels(), reader.value_labels()
    assert (labels["contract_term"], labels["spent"], labels["mean"]) == (term, spent, "mean")
    assert grant in values["policy_instrument"].values()
    book = load_workbook(study.ask(ASKED).export(tmp_path / "a.xlsx", lang))
    runs, words = book.worksheets
    rows = {row[0]: row for row in words.iter_rows(min_row=2, values_only=True)}
    assert [cell.value for cell in runs[1]] == list(rows)
    assert rows["contract.term"][1:3] == ("Term", "合同期限")
    assert rows["mean"][1:3] == ("mean", "mean")
    assert grant in {row[0] for row in runs.iter_rows(min_row=2, values_only=True)}


def test_an_answer_as_csv_has_the_names_of_choices_and_the_mark_when_asked(
    study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = study.ask(ASKED)
    plain = answer.export(tmp_path / "a.csv", "zh").read_bytes()
    assert answer.export(tmp_path / "b.csv", "zh", excel_csv=True).read_bytes() == b"\xef\xbb\xbf" + plain
    assert "补助" in plain.decode()
    assert set(pd.read_csv(answer.export(tmp_path / "c.csv"))["policy.instrument"]) == {"contract", "grant"}
    with pytest.raises(InvalidInput, match=r"only a \.csv file"):
        answer.export(tmp_path / "a.dta", excel_csv=True)
    with pytest.raises(UnknownLanguage):
        answer.export(tmp_path / "d.csv", "fr")
    folder = str(study.folder)
    asked = ["--lang", "zh", "study", "query", folder, ASKED]
    assert main([*asked, "--csv"]) == 0
    assert capsys.readouterr().out.encode() == plain
    assert main([*asked, "--csv", "--excel-csv"]) == 0
    assert capsys.readouterr().out.encode() == b"\xef\xbb\xbf" + plain
    assert main([*asked, "--excel-csv", "--out", str(tmp_path / "e.csv")]) == 0
    assert (tmp_path / "e.csv").read_bytes() == b"\xef\xbb\xbf" + plain


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_what_is_no_csv_is_not_marked(
    study: Study, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["study", "query", str(study.folder), ASKED, "--excel-csv", *more]) == 2
    assert "add --csv or --out FILE.csv" in capsys.readouterr().err


def test_a_column_that_only_has_the_name_of_a_choice_stays_as_it_is(study: Study, tmp_path: Path) -> None:
    for given in ("'all of them'", "7"):
        answer = study.ask(f'select {given} as "policy.instrument"')
        assert given.strip("'") in answer.export(tmp_path / "a.csv", "zh").read_text(encoding="utf-8")


def test_every_csv_of_a_report_is_marked_when_asked(study: Study, tmp_path: Path) -> None:
    own = str(tmp_path / "own.csv")
    asked = ["study", "report", str(study.folder), "--out", str(tmp_path / "out"), "--csv", own]
    for more, mark in (([], False), (["--excel-csv"], True)):
        assert main([*asked, *more]) == 0
        for name in (own, tmp_path / "out" / "report.csv", tmp_path / "out" / "report_zh.csv"):
            assert Path(name).read_bytes().startswith(b"\xef\xbb\xbf") == mark
