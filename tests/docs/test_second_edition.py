"""The page on the second edition: its tests are there, and both languages have the numbers of the start."""

import re
from pathlib import Path

import pytest

from experiments.validation.patterns import PATTERNS

ROOT = Path(__file__).parents[2]
PAGES = {"en": "docs/second_edition.md", "zh": "docs/second_edition.zh.md"}
START = {"en": "docs/start.md", "zh": "docs/start.zh.md"}

each_language = pytest.mark.parametrize("lang", PAGES)


def page(name):
    """A page as it is read, without comments."""
    return re.sub(r" *<!-- from: .*? -->", "", (ROOT / name).read_text("utf-8"))


def findings(lang):
    """The rows of the table of what a referee found: finding, what has become of it, test."""
    tables = re.findall(r"^\| .*?(?=\n\n)", page(PAGES[lang]), re.MULTILINE | re.DOTALL)
    (table,) = [each for each in tables if "test_sources.py" in each]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@each_language
def test_every_finding_has_a_test_that_is_there(lang):
    tests = {path: path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    written = "\n".join(tests.values())
    assert len(findings(lang)) == 20
    for finding, _, named in findings(lang):
        functions = re.findall(r"`(test_\w+)`", named)
        files = re.findall(r"(tests/[\w/]+(?:\.py)?|(?<![\w/])test_\w+\.py)", named)
        patterns = re.findall(r"\bP\d+\b|P\d+", named)
        assert functions or files or patterns, finding
        assert [name for name in functions if f"def {name}(" not in written] == []
        assert set(patterns) <= set(PATTERNS)
        for file in files:
            there = (ROOT / file).exists() if "/" in file else any(path.name == file for path in tests)
            assert there, file


def test_both_languages_have_the_same_numbers_in_their_tables():
    numbers = {
        lang: [
            sorted(re.findall(r"[−+]?\d[\d,.]*\d|\d", line))
            for line in page(name).splitlines()
            if line.startswith("| ")
        ]
        for lang, name in PAGES.items()
    }
    assert len(numbers["en"]) == len(numbers["zh"])
    assert [one for one in zip(numbers["en"], numbers["zh"], strict=True) if one[0] != one[1]] == []


@each_language
def test_its_headline_is_that_of_the_case_on_the_first_page(lang):
    shown = page(START[lang]).split("<!-- case -->")[1].split("<!-- /case -->")[0]
    benchmarks = re.findall(r"1 \+ 1 = (\d\.\d\d)", shown)
    assert len(benchmarks) == 2
    assert [each for each in benchmarks if f"{each} [" not in page(PAGES[lang])] == []
