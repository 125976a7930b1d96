"""Where a command writes: no folder ever holds the files of two questions."""

import json
import shutil
from pathlib import Path

import pytest

from experiments.cli import folders
from experiments.cli.main import main

CHENGDU = Path(__file__).parents[3] / "docs/cases/chengdu.toml"
SHORT = ["--seeds", "1", "--months", "6"]
"""Where files go does not hang on how long the runs are."""
SMALL = {
    "compare": ["--draws", "2", *SHORT],
    "ledger": ["--draws", "2", "--setting", "1", *SHORT],
    "paths": ["--draws", "3", *SHORT],
    "map": ["--points", "2", "--draws", "2", *SHORT],
    "run": ["--draws", "2", *SHORT],
}


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in an empty folder, where chengdu.toml is the case of the guide."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(CHENGDU, tmp_path)
    (tmp_path / "seen.csv").write_text("measure,value,error\nquits,2,1\n", encoding="utf-8")
    return tmp_path


def ask(*words):
    return main([*words, *SMALL[words[0]]])


def names(folder):
    return sorted(path.name for path in Path(folder).iterdir())


def chosen(*words, monkeypatch):
    """Return the folder that a command chooses; nothing is run."""
    seen = []

    class Chosen(Exception):
        pass

    def stop(args, default):
        seen.append(default)
        raise Chosen

    monkeypatch.setattr(folders, "folder", stop)
    with pytest.raises(Chosen):
        main(list(words))
    return seen[0].as_posix()


@pytest.mark.parametrize(
    ("words", "folder"),
    [
        (["case"], "results/case"),
        (["map"], "results/map"),
        (["case", "chengdu.toml"], "results/case_chengdu"),
        (["ledger", "chengdu.toml"], "results/ledger_chengdu"),
        (["paths", "s_association", "+cultivation"], "results/paths_s_association+cultivation"),
        (["ledger", "--draws", "7", "--seed", "5"], "results/ledger"),
        (["map", "--benchmark", "side_by_side"], "results/map"),
        (["calibrate", "chengdu.toml", "--facts", "seen.csv"], "results/calibrate_chengdu-seen"),
        (["compare", "s_association", "chengdu.toml"], "results/compare_s_association-chengdu"),
    ],
)
def test_the_folder_says_what_was_asked_of_whom(words, folder, monkeypatch):
    assert chosen(*words, monkeypatch=monkeypatch) == folder


def test_two_questions_have_two_folders(monkeypatch):
    copy = Path("copy.toml")
    copy.write_text(
        'schema = 1\nname = "s_association"\nincludes = ["s_association"]\n[contract]\nterm = 9\n', "utf-8"
    )
    questions = [
        *(["case", *more] for more in ([], ["chengdu.toml"], ["s_association+gross"], ["copy.toml"])),
        *(["case", "chengdu.toml", "--set", f"contract.sum={money}"] for money in (400000, 500000)),
        ["case", "chengdu.toml", "--months", "14"],
        *(["ledger", *more] for more in ([], ["chengdu.toml"], ["--setting", "1"], ["--setting", "2"])),
        ["ledger", "--side", "sources"],
        ["map", "--benchmark", "alone"],
        *(["map", *more] for more in ([], ["--x", "incentives.power", "--y", "contract.term"])),
        ["map", "--x-range", "4:20"],
        *(["sensitivity", *more] for more in ([], ["--method", "morris"], ["--measure", "coverage"])),
        ["sensitivity", "--measure", "coverage", "--arm", "S"],
        *(["discover", *more] for more in ([], ["--threshold", "1.5"], ["--vary", "contract.term"])),
        *(["optimise", *more] for more in ([], ["--lever", "contract.term"])),
        *(["compare", "s_association", *more] for more in (["chengdu.toml"], ["s_association+gross"])),
        ["compare", "chengdu.toml", "s_association"],
        ["compare", "s_association", "chengdu.toml", "--set-b", "contract.sum=400000"],
        ["compare", "s_association", "chengdu.toml", "--set-a", "contract.sum=400000"],
    ]
    found = [chosen(*words, monkeypatch=monkeypatch) for words in questions]
    assert len(set(found)) == len(questions)
    again = [chosen(*words, monkeypatch=monkeypatch) for words in questions]
    assert again == found


