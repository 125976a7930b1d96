"""What is written has the form that its name promises, and opens where a person opens it."""

import csv
import json
import tomllib

import pytest

from experiments.cli.main import main
from sim.parameters.registry import PARAMETERS
from sim.scenario import Scenario

MARK = b"\xef\xbb\xbf"
"""By which a spreadsheet knows UTF-8."""


@pytest.mark.parametrize("name", ["p.csv", "p.CSV", "参数.Csv"])
def test_parameters_in_a_csv_file_open_in_a_chinese_spreadsheet(name, tmp_path):
    path = tmp_path / name
    assert main(["parameters", "--out", str(path)]) == 0
    assert not path.read_bytes().startswith(MARK)
    assert main(["parameters", "--out", str(path), "--excel-csv"]) == 0
    assert path.read_bytes().startswith(MARK)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["name"] for row in rows} == set(PARAMETERS)
    assert any("合同" in row["label_zh"] for row in rows)


def test_a_csv_file_written_as_text_has_no_mark_in_other_forms(tmp_path):
    for name in ("p.json", "p.md"):
        assert main(["parameters", "--out", str(tmp_path / name)]) == 0
        assert not (tmp_path / name).read_bytes().startswith(MARK)


@pytest.mark.parametrize("more", [[], ["--out", "p.json"], ["--json"]])
def test_only_csv_is_marked_for_excel(more, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["parameters", "--excel-csv", *more]) == 2
    assert "--out FILE.csv" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("asked", [[], ["s_association"]])
@pytest.mark.parametrize("name", ["x.json", "x.JSON"])
def test_scenarios_in_a_json_file_are_json(asked, name, tmp_path):
    path = tmp_path / name
    assert main(["scenarios", *asked, "--out", str(path)]) == 0
    found = json.loads(path.read_text(encoding="utf-8"))
    assert "s_association" in {each["name"] for each in (found if isinstance(found, list) else [found])}


@pytest.mark.parametrize("name", ["mine.TOML", "mine.Toml"])
def test_a_scenario_file_is_known_by_its_ending_in_any_case(name, tmp_path, capsys):
    path = tmp_path / name
    assert main(["scenarios", "s_association", "--set", "contract.term=9", "--out", str(path)]) == 0
    assert tomllib.loads(path.read_text(encoding="utf-8"))["contract"]["term"] == 9
    assert Scenario.load(path).values["contract.term"] == 9
    assert main(["scenarios", str(path)]) == 0


@pytest.mark.parametrize("option", ["--json", "--toml"])
def test_what_was_written_is_said_beside_the_data(option, tmp_path, capsys):
    assert main(["scenarios", "s_association", option, "--out", str(tmp_path / "x.txt")]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "written" in said.err


def test_a_long_name_is_written_and_a_longer_one_refused_in_a_line(tmp_path, capsys):
    longest = tmp_path / f"{'a' * 251}.csv"
    assert main(["parameters", "--out", str(longest)]) == 0
    assert longest.is_file()
    capsys.readouterr()
    too_long = tmp_path / f"{'a' * 252}.csv"
    for asked in (["parameters"], ["run", "city"]):
        assert main([*asked, "--out", str(too_long)]) == 2
        said = capsys.readouterr().err
        assert "too long for the name of a file" in said
        assert len(said.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == [longest.name]


@pytest.mark.parametrize("given", ["inf", "nan", "-1", "0", "1e999"])
def test_a_threshold_that_nothing_exceeds_is_refused_before_anything_runs(given, capsys):
    assert main(["discover", f"--threshold={given}"]) == 2
    assert f"{given} is not allowed; allowed: a number above 0" in capsys.readouterr().err
