"""`make` speaks the language it is given, and says how to install without a network."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="no make here")


# The tests may themselves be run by make, which passes its own options on.
OF_MAKE = ("LANG", "MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")
PLAIN = {name: value for name, value in os.environ.items() if name not in OF_MAKE}


def planned(*words, **environment):
    """What make would do for the case, in the tree, where everything is installed or not."""
    ended = subprocess.run(
        ["make", "--dry-run", "case", *words], cwd=ROOT, env={**PLAIN, **environment}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return ended.stdout.split(".venv/bin/oneplusone case")[-1].strip()


@pytest.mark.parametrize(
    ("given", "option"),
    [
        ("LANG=zh", "--lang zh"),
        ("LANG=zh_CN.UTF-8", "--lang zh"),
        ("LANG=en_GB", "--lang en"),
        ("LANG=fr", "--lang fr"),
    ],
)
def test_the_language_on_the_line_is_passed_on(given, option):
    assert planned(given) == option


def test_the_language_of_the_system_is_left_to_the_command():
    assert planned(LANG="zh_CN.UTF-8") == ""
    assert planned() == ""


def test_without_packages_make_says_how_to_install_from_a_folder(tmp_path):
    for name in (
        "Makefile",
        "requirements.lock",
        "requirements-page.lock",
        "requirements-dev.lock",
        "pyproject.toml",
    ):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "wheels").mkdir()
    plain = {name: value for name, value in PLAIN.items() if not name.startswith("PIP_")}
    ended = subprocess.run(
        ["make", "case", "WHEELS=wheels", f"PYTHON={sys.executable}"], cwd=tmp_path, capture_output=True,
        text=True, check=False, env={**plain, "PIP_CONFIG_FILE": os.devnull},
    )  # fmt: skip
    assert ended.returncode == 2
    assert "packages fetched" in ended.stdout
    assert "No matching distribution found" in ended.stderr
    assert "pip download --require-hashes -r requirements.lock -d wheels" in ended.stderr
    assert ended.stderr.count("make case WHEELS=wheels") == 2  # in both languages
    assert not (tmp_path / ".venv" / "bin" / ".installed-run").exists()


def test_a_folder_of_packages_may_have_a_space_in_its_name(tmp_path):
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    ended = subprocess.run(
        ["make", "--dry-run", "case", "WHEELS=软件 wheels"], cwd=tmp_path, env=PLAIN, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert '--find-links "软件 wheels"' in " ".join(ended.stdout.split())


def test_what_python_compiled_is_kept_whatever_the_surroundings_say(tmp_path):
    (tmp_path / "more.mk").write_text("surroundings:\n\t@env\n")
    ended = subprocess.run(
        ["make", "-f", "Makefile", "-f", str(tmp_path / "more.mk"), "surroundings"], cwd=ROOT,
        env={**PLAIN, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "PYTHONUNBUFFERED=1" in ended.stdout
    assert "PYTHONDONTWRITEBYTECODE" not in ended.stdout
