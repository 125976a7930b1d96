"""A cluster without workers is reported once; the driver waits, and gives up after a given time."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from experiments.errors import EnvironmentFailure
from experiments.study.execution import connection
from experiments.study.storage.note import Note
from experiments.study.study import Study, StudyInterrupted
from tests.experiments.study.execution.test_cluster import assert_identical, on_cluster
from tests.support.toy_study import Toy

distributed = pytest.importorskip("distributed")


class Clock:
    """A scheduler's answers at given seconds: how many threads there are; None when it does not answer."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, answers: dict[float, int | None]) -> None:
        self.answers, self.now = answers, 1000.0
        monkeypatch.setattr(connection.time, "monotonic", lambda: self.now)

    def nthreads(self, callback_timeout: float) -> dict[str, int]:
        found = self.answers[self.now - 1000.0]
        if found is None:
            raise TimeoutError
        return {"a": found} if found else {}


Notes = list[Note]


def watched(clock: Clock, patience: float | None = None) -> tuple[list[int], Notes]:
    """The threads at each second of the clock, and the notes."""
    said: Notes = []
    there = connection.Attendance(clock, patience, said.append)
    seen = []
    for second in clock.answers:
        clock.now = 1000.0 + second
        seen.append(there.threads())
    return seen, said


def test_a_long_absence_is_reported_once_and_so_is_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = dict.fromkeys((float(second) for second in range(600)), 0) | {0.0: 4, 600.0: 8, 601.0: 8}
    seen, said = watched(Clock(monkeypatch, answers))
    assert (seen[0], seen[1], seen[-1]) == (4, 0, 8)
    assert [(note.key, note.fields["seconds"]) for note in said] == [
        ("study.no_worker", "5"),
        ("study.workers_back", "599"),
    ]
    line = r"The cluster has had no worker since \d\d:\d\d:\d\d \(5 s\); waiting for one\."
    assert re.match(line, said[0].line("en"))


def test_a_short_absence_is_not_reported_and_the_next_one_counts_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = {0.0: 4, 1.0: 0, 4.0: 0, 5.0: 4, 6.0: 0, 10.0: 0, 12.0: 0, 13.0: 1, 14.0: 0, 19.0: 0}
    _, said = watched(Clock(monkeypatch, answers))
    assert [note.fields["seconds"] for note in said] == ["6", "7", "5"]


def test_a_scheduler_that_does_not_answer_is_no_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    seen, said = watched(Clock(monkeypatch, {0.0: 4, 1.0: None, 30.0: None, 60.0: 2}), patience=10.0)
    assert (seen, said) == ([4, 4, 4, 2], [])


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch, {0.0: 0, 29.0: 0, 30.0: 0})
    with pytest.raises(
        EnvironmentFailure, match=r"had no worker for 30 s; finished shards are safe"
    ) as problem:
        watched(clock, patience=30.0)
    assert (problem.value.status, clock.now) == (4, 1030.0)
    assert "30 秒" in problem.value.line("zh")


# -- a real scheduler, and a worker that is not restarted


@contextmanager
def scheduler() -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=0, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as running:
        yield running


@contextmanager
def worker(running: Any) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "distributed.cli.dask_worker", running.scheduler_address]
    options = ["--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([*command, *options], env=environment, stderr=subprocess.DEVNULL)
    before = len(running.scheduler.workers)
    try:
        for _ in range(1200):
            if len(running.scheduler.workers) > before:
                break
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def after(reached: Callable[[], bool], act: Callable[[], object]) -> threading.Thread:
    """Do something as soon as something is so."""

    def watch() -> None:
        for _ in range(1200):
            if reached():
                act()
                return
            time.sleep(0.02)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def shards(study: Study) -> int:
    return len(list((study.folder / "runs").iterdir()))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_SILENT_SECONDS", 0.3)
    monkeypatch.setattr(connection, "_ASK_SECONDS", 0.1)


@pytest.mark.usefixtures("impatient")
def test_without_workers_the_driver_reports_it_and_continues_when_one_joins(laptop: Study) -> None:
    said: Notes = []
    with scheduler() as running, worker(running) as first, ExitStack() as later:
        study = Study(laptop.folder.parent / "cluster", Toy(seconds_per_pair=0.01), notify=said.append)
        after(lambda: shards(study) > 1, first.kill)
        coming = after(lambda: len(said) > 0, lambda: later.enter_context(worker(running)))
        tally = study.run(cluster=running)
        coming.join()
    assert (tally.finished, tally.status) == (960, 0)
    assert len(said) == 2
    assert "没有工作节点" in said[0].line("zh")
    assert "秒后，集群又有了工作节点" in said[1].line("zh")
    assert_identical(laptop, study)


@pytest.mark.usefixtures("impatient")
def test_a_driver_that_gives_up_leaves_a_study_that_can_be_resumed(laptop: Study) -> None:
    with scheduler() as running, worker(running) as only:
        study = on_cluster(laptop, Toy(seconds_per_pair=0.01))
        after(lambda: shards(study) > 1, only.kill)
        with pytest.raises(EnvironmentFailure, match="has had no worker for"):
            study.run(cluster=running, patience=1.0)
    assert 0 < study.status().finished < 960
    assert on_cluster(laptop).run().finished == 960
    assert_identical(laptop, study)


@pytest.mark.usefixtures("impatient")
def test_ctrl_c_without_workers_stops_at_once_and_leaves_a_study_that_can_be_resumed(laptop: Study) -> None:
    said: Notes = []
    with scheduler() as running:
        study = Study(laptop.folder.parent / "cluster", Toy(), notify=said.append)
        after(lambda: len(said) > 0, lambda: os.kill(os.getpid(), signal.SIGINT))
        with pytest.raises(StudyInterrupted) as stopped:
            study.run(cluster=running)  # no worker ever comes
    assert (stopped.value.tally.finished, stopped.value.tally.status) == (0, 130)
    assert [note.key for note in said] == ["study.no_worker", "study.stopping"]
    assert on_cluster(laptop).run().finished == 960
    assert_identical(laptop, study)
