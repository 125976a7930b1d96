"""At 80 columns the terminal breaks no line of any command, in either language."""

import os
import pty
import re
import struct
import subprocess
import sys
import threading

import pytest

from experiments.cli import commands
from experiments.reporting.terminal import width
from experiments.texts import LANGUAGES

fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

COLUMNS = 80
SMALL = "--draws 4 --months 9"
LINES = {
    "case": [f"case {SMALL}", f"case {SMALL} --full"],
    "run": [f"run s_association {SMALL}", f"run s_association +cultivation {SMALL} --full"],
    "compare": [f"compare s_association city {SMALL}", f"compare s_association city {SMALL} --full"],
    "scenarios": ["scenarios", "scenarios s_association"],
    "parameters": ["parameters", "parameters --group contract"],
    "ledger": [f"ledger {SMALL}"],
    "paths": [f"paths {SMALL}"],
    "map": [f"map --points 3 {SMALL}"],
    "sensitivity": [
        "sensitivity --size 64 --months 9 --vary contract.term --vary incentives.power",
        "sensitivity --method morris --size 4 --months 9",
    ],
    "nearest": ["nearest --draws 20 --held-out 4 --months 9 --vary control.digital --vary production.access"],
    "forms": [f"forms --vary access --vary trust {SMALL}"],
    "optimise": [
        "optimise --draws 4 --held-out 4 --population 4 --generations 1 --months 9 --lever contract.term"
    ],
    "discover": [
        "discover --futures 200 --threshold 1.3 --months 9 --vary contract.term --vary incentives.power"
    ],
}
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def shown(line: str, folder) -> list[str]:
    """Return what a command writes to a terminal of 80 columns, line by line as it leaves it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    surroundings = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(
        [sys.executable, "-m", "experiments.cli.main", *line.split()],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder,
        env={**surroundings, "TERM": "xterm", "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    os.close(theirs)
    parts: list[bytes] = []

    def read() -> None:
        try:
            while part := os.read(ours, 1 << 16):
                parts.append(part)
        except OSError:  # the terminal is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    assert process.wait() == 0
    reader.join()
    os.close(ours)
    plain = ESCAPES.sub("", b"".join(parts).decode())
    return [each for line in plain.split("\n") for each in line.split("\r")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("line", [line for lines in LINES.values() for line in lines])
def test_no_line_of_a_command_is_wider_than_the_terminal(line, lang, tmp_path):
    written = shown(f"{line} --lang {lang}", tmp_path)
    assert len(written) > 5
    assert [each for each in written if width(each) > COLUMNS] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", commands.available())
def test_no_line_of_help_is_wider_than_the_terminal(command, lang, monkeypatch, capsys):
    from experiments.cli.main import main

    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    assert main([command, "--help", "--lang", lang]) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) > 5
    assert [each for each in said if width(each) > COLUMNS] == []
