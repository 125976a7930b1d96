"""What is run as a module or a script says with --help what it does, and does nothing."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("experiments", "docs", "notebooks", "oneplusone")
SHORT = 60.0
"""Seconds in which help has come on the slowest machine; the shortest of what they do takes minutes."""


def runs(path: Path) -> bool:
    """Whether a file does something when it is run."""
    text = path.read_text("utf-8")
    body = ast.parse(text).body if "__main__" in text else []
    return any(isinstance(each, ast.If) and "__main__" in ast.unparse(each.test) for each in body)


RUN = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) if runs(path)]
RUN += [ROOT / "tests/support" / name for name in ("digest_of_runs.py", "warm.py")]


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_help_is_shown_and_nothing_is_done(path: Path, tmp_path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    before = os.environ.get("PYTHONPATH", "")
    done = subprocess.run(
        [sys.executable, "-m", module, "--help"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{before}"},
        capture_output=True,
        text=True,
        timeout=SHORT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "usage: " in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_all_that_can_be_run_is_found() -> None:
    names = {path.stem for path in RUN}
    assert {"patterns", "speed", "refresh", "diagram", "build", "digest_of_runs"} <= names
