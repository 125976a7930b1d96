"""Lessons: files of data that the page makes scenes with bets of, checked before a page is made of them.

A lesson claims nothing that it does not compute: it names what is asked, of which settings, and has a
sentence for each outcome; which sentence is said follows from runs in the page. So a file is refused that has
no bet, or no sentence for an outcome, or a parameter, a measure or a language that is not there.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.errors import InvalidInput
from experiments.page.lesson_checks import Checked, InFile
from sim.measured import measures_of
from sim.scenario import Scenario

FOLDER = Path(__file__).parent / "lessons"

ORDER = ("case", "counted", "leader", "months", "evaluators", "governance")
"""The lessons in the order in which a class may take them."""


def lesson_names() -> tuple[str, ...]:
    """Return the names of the lessons there are, in their order."""
    return ORDER


def lesson(name: str) -> dict[str, Any]:
    """Return a lesson as the page is given it.

    Raises:
        InvalidInput: there is no such lesson, or its file is refused.
    """
    if name not in ORDER:
        raise InvalidInput("lesson.unknown", name=repr(name), names=", ".join(ORDER))
    return read_lesson(FOLDER / f"{name}.toml")


def lessons_of(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the lessons about a scenario as it is: none where something in it was changed."""
    found = [read_lesson(FOLDER / f"{name}.toml") for name in ORDER]
    about = {each["scenario"]: Scenario.load(each["scenario"]).fingerprint() for each in found}
    return [each for each in found if about[each["scenario"]] == scenario.fingerprint()]


def lesson_alone(name: str, scenario: Scenario) -> dict[str, Any]:
    """Return the lesson that a page is to open with.

    Raises:
        InvalidInput: there is none of that name, or it is about another scenario.
    """
    found = lesson(name)
    if Scenario.load(found["scenario"]).fingerprint() != scenario.fingerprint():
        raise InvalidInput("lesson.another_scenario", name=name, scenario=found["scenario"])
    return found


def read_lesson(path: Path) -> dict[str, Any]:
    """Return a lesson's file as the page is given it.

    Raises:
        InvalidInput: something in it is missing or not allowed; the message names the file and the place.
    """
    place = InFile(path.name)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise place.refused("not_toml", reason=str(problem)) from None
    top = Checked(given, place, _scenario(given, place))
    bets = [top.table("question"), *top.tables("scenes", least=2)]
    found = {
        "name": top.word("name", (path.stem,)),
        "scenario": top.word("scenario"),
        **{name: top.both(name) for name in ("title", "lead", "limit")},
        "question": _bet(bets[0], top, tells=False),
        "scenes": [_bet(each, top, tells=True) for each in bets[1:]],
        "teacher": _teacher(top.table("teacher")),
        "worksheet": {"tasks": top.table("worksheet", ("tasks",)).several("tasks", least=1)},
    }
    top.settle({"schema", "said", *found})
    return found


def _scenario(given: Mapping[str, Any], place: InFile) -> Scenario:
    name = given.get("scenario")
    if not isinstance(name, str):
        raise place.at("scenario").refused("missing")
    return Scenario.load(name)


KINDS = ("slider", "change", "two", "which")
REVEALS = {
    "slider": ("dots", "bars", "number"),
    "change": ("dots", "bars", "number"),
    "two": ("dots", "number"),
    "which": ("bars", "number"),
}
RATIOS = ("side_by_side", "alone")
OUTCOMES = {"slider": ("more", "less", "open"), "change": ("more", "less", "open"),
            "two": ("more", "less", "open"), "which": ("resolved", "open")}  # fmt: skip
SETTINGS = {"slider": (0, 1), "change": (2, 2), "two": (0, 1), "which": (2, 5)}
UNCHANGED: dict[str, Any] = {"label": {"en": "", "zh": ""}, "values": {}, "set": []}
"""The scenario as it is, where a bet names no setting."""

CODES = 100
"""A bet is read out as two digits."""


