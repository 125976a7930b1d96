"""What a study costs beside its runs, and how soon a large one is resumed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from experiments.study import Study
from experiments.study.scale import Timed, engine_alone, measure
from experiments.study.scale import request as of_the_model
from experiments.study.scale_page import page
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
    assert time.perf_counter() - started < 1.05 * timed.wall


def test_the_cost_of_a_study_is_measured_on_the_same_runs(tmp_path: Path) -> None:
    study = Study.create(of_the_model("s_association", 64, 4), tmp_path / "s")
    rows, seconds = engine_alone(study)
    timed = Timed(study.evaluator)
    assert Study(study.folder, timed).run(show=False).finished == 64
    assert rows == 4 * 8
    assert seconds > 0
    assert timed.wall > 0


def test_a_billion_runs_are_extrapolated_from_what_was_measured(tmp_path: Path) -> None:
    study = Study.create(of_the_model("s_association", 64, 4), tmp_path / "s", rows_per_shard=32)
    found = measure(study)
    assert (found.runs, found.shard_runs) == (64, 32)
    assert Study(study.folder).verify() == []  # the shard that was taken away is there again
    assert min(found.engine_cpu, found.cpu, found.vouch, found.commit) > 0
    told = page("s_association", found)
    (billion,) = [line for line in told.splitlines() if line.startswith("| 1,000,000,000 |")]
    hours, disk, files = (billion.split("|")[place].strip() for place in (2, 5, 6))
    assert hours == f"{10**9 * found.cpu / 64 / 3600:,.2f}"
    assert disk == f"{10**9 * found.bytes / 64 / 1e9:,.1f} GB"
    assert files == "5,000"
