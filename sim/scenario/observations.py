"""Observations of a case that a scenario carries along, and what each may be used for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sim.scenario.document import Document, dotted
from sim.scenario.errors import Refusals, ScenarioError, nearest, shown

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
    was made in, or metadata only. Raises ScenarioError, with all that is wrong.
    """
    found: dict[str, dict[str, Any]] = {}
    faults = Refusals()
    for name, observation in document.table("reference").items():
        with faults.kept():
            found[name] = _read(document, ("reference", name), observation)
    faults.settle()
    return found


def _read(document: Document, path: tuple[str, str], observation: object) -> dict[str, Any]:
    """An observation as it is read. Raises ScenarioError, with all that is wrong with it."""
    if not isinstance(observation, dict) or "value" not in observation:
        raise ScenarioError(document.place(*path), dotted(path), "fact_expected", given=shown(observation))
    faults, read = Refusals(), {"use": "check", **observation}
    with faults.kept():
        document.only(path, KEYS)
    if isinstance(read["use"], str) and read["use"] not in USES:
        place, key = document.place(*path, "use"), dotted((*path, "use"))
        fields = {"given": shown(read["use"]), "options": ", ".join(USES)}
        with faults.kept():
            raise ScenarioError(place, key, "one_of_expected", near=nearest(read["use"], USES), **fields)
    plain = {key: value for key, value in observation.items() if _plain(value, key)}
    for key, value in observation.items():
        if key in KEYS and key not in plain:
            with faults.kept():
                place = document.place(*path, key)
                raise ScenarioError(place, dotted((*path, key)), "fact_value", given=shown(value))
    if "value" in plain:  # what is no value at all is compared with nothing
        _in_order(document, path, plain, faults)
        _one_model(document, path, plain, observation.keys(), faults)
    if "note" in observation:
        with faults.kept():
            read["note"] = document.both_languages((*path, "note"))
    faults.settle()
    return read


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


def _in_order(
    document: Document, path: tuple[str, str], observation: Mapping[str, Any], faults: Refusals
) -> None:
    """Refuse a month that no run has, a whole that is none, and a band that ends before it begins."""
    month, of = observation.get("month", 0), observation.get("of", 1)
    if not (isinstance(month, int) and 0 <= month <= MOST_MONTHS):
        place, key = document.place(*path, "month"), dotted((*path, "month"))
        with faults.kept():
            raise ScenarioError(place, key, "fact_month", given=shown(month), most=MOST_MONTHS)
    if of <= 0:
        place, key = document.place(*path, "of"), dotted((*path, "of"))
        with faults.kept():
            raise ScenarioError(place, key, "fact_of", given=shown(of))
    value = observation["value"]
    if isinstance(value, bool | str | list):
        return
    # What is not given is the value itself: a band is around what was observed.
    low, high = observation.get("low", value), observation.get("high", value)
    if not low <= value <= high:
        key = "low" if "low" in observation and not low <= min(value, high) else "high"
        fields = {"low": shown(low), "value": shown(value), "high": shown(high)}
        with faults.kept():
            raise ScenarioError(document.place(*path, key), dotted((*path, key)), "fact_band", **fields)


def _one_model(
    document: Document,
    path: tuple[str, str],
    observation: Mapping[str, Any],
    given: Iterable[str],
    faults: Refusals,
) -> None:
    """Refuse two models at once, one that lacks a part, and numbers that its model cannot have.

    `observation` has what is of the right kind among the keys that are `given`.
    """

    def refuse(key: str, problem: str, near: str = "", **fields: object) -> None:
        with faults.kept():
            place = document.place(*path, key)
            raise ScenarioError(place, dotted((*path, key)), problem, near=near, **fields)

    model, value = model_of(observation), observation["value"]
    if model not in MODELS:
        options = ", ".join(MODELS)
        refuse("model", "one_of_expected", nearest(model, MODELS), given=shown(model), options=options)
        return
    needed, allowed = MODELS[model]
    parts = {key for each in MODELS.values() for keys in each for key in keys}
    for part in observation:
        if part in parts and part not in (*needed, *allowed):
            refuse(part, "fact_models", part=part, model=model)
    for part in needed:
        if part not in given:
            refuse("model", "fact_model_needs", part=part, model=model)
    if isinstance(value, bool | str | list):
        if model != "tolerance":
            refuse("value", "fact_model_number", given=shown(value), model=model)
        return
    if observation.get("error", 1) <= 0:
        refuse("error", "fact_error", given=shown(observation["error"]))
    if not 0 < observation.get("overdispersion", 0.5) < 1:
        refuse("overdispersion", "fact_overdispersion", given=shown(observation["overdispersion"]))
    of = observation.get("of", value)
    if ("of" in observation and of > 0 and not 0 <= value <= of) or (model == "poisson" and value < 0):
        whole = shown(of) if "of" in observation else "∞"
        refuse("value", "fact_part", given=shown(value), of=whole)
    for part in ("value", "of"):
        if model in COUNTS and part in observation and observation[part] != round(observation[part]):
            refuse(part, "fact_count", given=shown(observation[part]), model=model)


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
