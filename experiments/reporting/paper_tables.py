"""Tables and paragraphs for a paper as LaTeX, Markdown or Word.

A table has a title, a head, rows and a note that says what made it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from experiments.optional import optional
from experiments.reporting.terminal import width
from experiments.texts import text
from sim.scenario import Scenario

FORMS = (".tex", ".md", ".docx")
"""The endings of files that tables can be written to."""

_TEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{",
    "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"$<$", ">": r"$>$",
    "−": r"$-$", "–": "--", "…": r"\ldots{}", "Δ": r"$\Delta$", "·": r"$\cdot$", "×": r"$\times$",
    "±": r"$\pm$", "∥": r"$\parallel$", "∅": r"$\emptyset$", "₋": r"$_{-}$", "₊": r"$_{+}$", "∞": r"$\infty$",
    "→": r"$\to$", "≥": r"$\geq$", "≤": r"$\leq$",
}  # fmt: skip


_LATEX_LINE = 90
"""The letters that a line of an article has; a Chinese sign takes two."""

_WORD_LINE = 75
"""The letters that a line of a Word file has upright; on its side, in small letters, twice as many."""

_WORD_GAP = 3
"""The letters that a cell of a Word file leaves empty, and bold letters take more."""

_CHINESE_HEAD = 10
"""The least width to which Chinese words of a column are folded: five signs."""

_MANY_COLUMNS = 7
"""Columns for which a page of a Word file has room upright."""

_BOUND = "\N{SUBSTITUTE}>\N{SUBSTITUTE}"
"""How " > " is written while a name is broken."""

_PIECE = re.compile(
    r"[（《“]?[\u2e80-\u9fff][）》”，、；]*|[^\s\u2e80-\u9fff]+?(?:-|(?=[\s\u2e80-\u9fff（《“])|$)"
)
"""What a name of a column is not broken within: a word, what ends in a hyphen, a Chinese sign."""


@dataclass(frozen=True)
class PaperTable:
    """A table of texts; `numbers` are the places of right-aligned columns."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str
    numbers: frozenset[int] = frozenset()


