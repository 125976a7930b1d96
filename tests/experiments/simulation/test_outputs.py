"""The files of a result: everything in them, repeatable from them, whole or not there."""

import csv
import io
import json

import pytest

from experiments.simulation.outputs import monthly_csv, write_run
from experiments.simulation.simulate import simulate
from sim.arms import ARMS
from sim.scenario.scenario import Scenario
from tests.support.drawing import named_only

CASE = Scenario.load("s_association", changes={"run.horizon": 14})


@pytest.fixture(scope="module")
def found():
    return simulate(CASE, draws=30, seeds=2, seed=11, reruns=True)


def test_months_end_with_the_measures_themselves(found):
    rows = list(csv.DictReader(io.StringIO(monthly_csv(found))))
    assert len(rows) == 8 * 14
    last = {row["arm"]: float(row["value_mean"]) for row in rows if row["month"] == "14"}
    for place, arm in enumerate(ARMS):
        assert last[arm.name] == pytest.approx(found.runs.of("value")[:, :, place].mean(), rel=1e-9)
    for row in rows:
        assert float(row["now_firm_p5"]) <= float(row["now_firm_p95"])


def test_a_run_writes_its_months_too(found, tmp_path):
    with named_only():  # the command draws it in tests/experiments/cli/test_running
        paths = write_run(found, tmp_path, "zh")
    tables = ["run_headline_zh.csv", "run_measures_zh.csv"]
    names = ["run.json", *tables, "run_zh.png", "run_zh.svg", "run_zh.pdf", "monthly.csv"]
    assert [path.name for path in paths] == names
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert record.pop("figure")
    assert record.pop("files") == sorted(names[1:])
    assert {"one_plus_one", "above_two"} <= set(record.pop("quantities"))
    assert record == json.loads(found.to_json())
    assert (tmp_path / "monthly.csv").read_text(encoding="utf-8") == monthly_csv(found)
    record = json.loads(found.to_json())
    assert (record["kind"], record["seed"], record["draws"], record["seeds"]) == ("oneplusone run", 11, 30, 2)
