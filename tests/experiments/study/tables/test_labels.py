"""Exports that a colleague can read: labels with units, names of choices, a codebook, CSV for Excel."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

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
