"""Citations: the facts of the package and of the sources, in every form, and nothing that is not known."""

import re
import tomllib
from pathlib import Path

import pytest

from experiments.reporting.authors import Author, author_of
from experiments.reporting.citation import (
    FORMS,
    author_in_cff,
    authors_in_bibtex,
    authors_in_gbt7714,
    case,
    cited,
    software,
)
from experiments.texts import LANGUAGES, text

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TYPES = {"article", "book", "generic", "report", "software", "thesis", "unpublished", "website"}


def test_the_facts_are_those_of_the_package_and_of_the_sources():
    program, paper = software(), case()
    assert (program.author.name, program.version) == (PROJECT["authors"][0]["name"], PROJECT["version"])
    assert program.author.institution
    assert program.licence == PROJECT["license"]
    assert f"《{paper.title}》" in text("sources.case", "zh")
    assert (paper.author, paper.latin) == (Author("高", "笠"), "Gao Li")
    assert (paper.year, paper.licence) == ("2023", "CC BY 4.0")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_both_works(form, lang):
    said = cited(form, lang)
    program, paper = software(), case()
    for fact in (program.title, program.version, program.year, paper.title, paper.year):
        assert fact in said


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_known_of_the_case_is_not_said(form):
    said = cited(form, "zh")
    own = said[said.index(case().title) :].lower()
    assert not re.search(r"doi|journal|volume|pages|卷|期刊|\[j\]|https?:", own)


def test_bibtex_has_two_whole_entries():
    said = cited("bibtex", "en")
    assert re.findall(r"^@(\w+)\{(\w+),$", said, re.MULTILINE) == [
        ("software", "oneplusone"),
        ("misc", "gao2023"),
    ]
    assert said.count("{") == said.count("}")
    assert re.findall(r"year += \{(\d+)\}", said) == [software().year, "2023"]
    for entry in said.strip().split("\n\n"):
        assert entry.splitlines()[-1] == "}"
        assert all(re.fullmatch(r"  \w+ += \{.+\},", line) for line in entry.splitlines()[1:-1])


def test_in_bibtex_a_person_is_none_that_is_kept_whole_and_an_institution_is():
    said = cited("bibtex", "en")
    assert re.findall(r"author += (.+),$", said, re.MULTILINE) == ["{{oneplusone maintainers}}", "{高笠}"]


AUTHORS = (
    "Gao, Li",
    "Smith, J.-P. K.",
    "van der Berg, Jan",
    "欧阳修",
    "{重庆大学}",
    "{Smith & Sons}",
    "Plato",
)


def test_authors_in_bibtex_are_parted_by_and_and_only_institutions_are_braced():
    assert authors_in_bibtex([author_of(each) for each in AUTHORS]) == (
        "Gao, Li and Smith, J.-P. K. and van der Berg, Jan and 欧阳修 and {重庆大学} and "
        "{Smith \\& Sons} and Plato"
    )


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (AUTHORS[:1], "GAO Li"),
        (AUTHORS[:3], "GAO Li, SMITH J P K, VAN DER BERG Jan"),
        (AUTHORS[3:5], "欧阳修, 重庆大学"),
        (AUTHORS, "GAO Li, SMITH J P K, VAN DER BERG Jan, 等"),
    ],
)
def test_authors_in_gbt7714_have_the_family_name_first_in_capitals_and_at_most_three(given, wanted):
    """GB/T 7714-2015, 8.1.1 and 8.1.2."""
    assert authors_in_gbt7714([author_of(each) for each in given]) == wanted


def test_authors_in_citation_cff_are_persons_by_their_parts_and_entities_by_name():
    assert author_in_cff(author_of("van der Berg, Jan 0000-0002-1825-0097")) == [
        '      - family-names: "van der Berg"',
        '        given-names: "Jan"',
        '        orcid: "https://orcid.org/0000-0002-1825-0097"',
    ]
    assert author_in_cff(author_of("{重庆大学}")) == ['      - name: "重庆大学"']
    assert author_in_cff(author_of("Plato")) == ['      - family-names: "Plato"']


def test_references_are_numbered_from_where_they_begin():
    assert [line[:3] for line in cited("gbt7714", "zh", 2).splitlines()] == ["[2]", "[3]"]


def test_gbt7714_marks_the_kind_of_each_work():
    first, second = cited("gbt7714", "zh").splitlines()
    assert re.fullmatch(r"\[1\] .+\. .+\[CP\]\. Version \d+\.\d+\.\d+\. \d{4}\.", first)
    assert second == f"[2] 高笠. {case().title}[Z]. 2023."


def test_another_form_is_refused():
    with pytest.raises(ValueError, match="no form"):
        cited("endnote", "en")


def test_the_citation_file_is_written_by_the_command_and_follows_its_schema():
    """What CFF 1.2.0 demands: its required keys, the types of works, persons or entities as authors."""
    written = (ROOT / "CITATION.cff").read_text("utf-8")
    assert written == cited("cff", "en"), "oneplusone cite --format cff --out CITATION.cff"
    yaml = pytest.importorskip("yaml")
    found = yaml.safe_load(written)
    known = {"cff-version", "message", "type", "title", "authors", "version", "date-released", "license"}
    assert set(found) == known | {"keywords", "references"}
    assert (found["cff-version"], found["type"]) == ("1.2.0", "software")
    assert (found["title"], found["version"]) == (software().title, PROJECT["version"])
    assert found["keywords"] == PROJECT["keywords"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", found["date-released"])
    (reference,) = found["references"]
    assert set(reference) == {"type", "title", "authors", "year", "languages", "license"}
    assert reference["type"] in TYPES
    assert (reference["title"], reference["year"]) == (case().title, 2023)
    assert all(re.fullmatch(r"[a-z]{2,3}", each) for each in reference["languages"])
    (person,) = reference["authors"]
    assert person == {"family-names": "高", "given-names": "笠", "alias": "Gao Li"}
