"""Ctrl-C while the command is still loading."""

import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli import entry
from experiments.errors import Exit

ROOT = Path(__file__).parents[3]
INTERRUPTING = """
import os, signal, sys

class Interrupting:
    \"\"\"Ctrl-C comes while one module is being looked for.\"\"\"

    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupting())
from experiments.cli.entry import main
sys.exit(main(["scenarios", "--lang", {lang!r}]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a process alone")
@pytest.mark.parametrize(
    "module", ["experiments.cli.main", "experiments.cli.commands", "sim.scenario.errors"]
)
@pytest.mark.parametrize(("lang", "word"), [("en", "interrupted"), ("zh", "已中断")])
def test_an_interrupt_while_loading_ends_with_130_and_one_line(module, lang, word):
    ended = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", INTERRUPTING.format(module=module, lang=lang)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert ended.returncode == entry.INTERRUPTED == Exit.INTERRUPTED
    (line,) = ended.stderr.split("\n")[1:-1]
    assert word in line
    assert ended.stdout == ""


def test_what_is_installed_begins_there():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["scripts"] == {"oneplusone": "experiments.cli.entry:main"}
