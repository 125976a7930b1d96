"""The first page of the documentation: its commands and lines of Python work, made small."""

import re
import runpy
from pathlib import Path

import matplotlib.pyplot as plt
import pytest

from experiments.cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = {"en": ROOT / "docs/start.md", "zh": ROOT / "docs/start.zh.md"}
SMALL = ["--draws", "2", "--months", "9"]

languages = pytest.mark.parametrize("lang", PAGES)


def blocks(lang, kind):
    return re.findall(rf"```{kind}\n(.*?)```", PAGES[lang].read_text("utf-8"), re.DOTALL)


@languages
def test_every_command_works(lang, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    lines = [line.split() for block in blocks(lang, "sh") for line in block.splitlines()]
    assert [line[1:] for line in lines if line[0] == "make"] == [["case"]]
    lines = [line for line in lines if line[0] != "make"]
    assert {program for program, *_ in lines} == {".venv/bin/oneplusone"}
    assert len(lines) == 5
    for _, command, *words in lines:
        small = SMALL if command in ("compare", "run", "ledger", "report") else []
        assert main([command, *words, *small]) == 0, words
    capsys.readouterr()
    assert (tmp_path / "case.html").stat().st_size > 10_000
    assert (tmp_path / "mine.toml").is_file()


@languages
def test_the_lines_of_python_work(lang, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (code,) = blocks(lang, "python")
    assert "draws=40" in code
    (tmp_path / "lines.py").write_text(code, "utf-8")
    found = runpy.run_path(str(tmp_path / "lines.py"))
    plt.close("all")
    assert found["result"].summary(lang) in capsys.readouterr().out
    assert (tmp_path / "case.png").stat().st_size > 10_000


@languages
def test_the_options_named_in_the_text_are_there(lang, capsys):
    for line in re.findall(r"`oneplusone (\w+)`", PAGES[lang].read_text("utf-8")):
        assert main([line, "--help"]) == 0
    capsys.readouterr()
