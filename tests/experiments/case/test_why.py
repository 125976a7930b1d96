"""The ledger and the reform paths of the case: on the draws of the headline, and without them a reason."""

import json
import re

import pytest

from experiments import plotting
from experiments.case.why import why
from experiments.cli.commands import case
from experiments.cli.main import main
from experiments.defaults import Size
from experiments.runs import simulator
from experiments.texts import text
from sim.dilemmas import DILEMMAS
from sim.reforms import REFORMS
from sim.scenario.scenario import Scenario
from tests.support.drawing import named_only
from tests.support.stumbling import Stumbling

SMALL = ["--draws", "4", "--seeds", "1", "--months", "9"]


@pytest.fixture(autouse=True)
def undrawn():
    """Leave out the figures, which take most of the time and are tested elsewhere."""
    with named_only():
        yield


def test_the_case_answers_the_same_twice_and_from_mesa(tmp_path):
    few = ["--draws", "2", "--seeds", "1", "--months", "9"]
    records = []
    for place, engine in enumerate(("compiled", "compiled", "mesa")):
        out = tmp_path / str(place)
        assert main(["case", *few, "--engine", engine, "--out", str(out)]) == 0
        records.append(json.loads((out / "case.json").read_text(encoding="utf-8")))
    assert records[0] == records[1]
    assert records[2].pop("engine") == "mesa"
    assert records[0].pop("engine") == "compiled"
    assert "oneplusone ledger" in records[2].pop("why")["not_made"]
    assert records[0].pop("why")["ledgers"]
    written = [set(record.pop("files")) for record in (records[0], records[2])]
    assert written[0] - written[1] == {
        f"case_{name}.{form}"
        for name in ("ledger", "paths", "conventions")
        for form in ("csv", *plotting.FORMS)
    }
    # Mesa keeps fewer draws month by month, but of two replications all.
    assert records[0] == records[2]


def test_the_case_ends_with_each_dilemma_priced_and_each_path_weighed(tmp_path, capsys):
    assert main(["case", "--draws", "4", "--months", "16", "--full", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    record = json.loads((tmp_path / "case.json").read_text(encoding="utf-8"))
    (ledger, other), paths = record["why"]["ledgers"], record["why"]["paths"]
    assert shown.index("\n1 + 1 = ") < shown.index(text("ledger.title", "en", outcome="1+1"))
    assert shown.index(text("ledger.title", "en", outcome="1+1")) < shown.index(text("paths.title", "en"))
    unfolded = re.sub(r"\s+", " ", shown)
    for one in (*DILEMMAS, *REFORMS):
        assert one.label("en") in unfolded
    # as many draws as the headline has, and no more: the world with all dilemmas is the headline
    assert (ledger["draws"], other["draws"], paths["draws"]) == (4, 4, 4)
    headline = record["headline"]["synergy"]["delta"]["estimate"]["value"]
    actual = next(one for one in ledger["accounts"] if one["outcome"] == "delta")["actual"]["value"]
    (alone,) = (one for one in paths["rows"] if not one["paths"])
    level = next(gain for gain in alone["gains"] if gain["outcome"] == "delta")["level"]["value"]
    assert actual == pytest.approx(headline, rel=1e-12)
    assert level == pytest.approx(headline, rel=1e-12)


def test_thorough_means_more_draws_of_both_neutral_settings(tmp_path, monkeypatch):
    monkeypatch.setattr(case, "LEDGER_DRAWS", Size(2, 3))
    monkeypatch.setattr(case, "PATHS_DRAWS", Size(2, 4))
    monkeypatch.setattr(case, "CASE", Size(4, 12))
    found = []
    for more in ([], ["--thorough"]):
        assert main(["case", "--months", "9", "--out", str(tmp_path), *more]) == 0
        found.append(json.loads((tmp_path / "case.json").read_text(encoding="utf-8")))
    assert [one["draws"] for one in found] == [2, 6]
    assert [[each["draws"] for each in one["why"]["ledgers"]] for one in found] == [[2, 2], [3, 3]]
    assert [one["why"]["paths"]["draws"] for one in found] == [2, 4]


@pytest.mark.parametrize("few", [["--draws", "1", "--seeds", "1"], ["--draws", "2", "--months", "0"]])
def test_the_case_stands_sizes_that_conclude_nothing(few, tmp_path, capsys):
    assert main(["case", *few, "--full", "--out", str(tmp_path)]) == 0
    assert text("paths.title", "en") in capsys.readouterr().out


def test_a_failed_run_of_the_ledger_is_reported_and_costs_the_ledger_alone(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(simulator, "engine_named", lambda *given: Stumbling(1_000))
    assert main(["case", *SMALL, "--out", str(tmp_path)]) == 0
    record = json.loads((tmp_path / "case.json").read_text(encoding="utf-8"))
    assert "runs failed" in record["why"]["not_made"]
    assert "runs failed" in capsys.readouterr().out


def test_the_mesa_engine_computes_neither_and_says_which_commands_do(tmp_path, capsys):
    few = ["--draws", "1", "--seeds", "1", "--months", "3", "--engine", "mesa"]
    assert main(["case", *few, "--lang", "zh", "--out", str(tmp_path)]) == 0
    shown = re.sub(r"\s", "", capsys.readouterr().out)
    assert re.sub(r"\s", "", text("command_case.why_not_mesa", "zh")) in shown


def test_ledger_and_paths_are_those_of_the_draws_and_seeds_asked_for():
    short = Scenario.load("s_association", changes={"run.horizon": 9})
    found = why(short, 2, 3, seeds=2, seed=5, settings=(1,))
    assert [one.setting for one in found.ledger.settings] == ["2"]
    assert (found.ledger.metadata.draws, found.ledger.metadata.seed) == (2, 5)
    assert (found.paths.metadata.draws, found.paths.metadata.seed) == (3, 5)
    record = found.to_dict()
    assert set(record["ledgers"][0]["changes"]) == {one.name for one in DILEMMAS}
    assert set(record["paths"]["changes"]) == {path.overlay for path in REFORMS}
    assert json.dumps(record, allow_nan=False)
