"""What a page is given: the layout of the module, the texts of its screens, what is known of the case."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from experiments.page.worlds import Worlds
from experiments.texts import room
from sim.engine.layout import layout_of
from sim.engine.module import stamp_of
from sim.scenario import Scenario

ROOM = "screens"
"""The room of texts that the page says."""

SCENARIO = "it"
"""What the page's layout calls the scenario."""


def page_data(scenario: Scenario, module: bytes, worlds: Worlds, lang: str, seed: int = 0) -> dict[str, Any]:
    """Return what the page of a scenario is given, as plain values that JSON has.

    Args:
        scenario: what the page shows.
        module: the module that runs it.
        worlds: the worlds that it shows one by one.
        lang: the language in which it opens where the reader has not chosen one; "" for the reader's own.
        seed: the master seed of all its runs.
    """
    return {
        "layout": layout_of({SCENARIO: scenario}, stamp_of(module)),
        "scenario": {
            "name": scenario.name,
            "titles": dict(scenario.titles),
            "descriptions": dict(scenario.descriptions),
            "questions": dict(scenario.questions),
            "fingerprint": scenario.fingerprint(),
            "facts": {name: _plain(fact) for name, fact in scenario.reference.items()},
        },
        "worlds": {
            "found": [list(world) for world in worlds.found],
            "agreeing": worlds.agreeing,
            "runs": worlds.runs,
            "facts": list(worlds.facts),
        },
        "texts": {key: dict(both) for key, both in room(ROOM).items()},
        "lang": lang,
        "seed": seed,
        "version": version("oneplusone"),
    }


def _plain(fact: Any) -> dict[str, Any]:
    return {name: dict(value) if hasattr(value, "items") else value for name, value in fact.items()}


def characters(data: Any) -> set[str]:
    """Return every character of the texts in what a page is given, wherever they stand."""
    if isinstance(data, str):
        return set(data)
    if isinstance(data, dict):
        return set().union(*map(characters, data.keys()), *map(characters, data.values()))
    if isinstance(data, list | tuple):
        return set().union(*map(characters, data))
    return set()
