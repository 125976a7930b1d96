"""`oneplusone cite`: every form, to the terminal and to a file; refusals in one line."""

import pytest

from experiments.cli.main import main
from experiments.reporting.citation import FORMS, cited


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_shows_or_writes_the_citations_and_says_what_is_left_out(form, lang, tmp_path, capsys):
    assert main(["--lang", lang, "cite", "--format", form]) == 0
    said = capsys.readouterr()
    assert said.out.strip() == cited(form, lang).strip()
    assert {"en": "left out", "zh": "未列出"}[lang] in " ".join(said.err.split())
    assert main(["--lang", lang, "cite", "--format", form, "--out", str(tmp_path / "a")]) == 0
    assert (tmp_path / "a").read_text(encoding="utf-8") == cited(form, lang)


def test_another_form_is_refused_in_one_line(capsys):
    assert main(["cite", "--format", "bibtx"]) == 2
    said = capsys.readouterr().err
    assert "did you mean bibtex?" in said
    assert len(said.splitlines()) == 1


def test_a_place_that_cannot_be_written_is_said_in_one_line(tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    assert main(["cite", "--out", str(tmp_path / "file" / "a.bib")]) == 4
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 1
    assert (tmp_path / "file").read_text() == "mine"
