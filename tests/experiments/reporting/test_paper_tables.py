"""Tables for a paper: every sign is written so that LaTeX, Markdown and Word show it as it is."""

import io
import re
import shutil
import subprocess

import pytest

from experiments.reporting.paper_tables import FORMS, PaperTable, made_by, paragraphs, written
from sim.scenario import Scenario

TABLE = PaperTable(
    "Δ & 50% of #1_a",
    ("name", "95%"),
    [("v(G₋∥S₊) {x}", "−1.5 … 2"), ("a|b <c> ~^\\ $", "∞")],
    "n = 3 × 2",
    frozenset({1}),
)


def test_latex_has_no_sign_that_it_would_take_for_a_command():
    said = written([TABLE], ".tex").decode()
    assert r"$\Delta$ \& 50\% of \#1\_a" in said
    assert r"v(G$_{-}$$\parallel$S$_{+}$) \{x\} & $-$1.5 \ldots{} 2 \\" in said
    assert r"a|b $<$c$>$ \textasciitilde{}\textasciicircum{}\textbackslash{} \$" in said
    assert said.isascii()
    rows = [line for line in said.splitlines() if line.endswith(r"\\")]
    assert all(len(re.findall(r"(?<!\\)&", row)) == 1 for row in rows if "caption" not in row)
    assert re.findall(r"\\(?:begin|end)\{longtable\}", said) == [r"\begin{longtable}", r"\end{longtable}"]


def test_markdown_has_as_many_cells_in_every_row():
    lines = [line for line in written([TABLE], ".md").decode().splitlines() if line.startswith("|")]
    assert [len(re.findall(r"(?<!\\)\|", line)) for line in lines] == [3, 3, 3, 3]
    assert lines[1] == "| --- | ---: |"
    assert r"a\|b \<c>" in lines[3]


def test_word_holds_every_cell():
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(written([TABLE, TABLE], ".docx")))
    assert len(document.tables) == 2
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == [list(TABLE.head), *(list(row) for row in TABLE.rows)]
    assert [part.text for part in document.paragraphs][:2] == [TABLE.title, TABLE.note]


@pytest.mark.parametrize("wide", [False, True])
def test_word_has_pages_of_a4(wide):
    docx = pytest.importorskip("docx")
    table = PaperTable("t", ("a",) * 8, [("1",) * 8], "n") if wide else TABLE
    for written_one in (written([table], ".docx"), paragraphs(["中文", "b"], ".docx")):
        page = docx.Document(io.BytesIO(written_one)).sections[0]
        assert sorted((round(page.page_width.mm), round(page.page_height.mm))) == [210, 297]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_note_explains_a_mark_only_where_a_cell_has_one(lang):
    """A "?" alone is a number that is not known, and no mark."""
    scenario = Scenario.load("s_association")
    record = {
        "months": 12,
        "draws": 3,
        "seeds": 2,
        "seed": 1,
        "version": "0",
        "scenario": {"fingerprint": "a" * 64},
    }
    for rows, marked in (([["1.2", "3"]], False), ([["?", "3"]], False), ([["1", "1.2?"]], True)):
        assert ("?" in made_by(record, scenario, lang, rows=rows)) is marked


def test_word_repeats_the_head_on_every_page_and_divides_no_row():
    docx = pytest.importorskip("docx")
    long = PaperTable("t", ("a",), [(str(number),) for number in range(200)], "n")
    rows = docx.Document(io.BytesIO(written([long], ".docx"))).tables[0].rows
    marks = [[child.tag.rpartition("}")[2] for child in row._tr.trPr] for row in rows]
    assert marks == [["tblHeader", "cantSplit"], *[["cantSplit"]] * 200]


def test_latex_repeats_the_head_and_folds_words_where_a_line_has_no_room():
    wide = PaperTable("t", ("name", "words", "n"), [("a.long_name", "word " * 40, "1")], "n", frozenset({2}))
    said = written([wide], ".tex").decode()
    (columns,) = re.findall(r"\\begin\{longtable\}\{@\{\}(.*)@\{\}\}", said)
    share = re.fullmatch(r"l>\{\\raggedright\\arraybackslash\}p\{(0\.\d\d)\\linewidth\}r", columns)[1]
    assert 0.6 < float(share) < 0.9
    assert said.count("name & words & n") == 2  # \endfirsthead and \endhead
    assert said.index("\\endfirsthead") < said.index("\\endhead")
    narrow = written([TABLE], ".tex").decode()
    assert "\\begin{longtable}{@{}lr@{}}" in narrow


def test_a_paragraph_is_written_in_every_form():
    said = ["50% of a_b", "−1 … 2"]
    assert paragraphs(said, ".txt").decode() == "50% of a_b\n\n−1 … 2\n"
    assert paragraphs(said, ".md").decode() == "50% of a\\_b\n\n−1 … 2\n"
    assert paragraphs(said, ".tex").decode() == "50\\% of a\\_b\n\n$-$1 \\ldots{} 2\n"
    with pytest.raises(ValueError, match="no form"):
        paragraphs(said, ".rtf")


