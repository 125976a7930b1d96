"""Notebooks: executed from a clean kernel, equal in both languages, current, and on the public API only.

Every English notebook is run, and one Chinese one. The code of the other Chinese ones is the same but for the
line that sets the language (`test_only_the_language_line_differs_in_the_code`); `-m full` runs them.
"""

import ast
import base64
import io
import re
import shlex
import subprocess
import sys
import tokenize
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib.image import imread
from nbclient import NotebookClient

from experiments.cli.main import parser_for
from experiments.texts import LANGUAGES
from notebooks import build

HAN = re.compile(r"[一-鿿]")
NOTEBOOKS = sorted(build.FOLDER.glob("*.ipynb"))
NAMES = sorted({path.name.split(".")[0] for path in NOTEBOOKS})
SAID = ("text", "text/plain", "text/html")
CELL_SECONDS = 600  # a first run compiles the model

SAMPLE = "03_incentives_and_goals"
"""The lesson that is run in Chinese as well: its figures have the lessons' own labels."""


def is_run_always(path: Path) -> bool:
    return path.stem.endswith(".en") or path.stem == f"{SAMPLE}.zh"


RUN = [pytest.param(path, marks=() if is_run_always(path) else pytest.mark.full) for path in NOTEBOOKS]

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_name = pytest.mark.parametrize("name", NAMES)


def cells(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == kind]


def code(path: Path) -> str:
    """All code of a notebook, without IPython magics."""
    return "\n".join(re.sub(r"^%.*$", "", source, flags=re.MULTILINE) for source in cells(path, "code"))


def run(notebook, folder: Path):
    """The notebook, executed by a new kernel in a folder; a cell that raises fails the test."""
    client = NotebookClient(
        notebook, timeout=CELL_SECONDS, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    return client.execute()


def outputs_of(notebook) -> tuple[list[np.ndarray], str]:
    """The figures of an executed notebook and its text on stderr."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    figures = [
        imread(io.BytesIO(base64.b64decode(output.data["image/png"])))
        for output in outputs
        if "image/png" in output.get("data", {})
    ]
    return figures, "".join(output.text for output in outputs if output.get("name") == "stderr")


def test_what_is_run_always_is_every_lesson_once_and_one_in_both_languages():
    always = [path.stem for path in NOTEBOOKS if is_run_always(path)]
    assert {name.split(".")[0] for name in always} == set(NAMES)
    assert len(always) == len(NAMES) + 1


def said_by(notebook) -> list[str]:
    """What an executed or a stored notebook says, in order: words and tables, without addresses in memory."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    shown = [output for output in outputs if output.get("name") != "stderr"]
    texts = [[output.get("data", output).get(kind) for kind in SAID] for output in shown]
    return [build.without_addresses(text) for row in texts for text in row if text is not None]


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.stem)
def test_a_notebook_runs_from_a_clean_kernel_and_says_what_is_stored(path, tmp_path):
    before = set(path.parent.iterdir())
    ran = run(nbformat.read(path, 4), tmp_path)
    stored = said_by(nbformat.read(path, 4))
    assert said_by(ran) == stored, "delete it and run: python -m notebooks.build --run"
    figures, errors = outputs_of(ran)
    assert figures
    assert all(figure[..., :3].std() > 0.01 for figure in figures), "a figure is blank"
    assert "missing from" not in errors, errors
    assert "Traceback" not in errors, errors
    assert set(path.parent.iterdir()) == before
    assert list(tmp_path.iterdir()) == []


def test_a_missing_glyph_in_a_figure_would_be_found(tmp_path):
    source = "%matplotlib inline\nfrom matplotlib import pyplot\npyplot.title('何处')\npyplot.show()"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    figures, errors = outputs_of(run(notebook, tmp_path))
    assert figures
    assert "missing from" in errors


def test_the_notebooks_are_current():
    assert [path.name for path in build.stale()] == [], "run: python -m notebooks.build"
    assert len(NAMES) >= 3
    assert {f"{name}.{lang}.ipynb" for name in NAMES for lang in LANGUAGES} == {
        path.name for path in NOTEBOOKS
    }


LARGEST = 600_000
"""Bytes of a stored notebook: figures and tables, no state of widgets."""