def described_in(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the scenario of a result's record; of two that were compared, the first."""
    found: Mapping[str, Any] = record["a"] if "a" in record else record["scenario"]
    return found


@lru_cache(maxsize=2)
def scenario_written(toml: str) -> Scenario:
    """Return the scenario whose TOML a record holds: each of its tables and sentences asks for the same."""
    return Scenario.parse(toml, "toml")


def made_by(
    record: Mapping[str, Any],
    scenario: Scenario,
    lang: str,
    sizes: Any = None,
    rows: Sequence[Sequence[str]] = (),
) -> str:
    """Return the note below a table: scenario, sizes, seed and version.

    Args:
        record: the result's record.
        scenario: its scenario.
        lang: "en" or "zh".
        sizes: what has the draws and seeds of this table, where they are not those of the record.
        rows: the cells of the table, of which some may mark with "?" what is not resolved.
    """
    said = text(
        "table.note",
        lang,
        scenario=scenario.titles[lang],
        months=record["months"],
        draws=record["draws"] if sizes is None else sizes.draws,
        seeds=record["seeds"] if sizes is None else sizes.seeds,
        seed=record["seed"],
        version=record["version"],
        fingerprint=described_in(record)["fingerprint"][:12],
    )
    between = text("methods.between", lang)
    # A "?" alone is a number that is not known.
    marked = any(len(cell) > 1 and cell.endswith("?") for row in rows for cell in row)
    return f"{text('table.open', lang)}{between}{said}" if marked else said


def written(tables: Sequence[PaperTable], form: str) -> bytes:
    """Return tables as a file of a form: ".tex", ".md" or ".docx".

    Raises InvalidInput for Word where python-docx is not installed, ValueError for another form.
    """
    if form == ".docx":
        return _word(tables)
    if form not in FORMS:
        raise ValueError(f"no form {form!r}; there are {', '.join(FORMS)}")
    make = _latex if form == ".tex" else _markdown
    return ("\n".join(line for table in tables for line in [*make(table), ""])).encode()


def paragraphs(said: Sequence[str], form: str) -> bytes:
    """Return paragraphs as a file of a form: one of FORMS, or ".txt" for the words alone.

    Raises InvalidInput for Word where python-docx is not installed, ValueError for another form.
    """
    if form == ".docx":
        document = _document()
        for each in said:
            document.add_paragraph(each)
        return _saved(document)
    if form not in (*FORMS, ".txt"):
        raise ValueError(f"no form {form!r}; there are {', '.join(FORMS)}, .txt")
    make: Callable[[str], str] = {".tex": _tex, ".md": _plain}.get(form, str)
    return ("\n\n".join(make(each) for each in said) + "\n").encode()


def _latex(table: PaperTable) -> list[str]:
    """Return a table as a longtable with the rules of booktabs; with Chinese, for XeLaTeX and ctex.

    Names of columns of numbers are folded where a line has no room for all; what is too wide even then is
    set in small letters and close together.
    """
    heads = _latex_heads(table)
    letters, fits = _latex_columns(table, heads)
    head = f"{' & '.join(map(_tex_head, heads))} \\\\"
    lines = [
        "% \\usepackage{array,booktabs,longtable}",
        f"\\begin{{longtable}}{{@{{}}{''.join(letters)}@{{}}}}",
        f"\\caption{{{_tex(table.title)}}}\\\\",
        "\\toprule",
        head,
        "\\midrule",
        "\\endfirsthead",
        "\\toprule",
        head,
        "\\midrule",
        "\\endhead",
        "\\bottomrule",
        "\\endfoot",
        "\\bottomrule",
        "\\endlastfoot",
        *(f"{_tex_row(row)} \\\\" for row in table.rows),
        "\\end{longtable}",
        # Within the table a note that is wider would widen the last column.
        f"\\nopagebreak\\noindent{{\\footnotesize {_tex(table.note)}\\par}}\\medskip",
    ]
    if fits:
        return lines
    return [
        "% wide: margins of 25 mm, or a page on its side (landscape of the package pdflscape)",
        "{\\footnotesize\\setlength{\\tabcolsep}{3pt}",
        *lines,
        "}",
    ]


def _latex_heads(table: PaperTable) -> list[list[str]]:
    """Return each column's name in lines: those of numbers are folded where a line has no room for all."""
    cells = [table.head, *table.rows]
    widths = [max(width(row[at]) for row in cells) for at in range(len(table.head))]
    if sum(widths) <= _latex_room(table):
        return [[name] for name in table.head]
    return [
        _folded(name, max((width(row[at]) for row in table.rows), default=0))
        if at in table.numbers
        else [name]
        for at, name in enumerate(table.head)
    ]


def _folded(name: str, limit: int) -> list[str]:
    """Return a name in lines no wider than a limit, or than its widest piece; Chinese also at its signs."""
    bound = name.replace(" > ", _BOUND)  # "1+1 > 2" is never parted
    pieces = [(found[0], bound[found.end() : found.end() + 1] == " ") for found in _PIECE.finditer(bound)]
    limit = max(
        limit, *(width(piece) for piece, _ in pieces), _CHINESE_HEAD if width(name) > len(name) else 0
    )
    lines, line = [], ""
    for piece, blank in pieces:
        if line and (width(line + piece) > limit or line.endswith("，") or piece.startswith("（")):
            lines.append(line.rstrip())
            line = ""
        line += piece + " " * blank
    return [each.replace(_BOUND, " > ") for each in (*lines, line.rstrip())]


def _latex_room(table: PaperTable) -> int:
    return _LATEX_LINE - 2 * (len(table.head) - 1)


def _latex_columns(table: PaperTable, heads: Sequence[Sequence[str]]) -> tuple[list[str], bool]:
    """Return the letter of each column, and whether a line has room for all; columns of words are folded."""
    room = _latex_room(table)
    widths, folded = _widths(table, heads, room)
    letters = [
        f">{{\\raggedright\\arraybackslash}}p{{{widths[at] / _LATEX_LINE:.2f}\\linewidth}}"
        if at in folded
        else "lr"[at in table.numbers]
        for at in range(len(widths))
    ]
    return letters, sum(widths) <= room


def _widths(table: PaperTable, heads: Sequence[Sequence[str]], room: int) -> tuple[list[int], set[int]]:
    """Return the letters that each column takes, and which columns of words are folded to find room."""
    widths = [
        max(width(said) for said in (*heads[at], *(row[at] for row in table.rows)))
        for at in range(len(table.head))
    ]
    words = [at for at in range(len(widths)) if at not in table.numbers]
    cells = [table.head, *table.rows]
    least = {at: max((_least(word) for row in cells for word in row[at].split()), default=0) for at in words}
    folded = set()
    while sum(widths) > room and (free := [at for at in words if widths[at] > least[at]]):
        widest = max(free, key=lambda at: widths[at])
        widths[widest] -= 1
        folded.add(widest)
    return widths, folded


def _least(word: str) -> int:
    """Return the letters to which a column of this word is folded at least; Chinese may be broken."""
    runs = re.split(r"[\u2e80-\u9fff]", word)
    return max(min(width(word), _CHINESE_HEAD), *map(width, runs)) if len(runs) > 1 else width(word)


def _tex_head(lines: Sequence[str]) -> str:
    """Return the name of a column; in several lines one above the other, to the right."""
    if len(lines) == 1:
        return _tex(lines[0])
    above = "\\\\".join(map(_tex, lines))
    return f"\\shortstack[r]{{{above}}}"


def _tex_row(cells: Sequence[str]) -> str:
    return " & ".join(_tex(cell) for cell in cells)


def _tex(said: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in said)


def _markdown(table: PaperTable) -> list[str]:
    rules = ["---:" if place in table.numbers else "---" for place in range(len(table.head))]
    rows = [table.head, rules, *table.rows]
    return [
        f"**{_plain(table.title)}**",
        "",
        *(f"| {' | '.join(_plain(cell) for cell in row)} |" for row in rows),
        "",
        _plain(table.note),
    ]


def _plain(said: str) -> str:
    """Return a text in which Markdown sees no mark of its own."""
    return "".join(f"\\{sign}" if sign in "\\|*_<`" else sign for sign in said)


def _word(tables: Sequence[PaperTable]) -> bytes:
    right = optional("docx.enum.text", "word").WD_ALIGN_PARAGRAPH.RIGHT
    element = optional("docx.oxml", "word").OxmlElement
    document = _document()
    points = optional("docx.shared", "word").Pt
    size = points(9)
    if any(len(table.head) > _MANY_COLUMNS for table in tables):
        size = points(8)
        page = document.sections[0]
        page.orientation = optional("docx.enum.section", "word").WD_ORIENT.LANDSCAPE
        page.page_width, page.page_height = page.page_height, page.page_width
    for table in tables:
        document.add_paragraph(table.title, style="Caption")
        grid = document.add_table(rows=0, cols=len(table.head))
        grid.style = "Table Grid"
        for number, row in enumerate([table.head, *table.rows]):
            for place, (cell, said) in enumerate(zip(grid.add_row().cells, row, strict=True)):
                paragraph = cell.paragraphs[0]
                run = paragraph.add_run(said)
                run.bold, run.font.size = number == 0, size
                if place in table.numbers:
                    paragraph.alignment = right
        _word_widths(grid, table, document.sections[0])
        # The head stands on every page, and no row is divided between two.
        grid.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))
        for row in grid.rows:
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        document.add_paragraph(table.note)
    return _saved(document)


