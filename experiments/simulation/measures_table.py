"""Every measure beside the arms that the question is about."""

from __future__ import annotations

import numpy as np

from experiments.reporting.numbers import NOTHING, amount, listed, plus_minus, unit
from experiments.reporting.terminal import columns, folded, wrapped
from experiments.reporting.wording import SIGNS
from experiments.runs.paired import PairedRuns
from experiments.runs.relative import divisible, mean_of, reported_measures, values_of
from experiments.statistics.intervals import mean_interval
from experiments.texts import text
from sim.arms import G_S, GS, G, S
from sim.scenario.scenario import Scenario

SHOWN = (G, S, G_S)
LABEL_WIDTH = 28


def measure_table(scenario: Scenario, runs: PairedRuns, lang: str) -> list[str]:
    """Means by arm, in the contract arm with half the interval; what is zero everywhere is only named."""
    head = [text("report.column.measure", lang), "", *(SIGNS[arm] for arm in SHOWN), SIGNS[GS]]
    rows, nothing = [head], []
    for measure in reported_measures(scenario):
        if not np.any([values_of(scenario, runs, arm, measure.name) for arm in runs.arms]):
            nothing.append(measure.label(lang))
            continue
        means = [amount(_rounded(mean_of(scenario, runs, arm, measure.name))) for arm in SHOWN]
        last = NOTHING
        if divisible(scenario, runs, GS, measure.name):
            last = plus_minus(mean_interval(values_of(scenario, runs, GS, measure.name)))
        rows += folded([measure.label(lang), unit(measure, lang), *means, last], LABEL_WIDTH)
    said = [text("report.run.nothing", lang, names=listed(nothing, lang, long=True))] if nothing else []
    return [
        text("report.run.table", lang),
        *columns(rows, right=frozenset(range(2, len(head)))),
        *(line for each in said for line in wrapped(each, indent=2)),
    ]


def _rounded(value: float) -> float:
    """A mean without what is only rounding."""
    return 0.0 if abs(value) < 1e-12 else value
