"""case, run and compare from the command line: statuses, languages, JSON, nothing written when refused."""

import json
import re

import numpy as np
import pytest

from experiments.cli.commands import case
from experiments.cli.main import main
from experiments.defaults import Size
from experiments.runs import paired as running
from experiments.runs import simulator
from experiments.runs.engines import Compiled, Failed
from experiments.simulation import outputs
from experiments.texts import text
from sim.arms import GS
from sim.dilemmas import DILEMMAS
from sim.reforms import REFORMS

HAN = re.compile(r"[\u4e00-\u9fff]")
SMALL = ["--replications", "40", "--months", "12"]
BOTH = ["s_association", "s_association+cultivation"]
FILES = {"case": "case", "run": "run", "compare": "compare"}


@pytest.fixture
def undrawn(monkeypatch):
    """Leave out the figures, which take most of the time and are tested elsewhere."""
    monkeypatch.setattr(outputs, "save_figure", lambda *given: ())


def line(command, out, *more):
    given = {"case": [], "run": ["s_association"], "compare": BOTH}[command]
    return [command, *given, *SMALL, "--out", str(out), *more]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", FILES)
def test_a_command_shows_writes_and_ends_well(command, lang, tmp_path, capsys):
    assert main(line(command, tmp_path / "out", "--lang", lang)) == 0
    said = capsys.readouterr()
    assert bool(HAN.search(said.out)) == (lang == "zh")
    shown = re.sub(r"\s", "", said.out)
    assert "1+1" in shown
    assert ("seed0" if lang == "en" else "种子0") in shown
    stems = [command, "case_ledger", "case_paths"] if command == "case" else [command]
    stems = [one if lang == "en" else f"{one}_{lang}" for one in stems]
    names = {f"{command}.json", *(f"{stem}.{form}" for stem in stems for form in ("png", "svg", "pdf"))}
    names |= {"monthly.csv"} if command == "run" else set()
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    for name in names:
        assert name in said.err


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_run_writes_nothing_unless_asked(more, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["run", "s_association", *SMALL, *more]) == 0
    said = capsys.readouterr()
    assert list(tmp_path.iterdir()) == []
    assert ("--out" in said.err) == (not more)
    assert "1 + 1 = " in said.out or json.loads(said.out)["headline"]


@pytest.mark.parametrize("command", FILES)
def test_json_on_standard_output_is_the_json_of_the_file(command, tmp_path, capsys, undrawn):
    assert main(line(command, tmp_path, "--json", "--seed", "7")) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["seed"] == 7
    assert printed == (tmp_path / f"{command}.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", FILES)
