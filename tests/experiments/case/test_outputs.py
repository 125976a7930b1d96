"""The files of the case: everything in them, repeatable from them, whole or not there."""

import json

import numpy as np
import pytest

from experiments.case.outputs import why_record, write_case
from experiments.case.why import why
from experiments.cli.saved import read_saved
from experiments.runs.engines import Compiled
from experiments.simulation import outputs
from experiments.simulation.simulate import simulate
from sim.arms import ARMS, GS
from sim.scenario.scenario import Scenario
from tests.support.drawing import named_only

WHY = "not asked for"
CASE = Scenario.load("s_association", changes={"run.horizon": 14})


TABLES = ["case_headline.csv", "case_measures.csv"]
TABLES_WHY = ("headline", "measures", "ledger", "paths", "conventions")


@pytest.fixture(scope="module")
def found():
    return simulate(CASE, draws=30, seeds=2, seed=11, reruns=True, kind="case")


@pytest.fixture(scope="module")
def written(found, tmp_path_factory):
    folder = tmp_path_factory.mktemp("results") / "case"
    return folder, write_case(found, WHY, folder, "en")


def test_json_and_figures_are_written_and_nothing_else(written):
    folder, paths = written
    assert [path.name for path in paths] == ["case.json", *TABLES, "case.png", "case.svg", "case.pdf"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in paths)


def test_the_json_carries_all_that_is_needed(written, found):
    record = json.loads((written[0] / "case.json").read_text(encoding="utf-8"))
    assert (record["seed"], record["draws"], record["seeds"], record["months"]) == (11, 30, 2, 14)
    assert record["version"]
    assert record["kind"] == "oneplusone case"
    assert record["runs"] == 30 * 2 * 8
    assert record["failed"] == []
    assert set(record["scenario"]["parameters"]) == set(CASE.parameters)
    assert record["scenario"]["parameters"]["contract.term"] == {
        "value": 8, "unit": "months", "from": "scenarios/s_association.toml:22", "confidence": "S",
    } | {"from": record["scenario"]["parameters"]["contract.term"]["from"]}  # fmt: skip
    assert {name for name, one in record["scenario"]["parameters"].items() if "prior" in one} == set(
        CASE.priors
    )
    headline = record["headline"]
    for name in ("added_value", "one_plus_one"):
        assert headline["synergy"][name]["estimate"] == getattr(found, name).estimate.to_dict()
    assert headline["added_value"]["benchmark"] == "side_by_side"
    assert {one["arm"] for one in headline["idle"]} == {"G", "S"}
    assert headline["declared"]["draws"] == 30
    assert {"additive", "gross", "productivity", "weights", "horizon", "runs_needed", "saturation"} < set(
        headline
    )
    assert record["observations"]["observations"][0]["name"] == "coverage"
    assert record["why"] == {"not_made": WHY}
    assert set(record["measures"]["value"]) == {"unit", *(arm.name for arm in ARMS)}


def test_one_run_can_be_repeated_from_the_json_alone(written):
    record = json.loads((written[0] / "case.json").read_text(encoding="utf-8"))
    runs, draw, place = record["every_run"], 17, 1
    values = {name: column[draw] for name, column in runs["parameters"].items()}
    known = CASE.with_values(values)
    seed = np.array([runs["seed"][draw][place]], np.uint64)
    again = Compiled().run(known, {}, seed, (GS,)).values
    assert again[0, 0, 0] == runs["measures"]["value"]["GS"][draw][place]


def test_the_same_run_gives_the_same_bytes(written, found, tmp_path):
    write_case(found, WHY, tmp_path, "en")
    for name in ("case.json", "case.png", "case.svg", "case.pdf"):
        assert (tmp_path / name).read_bytes() == (written[0] / name).read_bytes()


def test_figures_carry_version_seed_sizes_and_parameters(written):
    from PIL import Image

    said = json.loads(Image.open(written[0] / "case.png").text["Description"])
    assert said["seed"] == 11
    assert said["draws"] == 30
    assert said["seeds"] == 2
    assert said["version"]
    assert said["fingerprint"] == CASE.fingerprint()
    assert set(said["parameters"]) == set(CASE.parameters)
    assert said["parameters"]["contract.term"] == CASE.values["contract.term"]
    assert said["parameters"]["policy.instrument"] == "contract"
    assert said["parameters"]["control.independence"] == CASE.priors["control.independence"].written()
    for name in ("case.svg", "case.pdf"):
        assert b"resources.wage" in (written[0] / name).read_bytes()


def test_a_figure_that_cannot_be_drawn_leaves_nothing(found, tmp_path, monkeypatch):
    def broken(*given):
        raise RuntimeError("no ink")

    monkeypatch.setattr(outputs, "rendered", broken)
    with pytest.raises(RuntimeError, match="no ink"):
        write_case(found, WHY, tmp_path / "none", "en")
    assert not (tmp_path / "none").exists()


@pytest.fixture(scope="module")
def explained():
    return why(CASE, 2, 3, seeds=1)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_ledger_and_the_paths_have_figures_and_their_place_in_the_json(found, explained, lang, tmp_path):
    with named_only():  # the command draws them in tests/experiments/cli/test_running
        paths = write_case(found, explained, tmp_path, lang)
    ending = "" if lang == "en" else "_zh"
    stems = [f"{name}{ending}" for name in ("case", "case_ledger", "case_paths", "case_conventions")]
    tables = [f"case_{name}{ending}.csv" for name in TABLES_WHY]
    figures = [f"{stem}.{form}" for stem in stems for form in ("png", "svg", "pdf")]
    expected = ["case.json", *tables, *figures]
    assert [path.name for path in paths] == expected
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(expected)
    record = json.loads((tmp_path / "case.json").read_text(encoding="utf-8"))
    assert record["why"] == json.loads(json.dumps(why_record(explained)["why"]))
    assert set(record["why"]) == {"ledgers", "paths", "conventions"}
    drawn = read_saved(tmp_path / "case.json").figures
    assert list(drawn) == ["case", "case_ledger", "case_paths", "case_conventions"]
    assert drawn["case_conventions"][0] == explained.conventions
