"""The vocabulary of docs/glossary.md: words that it rules out stand nowhere in code, texts, docs and
notebooks.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"

# Private words that the glossary's terms replaced, and English that is not idiomatic, by pattern.
PRIVATE = {
    r"\btold\b": "reported, stated, resolved, distinguished",
    r"\bhands\b(?! out)": "threads",
    r"\bignorance\b": "parameter uncertainty",
    r"\bowed\b": "due to, caused by",
    r"\bnought\b": "zero",
    r"\bluck(y|ily)?\b": "random numbers",
    r"\bcan not\b": "cannot",
    r"\bthrown switch|switch(es)? (is|are) thrown\b": "active",
    r"\bTOLD\b|\bKEYS_OF_A_DRAW\b": "RESOLVED, SEEDS",
    r"--replications\b": "--draws, --seeds, --runs",
    r"\bwhat nobody knows\b|\bnobody knows\b": "uncertain parameters",
    r"\btell(s|ing)? (\w+ )?apart\b": "distinguish, resolve",
    r"\bsurely\b": "resolved at 5%",
}
# Files that must name the words: the glossary itself, the changelog, this test, and the reader of old files.
EXEMPT = {
    "docs/glossary.md", "CHANGELOG.md", "tests/architecture/test_vocabulary.py", "sim/scenario/uncertain.py",
    "tests/sim/scenario/test_scenario.py", "tests/sim/scenario/test_errors.py",
}  # fmt: skip
SUFFIXES = {".py", ".toml", ".md", ".ipynb", ".cff"}
FOLDERS = ("sim", "experiments", "oneplusone", "tests", "docs", "notebooks")


def files():
    top = [
        ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md", "pyproject.toml", "Makefile")
    ]
    found = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*"))]
    return [
        path
        for path in [*top, *found]
        if path.is_file()
        and (path.suffix in SUFFIXES or path.name == "Makefile")
        and path.relative_to(ROOT).as_posix() not in EXEMPT
        and "__pycache__" not in path.parts
    ]


def rows():
    """The rows of the glossary's tables: term, Chinese, meaning, words not used."""
    for line in GLOSSARY.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if line.startswith("| ") and not cells[0].startswith(("Term", "-")):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            yield cells


def pattern(word):
    return re.escape(word) if re.search(r"[\u4e00-\u9fff]", word) else rf"\b{re.escape(word)}\b"


def forbidden():
    found = dict(PRIVATE)
    for term, chinese, _, words in rows():
        for word in filter(None, (each.strip() for each in words.split(","))):
            found[pattern(word)] = f"{term} / {chinese}"
    return found


def where(text, expression):
    plain = re.sub(r"\]\([^)]*\)", "]", text)  # not the addresses of links
    return [number for number, line in enumerate(plain.splitlines(), 1) if re.search(expression, line)]


def test_every_term_has_both_languages_and_a_meaning():
    terms = list(rows())
    assert len(terms) > 35
    for term, chinese, meaning, _ in terms:
        assert term
        assert chinese
        assert re.search(r"[\u4e00-\u9fff]", meaning), term
        assert re.search(r"[A-Za-z]{3}", meaning), term
    names = [term for term, *_ in terms]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("expression", "instead"), forbidden().items())
def test_a_word_that_the_glossary_rules_out_stands_nowhere(expression, instead):
    found = {
        path.relative_to(ROOT).as_posix(): lines[:5]
        for path in files()
        if (lines := where(path.read_text("utf-8"), expression))
    }
    assert found == {}, f"say instead: {instead}"


def test_a_forbidden_word_would_be_found():
    assert where("a line\nwhat nobody knows\n", r"\bnobody knows\b") == [2]
    assert where("[x](told.md)", r"\btold\b") == []
