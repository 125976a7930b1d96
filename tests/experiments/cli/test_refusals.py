"""Refusals: old names lead to the new ones, places that cannot be written, lines that fit a terminal."""

import io
from pathlib import Path

import pytest

from experiments.cli.main import main
from experiments.defaults import NEAREST_LEAST, SOBOL_NETS
from experiments.errors import RENAMED
from experiments.reporting.terminal import for_stream, width
from experiments.runs.engines import Compiled

OLD = [name.split() for name in RENAMED if name.startswith("-")]


@pytest.fixture
def never_run(monkeypatch):
    """No run may begin."""
    monkeypatch.setattr(Compiled, "run", lambda *given, **more: pytest.fail("something was run"))


@pytest.mark.parametrize("old", OLD, ids=" ".join)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_old_option_or_value_leads_to_the_new_one(old, lang, capsys, never_run):
    # An option that is gone is followed by what it took.
    given = old if len(old) > 1 else [*old, "4"]
    assert main(["sensitivity", *given, "--lang", lang]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    for new in RENAMED[" ".join(old)]:
        assert f"{old[-1]} {'is now' if lang == 'en' else '现为'}" in said
        assert new in said


def test_what_used_to_stand_for_uncertain_parameters_is_named_anew(capsys, never_run, tmp_path):
    (old,) = (name for name, new in RENAMED.items() if new == ("uncertain",))
    assert main(["sensitivity", "--vary", old, "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith(f"vary: {old} is now uncertain\n")
    file = tmp_path / "a.toml"
    file.write_text(f'schema = 1\nscenario = "city"\n{old} = "drawn"\n', encoding="utf-8")
    assert main(["study", "plan", str(file)]) == 2
    assert capsys.readouterr().err.endswith(f"a.toml:3: {old} is now uncertain\n")


def test_new_names_are_no_old_ones():
    assert not {new for names in RENAMED.values() for new in names} & set(RENAMED)


@pytest.mark.parametrize(("lang", "why"), [("en", "the design itself varies"), ("zh", "由设计本身变动")])
def test_a_sensitivity_says_why_it_has_no_draws(lang, why, capsys, never_run):
    assert main(["sensitivity", "--draws", "5", "--lang", lang]) == 2
    said = capsys.readouterr().err
    assert why in said
    assert "--size" in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "line",
    [
        "run s_association --json", "case", "compare s_association city", "ledger", "paths", "map",
        "sensitivity", "discover", "optimise",
    ],
)  # fmt: skip
def test_a_place_that_cannot_be_written_is_refused_before_anything_runs(line, capsys, never_run):
    # Rights are not the whole truth: the superuser has all of them, and yet nothing can be made there.
    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc here")
    assert main([*line.split(), "--months", "3", "--out", "/proc/nowhere"]) == 4
    said = capsys.readouterr()
    assert "the folder /proc cannot be written" in said.err
    assert said.out == ""


def test_sizes_beyond_memory_are_refused_before_a_bar_is_shown(capsys, never_run, tmp_path):
    for line in ("run s_association", "ledger", "map", "optimise", "discover", "paths"):
        assert main([*line.split(), "--draws", "10000000", "--out", str(tmp_path / "out")]) == 2, line
        said = capsys.readouterr().err
        assert "GB of memory" in said
        assert len(said.splitlines()) == 1, line


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("words", ["a long refusal of many words " * 9, "拒绝的理由很长，" * 30])
def test_a_terminal_breaks_no_line_and_a_pipe_gets_one(words, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = for_stream(words, Terminal()).split("\n")
    assert len(lines) > 2
    assert max(map(width, lines)) <= 80
    assert for_stream(words, io.StringIO()) == words
    assert for_stream("one\ntwo", Terminal()) == "one\ntwo"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("study run empty.toml", 'scenario = "s_association"'),
        ("study plan empty.toml", "contract.term = [4, 8]"),
        ("study run emptydir", "not a study file"),
        ("study run there", "oneplusone study resume there"),
        ("report emptydir", "neither a scenario file nor the folder of a study"),
        ("sensitivity emptydir", "neither a scenario file nor the folder of a study"),
        ("run emptydir", "is a folder, not a scenario"),
        ("run empty.toml", "oneplusone new writes a scenario"),
    ],
)
def test_a_refusal_speaks_of_what_the_command_takes(line, said, tmp_path, monkeypatch, capsys, never_run):
    monkeypatch.chdir(tmp_path)
    Path("empty.toml").touch()
    Path("emptydir").mkdir()
    Path("there").mkdir()
    Path("there/plan.json").touch()
    assert main(line.split()) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("line", "size", "too_few"),
    [("sensitivity", 4 * SOBOL_NETS, "--size 32"), ("nearest", NEAREST_LEAST["draws"], "--draws 116")],
)
def test_the_least_that_is_taken_stands_in_the_help(line, size, too_few, lang, capsys, never_run):
    assert main(["--lang", lang, *line.split(), *too_few.split()]) == 2
    assert str(size) in capsys.readouterr().err
    assert main(["--lang", lang, line, "--help"]) == 0
    assert str(size) in capsys.readouterr().out
