"""Renew what is generated of the first pages: the case on docs/start.md, the list of commands on README.md.

    python docs/refresh.py

Runs `oneplusone case` in both languages, copies the figures to docs/figures, and replaces the blocks between
the marks <!-- case --> and <!-- commands --> and their ends.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from experiments.cli import commands
from experiments.marks import replaced
from experiments.texts import LANGUAGES, text

ROOT = Path(__file__).parent.parent
README = {"en": "README.md", "zh": "README.zh.md"}
START = {"en": "docs/start.md", "zh": "docs/start.zh.md"}
RESULTS = ROOT / "results" / "case"
FIGURES = ROOT / "docs" / "figures"
STEM = {"en": "case", "zh": "case_zh"}


def case_block(lang: str) -> str:
    """Return the command with the page that it shows."""
    arguments = ["case", *([] if lang == "en" else ["--lang", lang])]
    command = [sys.executable, "-m", "experiments.cli.main", *arguments]
    wide = os.environ | {"COLUMNS": "80"}
    page = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, env=wide).stdout
    return f"```text\n$ oneplusone {' '.join(arguments)}\n{page.rstrip()}\n```"


def command_block(lang: str) -> str:
    """Return a table of all commands."""
    head = {"en": ("Command", "What it does"), "zh": ("命令", "用途")}[lang]
    rows = [
        f"| `oneplusone {name}` | {text(f'command_{name}.summary', lang)} |" for name in commands.available()
    ]
    return "\n".join([f"| {head[0]} | {head[1]} |", "|---|---|", *rows])


def refresh() -> None:
    """Run the case in each language, and renew the figures and the pages."""
    FIGURES.mkdir(exist_ok=True)
    for lang in LANGUAGES:
        made = {"case": (START, case_block(lang)), "commands": (README, command_block(lang))}
        shutil.copy(RESULTS / f"{STEM[lang]}.png", FIGURES)
        for mark, (pages, block) in made.items():  # read only now: the case takes minutes
            path = ROOT / pages[lang]
            path.write_text(replaced(path.read_text(encoding="utf-8"), mark, block), encoding="utf-8")


if __name__ == "__main__":
    form = argparse.RawDescriptionHelpFormatter
    argparse.ArgumentParser(description=__doc__, formatter_class=form).parse_args()
    refresh()
