"""What is declared in more than one file agrees: versions, locks, dependencies, targets."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-page.lock", "requirements-dev.lock")


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def project() -> dict:
    return tomllib.loads(read("pyproject.toml"))["project"]


def pins(lock: str) -> dict[str, set[str]]:
    """Per distribution, its pinned versions with the environments they are for."""
    found: dict[str, set[str]] = {}
    for name, pin in re.findall(r"^([a-z0-9-]+)==([^\\\n]+?) *\\?$", read(lock), re.MULTILINE):
        found.setdefault(name, set()).add(pin)
    return found


def names(requirements: list[str]) -> set[str]:
    return {re.match(r"[\w-]+", requirement)[0].lower() for requirement in requirements}


def test_the_version_is_the_same_everywhere():
    version = project()["version"]
    assert f"\nversion: {version}\n" in read("CITATION.cff")
    assert re.search(rf"^## \[({re.escape(version)}|Unreleased)\]", read("CHANGELOG.md"), re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_names_no_place(lock):
    text = read(lock)
    requirements = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert len(requirements) > 20
    assert [part.split()[0] for part in requirements if "--hash=sha256:" not in part] == []
    assert re.findall(r"://|--(?:index|extra-index|find-links)|file:| @ ", text) == []


def test_each_lock_is_part_of_the_next_larger_one():
    for smaller, larger in pairwise(LOCKS):
        small, large = pins(smaller), pins(larger)
        assert {name: pin for name, pin in small.items() if large.get(name) != pin} == {}


def test_every_dependency_is_locked():
    declared = project()
    assert names(declared["dependencies"]) <= pins(LOCKS[0]).keys()
    extras = {name: names(extra) for name, extra in declared["optional-dependencies"].items()}
    assert extras["page"] <= pins(LOCKS[1]).keys()
    assert set().union(*extras.values()) - {"oneplusone"} <= pins(LOCKS[2]).keys()


def test_every_target_is_explained():
    makefile = read("Makefile")
    phony = set(re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[1].split())
    explained = set(re.findall(r"^([a-z]+):.*## \w", makefile, re.MULTILINE))
    assert phony == explained
