"""The command line: exit statuses, refusals in one line, help that teaches, nothing loaded too early."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli import commands, main
from experiments.cli.options import named, settings
from experiments.texts import LANGUAGES, room, rooms
from sim.scenario.errors import ScenarioError

ROOT = Path(__file__).parents[3]
HAN = re.compile(r"[\u4e00-\u9fff]")


class Dummy:
    """A command whose execution does what a test wants."""

    def __init__(self, act):
        self.act = act

    def configure(self, parser):
        parser.add_argument("--anything")

    def execute(self, args):
        return self.act()


def fails(problem):
    def act():
        raise problem

    return act


def run(monkeypatch, act, *more):
    monkeypatch.setattr(commands, "load", lambda name: Dummy(act))
    return main.main(["parameters", *more])


def test_without_a_command_the_help_is_shown(capsys):
    assert main.main([]) == 0
    assert "usage: oneplusone" in capsys.readouterr().out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_says_where_the_terms_are_explained(lang, capsys):
    assert main.main(["--lang", lang]) == 0
    (page,) = re.findall(r"docs/\w+\.md", capsys.readouterr().out)
    assert "neutral setting | 中性设定" in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["", *commands.available()])
def test_help_teaches_with_examples_in_both_languages(command, lang, capsys):
    assert main.main([*([command] if command else []), "--help", "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert ("Examples" if lang == "en" else "示例") in said
    assert bool(HAN.search(said)) == (lang == "zh")
    assert re.search(rf"\n +oneplusone .*{command}", said)
    assert not re.search(r"\boptions:|\bpositional\b|show this help", said) or lang == "en"


def test_every_command_that_has_a_module_has_its_texts_and_is_declared():
    for name in commands.available():
        assert {"summary", "description", "examples"} <= set(room(f"command_{name}"))
    shared = {"__init__", "options", "sampling", "analysed"}
    modules = {path.stem for path in Path(commands.__file__).parent.glob("*.py")} - shared
    assert modules <= set(commands.COMMANDS)
    assert modules <= {name.removeprefix("command_") for name in rooms()}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["parametrs"], "did you mean parameters?"),
        (["parameters", "--grop", "x"], "not understood: --grop; did you mean --group?"),
        (["parameters", "--group"], "--group: a value is missing"),
        (["parameters", "--group", "contrat"], "did you mean contract?"),
        (["parameters", "--role", "wish"], "'wish' is not allowed"),
        (["parameters", "citi"], "did you mean city?"),
        (["parameters", "city", "gross"], "an overlay is written with a +: +gross"),
        (["parameters", "city", "--json", "+gross"], "right after the scenario"),
        (["parameters", "--set", "contract.trem=8"], "--set: contract.trem"),
        (["parameters", "--set", "contract.term"], "group.name=value"),
        (["parameters", "--set", "contract.term=8", "--set", "contract.term=9"], "is set twice"),
        (["parameters", "--set", "contract.term=nan"], "is not a whole number"),
        (["parameters", "city", "+"], "without the name of an overlay"),
        (["run", "city", "--set", "run.horizon=9", "--months", "12"], "--months: run.horizon: is set twice"),
        (["run", "s_association", "-n", "2"], "not understood: -n"),
        (["run", "s_association", "--runs", "5", "--draws", "3"], "runs and another size together"),
        (
            ["run", "without_dilemmas+additive_null", "--draws", "3"],
            "there is only one draw; leave the number of draws out",
        ),
        (["run", "s_association", "--engine", "fast"], "'fast' is not allowed"),
        (["run", "s_association", "--seed", "-1"], "--seed: -1 is not allowed"),
        (["study", "staus", "x"], "did you mean status?"),
        (["study", "extend", "x", "--sedes", "3"], "did you mean --seeds? (see: oneplusone study ext"),
        (["compare", "city"], "missing: B (see: oneplusone compare --help)"),
        (["parameters", "--out", "x.xlsx"], "allowed: .csv, .json, .md"),
        (["scenarios", "--lang", "fr"], "'fr' is not allowed"),
        (["scenarios", "nowhere.toml"], "there is no such file"),
    ],
)
def test_what_is_refused_is_said_in_a_line_and_ends_with_status_2(given, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main.main(given) == 2
    caught = capsys.readouterr()
    assert said in caught.err
    assert caught.out == ""
    assert "Traceback" not in caught.err
    assert len(caught.err.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command",
    ["run", "case", "compare", "sensitivity", "map", "discover", "ledger", "paths", "optimise", "study plan"],
)
@pytest.mark.parametrize("option", ["--{}s", "-n"])
def test_sizes_are_draws_seeds_and_runs_and_no_longer_replications(command, option, capsys):
    given = option.format("replication")
    scenarios = {"run": ["city"], "compare": ["city", "city"], "study plan": ["a.toml"]}.get(command, [])
    assert main.main([*command.split(), *scenarios, given, "4"]) == 2
    assert f"not understood: {given}" in capsys.readouterr().err


def test_a_refusal_speaks_the_users_language(capsys):
    assert main.main(["--lang", "zh", "parameters", "--set", "contract.trem=8"]) == 2
    assert "没有这个参数" in capsys.readouterr().err
    assert main.main(["parameters", "--lang=zh", "--grop"]) == 2
    assert "无法识别" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_ends_with_status_4(capsys, tmp_path):
    assert main.main(["parameters", "--out", str(tmp_path / "gone" / "x.csv")]) == 4
    caught = capsys.readouterr()
    assert "gone" in caught.err
    assert len(caught.err.splitlines()) == 1


def test_statuses_of_commands_and_of_their_problems_are_passed_on(monkeypatch, capsys):
    from experiments.errors import EnvironmentFailure, InvalidInput

    assert run(monkeypatch, lambda: 0) == 0
    assert run(monkeypatch, lambda: 3) == 3
    assert run(monkeypatch, fails(ScenarioError("a.toml:3", "contract.term", "set_twice"))) == 2
    assert run(monkeypatch, fails(InvalidInput("study.unknown_table", name="x"))) == 2
    assert run(monkeypatch, fails(EnvironmentFailure("error.folder_lost", folder="x", reason="gone"))) == 4
    assert run(monkeypatch, fails(OSError(28, "No space left on device", "x.csv"))) == 4
    assert run(monkeypatch, fails(KeyboardInterrupt())) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_fault_of_the_program_itself_is_not_hidden(monkeypatch):
    with pytest.raises(ZeroDivisionError):
        run(monkeypatch, lambda: 1 // 0)


def test_an_interrupt_ends_with_130_and_no_traceback(tmp_path):
    code = (
        "import sys, time\n"
        "from experiments.cli import commands, main\n"
        "class Slow:\n"
        "    def configure(self, parser): pass\n"
        "    def execute(self, args):\n"
        "        print('ready', flush=True)\n"
        "        time.sleep(30)\n"
        "commands.load = lambda name: Slow()\n"
        "sys.exit(main.main(['parameters']))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert "interrupted" in said


def test_a_reader_that_leaves_early_is_no_fault():
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments.cli.main", "parameters"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    process.stdout.close()
    said = process.stderr.read()
    assert process.wait(timeout=20) == 0
    assert said == ""


def test_a_terminal_without_chinese_shows_no_traceback():
    ended = subprocess.run(
        [sys.executable, "-m", "experiments.cli.main", "scenarios", "--lang", "zh"],
        cwd=ROOT, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert ended.returncode == 0
    assert b"Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("given", "heavy"),
    [
        (["--help"], ["numpy", "numba", "pandas", "pyarrow", "mesa", "matplotlib", "scipy"]),
        (["parameters", "--group", "run"], ["numpy", "numba", "pandas", "mesa", "matplotlib"]),
        (["scenarios", "s_association"], ["numpy", "numba", "pandas", "mesa", "matplotlib"]),
    ],
)
def test_nothing_heavy_is_loaded_for_what_does_not_need_it(given, heavy):
    code = (
        f"import sys\nfrom experiments.cli.main import main\nmain({given!r})\nsys.exit(' '.join(sys.modules))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert set(heavy) & set(ended.stderr.split()) == set()
    assert "experiments.cli.main" in ended.stderr


def test_scenarios_and_overlays_may_be_written_together_or_apart():
    assert named(["city"]) == ("city", [])
    assert named(["city+gross+cultivation"]) == ("city", ["gross", "cultivation"])
    assert named(["city", "+gross", "+cultivation"]) == ("city", ["gross", "cultivation"])
    assert named(["city+gross", "+cultivation"]) == ("city", ["gross", "cultivation"])
    with pytest.raises(ScenarioError, match=r"written with a \+"):
        named(["city", "gross"])


def test_a_file_with_a_plus_in_its_name_is_taken_as_it_stands(tmp_path):
    path = tmp_path / "a+b.toml"
    path.write_text("schema = 1")
    assert named([str(path), "+gross"]) == (str(path), ["gross"])


def test_settings_are_read_as_toml_and_bare_words_as_texts():
    given = settings(
        ["a.b=1", "a.c = 0.5", "a.d=grant", "a.e='lot'", "a.f=true", "a.g=1e400", "a.h=x = y", "a.i=1\nb=2"]
    )
    assert given == {
        "a.b": 1, "a.c": 0.5, "a.d": "grant", "a.e": "lot", "a.f": True, "a.g": float("inf"), "a.h": "x = y",
        "a.i": "1\nb=2",
    }  # fmt: skip
    for wrong in ("", "=", "a.b", "a.b=", "=1"):
        with pytest.raises(ScenarioError):
            settings([wrong])


def test_seeds_of_64_bits_are_taken_and_others_refused(monkeypatch, capsys):
    from experiments.cli.options import add_sampling

    class Seeded(Dummy):
        def configure(self, parser):
            add_sampling(parser, 200)

        def execute(self, args):
            seen.append((args.seed, args.seeds, args.months, args.draws, args.runs))
            return 0

    seen = []
    monkeypatch.setattr(commands, "load", lambda name: Seeded(None))
    assert main.main(["parameters"]) == 0
    assert main.main(["parameters", "--seed", "0", "--months", "0", "--seeds", "1"]) == 0
    assert main.main(["parameters", "--seed", str(2**64 - 1)]) == 0
    assert main.main(["parameters", "--draws", "7", "--runs", "9"]) == 0
    nothing = (None,) * 4
    assert seen == [(0, *nothing), (0, 1, 0, None, None), (2**64 - 1, *nothing), (0, None, None, 7, 9)]
    for wrong in ("-1", str(2**64), "1.0", "1e3", "x", "", "９", "1_0", "9" * 5000):
        assert main.main(["parameters", f"--seed={wrong}"]) == 2
    for wrong in ("--draws=0", "--seeds=0", "--runs=0", "--runs=1.5", "--months=601", "--months=-1"):
        assert main.main(["parameters", wrong]) == 2
    assert "a whole number from 0 to 600" in capsys.readouterr().err


def test_the_version_is_printed(capsys):
    assert main.main(["--version"]) == 0
    assert re.fullmatch(r"oneplusone \d+\.\d+.*\n", capsys.readouterr().out)