@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--set", "contract.trem=12"], "contract.term"),
        (["--set", "contract.term=-1"], "from 1 to 120"),
        (["--set", "contract.term"], "group.name=value"),
        (["--draws", "7"], "35 or 42"),
        (["--seed", "-1"], "--seed"),
        (["--replications", "0"], "--replications"),
        (["--engine", "fast"], "auto"),
        (["--lnag", "zh"], "--lang"),
    ],
)
def test_bad_input_is_refused_in_one_line_and_nothing_is_written(command, more, said, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(line(command, out, *more)) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err
    assert told.out == ""
    assert not out.exists()


@pytest.mark.parametrize("command", ["run", "compare"])
def test_an_unknown_scenario_names_the_nearest(command, tmp_path, capsys):
    given = ["s_asociation"] if command == "run" else ["s_association", "s_asociation"]
    assert main([command, *given, "--out", str(tmp_path / "out")]) == 2
    assert "did you mean s_association?" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_compare_takes_two_scenarios(capsys):
    assert main(["compare", "s_association"]) == 2
    assert "missing: B" in capsys.readouterr().err


@pytest.mark.parametrize("command", FILES)
def test_an_out_that_is_a_file_is_refused_before_anything_is_run(command, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(running, "engine_named", lambda engine: pytest.fail("run"))
    taken = tmp_path / "taken"
    taken.write_text("mine")
    for out in (taken, taken / "inside"):
        assert main(line(command, out)) == 2
        assert "is a file" in capsys.readouterr().err
    assert taken.read_text() == "mine"


class Stumbling(Compiled):
    """The engine, but the first pair of a batch fails in the contract arm."""

    def __init__(self, every):
        self.every = every

    def measures(self, scenario, points, run_seeds, arms):
        return self.stumbled(super().measures(scenario, points, run_seeds, arms), arms)

    def monthly(self, scenario, points, run_seeds, arms):
        return self.stumbled(super().monthly(scenario, points, run_seeds, arms), arms)

    def stumbled(self, found, arms):
        values, failed = found
        for pair in range(0, len(values), self.every):
            values[pair, list(arms).index(GS)] = np.nan
            failed.append(Failed(pair, GS, "ArithmeticError: lost"))
        return values, failed


@pytest.mark.parametrize("command", FILES)
def test_failed_runs_are_told_and_left_out(command, tmp_path, capsys, monkeypatch, undrawn):
    monkeypatch.setattr(running, "engine_named", lambda engine: Stumbling(10_000))
    assert main(line(command, tmp_path)) == 3
    told = capsys.readouterr().err
    assert "runs failed" in told
    assert "key" in told
    assert "ArithmeticError: lost" in told
    record = json.loads((tmp_path / f"{command}.json").read_text(encoding="utf-8"))
    assert record["draws_left_out"] == [0]
    assert record["failed"][0]["arm"] == "GS"


@pytest.mark.parametrize("command", FILES)
def test_when_every_draw_fails_nothing_is_written(command, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(running, "engine_named", lambda engine: Stumbling(1))
    assert main(line(command, tmp_path / "out")) == 4
    assert "nothing to conclude from" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_settings_reach_one_or_both_scenarios(tmp_path, capsys, undrawn):
    more = ["--set", "contract.sum=150000", "--set-a", "contract.term=6", "--set-b", "contract.term=10"]
    assert main(["compare", "s_association", "s_association", *SMALL, "--out", str(tmp_path), *more]) == 0
    record = json.loads((tmp_path / "compare.json").read_text(encoding="utf-8"))
    sums = [record[which]["parameters"]["contract.sum"]["value"] for which in "ab"]
    assert sums == [150_000, 150_000]
    assert record["differs"] == {"contract.term": ["6", "10"]}
    assert "contract.term=6" in capsys.readouterr().out


def test_what_is_wrong_with_a_setting_is_told_of_the_option_that_has_it(tmp_path, capsys):
    for option in ("--set", "--set-a", "--set-b"):
        for wrong, said in (
            ("contract.trem=6", "contract.trem: there is no such"),
            ("nonsense", '"nonsense" is not'),
        ):
            out = tmp_path / "out"
            assert main(["compare", "s_association", "s_association", "--out", str(out), option, wrong]) == 2
            assert f"{option}: {said}" in capsys.readouterr().err
            assert not out.exists()


def test_the_case_answers_the_same_twice_and_from_mesa(tmp_path, undrawn):
    few = ["--replications", "2", "--months", "9"]
    records = []
    for place, engine in enumerate(("engine", "engine", "mesa")):
        out = tmp_path / str(place)
        assert main(["case", *few, "--engine", engine, "--out", str(out)]) == 0
        records.append(json.loads((out / "case.json").read_text(encoding="utf-8")))
    assert records[0] == records[1]
    assert records[2].pop("engine") == "mesa"
    assert records[0].pop("engine") == "engine"
    assert "oneplusone ledger" in records[2].pop("why")["not_made"]
    assert records[0].pop("why")["ledgers"]
    # Mesa keeps fewer draws month by month, but of two replications all.
    assert records[0] == records[2]


def test_months_and_seed_zero_are_honoured(tmp_path, undrawn):
    assert main(line("run", tmp_path, "--seed", "0")) == 0
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert record["seed"] == 0
    assert record["months"] == 12


def test_no_months_is_an_empty_result(tmp_path, capsys):
    given = ["run", "s_association", "--months", "0", "--replications", "8", "--out", str(tmp_path)]
    assert main(given) == 0
    assert "undefined" in capsys.readouterr().out


def test_the_case_ends_with_each_dilemma_priced_and_each_path_weighed(tmp_path, capsys, undrawn):
    assert main(["case", "--replications", "12", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    record = json.loads((tmp_path / "case.json").read_text(encoding="utf-8"))
    (ledger,), paths = record["why"]["ledgers"], record["why"]["paths"]
    assert shown.index("\n1 + 1 = ") < shown.index(text("ledger.title", "en", outcome="1+1"))
    assert shown.index(text("ledger.title", "en", outcome="1+1")) < shown.index(text("paths.title", "en"))
    unfolded = re.sub(r"\s+", " ", shown)
    for one in (*DILEMMAS, *REFORMS):
        assert one.label("en") in unfolded
    # as many draws as the headline has, and no more: the world with all dilemmas is the headline
    assert (ledger["draws"], paths["draws"]) == (6, 6)
    headline = record["headline"]["synergy"]["delta"]["estimate"]["value"]
    actual = next(one for one in ledger["accounts"] if one["outcome"] == "delta")["actual"]["value"]
    (alone,) = (one for one in paths["rows"] if not one["paths"])
    level = next(gain for gain in alone["gains"] if gain["outcome"] == "delta")["level"]["value"]
    assert actual == pytest.approx(headline, rel=1e-12)
    assert level == pytest.approx(headline, rel=1e-12)


def test_thorough_means_more_draws_and_both_neutral_settings(tmp_path, monkeypatch, undrawn):
    monkeypatch.setattr(case, "LEDGER_DRAWS", Size(2, 3))
    monkeypatch.setattr(case, "PATHS_DRAWS", Size(2, 4))
    monkeypatch.setattr(case, "CASE", Size(4, 12))
    found = []
    for more in ([], ["--thorough"]):
        assert main(["case", "--months", "9", "--out", str(tmp_path), *more]) == 0
        found.append(json.loads((tmp_path / "case.json").read_text(encoding="utf-8")))
    assert [one["draws"] for one in found] == [2, 6]
    assert [[each["draws"] for each in one["why"]["ledgers"]] for one in found] == [[2], [3, 3]]
    assert [one["why"]["paths"]["draws"] for one in found] == [2, 4]


@pytest.mark.parametrize("few", [["--replications", "1"], ["--replications", "4", "--months", "0"]])
def test_the_case_stands_sizes_that_conclude_nothing(few, tmp_path, capsys, undrawn):
    assert main(["case", *few, "--out", str(tmp_path)]) == 0
    assert text("paths.title", "en") in capsys.readouterr().out


def test_a_failed_run_of_the_ledger_is_told_and_costs_the_ledger_alone(
    tmp_path, capsys, monkeypatch, undrawn
):
    monkeypatch.setattr(simulator, "engine_named", lambda engine: Stumbling(10_000))
    assert main(["case", *SMALL, "--out", str(tmp_path)]) == 0
    record = json.loads((tmp_path / "case.json").read_text(encoding="utf-8"))
    assert "runs failed" in record["why"]["not_made"]
    assert "runs failed" in capsys.readouterr().out
