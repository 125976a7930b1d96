"""The vocabulary of docs/glossary.md: words that it rules out stand in no text file, in capitals or not."""

import re
import subprocess
from functools import cache
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
    r"\bKEYS_OF_A_DRAW\b": "SEEDS",
    r"--replications\b": "--draws, --seeds, --runs",
    r"\bwhat nobody knows\b|\bnobody knows\b": "uncertain parameters",
    r"\btell(s|ing)? (\w+ )?apart\b": "distinguish, resolve",
    r"\bsurely\b": "resolved at 5%",
    r"[0-9一两几多少] ?间(?![接隔断])|(?<!\w)间工作室": "个, of which studios are counted",
}
# Files that must name the words: the glossary itself, the changelog, this test, and the reader of old files.
EXEMPT = {
    "docs/glossary.md", "CHANGELOG.md", "tests/architecture/test_vocabulary.py", "sim/scenario/uncertain.py",
    "tests/sim/scenario/test_scenario.py", "tests/sim/scenario/test_errors.py",
}  # fmt: skip
# What is no use of the word: the name of a letter, an old name that leads to the new one.
ALLOWED = {
    "experiments/cli/signs.py": ('"θ": "theta"',),
    # what is refused with the name that it has now
    "experiments/errors.py": ('"--replications"', '"--luck"', '"unknowns"'),
}


@cache
def files():
    """Every text file of the repository, also one that is not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=60,
    ).stdout.split("\0")  # fmt: skip
    return [
        path
        for name in sorted(set(listed) - EXEMPT - {""})
        if (path := ROOT / name).is_file() and b"\0" not in path.read_bytes()[:8000]
    ]


@cache
def plain_text(path):
    """A file's text without the addresses of links, the figures of a notebook and what is allowed in it."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        text = re.sub(r'"image/png": "[^"]*"', "", text)
    for phrase in ALLOWED.get(path.relative_to(ROOT).as_posix(), ()):
        text = text.replace(phrase, "")
    return re.sub(r"\]\([^)]*\)", "]", text)


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


@cache
def small(text):
    return text.lower()


def where(text, expression):
    """The lines in which a word stands, in small letters or capitals, alone or in a name_with_others."""
    bare = expression.replace(r"\b", "").replace("\\", "")
    if re.fullmatch(r"[\w -]+", bare) and bare.lower() not in small(text):  # most words, and fast
        return []
    edge = r"(?:(?<![a-z])(?=[a-z])|(?<=[a-z])(?![a-z]))" if "_" not in expression else r"\b"
    sought = re.compile(expression.replace(r"\b", edge), re.IGNORECASE)
    if not sought.search(text):
        return []
    return [number for number, line in enumerate(text.splitlines(), 1) if sought.search(line)]


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
        if (lines := where(plain_text(path), expression))
    }
    assert found == {}, f"say instead: {instead}"


def test_a_forbidden_word_would_be_found():
    assert where("a line\nwhat nobody knows\n", r"\bnobody knows\b") == [2]
    assert where("Told first\nWE TOLD\nis_told\nuntold, tolder", r"\btold\b") == [1, 2, 3]
    assert where("Unknowns", pattern("unknowns")) == [1]
    assert where("未知量", pattern("未知量")) == [1]
    counted = next(expression for expression in PRIVATE if "间工作室" in expression)
    assert where('25 间工作室\n开了多少间？\n"间工作室"\n期间工作室减少间接成本', counted) == [1, 2, 3]
    assert where("--Replications N", r"--replications\b") == [1]


def test_every_kind_of_text_file_is_read():
    names = {path.relative_to(ROOT).as_posix() for path in files()}
    assert {"CONTRIBUTING.zh.md", "README.zh.md", ".ci/run", "Makefile", "CITATION.cff"} <= names
    assert {".py", ".toml", ".md", ".ipynb"} <= {path.suffix for path in files()}
    assert not {name for name in names if name.endswith((".png", ".ttf"))}
    readme = ROOT / "README.md"
    assert "](" in readme.read_text("utf-8")
    assert "](" not in plain_text(readme), "the addresses of links are no words"
    assert [name for name in sorted(EXEMPT) if not (ROOT / name).is_file()] == []


def test_what_is_allowed_is_there():
    for name, phrases in ALLOWED.items():
        text = (ROOT / name).read_text("utf-8")
        assert [phrase for phrase in phrases if phrase not in text] == [], name
