"""The text of a simulation: its sentences, its table, and the report for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from experiments.calibration.observations import mistimed_observations
from experiments.calibration.report import observation_table, observation_label, limits
from experiments.reporting.layout import head, laid_out
from experiments.reporting.numbers import listed, unit
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import SIGNS, summary
from experiments.runs.engines import scenario_measures
from experiments.simulation.measures_table import measure_table
from experiments.simulation.simulate import SimulationResult
from experiments.synergy.report import answer, saturated, table, runs_needed, break_evens
from experiments.texts import text

if TYPE_CHECKING:
    import pandas as pd


def summary_of(found: SimulationResult, lang: str) -> list[str]:
    """Return the plain sentence on 1+1."""
    return [summary(found.headline.synergy, lang)]


def frame_of(found: SimulationResult, lang: str) -> pd.DataFrame:
    """Return the mean of every measure (rows, with units) in every arm (columns)."""
    frame = found.measures()
    frame.index = [
        text("report.with_unit", lang, label=measure.label(lang), unit=unit(measure, lang))
        for measure in scenario_measures(found.scenario)
    ]
    frame.columns = [SIGNS[arm] for arm in found.runs.arms]
    return frame


def lines(found: SimulationResult, lang: str, stream: TextIO) -> list[str]:
    """Return the report: a scenario's measures by arm, and the answer with what stands beside it."""
    scenario = found.scenario
    sections = [head(scenario, found.runs, lang), measure_table(scenario, found.runs, lang)]
    return laid_out([*sections, *observed_sections(found, lang), *answer_sections(found, lang)], stream)


def observed_sections(found: SimulationResult, lang: str) -> list[list[str]]:
    """Return the observations beside the model, and those of another month than this contract's last."""
    scenario, beside = found.scenario, found.observations
    sections = [] if beside is None else [observation_table(scenario, beside, lang)]
    left = mistimed_observations(scenario)
    if left:
        labels = listed((observation_label(scenario, name, lang) for name in left), lang, long=True)
        sections.append(wrapped(text("report.observations.other_month", lang, names=labels)))
    return sections


def answer_sections(found: SimulationResult, lang: str) -> list[list[str]]:
    """Return the answer and what stands beside it."""
    result, beside = found.headline, found.observations
    return [
        table(result, lang),
        [*break_evens(result, found.scenario, lang), *saturated(result, lang)],
        runs_needed(result, lang),
        limits(found.scenario, beside, lang),
        answer(result, lang, None if beside is None else beside.posterior),
    ]
