"""Real disks that are full or read-only, and the order in which bytes are made safe."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.files import DiskFull
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification


def fill(path: Path) -> None:
    with path.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 4096)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own of 512 kB, made in memory."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("no mount command on this platform")
    if done.returncode:
        pytest.skip(f"this user may not mount a file system: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_stops_naming_the_bytes_and_the_study_continues_when_there_is_room(
    small_disk: Path, tmp_path: Path
) -> None:
    toy = Toy(measures=20, drawn=True)
    undisturbed = Study.create(specification(), tmp_path / "whole", toy, rows_per_shard=80)
    undisturbed.run()

    class Filling(Toy):
        def evaluate(self, *args: object) -> object:  # type: ignore[override]
            finished = len(list((small_disk / "s" / "runs").iterdir()))
            if finished >= 5:
                fill(small_disk / "ballast")
            return super().evaluate(*args)  # type: ignore[arg-type]

    Study.create(specification(), small_disk / "s", toy, rows_per_shard=80)
    study = Study(small_disk / "s", Filling(measures=20, drawn=True))
    with pytest.raises(DiskFull) as problem:
        study.run()
    assert problem.value.status == 4
    sizes = [path.stat().st_size for path in (small_disk / "s" / "runs").iterdir()]
    assert len(sizes) == 5
    assert f"{problem.value.needed:,} bytes are needed for the next file" in str(problem.value)
    assert 0.5 < problem.value.needed / sizes[0] < 2.0
    rest = int(str(problem.value.fields["rest"]).replace(",", ""))
    assert 0.5 < rest / (7 * sizes[0]) < 2.0
    assert study.status().finished == 5 * 80
    (small_disk / "ballast").unlink()
    again = Study(small_disk / "s", toy)
    assert again.run().finished == 960
    assert again.verify() == []
    pd.testing.assert_frame_equal(again.runs(), undisturbed.runs(), check_exact=True)


def test_a_study_that_cannot_fit_is_refused_before_it_starts(small_disk: Path) -> None:
    with pytest.raises(InvalidInput, match=r"about [\d,]+ bytes are needed and [\d,]+ are free") as problem:
        Study.create(specification(points=1024, seeds=100), small_disk / "s", Toy(measures=20))
    assert problem.value.status == 2
    assert list(small_disk.iterdir()) == []


def test_a_disk_that_turns_read_only_is_reported(small_disk: Path) -> None:
    study = Study.create(specification(), small_disk / "s", Toy(), rows_per_shard=80)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(EnvironmentFailure, match="Read-only file system") as problem:
        study.run()
    assert problem.value.status == 4
    assert study.status().finished == 0  # reading still works


def test_an_export_that_meets_a_full_disk_leaves_the_old_file(small_disk: Path, tmp_path: Path) -> None:
    study = Study.create(specification(), tmp_path / "s", Toy(measures=60))
    study.run()
    for ending in ("csv", "parquet", "dta", "xlsx"):
        path = small_disk / f"runs.{ending}"
        path.write_bytes(b"old")
        ballast = small_disk / "ballast"
        fill(ballast)
        with pytest.raises(DiskFull):
            study.export(path)
        assert path.read_bytes() == b"old"
        assert {item.name for item in small_disk.iterdir()} == {"ballast", path.name}
        path.unlink()
        ballast.unlink()


def test_bytes_are_safe_before_their_name_and_the_name_before_the_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = Study.create(specification(points=8, seeds=1), tmp_path / "s", Toy(), rows_per_shard=10**6)
    steps: list[str] = []

    def described(descriptor: int) -> str:
        return Path(f"/proc/self/fd/{descriptor}").readlink().relative_to(tmp_path / "s").as_posix()

    def name(place: str) -> str:
        return "staging file" if place.startswith("staging/") else place

    fsync, replace, write = os.fsync, Path.replace, os.write

    def traced_fsync(descriptor: int) -> None:
        steps.append(f"flush {name(described(descriptor))}")
        fsync(descriptor)

    def traced_replace(self: Path, target: Path) -> Path:
        steps.append(f"rename to {target.relative_to(tmp_path / 's').as_posix()}")
        return replace(self, target)

    def traced_write(descriptor: int, data: bytes) -> int:
        if "manifest" in described(descriptor):
            steps.append(f"write {described(descriptor)}")
        return write(descriptor, data)

    monkeypatch.setattr(os, "fsync", traced_fsync)
    monkeypatch.setattr(Path, "replace", traced_replace)
    monkeypatch.setattr(os, "write", traced_write)
    study.run()
    monkeypatch.undo()
    assert steps == [
        "flush staging file",
        "rename to runs/s000-000000.parquet",
        "flush runs",
        "write manifest/whole.jsonl",
        "flush manifest/whole.jsonl",
        "flush manifest",
    ]
