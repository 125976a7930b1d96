"""Compiled code is kept, never older than what it was made from, and never needed."""

import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import pytest

import sim
from sim.engine import cache

PACKAGE = Path(sim.__file__).parent


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("ONEPLUSONE_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(cache, "as_imported", lambda: True)  # whoever edits while tests run
    return tmp_path / "kept"


def test_the_folder_is_made_where_the_user_says(folder):
    made = cache.cache_folder()
    assert made.parent == folder
    assert made.is_dir()
    assert made == cache.cache_folder()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the folder of Linux")
def test_without_a_word_the_folder_is_the_platforms(monkeypatch, tmp_path):
    monkeypatch.delenv("ONEPLUSONE_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.user_folder() == tmp_path / "oneplusone"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.user_folder() == tmp_path / ".cache" / "oneplusone"


def hash_of_copy(target):
    program = "import sim.engine.cache; print(sim.engine.cache.sources_hash(), sim.engine.cache.__file__)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=target.parent,
        env=os.environ | {"PYTHONPATH": str(target.parent)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found, file = done.stdout.split()
    assert Path(file).parents[1] == target
    return found


def test_any_change_of_any_source_is_another_folder(tmp_path):
    target = tmp_path / "sim"
    shutil.copytree(PACKAGE, target, ignore=shutil.ignore_patterns("__pycache__"))
    first = hash_of_copy(target)
    assert first == cache.sources_hash()
    rule = target / "rules" / "effort.py"
    rule.write_text(rule.read_text("utf-8") + "\n# changed\n", "utf-8")
    second = hash_of_copy(target)
    (target / "rules" / "added.py").write_text("", "utf-8")
    third = hash_of_copy(target)
    assert len({first, second, third}) == 3


def test_another_compiler_or_setting_is_another_folder(monkeypatch):
    seen = {cache.sources_hash()}
    monkeypatch.setattr(cache.numba, "__version__", "0.0")
    seen.add(cache.sources_hash())
    monkeypatch.setenv("NUMBA_BOUNDSCHECK", "7")
    seen.add(cache.sources_hash())
    assert len(seen) == 3


def test_the_four_folders_used_last_are_kept(folder):
    names = [f"{cache.PREFIX}{number}" for number in range(6)]
    for age, name in enumerate(names):
        (folder / name).mkdir(parents=True)
        os.utime(folder / name, (1e9 - age, 1e9 - age))
    (folder / "something else").mkdir()
    os.utime(folder / "something else", (1, 1))
    made = cache.cache_folder()
    left = {path.name for path in folder.iterdir()}
    assert left == {made.name, *names[:3], "something else"}


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("ONEPLUSONE_CACHE", str(tmp_path / "file" / "below"))
    assert cache.cache_folder() is None

    class Function:
        @property
        def py_func(self):
            raise AssertionError("there is nowhere to keep it")

    assert cache.keep_compiled(Function()) is False


def test_what_was_imported_before_an_edit_is_not_kept_as_if_it_were_the_edit(tmp_path):
    target = tmp_path / "sim"
    shutil.copytree(PACKAGE, target, ignore=shutil.ignore_patterns("__pycache__"))
    program = (
        "import pathlib, sim.rules.effort, sim.engine.cache\n"
        "print(sim.engine.cache.cache_folder() is not None)\n"
        "rule = pathlib.Path(sim.rules.effort.__file__)\n"
        "rule.write_text(rule.read_text('utf-8') + '# edited', 'utf-8')\n"
        "print(sim.engine.cache.cache_folder() is not None)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path), "ONEPLUSONE_CACHE": str(tmp_path / "kept")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "False"]


PROGRAM = """
import sys, numba
from numba.core import config
from sim.engine.cache import keep_compiled
def twice(x): return x * 2
before = config.CACHE_DIR
function = numba.njit(twice)
print(keep_compiled(function), config.CACHE_DIR == before)
function(3.0)
print(sum(function.stats.cache_hits.values()), "numba.np.linalg" in sys.modules)
"""


def test_code_is_found_again_by_the_next_process_and_numbas_setting_stays(folder, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(PROGRAM, "utf-8")
    printed = [
        subprocess.run(
            [sys.executable, str(script)], capture_output=True, text=True, timeout=60,
            env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
        ).stdout.split()
        for _ in range(2)
    ]  # fmt: skip
    # the second time Numba's knowledge of NumPy and SciPy is not even loaded
    assert printed == [["True", "True", "0", "True"], ["True", "True", "1", "False"]]


@pytest.mark.parametrize("ending", ["nbi", "nbc"])
@pytest.mark.parametrize("left", [0, 100])
def test_a_torn_file_is_made_anew(folder, tmp_path, ending, left):
    script = tmp_path / "script.py"
    script.write_text(PROGRAM, "utf-8")

    def hits():
        done = subprocess.run(
            [sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=True,
            env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
        )  # fmt: skip
        return done.stdout.split()[2]

    hits()
    (kept,) = folder.rglob(f"*.{ending}")
    os.truncate(kept, left)
    assert [hits(), hits()] == ["0", "1"]


def test_a_full_disk_costs_the_next_process_its_start_and_this_one_nothing(folder, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(cache.Kept, "_save_overload", full)
    function = numba.njit(lambda x: x * 2)
    assert cache.keep_compiled(function)
    assert function(3.0) == 6.0
    assert not [*folder.rglob("*.nbc")]


TWO_SIZES = """
import sys, numba, numpy as np
from sim.engine.cache import keep_compiled
from sim.compiler.rule import rule

@rule
def total(records, least):  # too long, and called too often, to vanish within its caller
    found = 0.0
    for record in records:
        for k in range(len(record.x)):
            found += record.x[k] * least if record.x[k] > found else record.x[k] - least
            for other in records:
                found += other.x[k] if other.x[k] > least else other.x[k] * 0.5
    if found > 1e9:
        raise ValueError("too many")
    return found

def totals(records):
    found = 0.0
    for n in range(len(records)):
        found += total(records[n:], 1.0) + total(records[:n], 2.0) - total(records, found + 1.0)
        if found > 3.0:
            found -= total(records[n:], 3.0) + total(records[:n], 4.0)
    return found

function = numba.njit(totals)
keep_compiled(function)
for size in map(int, sys.argv[1:]):
    print(function(np.ones(4, [("x", "f8", (size,))])))
print(sum(function.stats.cache_hits.values()))
"""


def test_code_that_two_processes_kept_for_two_sizes_is_not_mixed_up_by_a_third(folder, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(TWO_SIZES, "utf-8")

    def printed(*sizes):
        done = subprocess.run(
            [sys.executable, str(script), *sizes], capture_output=True, text=True, timeout=60, check=True,
            env=os.environ | {"PYTHONPATH": str(PACKAGE.parent)},
        )  # fmt: skip
        return done.stdout.split()

    (two, *_), (five, *_) = printed("2"), printed("5")
    assert two != five
    assert printed("2", "5") == [two, five, "2"]
    assert printed("5", "2") == [five, two, "2"]
