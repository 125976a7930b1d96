"""The report of a study that is not finished, that was extended, and whose files are damaged."""

import pytest

from experiments.cli.main import main
from experiments.errors import EnvironmentFailure
from experiments.study.study import Study
from tests.support.drawing import named_only
from tests.support.finished_study import GRID, HEAD, created, finished

TABLE = 'draws = 3\narms = ["none", "G", "S", "GS"]\n[design]\nkind = "list"\npoints = [{points}]\n'
TERMS = [f"{{ contract.term = {term} }}" for term in (4, 8, 12)]


def halted(folder, name, text, part, **more):
    """A study of which one part of several is computed."""
    file = folder / f"{name}.toml"
    file.write_text(f'name = "{name}"\n{HEAD}{text}', encoding="utf-8")
    study = Study.create(file, folder / name, **more)
    study.run(part=part)
    return study


def test_of_fewer_draws_all_points_are_answered_and_the_rest_counted(tmp_path):
    study = halted(tmp_path, "grid", GRID, (1, 6), rows_per_shard=30)  # a shard holds one draw at all points
    study.run(part=(2, 6))
    study.run(part=(5, 6))
    found = study.report()
    assert (len(found.points), found.draws) == (6, 3)
    assert (found.points_missing, found.replications_missing) == (0, 3)
    assert found.metadata.runs == 6 * 3 * 5
    said = "The study is unfinished: all 6 points are here, with 3 of 6 replications each."
    assert found.summary().splitlines()[0] == said
    assert "6 次重复中的 3 次" in found.summary("zh").splitlines()[0]
    study.run()
    whole = study.report()
    assert (whole.draws, whole.points_missing, whole.replications_missing) == (6, 0, 0)
    assert "unfinished" not in whole.summary()


def test_points_that_have_fewer_draws_are_missing_and_the_others_keep_their_numbers(tmp_path):
    study = halted(tmp_path, "grid", GRID, (2, 12), rows_per_shard=15)  # half of the points, one draw
    found = study.report()
    assert [point.point for point in found.points] == [3, 4, 5]
    assert [point.values["contract.term"] for point in found.points] == [8, 12, 12]
    assert (found.points_missing, found.replications_missing) == (3, 5)
    assert found.summary().splitlines()[0] == (
        "The study is unfinished: 3 of 6 points are missing, with 1 of 6 replications each."
    )


def test_new_points_of_an_extended_study_are_missing_until_they_are_run(tmp_path):
    study = finished(tmp_path, "few", TABLE.format(points=", ".join(TERMS[:2])))
    before = study.report()
    longer = tmp_path / "longer.toml"
    longer.write_text(f'name = "few"\n{HEAD}{TABLE.format(points=", ".join(TERMS))}', encoding="utf-8")
    study.extend(file=longer)
    found = study.report()
    assert found.points == before.points
    assert found.summary().splitlines()[0] == (
        "The study is unfinished: 1 of 3 points are missing, the others with all replications."
    )
    study.run()
    assert len(study.report().points) == 3


def test_where_nothing_is_drawn_the_seeds_that_are_finished_count(tmp_path):
    text = 'seeds = 6\nuncertain = "fixed"\narms = ["none", "G", "S", "GS"]\n[vary]\ncontract.term = [4, 8]\n'
    study = halted(tmp_path, "seeds", text, (1, 2), rows_per_shard=24)
    found = study.report()
    assert (found.draws, found.seeds, found.replications_missing) == (1, 3, 3)
    assert found.points[0].delta.known
    assert found.points[0].one_plus_one.known


def test_the_command_answers_too_and_says_what_is_missing_first(tmp_path, capsys):
    study = halted(tmp_path, "grid", GRID, (1, 6), rows_per_shard=30)
    with named_only():
        assert main(["study", "report", str(study.folder), "--out", str(tmp_path / "out")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "all 6 points are here, with 1 of 6 replications each" in said
    created(tmp_path, "none", GRID)
    assert main(["study", "report", str(tmp_path / "none")]) == 2
    assert "6 of 6 points" in capsys.readouterr().err


def test_a_damaged_file_is_named_and_after_resuming_there_is_the_same_answer(tmp_path, capsys):
    study = finished(tmp_path, "grid", GRID)
    before = study.report()
    shard = next((study.folder / "runs").iterdir())
    whole = shard.read_bytes()
    shard.write_bytes(whole[:-9] + b"123456789")
    opened = Study(study.folder)
    with pytest.raises(EnvironmentFailure, match=shard.name):
        opened.report()
    assert shard.name in opened.summary().splitlines()[2]
    assert main(["study", "report", str(study.folder)]) == 4
    assert shard.name in capsys.readouterr().err
    opened.run()
    assert opened.report() == before


def test_what_is_damaged_after_it_was_read_is_seen_in_the_same_session(tmp_path):
    study = finished(tmp_path, "grid", GRID)
    study.report()
    shard = next((study.folder / "runs").iterdir())
    shard.write_bytes(shard.read_bytes()[:-9] + b"123456789")
    with pytest.raises(EnvironmentFailure, match=shard.name):
        study.report()
    assert [note.line("en") for note in study.verify()] != []