def test_another_form_is_refused():
    assert FORMS == (".tex", ".md", ".docx")
    with pytest.raises(ValueError, match="no form"):
        written([TABLE], ".rtf")


@pytest.mark.parametrize(
    ("head", "folded"),
    [
        (
            "v(GS), created under contract (service-months)",
            r"\shortstack[r]{v(GS),\\created\\under\\contract\\(service-\\months)}",
        ),
        ("v(GS)，合同之下所创造（服务月）", r"\shortstack[r]{v(GS)，\\合同之下所\\创造\\（服务月）}"),
        ("1+1", "1+1"),
    ],
)
def test_latex_folds_the_names_of_columns_of_numbers_where_a_line_has_no_room(head, folded):
    heads = [head, *["gain of contracting (service-months)"] * 4]
    rows = [["1,835", *["−264"] * 4]]
    said = written([PaperTable("Wide", heads, rows, "", frozenset(range(5)))], ".tex").decode()
    assert said.count(f"{folded} & ") == 2
    assert "{@{}rrrrr@{}}" in said
    assert "\\footnotesize\\setlength" not in said
    few = PaperTable("Few", heads[:1], [["1,835"]], "", frozenset({0}))
    assert f"{heads[0]} " in written([few], ".tex").decode()


def test_what_is_too_wide_for_a_line_even_so_is_set_small_and_close():
    rows = [["1,271 … 2,399"] * 10]
    said = written(
        [PaperTable("Wide", ["95% interval"] * 10, rows, "", frozenset(range(10)))], ".tex"
    ).decode()
    assert said.startswith("% wide: ")
    assert said.count("{\\footnotesize\\setlength{\\tabcolsep}{3pt}\n") == 1
    assert said.count("{") == said.count("}")


def test_a_word_file_of_many_columns_lies_on_its_side_in_small_letters():
    from docx import Document

    for columns, wide in ((4, False), (10, True)):
        data = written([PaperTable("T", ["a"] * columns, [["1"] * columns], "")], ".docx")
        document = Document(io.BytesIO(data))
        page = document.sections[0]
        assert (page.page_width > page.page_height) == wide
        size = document.tables[0].cell(1, 0).paragraphs[0].runs[0].font.size
        assert (size is not None and size.pt == 8) == wide


def test_the_note_of_a_latex_table_stands_below_it_and_does_not_widen_its_last_column():
    said = written([TABLE], ".tex").decode()
    end = said.index("\\end{longtable}")
    assert "\\multicolumn" not in said
    assert said.index("\\footnotesize " + paragraphs([TABLE.note], ".tex").decode().strip()) > end


def test_what_is_compared_is_never_parted_in_the_name_of_a_column():
    head = ["P(1+1 > 2)", *["gain of contracting (service-months)"] * 6]
    said = written([PaperTable("t", head, [["1"] * 7], "n", frozenset(range(7)))], ".tex").decode()
    assert "P(1+1 $>$ 2)" in said
    assert "shortstack" in said


@pytest.mark.parametrize(
    "names", [("a", "Chance that an extension is granted"), ("月", "专职与志愿工时的替代参数比例")]
)
def test_columns_of_a_word_file_are_as_wide_as_what_stands_in_them(names):
    docx = pytest.importorskip("docx")
    short, long = names
    rows = [[long, "resources.relative_productivity", short, "A"]] * 2
    table = PaperTable("t", ["parameter", "name", "unit", "evidence"], rows, "n")
    grid = docx.Document(io.BytesIO(written([table], ".docx"))).tables[0]
    page = docx.Document(io.BytesIO(written([table], ".docx"))).sections[0]
    widths = [column.width for column in grid.columns]
    assert sum(widths) == pytest.approx(page.page_width - page.left_margin - page.right_margin, rel=1e-3)
    assert widths[1] > 2 * widths[2]
    assert [cell.width for cell in grid.rows[1].cells] == widths
    assert widths[1] / sum(widths) > len("resources.relative_productivity") / 75  # a code is not broken


CHINESE = PaperTable(
    "不确定参数的先验：S 协会",
    ("参数", "变量名", "1+1 > 2 的份额"),
    [("月人工成本", "resources.wage", "25% … 75%")],
    "依据：A 为假定",
    frozenset({2}),
)


@pytest.mark.parametrize(
    ("program", "kind", "table"), [("pdflatex", "article", TABLE), ("xelatex", "ctexart", CHINESE)]
)
def test_latex_itself_takes_it(program, kind, table, tmp_path):
    """English by pdfLaTeX, Chinese by XeLaTeX with ctex, as the README of a bundle says."""
    if shutil.which(program) is None or subprocess.run(["kpsewhich", f"{kind}.cls"], check=False).returncode:
        pytest.skip(f"no {program} with {kind} here")
    head = f"\\documentclass{{{kind}}}\\usepackage{{array,booktabs,longtable}}\\begin{{document}}\n"
    body = written([table], ".tex").decode()
    (tmp_path / "a.tex").write_text(f"{head}{body}\\end{{document}}\n", encoding="utf-8")
    run = subprocess.run(
        [program, "-halt-on-error", "a.tex"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-800:]
    assert "Missing character" not in (tmp_path / "a.log").read_text("utf-8", "replace")
