"""oneplusone study, from the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.cli.commands.study import duration, size
from experiments.cli.main import main

FILE = """
schema = 1
name = "terms"
scenario = "s_association"
draws = 2
months = 8
arms = ["GS"]
measures = ["value", "coverage"]
[vary]
contract.term = [6, 8]
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "terms.toml").write_text(FILE)
    return Path("terms.toml")


def test_from_plan_to_export(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "plan", "terms.toml"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"^ *runs +4$", said, re.MULTILINE)
    assert not Path("studies").exists()
    assert main(["study", "plan", "terms.toml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["runs"] == 4
    assert main(["study", "plan", "terms.toml", "--draws", "10", "--seeds", "3", "--json"]) == 0
    larger = json.loads(capsys.readouterr().out)
    assert [larger[name] for name in ("points", "draws", "seeds", "replications", "runs")] == [
        2,
        10,
        3,
        30,
        60,
    ]
    assert main(["study", "run", "terms.toml"]) == 0
    assert "4 of 4 runs (100.0%), 0 of them failed" in capsys.readouterr().out
    assert main(["study", "run", "terms.toml"]) == 0
    assert main(["study", "extend", "studies/terms", "--draws", "5"]) == 0
    assert "10 of 10 runs" in capsys.readouterr().out
    assert main(["study", "status", "studies/terms", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["finished"] == 10
    assert main(["study", "verify", "studies/terms"]) == 0
    assert "All 10 runs are finished" in capsys.readouterr().out
    assert main(["study", "export", "studies/terms", "runs.csv"]) == 0
    assert len(pd.read_csv("runs.csv")) == 10
    query = "select point_id, count(*) as n from runs group by point_id order by point_id"
    assert main(["study", "query", "studies/terms", query, "--out", "answer.csv"]) == 0
    assert pd.read_csv("answer.csv")["n"].tolist() == [5, 5]


def test_every_action_answers_in_json_when_asked(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def asked(*words: str, status: int = 0) -> Any:
        assert main(["study", *words, "--json"]) == status
        return json.loads(capsys.readouterr().out)

    done = asked("run", "terms.toml", "--out", "s")
    assert (done["finished"], done["runs"], done["folder"]) == (4, 4, "s")
    assert asked("extend", "s", "--draws", "3")["finished"] == 6
    assert asked("resume", "s")["finished"] == asked("status", "s")["finished"] == 6
    assert asked("verify", "s") == {"runs": 6, "problems": []}
    written = asked("export", "s", "runs.csv")
    assert written == {"file": "runs.csv", "bytes": Path("runs.csv").stat().st_size}
    rows = asked("query", "s", "select run_id, seed, null as nothing from runs order by run_id limit 2")
    table = pd.read_csv("runs.csv").sort_values("run_id").head(2)
    assert rows == [
        {"run_id": run, "seed": seed, "nothing": None}
        for run, seed in zip(table["run_id"].tolist(), table["seed"].tolist(), strict=True)
    ]
    asked("query", "s", "select run_id from runs", "--out", "ids.csv")
    next(Path("s/runs").iterdir()).write_bytes(b"")
    assert "damaged" in asked("verify", "s", status=4)["problems"][0]


def test_a_study_runs_on_the_engine_asked_for_and_keeps_it(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for engine in ("compiled", "mesa"):
        assert main(["study", "run", "terms.toml", "--out", engine, "--engine", engine]) == 0
        assert main(["study", "export", engine, f"{engine}.csv"]) == 0
        assert json.loads((Path(engine) / "plan.json").read_text())["engine"] == engine
    assert Path("mesa.csv").read_bytes() == Path("compiled.csv").read_bytes()
    assert main(["study", "run", "terms.toml", "--out", "mesa"]) == 0
    assert main(["study", "run", "terms.toml", "--out", "mesa", "--engine", "compiled"]) == 2
    assert "engine: mesa → compiled" in capsys.readouterr().err


def test_a_part_of_an_array_and_a_damaged_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "run", "terms.toml", "--out", "s", "--part", "1/1"]) == 0
    shard = next(Path("s/runs").iterdir())
    shard.write_bytes(b"")
    assert main(["study", "verify", "s"]) == 4
    assert "is damaged: it is empty" in capsys.readouterr().out
    assert main(["study", "verify", "s", "--lang", "zh"]) == 4
    assert "已损坏：为空" in capsys.readouterr().out
    assert main(["study", "status", "s"]) == 0
    assert "0 of 4 runs" in capsys.readouterr().out
    assert main(["study", "resume", "s"]) == 0
    assert "it was set aside" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["run", "none.toml"], "no such file"),
        (["resume", "nowhere"], "nowhere does not exist"),
        (["report", "nosuch.toml"], "nosuch.toml does not exist"),
        (["run", "terms.toml", "--part", "5/4"], "'5/4' is not a part"),
        (["run", "terms.toml", "--part", "0/4"], "'0/4' is not a part"),
        (["extend", "s"], "one of --draws, --seeds, --runs, --size or --file is needed"),
        (["run", "terms.toml", "--out", "terms.toml"], "terms.toml is a file; allowed: a folder"),
        (["run", "terms.toml", "--out", "terms.toml/below"], "terms.toml is a file; allowed: a folder"),
        (
            ["resume", "terms.toml"],
            "terms.toml is the file of a study; give the folder of its runs; studies.terms, which",
        ),
        (["run", "terms.toml", "--patience", "60"], "--patience applies to a cluster"),
        (["run", "terms.toml", "--patience", "0", "--cluster", "a:1"], "0 is not allowed"),
        (["run", "terms.toml", "--cluster", "nobody"], "'nobody' is neither the address"),
        (["query", "s", ""], "returns no table"),
        (["query", "s", "select"], "the query is wrong"),
        (["export", "s", "runs.sav"], "'.sav' is not a known format"),
        (["frobnicate"], "frobnicate"),
        ([], "ACTION"),
    ],
)
def test_wrong_input_ends_in_one_line_and_status_two(
    file: Path, capsys: pytest.CaptureFixture[str], line: list[str], said: str
) -> None:
    if "s" in line:
        main(["study", "run", "terms.toml", "--out", "s"])
        capsys.readouterr()
    assert main(["study", *line]) == 2
    error = capsys.readouterr().err
    assert re.search(said, error)
    assert error.count("\n") == 1
    assert Path("terms.toml").read_text(encoding="utf-8") == FILE
    assert {path.name for path in Path().iterdir()} <= {"terms.toml", "s"}
    assert "Traceback" not in error


def test_every_text_is_there_in_chinese(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["study", "--help", "--lang", "zh"]) == 0
    assert "参数扫描" not in capsys.readouterr().err
    assert main(["study", "run", "terms.toml", "--lang", "zh"]) == 0
    assert "已完成 4 / 4 次运行" in capsys.readouterr().out
    assert main(["study", "resume", "nowhere", "--lang", "zh"]) == 2
    assert "nowhere 不存在" in capsys.readouterr().err


def test_durations_and_sizes_read_well() -> None:
    assert [duration(seconds, "en") for seconds in (0.25, 42, 90, 7500, 200_000)] == [
        "0.25 s", "42 s", "2 min", "2 h 5 min", "2 d 7 h",
    ]  # fmt: skip
    assert [size(count) for count in (12, 1500, 12_345_678, 5 * 10**12)] == [
        "12 B",
        "1.5 kB",
        "12.3 MB",
        "5 TB",
    ]


@pytest.mark.parametrize("command", [["study", "report"], ["study", "status"], ["bundle"]])
def test_the_file_of_a_study_in_the_place_of_its_folder_is_answered_with_the_folder(
    file: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert main([*command, "terms.toml"]) == 2
    assert f"give the folder of its runs; {Path('studies/terms')}, which it would" in capsys.readouterr().err
    assert main(["study", "run", "terms.toml"]) == 0
    capsys.readouterr()
    assert main([*command, "terms.toml"]) == 2
    said = f"terms.toml is the file of a study; give the folder of its runs: {Path('studies/terms')}\n"
    assert capsys.readouterr().err.endswith(said)
    assert main([*command, "terms.toml", "--lang", "zh"]) == 2
    assert f"请给出其运行所在的文件夹：{Path('studies/terms')}" in capsys.readouterr().err
    Path("points.csv").write_text("contract.term\n4\n", encoding="utf-8")
    assert main([*command, "points.csv"]) == 2
    assert "points.csv is a file; allowed: the folder of a study" in capsys.readouterr().err
