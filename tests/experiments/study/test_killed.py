"""SIGKILL at random instants: resuming gives the undisturbed table, at most one shard lost a kill."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from experiments.study.study import Study
from tests.support import killed_study
from tests.support.toy_study import Toy, specification

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to start many processes quickly")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Study:
    spec = specification(2 * killed_study.POINTS, 1, killed_study.MORE, series=("flow",))
    study = Study.create(spec, tmp_path_factory.mktemp("undisturbed") / "s", Toy(measures=6, drawn=True))
    study.run()
    return study


def assert_survives(folder: Path, undisturbed: Study, kills: int, seed: int, longest: float = 0.15) -> int:
    log = folder.parent / "log"
    done = subprocess.run(
        [sys.executable, "-m", killed_study.__name__, folder, log, str(kills), str(seed), str(longest)],
        capture_output=True, text=True, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    toy = Toy(log=str(log), measures=6, drawn=True)
    if not (folder / "plan.json").exists():
        return int(done.stdout)
    study = Study(folder, toy)
    assert all("not computed yet" in str(note) for note in study.verify())
    study.run()
    if study.plan.draw_count < killed_study.MORE:
        study.extend(draws=killed_study.MORE, size=2 * killed_study.POINTS).run()
    assert study.verify() == []
    pd.testing.assert_frame_equal(study.runs(), undisturbed.runs(), check_exact=True)
    pd.testing.assert_frame_equal(study.series(), undisturbed.series(), check_exact=True)
    pairs = sum(map(int, log.read_text().split()))
    assert pairs <= 2 * killed_study.POINTS * killed_study.MORE + killed_study.ROWS // 4 * int(done.stdout)
    assert len(list((folder / "staging").iterdir())) == 0
    return int(done.stdout)


def test_killed_fifty_times_and_more(tmp_path: Path, undisturbed: Study) -> None:
    done, seed = 0, 0
    while done < 60:
        place = tmp_path / str(seed)
        place.mkdir()
        done += assert_survives(place / "s", undisturbed, 60 - done, seed)
        seed += 1


@pytest.mark.faults_full
def test_killed_a_thousand_times(tmp_path: Path, undisturbed: Study) -> None:
    done, seed = 0, 1000
    while done < 1000:
        place = tmp_path / str(seed)
        place.mkdir()
        done += assert_survives(place / "s", undisturbed, 60, seed, 0.1 + 0.1 * (seed % 4))
        seed += 1
