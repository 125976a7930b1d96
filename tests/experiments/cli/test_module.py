"""`oneplusone module`: both files, what is said of them, and refusals in one line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from experiments.cli.main import main
from sim.engine import module as module_file
from sim.engine.module import module_of, stamp_of
from sim.engine.target import TargetError
from sim.scenario.scenario import Scenario
from tests.support.random_worlds import shipped_case
from tests.support.services import with_kinds


def test_it_writes_module_and_layout_of_one_stamp(tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "new" / "folder"
    assert main(["module", "s_association+gross", "city", "--out", str(out), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    module = (out / "model.wasm").read_bytes()
    layout = json.loads((out / "layout.json").read_text("utf-8"))
    assert module == module_of(shipped_case())
    assert said["stamp"] == layout["stamp"] == stamp_of(module)
    assert said["scenarios"] == list(layout["scenarios"]) == ["s_association+gross", "city"]
    assert (said["size"], said["compressed"]) == (len(module), len(gzip.compress(module, 9, mtime=0)))
    assert said["exports"] == ["run_points", "found", "month", "draw"]
    assert said["imports"] == ["env.__linear_memory", "env.__stack_pointer"]
    assert layout["scenarios"]["city"]["values"] == dict(Scenario.load("city").values)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["model.wasm: ", "exports run_points, found", "3 kinds of service", "docs/module.md"]),
        ("zh", ["model.wasm：", "run_points、found", "3 类服务", "docs/module.zh.md"]),
    ],
)
def test_it_says_what_it_wrote(tmp_path: Path, capsys: Any, lang: str, words: list[str]) -> None:
    line = ["--lang", lang, "module", "--set", "contract.term=12", "--out", str(tmp_path)]
    assert main(line) == 0
    out, errors = capsys.readouterr()
    assert all(word in " ".join(out.split()) for word in words), out
    assert str(tmp_path) in errors
    layout = json.loads((tmp_path / "layout.json").read_text("utf-8"))
    assert layout["scenarios"]["s_association"]["values"]["contract.term"] == 12
    assert main(line) == 0
    assert str(tmp_path) in capsys.readouterr().err.splitlines()[0]  # what it replaced


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["nowhere"], "nowhere: there is no such scenario"),
        (["s_association", "s_association"], "two scenarios have this name"),
        (["+gross"], "there is no such scenario"),
        (["cultivation"], "run it as CASE+cultivation"),
        (["s_association", "+nowhere"], "nowhere"),
        (["city", "s_association", "+gross", "s_association+gross"], "two scenarios have this name"),
        (
            ["s_association", "{other}"],
            "other: its kinds of service or instruments are not those of s_association",
        ),
        (["--set", "contract.term=0"], "contract.term"),
        (["--out", "{other}"], "is a file"),
        (["--format", "wasm"], "not understood: --format"),
    ],
)
def test_what_it_cannot_do_is_refused_in_one_line_and_nothing_is_written(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, line: list[str], said: str
) -> None:
    other = tmp_path / "other.toml"
    other.write_text(with_kinds("other", [12.0]), "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["module", *(word.format(other=other) for word in line)]) == 2
    out, errors = capsys.readouterr()
    assert out == ""
    assert said in errors
    assert len(errors.splitlines()) == 1
    assert list(tmp_path.iterdir()) == [other]


def test_an_overlay_may_stand_as_a_word_of_its_own(tmp_path: Path, capsys: Any) -> None:
    assert main(["module", "s_association", "+gross", "city", "--out", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["scenarios"] == ["s_association+gross", "city"]


def test_that_no_module_can_be_made_is_said_in_one_line(
    tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(scenario: Any) -> bytes:
        raise TargetError("Numba's code has changed")

    monkeypatch.setattr(module_file, "module_of", refused)
    assert main(["module", "--out", str(tmp_path)]) == 4
    errors = capsys.readouterr().err
    assert "no module can be made here: Numba's code has changed" in errors
    assert not any(tmp_path.iterdir())
