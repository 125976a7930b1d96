"""The same study on a dask cluster gives the same table, whoever dies on the way."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from experiments.errors import EnvironmentFailure, InvalidInput
from experiments.study.execution import cluster, connection
from experiments.study.execution.local import Interruption
from experiments.study.storage.shards import Shard
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore:Port 8787 is already in use")


@contextmanager
def local_cluster(workers: int = 2) -> Iterator[Any]:
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, silence_logs=50
    ) as running:
        yield running


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Any]:
    with local_cluster() as running:
        yield running


def on_cluster(laptop: Study, toy: Toy | None = None) -> Study:
    return Study(laptop.folder.parent / "cluster", toy or Toy(), notify=lambda note: None)


def assert_identical(one: Study, other: Study) -> None:
    assert other.verify() == []
    for kind in ("runs", "series"):
        for path in (one.folder / kind).iterdir():
            assert path.read_bytes() == (other.folder / kind / path.name).read_bytes()
    pd.testing.assert_frame_equal(one.runs(), other.runs(), check_exact=True)


@pytest.mark.parametrize("shared", [True, False])
def test_the_table_is_the_laptops_byte_for_byte(
    laptop: Study, two_workers: Any, shared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not shared:
        # a token that no worker finds: as if the folder were on the driver's local disk
        place = cluster.Place
        monkeypatch.setattr(cluster, "Place", lambda proof, token: place(proof, "elsewhere"))
    kinds: list[str] = []
    committed = cluster._committed
    monkeypatch.setattr(
        cluster, "_committed", lambda *given: (kinds.append(type(given[2]).__name__), committed(*given))[1]
    )
    study = on_cluster(laptop)
    tally = study.run(cluster=two_workers if shared else two_workers.scheduler_address)
    assert (tally.finished, tally.status) == (960, 0)
    assert set(kinds) == {"Staged" if shared else "Done"}
    assert_identical(laptop, study)
    assert list((study.folder / "staging").iterdir()) == []


def expect_one_poisoned_row(folder: Path, workers: Any, end: str, limit: float, message: str) -> None:
    laptop = Study.create(specification(points=8, seeds=2, limit=limit), folder / "laptop", Toy())
    shutil.copytree(laptop.folder, folder / "cluster")
    laptop.run()
    worst = float(laptop.points()["toy.x"].max()) - 1e-9
    pids = {worker.pid for worker in workers.workers.values()}
    study = on_cluster(laptop, Toy(poison=(worst, 3), end=end))
    tally = study.run(cluster=workers.scheduler_address)
    runs, whole = study.runs(), laptop.runs()
    wrong = (whole["toy.x"] > worst) & (whole["arm"] == "GS")
    assert (tally.finished, tally.failed, tally.status) == (64, 2, 3)
    assert runs.loc[wrong, "error"].str.contains(message).all()
    assert {worker.pid for worker in workers.workers.values()} == pids
    pd.testing.assert_frame_equal(runs[~wrong], whole[~wrong], check_exact=True, check_categorical=False)


def test_a_poison_run_is_a_failed_row_and_the_workers_live(tmp_path: Path, two_workers: Any) -> None:
    expect_one_poisoned_row(tmp_path, two_workers, "crash", 60.0, "SIGSEGV")


@pytest.mark.faults_full
def test_a_run_that_a_workers_machine_ends_is_no_failed_row(tmp_path: Path, two_workers: Any) -> None:
    laptop = Study.create(specification(points=8, seeds=2), tmp_path / "laptop", Toy(), rows_per_shard=8)
    shutil.copytree(laptop.folder, tmp_path / "cluster")
    laptop.run()
    worst = float(laptop.points()["toy.x"].max()) - 1e-9
    study = on_cluster(laptop, Toy(poison=(worst, 3), end="killed"))
    with pytest.raises(EnvironmentFailure, match=r"unfinished .*: 2 \(.*SIGKILL"):
        study.run(cluster=two_workers.scheduler_address)
    assert (study.status().finished, study.status().failed) == (48, 0)
    study = on_cluster(laptop, Toy(poison=(worst, 3), end="no-disk"))
    with pytest.raises(EnvironmentFailure, match=r"cannot compute: .*: OSError: .*No space left"):
        study.run(cluster=two_workers.scheduler_address)
    assert Study(study.folder, Toy()).run().failed == 0
    assert_identical(laptop, study)


@pytest.mark.faults_full
def test_a_run_that_never_ends_is_a_failed_row_and_its_worker_lives(tmp_path: Path, two_workers: Any) -> None:
    expect_one_poisoned_row(tmp_path, two_workers, "hang", 0.5, "longer than 0.5 s")


@pytest.mark.faults_full
def test_a_run_that_kills_its_workers_is_a_failed_row_and_other_rows_are_unaffected(
    tmp_path: Path,
) -> None:
    import dask

    asked = specification(points=8, seeds=2)
    laptop = Study.create(asked, tmp_path / "laptop", Toy(), rows_per_shard=8)
    shutil.copytree(laptop.folder, tmp_path / "cluster")
    laptop.run()
    worst = float(laptop.points()["toy.x"].max()) - 1e-9
    # a task that dask has seen die twice is given up, so that the test takes fewer deaths
    with dask.config.set({"distributed.scheduler.allowed-failures": 1}), local_cluster() as running:
        study = on_cluster(laptop, Toy(poison=(worst, 3), end="crash-worker", driver=os.getpid()))
        tally = study.run(cluster=running.scheduler_address)
    runs, whole = study.runs(), laptop.runs()
    wrong = (whole["toy.x"] > worst) & (whole["arm"] == "GS")
    assert (tally.finished, tally.failed, tally.status) == (64, 2, 3)
    assert runs.loc[wrong, "error"].str.contains("SIGSEGV").all()
    pd.testing.assert_frame_equal(runs[~wrong], whole[~wrong], check_exact=True, check_categorical=False)
    assert study.verify() == []


def test_a_result_lost_with_its_worker_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dask computes it again; only a cancelled task means that the scheduler is lost."""

    class Completed(list[Any]):
        def __init__(self, futures: list[Any], loop: object) -> None:
            super().__init__(futures)

        add, count, has_ready, is_empty = list.append, list.__len__, list.__len__, lambda self: not self

        def __next__(self) -> Any:
            return self.pop(0)

    class Future:
        statuses = ["lost", "lost", "finished"]  # noqa: RUF012

        @property
        def status(self) -> str:
            return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]

        def result(self) -> str:
            return "result"

        def release(self) -> None: ...

    client = SimpleNamespace(loop=None, submit=lambda *task, **options: Future())
    supply = SimpleNamespace(work=str, plan=SimpleNamespace(fingerprint={}, limit=1.0))
    committed: list[Any] = []
    monkeypatch.setattr(cluster, "distributed", lambda: SimpleNamespace(
        as_completed=Completed, KilledWorker=distributed.KilledWorker
    ))  # fmt: skip
    monkeypatch.setattr(
        cluster, "_committed", lambda *given: (committed.append(given[2]), SimpleNamespace(rows=8))[1]
    )
    advanced: list[int] = []
    deadly = cluster._drive(
        client, None, supply, None, iter([Shard(0, 0, (0, 1), (0, 1))]), advanced.append, Interruption(),
        None, SimpleNamespace(threads=lambda: 1),
    )  # type: ignore[arg-type]  # fmt: skip
    assert (deadly, committed, advanced) == ([], ["result"], [8])