def _word_widths(grid: Any, table: PaperTable, page: Any) -> None:
    """Give columns their widths by what stands in them, which not every program does by itself."""
    line = page.page_width - page.left_margin - page.right_margin
    letters = _WORD_LINE * (2 if len(table.head) > _MANY_COLUMNS else 1)
    widths, _ = _widths(table, _latex_heads(table), letters - _WORD_GAP * len(table.head))
    room = line / sum(each + _WORD_GAP for each in widths)
    for column, each in zip(grid.columns, widths, strict=True):
        column.width = round((each + _WORD_GAP) * room)
        for cell in column.cells:
            cell.width = column.width


def _document() -> Any:
    """Return an empty document of pages of A4; python-docx has American ones."""
    document, millimetres = optional("docx", "word").Document(), optional("docx.shared", "word").Mm
    page = document.sections[0]
    page.page_width, page.page_height = millimetres(210), millimetres(297)
    return document


def _saved(document: Any) -> bytes:
    """Return a Word file; the same document gives the same bytes, whatever the clock says."""
    whole, dated = io.BytesIO(), io.BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(dated, "w", zipfile.ZIP_DEFLATED) as out:
        for part in parts.infolist():
            out.writestr(zipfile.ZipInfo(part.filename), parts.read(part), zipfile.ZIP_DEFLATED)
    return dated.getvalue()
