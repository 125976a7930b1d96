"""case, run and compare from the command line: statuses, languages, JSON, nothing written when refused."""

import json
import re

import pytest

from experiments.case.why import why
from experiments.cli.commands import case
from experiments.cli.main import main
from experiments.errors import InvalidInput
from experiments.reporting.terminal import width
from experiments.runs import paired as running
from experiments.runs.engines import Compiled
from experiments.texts import text
from tests.support.stumbling import Stumbling

HAN = re.compile(r"[\u4e00-\u9fff]")
SMALL = ["--draws", "20", "--seeds", "2", "--months", "12"]
FEW = ["--draws", "4", "--seeds", "1", "--months", "12"]
"""Sizes of a case, which has 500 worlds with every seed of every draw."""
BOTH = ["s_association", "s_association+cultivation"]
FILES = {"case": "case", "run": "run", "compare": "compare"}


def line(command, out, *more, sizes=None):
    sizes = sizes or (FEW if command == "case" else SMALL)
    given = {"case": [], "run": ["s_association"], "compare": BOTH}[command]
    return [command, *given, *sizes, "--out", str(out), *more]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", FILES)
def test_a_command_shows_writes_and_ends_well(command, lang, tmp_path, capsys, request):
    if (command == "case") == (lang == "zh"):  # each command's figures in one language, and both languages
        request.getfixturevalue("drawn")
    assert main(line(command, tmp_path / "out", "--lang", lang)) == 0
    said = capsys.readouterr()
    assert bool(HAN.search(said.out)) == (lang == "zh")
    shown = re.sub(r"\s", "", said.out)
    assert "1+1" in shown
    assert ("seed0" if lang == "en" else "种子0") in shown
    further = ("ledger", "paths", "conventions") if command == "case" else ()
    stems = [command, *(f"{command}_{each}" for each in further)]
    stems = [one if lang == "en" else f"{one}_{lang}" for one in stems]
    names = {f"{command}.json", *(f"{stem}.{form}" for stem in stems for form in ("png", "svg", "pdf"))}
    tables = {
        "run": ["run_headline", "run_measures"], "compare": ["compare"],
        "case": [f"case_{each}" for each in ("headline", "measures", *further)],
    }[command]  # fmt: skip
    names |= {f"{table}.csv" if lang == "en" else f"{table}_{lang}.csv" for table in tables}
    names |= {"monthly.csv"} if command == "run" else set()
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    written = re.sub(r"\s", "", said.err)
    assert str(tmp_path / "out") in written
    for name in names:
        assert name.partition(".")[0] in written
        assert f".{name.partition('.')[2]}" in written


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_run_writes_nothing_unless_asked(more, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["run", "s_association", *SMALL, *more]) == 0
    said = capsys.readouterr()
    assert list(tmp_path.iterdir()) == []
    assert ("--out" in said.err) == (not more)
    assert "1 + 1 = " in said.out or json.loads(said.out)["headline"]


@pytest.mark.parametrize("command", FILES)
def test_json_on_standard_output_is_the_json_of_the_file(command, tmp_path, capsys):
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
        (["--runs", "80"], "runs and another size together"),
        (["--seeds", "0"], "--seeds"),
        (["--runs", "0"], "--runs"),
        (["-n", "40"], "not understood: -n"),
        (["--seed", "-1"], "--seed"),
        (["--draws", "0"], "--draws"),
        (["--engine", "fast"], "auto"),
        (["--lnag", "zh"], "--lang"),
    ],
)
def test_bad_input_is_refused_in_one_line_and_nothing_is_written(command, more, said, tmp_path, capsys):
    out = tmp_path / "out"
    assert main(line(command, out, *more)) == 2
    shown = capsys.readouterr()
    assert said in shown.err
    assert "Traceback" not in shown.err
    assert shown.out == ""
    assert not out.exists()


