"""The project as it is packed: it works on every Python, and makes a page where there is no Node."""

import contextlib
import importlib.util
import json
import os
import re
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
PYTHONS = tuple(
    f"python{found[1]}"
    for each in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["classifiers"]
    if (found := re.search(r"Python :: (3\.\d+)$", each))
)
"""What the project says that it works on."""

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


def pythons():
    """Every Python on this machine that the project is for, by its version: the first of each on the path, or
    where pyenv and uv keep theirs."""
    homes = [
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions"),
        Path.home() / ".local/share/uv/python",
    ]
    kept = [path for home in homes for path in sorted(home.glob("*/bin/python3.[0-9]*"))]
    found = {}
    for path in [sys.executable, *filter(None, map(shutil.which, PYTHONS)), *kept]:
        asked = [str(path), "-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"]
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
            if f"python{said}" in PYTHONS:
                found.setdefault(said, path)
    return found


def installed(python, folder, distribution):
    """The folder of programs of a new environment of a Python, with what is locked and a distribution."""
    plain = {name: value for name, value in os.environ.items() if name not in WITHOUT}
    ran(python, "-m", "venv", folder)
    place = folder / "bin"
    pip = [place / "python", "-m", "pip", "install", "-q"]
    ran(*pip, "--no-compile", "--require-hashes", "-r", ROOT / "requirements.lock", env=plain)
    ran(*pip, "--no-deps", distribution, env=plain)
    return place


@pytest.mark.page_full
@pytest.mark.parametrize("kind", ["source", "wheel"])
@pytest.mark.parametrize("version", PYTHONS)
def test_both_work_on_every_python(version, kind, packed, tmp_path):
    """Outside the tree, without Node: the case, the page, and the lines of Python of README."""
    there = pythons()
    python = there.get(version.removeprefix("python"))
    if python is None:
        pytest.skip(f"{version} is not on this machine; there are {', '.join(there)}")
    place = installed(python, tmp_path / "venv", packed[["source", "wheel"].index(kind)])
    bare = {"PATH": "/nowhere", "HOME": str(tmp_path), "LANG": "C.UTF-8", "MPLBACKEND": "agg"}
    program = place / "oneplusone"
    said = ran(program, "case", "--draws", "4", "--months", "9", "--lang", "en", cwd=tmp_path, env=bare)
    assert "1 + 1 = " in said
    assert (
        json.loads(ran(program, "page", "--json", "--out", "x.html", cwd=tmp_path, env=bare))["size"]
        > 500_000
    )
    lines = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)[1]
    lines = lines.replace('simulate("s_association"', 'simulate("s_association", draws=4')
    shown = "import sys, sim; print(sim.__file__, *sys.version_info[:2])"
    said = ran(place / "python", "-c", f"{lines}\nprint(case.summary('en'))\n{shown}", cwd=tmp_path, env=bare)
    assert "1+1" in said
    assert str(tmp_path) in said, "not the tree is imported"
    assert said.split()[-2:] == version.removeprefix("python").split(".")


@pytest.mark.page_full
def test_a_page_is_made_from_the_wheel_where_there_is_no_node(packed, tmp_path):
    program = installed(sys.executable, tmp_path / "venv", packed[1]) / "oneplusone"
    bare = {"PATH": "/nowhere", "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    said = json.loads(ran(program, "page", "--json", "--out", "x.html", cwd=tmp_path, env=bare))
    assert said["signs"] == []
    assert said["size"] < 2_000_000
    with chromium() as browser:
        visit = Visit(browser, tmp_path / "x.html", (1280, 720), "#screen=1&lang=zh")
        assert "街道办事处" in visit.page.inner_text("body")
        families = visit.page.evaluate("Array.from(document.fonts, ({ family }) => family)")
        assert {"Story", "Label"} <= set(families)
        visit.close()
