"""The metadata of a bundle as RO-Crate 1.1: what it is, whose, under which licence, and what each file is.

RO-Crate Metadata Specification 1.1, https://w3id.org/ro/crate/1.1: JSON-LD in one flat list of entities.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

FILE = "ro-crate-metadata.json"
"""The name that the specification gives the file."""

VERSION = "https://w3id.org/ro/crate/1.1"
"""The version of the specification, as `conformsTo` names it."""

IDENTIFIER = re.compile(r"[\w.+-]+")
"""How a licence is named that is neither an address nor terms in words: as SPDX does."""

MEDIA = {
    ".bib": "application/x-bibtex", ".cff": "application/yaml", ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".json": "application/json", ".jsonl": "application/jsonl", ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet", ".pdf": "application/pdf", ".png": "image/png",
    ".py": "text/x-python", ".svg": "image/svg+xml", ".tex": "application/x-tex", ".toml": "application/toml",
    ".txt": "text/plain",
}  # fmt: skip
"""The media types of the files of a bundle, by their endings."""


@dataclass(frozen=True)
class CrateFile:
    """A file of a bundle: its path within, what it is, and its bytes (None: not yet known)."""

    path: str
    name: str
    size: int | None


@dataclass(frozen=True)
class CrateSubject:
    """What the whole bundle is.

    Attributes:
        name: its name.
        description: what it is, in a sentence or two.
        published: its date, as ISO 8601 has it.
        licence: an identifier of SPDX, the address of a licence, or terms in words.
        authors: the entities of its authors; none where nobody was named.
        keywords: words by which it is found.
    """

    name: str
    description: str
    published: str
    licence: str
    authors: Sequence[Mapping[str, str]]
    keywords: str


def metadata(
    subject: CrateSubject,
    files: Sequence[CrateFile],
    software: Mapping[str, Any],
    case: Mapping[str, Any],
    made: Mapping[str, Any],
    others: Sequence[Mapping[str, str]] = (),
) -> bytes:
    """Return the metadata file.

    Args:
        subject: what the bundle is.
        files: every file of the bundle but this one.
        software: entries of the software beside its type.
        case: entries of the work that the model is built on.
        made: entries of the action that made the runs.
        others: further people and organisations that entries refer to.
    """
    licence = _licence(subject.licence)
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": subject.name,
        "description": subject.description,
        "datePublished": subject.published,
        "license": _reference(licence),
        **({"author": [_reference(each) for each in subject.authors]} if subject.authors else {}),
        "keywords": subject.keywords,
        "inLanguage": ["en", "zh"],
        "hasPart": [{"@id": quote(each.path)} for each in files],
        "citation": {"@id": "#case"},
        "mentions": {"@id": "#runs"},
    }
    descriptor = {
        "@id": FILE,
        "@type": "CreativeWork",
        "conformsTo": {"@id": VERSION},
        "about": {"@id": "./"},
    }
    graph = [
        descriptor,
        root,
        *subject.authors,
        *others,
        licence,
        {"@id": "#software", "@type": "SoftwareApplication", **software},
        {"@id": "#case", "@type": "ScholarlyArticle", **case},
        {"@id": "#runs", "@type": "CreateAction", "instrument": {"@id": "#software"}, **made},
        *(_file(each) for each in files),
    ]
    record = {"@context": f"{VERSION}/context", "@graph": graph}
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def _file(file: CrateFile) -> dict[str, Any]:
    size = {} if file.size is None else {"contentSize": str(file.size)}
    media = {"encodingFormat": MEDIA[PurePosixPath(file.path).suffix]}
    return {"@id": quote(file.path), "@type": "File", "name": file.name, **size, **media}


def _licence(given: str) -> dict[str, Any]:
    """Return a licence: under its address, that of SPDX for an identifier, or under a name."""
    if "://" in given:
        place = given
    else:
        place = f"https://spdx.org/licenses/{given}" if IDENTIFIER.fullmatch(given) else "#licence"
    return {"@id": place, "@type": "CreativeWork", "name": given, "description": given}


def _reference(entity: Mapping[str, Any]) -> dict[str, str]:
    return {"@id": str(entity["@id"])}
