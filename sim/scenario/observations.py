"""Observations of a case that a scenario carries along, and what each may be used for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
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

MEASURE_OF = {"extension_requested": "requested"}
"""Observations whose measure has another name."""

WORDS = ("unit", "source", "measure")
"""The keys that have a text, whatever it says."""

CHOICES: Mapping[str, tuple[str, ...]] = {"use": USES, "model": tuple(MODELS)}
"""The keys that have one of some words."""

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
    expected = ScenarioError(document.place(*path), dotted(path), "fact_expected", given=shown(observation))
    if not isinstance(observation, dict):
        raise expected
    faults = Refusals()
    with faults.kept():
        if "value" not in observation:
            raise expected
    with faults.kept():
        document.only(path, KEYS)
    plain = {key: value for key, value in observation.items() if _plain(value, key)}
    for key, value in observation.items():
        if key in KEYS and key not in plain:
            with faults.kept():
                raise _not_plain(document.place(*path, key), dotted((*path, key)), key, value)
    problems = list(_out_of_order(plain))
    if "model" in plain or "model" not in observation:
        problems += _of_the_model(plain, observation.keys())
    for key, problem, fields in problems:
        with faults.kept():
            raise ScenarioError(document.place(*path, key), dotted((*path, key)), problem, **fields)
    read = {"use": "check", **observation}
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
    whole = "of" in observation and not isinstance(observation.get("value"), bool | str | list)
    return "binomial" if whole and not {"low", "high"} & observation.keys() else "tolerance"


def measure_of(name: str, observation: Mapping[str, Any]) -> str:
    """The measure that an observation is compared with: the one it states, or of its name."""
    return str(observation.get("measure", MEASURE_OF.get(name, name)))


def of_another_world(observed: Mapping[str, Any]) -> dict[str, Any]:
    """An observation in a world other than the one it was made in: shown beside, never conditioned on."""
    return {**observed, "use": BESIDE} if observed["use"] in ("condition", "check") else dict(observed)


Problem = tuple[str, str, Mapping[str, Any]]
"""The key that is refused, the reason, and what fills its placeholders."""


def _out_of_order(observation: Mapping[str, Any]) -> Iterator[Problem]:
    """A whole that is none, errors that are none, and a band that ends before it begins."""
    for key, problem, least, most in (
        ("of", "fact_of", 0, math.inf),
        ("error", "fact_error", 0, math.inf),
        ("overdispersion", "fact_overdispersion", 0, 1),
    ):
        if key in observation and not least < observation[key] < most:
            yield key, problem, {"given": shown(observation[key])}
    value = observation.get("value")
    if not _is_number(value):
        return
    # What is not given is the value itself: a band is around what was observed.
    low, high = observation.get("low", value), observation.get("high", value)
    if not low <= value <= high:
        key = "low" if "low" in observation and not low <= min(value, high) else "high"
        yield key, "fact_band", {"low": shown(low), "value": shown(value), "high": shown(high)}


def _of_the_model(observation: Mapping[str, Any], given: Iterable[str]) -> Iterator[Problem]:
    """Two models at once, a part that the model lacks, and numbers that it cannot have.

    `observation` has what is of the right kind among the keys that are `given`.
    """
    model, value = model_of(observation), observation.get("value")
    needed, allowed = MODELS[model]
    parts = {key for each in MODELS.values() for keys in each for key in keys}
    for part in observation:
        if part in parts and part not in (*needed, *allowed):
            yield part, "fact_models", {"part": part, "model": model}
    for part in needed:
        if part not in given:
            yield "model", "fact_model_needs", {"part": part, "model": model}
    if isinstance(value, bool | str | list) and model != "tolerance":
        yield "value", "fact_model_number", {"given": shown(value), "model": model}
    numbers = {key: observation[key] for key in ("value", "of") if _is_number(observation.get(key))}
    of = numbers.get("of", math.inf)
    least = 0 if "of" in numbers or model == "poisson" else -math.inf
    if of > 0 and not least <= numbers.get("value", 0) <= of:
        fields = {"given": shown(value), "of": shown(of)}
        yield "value", "fact_part" if "of" in numbers else "fact_below", fields
    for key, number in numbers.items():
        if model in COUNTS and number != round(number):
            yield key, "fact_count", {"given": shown(number), "model": model}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _not_plain(place: str, key: str, part: str, value: object) -> ScenarioError:
    """The refusal of what can be no part of an observation, with what is allowed there."""
    if part in CHOICES:
        near = nearest(value, CHOICES[part]) if isinstance(value, str) else ""
        fields = {"given": shown(value), "options": ", ".join(CHOICES[part])}
        return ScenarioError(place, key, "one_of_expected", near=near, **fields)
    if part == "month":
        return ScenarioError(place, key, "fact_month", given=shown(value), most=MOST_MONTHS)
    problem = "fact_text" if part in WORDS else "fact_value" if part == "value" else "fact_number"
    return ScenarioError(place, key, problem, given=shown(value))


def _plain(value: object, key: str) -> bool:
    if key in CHOICES:
        return isinstance(value, str) and value in CHOICES[key]
    if key == "month":
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_MONTHS
    if key == "note" or (isinstance(value, str) and key in (*WORDS, "value")):
        return True
    if isinstance(value, list):
        return key == "value" and all(_plain(each, "low") for each in value)
    if isinstance(value, bool):
        return key == "value"
    # Finite, and small enough for a float: infinity and nan fail the comparison.
    return key not in WORDS and isinstance(value, int | float) and abs(value) < 1e300
