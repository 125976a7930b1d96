"""Runs that kill their process or never end become failed rows; the others are unaffected."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.study.execution.child_process import Isolated, RunDied, RunTooLong
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification

POINTS = {"toy.x": np.array([0.1, 0.95, 0.2]), "toy.n": np.array([1, 2, 3])}
SEEDS = np.arange(3, dtype=np.uint64)


def expect_one_poisoned_row(folder: Path, end: str, limit: float, message: str) -> None:
    good = Study.create(specification(seeds=2), folder / "good", Toy(), rows_per_shard=480)
    good.run()
    bad = Study.create(specification(seeds=2, limit=limit), folder / "bad", Toy(), rows_per_shard=480)
    worst = good.points()["toy.x"].max() - 1e-9
    tally = Study(bad.folder, Toy(poison=(worst, 3), end=end)).run(isolate=True)
    runs, whole = bad.runs(), good.runs()
    wrong = (whole["toy.x"] > worst) & (whole["arm"] == "GS")
    assert tally.failed == wrong.sum() == 2
    assert runs.loc[wrong, "error"].str.contains(message).all()
    pd.testing.assert_frame_equal(runs[~wrong], whole[~wrong], check_exact=True)


def test_a_run_that_kills_its_process_becomes_a_failed_row(tmp_path: Path) -> None:
    expect_one_poisoned_row(tmp_path, "crash", 60.0, "SIGSEGV")


@pytest.mark.faults_full
def test_a_run_that_never_ends_becomes_a_failed_row(tmp_path: Path) -> None:
    expect_one_poisoned_row(tmp_path, "hang", 0.3, r"longer than 0.3 s")


def test_what_a_run_prints_does_not_disturb_its_answer() -> None:
    child = Isolated(Toy(chatty=True), 10.0)
    assert np.array_equal(
        child.evaluate(POINTS, SEEDS, [1, 3], None).values, Toy().evaluate(POINTS, SEEDS, [1, 3], None).values
    )
    child.close()


def test_death_and_delay_are_raised_and_the_next_call_works() -> None:
    for end, error, limit in (("crash", RunDied, 10.0), ("hang", RunTooLong, 0.2)):
        child = Isolated(Toy(poison=(0.9, 3), end=end), limit)
        with pytest.raises(error):
            child.evaluate(POINTS, SEEDS, [3], None)
        assert child.evaluate(POINTS, SEEDS, [1], None).values.shape == (3, 1, 3)
        child.close()


def test_an_error_in_the_child_is_the_callers() -> None:
    child = Isolated(Toy(poison=(0.9, 3), end="raise"), 10.0)
    with pytest.raises(ZeroDivisionError, match="float division by zero"):
        child.evaluate(POINTS, SEEDS, [3], None)
    child.close()


def test_the_child_dies_with_its_parent() -> None:
    code = (
        "import numpy as np\n"
        "from experiments.study.execution.child_process import Isolated\n"
        "from tests.support.toy_study import Toy\n"
        "child = Isolated(Toy(), 10.0)\n"
        "child.evaluate({}, np.zeros(1, dtype=np.uint64), [0], None)\n"
        "print(child._child._process.pid, flush=True)\n"
        "child._evaluator = Toy(seconds_per_pair=600.0)\n"
        "child.close()\n"
        "child.evaluate({}, np.zeros(1, dtype=np.uint64), [0], None)\n"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert parent.stdout is not None
    assert int(parent.stdout.readline()) > 0
    time.sleep(1.5)
    children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children")
    if not children.exists():
        parent.kill()
        pytest.skip("needs /proc to find the child")
    child = int(children.read_text(encoding="utf-8").split()[0])
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    for _ in range(60):
        if not Path(f"/proc/{child}").exists():
            return
        time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    pytest.fail("the child outlived its parent")


@pytest.mark.faults_full
def test_a_shard_that_killed_this_process_twice_is_computed_apart(tmp_path: Path) -> None:
    study = Study.create(specification(seeds=2), tmp_path / "s", Toy())
    worst = float(study.points()["toy.x"].max()) - 1e-9
    code = (
        "from experiments.study import Study; from tests.support.toy_study import Toy\n"
        f"print(Study({str(study.folder)!r}, Toy(poison=({worst!r}, 3), end='crash')).run().failed)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    ends = []
    while not ends or ends[-1] != 0:
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
        ends.append(done.returncode)
        assert len(ends) < 20, done.stderr
    assert ends == [-11, -11, 0]
    assert done.stdout == "2\n"
    assert Study(study.folder, Toy()).verify() == []
