"""Modules looked up by name escape the import contracts: each is listed here, with the reason in the docs."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

BY_NAME = {
    "experiments/cli/commands/__init__.py": "a command is loaded when it is asked for",
    "experiments/cli/saved.py": "a saved result is drawn by its own figure",
    "experiments/optional.py": "a library that only some have",
    "experiments/progress.py": "bars are words for a person, asked for by progress=True",
    "experiments/reporting/wording.py": "the outcomes of every analysis, for tests and tables",
    "experiments/results.py": "a result finds its text and its figure",
    "experiments/study/execution/connection.py": "a library that only some have",
    "experiments/study/identity.py": "signs of arms as a report prints them",
    "experiments/study/reading.py": "a study finds its answer",
    "oneplusone/__init__.py": "the door loads what is first asked for",
}
"""Files that import by name, and why; docs/architecture.md tells more."""


def imports_by_name(source):
    """Whether a module calls import_module, whatever it calls it by."""
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__")
        for node in ast.walk(ast.parse(source))
    )


def test_no_import_by_name_passes_unseen():
    found = {
        path.relative_to(ROOT).as_posix()
        for package in ("sim", "experiments", "oneplusone")
        for path in (ROOT / package).rglob("*.py")
        if imports_by_name(path.read_text(encoding="utf-8"))
    }
    assert found == set(BY_NAME)


def test_a_planted_one_is_seen():
    assert imports_by_name("from importlib import import_module\nimport_module('experiments.cli')\n")
    assert not imports_by_name("import experiments.cli\n")
