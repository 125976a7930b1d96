"""oneplusone page: one file, written where it is asked for, or refused in one line."""

import json
import webbrowser
from pathlib import Path

import pytest

from experiments.cli.main import main
from experiments.page.data import AskedScenario


def test_the_file_is_written_and_described(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "deep" / "case.html"
    assert main(["page", "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said == {
        "file": str(out),
        "size": out.stat().st_size,
        "scenario": "s_association",
        "lesson": "",
        "signs": [],
    }
    assert out.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_lesson_without_a_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "page.html"
    assert main(["page", "--lesson", "", "--out", str(out)]) == 2
    assert "months" in capsys.readouterr().err
    assert not out.exists()


def test_it_opens_in_the_language_that_is_asked_for_and_else_in_the_reader_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, object]] = []

    def page(scenario: object, lang: str, **others: object) -> str:
        asked.append((lang, others["asked"]))
        return "<!doctype html>"

    monkeypatch.setattr("experiments.page.document.page", page)
    out = ["--out", str(tmp_path / "page.html")]
    assert main(["page", *out]) == 0
    assert main(["page", "--lang", "zh", "city", "--set", "contract.term=12", *out]) == 0
    assert [lang for lang, _ in asked] == ["", "zh"]
    assert asked[1][1] == AskedScenario("city", ("contract.term=12",))


def test_it_is_opened_where_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    out = tmp_path / "case.html"
    assert main(["page", "--out", str(out)]) == 0
    assert opened == []
    assert main(["page", "--out", str(out), "--open"]) == 0
    assert opened == [out.as_uri()]


def test_without_node_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from experiments.page import workshop

    monkeypatch.setenv("ONEPLUSONE_CACHE", str(tmp_path / "empty"))
    monkeypatch.setattr(workshop, "_on_path", lambda: None)
    monkeypatch.setattr(workshop, "_of_extra", lambda: None)
    monkeypatch.setattr("experiments.page.document.module_of", lambda scenario: b"")
    monkeypatch.setattr("experiments.page.data.stamp_of", lambda module: "")
    assert main(["page", "--out", str(tmp_path / "page.html")]) == 4
    assert "oneplusone[page]" in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()