@each_notebook
def test_a_notebook_is_stored_with_the_results_of_one_clean_run(path):
    assert path.stat().st_size < LARGEST
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    ran = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert build.has_results(path), "run: python -m notebooks.build --run"
    assert [cell.execution_count for cell in ran] == list(range(1, len(ran) + 1))
    outputs = [output for cell in ran for output in cell.outputs]
    assert {output.output_type for output in outputs} <= {"stream", "execute_result", "display_data"}
    assert [output for output in outputs if output.get("name") == "stderr"] == []
    assert [output for output in outputs if build.WIDGET_VIEW in output.get("data", {})] == []
    assert "widgets" not in notebook.metadata
    for cell in notebook.cells:
        folded = cell.cell_type == "code" and build.is_folded(cell.source)
        assert cell.metadata == (build.FOLDED if folded else {})
        assert folded or cell.cell_type != "code" or "assert " not in cell.source


def test_a_run_keeps_what_is_shown_and_no_kernel_is_needed_to_see_it(tmp_path):
    shown = """
class Shown:
    def _repr_mimebundle_(self, **asked):
        return {"text/html": "<p>still</p>", "text/plain": repr(self), "%s": {"model_id": "1"}}

import sys
print("said", file=sys.stderr)
Shown()
"""
    path = tmp_path / "lesson.en.ipynb"
    cells = [nbformat.v4.new_code_cell(shown % build.WIDGET_VIEW)]
    before = nbformat.v4.writes(nbformat.v4.new_notebook(cells=cells)).rstrip("\n") + "\n"
    path.write_text(before, "utf-8")
    assert not build.has_results(path)
    build.run(path)
    assert build.has_results(path)
    (output,) = nbformat.read(path, 4).cells[0].outputs
    assert output.data == {"text/html": "<p>still</p>", "text/plain": "<__main__.Shown object>"}
    assert build.without_results(path) == before


def test_results_stay_where_texts_alone_have_changed_and_go_with_the_code(tmp_path):
    def lesson(text, code):
        cells = [nbformat.v4.new_markdown_cell(text, id="a"), nbformat.v4.new_code_cell(code, id="b")]
        return nbformat.v4.writes(nbformat.v4.new_notebook(cells=cells)).rstrip("\n") + "\n"

    path = tmp_path / "lesson.en.ipynb"
    assert build.with_results_of(path, lesson("# 4 · One", "1 + 1")) == lesson("# 4 · One", "1 + 1")
    path.write_text(lesson("# 4 · One", "1 + 1"), "utf-8")
    build.run(path)
    path.write_text(build.with_results_of(path, lesson("# 3 · One", "1 + 1")), "utf-8")
    assert build.without_results(path) == lesson("# 3 · One", "1 + 1")
    assert said_by(nbformat.read(path, 4)) == ["2"]
    assert build.with_results_of(path, lesson("# 3 · One", "1 + 2")) == lesson("# 3 · One", "1 + 2")


def test_what_checks_is_folded_in_and_what_is_long_and_shows_nothing():
    long = "\n".join(f"a{line} = {line}" for line in range(build.LONG + 1))
    assert [build.is_folded(code) for code in ("assert x", long, f"%matplotlib inline\n{long}")] == [True] * 3
    shown = ("x = 1", f"{long}\na1", f"{long}\nprint(a1)\nb = 1", "def f():\n    assert True")
    assert [build.is_folded(code) for code in shown] == [False] * 4


def test_a_bet_is_folded_in_and_what_it_needs_is_not():
    """Its question stands in both languages in the code, and in one above the slider."""
    assert build.is_folded('opo.bet(\n    1,\n    2,\n    lang,\n    question={"en": "?", "zh": "？"},\n)')
    assert not build.is_folded("found = opo.simulate(case)\nopo.bet(1, found.added_value, lang)")


@each_notebook
def test_no_word_of_a_table_is_cut_off(path):
    """Pandas ends what is longer than fifty characters with dots, unless it is asked not to."""
    shown = [text for text in said_by(nbformat.read(path, 4)) if 'class="dataframe"' in text]
    assert [cut for text in shown for cut in re.findall(r"[^<>]*\.\.\.(?=</t[dh]>)", text)] == []


GAP = re.compile(r"[一-鿿，。；：、（）] +[一-鿿]|[0-9]时|\.\.|。。|; Against|；相对于双方各自单独：")
"""A space between Chinese words, or a sentence that runs into the next."""


@each_notebook
def test_no_sentence_has_a_gap_between_chinese_words_or_runs_into_the_next(path):
    said = [text for text in said_by(nbformat.read(path, 4)) if text.startswith('<div style="white-space')]
    assert [found for text in said for found in GAP.findall(text)] == []


