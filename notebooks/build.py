"""Build the notebooks from their sources, which hold the texts in both languages and the code once.

    python -m notebooks.build            write notebooks/NAME.en.ipynb and NAME.zh.ipynb for sources/NAME.md
    python -m notebooks.build --check    write nothing; list outdated notebooks and exit with status 1
    python -m notebooks.build --run      build them, and run those that hold no results

A source is Markdown in jupytext's format. Each text is a region of its language: first
<!-- #region lang="en" -->, directly followed by <!-- #region lang="zh" -->; a fenced block of Python between
texts is a code cell. Only the line `lang = "en"` differs between the languages, so the code of both notebooks
is the same by construction. A cell that checks numbers is folded in, and so is a bet, whose question it
holds in both languages, and a long cell that shows nothing: whoever wants to opens it. Notebooks are stored
with the results of one run, for whoever only reads them. A notebook whose code has changed is written
anew without, until it is run; where its texts alone have changed, the results stay, as nothing else would
come of a run. Whether one is current is asked of its cells, not of its results.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from experiments.texts import LANGUAGES

FOLDER = Path(__file__).parent
SOURCES = FOLDER / "sources"
LANGUAGE_LINE = 'lang = "{}"'

FOLDED = {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
"""The metadata of a cell that is folded in: JupyterLab and Jupyter Book show a bar that opens it."""

LONG = 15
"""Lines of code from which on a cell that shows nothing is folded in."""

files: Any = nbformat  # it has no type annotations
v4: Any = nbformat.v4

CELL_SECONDS = 600
"""The longest that a cell may take; a first run compiles the model."""

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")
_CHECK = re.compile(r"^assert ", re.MULTILINE)
_MAGIC = re.compile(r"^%.*$", re.MULTILINE)
_CHINESE = r"[\u2e80-\u9fff\uff00-\uffef“”‘’…—]"
_BROKEN = re.compile(rf"(?<={_CHINESE})\n(?={_CHINESE})")


class SourceError(ValueError):
    """An invalid source; the message gives the file, the number of the cell (from 1) and the problem."""

    def __init__(self, source: str, place: int, problem: str) -> None:
        super().__init__(f"{source}, cell {place}: {problem}")


def read(source: Path) -> list[Any]:
    """Return the cells of a source after validation.

    Raises SourceError for a text outside a language region, for regions in the wrong order, and unless the
    line `lang = "en"` occurs exactly once in the code.
    """
    cells = list(jupytext.reads(source.read_text("utf-8"), fmt="md").cells)
    texts = 0
    for place, cell in enumerate(cells, 1):
        turn = LANGUAGES[texts % len(LANGUAGES)]
        if cell.cell_type == "markdown":
            if cell.metadata.get("lang") != turn:
                raise SourceError(source.name, place, f'expected a text in <!-- #region lang="{turn}" -->')
            texts += 1
        elif turn != LANGUAGES[0]:
            raise SourceError(source.name, place, f'expected the text in lang="{turn}", found code')
    if texts % len(LANGUAGES):
        raise SourceError(source.name, len(cells), "the last text is missing in a language")
    lines = [line for cell in cells if cell.cell_type == "code" for line in cell.source.splitlines()]
    line = LANGUAGE_LINE.format(LANGUAGES[0])
    if lines.count(line) != 1:
        raise SourceError(
            source.name, len(cells), f"`{line}` occurs {lines.count(line)} times instead of once"
        )
    return cells


def notebook(source: Path, lang: str) -> Any:
    """Return the notebook of a source in one language, without outputs. Raises SourceError."""
    kept = [cell for cell in read(source) if cell.metadata.get("lang", lang) == lang]
    cells = []
    for place, cell in enumerate(kept, 1):
        if cell.cell_type == "markdown":
            # Jupyter renders a line break as a space, which is wrong between Chinese characters.
            made = v4.new_markdown_cell(_BROKEN.sub("", cell.source))
        else:
            made = v4.new_code_cell(in_language(cell.source, lang))
            if is_folded(cell.source):
                made.metadata.update(FOLDED)
        made.id = f"cell-{place:02d}"  # random by default
        cells.append(made)
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "oneplusone": {"lang": lang, "source": f"sources/{source.name}"},
    }
    made = v4.new_notebook(cells=cells, metadata=metadata)
    made.nbformat_minor = 5
    files.validate(made)
    return made


def is_folded(code: str) -> bool:
    """Return whether a cell is folded in: it checks numbers, is a bet, or is long and shows nothing."""
    if _CHECK.search(code) or is_bet(code):
        return True
    last = ast.parse(_MAGIC.sub("", code)).body[-1]
    return len(code.splitlines()) > LONG and not isinstance(last, ast.Expr) and "print(" not in code


def is_bet(code: str) -> bool:
    """Return whether a cell is a bet and no more: what it shows is seen, and its code says the same."""
    return code.startswith("opo.bet(") and len(ast.parse(code).body) == 1


def in_language(code: str, lang: str) -> str:
    """Return the code of a cell with the line that sets the language, if any, changed to `lang`."""
    source_line, line_wanted = LANGUAGE_LINE.format(LANGUAGES[0]), LANGUAGE_LINE.format(lang)
    return "\n".join(line_wanted if line == source_line else line for line in code.split("\n"))


def built() -> dict[Path, str]:
    """Return the expected content of each notebook by its path. Raises SourceError."""
    return {
        FOLDER / f"{source.stem}.{lang}.ipynb": v4.writes(notebook(source, lang)).rstrip("\n") + "\n"
        for source in sorted(SOURCES.glob("*.md"))
        for lang in LANGUAGES
    }


def without_results(path: Path) -> str:
    """Return the content of a stored notebook as it would be before any run."""
    stored = files.read(path, 4)
    for cell in stored.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return v4.writes(stored).rstrip("\n") + "\n"


def with_results_of(path: Path, wanted: str) -> str:
    """Return a notebook as it is to be, with the stored results if they are of the same code."""
    if not path.exists():
        return wanted
    made, stored = v4.reads(wanted), files.read(path, 4)
    mine, theirs = ([one for one in each.cells if one.cell_type == "code"] for each in (made, stored))
    if [cell.source for cell in mine] != [cell.source for cell in theirs]:
        return wanted
    for cell, ran in zip(mine, theirs, strict=True):
        cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
    return v4.writes(made).rstrip("\n") + "\n"


def has_results(path: Path) -> bool:
    """Return whether a stored notebook has been run."""
    return any(cell.get("outputs") for cell in files.read(path, 4).cells)


def without_addresses(text: str) -> str:
    """Return a text without the addresses in memory of what it names."""
    return _ADDRESS.sub("", text)


def run(path: Path) -> None:
    """Run a stored notebook from a clean kernel, in an empty folder, and store what it shows.

    Neither the state of widgets nor addresses in memory are kept: where there is no kernel, the sentence that
    stands for a widget is shown.
    """
    from nbclient import NotebookClient

    stored = files.read(path, 4)
    metadata = dict(stored.metadata)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            stored, timeout=CELL_SECONDS, kernel_name="python3", record_timing=False,
            resources={"metadata": {"path": folder}},
        ).execute()  # fmt: skip
    stored.metadata = files.from_dict(metadata)
    for cell in stored.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
            for output in cell.outputs:
                data = output.get("data", {})
                data.pop(WIDGET_VIEW, None)
                if "text/plain" in data:
                    data["text/plain"] = without_addresses(data["text/plain"])
    files.validate(stored)
    path.write_text(v4.writes(stored).rstrip("\n") + "\n", "utf-8")


def stale() -> list[Path]:
    """Return the notebooks that are missing, outdated, or without a source. Raises SourceError."""
    wanted = built()
    existing = set(FOLDER.glob("*.ipynb"))
    changed = {path for path in wanted if path not in existing or without_results(path) != wanted[path]}
    return sorted(changed | (existing - wanted.keys()))


def main(given: Sequence[str]) -> int:
    """Build all notebooks, or with --check only list the outdated ones; return the exit status."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--check", action="store_true", help="write nothing, list what is outdated")
    parser.add_argument("--run", action="store_true", help="also run the notebooks that hold no results")
    asked = parser.parse_args(given)
    outdated = stale()
    if asked.check:
        print(*(path.name for path in outdated), sep="\n", end="\n" if outdated else "")
        return 1 if outdated else 0
    wanted = built()
    for path in outdated:
        if path in wanted:
            path.write_text(with_results_of(path, wanted[path]), "utf-8")
        else:
            path.unlink()
        print(path.name)
    for path in sorted(wanted) if asked.run else ():
        if not has_results(path):
            run(path)
            print(path.name, "run", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
