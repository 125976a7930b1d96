"""The forms that mechanisms may have, as data: the question, the option, and what it sets.

What each is called stands in the texts (`forms.variant.NAME`). A variant that sets nothing but what a
scenario has already is the scenario's own form, and is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.errors import InvalidInput, did_you_mean
from sim.parameters.declaration import Value
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Variant:
    """One form that a mechanism may have.

    Attributes:
        name: its name, such as "schedule_none".
        question: the mechanism, such as "schedule".
        settings: what it sets: parameter → number, or the name of an option.
        learning: whether it concerns only scenarios in which instruments are chosen, not fixed.
    """

    name: str
    question: str
    settings: Mapping[str, float | str]
    learning: bool = False

    def settings_of(self, scenario: Scenario) -> dict[str, float]:
        """Return what it sets in a scenario, options by their codes."""
        found = {}
        for name, value in self.settings.items():
            parameter = scenario.parameters[name]
            found[name] = float(parameter.options.index(value) if isinstance(value, str) else value)
        return found

    def differs(self, scenario: Scenario) -> bool:
        """Return whether a scenario has another form than this."""
        if self.learning and _shown(scenario, "policy.rule") == "fixed":
            return False
        return any(
            name in scenario.priors or float(scenario.values[name]) != value
            for name, value in self.settings_of(scenario).items()
        )


def _shown(scenario: Scenario, name: str) -> Value | str:
    return scenario.parameters[name].shown(scenario.values[name])


def _option(question: str, *options: str) -> tuple[Variant, ...]:
    """Return the options of a parameter of the group `form`, each a variant."""
    return tuple(Variant(f"{question}_{one}", question, {f"form.{question}": one}) for one in options)


VARIANTS: tuple[Variant, ...] = (
    *_option("schedule", "none", "contracts", "lots"),
    Variant(
        "coproduction_additive", "coproduction", {"form.coproduction": "ces", "production.substitution": 1}
    ),
    *_option("coproduction", "leontief"),
    Variant("access_none", "access", {"production.access": 0}),
    Variant(
        "volunteers_shared", "volunteers", {"production.office_reach": 1, "production.organization_reach": 1}
    ),
    *_option("circles", "independent", "nested", "disjoint"),
    *_option("trust", "three_outcomes", "two_outcomes", "logistic"),
    *_option("effort", "provider", "contract"),
    *_option("coverage", "provider", "district"),
    Variant("value_linear", "value", {"value.curvature": 0}),
    Variant("value_curved", "value", {"value.curvature": 3}),
    *_option("sight", "own", "shared"),
    *_option("scoring", "declared", "verifiability"),
    *_option("progress", "stages", "matured"),
    *_option("candour", "by_trust", "honest"),
    *_option("targets", "given", "planned"),
    *_option("unawarded", "in_house", "withdrawn"),
    *_option("pause", "tenders", "all"),
    *_option("lateness", "once", "each_month"),
    *_option("unused", "kept", "returned"),
    Variant("choice_greedy", "choice", {"policy.temperature": 0.001}, learning=True),
    Variant("choice_anew", "choice", {"policy.revision": 1, "policy.switching_cost": 0}, learning=True),
    Variant("choice_seldom", "choice", {"policy.revision": 0.1}, learning=True),
)
"""All forms that are declared. The curvature of 3, the temperature and the rates of revision are assumed."""


def chosen(scenario: Scenario, named: tuple[str, ...] = ()) -> tuple[Variant, ...]:
    """Return the forms that a scenario does not have, all or those of some questions or names.

    Args:
        scenario: the scenario.
        named: questions, such as "schedule", or names, such as "schedule_none"; none for all.

    Raises:
        InvalidInput: a name that there is not, or nothing is left.
    """
    known = list(dict.fromkeys(word for one in VARIANTS for word in (one.question, one.name)))
    for name in named:
        if name not in known:
            raise InvalidInput(
                "forms.unknown", name=name, near=did_you_mean(name, known), names=", ".join(known)
            )
    found = tuple(
        one
        for one in VARIANTS
        if one.differs(scenario) and (not named or one.question in named or one.name in named)
    )
    if not found:
        raise InvalidInput("forms.none", names=", ".join(named))
    return found
