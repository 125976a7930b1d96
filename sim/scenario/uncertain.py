"""The uncertain parameters that a scenario declares: which of them are drawn, and from which priors.

[uncertain]
draw = "all uncertainties"          # or a list of names
except = ["resources.wage"]
[uncertain.priors]
control.independence = { uniform = [0, 1] }

Files of earlier releases call the section [unknowns]; `section` reads either, and nothing else knows of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial
from typing import Any

from sim.parameters.declaration import NotAllowed, Parameter
from sim.parameters.priors import Discrete, Integers, Mixture, Prior, Triangular, Uniform
from sim.parameters.registry import uncertainties
from sim.scenario.document import Document, dotted
from sim.scenario.errors import Refusals, ScenarioError, nearest, shown
from sim.texts import text

SECTIONS = ("uncertain", "unknowns")
"""The name of the section, and the one it had in earlier releases, which is still read."""

ALL = "all uncertainties"
FORMS = ("uniform", "triangular", "integers", "discrete", "mixture", "at")


def section(document: Document) -> str:
    """The name under which a file declares its uncertain parameters. Raises ScenarioError for both names."""
    given = [name for name in document.data if name in SECTIONS]
    if len(given) > 1:
        raise ScenarioError(document.place(given[1]), given[1], "section_twice", other=given[0])
    return given[0] if given else SECTIONS[0]


def priors_after(
    document: Document,
    parameters: Mapping[str, Parameter],
    before: Mapping[str, Prior],
    changed: frozenset[str],
    faults: Refusals,
) -> dict[str, Prior]:
    """The uncertain parameters and their priors once a file's section is laid over those `before`.

    What the file sets (`changed`) is fixed and not drawn, unless the file itself names it as uncertain. What
    is refused goes among the `faults`.
    """
    here = section(document)
    content = document.table(here)
    with faults.kept():
        document.only((here,), ("draw", "except", "priors"))
    own: dict[str, Prior] = {}
    for path, written in _leaves(document.table(here, "priors"), parameters, ()):
        name, place = ".".join(path), document.place(here, "priors", *path)
        with faults.kept():
            own[name] = read_prior(written, known(parameters, name, place), place)
    priors = {name: prior for name, prior in before.items() if name not in changed}
    if content.get("draw") == ALL:
        priors = {
            name: _declared(parameters, name) for name in uncertainties(parameters) if name not in changed
        }
    elif "draw" in content:
        priors = {}
        with faults.kept():
            for name, place in _names(document, here, "draw"):
                with faults.kept():
                    prior = own.get(name, known(parameters, name, place).prior)
                    if prior is None:
                        raise ScenarioError(place, name, "prior_missing", section=here)
                    priors[name] = prior
    priors.update(own)
    for name, place in _names(document, here, "except"):
        with faults.kept():
            known(parameters, name, place)
            priors.pop(name, None)
    return {name: priors[name] for name in parameters if name in priors}


def known(parameters: Mapping[str, Parameter], name: str, place: str) -> Parameter:
    """The parameter of a name that may be uncertain. Raises ScenarioError."""
    parameter = parameters.get(name)
    if parameter is None:
        raise ScenarioError(place, dotted([name]), "unknown_parameter", near=nearest(name, parameters))
    if parameter.structural:
        raise ScenarioError(place, name, "structural")
    return parameter


def _declared(parameters: Mapping[str, Parameter], name: str) -> Prior:
    prior = parameters[name].prior
    assert prior is not None, f"{name} is an uncertainty without a prior"
    return prior


def _names(document: Document, section: str, key: str) -> list[tuple[str, str]]:
    names = document.table(section).get(key, [])
    place = document.place(section, key)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        problem = "draw_expected" if key == "draw" else "list_expected"
        raise ScenarioError(place, f"{section}.{key}", problem, given=shown(names))
    found: dict[str, str] = {}
    for index, name in enumerate(names):
        here = document.place(section, key, index)
        if name in found:
            raise ScenarioError(here, f"{section}.{key}", "listed_twice", given=shown(name))
        found[name] = here
    return list(found.items())


def _leaves(
    content: Any, parameters: Mapping[str, Parameter], path: tuple[str, ...]
) -> list[tuple[tuple[str, ...], Any]]:
    """The priors in nested tables with their paths: both a.b = {…} and "a.b" = {…} are read."""
    leaf = not isinstance(content, dict) or any(form in content for form in FORMS)
    if leaf or ".".join(path) in parameters:
        return [(path, content)]
    return [each for name, inner in content.items() for each in _leaves(inner, parameters, (*path, name))]


def read_prior(written: object, parameter: Parameter, place: str, part: bool = False) -> Prior:
    """A prior as a file writes it, checked against what its parameter allows. Raises ScenarioError."""
    reader = _Reader(parameter, place)
    if not isinstance(written, dict):
        raise reader.refused("prior_form", given=shown(written))
    extra = {"weights"} if "discrete" in written else {"weight"} if part else set()
    forms = [form for form in FORMS if form in written]
    strange = [key for key in written if key not in FORMS and key not in extra]
    if len(forms) != 1 or strange:
        raise reader.refused("prior_form", given=shown(", ".join(strange) or ", ".join(forms))[1:-1])
    form = forms[0]
    if form in ("uniform", "integers"):
        return reader.span(form, written[form])
    if form == "triangular":
        return reader.triangular(written[form])
    if form == "at":
        return Discrete((reader.value(written["at"]),), (1.0,))
    if form == "discrete":
        return reader.discrete(written["discrete"], written.get("weights"))
    return reader.mixture(written["mixture"])


class _Reader:
    """Reads the parts of one prior of one parameter."""

    def __init__(self, parameter: Parameter, place: str) -> None:
        self.parameter = parameter
        self.place = place

    def refused(self, problem: str, **fields: str) -> ScenarioError:
        return ScenarioError(self.place, self.parameter.name, problem, **fields)

    def value(self, given: object) -> float:
        try:
            return self.parameter.stored(given)
        except NotAllowed as reason:
            raise not_allowed(self.place, self.parameter, given, reason) from None

    def span(self, form: str, given: object) -> Prior:
        if not isinstance(given, list) or len(given) != 2:
            raise self.refused("prior_ends", given=shown(given))
        low, high = self.value(given[0]), self.value(given[1])
        if low > high:
            raise self.refused("prior_low_above_high", low=shown(given[0]), high=shown(given[1]))
        if self.parameter.kind == "choice":
            raise self.refused("prior_of_choice")
        if self.parameter.kind == "int":
            return Integers(int(low), int(high))
        if form == "integers":
            if low != int(low) or high != int(high):
                raise self.refused("prior_ends", given=shown(given))
            return Integers(int(low), int(high))
        return Uniform(low, high)

    def triangular(self, given: object) -> Prior:
        if self.parameter.kind != "float":
            raise self.refused("prior_not_real")
        if not isinstance(given, list) or len(given) != 3:
            raise self.refused("prior_ends", given=shown(given))
        low, mode, high = (self.value(each) for each in given)
        if not low <= mode <= high:
            raise self.refused("prior_not_rising", given=shown(given))
        return Triangular(low, mode, high)

    def discrete(self, given: object, weights: object) -> Prior:
        if not isinstance(given, list) or not given:
            raise self.refused("prior_values", given=shown(given))
        values = tuple(self.value(each) for each in given)
        if len(set(values)) < len(values):
            raise self.refused("prior_twice", given=shown(given))
        if weights is None:
            return Discrete(values, (1.0 / len(values),) * len(values))
        if not isinstance(weights, list) or len(weights) != len(values):
            raise self.refused("prior_weights", given=shown(weights))
        return Discrete(values, self.shares(weights))

    def mixture(self, given: object) -> Prior:
        if not isinstance(given, list) or not given or not all(isinstance(each, dict) for each in given):
            raise self.refused("prior_parts", given=shown(given))
        parts = tuple(read_prior(each, self.parameter, self.place, part=True) for each in given)
        shares = self.shares([each.get("weight") for each in given])
        return Mixture(tuple(zip(shares, parts, strict=True)))

    def shares(self, weights: list[Any]) -> tuple[float, ...]:
        for weight in weights:
            if isinstance(weight, bool) or not isinstance(weight, int | float):
                raise self.refused("prior_weights", given=shown(weights))
            if not 0 < weight <= 1e9:  # false for nan too
                raise self.refused("prior_weights", given=shown(weights))
        total = math.fsum(weights)
        # Weights that add up already stay as they are, bit for bit, so that a saved scenario is the same one.
        if abs(total - 1.0) < 1e-12:
            return tuple(float(weight) for weight in weights)
        return tuple(weight / total for weight in weights)


def not_allowed(place: str, parameter: Parameter, given: object, reason: NotAllowed) -> ScenarioError:
    """The refusal of a value that its parameter does not allow, saying what is allowed."""
    near = nearest(given, parameter.options) if isinstance(given, str) else ""

    wrong = partial(text, f"fault.{reason.problem}")
    return ScenarioError(
        place,
        parameter.name,
        "value",
        near=near,
        given=shown(given),
        wrong=wrong,
        allowed=parameter.allowed,
    )
