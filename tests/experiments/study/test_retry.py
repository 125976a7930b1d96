"""`Study.retry`: failed runs are computed again, nothing else is, whatever happens meanwhile."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.cli.main import main
from experiments.errors import EnvironmentFailure
from experiments.study.storage.store import Store
from experiments.study.study import Study
from tests.support.toy_study import Toy, specification

WORST = 0.8


def made(folder: Path, evaluator: Toy, **options: Any) -> Study:
    Study.create(specification(series=("flow",)), folder, Toy(), rows_per_shard=160, **options)
    study = Study(folder, evaluator)
    study.run()
    return Study(folder, Toy())


def contents(study: Study) -> dict[str, bytes]:
    files = [*(study.folder / "runs").iterdir(), *(study.folder / "series").iterdir()]
    return {path.name + path.parent.name: path.read_bytes() for path in files}


@pytest.mark.parametrize("end", ["fail", "raise", "infinite"])
def test_failed_runs_become_what_they_would_have_been(tmp_path: Path, end: str) -> None:
    good, study = made(tmp_path / "good", Toy()), made(tmp_path / "s", Toy(poison=(WORST, 3), end=end))
    points = int((good.points()["toy.x"] > WORST).sum())
    assert study.status().failed == points * 6 > 0
    log = tmp_path / "log"
    tally = Study(study.folder, Toy(log=str(log))).retry()
    assert (tally.finished, tally.failed, tally.status) == (960, 0, 0)
    assert sum(map(int, log.read_text().split())) == points * 6  # no other pair
    assert contents(study) == contents(good)
    assert study.verify() == []
    pd.testing.assert_frame_equal(study.runs(), good.runs(), check_exact=True)


def test_a_shard_in_which_every_run_had_raised_gets_its_months(tmp_path: Path) -> None:
    good = made(tmp_path / "good", Toy())
    arms = specification(series=("flow",), arms=("GS",))
    Study.create(arms, tmp_path / "s", Toy(), rows_per_shard=40)
    study = Study(tmp_path / "s", Toy(poison=(-1.0, 3), end="raise"))
    assert study.run().failed == 240
    assert len(study.series()) == 0
    assert Study(study.folder, Toy()).retry(isolate=True).failed == 0
    right = good.series()
    right = right[right["arm"] == "GS"].reset_index(drop=True)
    pd.testing.assert_frame_equal(study.series(), right, check_exact=True, check_categorical=False)


def test_what_fails_again_stays_and_the_manifest_too(tmp_path: Path) -> None:
    sick = Toy(poison=(WORST, 3))
    study = made(tmp_path / "s", sick)
    before, manifest = contents(study), (study.folder / "manifest" / "whole.jsonl").read_bytes()
    tally = Study(study.folder, sick).retry()
    assert tally.failed == study.status().failed > 0
    assert contents(study) == before
    assert (study.folder / "manifest" / "whole.jsonl").read_bytes() == manifest


def test_a_fault_of_the_machine_leaves_the_failed_rows_as_they_were(tmp_path: Path) -> None:
    study = made(tmp_path / "s", Toy(poison=(WORST, 3)))
    before = contents(study)
    with pytest.raises(EnvironmentFailure, match="No space left"):
        Study(study.folder, Toy(poison=(WORST, 3), end="no-disk")).retry()
    assert contents(study) == before
    assert study.verify() == []


@pytest.mark.parametrize("commits", [0, 1, 2])
def test_a_death_between_a_file_and_its_line_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commits: int
) -> None:
    good, study = made(tmp_path / "good", Toy()), made(tmp_path / "s", Toy(poison=(WORST, 3)))
    vouch, done = Store.vouch, []

    def dying(store: Store, claim: Any) -> Any:
        if len(done) == commits:
            raise KeyboardInterrupt
        done.append(claim)
        return vouch(store, claim)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "vouch", dying)
        with pytest.raises(KeyboardInterrupt):
            study.retry()
    again = Study(study.folder, Toy())
    again.run()
    assert again.retry().failed == 0
    assert contents(again) == contents(good)
    assert again.verify() == []


def test_damaged_shards_are_set_aside_and_left_to_resume(tmp_path: Path) -> None:
    good, study = made(tmp_path / "good", Toy()), made(tmp_path / "s", Toy(poison=(WORST, 3)))
    path = sorted((study.folder / "runs").iterdir())[0]
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    tally = study.retry()
    assert (tally.finished, tally.failed, tally.set_aside) == (800, 0, 1)
    assert study.run().failed == 0
    assert contents(study) == contents(good)


def test_the_command_says_how_and_does_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    study = made(Path("s"), Toy(poison=(WORST, 3)))
    monkeypatch.setattr("experiments.study.study.EngineEvaluator.built", lambda *_: Toy(poison=(WORST, 3)))
    assert main(["study", "resume", "s"]) == 3
    assert "To compute the failed runs again: oneplusone study retry s" in capsys.readouterr().out
    monkeypatch.setattr("experiments.study.study.EngineEvaluator.built", lambda *_: Toy())
    assert main(["study", "retry", "s", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["failed"] == 0
    assert main(["study", "retry", "s", "--lang", "zh"]) == 0
    assert "其中失败 0 次" in capsys.readouterr().out
    assert study.status().failed == 0
