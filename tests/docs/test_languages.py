"""Pages in English and Chinese: each has its counterpart, links to it, and asks for the same commands."""

import re
import tomllib
from pathlib import Path

import pytest

from experiments.cli.commands import available
from experiments.cli.main import parser_for

ROOT = Path(__file__).parents[2]
BOTH = {
    "README",
    "CONTRIBUTING",
    "docs/analyses",
    "docs/concepts",
    "docs/index",
    "docs/bundle",
    "docs/module",
    "docs/odd",
    "docs/page",
    "docs/patterns",
    "docs/questions",
    "docs/report",
    "docs/robustness",
    "docs/scenarios",
    "docs/second_edition",
    "docs/start",
    "docs/studies",
    "docs/teaching",
    "docs/trace",
}
"""Pages for users that are there in both languages."""
ABRIDGED = {"docs/studies"}
"""Pages whose Chinese counterpart says where the rest stands."""
SHAPE = r"^#+ |^\| |^```"

pages = pytest.mark.parametrize("name", sorted(BOTH))


def both(name):
    return [(ROOT / f"{name}{end}").read_text("utf-8") for end in (".md", ".zh.md")]


def blocks(page):
    return re.findall(r"^```\w*\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


def spans(page):
    """What stands in code spans, which may be broken over lines."""
    text = re.sub(r"^```\w*\n.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
    return {" ".join(span.split()) for span in re.findall(r"`([^`]+)`", text)}


def commands(page):
    """Every command of a page, without comments, the language asked for, and the words for a file."""
    lines = [line for block in blocks(page) for line in block.splitlines()] + list(spans(page))
    found = {re.sub(r" --lang zh| +#.*", "", line).strip() for line in lines}
    found = {re.sub(r"[A-Z]+(\.\w+)?$|[一-鿿]+$", "FILE", line) for line in found}
    return {line for line in found if re.match(r"(oneplusone|make|pytest|pip|python) ", line)}


def test_every_page_in_chinese_has_its_counterpart_and_is_listed():
    found = {
        path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.zh.md"), *ROOT.glob("docs/*.zh.md")]
    }
    assert {name.removesuffix(".zh.md") for name in found} == BOTH
    assert all((ROOT / f"{name}.md").is_file() for name in BOTH)


@pages
def test_both_pages_link_to_each_other(name):
    english, chinese = both(name)
    own = name.rpartition("/")[2]
    assert f"]({own}.zh.md)" in english
    assert f"]({own}.md)" in chinese


@pages
def test_both_pages_lead_to_the_glossary(name):
    for page in both(name):
        assert re.search(r"\]\((docs/)?glossary\.md\)", page)


def test_the_pages_in_both_languages_at_once_lead_to_the_glossary():
    for name in ("notebooks/README.md", "docs/api.md", "docs/architecture.md"):
        assert "glossary.md)" in (ROOT / name).read_text("utf-8")


@pages
def test_both_pages_ask_for_the_same_commands(name):
    english, chinese = map(commands, both(name))
    assert chinese
    if name in ABRIDGED:
        named = [{" ".join(line.split()[:3]) for line in found} for found in (english, chinese)]
        assert named[1] - named[0] == set()
    else:
        assert english == chinese


@pytest.mark.parametrize(("name", "least"), [("docs/analyses", 50), ("docs/module", 30), ("docs/odd", 30)])
def test_both_pages_have_the_same_structure(name, least):
    shapes = [re.findall(SHAPE, page, re.MULTILINE) for page in both(name)]
    assert shapes[0] == shapes[1]
    here, there = ({span.replace('"en"', '"zh"') for span in spans(page)} for page in both(name))
    assert len(here) > least
    assert here == there


@pytest.mark.parametrize("name", ["docs/analyses"])
def test_the_commands_are_there_and_take_their_options(name):
    for page in both(name):
        lines = [line.split() for line in commands(page) if line.startswith("oneplusone ")]
        assert len(lines) > 5
        assert {words[1] for words in lines} <= set(available())
        for _, *words in lines:
            if words[1:] and words[1].startswith("--"):
                parser_for(words, "zh").parse_args(words)  # exits with status 2 if invalid


def test_every_section_of_the_model_has_the_same_formulas_and_sources():
    """What is neither English nor Chinese is the same in both: Greek letters, signs, sources by year."""
    halves = [re.split(r"^## |^\*\*(?=6\.)", page, flags=re.MULTILINE)[1:] for page in both("docs/odd")]
    assert len(halves[0]) == len(halves[1]) > 20
    for english, chinese in zip(*halves, strict=True):
        signs = [
            sorted(re.findall(r"[α-ωΑ-ΩϕΣ½¼]|∅|√|\b(?:19|20)\d\d\b", part)) for part in (english, chinese)
        ]
        assert signs[0] == signs[1], english[:60]


def test_every_number_of_the_patterns_is_the_same():
    rows = [re.findall(r"^\|(.*)\|$", page, re.MULTILINE) for page in both("docs/patterns")]
    assert len(rows[0]) == len(rows[1]) > 30
    for english, chinese in zip(*rows, strict=True):
        numbers = [
            re.findall(r"[−+]?\d[\d.,]*\d|\d", cells.rsplit("|", 2)[1]) for cells in (english, chinese)
        ]
        assert numbers[0] == numbers[1], english
    english, chinese = (sorted(re.findall(r"P\d+|\d+\.\d+|\d+%", page)) for page in both("docs/patterns"))
    assert english == chinese


def test_the_file_of_a_study_has_the_same_keys_in_both_languages():
    files = [
        re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL) for page in both("docs/studies")
    ]
    english, chinese = ([tomllib.loads(file) for file in each] for each in files)
    assert english == chinese
