"""`oneplusone methods`: the numbers are those of the file, in both languages; refusals in one line."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import oneplusone as opo
from experiments.cli.main import main
from experiments.cli.saved import read_record
from experiments.reporting.methods import methods_text
from tests.support.finished_study import GRID, finished
from tests.support.thresholds import middle

ROOT = Path(__file__).parents[3]
SMALL = ["--draws", "4", "--seeds", "2", "--months", "9", "--seed", "1234567"]
VARY = ["--vary", "contract.term", "--vary", "resources.relative_productivity", "--months", "7"]
COMMANDS = {
    "run": ["run", "s_association", *SMALL],
    "case": ["case", *SMALL, "--seeds", "1"],
    "compare": ["compare", "s_association", "s_association+cultivation", *SMALL],
    "ledger": ["ledger", *SMALL, "--setting", "1"],
    "paths": ["paths", *SMALL],
    "map": ["map", "--points", "3", "--x", "contract.term", *SMALL],
    "calibrate": ["calibrate", *SMALL, "--draws", "30"],
    "sensitivity": ["sensitivity", *VARY, "--size", "64"],
    "replications": ["sensitivity", *VARY, "--size", "64", "--seeds", "2"],
    "morris": ["sensitivity", *VARY, "--method", "morris", "--size", "5", "--measure", "coverage"],
    "discover": ["discover", *VARY, "--futures", "200", "--seeds", "2"],
    "nearest": ["nearest", "--vary", "control.digital", "--draws", "20", "--held-out", "4", "--months", "7"],
    "forms": ["forms", "--vary", "access", *SMALL],
    "optimise": ["optimise", "--lever", "contract.term", "--draws", "4", "--held-out", "6", "--population",
                 "4", "--generations", "2", "--months", "7"],
}  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The JSON of every kind of result, by kind."""
    out = tmp_path_factory.mktemp("results")
    study = finished(out, "grid", GRID)
    report = ["study", "report", str(study.folder)]
    rule = [*COMMANDS["discover"], "--threshold", middle(VARY[1:4:2], months=7)]
    for name, line in {**COMMANDS, "discover": rule, "report": report}.items():
        assert main([*line, "--out", str(out / name)]) == 0
    return {name: next((out / name).glob("*.json")) for name in (*COMMANDS, "report")}


def places(page):
    """Where a page says that numbers stand: the path in the JSON, by each command of its row."""
    table = re.search(r"\[\]`[^\n]*\|\n\|---.*?\n(.*?)\n\n", page, re.DOTALL)[1]
    kinds = []
    for row in table.splitlines():
        of, _, where = row.strip("|").split(" | ")
        kinds = re.findall(r"`(.*?)`", of) or kinds
        yield from ((kind, path) for kind in kinds for path in re.findall(r"`(.*?)`", where))


def at(value, path):
    """Everything that stands at a path; `[]` is each of a list."""
    name, _, rest = path.partition(".")
    found = value[name.removesuffix("[]")]
    each = found if name.endswith("[]") else [found]
    return [item for one in each for item in (at(one, rest) if rest else [one])]


KINDS = {"study report": ["report"], "sensitivity": ["sensitivity", "replications", "morris"]}
"""Results of a command under other names; those of a sensitivity have indices or a screening."""


@pytest.mark.parametrize("page", ["docs/analyses.md", "docs/analyses.zh.md"])
def test_numbers_stand_where_the_page_says(page, results):
    promised = list(places((ROOT / page).read_text("utf-8")))
    assert {kind for kind, _ in promised} >= {"run", "case", "study report", "sensitivity"}
    for kind, path in promised:
        first = path.partition(".")[0].removesuffix("[]")
        records = [read_record(results[one]) for one in KINDS.get(kind, [kind])]
        assert [each for record in records if first in record for each in at(record, path)], (kind, path)


def said(results, kind, lang="en"):
    return methods_text(read_record(results[kind]), lang)


