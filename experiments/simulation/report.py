"""The text of a simulation: its sentences, its table, and the report for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from experiments.calibration.observations import mistimed_observations
from experiments.calibration.report import limits, observation_label, observation_table
from experiments.reporting.layout import head, laid_out
from experiments.reporting.numbers import listed, unit
from experiments.reporting.terminal import wrapped
from experiments.reporting.wording import SIGNS, outcome_name, summary
from experiments.runs.engines import scenario_measures
from experiments.simulation.measures_table import measure_table
from experiments.simulation.simulate import SimulationResult
from experiments.synergy.report import answer, break_evens, runs_needed, saturated, table
from experiments.texts import text

if TYPE_CHECKING:
    import pandas as pd


def summary_of(found: SimulationResult, lang: str, part: str = "answer") -> list[str]:
    """Return plain sentences on one part of a simulation.

    Args:
        found: the simulation.
        lang: "en" or "zh".
        part: "answer" (1+1), "break_evens" (what would change the sign of Δ), "observations" (the model
            beside what was observed) or "limits" (what the result does not show).

    Raises:
        ValueError: any other part.
    """
    scenario, beside = found.scenario, found.observations
    if part == "answer":
        return [summary(found.headline.synergy, lang)]
    if part == "break_evens":
        return break_evens(found.headline, scenario, lang)[1:]
    if part == "observations":
        return [] if beside is None else observation_table(scenario, beside, lang)
    if part == "limits":
        return limits(scenario, beside, lang)[1:]
    raise ValueError(f"no part {part!r}; there are: answer, break_evens, observations, limits")


def frame_of(found: SimulationResult, lang: str, table: str = "measures") -> pd.DataFrame:
    """Return a table of a simulation.

    Args:
        found: the simulation.
        lang: language of the labels.
        table: "measures" (the mean of every measure in every arm) or "headline" (1+1, Δ and its parts, with
            Monte Carlo intervals and the 5–95% range over draws).

    Raises:
        ValueError: any other table.
    """
    import pandas as pd

    if table == "headline":
        synergy = found.headline.synergy
        rows = {}
        for name in ("one_plus_one", "delta", "governance", "transfer", "scale", "multiplier"):
            quantity = getattr(synergy, name)
            estimate, over_draws = quantity.estimate, quantity.draw_range
            rows[outcome_name(name, lang)] = [
                estimate.value, estimate.low, estimate.high, over_draws.low, over_draws.high
            ]  # fmt: skip
        heads = [text(f"report.column.{name}", lang) for name in ("value", "interval", "range")]
        columns = [heads[0], f"{heads[1]} 2.5%", f"{heads[1]} 97.5%", f"{heads[2]} 5%", f"{heads[2]} 95%"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    if table != "measures":
        raise ValueError(f"no table {table!r}; there are: measures, headline")
    frame = found.measures()
    named = scenario_measures(found.scenario)
    labels = [text("report.with_unit", lang, label=one.label(lang), unit=unit(one, lang)) for one in named]
    frame.columns = [SIGNS[arm] for arm in found.runs.arms]
    frame.insert(0, text("report.column.measure", lang), labels)
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
