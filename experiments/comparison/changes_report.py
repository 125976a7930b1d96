"""What two scenarios are called, and what differs from the first to the second, in words."""

from __future__ import annotations

from experiments.comparison.comparison import ScenarioComparison
from experiments.reporting.numbers import NOTHING, grouped, listed
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import option_name, prior_words, unit_text
from experiments.texts import text
from sim.parameters.declaration import Parameter
from sim.scenario.scenario import Scenario


def changes(a: Scenario, b: Scenario, lang: str) -> list[str]:
    """What differs from A to B, each as "Sum [contract.sum] 200,000 → 300,000 yuan"; priors in words.

    Where both have a prior, and these differ, the value is not said beside them: it is drawn in both.
    """
    parameters, said = {**a.parameters, **b.parameters}, []
    different = a.differences(b)
    drawn = {f"{name} (prior)" for name in a.priors if name in b.priors}
    for key, exact in different.items():
        if f"{key} (prior)" in different.keys() & drawn:
            continue
        if key in parameters:
            label, after = _label(parameters[key], lang), unit_text(key, parameters, lang)
            pair = _value(a, key, lang), _value(b, key, lang)
        else:
            name = key.rpartition(" ")[0]  # the key of a prior is the parameter's name with a word after it
            label, after = text("report.compare.prior", lang, name=_label(parameters[name], lang)), ""
            pair = _prior(a, name, lang), _prior(b, name, lang)
        # Values that differ only beyond the digits shown are given in full.
        here, there = exact if pair[0] == pair[1] else pair
        said.append(f"{label} {here} → {there} {after}".rstrip())
    return said


def _label(parameter: Parameter, lang: str) -> str:
    """Return a parameter's label, and its name, by which it is set."""
    return f"{parameter.label(lang)} [{parameter.name}]"


def _value(scenario: Scenario, name: str, lang: str) -> str:
    if name not in scenario.parameters:
        return NOTHING
    parameter, value = scenario.parameters[name], scenario.values[name]
    return option_name(parameter, int(value), lang) if parameter.kind == "choice" else grouped(value)


def _prior(scenario: Scenario, name: str, lang: str) -> str:
    if name not in scenario.priors:
        return NOTHING
    return prior_words(scenario.priors[name], scenario.parameters[name], lang)


def changed_lines(found: ScenarioComparison, lang: str, most: int) -> list[str]:
    """Return what differs between the scenarios, `most` parameters at most."""
    changed = changes(found.a, found.b, lang)
    if not changed:
        return wrapped(text("report.compare.same", lang), indent=2)
    shown = changed[:most]
    if len(changed) > most:
        shown.append(text("report.compare.more", lang, count=len(changed) - most))
    return wrapped(text("report.compare.differs", lang, names=listed(shown, lang, long=True)), indent=2)


def name_lines(found: ScenarioComparison, lang: str) -> list[str]:
    """Return what A and B are called; what both are called once, and then what each has beside that."""
    names = [("both", found.shared)] if found.shared else []
    if not found.shared:
        names += zip("ab", found.names, strict=True)
    elif any(found.own):
        names += zip("ab", own_names(found.own, lang), strict=True)
    return [
        line
        for letter, name in names
        for line in wrapped(text(f"report.compare.{letter}", lang, name=name), indent=2)
    ]


def own_names(own: tuple[str, str], lang: str) -> tuple[str, str]:
    """Return what each of two has beside what both are called, or that it has nothing."""
    first, second = (name or text("report.compare.as_shared", lang) for name in own)
    return first, second