@each_notebook
def test_every_bet_stands_in_a_cell_of_its_own(path):
    bets = [source for source in cells(path, "code") if "opo.bet(" in source]
    assert [source for source in bets if not build.is_bet(source)] == []


@each_notebook
def test_what_is_folded_in_shows_nothing(path):
    """A cell of checks only asserts, another only defines: what a class is to see stands in an open one.

    A bet is shown whole without its code.
    """
    for source in filter(build.is_folded, cells(path, "code")):
        if build.is_bet(source):
            continue
        assert not isinstance(ast.parse(re.sub(r"^%.*$", "", source, flags=re.MULTILINE)).body[-1], ast.Expr)
    checked = [source for source in cells(path, "code") if "assert " in source]
    assert len(checked) >= 3
    for source in checked:
        assert isinstance(ast.parse(source).body[-1], ast.Assert), source
        assert not re.search(r"\bprint\(|\.plot\(|\.(bet|beside)\(", source), source


COMMAND = re.compile(r"^\.venv/bin/jupyter (nbconvert .+)$", re.MULTILINE)


def test_the_command_that_exports_a_lesson_leaves_out_what_is_folded_in(tmp_path):
    """In each language's half of the page; the first is tried."""
    commands = COMMAND.findall((build.FOLDER / "README.md").read_text("utf-8"))
    first, second = (shlex.split(command) for command in commands)
    assert [word.replace(".zh.", ".en.") for word in second] == first
    first[first.index("--output-dir") + 1] = str(tmp_path)
    subprocess.run([sys.executable, "-m", *first], cwd=ROOT, check=True, capture_output=True)
    (page,) = tmp_path.glob("*.html")
    assert "assert " not in (shown := page.read_text("utf-8"))
    assert shown.count('class="oneplusone-bet"') >= 3


ROOT = build.FOLDER.parent
INTERNALS_SHOWN = {"odd.md", "architecture.md"}  # docs that describe the code behind the public API
DOCUMENTS = [ROOT / "README.md", ROOT / "README.zh.md"] + [
    path for path in sorted((ROOT / "docs").glob("*.md")) if path.name not in INTERNALS_SHOWN
]
PACKAGES = {path.parent.name for path in ROOT.glob("*/__init__.py")}


def imported(source: str) -> set[str]:
    """The packages of this project that a piece of Python imports, doctests included."""
    lines = re.findall(r"^\s*(?:>>> )?(?:from\s+(\w+)[\w.]*\s+import\b|import\s+(.+))", source, re.MULTILINE)
    names = [name for one, several in lines for name in (one, *re.findall(r"(?:^|,)\s*(\w+)", several))]
    return PACKAGES.intersection(names)


