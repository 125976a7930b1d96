"""What happens around a study while it runs: its folder goes away, the clock is set back."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from experiments.errors import EnvironmentFailure
from experiments.reporting.bars import Bars
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification


class Disturbed(Toy):
    """A toy that does something to its surroundings before its fourth batch."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        object.__setattr__(self, "act", act)
        object.__setattr__(self, "calls", [])

    def evaluate(self, *given: object) -> object:  # type: ignore[override]
        self.calls.append(1)  # type: ignore[attr-defined]
        if len(self.calls) == 4:  # type: ignore[attr-defined]
            self.act()  # type: ignore[attr-defined]
        return super().evaluate(*given)  # type: ignore[arg-type]


def become_a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("a file", encoding="utf-8")


@pytest.mark.parametrize("harm", [shutil.rmtree, become_a_file])
@pytest.mark.parametrize("what", [".", "runs", "staging", "manifest"])
def test_a_folder_that_goes_away_ends_in_one_line_and_nothing_else_suffers(
    tmp_path: Path, what: str, harm: Callable[[Path], None]
) -> None:
    """What happens when a disk is pulled or somebody tidies up."""
    folder = Study.create(specification(), tmp_path / "s", Toy(), rows_per_shard=80).folder
    other = Study.create(specification(), tmp_path / "other", Toy(), rows_per_shard=80)
    other.run()
    study = Study(folder, Disturbed(lambda: harm(folder / what if what != "." else folder)))
    with pytest.raises(
        EnvironmentFailure, match=r"cannot be written: (No such file or directory|Not a directory)"
    ) as problem:
        study.run()
    assert problem.value.status == 4
    assert "\n" not in problem.value.line("zh")
    assert str(folder) in str(problem.value)
    assert {path.name for path in tmp_path.iterdir()} <= {"s", "other"}
    assert other.verify() == []


def test_a_study_continues_when_its_folder_comes_back(tmp_path: Path) -> None:
    folder = Study.create(specification(), tmp_path / "s", Toy(), rows_per_shard=80).folder
    away = tmp_path / "away"
    with pytest.raises(EnvironmentFailure):
        Study(folder, Disturbed(lambda: folder.rename(away))).run()
    away.rename(folder)
    study = Study(folder, Toy())
    assert 0 < study.status().finished < 960
    assert study.run().finished == 960
    assert study.verify() == []


def test_a_clock_that_is_set_back_changes_neither_results_nor_what_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    still = Study.create(specification(), tmp_path / "still", Toy(), rows_per_shard=80)
    still.run()
    moved = Study.create(specification(), tmp_path / "moved", Toy(), rows_per_shard=80)
    now = [time.time()]

    def back() -> float:
        now[0] -= 3600.0
        return now[0]

    monkeypatch.setattr(time, "time", back)
    monkeypatch.setattr("tqdm.std.time", back)
    moved.run(progress=Bars("en"))
    moved.extend(seeds=7).run(progress=Bars("en"))
    still.extend(seeds=7).run()
    assert now[0] < datetime(2100, 1, 1).timestamp()
    # files from the future and from long ago are as good as any
    for number, path in enumerate(sorted((moved.folder / "runs").iterdir())):
        os.utime(path, (0, 0) if number % 2 else (4e9, 4e9))
    log = tmp_path / "log"
    again = Study(moved.folder, Toy(log=str(log)))
    assert again.run().finished == 1120
    assert not log.exists()
    assert again.verify() == []
    pd.testing.assert_frame_equal(again.runs(), still.runs(), check_exact=True)
    for path in (still.folder / "runs").iterdir():
        assert path.read_bytes() == (moved.folder / "runs" / path.name).read_bytes()


def test_a_study_listens_nowhere(tmp_path: Path) -> None:
    """On one machine no port is opened; the run in a child process talks by pipes."""
    psutil = pytest.importorskip("psutil")

    def listening() -> set[object]:
        own = psutil.Process()
        return {
            (place.laddr, process.pid == own.pid)
            for process in (own, *own.children(recursive=True))
            for place in process.net_connections("inet")
            if place.status == psutil.CONN_LISTEN
        }

    before, seen = listening(), []
    study = Study.create(specification(), tmp_path / "s", Toy(), rows_per_shard=80)
    Study(study.folder, Disturbed(lambda: seen.append(listening()))).run()
    assert seen == [before]
    more = Study(study.folder, Toy(seconds_per_pair=0.02)).extend(seeds=8)
    from threading import Timer

    timer = Timer(1.0, lambda: seen.append(listening()))
    timer.start()
    more.run(isolate=True)
    timer.join()
    assert seen == [before, before]