def _bet(given: Checked, top: Checked, *, tells: bool) -> dict[str, Any]:
    """A question with a bet: what is asked of which settings, and what is said whatever comes of it.

    Where a bet has no sentence of its own for right, near or wrong, it has the lesson's for bets like it.
    """
    kind = given.word("kind", KINDS, missing="no_bet")
    whole = kind == "slider" and given.given.get("of", "mean") == "worlds"
    alike = "worlds" if whole else "number" if kind == "slider" else "choice"
    found: dict[str, Any] = {
        "ask": given.both("ask"),
        "kind": kind,
        "quantity": given.word("quantity", (*RATIOS, *_measures(given.scenario))),
        "reveal": given.word("reveal", REVEALS[kind]),
        "settings": [_setting(each) for each in given.tables("settings", *SETTINGS[kind])] or [UNCHANGED],
        **{said: _sentence(given, top, alike, said) for said in SAID},
        "when": {each: given.table("when").both(each) for each in OUTCOMES[kind]}
        if kind != "slider" or "against" in given.given
        else {},
        "beside": [
            given.place.at("beside").one_of(one, _measures(given.scenario))
            for one in given.given.get("beside", [])
        ],
    }
    if tells:
        found["tell"] = given.both("tell")
    if kind == "slider":
        found |= {"of": given.word("of", ("mean", "worlds")), "slider": _slider(given.table("slider"), whole)}
        if whole:
            found["reach"] = given.number("reach")
        if "against" in given.given:
            found["against"] = given.number("against")
    if "fact" in given.given:
        found["fact"] = given.word("fact", tuple(given.scenario.reference))
    if kind == "which":
        found["best"] = given.word("best", ("most", "least"))
    if "options" in given.given:
        options = given.table("options")
        found["options"] = {each: options.both(each) for each in ("more", "less", "open")}
    given.settle({*found, "when"})
    return found


SAID = ("right", "near", "wrong")
FIELDS = ("bet", "answer", "worlds")
"""What the sentences for right, near and wrong may name."""


def _sentence(given: Checked, top: Checked, alike: str, said: str) -> Mapping[str, str]:
    """The sentence for a bet that is right, near or wrong: its own, or the lesson's for bets like it."""
    shared = top.given.get("said", {}).get(alike, {}) if isinstance(top.given.get("said"), Mapping) else {}
    own = given if said in given.given or said not in shared else top.table("said").table(alike)
    found, place = own.both(said), own.place.at(said)
    for lang, template in found.items():
        for field in re.findall(r"\{([^{}]*)\}", template):
            if field not in FIELDS:
                raise place.at(lang).refused("field", field=field, allowed=", ".join(FIELDS))
    return found


def _slider(given: Checked, whole: bool) -> dict[str, float]:
    found = {name: given.number(name) for name in ("low", "high", "step", "start", "right", "near")}
    places = (found["high"] - found["low"]) / found["step"] if found["step"] > 0 else -1.0
    if not (0 < places < CODES and places == int(places)):
        raise given.place.at("step").refused("codes", most=CODES)
    if not found["low"] <= found["start"] <= found["high"]:
        raise given.place.at("start").refused("outside", low=found["low"], high=found["high"])
    if not 0 <= found["right"] < found["near"]:
        raise given.place.at("near").refused("nearness")
    if whole and found["low"] < 0:
        raise given.place.at("low").refused("outside", low=0, high=found["high"])
    return found


def _setting(given: Checked) -> dict[str, Any]:
    """A setting's values as the module takes them, and as a command sets them."""
    values = given.table("values").given
    set_to = given.scenario
    for name, value in values.items():
        parameter = given.scenario.parameters.get(name)
        at = given.place.at("values")
        if parameter is None:
            raise at.unknown("parameter", name, given.scenario.parameters)
        if parameter.structural:
            raise at.at(name).refused("structural")
        set_to = at.allowed(set_to, name, value)
    found = {
        "label": given.both("label"),
        "values": {name: set_to.values[name] for name in values},
        "set": [f"{name}={value}" for name, value in values.items()],
    }
    given.settle(set(found))
    return found


def _teacher(given: Checked) -> dict[str, Any]:
    """The teacher's page; its minutes follow each other from 0 to 45."""
    found: dict[str, Any] = {
        name: given.several(name, least)
        for name, least in (("aims", 2), ("prepare", 1), ("board", 2), ("cards", 3), ("homework", 1))
    }
    wrong = given.tables("wrong", least=2)
    found["wrong"] = [{part: each.both(part) for part in ("say", "reply")} for each in wrong]
    rubric = given.tables("rubric", least=3)
    found["rubric"] = [
        {part: each.both(part) for part in ("aspect", "low", "middle", "high")} for each in rubric
    ]
    minutes = given.tables("minutes", least=4)
    found["minutes"] = [
        {"from": one.number("from"), "to": one.number("to"), "do": one.both("do")} for one in minutes
    ]
    ends = [0, *(one["to"] for one in found["minutes"])]
    for one, start, place in zip(found["minutes"], ends, minutes, strict=False):
        if one["from"] != start or one["to"] <= start:
            raise place.place.at("from").refused("minutes", start=start)
    if ends[-1] != LENGTH:
        raise given.place.at("minutes").refused("length", minutes=LENGTH)
    given.settle(set(found))
    return found


LENGTH = 45
"""Minutes of a lesson."""


def _measures(scenario: Scenario) -> list[str]:
    return [measure.name for measure in measures_of(tuple(row.name for row in scenario.rows["kinds"]))]
