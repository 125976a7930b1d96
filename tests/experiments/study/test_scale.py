"""What a study costs beside its runs, and how soon a large one is resumed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from experiments.study import Study
from experiments.study.scale import Timed, engine_alone
from experiments.study.scale import request as of_the_model
from tests.experiments.study.toy import Toy, request


@pytest.mark.full
def test_two_million_finished_runs_are_resumed_within_ten_seconds(tmp_path: Path) -> None:
    toy = Toy(measures=49)
    study = Study.create(request(points=1024, replications=489), tmp_path / "s", toy)
    assert study.run(show=False).finished > 2_000_000
    last = sorted((study.folder / "runs").iterdir())[-1]
    last.write_bytes(last.read_bytes()[:-1] + b"?")  # a flipped byte, which only the checksum sees
    started = time.perf_counter()
    tally = Study(study.folder, toy).run(show=False)
    assert time.perf_counter() - started < 10.0
    assert (tally.finished, tally.set_aside) == (study.plan.runs, 1)
    assert len(list((study.folder / "runs").iterdir())) <= 2000


@pytest.mark.full
def test_keeping_the_results_costs_at_most_five_percent(tmp_path: Path) -> None:
    study = Study.create(of_the_model("s_association", 100_000, 512), tmp_path / "s")
    timed = Timed(study.evaluator)
    started = time.perf_counter()
    Study(study.folder, timed).run(show=False)
    assert time.perf_counter() - started < 1.05 * timed.seconds


def test_the_cost_of_a_study_is_measured_on_the_same_runs(tmp_path: Path) -> None:
    study = Study.create(of_the_model("s_association", 64, 4), tmp_path / "s")
    rows, seconds = engine_alone(study)
    timed = Timed(study.evaluator)
    assert Study(study.folder, timed).run(show=False).finished == 64
    assert rows == 4 * 8
    assert seconds > 0
    assert timed.seconds > 0