@pytest.mark.parametrize("command", FILES)
@pytest.mark.parametrize(
    ("sizes", "size"),
    [
        (["--draws", "3"], (3, 2)),
        (["--draws", "3", "--seeds", "1"], (3, 1)),
        (["--runs", "96"], (6, 2)),
        (["--runs", "97"], (7, 2)),
        (["--runs", "97", "--seeds", "5"], (3, 5)),
        (["--runs", "8"], (1, 1)),
    ],
)
def test_sizes_are_draws_and_seeds_and_a_total_of_runs_is_rounded_up_to_whole_draws(
    command, sizes, size, tmp_path, capsys, monkeypatch
):
    asked = line(command, tmp_path, "--months", "6", "--json", sizes=sizes)
    if command == "case":
        monkeypatch.setattr(case, "_why", lambda found, args, bars: "left out")
    assert main(asked) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["draws"], record["seeds"]) == size
    assert record["runs"] == size[0] * size[1] * 8 * (2 if command == "compare" else 1)


def test_without_uncertain_parameters_a_total_of_runs_is_one_of_seeds(tmp_path, capsys):
    assert main(["run", "without_dilemmas+additive_null", "--runs", "97", "--months", "6", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["draws"], record["seeds"], record["runs"]) == (1, 13, 104)
    assert main(["run", "without_dilemmas+additive_null", "--draws", "3"]) == 2
    assert "is uncertain, so there is only one draw" in capsys.readouterr().err
    assert main(["run", "without_dilemmas+additive_null", "--runs", "9", "--seeds", "3"]) == 2
    assert "runs and another size together" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "compare"])
def test_an_unknown_scenario_names_the_nearest(command, tmp_path, capsys):
    given = ["s_asociation"] if command == "run" else ["s_association", "s_asociation"]
    assert main([command, *given, "--out", str(tmp_path / "out")]) == 2
    assert "did you mean s_association?" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_compare_takes_two_scenarios_and_names_the_third_by_what_it_is(tmp_path, capsys):
    assert main(["compare", "s_association"]) == 2
    assert "missing: B" in capsys.readouterr().err
    assert main(["compare", "s_association", "city", "additive_null", "--out", str(tmp_path / "out")]) == 2
    assert "A is s_association, B is city; there is no place for additive_null" in capsys.readouterr().err
    assert main(["compare", "s_association", "city", "+cultivation", "--out", str(tmp_path / "out")]) == 2
    assert "+cultivation" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_answer_is_printed_before_the_ledger_is_computed(tmp_path, capsys, monkeypatch):
    """By the order of events: when the ledger begins, 1+1 stands on the screen, and no dilemma yet."""
    seen = []

    def begins(*given, **more):
        seen.append(capsys.readouterr().out)
        raise InvalidInput("error.too_many_sizes")

    monkeypatch.setattr("experiments.case.why.why", begins)
    assert main(line("case", tmp_path)) == 0
    assert "1 + 1 = " in seen[0]
    assert len(re.findall(r"^  .* \d \[[-=O.|]+\] \d$", seen[0], re.MULTILINE)) == 2
    assert "1 + 1 = " not in capsys.readouterr().out


