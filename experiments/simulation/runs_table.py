"""The runs of a simulation as tidy tables: a row for each run, or for each run and month."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from experiments.arrays import Array
from experiments.reporting.numbers import unit
from experiments.runs.engines import shown_measures
from experiments.runs.paired import PairedRuns
from experiments.texts import text
from sim.arms import ARMS
from sim.measures import Measure
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


def runs_frame(scenario: Scenario, runs: PairedRuns, lang: str) -> pd.DataFrame:
    """Return a row for each run: arm, draw, seed, and the measures at the horizon.

    Args:
        scenario: what was run.
        runs: its runs, values (draws, seeds, arms, measures).
        lang: language of the heads.

    Returns:
        Arms by code; a column for each measure, its head the label with the unit.
    """
    return _tidy(scenario, runs, runs.values[:, :, :, None], (), lang)


def months_frame(scenario: Scenario, monthly: PairedRuns, lang: str) -> pd.DataFrame:
    """Return a row for each run and month, from 1: what some measures came to by the end of it.

    Args:
        scenario: what was run.
        monthly: its monthly series, values (draws, seeds, arms, months, measures).
        lang: language of the heads.

    Returns:
        As `runs_frame`, with the month behind the seed.
    """
    return _tidy(scenario, monthly, monthly.values, ("month",), lang)


def _tidy(
    scenario: Scenario, runs: PairedRuns, values: Array, further: Iterable[str], lang: str
) -> pd.DataFrame:
    """Return values (draws, seeds, arms, months, measures) with arms outermost and months innermost."""
    import pandas as pd

    draws, seeds, arms, months, _ = values.shape
    arm, draw, seed, month = (each.ravel() for each in np.indices((arms, draws, seeds, months)))
    names = [ARMS[number].name for number in runs.arms]
    keys = {
        "arm": pd.Categorical.from_codes(arm, names),
        "draw": runs.numbers[draw],
        "seed": runs.run_seeds[draw, seed],
        "month": month + 1,
    }
    shown = [one for one in shown_measures(scenario) if one.name in runs.measures]
    columns = {text(f"report.column.{key}", lang): keys[key] for key in ("arm", "draw", "seed", *further)}
    flat = values.transpose(2, 0, 1, 3, 4).reshape(len(arm), -1)
    columns |= {_head(one, lang): flat[:, runs.measures.index(one.name)] for one in shown}
    return pd.DataFrame(columns)


def _head(measure: Measure, lang: str) -> str:
    return text("report.with_unit", lang, label=measure.label(lang), unit=unit(measure, lang))
