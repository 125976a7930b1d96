"""Ctrl-C finishes the shard in progress, a second one stops at once; threads, notebooks and scripts work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli.main import main
from experiments.progress import Advance
from experiments.reporting.bars import Bars
from experiments.study.study import Study, StudyInterrupted
from tests.support.toy_study import Toy, specification

ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
SCRIPT = """
import sys
from experiments.study import Study, StudyInterrupted
from tests.support.toy_study import Toy
try:
    tally = Study({folder!r}, Toy(seconds_per_pair={seconds}, log={log!r})).run()
except StudyInterrupted as stopped:
    print(stopped, file=sys.stderr)
    sys.exit(stopped.tally.status)
sys.exit("it was not stopped")
"""


def started(study: Study, seconds: float) -> tuple[subprocess.Popen[str], Path]:
    log = study.folder.parent / "log"
    code = SCRIPT.format(folder=str(study.folder), seconds=seconds, log=str(log))
    process = subprocess.Popen(
        [sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, env=ENVIRONMENT
    )
    for _ in range(600):
        if log.exists():
            return process, log
        time.sleep(0.05)
    process.kill()
    raise AssertionError("the study did not start")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_finishes_the_shard_in_progress(tmp_path: Path, number: signal.Signals) -> None:
    study = Study.create(specification(), tmp_path / "s", Toy(), rows_per_shard=80)
    process, _ = started(study, 0.05)  # a second for each shard
    process.send_signal(number)
    assert process.stderr is not None
    said = process.stderr.read()
    assert process.wait(30) == 130
    assert "Finishing the shard in progress" in said
    assert "of 960 runs are finished; run it again to continue" in said
    assert "Traceback" not in said
    finished = study.status().finished
    assert 80 <= finished < 960
    assert Study(study.folder, Toy()).run().finished == 960
    assert study.verify() == []


def test_the_second_signal_stops_at_once_and_costs_only_the_shard(tmp_path: Path) -> None:
    study = Study.create(specification(), tmp_path / "s", Toy(), rows_per_shard=480)
    process, _ = started(study, 0.5)  # a minute for each shard
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)  # the shard would take a minute
    assert process.returncode != 0
    assert study.status().finished == 0
    assert Study(study.folder, Toy()).run().finished == 960


def test_signals_are_given_back(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    Study.create(specification(points=4, seeds=1), tmp_path / "s", Toy()).run()
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_a_study_runs_in_a_thread(tmp_path: Path) -> None:
    study = Study.create(specification(), tmp_path / "s", Toy(), rows_per_shard=80)
    done: list[int] = []
    thread = threading.Thread(target=lambda: done.append(study.run().finished))
    thread.start()
    thread.join(30)
    assert done == [960]


def test_a_script_without_a_main_guard_may_compute_apart(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\n"
        "from experiments.study import Study\n"
        "from tests.support.toy_study import Toy, specification\n"
        f"study = Study.create(specification(), {str(tmp_path / 's')!r}, Toy())\n"
        "print(study.run(isolate=True).finished)\n"
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, env=ENVIRONMENT, timeout=60
    )
    assert done.stdout == "once\n960\n", done.stderr


def test_a_notebook_runs_a_study_without_hanging(tmp_path: Path) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = nbformat.v4.new_notebook()
    cell = (
        "from experiments.study import Study\n"
        "from tests.support.toy_study import Toy, specification\n"
        f"study = Study.create(specification(), {str(tmp_path / 's')!r}, Toy())\n"
        "tallies = [study.run(), study.extend(seeds=8).run(isolate=True)]\n"
        "assert [tally.finished for tally in tallies] == [960, 1280]"
    )
    notebook.cells.append(nbformat.v4.new_code_cell(cell))
    os.environ["PYTHONPATH"], before = ENVIRONMENT["PYTHONPATH"], os.environ.get("PYTHONPATH")
    try:
        nbclient.NotebookClient(notebook, timeout=120).execute()
    finally:
        os.environ.pop("PYTHONPATH")
        if before is not None:
            os.environ["PYTHONPATH"] = before
    assert len(pd.read_parquet(next((tmp_path / "s" / "points").iterdir()))) == 40


def test_jobs_of_an_array_that_start_together_share_one_folder(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from experiments.study import Study\n"
        "from tests.support.toy_study import Toy, specification\n"
        f"study = Study.create(specification(points=64), {str(tmp_path / 's')!r}, Toy(), rows_per_shard=80)\n"
        "sys.exit(study.run(part=(int(sys.argv[1]), 4), wait=30).status)\n"
    )
    jobs = [
        subprocess.Popen([sys.executable, "-c", code, str(part)], env=ENVIRONMENT) for part in (1, 2, 3, 4)
    ]
    assert [job.wait(120) for job in jobs] == [0, 0, 0, 0]
    together = Study(tmp_path / "s", Toy())
    alone = Study.create(specification(points=64), tmp_path / "alone", Toy())
    alone.run()
    assert together.verify() == []
    pd.testing.assert_frame_equal(together.runs(), alone.runs(), check_exact=True)


def test_a_bar_leaves_no_thread_that_would_complain_at_the_last_instant() -> None:
    before = set(threading.enumerate())
    with Bars().stage("study", 3) as advance:
        advance(1)
        assert set(threading.enumerate()) == before


class Interrupting(Bars):
    """Bars in which Ctrl-C comes once, with the first runs that are finished."""

    came = False

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Advance]:
        with super().stage(name, total) as advance:

            def interrupted(finished: int) -> None:
                advance(finished)
                if not self.came:
                    self.came = True
                    os.kill(os.getpid(), signal.SIGINT)

            yield interrupted


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends the process at once")
def test_after_ctrl_c_the_bar_stays_where_the_study_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = Study.create(specification(), tmp_path / "s", Toy(), rows_per_shard=80)
    with pytest.raises(StudyInterrupted) as asked:
        study.run(progress=Interrupting())
    stopped = asked.value.tally
    assert 0 < stopped.finished < stopped.runs
    assert "100%" not in capsys.readouterr().err
    assert study.run(progress=Bars()).finished == stopped.runs
    assert "100%" in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "said"), [("en", "runs"), ("zh", "次运行")])
def test_a_second_ctrl_c_says_how_many_runs_are_finished(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    lang: str,
    said: str,
) -> None:
    study = Study.create(specification(), tmp_path / "s", Toy())
    study.run(part=(1, 2))
    done = study.status()

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.study.study.EngineEvaluator.built", stop)
    for act in ("resume", "retry"):
        assert main(["--lang", lang, "study", act, str(study.folder)]) == 130
        line = next(line for line in capsys.readouterr().err.splitlines() if str(study.folder) in line)
        assert f"{done.finished:,}" in line
        assert f"{done.runs:,}" in line
        assert said in line


def test_ctrl_c_before_the_first_shard_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    study = Study.create(specification(), tmp_path / "s", Toy())

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.study.study.EngineEvaluator.built", stop)
    for act in ("resume", "retry"):
        assert main(["study", act, str(study.folder)]) == 130
        assert "the same command goes on where this one stopped" in capsys.readouterr().err


def test_ctrl_c_before_there_is_a_folder_does_not_speak_of_what_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "terms.toml"
    file.write_text('schema = 1\nscenario = "s_association"\n[vary]\ncontract.term = [4, 8]\n', "utf-8")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.study.lifecycle.probe", stop)
    for lang, words in (("en", "the same command begins them"), ("zh", "再次运行同一命令即可开始")):
        assert main(["--lang", lang, "study", "run", str(file), "--out", str(tmp_path / "s")]) == 130
        said = capsys.readouterr().err
        assert words in said
        assert "safe" not in said
        assert "已完成的部分" not in said
    assert not (tmp_path / "s").exists()
