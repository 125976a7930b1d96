"""The project as it is packed: a page is made from a wheel where there is no Node."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from experiments.page.bundle import FILES, bundled
from tests.support.browser import Visit, chromium

ROOT = Path(__file__).parents[2]
WITHOUT = ("PYTHONPATH", "PIP_NO_INDEX", "CHROMIUM", "VIRTUAL_ENV")


def backend(tree):
    """The hooks of the tree, as pip calls them."""
    found = importlib.util.spec_from_file_location("backend", tree / "packing" / "backend.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def ran(*command, **options):
    return subprocess.run(
        [str(each) for each in command], check=True, capture_output=True, text=True, **options
    ).stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """The tree as it is committed, with what has changed since."""
    folder = tmp_path_factory.mktemp("tree")
    for name in ran("git", "ls-files", "-co", "--exclude-standard", cwd=ROOT).splitlines():
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


def test_what_has_the_bundle_is_built_without_what_makes_it(tree, tmp_path, monkeypatch):
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"][
        "page"
    ]
    hooks = backend(tree)
    monkeypatch.setattr(hooks.build_meta, "get_requires_for_build_wheel", lambda settings: [])
    assert set(extra) < set(hooks.get_requires_for_build_wheel())
    monkeypatch.setattr(hooks, "BUILT", tmp_path)
    assert hooks.get_requires_for_build_wheel() == []


def test_in_ci_a_bundle_that_cannot_be_made_is_a_failure(tree, monkeypatch, capsys):
    hooks = backend(tree)
    monkeypatch.setattr("experiments.page.shipping.packed", lambda: 1 / 0)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(ZeroDivisionError):
        hooks._make_bundle()
    monkeypatch.delenv("CI")
    hooks._make_bundle()
    assert "built without the page" in capsys.readouterr().err


@pytest.fixture(scope="module")
def packed(tree, tmp_path_factory):
    """A source distribution, and the wheel that is built from it where there is no Node."""
    folder = tmp_path_factory.mktemp("dist")
    plain = {name: value for name, value in os.environ.items() if name not in WITHOUT}
    program = "import sys; sys.path.insert(0, 'packing'); import backend; backend.build_sdist(sys.argv[1])"
    ran(sys.executable, "-c", program, folder, cwd=tree, env={**plain, "CI": "true"})
    (source,) = folder.glob("*.tar.gz")
    assert not (tree / "experiments" / "page" / "built").exists()
    bare = {**plain, "CI": "true", "PATH": "/nowhere"}
    ran(sys.executable, "-m", "pip", "wheel", "--no-deps", "-w", folder, source, env=bare)
    (wheel,) = folder.glob("*.whl")
    return source, wheel


@pytest.mark.page_full
def test_both_carry_the_bundle_and_only_the_source_its_sources(packed):
    source, wheel = packed
    with tarfile.open(source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "experiments/page/built/page.js",
        "experiments/page/web/package-lock.json",
        "packing/backend.py",
    } <= names
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for name in FILES:
            assert archive.read(f"experiments/page/built/{name}").decode() == bundled(name)
    assert not [name for name in names if name.startswith(("experiments/page/web", "packing", "tests"))]


@pytest.mark.page_full
def test_a_page_is_made_from_the_wheel_where_there_is_no_node(packed, tmp_path):
    ran(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    plain = {name: value for name, value in os.environ.items() if name not in WITHOUT}
    lock = ROOT / "requirements.lock"
    ran(python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock, env=plain)
    ran(python, "-m", "pip", "install", "-q", "--no-deps", packed[1], env=plain)
    bare = {"PATH": "/nowhere", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    program = tmp_path / "venv" / "bin" / "oneplusone"
    said = json.loads(ran(program, "page", "--json", "--out", "x.html", cwd=tmp_path, env=bare))
    assert said["signs"] == []
    assert said["size"] < 2_000_000
    with chromium() as browser:
        visit = Visit(browser, tmp_path / "x.html", (1280, 720), "#screen=1&lang=zh")
        assert "街道办事处" in visit.page.inner_text("body")
        families = visit.page.evaluate("Array.from(document.fonts, ({ family }) => family)")
        assert {"Story", "Label"} <= set(families)
        visit.close()
