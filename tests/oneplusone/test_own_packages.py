"""`import oneplusone` works whatever lies beside a script: files and folders called sim or experiments."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys
sys.path.append({root!r})
import oneplusone as opo
found = opo.simulate("s_association", months=3, draws=2, seeds=1)
print(found.metadata.runs, opo.Scenario.__module__)
"""


def run(folder, script=SCRIPT):
    (folder / "mine.py").write_text(script.format(root=str(ROOT)), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "mine.py"], cwd=folder, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize(
    "beside",
    [
        ["sim.py"],
        ["experiments/__init__.py"],
        ["sim/__init__.py", "experiments.py"],
        ["experiments/data.csv"],
    ],
    ids="+".join,
)
def test_what_lies_beside_a_script_does_not_matter(tmp_path, beside):
    for name in beside:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine = 1\n", encoding="utf-8")
    done = run(tmp_path)
    assert done.stdout.split() == ["16", "sim.scenario.scenario"], done.stderr


def test_a_module_of_that_name_that_came_first_is_named(tmp_path):
    """Both cannot be had under one name: it says which is in the way and what to do."""
    (tmp_path / "sim.py").write_text("mine = 1\n", encoding="utf-8")
    done = run(tmp_path, "import sim\n" + SCRIPT)
    assert done.returncode == 1
    assert "rename yours to use both" in done.stderr
    assert str(tmp_path / "sim.py") in done.stderr
