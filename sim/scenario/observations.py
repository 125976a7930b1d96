"""Observations of a case that a scenario carries along, and what each may be used for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.document import Document, dotted
from sim.scenario.errors import ScenarioError, shown

MOST_MONTHS = 600
KEYS = ("value", "unit", "of", "month", "low", "high", "use", "source", "note")
BESIDE = "beside"
USES = ("condition", "check", BESIDE, "metadata")
INHERIT = "inherit_observations"
"""The key by which a file takes over the observations of the files that it includes."""


def observations(document: Document) -> dict[str, dict[str, Any]]:
    """The observations under [reference]: name → value, and if given of, month, low, high, use, source, note.

    `use` says what an observation is good for: to condition on, to check against, to show beside a world that
    is not the one it was made in, or metadata only. Raises ScenarioError.
    """
    found: dict[str, dict[str, Any]] = {}
    for name in document.table("reference"):
        path = ("reference", name)
        observation = document.table("reference").get(name)
        if not isinstance(observation, dict) or "value" not in observation:
            raise ScenarioError(
                document.place(*path), dotted(path), "fact_expected", given=shown(observation)
            )
        document.only(path, KEYS)
        read = {"use": "check", **observation}
        if read["use"] not in USES:
            place, options = document.place(*path, "use"), ", ".join(USES)
            key, given = dotted((*path, "use")), shown(read["use"])
            raise ScenarioError(place, key, "one_of_expected", given=given, options=options)
        for key, value in observation.items():
            if not _plain(value, key):
                place = document.place(*path, key)
                raise ScenarioError(place, dotted((*path, key)), "fact_value", given=shown(value))
        _in_order(document, path, observation)
        if "note" in observation:
            read["note"] = document.both_languages((*path, "note"))
        found[name] = read
    return found


def inherits(document: Document) -> bool:
    """Whether a file takes over the observations of what it includes. Raises ScenarioError."""
    asked = document.data.get(INHERIT, False)
    if not isinstance(asked, bool):
        raise ScenarioError(document.place(INHERIT), INHERIT, "yes_or_no_expected", given=shown(asked))
    return asked


def of_another_world(observed: Mapping[str, Any]) -> dict[str, Any]:
    """An observation in a world other than the one it was made in: shown beside, never conditioned on."""
    return {**observed, "use": BESIDE} if observed["use"] in ("condition", "check") else dict(observed)


def _in_order(document: Document, path: tuple[str, str], observation: Mapping[str, Any]) -> None:
    """Refuse a month that no run has, a whole that is none, and a band that ends before it begins."""
    month, of = observation.get("month", 0), observation.get("of", 1)
    if not (isinstance(month, int) and 0 <= month <= MOST_MONTHS):
        place, key = document.place(*path, "month"), dotted((*path, "month"))
        raise ScenarioError(place, key, "fact_month", given=shown(month), most=MOST_MONTHS)
    if of <= 0:
        raise ScenarioError(document.place(*path, "of"), dotted((*path, "of")), "fact_of", given=shown(of))
    value = observation["value"]
    if isinstance(value, bool | str | list):
        return
    # What is not given is the value itself: a band is around what was observed.
    low, high = observation.get("low", value), observation.get("high", value)
    if not low <= value <= high:
        key = "low" if "low" in observation and not low <= min(value, high) else "high"
        fields = {"low": shown(low), "value": shown(value), "high": shown(high)}
        raise ScenarioError(document.place(*path, key), dotted((*path, key)), "fact_band", **fields)


def _plain(value: object, key: str) -> bool:
    if key == "value" and isinstance(value, str):
        return True
    if key in ("note", "unit", "use", "source"):
        return isinstance(value, str) or key == "note"
    if isinstance(value, list):
        return key == "value" and all(_plain(each, "low") for each in value)
    if isinstance(value, bool):
        return key == "value"
    # Finite, and small enough for a float: infinity and nan fail the comparison.
    return isinstance(value, int | float) and abs(value) < 1e300
