"""What the experiments say, in English and in Chinese; the model's own texts (`sim.texts`) are found here
too.
"""

from __future__ import annotations

from pathlib import Path

from sim.texts import CATALOGUE as MODEL
from sim.texts import DEFAULT_LANGUAGE, LANGUAGES, Catalogue, UnknownLanguage, placeholders, speaking

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "UnknownLanguage",
    "entry",
    "placeholders",
    "room",
    "rooms",
    "speaking",
    "text",
]

CATALOGUE = Catalogue(Path(__file__).parent, MODEL)
text, entry, room, rooms = CATALOGUE.text, CATALOGUE.entry, CATALOGUE.room, CATALOGUE.rooms
