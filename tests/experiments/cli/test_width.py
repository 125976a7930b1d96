"""At 80 columns the terminal breaks no line of any command, in either language."""

import io
import os
import pty
import re
import shlex
import struct
import sys
import traceback

import pytest

from experiments.cli import commands
from experiments.cli.main import main
from experiments.reporting.citation import FORMS
from experiments.reporting.terminal import width
from experiments.study.study import Study
from experiments.texts import LANGUAGES
from tests.support.few_levers import among_few
from tests.support.thresholds import middle

fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

COLUMNS = 80
SMALL = "--draws 4 --months 9"
ALONE = f"{SMALL} --seeds 1"
"""Sizes where every draw has hundreds of worlds: a second seed would double them, and no line is wider."""
LINES = {
    "case": [f"case {ALONE}", f"case {ALONE} --full"],
    "run": [f"run s_association {SMALL}", f"run s_association +cultivation {SMALL} --full"],
    "compare": [f"compare s_association city {SMALL}", f"compare s_association city {SMALL} --full"],
    "scenarios": ["scenarios", "scenarios s_association"],
    "parameters": ["parameters", "parameters --group contract"],
    "ledger": [f"ledger {ALONE}"],
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
        "discover --futures 200 --threshold MIDDLE --months 9 --vary contract.term --vary incentives.power"
    ],
    "study": [
        f"study {act}" for act in (
            "status studies/terms", "report studies/terms", "verify studies/terms", "plan terms.toml",
            'query studies/terms "select * from runs"',
        )
    ],
    "draw": ["draw saved.json --out drawn"],
    "table": ["table saved.json tables.md"],
    "new": ["new mine.toml", "new other.toml --from s_association"],
    "calibrate": [f"calibrate {SMALL}", "calibrate --facts facts.csv --draws 40 --months 9"],
    "module": ["module --out module"],
    "page": ["page --out page.html"],
    "report": ["report s_association --draws 4 --seeds 1 --months 6 --out report.html --force"],
    "bundle": ["bundle studies/terms", "bundle studies/terms --out paper --author 高笠"],
    "methods": ["methods saved.json", "methods saved.json --out methods.md"],
    "cite": [f"cite --format {form}" for form in FORMS],
}  # fmt: skip
SHOWN = [
    pytest.param(line, lang, marks=() if place % 2 == turn else pytest.mark.full)
    for place, line in enumerate(line for lines in LINES.values() for line in lines)
    for turn, lang in enumerate(LANGUAGES)
]
"""Each line in one language, by turns; in the long suite in the other as well."""

REFUSED = [
    "run s_association --set contract.trem=12 --set contract.sum=-5 --set no.such=1",
    "sensitivity --draws 5",
    "run s_association --draws 10000000",
    "optimise --runs 10",
    "discover --futures 20",
    "map --x contract.nothing",
    "study status nowhere",
    "bundle nowhere",
    "bundle studies/terms --verify",
    "study plan terms.toml --runs 5 --draws 3",
    "run s_association --engine fast",
    "compare s_association city additive_null",
    "nothing",
]
ACTIONS = ("plan", "run", "status", "resume", "extend", "retry", "verify", "report", "export", "query")
FACTS = "name,value,error\nquits,2,1\n"
STUDY = """schema = 1
scenario = "s_association"
draws = 2
months = 6
[vary]
contract.term = [6, 12]
"""
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Lines of a report are as wide: forked processes have what is set here."""
    among_few(monkeypatch)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a study file, a finished study and a saved result."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "terms.toml").write_text(STUDY, encoding="utf-8")
    (folder / "facts.csv").write_text(FACTS, encoding="utf-8")
    Study.create(folder / "terms.toml", folder / "studies" / "terms").run()
    # Here, not in a process of its own: what is imported for it need not be imported by every command.
    assert main([*shlex.split(f"run s_association {SMALL} --out"), str(folder)]) == 0
    (folder / "run.json").rename(folder / "saved.json")
    return folder


def _in_the_child(line: str, folder) -> int:
    """Return the exit code of a command, run in the terminal of 80 columns that a forked process has."""
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    os.chdir(folder)
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    os.environ["TERM"] = "xterm"
    sys.stdin, sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(number, mode, closefd=False), encoding="utf-8", line_buffering=True)
        for number, mode in ((0, "r"), (1, "w"), (2, "w"))
    )
    try:
        return main(shlex.split(line))
    except BaseException:
        traceback.print_exc()
        return 99
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def shown(line: str, folder, status: int = 0) -> list[str]:
    """Return what a command writes to a terminal of 80 columns, line by line as it leaves it.

    The process is forked, so that a hundred of them need not import everything a hundred times.
    """
    child, ours = pty.fork()
    if child == 0:
        os._exit(_in_the_child(line, folder))
    parts: list[bytes] = []
    try:
        while part := os.read(ours, 1 << 16):
            parts.append(part)
    except OSError:  # the terminal is closed
        pass
    os.close(ours)
    said = b"".join(parts).decode()
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == status, said
    return [each for one in ESCAPES.sub("", said).split("\n") for each in one.split("\r")]


@pytest.mark.parametrize(("line", "lang"), SHOWN)
def test_no_line_of_a_command_is_wider_than_the_terminal(line, lang, made, tmp_path):
    for name in ("terms.toml", "saved.json", "studies", "facts.csv"):
        (tmp_path / name).symlink_to(made / name)
    if "MIDDLE" in line:
        line = line.replace("MIDDLE", middle(["contract.term", "incentives.power"]))
    written = shown(f"{line} --lang {lang}", tmp_path)
    assert "".join(written).strip()
    assert [each for each in written if width(each) > COLUMNS] == []


def test_every_command_is_looked_at():
    assert set(LINES) == set(commands.available())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("line", REFUSED)
def test_no_line_of_a_refusal_is_wider_than_the_terminal(line, lang, made):
    written = shown(f"{line} --lang {lang}", made, status=2)
    assert "".join(written).strip()
    assert [each for each in written if width(each) > COLUMNS] == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", [*commands.available(), *(f"study {act}" for act in ACTIONS)])
def test_no_line_of_help_is_wider_than_the_terminal(command, lang, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    assert main([*command.split(), "--help", "--lang", lang]) == 0
    said = capsys.readouterr().out.splitlines()
    assert {"en": "Examples", "zh": "示例"}[lang] in said
    assert len(said) > 5
    assert [each for each in said if width(each) > COLUMNS] == []
