"""The layers a scenario file stands on, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sim.parameters.service_kinds import KINDS
from sim.parameters.tables import EVERY
from sim.scenario.document import Document
from sim.scenario.errors import ScenarioError, shown
from sim.scenario.observations import inherits
from sim.scenario.reader import NAME, included
from sim.scenario.uncertain import SECTIONS, section

OVERLAY = "overlay"
PURPOSES = ("case", "teaching", OVERLAY)
KEPT_IN = ("plan.json", "toml")
"""What a text that was kept is shown as: of a study's plan, and of a result."""

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


def laid_over(document: Document) -> list[Document]:
    """The layers of a document that is laid over a case: without the cases that it stands on by itself.

    What a file lists as drawn is of the case that it stands on, and left out with that.
    """
    layers = expanded(document)
    over = [layer for layer in layers if layer is document or not _is_a_case(layer)]
    return over if len(over) == len(layers) else [_undrawn(layer) for layer in over]


def _is_a_case(document: Document) -> bool:
    kinds = document.data.get(KINDS.name)
    named = isinstance(kinds, dict) and any(row != EVERY for row in kinds)
    return named and document.data.get("purpose") != OVERLAY


def whole(document: Document) -> Document:
    """A text that a study or a result keeps, as a case that stands alone.

    Earlier texts left out what the declared defaults said, which were then those of the S Association.
    """
    if document.shown not in KEPT_IN or KINDS.name in document.data or document.data.get("includes"):
        return document
    unsaid: dict[str, dict[str, Any]] = {"capability": {"feedback": 0.1}, section(document): {"draw": []}}
    said = {key: {**unsaid[key], **document.table(key)} for key in unsaid}
    return replace(document, data={**document.data, **said, "includes": ["s_association"]})


def _undrawn(document: Document) -> Document:
    data = {
        key: {name: each for name, each in value.items() if name != "draw"}
        if key in SECTIONS and isinstance(value, dict)
        else value
        for key, value in document.data.items()
    }
    return replace(document, data=data)


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
