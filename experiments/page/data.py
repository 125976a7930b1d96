"""What a page is given: the layout of the module, the texts of its screens, what is known of the case."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from experiments.calibration.observations import comparable_observations
from experiments.calibration.report import limit_sentences
from experiments.optimisation.prices import PRICED
from experiments.page.attribution import attribution_of
from experiments.page.causes import causes_of
from experiments.page.lesson import lesson_alone, lessons_of
from experiments.page.worlds import Worlds
from experiments.synergy.verdict import EQUIVALENCE
from experiments.texts import LANGUAGES, room
from sim.engine.layout import layout_of
from sim.engine.module import stamp_of
from sim.scenario import Scenario

ROOM = "screens"
"""The room of texts that the page says."""

UNITS = "units"
"""The room of what the model calls the units of its parameters."""

SUM = "contract.sum"
"""A reader may set it, though it is no lever."""

SCENARIO = "it"
"""What the page's layout calls the scenario."""


@dataclass(frozen=True)
class AskedScenario:
    """How a command asks for the page's scenario, so that whoever copies from the page asks for the same.

    Attributes:
        scenario: its name or file, with its overlays.
        settings: what was set in it, each as NAME=VALUE.
    """

    scenario: str
    settings: tuple[str, ...] = ()


def page_data(
    scenario: Scenario,
    module: bytes,
    worlds: Worlds,
    lang: str,
    seed: int = 0,
    asked: AskedScenario | None = None,
    nearest: dict[str, Any] | None = None,
    alone: str = "",
) -> dict[str, Any]:
    """Return what the page of a scenario is given, as plain values that JSON has.

    Args:
        scenario: what the page shows.
        module: the module that runs it.
        worlds: the worlds that it shows one by one.
        lang: the language in which it opens where the reader has not chosen one; "" for the reader's own.
        seed: the master seed of all its runs.
        asked: how a command asks for the scenario; by its name where nothing is said.
        nearest: the nearest ways to two; None where they were not looked for.
        alone: the one lesson that the page is; the whole page where it is "".

    Raises:
        InvalidInput: there is no such lesson, or it is about another scenario.
    """
    asked = asked or AskedScenario(scenario.name)
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
            "draws": worlds.draws,
            "seeds": worlds.seeds,
            "facts": list(worlds.facts),
        },
        "asked": {"scenario": asked.scenario, "settings": list(asked.settings)},
        "limits": _limits(scenario),
        "causes": causes_of(scenario),
        "priced": dict(PRICED),
        "attribution": attribution_of(scenario, module),
        "nearest": nearest,
        "unknown": _unknown(scenario),
        "helps": _helps(scenario),
        "lessons": [lesson_alone(alone, scenario)] if alone else lessons_of(scenario),
        "alone": alone,
        "texts": {key: dict(both) for key, both in room(ROOM).items()},
        "units": {unit: dict(both) for unit, both in room(UNITS).items()},
        "lang": lang,
        "seed": seed,
        "equivalence": EQUIVALENCE,
        "version": version("oneplusone"),
    }


def _limits(scenario: Scenario) -> list[dict[str, Any]]:
    """What `oneplusone case` says that it does not show, as cards: a name, and its sentences by language."""
    observed = comparable_observations(scenario)
    conditioned = 0 if observed else None  # worlds shown as many are conditioned on nothing
    said = {lang: limit_sentences(scenario, conditioned, lang, alone=True) for lang in LANGUAGES}
    return [
        {"name": name, "sentences": [{lang: said[lang][name] for lang in LANGUAGES}]}
        for name in said[LANGUAGES[0]]
    ]


def _unknown(scenario: Scenario) -> list[dict[str, Any]]:
    """The uncertain parameters: the ends of each one's prior, and whether it is assumed."""
    return [
        {"name": name, "low": prior.low, "high": prior.high,
         "assumed": scenario.parameters[name].confidence == "A"}
        for name, prior in scenario.priors.items()
    ]  # fmt: skip


def _helps(scenario: Scenario) -> dict[str, dict[str, str]]:
    """What each parameter means that a reader may set: levers, the sum, and what is uncertain."""
    return {
        name: dict(declared.helps)
        for name, declared in scenario.parameters.items()
        if declared.helps and (declared.role == "lever" or name == SUM or name in scenario.priors)
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
