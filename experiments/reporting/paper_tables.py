"""Tables for a paper as LaTeX, Markdown or Word: title, head, rows and a note that says what made them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from experiments.optional import optional

FORMS = (".tex", ".md", ".docx")
"""The endings of files that tables can be written to."""

_TEX = {
    "\\": r"\textbackslash{}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_", "{": r"\{",
    "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"$<$", ">": r"$>$",
    "−": r"$-$", "–": "--", "…": r"\ldots{}", "Δ": r"$\Delta$", "·": r"$\cdot$", "×": r"$\times$",
    "±": r"$\pm$", "∥": r"$\parallel$", "∅": r"$\emptyset$", "₋": r"$_{-}$", "₊": r"$_{+}$", "∞": r"$\infty$",
    "→": r"$\to$", "≥": r"$\geq$", "≤": r"$\leq$",
}  # fmt: skip


@dataclass(frozen=True)
class PaperTable:
    """A table of texts; `numbers` are the places of right-aligned columns."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str
    numbers: frozenset[int] = frozenset()


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


def _latex(table: PaperTable) -> list[str]:
    """Return a table as a longtable with the rules of booktabs; with Chinese, for XeLaTeX and ctex."""
    wide = len(table.head)
    letters = "".join("r" if place in table.numbers else "l" for place in range(wide))
    head = f"{_tex_row(table.head)} \\\\"
    return [
        "% \\usepackage{booktabs,longtable}",
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
        document.add_paragraph(table.note)
    whole = io.BytesIO()
    document.save(whole)
    return whole.getvalue()
