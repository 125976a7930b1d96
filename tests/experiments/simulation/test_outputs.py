"""The files of a result: everything in them, repeatable from them, whole or not there."""

import csv
import io
import json

import numpy as np
import pytest

from experiments import files
from experiments.case.outputs import write_case
from experiments.comparison.comparison import compare
from experiments.comparison.outputs import write_comparison
from experiments.errors import EnvironmentFailure
from experiments.files import save
from experiments.results import json_text
from experiments.runs.engines import Compiled
from experiments.runs.paired import run_paired
from experiments.simulation.outputs import monthly_csv, write_run
from experiments.simulation.simulate import simulate
from sim.arms import ARMS
from sim.scenario.scenario import Scenario

WHY = "not asked for"
CASE = Scenario.load("s_association", changes={"run.horizon": 14})


@pytest.fixture(scope="module")
def found():
    return simulate(CASE, 60, seed=11, reruns=True, show=False)


@pytest.fixture(scope="module")
def written(found, tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "case"
    return folder, *write_case(found, WHY, folder, "en")


def test_json_and_figures_are_written_and_nothing_else(written):
    folder, _, paths = written
    assert [path.name for path in paths] == ["case.json", "case.png", "case.svg", "case.pdf"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in paths)


def test_the_json_carries_all_that_is_needed(written, found):
    record = json.loads((written[0] / "case.json").read_text(encoding="utf-8"))
    assert (record["seed"], record["draws"], record["replications"], record["months"]) == (11, 30, 2, 14)
    assert record["version"]
    assert record["runs"] == 30 * 2 * 8
    assert record["failed"] == []
    assert set(record["scenario"]["parameters"]) == set(CASE.parameters)
    assert record["scenario"]["parameters"]["contract.term"] == {
        "value": 8, "unit": "months", "from": "scenarios/s_association.toml:22", "confidence": "F",
    } | {"from": record["scenario"]["parameters"]["contract.term"]["from"]}  # fmt: skip
    assert {name for name, one in record["scenario"]["parameters"].items() if "prior" in one} == set(
        CASE.priors
    )
    headline = record["headline"]
    assert headline["synergy"]["one_plus_one"]["estimate"]["value"] == found.one_plus_one
    assert {"additive", "gross", "productivity", "weights", "horizon", "tighter", "saturation"} < set(
        headline
    )
    assert record["facts"]["facts"][0]["name"] == "coverage"
    assert set(record["measures"]["value"]) == {"unit", *(arm.name for arm in ARMS)}


def test_one_run_can_be_repeated_from_the_json_alone(written):
    record = json.loads((written[0] / "case.json").read_text(encoding="utf-8"))
    runs, draw, replication = record["every_run"], 17, 1
    values = {name: column[draw] for name, column in runs["unknowns"].items()}
    known = CASE.with_values(values)
    key = np.array([runs["key"][draw][replication]], np.uint64)
    again = Compiled().measures(known, {}, key, (6,))[0]
    assert again[0, 0, 0] == runs["measures"]["value"]["GS"][draw][replication]


def test_the_same_run_gives_the_same_bytes(written, found, tmp_path):
    write_case(found, WHY, tmp_path, "en")
    for name in ("case.json", "case.png", "case.svg", "case.pdf"):
        assert (tmp_path / name).read_bytes() == (written[0] / name).read_bytes()


def test_figures_carry_version_seed_sizes_and_parameters(written):
    from PIL import Image

    said = json.loads(Image.open(written[0] / "case.png").text["Description"])
    assert said["seed"] == 11
    assert said["draws"] == 30
    assert said["replications"] == 2
    assert said["version"]
    assert said["fingerprint"] == CASE.fingerprint()
    assert set(said["parameters"]) == set(CASE.parameters)
    assert said["parameters"]["contract.term"] == CASE.values["contract.term"]
    assert said["parameters"]["policy.instrument"] == "contract"
    assert said["parameters"]["control.independence"] == CASE.priors["control.independence"].written()
    for name in ("case.svg", "case.pdf"):
        assert b"resources.wage" in (written[0] / name).read_bytes()


def test_months_end_with_the_measures_themselves(found):
    rows = list(csv.DictReader(io.StringIO(monthly_csv(found))))
    assert len(rows) == 8 * 14
    last = {row["arm"]: float(row["value_mean"]) for row in rows if row["month"] == "14"}
    for place, arm in enumerate(ARMS):
        assert last[arm.name] == pytest.approx(found.runs.of("value")[:, :, place].mean(), rel=1e-9)
    for row in rows:
        assert float(row["now_firm_p5"]) <= float(row["now_firm_p95"])


def test_a_run_writes_its_months_too(found, tmp_path):
    _, paths = write_run(found, tmp_path, "zh")
    names = ["run.json", "run_zh.png", "run_zh.svg", "run_zh.pdf", "monthly.csv"]
    assert [path.name for path in paths] == names


def test_a_comparison_is_written_with_both_scenarios(tmp_path):
    other = CASE.with_values({"contract.term": 10})
    compared = compare(CASE, other, 12, show=False)
    record, _ = write_comparison(compared, ("A", "B"), tmp_path, "en")
    read = json.loads((tmp_path / "compare.json").read_text(encoding="utf-8"))
    assert read["differs"] == {"contract.term": ["8", "10"]}
    assert read["b"]["parameters"]["contract.term"]["value"] == 10
    assert read["comparison"]["tests"] == len(compared.comparison.differences)
    assert read["one_plus_one"]["difference"] is None or "estimate" in read["one_plus_one"]["difference"]
    assert json_text(record) == (tmp_path / "compare.json").read_text(encoding="utf-8")


def test_json_knows_no_infinity_and_refuses_what_is_not_plain():
    assert json.loads(json_text({"a": [float("nan"), float("inf"), 1.5]})) == {"a": [None, None, 1.5]}
    with pytest.raises(TypeError):
        json_text({"a": object()})


def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "kept.json"
    save(path, b"old")

    def full(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "settle", full)
    with pytest.raises(EnvironmentFailure, match="disk is full"):
        save(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_figure_that_can_not_be_drawn_leaves_nothing(found, tmp_path, monkeypatch):
    from experiments.simulation.simulate import SimulationResult

    def broken(self, lang):
        raise RuntimeError("no ink")

    monkeypatch.setattr(SimulationResult, "plot", broken)
    with pytest.raises(RuntimeError, match="no ink"):
        write_case(found, WHY, tmp_path / "none", "en")
    assert not (tmp_path / "none").exists()


def test_left_out_draws_are_named(found):
    from experiments.provenance import run_metadata

    kept = run_paired(CASE, 4, 1).subset(np.array([True, False, True, True]))
    assert run_metadata(CASE, kept, ())["draws_left_out"] == [1]
