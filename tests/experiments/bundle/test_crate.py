"""The metadata of a bundle has what RO-Crate 1.1 demands.

https://www.researchobject.org/ro-crate/specification/1.1/: a flat list of entities with unique ids; a
descriptor that is about the root and conforms to the version; a root with name, description, date and
licence; a data entity for each file; contextual entities for whatever else is referred to.
"""

import json
import mimetypes
import re
from datetime import date
from urllib.parse import unquote, urlparse

import pytest

from experiments.bundle import crate
from experiments.bundle.crate import CrateFile, CrateSubject, metadata
from experiments.bundle.page import author_entities
from experiments.reporting.authors import author_of


@pytest.fixture
def record(made):
    return json.loads((made.path / crate.FILE).read_text("utf-8"))


@pytest.fixture
def entities(record):
    found = {each["@id"]: each for each in record["@graph"]}
    assert len(found) == len(record["@graph"]), "ids are unique"
    return found


def references(value):
    if isinstance(value, dict) and set(value) == {"@id"}:
        yield value["@id"]
    elif isinstance(value, dict):
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_the_descriptor_is_that_of_the_specification(record, entities):
    assert record["@context"] == "https://w3id.org/ro/crate/1.1/context"
    assert set(record) == {"@context", "@graph"}
    assert entities["ro-crate-metadata.json"] == {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }


def test_the_root_says_what_it_is_whose_and_under_which_licence(entities):
    root = entities["./"]
    assert root["@type"] == "Dataset"
    assert "small" in root["name"]
    assert "120 runs" in root["description"]
    assert date.fromisoformat(root["datePublished"]) <= date.today()
    licence = entities[root["license"]["@id"]]
    assert licence["@id"] == "https://spdx.org/licenses/CC-BY-4.0"
    assert {"name", "description"} <= set(licence)
    authors = [entities[each["@id"]] for each in root["author"]]
    assert [each["name"] for each in authors] == ["Gao, Li", "欧阳修", "Chongqing University"]
    assert [each["@type"] for each in authors] == ["Person", "Person", "Organization"]
    assert [(each.get("familyName"), each.get("givenName")) for each in authors] == [
        ("Gao", "Li"), ("欧阳", "修"), (None, None),
    ]  # fmt: skip
    assert authors[0]["@id"] == "https://orcid.org/0000-0002-1825-0097"


def test_the_root_has_every_file_as_its_part_and_each_is_described(made, entities):
    there = {
        path.relative_to(made.path).as_posix(): path.stat().st_size
        for path in made.path.rglob("*")
        if path.is_file() and path.name != crate.FILE
    }
    parts = [each["@id"] for each in entities["./"]["hasPart"]]
    assert sorted(unquote(each) for each in parts) == sorted(there)
    for part in parts:
        file = entities[part]
        assert file["@type"] == "File"
        assert re.search(r"[\u4e00-\u9fff]", file["name"]), "named in both languages"
        assert re.fullmatch(r"[\w.+-]+/[\w.+-]+", file["encodingFormat"])
        if part != "sha256.txt":  # it holds the sum of the metadata, which cannot hold its size
            assert file["contentSize"] == str(there[unquote(part)])


def test_every_reference_leads_to_an_entity(record, entities):
    outside = {each for each in references(record["@graph"]) if each not in entities}
    assert outside == {"https://w3id.org/ro/crate/1.1"}


def test_every_entity_has_a_type_and_an_id_that_is_a_reference(entities):
    for name, entity in entities.items():
        assert entity["@type"]
        assert " " not in name
        parsed = urlparse(name)
        assert parsed.scheme in ("", "https")
        assert not name.startswith("/")
        assert ".." not in name


def test_the_runs_are_an_action_of_the_software(entities):
    action = entities["#runs"]
    assert action["@type"] == "CreateAction"
    assert entities[action["instrument"]["@id"]]["@type"] == "SoftwareApplication"
    runs = sorted(each["@id"] for each in action["result"])
    assert runs == sorted(name for name in entities if name.startswith("study/runs/"))
    assert len(runs) > 1
    assert entities["#software"]["version"]
    assert entities["#case"]["name"].startswith("中国情境下")


def test_media_types_are_those_that_are_registered():
    for ending in (".csv", ".docx", ".json", ".pdf", ".png", ".svg", ".txt"):
        assert crate.MEDIA[ending] == mimetypes.guess_type(f"a{ending}")[0]


def made_of(path="a.txt", licence="MIT", authors=("X",)):
    people = author_entities([author_of(each) for each in authors])
    subject = CrateSubject("n", "d", "2026-01-01", licence, people, "k")
    said = metadata(subject, [CrateFile(path, "a", 1)], {}, {}, {})
    return {each["@id"]: each for each in json.loads(said)["@graph"]}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("MIT", "https://spdx.org/licenses/MIT"),
        ("https://example.org/terms", "https://example.org/terms"),
        ("ask the authors", "#licence"),
    ],
)
def test_a_licence_is_an_identifier_an_address_or_words(given, wanted):
    found = made_of(licence=given)
    assert found["./"]["license"] == {"@id": wanted}
    assert found[wanted]["description"] == given


def test_names_that_are_no_reference_are_quoted_and_equal_names_stay_apart():
    found = made_of("a b/é.txt", authors=("Li, Wei", "Li, Wei"))
    assert found["./"]["hasPart"] == [{"@id": "a%20b/%C3%A9.txt"}]
    assert [each["@id"] for each in found["./"]["author"]] == ["#author-1", "#author-2"]


def test_where_nobody_is_named_the_metadata_name_nobody():
    assert "author" not in made_of(authors=())["./"]


def test_the_authors_stand_in_the_first_pages_and_in_citation_cff(made):
    for name in ("README.md", "README.zh.md", "citation/CITATION.cff"):
        said = (made.path / name).read_text("utf-8")
        assert ("Gao" if name.endswith("cff") else "Gao, Li") in said
        assert "Chongqing University" in said
        assert "https://orcid.org/0000-0002-1825-0097" in said