@pytest.mark.parametrize("kind", [*COMMANDS, "report"])
def test_both_languages_say_the_same_numbers_and_those_of_the_file(kind, results, tmp_path, capsys):
    record = read_record(results[kind])
    english, chinese = said(results, kind), said(results, kind, "zh")

    def numbers(paragraph):
        return sorted(re.findall(r"(?<![0-9a-f])\d[\d,.]*\d|(?<![0-9a-f])\d(?![0-9a-f])", paragraph))

    spelt = chinese.replace(record["version"], "")
    assert set(numbers(english.replace(record["version"], ""))) == set(numbers(spelt))
    described = record.get("scenario") or record["a"]
    uncertain = sum("prior" in each for each in described["parameters"].values())
    for fact in (record["version"], described["fingerprint"][:12], str(record["months"]), str(record["seed"]),
                 f"{record['runs']:,}", str(uncertain), str(len(record["arms"]))):  # fmt: skip
        assert fact in english
        assert fact in chinese
    assert not re.search(r"[\u4e00-\u9fff]", english)
    assert not re.search(r"\{|\}|nan|None", english + chinese)
    capsys.readouterr()
    assert main(["methods", str(results[kind])]) == 0
    assert capsys.readouterr().out == f"{english}\n"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("run", "4 parameter draws from the priors × 2 seeds per draw (master seed 1234567) in 8 arms: 64"),
        ("case", "What each of the 8 dilemmas takes is its Shapley value over all 256 combinations, under 2"),
        ("compare", "128 runs of both scenarios together"),
        ("ledger", "under 1 declared neutral setting, from 4 draws × 2 seeds"),
        ("paths", "All 8 combinations of 3 reform paths are run from 4 draws × 2 seeds"),
        ("map", "9 points over Term (months) (4 to 36) and "),
        ("map", " have n = 4 draws × 2 seeds each"),
        ("map", "The axes were not all asked for"),
        ("sensitivity",
        "in 16 nets over 2 parameters and the seed (320 points, one run each"),
        ("sensitivity", "the seed of the random numbers is a factor as the parameters are"), ("replications",
        "N = 64 base rows in 16 nets over 2 parameters (256 points)"), ("replications",
        "every point has seeds of its own"), ("morris",
        "Elementary effects (Morris) of 2 parameters and of the seed come from 5 random"),
        ("discover", "1+1 > {middle} with a density of at least 80%"), ("discover",
        "in 200 futures over 2 parameters, with 2 seeds each, and judged on 100 held-out ones"), ("optimise",
        "over 1 lever: "), ("optimise", "judged again at 6 held-out draws (master seeds 0 and 1)"),
        ("report", "The runs are those of the study grid"),
        ("report", "The design (grid) has 6 points over"),
    ],
)  # fmt: skip
def test_what_is_particular_to_a_kind_is_said(kind, words, results):
    # the middle takes runs, and is asked for only where it is written
    known = words.format(middle=middle(VARY[1:4:2], months=7)) if "{" in words else words
    assert known in said(results, kind)


def test_a_comparison_says_in_how_many_parameters_the_two_differ(results):
    differs = read_record(results["compare"])["differs"]
    parameters = {name.partition(" ")[0] for name in differs}  # a value and its prior are one
    assert len(parameters) < len(differs)
    assert f"they differ in {len(parameters)} parameters" in said(results, "compare")


def test_nothing_is_said_that_the_file_does_not_hold(results):
    assert "No run failed." in said(results, "run")
    assert "fail" not in said(results, "report")  # a report does not hold whether runs of the study failed
    assert "from the priors" not in said(results, "report")  # nor whether the study draws or holds them
    assert "1+1 =" not in said(results, "morris")  # another measure was looked at
    assert "All arms" not in said(results, "morris")  # of one arm
    record = read_record(results["run"])
    failed = {**record, "failed": [{}, {}, {}], "draws_left_out": [5]}
    assert "3 runs failed; 1 draw was left out." in methods_text(failed, "en")
    single = json.loads(json.dumps(record["headline"]))
    single["synergy"]["draws"] = 1
    assert "over seeds, as there is one draw" in methods_text({**record, "headline": single}, "en")
    single["synergy"]["seeds"] = 1
    assert "there is no interval" in methods_text({**record, "headline": single}, "en")
    assert "Runs are also weighted" in methods_text(record, "en")
    assert "Runs are also weighted" not in methods_text({**record, "observations": None}, "en")


def test_a_case_without_uncertain_parameters_has_no_draws(tmp_path, capsys):
    line = ["run", "without_dilemmas", "--seeds", "3", "--months", "7", "--out", str(tmp_path)]
    assert main(line) == 0
    paragraph = methods_text(read_record(tmp_path / "run.json"), "en")
    assert "It has no uncertain parameters. n = 3 seeds (master seed 0) in 8 arms: 24 runs." in paragraph


def test_a_result_in_python_says_the_same(results):
    found = opo.simulate("s_association", draws=4, seeds=2, months=9, seed=1234567, progress=False)
    assert found.methods() == said(results, "run")
    table = opo.reform_paths("s_association", draws=4, seeds=2, months=9, seed=1234567, progress=False)
    assert table.methods("zh") == said(results, "paths", "zh")
    with pytest.raises(opo.UnknownLanguage):
        found.methods("fr")


