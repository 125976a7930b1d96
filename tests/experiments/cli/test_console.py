"""What is computed is kept whatever becomes of the display, and the exit statuses are the documented ones."""

import io
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.cli import commands
from experiments.cli.console import Display
from experiments.cli.main import main

ROOT = Path(__file__).parents[3]
SMALL = ["run", "s_association", "--months", "4", "--draws", "2", "--seeds", "1", "--lang", "en"]
FULL = Path("/dev/full")

full_disk = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
posix = pytest.mark.skipif(os.name == "nt", reason="streams are closed otherwise")


UNDRAWN = """
import sys
from experiments import plotting
plotting.rendered = lambda figure, stem, *what: {f"{stem}.png": b"not drawn in this test"}
from experiments.cli.main import main
sys.exit(main())
"""
"""The command without the drawing of its figures, which takes most of its time."""
DRAWN = ["-m", "experiments.cli.main"]


def started(*words, program=DRAWN, **streams):
    return subprocess.Popen([sys.executable, *program, *words], cwd=ROOT, **streams)


def test_files_are_written_when_the_reader_of_the_table_leaves(tmp_path):
    asked = [*SMALL, "--out", str(tmp_path / "out")]
    program = ["-c", UNDRAWN]
    process = started(*asked, program=program, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    said = process.stderr.read().decode()
    assert process.wait(timeout=120) == 0
    assert (tmp_path / "out" / "run.json").is_file()
    assert "Exception" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("words", [["scenarios"], ["parameters"], ["--version"], ["map", "--help"]])
def test_a_reader_that_never_reads_changes_no_status(words):
    reading, writing = os.pipe()
    os.close(reading)
    process = started(*words, stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 0


@full_disk
def test_a_full_disk_behind_the_display_is_said_in_a_line_and_ends_with_status_4():
    with FULL.open("w", encoding="utf-8") as full:
        process = started("scenarios", "--lang", "en", stdout=full, stderr=subprocess.PIPE)
        said = process.stderr.read().decode()
    assert process.wait(timeout=60) == 4
    assert "could not be written: No space left on device" in said
    assert len(said.splitlines()) == 1


@full_disk
def test_a_refusal_keeps_its_status_when_nothing_can_be_said():
    with FULL.open("w", encoding="utf-8") as full:
        process = started("scenarios", "nowhere.toml", stdout=full, stderr=full)
    assert process.wait(timeout=60) == 2


@posix
@pytest.mark.parametrize("closed", [[1], [2], [1, 2]])
def test_files_are_written_when_streams_are_closed_from_the_beginning(closed, tmp_path):
    shut = " ".join(f"{number}>&-" for number in closed)
    program = DRAWN if len(closed) > 1 else ["-c", UNDRAWN]
    asked = shlex.join([sys.executable, *program, *SMALL, "--out", str(tmp_path / "out")])
    ended = subprocess.run(["sh", "-c", f"{asked} {shut}"], cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == 0
    assert b"Exception" not in ended.stderr
    assert (tmp_path / "out" / "run.json").is_file()


def test_a_study_goes_on_when_nobody_reads_its_progress(tmp_path):
    file = tmp_path / "terms.toml"
    file.write_text(
        'schema = 1\nname = "terms"\nscenario = "s_association"\nseed = 3\nmonths = 4\ndraws = 2\n'
        "[vary]\ncontract.term = [4, 8]\n",
        encoding="utf-8",
    )
    reading, writing = os.pipe()
    os.close(reading)
    asked = ["study", "run", str(file), "--out", str(tmp_path / "terms")]
    process = started(*asked, stdout=writing, stderr=writing)
    os.close(writing)
    assert process.wait(timeout=300) == 0
    assert main(["study", "verify", str(tmp_path / "terms")]) == 0


class Broken(io.StringIO):
    """A stream that refuses everything."""

    def __init__(self, problem):
        super().__init__()
        self.problem = problem

    def write(self, said):
        raise self.problem


@pytest.mark.parametrize(
    ("problem", "left"),
    [
        (BrokenPipeError(32, "Broken pipe"), True),
        (ValueError("closed file"), True),
        (OSError(28, "full"), False),
    ],
)
def test_a_display_takes_everything_and_knows_whether_its_reader_left(problem, left):
    display = Display(Broken(problem))
    assert display.write("one") == 3
    assert display.write("two") == 3
    display.flush()
    assert display.fault is problem
    assert display.left is left


def test_the_streams_are_given_back_as_they_were_found(monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="strict")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["scenarios", "--json"]) == 0
    assert sys.stdout is out
    assert (out.encoding, out.errors) == ("ascii", "strict")


def test_a_command_that_finished_with_failures_says_so_though_nobody_reads(monkeypatch):
    class Failing:
        def configure(self, parser):
            pass

        def execute(self, args):
            print("much")
            return 3

    monkeypatch.setattr(commands, "load", lambda name: Failing())
    monkeypatch.setattr(sys, "stdout", Broken(OSError(28, "full")))
    assert main(["parameters"]) == 3


def test_lines_that_a_person_was_shown_are_counted():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    watched, file = Display(Terminal()), Display(io.StringIO())
    for display in (watched, file):
        display.write("a note\n\r a bar")
        display.write("\rtwo\nlines\n")
    assert (watched.lines, file.lines) == (3, 0)
