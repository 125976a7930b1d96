"""Where each question is answered: every rule is found from a question, with the test of its answer."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": "questions.md", "zh": "questions.zh.md"}
TESTS, SIM = "../tests/", "../sim/rules"

languages = pytest.mark.parametrize("lang", PAGES)


def page(lang):
    return (DOCS / PAGES[lang]).read_text(encoding="utf-8")


def links(text):
    return [target for target in re.findall(r"\]\(([^)]+)\)", text) if "://" not in target]


@languages
def test_every_file_that_is_named_is_there(lang):
    named = links(page(lang))
    assert len(named) > 50
    assert [target for target in named if not (DOCS / target).exists()] == []


@languages
def test_every_rule_file_is_found_from_a_question(lang):
    rows = [line for line in page(lang).splitlines() if line.startswith("| ") and "tests/" in line]
    assert len(rows) > 15
    for row in rows:
        _, question, rule, test, _ = row.split("|")
        assert question.strip()[-1] in "?？"
        assert links(rule)
        assert all(target.startswith(TESTS) for target in links(test))
    rules = {path.name for path in (DOCS / SIM).glob("*.py")} - {"__init__.py"}
    assert {Path(target).name for row in rows for target in links(row)} >= rules


def test_both_languages_name_the_same_files():
    def named(lang):
        return [each.replace(".zh.md", ".md") for each in links(page(lang).partition("\n\n")[2])]

    assert named("en") == named("zh")
