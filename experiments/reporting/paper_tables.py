"""Tables and paragraphs for a paper as LaTeX, Markdown or Word.

A table has a title, a head, rows and a note that says what made it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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


def made_by(
    record: Mapping[str, Any], scenario: Scenario, lang: str, sizes: Any = None, open_ones: bool = False
) -> str:
    """Return the note below a table: scenario, sizes, seed and version.

    Args:
        record: the result's record.
        scenario: its scenario.
        lang: "en" or "zh".
        sizes: what has the draws and seeds of this table, where they are not those of the record.
        open_ones: whether the table marks what is not resolved.
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
    return f"{text('table.open', lang)}{between}{said}" if open_ones else said


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
        document = optional("docx", "word").Document()
        for each in said:
            document.add_paragraph(each)
        return _saved(document)
    if form not in (*FORMS, ".txt"):
        raise ValueError(f"no form {form!r}; there are {', '.join(FORMS)}, .txt")
    make: Callable[[str], str] = {".tex": _tex, ".md": _plain}.get(form, str)
    return ("\n\n".join(make(each) for each in said) + "\n").encode()


def _latex(table: PaperTable) -> list[str]:
    """Return a table as a longtable with the rules of booktabs; with Chinese, for XeLaTeX and ctex."""
    wide = len(table.head)
    letters = "".join(_latex_columns(table))
    head = f"{_tex_row(table.head)} \\\\"
    return [
        "% \\usepackage{array,booktabs,longtable}",
        f"\\begin{{longtable}}{{@{{}}{letters}@{{}}}}",
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
        f"\\multicolumn{{{wide}}}{{@{{}}p{{0.95\\linewidth}}@{{}}}}{{\\footnotesize {_tex(table.note)}}}",
        "\\endlastfoot",
        *(f"{_tex_row(row)} \\\\" for row in table.rows),
        "\\end{longtable}",
    ]


def _latex_columns(table: PaperTable) -> list[str]:
    """Return the letter of each column; where a line has no room for all, columns of words are folded."""
    cells = [table.head, *table.rows]
    widths = [max(width(row[at]) for row in cells) for at in range(len(table.head))]
    words = [at for at in range(len(widths)) if at not in table.numbers]
    least = {at: max((width(word) for row in cells for word in row[at].split()), default=0) for at in words}
    room = _LATEX_LINE - 2 * (len(widths) - 1)
    folded = set()
    while sum(widths) > room and (free := [at for at in words if widths[at] > least[at]]):
        widest = max(free, key=lambda at: widths[at])
        widths[widest] -= 1
        folded.add(widest)
    return [
        f">{{\\raggedright\\arraybackslash}}p{{{widths[at] / _LATEX_LINE:.2f}\\linewidth}}"
        if at in folded
        else "lr"[at in table.numbers]
        for at in range(len(widths))
    ]


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
    document = optional("docx", "word").Document()
    for table in tables:
        document.add_paragraph(table.title, style="Caption")
        grid = document.add_table(rows=0, cols=len(table.head))
        grid.style = "Table Grid"
        for number, row in enumerate([table.head, *table.rows]):
            for place, (cell, said) in enumerate(zip(grid.add_row().cells, row, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.add_run(said).bold = number == 0
                if place in table.numbers:
                    paragraph.alignment = right
        # The head stands on every page, and no row is divided between two.
        grid.rows[0]._tr.get_or_add_trPr().append(element("w:tblHeader"))
        for row in grid.rows:
            row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        document.add_paragraph(table.note)
    return _saved(document)


def _saved(document: Any) -> bytes:
    """Return a Word file; the same document gives the same bytes, whatever the clock says."""
    whole, dated = io.BytesIO(), io.BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as parts, zipfile.ZipFile(dated, "w", zipfile.ZIP_DEFLATED) as out:
        for part in parts.infolist():
            out.writestr(zipfile.ZipInfo(part.filename), parts.read(part), zipfile.ZIP_DEFLATED)
    return dated.getvalue()
