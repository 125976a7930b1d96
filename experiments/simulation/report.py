"""Whole pages for the terminal: the case, a scenario, a comparison; sections in a readable order."""

from __future__ import annotations

from typing import TextIO

from experiments.calibration.observations import untimely
from experiments.calibration.report import case_table, fact_label, limits
from experiments.reporting.layout import head, laid_out
from experiments.reporting.numbers import listed
from experiments.reporting.terminal import wrapped
from experiments.simulation.measures_table import measure_table
from experiments.simulation.simulate import SimulationResult
from experiments.synergy.report import answer, saturated, table, tighter, turns
from experiments.texts import text


def run_page(found: SimulationResult, lang: str, stream: TextIO) -> list[str]:
    """A scenario's measures by arm, and the answer with what stands beside it."""
    scenario = found.scenario
    sections = [head(scenario, found.runs, lang), measure_table(scenario, found.runs, lang)]
    return laid_out([*sections, *_facts(found, lang), *_answer(found, lang)], stream)


def _facts(found: SimulationResult, lang: str) -> list[list[str]]:
    """The facts beside the model, and those that speak of another month than this contract's last."""
    scenario, told = found.scenario, found.facts
    sections = [] if told is None else [case_table(scenario, told, lang)]
    left = untimely(scenario)
    if left:
        labels = listed((fact_label(scenario, name, lang) for name in left), lang, long=True)
        sections.append(wrapped(text("report.facts.untimely", lang, names=labels)))
    return sections


def _answer(found: SimulationResult, lang: str) -> list[list[str]]:
    result, told = found.headline, found.facts
    posterior = None if told is None else told.posterior
    return [
        table(result, lang),
        [*turns(result, found.scenario, lang), *saturated(result, lang)],
        tighter(result, lang),
        limits(found.scenario, told, lang),
        answer(result, lang, posterior),
    ]
