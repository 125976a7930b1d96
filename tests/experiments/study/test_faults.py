"""Files torn, emptied, flipped, doubled, lost: no committed run is lost or counted twice."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.files import DiskFull, checked_json, read_checked, write_whole
from experiments.study.storage.journal import Journal
from experiments.study.storage.lock import MAKING
from experiments.study.storage.store import Store
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification


@pytest.fixture
def whole(tmp_path: Path) -> Study:
    study = Study.create(specification(series=("flow",)), tmp_path / "s", Toy(), rows_per_shard=80)
    study.run()
    return study


def reopened(study: Study, **options: object) -> tuple[Study, list[str]]:
    said: list[str] = []
    return Study(study.folder, Toy(**options), notify=lambda note: said.append(str(note))), said  # type: ignore[arg-type]


def shard(study: Study, number: int = 3, kind: str = "runs") -> Path:
    return sorted((study.folder / kind).iterdir())[number]


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0x10
    path.write_bytes(data)


def deleted(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("kind", ["runs", "series"])
@pytest.mark.parametrize(
    ("harm", "reason"),
    [(truncated, "size"), (emptied, "is empty"), (flipped, "SHA-256"), (deleted, "is missing")],
)
def test_a_damaged_shard_is_set_aside_and_only_its_runs_are_computed_again(
    whole: Study, tmp_path: Path, kind: str, harm: Callable[[Path], None], reason: str
) -> None:
    before, series, path = whole.runs(), whole.series(), shard(whole, kind=kind)
    original = path.read_bytes()
    harm(path)
    log = tmp_path / "log"
    study, said = reopened(whole, log=str(log))
    assert any(path.name in str(note) for note in study.verify())
    tally = study.run()
    assert (tally.finished, tally.set_aside) == (960, 1)
    assert len(said) == 1
    assert path.name in said[0]
    assert reason in said[0]
    assert sum(map(int, log.read_text().split())) == 20  # pairs of one shard
    assert path.read_bytes() == original
    aside = list((whole.folder / "aside").iterdir())
    assert len(aside) == (harm is not deleted)
    pd.testing.assert_frame_equal(study.runs(), before, check_exact=True)
    pd.testing.assert_frame_equal(study.series(), series, check_exact=True)
    assert study.verify() == []


def test_a_torn_last_line_is_removed_reported_and_computed_again(whole: Study) -> None:
    before, manifest = whole.runs(), whole.folder / "manifest" / "whole.jsonl"
    lines = manifest.read_bytes().splitlines(keepends=True)
    manifest.write_bytes(b"".join(lines[:-1]) + lines[-1][:37])
    study, said = reopened(whole)
    assert study.status().finished == 880
    assert study.run().finished == 960
    assert any("incomplete line" in line for line in said)
    assert manifest.read_bytes() == b"".join(lines)
    pd.testing.assert_frame_equal(study.runs(), before, check_exact=True)


def test_every_way_to_tear_the_last_line_leaves_a_valid_study(whole: Study) -> None:
    manifest = whole.folder / "manifest" / "whole.jsonl"
    data = manifest.read_bytes()
    start = data[:-1].rfind(b"\n") + 1
    for end in [*range(start, len(data), 17), len(data)]:
        manifest.write_bytes(data[:end] + b"\0" * (end % 5 if end < len(data) else 0))
        torn = not manifest.read_bytes().endswith(b"\n")
        study, said = reopened(whole)
        finished = study.status().finished
        assert finished == 960 or end < len(data)
        assert finished in (960, 880)
        assert study.run().finished == 960
        assert any("incomplete line" in line for line in said) == torn
        assert study.verify() == []


def test_a_damaged_line_loses_only_its_shard(whole: Study) -> None:
    manifest = whole.folder / "manifest" / "whole.jsonl"
    lines = manifest.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"rows": 80', b'"rows": 81')
    manifest.write_bytes(b"".join(lines))
    study, said = reopened(whole)
    assert study.status().finished == 880
    assert study.run().finished == 960
    assert any("Line 3" in line for line in said)


def test_a_doubled_shard_or_line_counts_once(whole: Study) -> None:
    before = whole.runs()
    path = shard(whole)
    shutil.copy(path, path.with_name("s000-000003 copy.parquet"))
    shutil.copy(path, path.with_name("s000-000999.parquet"))
    manifest = whole.folder / "manifest" / "whole.jsonl"
    manifest.write_bytes(manifest.read_bytes() * 2)
    shutil.copy(manifest, manifest.with_name("part-0001-of-0002.jsonl"))
    study, _ = reopened(whole)
    assert study.run().finished == 960
    pd.testing.assert_frame_equal(study.runs(), before, check_exact=True)
    assert study.query("select count(*) as n from runs")["n"].item() == 960


def test_a_damaged_plan_is_read_from_its_copy_and_two_are_refused(whole: Study) -> None:
    for name in ("plan.json", "plan.copy.json"):
        original = (whole.folder / name).read_bytes()
        flipped(whole.folder / name)
        study, said = reopened(whole)
        assert [str(note) for note in study.verify()] == [f"{name} is missing or has changed"]
        assert study.run().finished == 960
        assert any("two copies of the plan" in line for line in said)
        assert (whole.folder / name).read_bytes() == original
        assert study.verify() == []
    for name in ("plan.json", "plan.copy.json"):
        flipped(whole.folder / name)
    with pytest.raises(EnvironmentFailure, match="both copies of the plan"):
        reopened(whole)


def test_changed_points_are_found(whole: Study) -> None:
    flipped(next((whole.folder / "points").iterdir()))
    study, _ = reopened(whole)
    assert any("points/" in str(note) for note in study.verify())


def test_leftovers_of_a_crash_are_cleared(whole: Study) -> None:
    staging = whole.folder / "staging"
    mine, others = (
        "whole.7.s000-000001.parquet",
        ["making.4.plan.copy.json", "part-0002-of-0003.1.s.parquet"],
    )
    for name in (mine, *others):
        (staging / name).write_bytes(b"half")
    reopened(whole)[0].run(part=(1, 3))
    assert {path.name for path in staging.iterdir()} == {mine, *others}  # their owners may be at work
    with Store(whole.folder).writing(MAKING):
        (staging / others[0]).write_bytes(b"being written")
        reopened(whole)[0].run()
        assert [path.name for path in staging.iterdir()] == others[:1]
    (staging / others[0]).write_bytes(b"left")
    reopened(whole)[0].run()
    assert list(staging.iterdir()) == []


def test_a_second_process_is_refused_by_pid_and_host(whole: Study) -> None:
    code = (
        "import sys, time; from pathlib import Path; from experiments.study.storage.store import Store\n"
        f"with Store(Path({str(whole.folder)!r})).writing(sys.argv[1]):\n"
        "    print('held', flush=True); time.sleep(60)"
    )
    for writer, part, clash in (
        ("whole", None, True),
        ("whole", (1, 2), True),
        ("part-0001-of-0002", None, True),
        ("part-0001-of-0002", (2, 2), False),
    ):
        holder = subprocess.Popen([sys.executable, "-c", code, writer], stdout=subprocess.PIPE, text=True)
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "held\n"
            study, _ = reopened(whole)
            if clash:
                with pytest.raises(InvalidInput, match=f"process {holder.pid} on {os.uname().nodename}"):
                    study.run(part=part)
            else:
                study.run(part=part)
            assert study.status().finished == 960  # reading needs no lock
        finally:
            holder.kill()
            holder.wait()
        assert reopened(whole)[0].run().finished == 960  # the lock of a dead process blocks nobody


def test_another_machines_lock_holds_until_taken_over(whole: Study) -> None:
    lock = {"pid": 4711, "host": "node17", "shard": "s000-000001", "deaths": 0}
    (whole.folder / "lock" / "whole").write_text(json.dumps(lock))
    study, _ = reopened(whole)
    with pytest.raises(InvalidInput, match=r"process 4711 on node17.*--take-over"):
        study.run()
    assert study.run(take_over=True).finished == 960
    assert reopened(whole)[0].run().finished == 960


def test_a_read_only_folder_is_reported(whole: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    emptied(shard(whole))

    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(EnvironmentFailure, match="Permission denied") as problem:
        Study(whole.folder, Toy()).run()
    assert problem.value.status == 4


def test_a_folder_that_goes_away_is_reported(tmp_path: Path) -> None:
    class Vanishing(Toy):
        def evaluate(self, *args: object) -> object:  # type: ignore[override]
            shutil.rmtree(tmp_path / "s" / "runs", ignore_errors=True)
            return super().evaluate(*args)  # type: ignore[arg-type]

    study = Study.create(specification(), tmp_path / "s", Toy(), rows_per_shard=100)
    with pytest.raises(EnvironmentFailure, match="cannot be written: No such file"):
        Study(study.folder, Vanishing()).run()


def test_a_journal_that_meets_a_full_disk_keeps_no_half_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path / "j.jsonl")
    journal.append({"n": 1})
    write, calls = os.write, []

    def short(descriptor: int, data: bytes) -> int:
        calls.append(len(data))
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[:7])

    monkeypatch.setattr(os, "write", short)
    with pytest.raises(DiskFull) as problem:
        journal.append({"n": 2})
    monkeypatch.undo()
    assert problem.value.needed == len(checked_json({"n": 2}))
    assert [line.record for line in journal.lines()] == [{"n": 1}]
    assert journal.torn_bytes() == 0


def test_a_checked_record_notices_any_changed_bit() -> None:
    text = checked_json({"shard": "s000-000001", "rows": 3, "中": "文"})
    assert read_checked(text) == {"shard": "s000-000001", "rows": 3, "中": "文"}
    changed = 0
    for place in range(len(text) - 1):
        for bit in range(8):
            other = bytearray(text)
            other[place] ^= 1 << bit
            changed += read_checked(bytes(other)) is not None
    assert changed == 0


def test_a_file_that_cannot_be_finished_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.json"
    write_whole(path, b"old", tmp_path / "staging")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull, match="3 bytes are needed"):
        write_whole(path, b"new", tmp_path / "staging")
    assert path.read_bytes() == b"old"
    assert [item.name for item in tmp_path.iterdir()] == ["plan.json"]
