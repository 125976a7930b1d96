"""Nothing is computed from damaged points, and no damaged shard is read; errors say how to continue."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from experiments.cli.main import main
from experiments.errors import EnvironmentFailure
from experiments.study.study import Study
from tests.experiments.study.test_faults import deleted, emptied, flipped, truncated
from tests.support.toy_study import Toy, specification


def footless(path: Path) -> None:
    """Turn over the length of the footer, which a reader of Parquet meets first."""
    data = bytearray(path.read_bytes())
    data[-6] ^= 0xFF
    path.write_bytes(data)


HARMS = pytest.mark.parametrize("harm", [flipped, footless, truncated, emptied, deleted])
READINGS: dict[str, Callable[[Study], object]] = {
    "runs": Study.runs,
    "export": lambda study: study.export(study.folder.parent / "runs.csv"),
    "query": lambda study: study.query("select count(*) from runs join points using (point_id)"),
}


def opened(folder: Path) -> Study:
    return Study(folder, Toy(drawn=True), notify=lambda note: None)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("begun") / "s"
    return Study.create(specification(), folder, Toy(drawn=True), rows_per_shard=80).folder


@pytest.fixture(scope="module")
def finished(begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished") / "s"
    shutil.copytree(begun, folder)
    opened(folder).run()
    return folder


@HARMS
@pytest.mark.parametrize("table", ["points", "draws"])
def test_nothing_is_computed_from_damaged_points_or_draws(
    begun: Path,
    tmp_path: Path,
    table: str,
    harm: Callable[[Path], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "experiments.study.computing.redraw", lambda *_: ()
    )  # as if they could not be drawn again
    shutil.copytree(begun, tmp_path / "s")
    harm(next((tmp_path / "s" / table).iterdir()))
    with pytest.raises(
        EnvironmentFailure, match=rf"{table}/000000000\.parquet in .* is missing or has changed"
    ) as problem:
        opened(tmp_path / "s").run()
    assert problem.value.status == 4
    assert list((tmp_path / "s" / "runs").iterdir()) == []


@HARMS
def test_damaged_points_are_reported_on_reading_and_extending(
    finished: Path, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    shutil.copytree(finished, tmp_path / "s")
    harm(next((tmp_path / "s" / "points").iterdir()))
    for act in READINGS.values():
        with pytest.raises(EnvironmentFailure, match=r"points/000000000\.parquet in .* draws it again"):
            act(opened(tmp_path / "s"))
    assert opened(tmp_path / "s").extend(size=80).plan.point_count == 80  # drawn again first


@HARMS
@pytest.mark.parametrize("reading", READINGS)
def test_a_damaged_shard_is_neither_read_nor_silently_omitted(
    finished: Path, tmp_path: Path, reading: str, harm: Callable[[Path], None]
) -> None:
    shutil.copytree(finished, tmp_path / "s")
    harm(sorted((tmp_path / "s" / "runs").iterdir())[5])
    (tmp_path / "runs.csv").write_text("old")
    with pytest.raises(
        EnvironmentFailure, match=r"runs/s000-000005\.parquet .*; oneplusone study resume .* again"
    ) as problem:
        READINGS[reading](opened(tmp_path / "s"))
    assert problem.value.status == 4
    assert (tmp_path / "runs.csv").read_text() == "old"
    opened(tmp_path / "s").run()
    READINGS[reading](opened(tmp_path / "s"))


def test_folders_that_a_copy_has_lost_are_made_again(finished: Path, tmp_path: Path) -> None:
    before = opened(finished).runs()
    shutil.copytree(finished, tmp_path / "s")
    for path in (tmp_path / "s").iterdir():
        if path.is_dir() and not list(path.iterdir()):
            path.rmdir()
    shutil.rmtree(tmp_path / "s" / "runs")
    assert not (tmp_path / "s" / "staging").exists()
    study = opened(tmp_path / "s")
    assert study.run().finished == 960
    pd.testing.assert_frame_equal(study.runs(), before, check_exact=True)


def test_a_table_of_an_unfinished_study_is_reported_as_partial(
    begun: Path, finished: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(begun, tmp_path / "s")
    Study(tmp_path / "s", Toy(drawn=True)).run(part=(1, 3))
    for folder, said in ((tmp_path / "s", "320 of 960 runs are finished"), (finished, "")):
        table = tmp_path / f"{bool(said)}.csv"  # one for each: what is replaced would be named
        for act in (["export", str(folder), str(table)], ["query", str(folder), "select 1"]):
            assert main(["study", *act]) == 0
            assert said in (error := capsys.readouterr().err)
            assert bool(error) == bool(said)
    assert main(["study", "export", str(tmp_path / "s"), str(tmp_path / "a.csv"), "--lang", "zh"]) == 0
    assert "960 次运行中已完成 320 次" in capsys.readouterr().err
    assert len(pd.read_csv(tmp_path / "a.csv")) == 320
