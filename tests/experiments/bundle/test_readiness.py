"""A study goes into a paper when it is finished, unchanged, and of the model that is here."""

import json

import pytest

import oneplusone as opo
from experiments.bundle.readiness import notes_of
from experiments.cli.main import main
from experiments.files import checked_json, read_checked
from experiments.study.execution import engine
from experiments.study.study import Study, StudyTally
from tests.experiments.bundle.conftest import SMALL
from tests.support.finished_study import created
from tests.support.toy_study import Toy, specification


def refused(study, place, lang, capsys):
    """The line with which the command refuses a study; nothing is written."""
    status = main(["--lang", lang, "bundle", str(study.folder), "--out", str(place)])
    caught = capsys.readouterr()
    assert not place.exists()
    assert caught.out == ""
    return status, caught.err


def planned(study, **fingerprint):
    """Write another fingerprint into a study's plan."""
    for name in ("plan.json", "plan.copy.json"):
        path = study.folder / name
        record = read_checked(path.read_bytes())
        record["fingerprint"] |= fingerprint
        path.write_bytes(checked_json(record, indent=1))
    return Study(study.folder)


def test_a_finished_study_is_ready(study):
    assert notes_of(study) == []


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_unfinished_study_is_refused_with_how_to_go_on(lang, tmp_path, capsys):
    study = created(tmp_path, "unfinished", SMALL)
    status, said = refused(study, tmp_path / "paper", lang, capsys)
    assert status == 2
    assert f"oneplusone study resume {study.folder}" in said
    assert "120" in said


def test_a_study_that_is_being_computed_is_refused(own, tmp_path, capsys):
    with own._store.writing():
        status, said = refused(own, tmp_path / "paper", "en", capsys)
    assert status == 2
    assert "is being computed by process" in said


@pytest.mark.parametrize(
    ("changed", "named"),
    [({"code": "0" * 16}, "code: 0000"), ({"contract.sum": "1"}, "contract.sum: 1 →"),
     ({"prior of incentives.mission": "[]"}, "prior of incentives.mission")],
)  # fmt: skip
def test_a_study_of_another_version_of_the_model_is_refused_with_the_difference(
    changed, named, own, tmp_path, capsys
):
    status, said = refused(planned(own, **changed), tmp_path / "paper", "en", capsys)
    assert status == 2
    assert named in said
    assert "--fork NEW" in said


@pytest.mark.usefixtures("without_figures")
def test_another_machine_or_library_is_said_and_stands_in_the_methods(own, tmp_path, capsys):
    study = planned(own, python="3.11.0", machine="riscv64", numba="0.99.9")
    assert main(["bundle", str(study.folder), "--out", str(tmp_path / "paper")]) == 0
    assert "machine: riscv64 →" in capsys.readouterr().err
    said = (tmp_path / "paper/methods/methods.md").read_text("utf-8")
    assert "riscv64" in said
    assert "numba==0.99.9" in (tmp_path / "paper/requirements.txt").read_text("utf-8")


def test_every_entry_of_a_fingerprint_is_of_the_model_or_of_the_machine(study):
    known = set(study.plan.fingerprint) - set(engine.SURROUNDINGS) - {"code"}
    assert set(engine.SURROUNDINGS) < set(study.plan.fingerprint)
    assert all("." in name for name in known)


def test_a_damaged_study_is_refused_with_the_file(own, tmp_path, capsys):
    file = next((own.folder / "runs").glob("*.parquet"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    status, said = refused(Study(own.folder), tmp_path / "paper", "en", capsys)
    assert status == 4
    assert f"runs/{file.name}" in said


def test_a_study_that_another_evaluator_computes_is_refused(tmp_path):
    toy = Study.create(specification(), tmp_path / "toy", Toy())
    toy.run()
    with pytest.raises(opo.InvalidInput, match="not computed by the model"):
        notes_of(toy)


@pytest.mark.usefixtures("without_figures")
def test_failed_runs_are_said_and_stand_in_the_methods(study, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(Study, "status", lambda self: StudyTally(120, 120, 3))
    monkeypatch.setattr("experiments.study.arrays._failed", lambda study, arms: ())
    assert main(["bundle", str(study.folder), "--out", str(tmp_path / "paper")]) == 0
    assert "3 of 120 runs failed" in capsys.readouterr().err
    for end, said in (("", "3 of the 120 runs of the study failed"), ("_zh", "120 次运行中有 3 次失败")):
        assert said in (tmp_path / f"paper/methods/methods{end}.md").read_text("utf-8")


def test_a_study_without_the_arms_of_1_plus_1_is_refused_by_their_names(tmp_path, capsys):
    text = SMALL.replace('"none", "G", "S", "G+S", "GS"', '"none", "GS"')
    study = created(tmp_path, "two_arms", text)
    study.run()
    status, said = refused(study, tmp_path / "paper", "en", capsys)
    assert status == 2
    assert "G, S" in said


@pytest.mark.usefixtures("without_figures")
def test_a_study_of_fixed_parameters_says_so(tmp_path):
    study = created(tmp_path, "fixed", SMALL.replace("draws = 3", 'uncertain = "fixed"'))
    study.run()
    folder = study.bundle(tmp_path / "paper")
    said = (folder / "methods/methods.md").read_text("utf-8")
    assert "were not drawn and stayed at the values of the scenario" in said
    record = json.loads((folder / "results/report.json").read_text("utf-8"))
    assert record["report"]["draws"] == 1
