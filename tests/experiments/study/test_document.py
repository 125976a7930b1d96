"""docs/studies.md is correct: its study file is read, its command lines are understood."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from experiments.cli.main import parser_for
from experiments.study.design import KINDS
from experiments.study.file import read_file

DOCUMENT = Path(__file__).parents[3] / "docs" / "studies.md"


def blocks(kind: str) -> list[str]:
    text = DOCUMENT.read_text(encoding="utf-8")
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    return [block for named, block in found if named == kind]


def test_its_study_file_is_read(tmp_path: Path) -> None:
    (file,) = blocks("toml")
    (tmp_path / "terms.toml").write_text(file, encoding="utf-8")
    asked = read_file(tmp_path / "terms.toml")
    assert asked.design.count == 3 * 4 * 2
    assert asked.series == ("value",)


def test_its_table_names_every_kind_of_design() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert [kind for kind in KINDS if not re.search(rf"^\| `{kind}`", text, flags=re.MULTILINE)] == []


def test_its_table_has_the_arms_as_files_and_as_reports_write_them() -> None:
    from experiments.reporting.wording import SIGNS
    from sim.arms import ARMS

    rows = re.findall(
        r'^\| `"([^"]+)"` \| (\S+) \| (.+) \|$', DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rows == [(arm.name, sign, arm.label_en) for arm, sign in zip(ARMS, SIGNS, strict=True)]


COMMANDS = [
    line
    for block in blocks("") + blocks("sh") + blocks("bash")
    for line in block.splitlines()
    if line.removeprefix("exec ").startswith("oneplusone")
]


def test_every_action_is_shown() -> None:
    assert {"plan", "run", "status", "export", "extend"} <= {
        line.split()[2] for line in COMMANDS if line.startswith("oneplusone")
    }


@pytest.mark.parametrize("line", COMMANDS)
def test_its_command_lines_are_understood(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scheduler.json").write_text("{}", encoding="utf-8")
    line = line.removeprefix("exec ").replace("$SLURM_ARRAY_TASK_ID", "7")
    words = shlex.split(line, comments=True)[1:]
    args, rest = parser_for(words, "en").parse_known_args(words)
    assert rest == []
    assert args.command == "study"


def test_its_python_is_the_same_study() -> None:
    import oneplusone
    from experiments.study.study import Study

    assert oneplusone.Study is Study
    assert all(
        "from oneplusone import Study" in block for block in blocks("python") if "import Study" in block
    )


def test_every_fault_has_its_test() -> None:
    """docs/faults.md names a test for each fault, each with † that only `make faults` runs."""
    text = (DOCUMENT.parent / "faults.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("|") and "---" not in line]
    named = [re.findall(r"`([^`]+\.py)::(\w+)`(†?)", row) for row in rows if not row.startswith("| fault")]
    assert len(named) > 25
    assert all(named)
    for file, test, long in (each for row in named for each in row):
        path = DOCUMENT.parents[1] / file if "/" in file else next(Path(__file__).parent.rglob(file))
        found = re.search(rf"((?:^@.*\n)*)^def {test}\(", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert found, (file, test)
        assert ("@pytest.mark.faults_full" in found[1]) == bool(long), (file, test)
