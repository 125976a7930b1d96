"""`oneplusone table`: the tables of saved results for a paper, in both languages, and refusals."""

import json

import pytest

from experiments.cli.main import main
from tests.support.finished_study import GRID, finished

SMALL = ["--draws", "4", "--seeds", "1", "--months", "12"]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """JSON files of a run, a ledger, a path table and the report of a study."""
    out = tmp_path_factory.mktemp("results")
    assert main(["run", "s_association", *SMALL, "--out", str(out / "run")]) == 0
    assert main(["ledger", *SMALL, "--out", str(out / "ledger")]) == 0
    assert main(["paths", *SMALL, "--out", str(out / "paths")]) == 0
    study = finished(out, "grid", GRID)
    assert main(["study", "report", str(study.folder), "--out", str(out / "report")]) == 0
    return out


def table(results, kind, tmp_path, lang="en", form="md", *more):
    out = tmp_path / f"{kind}.{form}"
    assert main(["--lang", lang, "table", str(results / kind / f"{kind}.json"), str(out), *more]) == 0
    return out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "rows", "word"),
    [("run", 8, "1+1"), ("ledger", 10, "Time limit"), ("paths", 8, "Meta-governance"), ("report", 6, "Term")],
)
def test_each_result_has_its_table_and_what_made_it(results, kind, rows, word, tmp_path):
    said = table(results, kind, tmp_path)
    first = said.split("**Priors")[0]
    assert word in first
    assert len([line for line in first.splitlines() if line.startswith("|")]) == rows + 2
    assert "12 months" in first
    assert "scenario" in first
    assert "| nan" not in first


def test_numbers_are_those_of_the_result(results, tmp_path):
    found = json.loads((results / "run" / "run.json").read_text(encoding="utf-8"))["headline"]["synergy"]
    estimate = found["one_plus_one"]["estimate"]
    ends = f"{estimate['value']:.2f} | {estimate['low']:.2f} … {estimate['high']:.2f}"
    assert f"| 1+1 | {ends} |" in table(results, "run", tmp_path)


@pytest.mark.parametrize(("lang", "equal"), [("en", "equal to within 2%"), ("zh", "相差不超过 2%")])
def test_the_table_of_the_paths_says_whether_their_money_is_equal(results, lang, equal, tmp_path):
    said = {"en": "are not at equal money", "zh": "并非资金相同"}[lang]
    file = results / "paths" / "paths.json"
    whole = json.loads(file.read_text(encoding="utf-8"))
    for part, number in ((equal, True), (said, False)):
        for row in whole["paths"]["rows"]:
            row["equal_money"] = number or not row["paths"]
        changed = tmp_path / f"{number}.json"
        changed.write_text(json.dumps(whole), encoding="utf-8")
        out = tmp_path / f"{number}.md"
        assert main(["--lang", lang, "table", str(changed), str(out)]) == 0
        assert part in out.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["run", "ledger", "paths", "report"])
def test_chinese_tables_are_chinese(results, kind, tmp_path):
    said = table(results, kind, tmp_path, "zh", "tex")
    assert "先验" in said
    assert "months" not in said
    assert said.count("\\begin{longtable}") == said.count("\\end{longtable}") == 2


def test_one_table_may_be_asked_for(results, tmp_path):
    said = table(results, "run", tmp_path, "en", "md", "--what", "priors")
    assert "contract.approval" in said
    assert "**1+1" not in said
    priors = json.loads((results / "run" / "run.json").read_text(encoding="utf-8"))["scenario"]["parameters"]
    drawn = sum("prior" in each for each in priors.values())
    assert len([line for line in said.splitlines() if line.startswith("|")]) == drawn + 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run/run.json", "a.md", "--what", "ledger"], "no table ledger in it; it has: headline, priors"),
        (["run/run.json", "a.rtf"], ".tex, .md, .docx"),
        (["none.json", "a.md"], "none.json"),
        (["bad.json", "a.md"], "bad.json"),
    ],
)
def test_what_cannot_be_written_is_refused_in_one_line(
    results, arguments, said, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(results)
    (results / "bad.json").write_text("[1]")
    assert main(["table", *arguments]) == 2
    lines = capsys.readouterr().err.strip().splitlines()
    assert len(lines) == 1
    assert said in lines[0]
    assert not (results / arguments[1]).exists()
