"""What the options of a choice are called: as one sets them in English, by their Chinese names in Chinese."""

from __future__ import annotations

from sim.parameters import Parameter
from sim.parameters.instruments import INSTRUMENT_TABLE
from sim.texts import room, text


def option_name(parameter: Parameter, place: int, lang: str) -> str:
    """Return the name of an option by its place; one that has no other name (of a scenario's own) as set."""
    option = parameter.options[place]
    if lang == "en":
        return option
    for row in INSTRUMENT_TABLE.rows:
        if row.name == option:
            return row.labels[lang]
    return text(f"choice.{option}", lang) if option in room("choice") else option