@each_notebook
def test_a_notebook_imports_only_the_public_api(path):
    assert imported(code(path)) == {"oneplusone"}
    assert "import oneplusone as opo" in code(path).splitlines()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_code_of_a_document_imports_only_the_public_api(path):
    blocks = re.findall(r"^```\w*\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert imported("\n".join(blocks)) <= {"oneplusone"}


def test_an_import_of_an_internal_package_would_be_found():
    assert {"sim", "experiments", "oneplusone"} <= PACKAGES
    for line in ("from sim.model import x", "import numpy, sim.model as m", "    >>> from sim import x"):
        assert imported(line) == {"sim"}
    assert imported("import pandas as sim") == set()
    assert imported("select a from sim join b") == set()


@each_name
def test_only_the_language_line_differs_in_the_code(name):
    lines = [
        "\n".join(cells(build.FOLDER / f"{name}.{lang}.ipynb", "code")).split("\n") for lang in LANGUAGES
    ]
    assert len(lines[0]) == len(lines[1])
    different = [pair for pair in zip(*lines, strict=True) if pair[0] != pair[1]]
    assert different == [('lang = "en"', 'lang = "zh"')]


@each_notebook
def test_every_bet_names_its_question_in_both_languages(path):
    calls = [node for node in ast.walk(ast.parse(code(path))) if isinstance(node, ast.Call)]
    bets = [call for call in calls if ast.unparse(call.func) == "opo.bet"]
    asked = [{word.arg: word.value for word in call.keywords}.get("question") for call in bets]
    assert bets
    assert None not in asked
    assert all(set(ast.literal_eval(each)) == set(LANGUAGES) for each in asked)
    assert len({ast.unparse(each) for each in asked}) == len(asked)


@each_name
def test_the_texts_have_the_same_structure_in_both_languages(name):
    english, chinese = (cells(build.FOLDER / f"{name}.{lang}.ipynb", "markdown") for lang in LANGUAGES)
    assert [text for text in english if HAN.search(text)] == []
    assert [text for text in chinese if not HAN.search(text)] == []
    for mine, other in zip(english, chinese, strict=True):
        for mark in (r"^#+ ", r"^- ", r"^\*\*", r"^```"):
            count = [len(re.findall(mark, text, re.MULTILINE)) for text in (mine, other)]
            assert count[0] == count[1], (mark, mine, other)
        assert re.findall(r"`([^`\n]+)`", mine) == re.findall(r"`([^`\n]+)`", other)


@each_notebook
def test_a_notebook_ends_with_its_limits_and_two_exercises(path):
    texts = "\n".join(cells(path, "markdown"))
    limits, exercises = (
        ("## 这不能说明什么", "## 练习：先预测，再观察")
        if path.stem.endswith("zh")
        else ("## What this does not show", "## Exercises: predict, then see")
    )
    assert 0 < texts.index(limits) < texts.index(exercises)
    assert re.findall(r"^\*\*(\d)\. ", texts[texts.index(exercises) :], re.MULTILINE) == ["1", "2"]
    assert nbformat.read(path, 4).cells[-1].cell_type == "code", "the last cell shows the result predicted"


@each_notebook
def test_a_notebook_checks_its_numbers(path):
    checks = [node for node in ast.walk(ast.parse(code(path))) if isinstance(node, ast.Assert)]
    assert len(checks) >= 5
    assert all(any(isinstance(part, ast.Name) for part in ast.walk(check.test)) for check in checks)
    # The text above each check explains its strictness.
    kinds = [(cell.cell_type, cell.source) for cell in nbformat.read(path, 4).cells]
    for place, (kind, source) in enumerate(kinds):
        if kind == "code" and re.search(r"^assert ", source, re.MULTILINE):
            explained = next(text for other, text in reversed(kinds[:place]) if other == "markdown")
            assert re.search(r"^\*\*(Check|检验)[.。]\*\* ?", explained, re.MULTILINE), source


@each_notebook
def test_the_code_has_no_comments_in_words(path):
    read = io.StringIO(code(path)).readline
    comments = [token.string for token in tokenize.generate_tokens(read) if token.type == tokenize.COMMENT]
    assert comments == []


@each_notebook
def test_every_command_in_a_text_is_valid(path):
    texts = "\n".join(cells(path, "markdown"))
    lines = re.findall(r"^(oneplusone .+)$|`(oneplusone [^`]+)`", texts, re.MULTILINE)
    for line in (first or second for first, second in lines):
        words = shlex.split(line)[1:]
        parser_for(words, path.stem[-2:]).parse_args(words)  # exits with status 2 if invalid


SOUND = """\
<!-- #region lang="en" -->
One
<!-- #endregion -->

<!-- #region lang="zh" -->
一
<!-- #endregion -->

```python
lang = "en"
```
"""


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ('lang="zh" -->', 'lang="en" -->', r'cell 2: expected a text in <!-- #region lang="zh" -->'),
        ('<!-- #region lang="zh" -->\n一\n<!-- #endregion -->\n', "", r"cell 2: expected the text in .*zh"),
        ('<!-- #region lang="en" -->\nOne\n<!-- #endregion -->', "One", r"cell 1: expected a text in .*en"),
        ('lang = "en"', 'lang = "zh"', r'`lang = "en"` occurs 0 times'),
        ('lang = "en"', 'lang = "en"\nlang = "en"', r'`lang = "en"` occurs 2 times'),
    ],
)
def test_a_source_that_lacks_a_language_is_refused(tmp_path, was, becomes, problem):
    source = tmp_path / "lesson.md"
    source.write_text(SOUND, "utf-8")
    assert [cell.source for cell in build.notebook(source, "zh").cells] == ["一", 'lang = "zh"']
    assert was in SOUND
    source.write_text(SOUND.replace(was, becomes), "utf-8")
    with pytest.raises(build.SourceError, match=problem):
        build.notebook(source, "en")


def test_lines_are_joined_in_chinese_only(tmp_path):
    source = tmp_path / "lesson.md"
    source.write_text(
        SOUND.replace("One", "One\nline").replace("一", "一行，\n再一行\n2 行\n\n- 项\n- 项"), "utf-8"
    )
    texts = [build.notebook(source, lang).cells[0].source for lang in LANGUAGES]
    assert texts == ["One\nline", "一行，再一行\n2 行\n\n- 项\n- 项"]
