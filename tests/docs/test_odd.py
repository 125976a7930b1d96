"""docs/odd.md describes the model that is there: forms, sources of synergy, arms and files are the code's."""

import re
from pathlib import Path

import pytest

from docs import submodels
from experiments.reporting.wording import SIGNS
from sim.parameters.registry import PARAMETERS
from sim.sources import SOURCES

ROOT = Path(__file__).parents[2]
PAGES = {lang: (ROOT / f"docs/odd{end}.md").read_text("utf-8") for lang, end in (("en", ""), ("zh", ".zh"))}
TECHNICAL = {"agents/tally.py", "agents/queue.py"}
"""Files without a mechanism of their own: what is counted, and how a queue is found fast."""


def in_words(page):
    """What is written by hand, before the generated tables."""
    return page.partition(f"<!-- {submodels.MARK} -->")[0]


pages = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


def rows(page, head):
    """The cells of the table whose head begins so."""
    table = page[page.index(f"\n| {head}") :].lstrip("\n").split("\n\n")[0]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]


@pages
def test_the_forms_are_those_that_are_declared_the_models_own_first(page):
    found = {name.strip("`"): re.findall(r"`(\w+)`", options) for name, options, _ in rows(page, "`form.`")}
    declared = {each.name.partition(".")[2]: each for each in PARAMETERS.values() if each.group == "form"}
    assert set(found) == set(declared)
    for name, options in found.items():
        assert options[0] == declared[name].options[int(declared[name].default)], name
        assert sorted(options) == sorted(declared[name].options), name


@pytest.mark.parametrize("lang", PAGES)
def test_the_sources_of_synergy_are_those_of_the_ledger(lang):
    head = {"en": "source | what it is", "zh": "来源 | 是什么"}[lang]
    assert [row[0].strip("`") for row in rows(PAGES[lang], head)] == [source.name for source in SOURCES]


@pytest.mark.parametrize("lang", PAGES)
def test_the_arms_are_those_of_the_model(lang):
    head = {"en": "arm | who acts", "zh": "比较组 | 谁行动"}[lang]
    assert [row[0] for row in rows(PAGES[lang], head)] == list(SIGNS)


@pages
def test_every_file_of_a_mechanism_is_named_and_there(page):
    named = set(re.findall(r"`((?:rules|agents)/\w+\.py)`", in_words(page)))
    there = {
        f"{folder}/{path.name}"
        for folder in ("rules", "agents")
        for path in (ROOT / "sim" / folder).glob("*.py")
        if path.stem != "__init__"
    }
    assert named <= there
    assert there - named == TECHNICAL


def test_the_tables_of_parameters_are_those_of_the_code():
    """The page names no parameter that is not there, and misses none; renew it: python docs/submodels.py."""
    assert [path.name for path, page in submodels.current().items() if page != path.read_text("utf-8")] == []


def test_every_parameter_is_read_somewhere_in_the_model():
    assert [name for name, files in submodels.readers().items() if not files] == []


@pages
def test_every_file_that_reads_a_parameter_is_described(page):
    read = {file for found in submodels.readers().values() for file in found}
    described = set(re.findall(r"`(?:sim/)?((?:\w+/)?\w+\.py)`", in_words(page)))
    assert read - described <= TECHNICAL | {"world.py"}


CONSTANTS = (
    (r"trust 0\.5 in the office|街道的信任为 0\.5", "founding.py", "community.office_trust = 0.5"),
    (r"U\(0\.4, 0\.6\)", "founding.py", "trust = 0.4 + 0.2 * u"),
    (r"± 0\.2", "founding.py", "p.control.independence + 0.4 * (u - 0.5)"),
    (r"(at\s+least|不低于)\s*0\.4", "rules/instruments.py", "management >= 0.4"),
    (r"(under|低于) 0\.05( 按 0\.05 计)?", "rules/capability.py", "max(0.05, management)"),
    (r"\(1 − ½(deliberation|协商)\)", "rules/capability.py", "(1.0 - 0.5 * deliberation)"),
    (r"\(1 − ½(openness|开放)\)", "rules/capability.py", "(1.0 - 0.5 * openness)"),
    (r"¼", "agents/reporting.py", "strength >= 0.25"),
)
"""What is a constant of the code and no parameter: how the page writes it, and the line that has it."""


@pages
@pytest.mark.parametrize(("written", "file", "line"), CONSTANTS)
def test_a_constant_of_a_formula_is_that_of_the_code(page, written, file, line):
    assert re.search(written, in_words(page))
    assert line in (ROOT / "sim" / file).read_text("utf-8")


@pages
def test_no_other_decimal_stands_in_the_words(page):
    """A number that is a parameter's is in the tables that are made from the registry."""
    said = re.sub("|".join(written for written, *_ in CONSTANTS), "", in_words(page))
    said = re.sub(r"(?<![\d.])[1-9]\.\d{1,2}(?![\d%])|Python 3\.\d+|<!--.*?-->", "", said, flags=re.DOTALL)
    assert re.findall(r"(?<![\w.])0\.\d+", said) == []
