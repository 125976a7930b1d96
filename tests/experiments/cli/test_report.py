"""oneplusone report: the file it writes, what it refuses, and what it says."""

import json

import pytest

from experiments.cli.main import main
from tests.support.finished_study import GRID, created, finished
from tests.support.pages import Page

SMALL = ["--draws", "2", "--seeds", "1", "--months", "1"]


def test_the_file_is_written_and_all_parts_are_printed_as_json(tmp_path, capsys):
    file = tmp_path / "case.html"
    assert main(["report", "s_association", *SMALL, "--out", str(file), "--json", "--lang", "both"]) == 0
    out, err = capsys.readouterr()
    record = json.loads(out)
    assert record["kind"] == "oneplusone report"
    assert {"answer", "conventions", "ledger", "paths", "nearest", "commands"} <= set(record)
    assert str(file) in err
    assert f"this takes {record['sizes']['nearest']:,} draws or more" in " ".join(err.split())
    shown = Page(file.read_text(encoding="utf-8"))
    assert shown.elements.count("main") == 2
    assert shown.pre[0].split("\n") == record["commands"]


def test_the_usual_file_bears_the_name_of_what_was_asked(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["report", *SMALL, "--engine", "mesa", "--lang", "zh"]) == 0
    (file,) = (tmp_path / "results").glob("*.html")
    assert file.name.startswith("report")
    assert '<html lang="zh-Hans">' in file.read_text(encoding="utf-8")
    assert "Mesa" in capsys.readouterr().err


def test_a_file_that_is_there_is_written_over_only_with_force(tmp_path, capsys):
    file = tmp_path / "case.html"
    file.write_text("mine")
    asked = ["report", *SMALL, "--engine", "mesa", "--out", str(file)]
    assert main(asked) == 2
    assert "--force" in capsys.readouterr().err
    assert file.read_text() == "mine"
    assert main([*asked, "--force"]) == 0
    assert file.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--out", "case.pdf"], ".html"),
        (["--out", "."], "folder"),
        (["--stored"], "study"),
        (["--lang", "fr"], "both"),
        (["--draws", "0"], "0"),
        (["nowhere.toml"], "nowhere.toml"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_run(more, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["report", *more]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_of_a_study_what_it_holds_is_said_and_what_it_does_not(tmp_path, capsys):
    study = finished(tmp_path, "small", GRID)
    file = tmp_path / "study.html"
    assert main(["report", str(study.folder), "--stored", "--out", str(file)]) == 0
    said = capsys.readouterr().err
    assert "--stored" in said
    assert "for the way to two" not in said
    shown = Page(file.read_text(encoding="utf-8"))
    assert shown.sections[0] == "study"
    assert "small" in shown.words[""]


@pytest.mark.parametrize("more", [["--seed", "7"], ["--set", "contract.term=12"], ["--months", "3"]])
def test_what_would_hold_for_some_parts_of_a_study_alone_is_refused(more, tmp_path, capsys):
    study = created(tmp_path, "small", GRID)
    assert main(["report", str(study.folder), *more, "--out", str(tmp_path / "study.html")]) == 2
    assert more[0] in capsys.readouterr().err


def test_both_languages_are_offered_by_no_other_command():
    assert main(["paths", "--lang", "both"]) == 2
