"""Bounds for studies of any size: memory, files, no repeated runs. `make scale` measures speed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.benchmarks.study_scale import Timed, engine_alone, measure
from experiments.benchmarks.study_scale import specification as of_the_model
from experiments.benchmarks.study_scale_page import page
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification

MEASURES = 49
_GROWTH = """
import sys
from experiments.study import Study
from experiments.benchmarks.study_scale import Timed
from experiments.benchmarks.timing import largest_memory
from tests.support.toy_study import Toy
timed = Timed(Toy(measures={measures}), {pairs})
Study({folder!r}, timed).run()
print(timed.memory, largest_memory())
"""


def grown_memory(study: Study) -> float:
    """Compute a study in a process of its own; return by how many MB it grew after its first tenth."""
    pairs = study.plan.runs // len(study.plan.arms)
    code = _GROWTH.format(measures=MEASURES, pairs=pairs, folder=str(study.folder))
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    early, late = map(float, done.stdout.split())
    return late - early


def test_memory_is_bounded_whatever_the_size(tmp_path: Path) -> None:
    """The table of these runs has 80 MB; held, it would be seen."""
    asked = specification(points=1024, seeds=50)
    study = Study.create(asked, tmp_path / "s", Toy(measures=MEASURES), rows_per_shard=4096)
    assert grown_memory(study) < 0.25 * 8 * MEASURES * study.plan.runs / 1e6
    assert study.status().finished == 1024 * 50 * 4
    assert len(list((study.folder / "runs").iterdir())) == 50


@pytest.mark.full
def test_two_million_finished_runs_are_resumed_without_repetition(tmp_path: Path) -> None:
    """A flipped byte, which only the checksum sees, costs its shard and no other."""
    log = tmp_path / "log"
    study = Study.create(specification(points=1024, seeds=489), tmp_path / "s", Toy(measures=MEASURES))
    assert grown_memory(study) < 0.25 * 8 * MEASURES * study.plan.runs / 1e6
    assert study.status().finished == 1024 * 489 * 4
    files = sorted((study.folder / "runs").iterdir())
    assert len(files) == sum(1 for _ in study.plan.shards()) <= 2000
    original = files[-1].read_bytes()
    files[-1].write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
    tally = Study(study.folder, Toy(measures=MEASURES, log=str(log)), notify=lambda note: None).run()
    assert (tally.finished, tally.set_aside) == (study.plan.runs, 1)
    *_, last = study.plan.shards()
    assert sum(map(int, log.read_text().split())) == last.pairs
    assert files[-1].read_bytes() == original


def test_the_cost_of_a_study_is_measured_on_the_same_runs(tmp_path: Path) -> None:
    study = Study.create(of_the_model("s_association", 64, 4), tmp_path / "s")
    rows, seconds = engine_alone(study)
    timed = Timed(study.evaluator)
    assert Study(study.folder, timed).run().finished == 64
    assert rows == 4 * 8
    assert seconds > 0
    assert timed.wall > 0


def test_a_billion_runs_are_extrapolated_from_what_was_measured(tmp_path: Path) -> None:
    study = Study.create(of_the_model("s_association", 64, 4), tmp_path / "s", rows_per_shard=32)
    found = measure(study)
    assert (found.runs, found.resumed, found.shard_runs) == (64, 128, 32)
    assert Study(study.folder).verify() == []  # the shard that was taken away is there again
    assert min(found.engine_cpu, found.cpu, found.vouch, found.commit, found.restart) > 0
    written = page("s_association", found)
    (billion,) = [line for line in written.splitlines() if line.startswith("| 1,000,000,000 |")]
    hours, disk, files = (billion.split("|")[place].strip() for place in (2, 5, 6))
    assert hours == f"{10**9 * found.cpu / 64 / 3600:,.2f}"
    assert disk == f"{10**9 * found.bytes / 64 / 1e9:,.1f} GB"
    assert files == "5,000"
    assert (
        f"| 128 finished runs, one shard lost: seconds to the first run | {found.restart:.2f} | ≤ 10 |"
        in written
    )
