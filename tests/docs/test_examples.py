"""The examples in docstrings run, and show what they say they show."""

import doctest
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = [
    path
    for package in ("sim", "experiments", "oneplusone")
    for path in sorted((ROOT / package).rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


def module_name(path):
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("name", [module_name(path) for path in FILES])
def test_the_examples_of_a_module_run(name):
    failed, tried = doctest.testmod(importlib.import_module(name))
    assert (failed, tried > 0) == (0, True)


def test_every_analysis_has_an_example():
    analyses = sorted((ROOT / "experiments").glob("*/analysis.py"))
    assert set(analyses) < set(FILES)
