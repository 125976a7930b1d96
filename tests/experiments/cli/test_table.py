"""`oneplusone table`: the tables of saved results for a paper, in both languages, and refusals."""

import json

import pytest

from experiments.cli.main import main
from experiments.reporting.wording import benchmark_words, outcome_name
from experiments.runs.outcomes import BENCHMARKS
from sim.sources import SOURCES
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
    [
        ("run", 11, "1+1"),
        ("ledger", 10, "Time limit"),
        ("paths", 8, "Meta-governance"),
        ("report", 6, "Term"),
    ],
)
def test_each_result_has_its_table_and_what_made_it(results, kind, rows, word, tmp_path):
    said = table(results, kind, tmp_path)
    first = "**".join(said.split("**")[:3])
    assert word in first
    assert len([line for line in first.splitlines() if line.startswith("|")]) == rows + 2
    assert "12 months" in first
    assert "scenario" in first
    assert "| nan" not in first


def test_numbers_are_those_of_the_result(results, tmp_path):
    found = json.loads((results / "run" / "run.json").read_text(encoding="utf-8"))["headline"]["synergy"]
    said = table(results, "run", tmp_path)
    for name, share in (("added_value", "share_added"), ("one_plus_one", "share_above_two")):
        estimate = found[name]["estimate"]
        ends = f"{estimate['value']:.2f} | {estimate['low']:.2f} … {estimate['high']:.2f}"
        assert f"| {outcome_name(name, 'en')} | {ends} |" in said
        assert f" | {100 * found[share]['value']:.0f}% |" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["run", "ledger", "paths", "report"])
def test_a_mark_is_explained_under_the_tables_that_have_it(results, kind, lang, tmp_path):
    parts = table(results, kind, tmp_path, lang).split("**")[2::2]
    for part in parts:
        cells = [line for line in part.splitlines() if line.startswith("|")]
        note = part.removeprefix("\n\n").replace("\n".join(cells), "")
        assert ("?" in note) is any("? |" in line for line in cells)


def titles(said):
    return said.split("**")[1::2]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", ["ledger", "paths", "report"])
def test_there_is_a_table_for_each_benchmark_and_its_title_names_it(results, kind, lang, tmp_path):
    said = table(results, kind, tmp_path, lang)
    names = [benchmark_words(one.name, lang)["benchmark"] for one in BENCHMARKS]
    if kind == "ledger":
        names = [outcome_name(one.ratio.name, lang) for one in BENCHMARKS]
    first, second = titles(said)[:2]
    assert names[0] in first
    assert names[1] in second
    assert "1+1" in first
    assert "1+1" in second


def test_the_ledger_has_the_side_of_the_sources(results, tmp_path):
    """One table against both benchmarks: from no source by each of them to all, the numbers of the file."""
    found = json.loads((results / "ledger" / "ledger.json").read_text(encoding="utf-8"))["sources"]
    said = table(results, "ledger", tmp_path, "en", "md", "--what", "sources")
    (title,) = titles(said)
    assert title.startswith("What each source of synergy gives")
    rows = [line.strip("| ").split(" | ") for line in said.splitlines() if line.startswith("|")]
    assert rows[0] == [
        "sources", outcome_name("added_value", "en"), "95%", outcome_name("one_plus_one", "en"), "95%",
    ]  # fmt: skip
    assert [row[0] for row in rows[2:]] == [
        "without any source", *(one.label("en") for one in SOURCES), "with all of them",
    ]  # fmt: skip
    accounts = {one["outcome"]: one for one in found["accounts"]}
    for place, outcome in ((1, "added_value"), (3, "one_plus_one")):
        for row, entry in zip(rows[3:-1], accounts[outcome]["entries"], strict=True):
            shown = float(row[place].rstrip("?").replace("−", "-"))
            assert shown == pytest.approx(entry["estimate"]["value"], abs=6e-4)
            assert row[place].endswith("?") == (not entry["resolved"] and entry["estimate"]["value"] != 0)


def test_a_ledger_of_one_side_has_the_tables_of_that_side(results, tmp_path):
    whole = json.loads((results / "ledger" / "ledger.json").read_text(encoding="utf-8"))
    for change, first in (({"ledgers": []}, "What each source"), ({"sources": None}, "What each dilemma")):
        file, out = tmp_path / "part.json", tmp_path / "part.md"
        file.write_text(json.dumps(whole | change), encoding="utf-8")
        assert main(["table", str(file), str(out)]) == 0
        found = [title for title in titles(out.read_text(encoding="utf-8")) if "Priors" not in title]
        assert found
        assert all(title.startswith(first) for title in found)


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
    tables = {"run": 2, "ledger": 4, "paths": 3, "report": 3}[kind]
    assert said.count("\\begin{longtable}") == said.count("\\end{longtable}") == tables


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
