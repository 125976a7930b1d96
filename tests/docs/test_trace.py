"""docs/trace.md names tests that there are, the same in both languages, and every element of TRACE."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = {lang: (ROOT / f"docs/trace{end}.md").read_text("utf-8") for lang, end in (("en", ""), ("zh", ".zh"))}
TEST = re.compile(r"\[(test_\w+)\]\(\.\./(tests/[\w/]+\.py)\)")
LEFT_OUT = {"full", "chance_full", "faults_full", "patterns_full"}
"""Markers of the long suites, which `make test` leaves out."""

pages = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


def functions(path):
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def missing(named):
    """The tests that are not there, or not run by `make test`."""
    for name, path in named:
        node = functions(path).get(name) if (ROOT / path).is_file() else None
        marks = [part for each in node.decorator_list for part in ast.walk(each)] if node else []
        if node is None or any(getattr(part, "attr", "") in LEFT_OUT for part in marks):
            yield name


@pages
def test_every_test_that_is_named_is_there_and_is_run(page):
    named = TEST.findall(page)
    assert len(named) > 50
    assert list(missing(named)) == []
    assert not re.findall(r"`test_\w+`", page), "a test is named with its link"


def test_one_that_is_not_there_would_be_noticed():
    path = "tests/model/patterns/test_patterns.py"
    there = "test_p4_time_is_not_money"
    assert list(missing([(there, path)])) == []
    assert list(missing([("test_nothing", path), (there, "tests/nowhere.py")])) == ["test_nothing", there]
    assert list(missing([("test_larger_samples_say_the_same", path)])) == ["test_larger_samples_say_the_same"]


def test_both_languages_name_the_same_tests_in_the_same_order():
    assert TEST.findall(PAGES["en"]) == TEST.findall(PAGES["zh"])


@pages
def test_the_eight_elements_of_trace_are_there_and_each_claim_has_its_test(page):
    assert re.findall(r"^## (\d) ", page, re.MULTILINE) == list("12345678")
    rows = re.findall(r"^\| (.+) \| (.+) \|$", page.split("\n## 1 ")[1], re.MULTILINE)
    claims = [test for _, test in rows if test not in ("test", "检验", "---")]
    assert len(claims) > 35
    assert [test for test in claims if not TEST.search(test)] in (
        ["none: literature beside a prior predictive"],
        ["无：文献与先验预测的对照"],
    )


@pages
def test_the_pages_that_it_leads_to_are_there(page):
    for target in re.findall(r"\]\((?!\w+:)([^)#]+)", page):
        assert (ROOT / "docs" / target).exists(), target


def test_what_was_tuned_is_what_the_patterns_admit():
    said = (ROOT / "docs" / "patterns.md").read_text("utf-8")
    assert "the panel's leniency" in said
    assert "no independent test" in said
    table = PAGES["en"].split("## 1 ")[0]
    assert len(re.findall(r"^\| .*no independent test", table, re.MULTILINE)) == 3
