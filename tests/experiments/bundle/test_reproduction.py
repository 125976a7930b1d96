"""A bundle made in one checkout reproduces in a fresh one, and whatever is not so is found."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from experiments.bundle import checksums
from experiments.bundle.reproduction import compared
from experiments.cli.main import main
from experiments.files import checked_json, read_checked
from experiments.study.storage.encoding import encode, read
from experiments.study.study import Study, StudyInterrupted, StudyTally

ROOT = Path(__file__).parents[3]


def sealed(folder):
    """Give a changed bundle the checksums of what it holds now."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != checksums.FILE]
    sums = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }
    (folder / checksums.FILE).write_bytes(checksums.listed(sums))


def verified(folder, *more, lang="en"):
    return main(["--lang", lang, "bundle", str(folder), "--verify", *more])


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A fresh checkout: the files of the repository as they are now, and nothing else."""
    fresh = tmp_path_factory.mktemp("checkout")
    wanted = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(wanted, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if name.split("/")[0] in ("sim", "experiments", "oneplusone", "docs") and (ROOT / name).is_file():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, fresh / name)
    return fresh


def scripted(folder, checkout, cwd, *more):
    """Run the script of a bundle with the packages of a checkout."""
    surroundings = {**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"}
    line = [sys.executable, str(folder / "reproduce.py"), *more]
    return subprocess.run(line, cwd=cwd, env=surroundings, capture_output=True, text=True, timeout=600)


def test_it_reproduces_in_a_fresh_checkout_bit_for_bit(copy, checkout, tmp_path):
    ended = scripted(copy, checkout, tmp_path, "--json", "--lang", "en", "--out", str(tmp_path / "anew"))
    assert ended.returncode == 0, ended.stderr
    assert "Compil" not in ended.stderr, "what was compiled here of the same sources serves there"
    said = json.loads(ended.stdout)
    found = said["reproduction"]
    assert said["problems"] == []
    assert (found["runs"], found["inexact"], found["differences"], found["answer"]) == (120, 0, [], [])
    # draws: 6 replications × all uncertain parameters; runs: 7 columns and the measure; series: 12 months
    priors = len(read(copy / "study/draws/000000000.parquet").column_names) - 1
    assert found["numbers"] == 6 * priors + 120 * 8 + 120 * 12 * 6
    assert found["answers"] > 100
    shards = sorted((copy / "study/runs").iterdir())
    assert len(shards) > 1
    for shard in shards:
        assert (tmp_path / "anew" / "runs" / shard.name).read_bytes() == shard.read_bytes()
    modules = "import experiments, sys; print(experiments.__file__)"
    where = {**os.environ, "PYTHONPATH": str(checkout)}
    used = subprocess.run([sys.executable, "-c", modules], cwd=tmp_path, env=where, capture_output=True)
    assert used.stdout.decode().startswith(str(checkout)), "the fresh checkout is what was run"


def test_where_the_model_is_another_that_is_said_first_and_the_numbers_decide(made, monkeypatch, capsys):
    monkeypatch.setattr("experiments.study.execution.engine.code_hash", lambda: "another")
    assert verified(made.path) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "The model here is another (code: " in said
    assert said.index("another") < said.index("bit for bit")


def test_without_the_software_the_script_says_what_is_missing(copy, tmp_path):
    line = [sys.executable, "-I", "-S", str(copy / "reproduce.py")]
    ended = subprocess.run(line, cwd=tmp_path, capture_output=True, timeout=60)
    assert ended.returncode == 1
    assert b"README.md says how" in ended.stderr
    assert b"Traceback" not in ended.stderr


def changed_run(folder):
    """Change a single value of a single run, and every checksum that would betray it."""
    study = folder / "study"
    file = study / "runs" / "s000-000000.parquet"
    table = read(file)
    values = table.column("value").to_pylist()
    values[17] = values[17] * (1 + 2**-52) if values[17] else 1e-300
    place = table.column_names.index("value")
    file.write_bytes(encode(table.set_column(place, "value", pa.array(values, pa.float64())), {}))
    manifest = study / "manifest" / "whole.jsonl"
    lines = [read_checked(line) for line in manifest.read_bytes().splitlines()]
    data = file.read_bytes()
    for line in lines:
        if f"runs/{file.name}" in line["files"]:
            line["files"][f"runs/{file.name}"] = [len(data), hashlib.sha256(data).hexdigest()]
    manifest.write_bytes(b"".join(map(checked_json, lines)))


def test_a_run_that_was_changed_with_all_its_checksums_is_found(copy, capsys):
    changed_run(copy)
    sealed(copy)
    assert verified(copy, "--stored") == 0  # the files agree with each other
    assert verified(copy) == 4
    said = " ".join(capsys.readouterr().out.split())
    assert "1 of " in said
    assert "runs/s000-000000.parquet value: 1 value differs, the first in row 17" in said


def test_a_draw_that_was_changed_is_found(copy, capsys):
    file = copy / "study" / "draws" / "000000000.parquet"
    table = read(file)
    name = table.column_names[1]
    values = table.column(name).to_pylist()
    values[0] = values[0] + 1
    column = pa.array(values, table.column(name).type)
    file.write_bytes(encode(table.set_column(1, name, column), {"first": "0"}))
    for plan in ("plan.json", "plan.copy.json"):
        record = read_checked((copy / "study" / plan).read_bytes())
        record["draws"][0]["sha256"] = hashlib.sha256(file.read_bytes()).hexdigest()
        (copy / "study" / plan).write_bytes(checked_json(record, indent=1))
    sealed(copy)
    assert verified(copy, "--json") == 4
    found = json.loads(capsys.readouterr().out)["reproduction"]["differences"]
    first = found[0]
    assert (first["file"], first["column"], first["row"]) == ("draws/000000000.parquet", name, 0)


@pytest.mark.parametrize(
    ("factor", "status", "said"),
    [(1.5, 4, "numbers of the answer differ"), (1 + 2**-50, 0, "not to the last bit")],
)
def test_an_answer_that_was_changed_is_found_and_the_last_bits_are_said(factor, status, said, copy, capsys):
    file = copy / "results" / "report.json"
    record = json.loads(file.read_text("utf-8"))
    record["report"]["points"][0]["delta"]["value"] *= factor
    file.write_text(json.dumps(record), "utf-8")
    sealed(copy)
    assert verified(copy) == status
    shown = " ".join(capsys.readouterr().out.split())
    assert said in shown
    assert ("points[0].delta.value" in shown) is (status == 4)


@pytest.mark.parametrize("name", ["tables/points_zh.tex", "methods/methods.md", "appendix/priors.csv"])
def test_a_table_or_paragraph_that_was_changed_is_found(name, copy, capsys):
    (copy / name).write_bytes((copy / name).read_bytes().replace(b"1", b"2", 1))
    sealed(copy)
    assert verified(copy) == 4
    assert f"not as the new runs give it: {name}" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_the_same_is_said_in_both_languages(lang, made, capsys):
    assert verified(made.path, lang=lang) == 0
    said = "".join(capsys.readouterr().out.split())
    assert ("thesame,bitforbit" if lang == "en" else "逐位相同") in said
    assert "120" in said


def test_verifying_leaves_the_bundle_as_it_was_and_only_checks_where_that_is_asked(copy, capsys):
    before = {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()}
    assert verified(copy) == 0
    capsys.readouterr()
    assert verified(copy, "--stored") == 0
    assert "Nothing was run anew" in capsys.readouterr().out
    assert {path: path.read_bytes() for path in copy.rglob("*") if path.is_file()} == before


def test_runs_that_are_stopped_are_no_reproduction(made, monkeypatch, tmp_path, capsys):
    def stopped(self, **_):
        raise StudyInterrupted(StudyTally(120, 40, 0))

    monkeypatch.setattr(Study, "run", stopped)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert verified(made.path) == 130
    assert capsys.readouterr().out == ""
    assert list(tmp_path.iterdir()) == []


def test_numbers_are_compared_by_their_bits():
    same = pa.table({"x": [0.0, float("nan"), 1.0], "n": [1, 2, 3], "s": ["a", None, "c"]})
    assert compared(same, same, "f") == (9, [])
    other = pa.table({"x": [-0.0, float("nan"), 1.0], "n": [1, 2, 4], "s": ["a", "b", "c"]})
    count, found = compared(same, other, "f")
    assert count == 9
    assert [(each.column, each.count, each.row) for each in found] == [("x", 1, 0), ("n", 1, 2), ("s", 1, 1)]


def test_columns_and_rows_that_are_missing_are_differences():
    one = pa.table({"x": [1.0, 2.0]})
    for other in (pa.table({"y": [1.0, 2.0]}), pa.table({"x": [1.0]})):
        count, (found,) = compared(one, other, "f")
        assert (count, found.count) == (0, 2)
