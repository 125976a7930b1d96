"""In how many runs a measure reaches a number, or 1+1 exceeds one: the worlds that the page counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from experiments.arrays import Array
from experiments.errors import InvalidInput, nearest_ones, phrase
from experiments.results import Result
from experiments.runs.engines import shown_measures
from experiments.runs.outcomes import BENCHMARKS, Benchmark
from experiments.runs.paired import PairedRuns
from experiments.statistics.intervals import ROUNDING, share_interval, wilson
from sim.arms import GS
from sim.scenario.scenario import Scenario

DUST = 1e-9
"""What was counted up month by month is a whole number but for rounding."""

_RATIOS = {one.ratio.name: one for one in BENCHMARKS}


@dataclass(frozen=True)
class Mark:
    """A measure under contract, or 1+1 by the name of its ratio, and the number it is held against."""

    name: str
    number: float


@dataclass(frozen=True)
class Reached(Result):
    """In how many runs it is so.

    Attributes:
        name: the measure, or "added_value" or "one_plus_one".
        number: what the measure reaches, or what 1+1 exceeds.
        exceeds: whether more than the number is asked, as of 1+1; otherwise the number itself counts too.
        count: how many runs.
        runs: of how many.
        share: count / runs.
        low: lower end of its 95% interval.
        high: upper end of its 95% interval.
    """

    name: str
    number: float
    exceeds: bool
    count: int
    runs: int
    share: float
    low: float
    high: float


LIST = "list"
"""Asked for in the place of NAME=NUMBER: which names there are."""


def names_of(scenario: Scenario) -> list[str]:
    """Return the names of what can be counted in runs of a scenario: both ratios, then every measure."""
    return [*_RATIOS, *(one.name for one in shown_measures(scenario))]


def asked(given: Sequence[str], scenario: Scenario) -> tuple[Mark, ...]:
    """Return what NAME=NUMBER texts ask for, each once.

    Raises InvalidInput for another form and for an unknown name.
    """
    names = names_of(scenario)
    found = []
    for each in given:
        name, _, raw = (part.strip() for part in each.partition("="))
        try:
            value = float(raw)
        except ValueError:
            value = math.nan
        if name and name not in names:
            near = ", ".join(nearest_ones(name, names))
            said = phrase("fault.did_you_mean", near=near) if near else ""
            raise InvalidInput("command_run.reach_unknown", name=name, near=said, count=len(names))
        if not name or not math.isfinite(value):
            raise InvalidInput("command_run.reach_form", given=each, name=name or names[0])
        found.append(Mark(name, value))
    return tuple(dict.fromkeys(found))


def reached(runs: PairedRuns, one: Mark) -> Reached:
    """Return in how many runs a measure under contract reaches a number, or 1+1 exceeds it.

    1+1 exceeds a number where what the two create is more than so many halves of the benchmark, which is
    asked of every run, also where its own ratio is undefined.
    """
    benchmark = _RATIOS.get(one.name)
    hits = _reaching(runs, one) if benchmark is None else _above(runs, benchmark, one.number)
    share, size = float(hits.mean()), hits.size
    if hits.shape[1] == 1:
        low, high = wilson(share, size)
    else:
        whole = share_interval(hits)
        low, high = whole.low, whole.high
    return Reached(one.name, one.number, benchmark is not None, int(hits.sum()), size, share, low, high)


def _above(runs: PairedRuns, benchmark: Benchmark, number: float) -> Array:
    values, gain = runs.of("value"), benchmark.above(number).numerator
    beyond = sum(weight * values[:, :, runs.arms.index(arm)] for arm, weight in gain.items())
    hits: Array = (beyond > ROUNDING * abs(values).max()).astype(float)
    return hits


def _reaching(runs: PairedRuns, one: Mark) -> Array:
    return (runs.arm(GS, one.name) + DUST >= one.number).astype(float)