@pytest.mark.parametrize("command", ["ledger", "paths"])
def test_the_results_of_two_cases_stand_beside_each_other(command, capsys):
    assert ask(command, "s_association") == 0
    assert ask(command, "chengdu.toml") == 0
    assert "another question" not in capsys.readouterr().err
    found = {
        path.parent.name: json.loads(path.read_text("utf-8")) for path in Path("results").rglob("*.json")
    }
    assert {name.partition("-")[0] for name in found} == {command, f"{command}_chengdu"}
    assert {record["scenario"]["name"] for record in found.values()} == {"s_association", "chengdu"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_another_question_in_a_named_folder_replaces_all_of_the_former_and_says_so(lang, capsys):
    asked = ["compare", "s_association", "chengdu.toml", "--out", "mine"]
    assert ask(*asked, "--lang", "en") == 0
    first = names("mine")
    Path("mine/notes.csv").write_text("my own\n", encoding="utf-8")
    Path("mine/compare_mine.png").write_bytes(b"my own")
    assert ask(*asked, "--lang", "zh") == 0
    both = names("mine")
    assert set(first) < set(both)
    assert "compare_zh.png" in both
    capsys.readouterr()
    assert ask("compare", "s_association", "s_association+gross", "--out", "mine", "--lang", lang) == 0
    said = capsys.readouterr().err
    assert {"en": "another question", "zh": "另一问题"}[lang] in said
    ending = {"en": "", "zh": "_zh"}[lang]
    expected = ["compare.json", *(f"compare{ending}.{form}" for form in ("csv", "png", "svg", "pdf"))]
    assert names("mine") == sorted([*expected, "notes.csv", "compare_mine.png"])


def test_an_edited_case_replaces_its_former_results_and_says_so(here, capsys):
    assert ask("run", "chengdu.toml", "--out", "mine") == 0
    assert ask("run", "chengdu.toml", "--out", "mine", "--lang", "zh") == 0
    assert "run.png" in names("mine")
    assert "replaced" not in capsys.readouterr().err
    text = (here / "chengdu.toml").read_text(encoding="utf-8")
    (here / "chengdu.toml").write_text(text.replace("term = 12", "term = 14"), encoding="utf-8")
    assert text != (here / "chengdu.toml").read_text(encoding="utf-8")
    assert ask("run", "chengdu.toml", "--out", "mine", "--lang", "zh") == 0
    assert "被替换" in capsys.readouterr().err
    assert not [
        name for name in names("mine") if name in ("run.png", "run.svg", "run.pdf", "run_measures.csv")
    ]
    assert "monthly.csv" in names("mine")


def test_another_run_of_the_same_question_leaves_no_figure_of_the_former_in_the_other_language(capsys):
    assert ask("run", "chengdu.toml", "--out", "mine") == 0
    assert ask("run", "chengdu.toml", "--out", "mine", "--lang", "zh", "--seed", "9") == 0
    assert "run.png" not in names("mine")
    assert "another question" not in capsys.readouterr().err


def test_other_levers_are_another_question(capsys):
    assert ask("map", "--out", "mine") == 0
    assert ask("map", "--out", "mine", "--seed", "3") == 0
    assert "another question" not in capsys.readouterr().err
    assert ask("map", "--x", "incentives.power", "--y", "contract.term", "--out", "mine") == 0
    assert "another question" in capsys.readouterr().err


def test_one_figure_is_not_drawn_over_another(capsys):
    assert ask("paths", "chengdu.toml", "--out", "a") == 0
    assert ask("paths", "--out", "b") == 0
    assert main(["draw", "a/paths.json", "b/paths.json", "--out", "paper", "--lang", "en"]) == 2
    assert "b/paths.json: its figure paths has the name of another" in capsys.readouterr().err
    assert not Path("paper").exists()
    assert main(["draw", "a/paths.json", "b/paths.json"]) == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_files_that_only_have_the_names_of_results_are_named_before_they_are_replaced(lang, capsys):
    """Somebody's own paths.csv, without a result beside it; what is not written again stays."""
    Path("mine").mkdir()
    for name in ("paths.csv", "paths.pdf", "notes.csv", "paths_mine.csv"):
        Path("mine", name).write_bytes(b"my own")
    Path("mine/compare_zh.png").write_bytes(b"my own")
    assert ask("paths", "--out", "mine", "--lang", lang) == 0
    said = capsys.readouterr().err
    files = {"en": "paths (.csv .pdf)", "zh": "paths（.csv .pdf）"}[lang]
    (line,) = (each for each in said.splitlines() if files in each)
    assert {"en": "not of a result of this command", "zh": "并非由本命令的结果写出"}[lang] in line
    assert Path("mine/notes.csv").read_bytes() == Path("mine/paths_mine.csv").read_bytes() == b"my own"
    assert ask("paths", "--out", "mine", "--lang", lang) == 0
    assert files not in capsys.readouterr().err  # they are those of a result now


def test_a_json_that_is_no_result_is_named_and_nothing_is_removed_with_it(capsys):
    Path("mine").mkdir()
    Path("mine/run.json").write_text('{"mine": 1}', encoding="utf-8")
    Path("mine/run_zh.png").write_bytes(b"my own")
    assert ask("run", "chengdu.toml", "--out", "mine", "--lang", "en") == 0
    assert "run (.json); run_zh (.png)" in capsys.readouterr().err
    assert Path("mine/run_zh.png").read_bytes() == b"my own"
    assert "scenario" in json.loads(Path("mine/run.json").read_text("utf-8"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_drawing_or_a_table_says_which_files_it_replaces(lang, capsys):
    assert ask("paths", "--out", "made") == 0
    Path("drawn").mkdir()
    Path("drawn/paths.png").write_bytes(b"my own")
    Path("mine.md").write_bytes(b"my own")
    word = {"en": "replaced in", "zh": "被替换的文件"}[lang]
    for words, files in (
        (["draw", "made/paths.json", "--out", "drawn"], "paths (.png)"),
        (["table", "made/paths.json", "mine.md"], "mine (.md)"),
        (["cite", "--out", "mine.md"], "mine (.md)"),
        (["methods", "made/paths.json", "--out", "mine.md"], "mine (.md)"),
    ):
        capsys.readouterr()
        assert main([*words, "--lang", lang]) == 0
        said = capsys.readouterr().err
        assert word in said
        assert (files.replace(" (", "（").replace(")", "）") if lang == "zh" else files) in said
    assert main(["draw", "made/paths.json"]) == 0  # its own figures, beside it, are drawn anew as asked
    assert word not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "foreign"),
    [
        ("ledger", ("ledger.pdf", "ledger.png", "ledger.svg", "ledger_zh.png")),
        ("compare", ("compare_zh.png",)),
    ],
)
@pytest.mark.parametrize("more", [["--seed", "9"], ["--set", "contract.term=9"]])
def test_what_no_result_wrote_outlasts_every_further_result(command, foreign, more, capsys):
    """A run of the same question, and one of another: what has only the name of a result's file stays."""
    Path("mine").mkdir()
    for name in foreign:
        Path("mine", name).write_bytes(b"my own")
    asked = [command, "s_association", *(["chengdu.toml"] if command == "compare" else []), "--lang", "en"]
    for further in ([], [], more):
        assert ask(*asked, "--out", "mine", *further) == 0
        assert "not of a result of this command" in capsys.readouterr().err
        assert {name: Path("mine", name).read_bytes() for name in foreign} == dict.fromkeys(
            foreign, b"my own"
        )


def test_figures_drawn_beside_a_result_are_its_own_and_go_with_it(capsys):
    asked = ["compare", "s_association", "chengdu.toml", "--out", "mine", "--lang", "en"]
    assert ask(*asked) == 0
    record = Path("mine/compare.json")
    before = json.loads(record.read_text("utf-8"))
    Path("mine/compare_zh.svg").write_bytes(b"my own")
    assert main(["draw", str(record), "--lang", "en"]) == 0
    assert "replaced in mine: compare_zh (.svg)" in capsys.readouterr().err
    after = json.loads(record.read_text("utf-8"))
    assert set(after.pop("files")) > set(before.pop("files"))
    assert after == before
    assert "compare_zh.png" in names("mine")
    assert ask(*asked, "--seed", "9") == 0
    assert "compare_zh.png" not in names("mine")
