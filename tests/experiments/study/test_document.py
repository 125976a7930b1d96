"""docs/studies.md tells the truth: its study file is read, its command lines are understood."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from experiments.cli import parser_for
from experiments.study.design import KINDS
from experiments.study.file import read_file

DOCUMENT = Path(__file__).parents[3] / "docs" / "studies.md"


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_its_study_file_is_read(tmp_path: Path) -> None:
    (file,) = blocks("toml")
    (tmp_path / "terms.toml").write_text(file, encoding="utf-8")
    asked = read_file(tmp_path / "terms.toml")
    assert asked.design.count == 3 * 4 * 2
    assert asked.series == ("value",)


def test_its_table_names_every_kind_of_design() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [kind for kind in KINDS if not re.search(rf"^\| `{kind}`", text, flags=re.MULTILINE)] == []


@pytest.mark.parametrize(
    "line", [line for block in blocks("") for line in block.splitlines() if line.startswith("oneplusone")]
)
def test_its_command_lines_are_understood(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    args, rest = parser_for(words, "en").parse_known_args(words)
    assert rest == []
    assert args.command == "study"


def test_its_python_is_the_same_study() -> None:
    import experiments
    from experiments.study.study import Study

    assert experiments.Study is Study
    assert all(
        "from experiments import Study" in block for block in blocks("python") if "import Study" in block
    )
