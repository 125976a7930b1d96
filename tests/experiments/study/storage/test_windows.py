"""What Windows does otherwise, as far as another system can show: ends of lines, locks, names of devices."""

from __future__ import annotations

import ast
import errno
import json
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from experiments.study.storage import journal, lock

ROOT = Path(__file__).parents[4]
OTHER = os.O_SYNC
"""A flag in the place of `O_BINARY`, which this system lacks."""


@pytest.fixture
def flags(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How each file was opened, by name."""
    opened: dict[str, int] = {}
    plain = os.open

    def noted(path: Path, flags: int, *rest: int) -> int:
        opened[Path(path).name] = flags
        return plain(path, flags, *rest)

    monkeypatch.setattr(os, "open", noted)
    for module in (journal, lock):
        monkeypatch.setattr(module, "BINARY", OTHER)
    return opened


def test_lines_and_locks_are_written_as_bytes(tmp_path: Path, flags: dict[str, int]) -> None:
    journal.Journal(tmp_path / "whole.jsonl").append({"shard": 1})
    one = lock.Lock(tmp_path / "lock")
    one.acquire()
    assert lock.held(one.path) is not None
    one.release()
    assert {name: found & OTHER for name, found in flags.items() if name in ("whole.jsonl", "whole")} == {
        "whole.jsonl": OTHER,
        "whole": OTHER,
    }


def test_no_other_file_is_opened_past_them() -> None:
    """`os.open` of a file that is written is found in these two modules alone."""
    found = {
        path.relative_to(ROOT / "experiments").as_posix()
        for package in ("sim", "experiments", "oneplusone")
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "os.open"
    }
    written = {"study/storage/journal.py", "study/storage/lock.py"}
    assert found == written | {"files.py", "cli/console.py"}  # a folder; what goes nowhere


def test_a_lock_is_one_byte_beyond_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The branch for Windows, with a stand-in for its module: what it locks others can read around."""
    taken: set[int] = set()

    def locking(descriptor: int, mode: int, size: int) -> None:
        place = os.lseek(descriptor, 0, os.SEEK_CUR)
        assert (mode, size) == (2, 1)
        if place in taken:
            raise OSError(errno.EACCES, "in use")
        taken.add(place)

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))
    monkeypatch.setattr(lock, "os", SimpleNamespace(name="nt", lseek=os.lseek, SEEK_SET=os.SEEK_SET))
    path = tmp_path / "whole"
    path.write_text(json.dumps({"pid": 7, "host": "here", "shard": "", "deaths": 0}), "utf-8")
    with path.open("r+b") as first, path.open("r+b") as second:
        assert lock._seize(first.fileno(), None)
        assert not lock._seize(second.fileno(), lock.Holder(7, "here"))
    assert min(taken) > 4096  # what is read of a lock
