"""Rules of scenario discovery as tables and plain sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from experiments.discovery.boxes import Box, Limit
from experiments.discovery.rules import DiscoveredRule, Discovery
from experiments.reporting.numbers import grouped, percent
from experiments.reporting.runs_needed import about
from experiments.reporting.tabulated import code_head
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import (
    Parameters,
    benchmark_words,
    closed_up,
    in_plain_words,
    not_shown,
    option_name,
    unit_text,
)
from experiments.texts import text
from sim.parameters.declaration import Parameter
from sim.parameters.registry import PARAMETERS


def summary_of(found: Discovery, lang: str) -> list[str]:
    """Return a discovery in plain sentences."""
    return summary(found, parameters_of(found), lang)


def frame_of(found: Discovery, lang: str) -> pd.DataFrame:
    """Return the rules and the leaves as a table: density and coverage, where found and held out."""
    parameters = parameters_of(found)
    rows = [_cells(rule, parameters, lang) for rule in (*found.rules, *found.tree)]
    of = benchmark_words(found.benchmark, lang)["benchmark"]
    return pd.DataFrame([row | {text("discovery.benchmark", lang): of} for row in rows])


def _cells(rule: DiscoveredRule, parameters: Parameters, lang: str) -> dict[str, Any]:
    held = rule.held_out
    cells = {
        "method": rule.method.upper(),
        "rule": rule_text(rule.box, parameters, lang),
        "density": rule.found.density.value,
        "coverage": rule.found.coverage.value,
        "held_density": held.density.value,
        "held_density_low": held.density.low,
        "held_density_high": held.density.high,
        "held_coverage": held.coverage.value,
        "validated": rule.validated,
    }
    named = {text(f"discovery.column.{name}", lang): value for name, value in cells.items()}
    return named | {code_head(lang): _code(rule.box, parameters)}


def _code(box: Box, parameters: Parameters) -> str:
    """Return a rule in the names of parameters: 'contract.term >= 12; policy.instrument in grant'."""
    said = []
    for limit in box.limits:
        if limit.options:
            options = parameters[limit.name].options
            said.append(f"{limit.name} in {', '.join(options[place] for place in limit.options)}")
        said += [f"{limit.name} >= {limit.low:g}"] if limit.low is not None else []
        said += [f"{limit.name} <= {limit.high:g}"] if limit.high is not None else []
    return "; ".join(said)


def parameters_of(found: Discovery) -> Parameters:
    """Return the parameters of the scenario of a result; the declared ones where it is not known."""
    return found.metadata.scenario.parameters if found.metadata else PARAMETERS


def limit_text(limit: Limit, parameters: Parameters, lang: str) -> str:
    """Return a limit as a clause: "Contract term is at least 12 months"."""
    parameter = parameters.get(limit.name)
    name = parameter.label(lang) if parameter else limit.name
    unit = unit_text(limit.name, parameters, lang)
    if limit.options:
        names = text("discovery.or", lang).join(option_names(limit.options, parameter, lang))
        return text("discovery.one_of", lang, name=name, options=names)
    kind = "between" if limit.low is not None and limit.high is not None else (
        "at_least" if limit.high is None else "at_most"
    )  # fmt: skip
    low, high = (grouped(value) if value is not None else "" for value in (limit.low, limit.high))
    return text(f"discovery.{kind}", lang, name=name, low=low, high=high, unit=unit).rstrip()


def option_names(options: Iterable[int], parameter: Parameter | None, lang: str) -> list[str]:
    """Return the names of options by their places; of a parameter that is not known their numbers."""
    return [option_name(parameter, place, lang) if parameter else str(place) for place in options]


def rule_text(box: Box, parameters: Parameters, lang: str) -> str:
    """Return a rule as one phrase: its clauses joined by "and"."""
    if not box.limits:
        return text("discovery.everywhere", lang)
    return text("discovery.and", lang).join(limit_text(limit, parameters, lang) for limit in box.limits)


def lines(found: Discovery, parameters: Parameters, lang: str, held: bool = False) -> list[str]:
    """Return the whole text report of a discovery.

    `held` says that uncertain parameters stayed at the scenario's values: neither drawn nor varied.
    """
    return [
        *wrapped(
            text(
                "discovery.title",
                lang,
                threshold=f"{found.threshold:g}",
                **benchmark_words(found.benchmark, lang),
            )
        ),
        *in_plain_words(summary(found, parameters, lang), lang),
        "",
        *wrapped(evidence(found, lang)),
        "",
        *not_shown(["discovery.cause", "discovery.shape", "discovery.rates"], lang, held),
    ]


def summary(found: Discovery, parameters: Parameters, lang: str) -> list[str]:
    """Return the rules in plain sentences, with density and coverage on held-out futures."""
    said = []
    for place, rule in enumerate(found.rules):
        if not rule.box.limits:
            fields = _fields(rule, found.threshold, parameters, lang)
            said.append(text("discovery.no_rule", lang, **fields))
            continue
        key = "discovery.also" if place else "discovery.rule"
        said.append(closed_up(text(key, lang, **_fields(rule, found.threshold, parameters, lang))))
        if not place and not found.reached:
            said.append(text("discovery.not_reached", lang, density=percent(found.density)))
        if not rule.validated:
            said.append(text("discovery.not_validated", lang))
            number = rule.futures_to_validate
            key = "would_validate" if number > 0 else "would_not_validate"
            said.append(text(f"discovery.{key}", lang, futures=about(number) if number > 0 else ""))
    if found.futures_to_settle:
        number = found.futures_to_settle
        fields = {"density": percent(found.density), "futures": about(number) if number > 0 else ""}
        said.append(
            text("discovery.would_settle" if number > 0 else "discovery.would_not_settle", lang, **fields)
        )
    said.append(
        text(
            "discovery.against",
            lang,
            base=percent(found.base_rate.value),
            low=percent(found.base_rate.low),
            high=percent(found.base_rate.high),
            benchmark=benchmark_words(found.benchmark, lang)["benchmark"],
        )
    )
    if len(found.rules) > 1:
        density, coverage = found.together.density.value, found.together.coverage.value
        said.append(text("discovery.together", lang, density=percent(density), coverage=percent(coverage)))
    leaves = [rule for rule in found.tree if rule.validated]
    leaves.sort(key=lambda rule: -rule.held_out.coverage.value)
    if leaves:
        each = (
            text(
                "discovery.leaf", lang, box=rule_text(rule.box, parameters, lang),
                density=percent(rule.held_out.density.value),
            )
            for rule in leaves[:3]
        )  # fmt: skip
        said.append(text("discovery.tree", lang, rules=("；" if lang == "zh" else "; ").join(each)))
    else:
        said.append(text("discovery.no_tree", lang))
    if found.misclassified > 0:
        said.append(text("discovery.misclassified", lang, share=percent(found.misclassified)))
        number = found.seeds_to_halve_misclassified
        key = "misclassified_half" if number > 0 else "misclassified_stays"
        said.append(text(f"discovery.{key}", lang, seeds=about(number) if number > 0 else ""))
    return said


def _fields(rule: DiscoveredRule, threshold: float, parameters: Parameters, lang: str) -> dict[str, str]:
    density, coverage = rule.held_out.density, rule.held_out.coverage
    return {
        "box": rule_text(rule.box, parameters, lang),
        "density": percent(density.value),
        "low": percent(density.low),
        "high": percent(density.high),
        "coverage": percent(coverage.value),
        "threshold": f"{threshold:g}",
    }


def evidence(found: Discovery, lang: str) -> str:
    """Return sizes, master seeds and intervals in one sentence, and whether both sets share their seeds."""
    shared = "seeds_shared" if found.common_random_numbers else "seeds_own"
    random_numbers = text(f"discovery.{shared}", lang)
    if found.draws_in_noise:
        random_numbers += text("discovery.draws_shared", lang)
    said = text(
        "discovery.evidence",
        lang,
        **benchmark_words(found.benchmark, lang),
        futures=f"{found.futures:,}",
        held_out=f"{found.held_out:,}",
        seeds=found.seeds,
        first=found.master_seeds[0],
        second=found.master_seeds[1],
    )
    return f"{said}{'；' if lang == 'zh' else '; '}{random_numbers}"