@pytest.fixture(scope="module")
def reckoned():
    """Return `why` that answers the same question from memory: what is shown of it is another matter."""
    known = {}

    def answer(scenario, *sizes, progress, **more):
        asked = (scenario.fingerprint(), sizes, tuple(more.items()))
        if asked not in known:
            known[asked] = why(scenario, *sizes, progress=progress, **more)
        return known[asked]

    return answer


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", FILES)
def test_the_page_fits_one_screen_and_full_says_all(command, lang, reckoned, tmp_path, capsys, monkeypatch):
    """A screen of 80 × 24, with the files and the prompt of the shell on it."""
    monkeypatch.setattr("experiments.case.why.why", reckoned)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    sizes = ["--draws", "6" if command == "case" else "12", "--months", "18"]
    asked = line(command, "out", "--lang", lang, sizes=sizes)
    assert main(asked) == 0
    said = capsys.readouterr()
    written = text("command.written_in", lang, folder="", files="").split()[0]
    last = said.err[said.err.rindex(written) :].splitlines()
    page = said.out.splitlines()
    assert len(page) + len(last) < 24
    assert [each for each in page if width(each) > 80] == []
    if command == "case":
        assert text("page.setting", lang, number=1) in said.out
        assert text("page.setting", lang, number=2) in said.out
    assert main([*asked, "--full"]) == 0
    full = capsys.readouterr().out.splitlines()
    assert len(full) > 2 * len(page)
    assert [each for each in full if width(each) > 80] == []
    answer = next(at for at, each in enumerate(full) if each.replace(" ", "").find("1+1") >= 0)
    assert answer < 12


