"""A fault of the machine is never a result: no row is recorded as failed, and the runs are computed later."""

from __future__ import annotations

import errno
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.errors import EnvironmentFailure
from experiments.study.execution.child_process import Isolated
from experiments.study.execution.faults import MachineFault
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification

POINTS = {"toy.x": np.array([0.1, 0.95, 0.2]), "toy.n": np.array([1, 2, 3])}
SEEDS = np.arange(3, dtype=np.uint64)
SIX_SHARDS = {"points": 40, "seeds": 6}


def new(folder: Path, evaluator: Any = None) -> Study:
    return Study.create(specification(**SIX_SHARDS), folder, evaluator or Toy(), rows_per_shard=160)


def expect_all_of(study: Study, good: Study) -> None:
    assert study.run().failed == 0
    pd.testing.assert_frame_equal(study.runs(), good.runs(), check_exact=True)
    assert study.verify() == []


@pytest.mark.parametrize("name", ["sim.py", "experiments.py", "queue.py", "numpy/__init__.py"])
def test_modules_of_ones_own_in_the_working_folder_are_not_taken_for_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("raise RuntimeError('the wrong module')\n")
    monkeypatch.chdir(tmp_path)
    child = Isolated(Toy(), 10.0)
    try:
        found = child.evaluate(POINTS, SEEDS, [1], None)
    finally:
        child.close()
    assert np.array_equal(found.values, Toy().evaluate(POINTS, SEEDS, [1], None).values)


def no_process(*_: object, **__: object) -> None:
    raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")


def no_thread(*_: object) -> None:
    raise RuntimeError("can't start new thread")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda patch: patch.setattr(sys, "executable", ""), "sys.executable names no Python"),
        (lambda patch: patch.setattr(sys, "executable", None), "sys.executable names no Python"),
        (lambda patch: patch.setattr(sys, "executable", "/gone/python"), "No such file"),
        (lambda patch: patch.setattr(subprocess, "Popen", no_process), "Resource temporarily unavailable"),
        (lambda patch: patch.setattr(threading.Thread, "start", no_thread), "can't start new thread"),
    ],
)
def test_a_machine_that_starts_no_child_stops_the_study_and_no_run_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[pytest.MonkeyPatch], None], said: str
) -> None:
    good, study = new(tmp_path / "good"), new(tmp_path / "s")
    good.run()
    with monkeypatch.context() as patch:
        harm(patch)
        with pytest.raises(EnvironmentFailure, match=rf"no child process can compute: .*{said}") as problem:
            study.run(isolate=True)
    assert "\n" not in str(problem.value)
    assert study.status().finished == 0
    expect_all_of(study, good)


def test_a_child_that_never_becomes_ready_is_no_failure_of_its_runs(tmp_path: Path) -> None:
    good, study = new(tmp_path / "good"), new(tmp_path / "s")
    good.run()
    with pytest.raises(EnvironmentFailure, match="MemoryError: no memory to begin"):
        Study(study.folder, Toy(unready=True)).run(isolate=True)
    with pytest.raises(EnvironmentFailure, match="no memory to begin"):
        Study(study.folder, Toy(unready=True)).run()
    assert study.status().finished == 0
    expect_all_of(study, good)


@pytest.mark.parametrize(
    ("end", "isolate"),
    [
        pytest.param("killed", True, marks=pytest.mark.faults_full),
        ("no-memory", True),
        ("no-memory", False),
    ],
)
def test_a_run_that_the_machine_ends_is_left_for_later_and_the_other_shards_are_finished(
    tmp_path: Path, end: str, isolate: bool
) -> None:
    good, study = new(tmp_path / "good"), new(tmp_path / "s")
    good.run()
    worst = float(good.points()["toy.x"].max()) - 1e-9
    hit = Study(study.folder, _Once(poison=(worst, 3), end=end, seed=int(good.runs()["seed"].iloc[200])))
    with pytest.raises(EnvironmentFailure, match=r"unfinished .*: 1 \(.*none is recorded as failed"):
        hit.run(isolate=isolate)
    assert (study.status().finished, study.status().failed) == (800, 0)
    expect_all_of(study, good)


class _Once(Toy):
    """A toy whose poison works for one seed only."""

    def __init__(self, seed: int, **options: Any) -> None:
        super().__init__(**options)
        object.__setattr__(self, "seed", np.uint64(seed))

    def evaluate(self, points: Any, seeds: Any, *rest: Any) -> Any:
        here = seeds == self.seed  # type: ignore[attr-defined]
        points = {**points, "toy.x": np.where(here, points["toy.x"], 0.0)} if here.any() else points
        healthy = Toy().evaluate(points, seeds, *rest)
        return super().evaluate(points, seeds, *rest) if here.any() else healthy


def test_a_machine_that_ends_every_run_stops_the_study(tmp_path: Path) -> None:
    good, study = new(tmp_path / "good"), new(tmp_path / "s")
    good.run()
    log = tmp_path / "log"
    sick = Toy(poison=(-1.0, 3), end="no-memory", log=str(log))
    with pytest.raises(MachineFault, match="MemoryError: no memory for an array"):
        Study(study.folder, sick).run()
    assert study.status().finished == 0
    assert log.read_text().split().count("16") == 3  # first batches: three shards were tried, not all six
    expect_all_of(study, good)


@pytest.mark.parametrize("isolate", [True, False])
def test_a_lost_file_stops_at_once(tmp_path: Path, isolate: bool) -> None:
    good, study = new(tmp_path / "good"), new(tmp_path / "s")
    good.run()
    worst = float(good.points()["toy.x"].max()) - 1e-9
    with pytest.raises(EnvironmentFailure, match="No space left on device; no run is recorded as failed"):
        Study(study.folder, Toy(poison=(worst, 3), end="no-disk")).run(isolate=isolate)
    assert study.status().failed == 0
    expect_all_of(study, good)
