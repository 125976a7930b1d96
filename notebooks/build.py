"""Builds the notebooks from their sources: texts in both languages beside each other, code only once.

    python -m notebooks.build            write notebooks/NAME.en.ipynb and NAME.zh.ipynb for sources/NAME.md
    python -m notebooks.build --check    write nothing; exit status 1 and the names of those not current

A source is Markdown as jupytext reads it. Each text stands in a region of its language, first
<!-- #region lang="en" -->, right after it <!-- #region lang="zh" -->; a fenced block of Python between texts
is a cell of code. Only the line `lang = "en"` differs between the languages, so the code of both notebooks is
the same by construction. Notebooks are kept without outputs: the same source gives the same bytes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from experiments.texts import LANGUAGES

FOLDER = Path(__file__).parent
SOURCES = FOLDER / "sources"
LANGUAGE_LINE = 'lang = "{}"'

v4: Any = nbformat.v4  # nbformat carries no types

_CHINESE = r"[\u2e80-\u9fff\uff00-\uffef“”‘’…—]"
_BROKEN = re.compile(rf"(?<={_CHINESE})\n(?={_CHINESE})")


class SourceError(ValueError):
    """A source that is not as this module asks for: the file, the cell counted from 1, and what is wrong."""

    def __init__(self, source: str, place: int, problem: str) -> None:
        super().__init__(f"{source}, cell {place}: {problem}")


def read(source: Path) -> list[Any]:
    """Return the cells of a source, checked.

    Raises SourceError for a text outside the regions of a language, for languages out of turn, and when the
    line `lang = "en"` does not stand in exactly one cell of code.
    """
    cells = list(jupytext.reads(source.read_text("utf-8"), fmt="md").cells)
    texts = 0
    for place, cell in enumerate(cells, 1):
        turn = LANGUAGES[texts % len(LANGUAGES)]
        if cell.cell_type == "markdown":
            if cell.metadata.get("lang") != turn:
                raise SourceError(source.name, place, f'a text in <!-- #region lang="{turn}" --> is due here')
            texts += 1
        elif turn != LANGUAGES[0]:
            raise SourceError(source.name, place, f'code, where the text in lang="{turn}" is due')
    if texts % len(LANGUAGES):
        raise SourceError(source.name, len(cells), "the last text is not there in all languages")
    lines = [line for cell in cells if cell.cell_type == "code" for line in cell.source.splitlines()]
    line = LANGUAGE_LINE.format(LANGUAGES[0])
    if lines.count(line) != 1:
        raise SourceError(source.name, len(cells), f"`{line}` stands {lines.count(line)} times, not once")
    return cells


def notebook(source: Path, lang: str) -> Any:
    """Return a source's notebook in a language, without outputs. Raises SourceError."""
    kept = [cell for cell in read(source) if cell.metadata.get("lang", lang) == lang]
    cells = []
    for place, cell in enumerate(kept, 1):
        if cell.cell_type == "markdown":
            # A line's end is shown as a space, which Chinese has not got.
            made = v4.new_markdown_cell(_BROKEN.sub("", cell.source))
        else:
            made = v4.new_code_cell(in_language(cell.source, lang))
        made.id = f"cell-{place:02d}"  # otherwise drawn at random
        cells.append(made)
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "oneplusone": {"lang": lang, "source": f"sources/{source.name}"},
    }
    made = v4.new_notebook(cells=cells, metadata=metadata)
    made.nbformat_minor = 5
    nbformat.validate(made)
    return made


def in_language(code: str, lang: str) -> str:
    """Return a cell of code with the line that sets the language, if it is there, set to this one."""
    asked, wanted = LANGUAGE_LINE.format(LANGUAGES[0]), LANGUAGE_LINE.format(lang)
    return "\n".join(wanted if line == asked else line for line in code.split("\n"))


def built() -> dict[Path, str]:
    """Return the notebooks as they should be: path → content of the file. Raises SourceError."""
    return {
        FOLDER / f"{source.stem}.{lang}.ipynb": v4.writes(notebook(source, lang)).rstrip("\n") + "\n"
        for source in sorted(SOURCES.glob("*.md"))
        for lang in LANGUAGES
    }


def stale() -> list[Path]:
    """Return the notebooks that are missing, differ from their source, or have none. Raises SourceError."""
    wanted = built()
    there = set(FOLDER.glob("*.ipynb"))
    changed = {path for path in wanted if path not in there or path.read_text("utf-8") != wanted[path]}
    return sorted(changed | (there - wanted.keys()))


def main(given: Sequence[str]) -> int:
    """Build all notebooks, or with --check only say which are not current; return the exit status."""
    outdated = stale()
    if "--check" in given:
        print(*(path.name for path in outdated), sep="\n", end="\n" if outdated else "")
        return 1 if outdated else 0
    wanted = built()
    for path in outdated:
        if path in wanted:
            path.write_text(wanted[path], "utf-8")
        else:
            path.unlink()
        print(path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
