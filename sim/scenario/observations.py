"""Observations of a case that a scenario carries along, and what each may be used for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.scenario.document import Document, dotted
from sim.scenario.errors import ScenarioError, nearest, shown

MOST_MONTHS = 600
KEYS = (
    "value", "unit", "measure", "month", "model", "low", "high", "error", "of", "overdispersion", "use",
    "source", "note",
)  # fmt: skip
BESIDE = "beside"
USES = ("condition", "check", BESIDE, "metadata")
MODELS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tolerance": ((), ("low", "high", "of")),
    "binomial": (("of",), ()),
    "beta-binomial": (("of", "overdispersion"), ()),
    "poisson": ((), ()),
    "normal": (("error",), ()),
}
"""The observation models: the keys that each needs, and those that it may have besides."""

COUNTS = ("binomial", "beta-binomial", "poisson")
"""The models of whole numbers."""

INHERIT = "inherit_observations"
"""The key by which a file takes over the observations of the files that it includes."""


def observations(document: Document) -> dict[str, dict[str, Any]]:
    """The observations under [reference]: name → value, and what else is given of `KEYS`.

    `model` says how what is observed may differ from what happens, see `model_of`. `use` says what an
    observation is good for: to condition on, to check against, to show beside a world that is not the one it
    was made in, or metadata only. Raises ScenarioError.
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
        _one_model(document, path, observation)
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


def model_of(observation: Mapping[str, Any]) -> str:
    """The observation model of an observation: the one it names, or else the one whose keys it has.

    `overdispersion` means beta-binomial, `error` normal, `of` without a band binomial; all else is a
    tolerance: the band from low to high, or the value itself.
    """
    if "model" in observation:
        return str(observation["model"])
    if "overdispersion" in observation:
        return "beta-binomial"
    if "error" in observation:
        return "normal"
    whole = "of" in observation and not isinstance(observation["value"], bool | str | list)
    return "binomial" if whole and not {"low", "high"} & observation.keys() else "tolerance"


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


def _one_model(document: Document, path: tuple[str, str], observation: Mapping[str, Any]) -> None:
    """Refuse two models at once, one that lacks a part, and numbers that its model cannot have."""

    def refused(key: str, problem: str, **fields: object) -> ScenarioError:
        return ScenarioError(document.place(*path, key), dotted((*path, key)), problem, near="", **fields)

    model, value = model_of(observation), observation["value"]
    if model not in MODELS:
        fields = {"given": shown(model), "options": ", ".join(MODELS)}
        place, key = document.place(*path, "model"), dotted((*path, "model"))
        raise ScenarioError(place, key, "one_of_expected", near=nearest(model, MODELS), **fields)
    needed, allowed = MODELS[model]
    parts = {key for each in MODELS.values() for keys in each for key in keys}
    for part in observation:
        if part in parts and part not in (*needed, *allowed):
            raise refused(part, "fact_models", part=part, model=model)
    for part in needed:
        if part not in observation:
            raise refused("model", "fact_model_needs", part=part, model=model)
    if isinstance(value, bool | str | list):
        if model != "tolerance":
            raise refused("value", "fact_model_number", given=shown(value), model=model)
        return
    if observation.get("error", 1) <= 0:
        raise refused("error", "fact_error", given=shown(observation["error"]))
    if not 0 < observation.get("overdispersion", 0.5) < 1:
        raise refused("overdispersion", "fact_overdispersion", given=shown(observation["overdispersion"]))
    of = observation.get("of", value)
    if ("of" in observation and not 0 <= value <= of) or (model == "poisson" and value < 0):
        whole = shown(of) if "of" in observation else "∞"
        raise refused("value", "fact_part", given=shown(value), of=whole)
    for part in ("value", "of"):
        if model in COUNTS and part in observation and observation[part] != round(observation[part]):
            raise refused(part, "fact_count", given=shown(observation[part]), model=model)


def _plain(value: object, key: str) -> bool:
    if key == "value" and isinstance(value, str):
        return True
    if key in ("note", "unit", "use", "source", "measure", "model"):
        return isinstance(value, str) or key == "note"
    if isinstance(value, list):
        return key == "value" and all(_plain(each, "low") for each in value)
    if isinstance(value, bool):
        return key == "value"
    # Finite, and small enough for a float: infinity and nan fail the comparison.
    return isinstance(value, int | float) and abs(value) < 1e300