@pytest.mark.parametrize("command", FILES)
def test_an_out_that_is_a_file_is_refused_before_anything_is_run(command, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(Compiled, "run", lambda *given, **more: pytest.fail("run"))
    taken = tmp_path / "taken"
    taken.write_text("mine")
    for out in (taken, taken / "inside"):
        assert main(line(command, out)) == 2
        assert "is a file" in capsys.readouterr().err
    assert taken.read_text() == "mine"


@pytest.mark.parametrize("command", FILES)
def test_failed_runs_are_reported_and_left_out(command, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(running, "engine_named", lambda engine: Stumbling(10_000))
    assert main(line(command, tmp_path)) == 3
    reported = capsys.readouterr().err
    assert re.search(r"\bruns? failed", reported)
    assert "arm GS, seed " in reported
    assert "ArithmeticError: lost" in reported
    record = json.loads((tmp_path / f"{command}.json").read_text(encoding="utf-8"))
    assert record["draws_left_out"] == [0]
    assert record["failed"][0]["arm"] == "GS"
    assert record["failed"][0]["message"] == "ArithmeticError: lost"
    assert str(record["failed"][0]["seed"]) in reported


@pytest.mark.parametrize("command", FILES)
def test_when_every_draw_fails_nothing_is_written(command, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(running, "engine_named", lambda engine: Stumbling(1))
    assert main(line(command, tmp_path / "out")) == 4
    assert "nothing to conclude from" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_settings_reach_one_or_both_scenarios(tmp_path, capsys):
    more = ["--set", "contract.sum=150000", "--set-a", "contract.term=6", "--set-b", "contract.term=10"]
    assert main(["compare", "s_association", "s_association", *SMALL, "--out", str(tmp_path), *more]) == 0
    record = json.loads((tmp_path / "compare.json").read_text(encoding="utf-8"))
    sums = [record[which]["parameters"]["contract.sum"]["value"] for which in "ab"]
    assert sums == [150_000, 150_000]
    assert record["differs"] == {"contract.term": ["6", "10"]}
    assert "contract.term=6" in capsys.readouterr().out


def test_what_is_wrong_with_a_setting_is_reported_with_the_option_that_has_it(tmp_path, capsys):
    for option in ("--set", "--set-a", "--set-b"):
        for wrong, said in (
            ("contract.trem=6", "contract.trem: there is no such"),
            ("nonsense", '"nonsense" is not'),
        ):
            out = tmp_path / "out"
            assert main(["compare", "s_association", "s_association", "--out", str(out), option, wrong]) == 2
            assert f"{option}: {said}" in capsys.readouterr().err
            assert not out.exists()


def test_months_and_seed_zero_are_honoured(tmp_path):
    assert main(line("run", tmp_path, "--seed", "0")) == 0
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert record["seed"] == 0
    assert record["months"] == 12


def test_no_months_is_an_empty_result(tmp_path, capsys):
    given = ["run", "s_association", "--months", "0", "--runs", "64", "--out", str(tmp_path)]
    assert main(given) == 0
    assert "undefined" in capsys.readouterr().out


def test_a_scenario_beside_itself_says_that_nothing_differs(tmp_path, capsys):
    asked = ["compare", "s_association", "s_association", "--draws", "2", "--months", "9"]
    assert main([*asked, "--out", str(tmp_path)]) == 0
    assert "A and B are the same scenario" in capsys.readouterr().out
    assert main([*asked, "--full", "--out", str(tmp_path)]) == 0
    assert "No measure differs in any pair" in capsys.readouterr().out
    record = json.loads((tmp_path / "compare.json").read_text(encoding="utf-8"))
    assert {one["draws_to_resolve"] for one in record["comparison"]["differences"]} == {0}


FULL_SCREEN = ["--set", "contract.term=9", "--set", "contract.sum=300000", "--set", "incentives.power=0.3"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("more", [[], FULL_SCREEN])
@pytest.mark.parametrize("command", ["run", "compare"])
def test_the_page_of_much_that_is_set_fits_one_screen(command, more, lang, tmp_path, capsys, monkeypatch):
    """A screen of 80 × 24 has room for the page, what is said besides, and the prompt."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    asked = [command, "s_association", *{"run": ["+cultivation"], "compare": ["city"]}[command], *more]
    asked += ["--lang", lang, "--draws", "8", "--seeds", "1"]
    for out in [[], ["--out", "mine"]]:
        assert main([*asked, *out]) == 0
        page = capsys.readouterr().out.splitlines()
        assert len(page) + len(["written", "prompt"]) <= 24
        assert [each for each in page if width(each) > 80] == []
        if command == "run":
            assert "+cultivation" in "".join(page)
            # as many of its changes as there is room for, at least one
            assert re.search(r"\[[a-z_.]+\] [\d.]+ → [\d.]+", " ".join("\n".join(page).split()))
    if more:
        assert "contract.sum=300000" in "".join(page)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_set_for_both_is_in_the_names_of_both(lang, tmp_path, capsys):
    asked = ["--set", "contract.term=9", "--set", "contract.sum=300000", "--set-b", "contract.term=10"]
    small = ["--draws", "2", "--seeds", "1", "--months", "12", "--lang", lang, "--out", str(tmp_path)]
    assert main(["compare", "s_association", "city", *asked, *small]) == 0
    page = capsys.readouterr().out
    names = json.loads((tmp_path / "compare.json").read_text("utf-8"))["figure"]["names"]
    a, b = {
        "en": (" (contract.term=9, contract.sum=300000)", " (contract.sum=300000, contract.term=10)"),
        "zh": ("（contract.term=9、contract.sum=300000）", "（contract.sum=300000、contract.term=10）"),
    }[lang]
    assert names[0].endswith(a)
    assert names[1].endswith(b)
    assert "".join(names[0].split()) in "".join(page.split())
    assert "".join(names[1].split()) in "".join(page.split())


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("full", [[], ["--full"]])
def test_what_is_set_for_two_of_one_scenario_is_said_once(full, lang, tmp_path, capsys):
    small = ["--draws", "4", "--seeds", "1", "--months", "12", "--lang", lang, "--out", str(tmp_path)]
    asked = ["compare", "s_association", "s_association", "--set", "resources.wage=6000", *full, *small]
    assert main(asked) == 0
    page = capsys.readouterr().out
    assert page.count("resources.wage=6000") == 1
    assert main([*asked, "--set-b", "contract.term=12"]) == 0
    page = capsys.readouterr().out
    assert page.count("resources.wage=6000") == page.count("contract.term=12") == 1
    assert main([*asked, "--set", "contract.term=9", "--set-b", "contract.term=12"]) == 0
    page = capsys.readouterr().out
    assert page.count("contract.term=9") == page.count("contract.term=12") == 1
    names = json.loads((tmp_path / "compare.json").read_text("utf-8"))["figure"]["names"]
    assert all("resources.wage=6000" in name for name in names)