def test_a_result_of_which_nothing_is_known_is_refused():
    from tests.support import sample_results

    with pytest.raises(opo.InvalidInput, match="what made this result is not known"):
        sample_results.lever_map_of_two().methods()


@pytest.mark.parametrize("form", ["md", "tex", "docx", "txt"])
def test_it_is_written_in_every_form(form, results, tmp_path, capsys):
    out = tmp_path / f"a.{form}"
    assert main(["methods", str(results["run"]), str(results["paths"]), "--out", str(out)]) == 0
    wanted = [said(results, "run"), said(results, "paths")]
    if form == "docx":
        docx = pytest.importorskip("docx")
        assert [one.text for one in docx.Document(io.BytesIO(out.read_bytes())).paragraphs] == wanted
        return
    written = out.read_text(encoding="utf-8")
    if form == "tex":
        assert written.isascii()
        assert r"$\Delta$ = v(GS) $-$ v(G) $-$ v(S)" in written
    else:
        assert written == "\n\n".join(wanted) + "\n"


def test_json_has_both_languages(results, capsys):
    assert main(["methods", str(results["run"]), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["methods"]
    assert (found["en"], found["zh"]) == (said(results, "run"), said(results, "run", "zh"))


def test_another_version_is_said(results, tmp_path, capsys):
    record = {**read_record(results["paths"]), "version": "0.0.9"}
    (tmp_path / "old.json").write_text(json.dumps(record))
    assert main(["methods", str(tmp_path / "old.json")]) == 0
    caught = capsys.readouterr()
    assert "made by version 0.0.9" in caught.err
    assert "oneplusone 0.0.9 (engine" in caught.out


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", ["methods", "table", "draw"])
@pytest.mark.parametrize("content", [None, "{", "[1]", '{"kind": 3}', '{"kind": "oneplusone run"}', "\x80",
                                     '{"kind": "oneplusone other"}', "[" * 100_000])  # fmt: skip
def test_what_is_no_result_is_refused_in_one_line(content, command, lang, tmp_path, capsys):
    file = tmp_path / "some.json"
    if content is not None:
        file.write_bytes(content.encode("latin-1"))
    more = [str(tmp_path / "a.md")] if command == "table" else []
    assert main(["--lang", lang, command, str(file), *more]) == 2
    caught = capsys.readouterr()
    assert len(caught.err.splitlines()) == 1
    assert "some.json" in caught.err
    assert caught.out == ""
    assert [path.name for path in tmp_path.iterdir()] == (["some.json"] if content is not None else [])


@pytest.mark.parametrize("kind", [*COMMANDS, "report"])
@pytest.mark.parametrize("command", ["methods", "table"])
def test_a_result_that_lacks_an_entry_or_has_it_in_another_form_is_refused_in_one_line(
    kind, command, results, tmp_path, capsys
):
    record, file, out = read_record(results[kind]), tmp_path / "changed.json", tmp_path / "a.md"
    rng = np.random.default_rng(7)
    refused = 0
    for name in record:
        if name in ("kind", "every_run", "figure"):
            continue
        for value in (None, [], {}, "x"):
            if value is not None and rng.random() < 0.85:
                continue  # without it each of them, in another form some
            changed = {key: item for key, item in record.items() if key not in ("every_run", "figure")}
            file.write_text(json.dumps({**changed, name: value}))
            status = main([command, str(file), *([str(out)] if command == "table" else [])])
            caught = capsys.readouterr()
            assert status in (0, 2), (name, value)
            if status == 2:
                refused += 1
                assert len(caught.err.splitlines()) == 1, caught.err
                assert not out.exists()
            out.unlink(missing_ok=True)
    assert refused > (3 if command == "methods" else 0)


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [(["--out", "a.rtf"], 2, ".md, .tex, .docx, .txt"), (["--out", "run.json/a.md"], 4, "run.json")],
)
def test_where_it_cannot_be_written_is_said_in_one_line(
    more, status, words, results, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(results["run"].parent)
    assert main(["methods", "run.json", *more]) == status
    caught = capsys.readouterr().err
    assert words in caught
    assert len(caught.splitlines()) == 1


def test_a_reader_that_leaves_and_ctrl_c_end_it_quietly(results, monkeypatch, capsys):
    line = f"{sys.executable} -m experiments.cli.main methods {results['run']} | head -c 5"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("The r", "")

    def interrupted(*given):
        raise KeyboardInterrupt

    monkeypatch.setattr("experiments.cli.saved.read_record", interrupted)
    assert main(["methods", str(results["run"])]) == 130
    assert "Traceback" not in capsys.readouterr().err