def test_killed_workers_cost_nothing(laptop: Study) -> None:
    with local_cluster() as running:
        study = on_cluster(laptop, Toy(seconds_per_pair=0.02))
        ended = threading.Event()

        def kill_now_and_then() -> None:
            for finished in (1, 3, 6):
                while not ended.is_set() and len(list((study.folder / "runs").iterdir())) < finished:
                    time.sleep(0.02)
                for worker in list(running.workers.values())[:1]:
                    if not ended.is_set() and worker.pid:
                        os.kill(worker.pid, signal.SIGKILL)

        killer = threading.Thread(target=kill_now_and_then)
        killer.start()
        tally = study.run(cluster=running.scheduler_address)
        ended.set()
        killer.join()
    assert tally.finished == 960
    assert_identical(laptop, study)


def test_without_its_scheduler_a_study_stops_and_continues_from_disk(laptop: Study) -> None:
    study = on_cluster(laptop, Toy(seconds_per_pair=0.03))
    with local_cluster() as running:

        def close_early() -> None:
            while not list((study.folder / "runs").iterdir()):
                time.sleep(0.02)
            running.close()

        closer = threading.Thread(target=close_early)
        closer.start()
        with pytest.raises(EnvironmentFailure, match="connection to the scheduler is lost"):
            study.run(cluster=running.scheduler_address)
        closer.join()
    finished = study.status().finished
    assert finished < 960
    again = on_cluster(laptop)
    assert again.run().finished == 960
    assert_identical(laptop, again)


def test_workers_of_another_version_are_refused_with_the_difference(laptop: Study, two_workers: Any) -> None:
    study = on_cluster(laptop, Toy(home=os.getpid()))
    with pytest.raises(
        InvalidInput, match=r"workers differ from this machine: tcp://127.* code: 1 → another \| tcp"
    ):
        study.run(cluster=two_workers.scheduler_address)


def test_a_missing_scheduler_is_reported(laptop: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_CONNECT_SECONDS", 1)
    with pytest.raises(EnvironmentFailure, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        on_cluster(laptop).run(cluster="tcp://127.0.0.1:9")


@pytest.mark.parametrize(
    ("address", "private"),
    [
        ("tls://10.0.0.1:8786", True),
        ("tcp://127.0.0.1:8786", True),
        ("tcp://localhost:8786", True),
        ("tcp://[::1]:8786", True),
        ("tcp://10.0.0.1:8786", False),
        ("node7:8786", False),
    ],
)
def test_which_connections_are_private(address: str, private: bool) -> None:
    assert connection.private(address) == private
