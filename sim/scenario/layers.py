"""The layers a scenario file stands on, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.scenario.document import Document
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.observations import inherits
from sim.scenario.reader import NAME, included

OVERLAY = "overlay"
PURPOSES = ("case", "teaching", OVERLAY)
EVERY = "*"
"""The row of a table that stands for all that there are: [kinds."*"]."""
Texts = Mapping[str, str]


def expanded(document: Document, above: tuple[str, ...] = ()) -> list[Document]:
    """A document after all that it includes, in order. Raises ScenarioError, for a circle too.

    Observations belong to the file that declares them: those of an included file are left out unless the
    including one asks for them by `inherit_observations = true`.
    """
    if document.shown in above:
        chain = " → ".join((*above, document.shown))
        raise ScenarioError(document.place("includes"), "includes", "circle", given=chain)
    listed = document.data.get("includes", [])
    if not isinstance(listed, list):
        raise ScenarioError(document.place("includes"), "includes", "names_expected", given=shown(listed))
    layers = [
        layer for each in listed for layer in expanded(included(each, document), (*above, document.shown))
    ]
    if not inherits(document):
        layers = [_unobserved(layer) for layer in layers]
    return [*layers, document]


def _unobserved(document: Document) -> Document:
    data = {key: value for key, value in document.data.items() if key != "reference"}
    return replace(document, data=data)


def header(document: Document) -> dict[str, Any]:
    """Name, purpose, title, description and question of a file. Raises ScenarioError."""
    stem = Path(document.shown).stem
    name = document.data.get("name", stem)
    if not isinstance(name, str) or not NAME.match(name):
        raise ScenarioError(document.place("name"), "name", "bad_name", given=shown(name))
    purpose = document.data.get("purpose", "case")
    if purpose not in PURPOSES:
        options = ", ".join(PURPOSES)
        place = document.place("purpose")
        raise ScenarioError(place, "purpose", "one_of_expected", given=shown(purpose), options=options)
    texts = {key: document.both_languages((key,)) for key in ("title", "description", "question")}
    if not texts["title"]["en"]:
        texts["title"] = {"en": name, "zh": name}
    return {"name": name, "purpose": purpose, **texts}


def joined(texts: Iterable[Texts]) -> Texts:
    """Several layers' texts as one, in each language."""
    texts = list(texts)
    joined = {lang: " + ".join(each[lang] for each in texts if each[lang]) for lang in ("en", "zh")}
    return MappingProxyType(joined)
