"""Renew the generated parts of the README files: the case's figures and numbers, and the list of commands.

    python docs/refresh.py

Runs `oneplusone case` in both languages, copies the figures to docs/figures, and replaces the blocks between
the marks <!-- case --> and <!-- commands --> and their ends in both files.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from experiments.cli import commands
from experiments.texts import LANGUAGES, text

ROOT = Path(__file__).parent.parent
README = {"en": "README.md", "zh": "README.zh.md"}
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


def replaced(page: str, mark: str, block: str) -> str:
    """Return the page with the block between a mark and its end replaced.

    Raises ValueError for a page without the marks.
    """
    pattern = re.compile(rf"(<!-- {mark} -->\n).*?(<!-- /{mark} -->)", re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"no marks <!-- {mark} --> and <!-- /{mark} -->")
    return pattern.sub(lambda found: f"{found[1]}{block}\n{found[2]}", page)


def refresh() -> None:
    """Run the case in each language, and renew the figures and both pages."""
    FIGURES.mkdir(exist_ok=True)
    for lang in LANGUAGES:
        path = ROOT / README[lang]
        block = case_block(lang)  # takes minutes: the page is read after it
        page = replaced(path.read_text(encoding="utf-8"), "case", block)
        page = replaced(page, "commands", command_block(lang))
        shutil.copy(RESULTS / f"{STEM[lang]}.png", FIGURES)
        path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    form = argparse.RawDescriptionHelpFormatter
    argparse.ArgumentParser(description=__doc__, formatter_class=form).parse_args()
    refresh()
